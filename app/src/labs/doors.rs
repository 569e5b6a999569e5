//! Who may open a terminal in a lab, and who may watch it: its owner works, the section's staff look on and
//! may take control for a reason, and show their own to the class.

use std::collections::BTreeMap;

use async_trait::async_trait;

use super::container::{HOME, USER};
use super::entity::workspace;
use super::store;
use crate::auth::types::Permission;
use crate::ctx::Ctx;
use crate::engine::types::EngineState;
use crate::error::{Error, Result};
use crate::id::{UserId, WorkspaceId};
use crate::school::calendar;
use crate::school::store::{roster, section_of_member, section_of_staff, section_of_student, teaches};
use crate::terminals::doors::{Doors, LabPlace, RecordOrder, Target};
use crate::terminals::exec::{Dial, ExecProgram};
use crate::terminals::protocol::{OpenKind, Right};
use crate::terminals::types::Guest;

/// A login shell; an image without bash still has one.
const SHELL: &str = "if command -v bash >/dev/null 2>&1; then exec bash -l; else exec sh -l; fi";

#[derive(Debug, Clone, Copy)]
pub struct LabDoors;

#[async_trait]
impl Doors for LabDoors {
    fn leads_to(&self, kind: OpenKind) -> bool {
        kind.workspace().is_some()
    }

    async fn open(&self, cx: &Ctx, kind: OpenKind) -> Result<Target> {
        let row = own(cx, id_of(kind)?).await?;
        let container = store::container_of(&cx.state, &row)
            .filter(|container| container.is_running())
            .ok_or_else(|| Error::Conflict("The lab is not running. Start it first.".into()))?;
        cx.state.labs.saw(row.id, calendar::now());
        Ok(Target::Exec(ExecProgram {
            dial: dial(cx)?,
            container: container.id,
            label: container.name,
            command: vec!["/bin/sh".to_owned(), "-c".to_owned(), SHELL.to_owned()],
            user: USER.to_owned(),
            workdir: HOME.to_owned(),
            env: BTreeMap::from([
                ("HOME".to_owned(), HOME.to_owned()),
                ("LANG".to_owned(), "C.UTF-8".to_owned()),
                ("TERM".to_owned(), "xterm-256color".to_owned()),
            ]),
        }))
    }

    async fn right(&self, cx: &Ctx, kind: OpenKind, owner: UserId) -> Result<Right> {
        let id = id_of(kind)?;
        if cx.actor.as_ref().is_some_and(|actor| actor.id == owner) {
            return own(cx, id).await.map(|_| Right::Writer);
        }
        cx.require(Permission::RunClass)?;
        let row = store::workspace(cx.db(), id).await?;
        section_of_staff(cx, row.section_id).await?;
        if row.student_id == owner { Ok(Right::Taker) } else { Err(no_lab()) }
    }

    /// Classmates, as long as both are in the class.
    async fn guest(&self, cx: &Ctx, kind: OpenKind, owner: UserId) -> Result<()> {
        cx.require(Permission::Study)?;
        let row = store::workspace(cx.db(), id_of(kind)?).await?;
        section_of_student(cx, row.section_id).await?;
        let owner_is_there = roster(cx, row.section_id).await?.iter().any(|student| student.id == owner)
            || teaches(cx, row.section_id, owner).await?;
        if row.student_id == owner && owner_is_there { Ok(()) } else { Err(no_lab()) }
    }

    async fn guests(&self, cx: &Ctx, kind: OpenKind) -> Result<Vec<Guest>> {
        let row = own(cx, id_of(kind)?).await?;
        let classmates = roster(cx, row.section_id).await?.into_iter().filter(|student| student.id != row.student_id);
        Ok(classmates.map(|student| Guest { user: student.id, name: student.name }).collect())
    }

    async fn may_show(&self, cx: &Ctx, kind: OpenKind) -> Result<bool> {
        let actor = cx.actor()?;
        if !actor.me.may(Permission::RunClass) {
            return Ok(false);
        }
        let row = store::workspace(cx.db(), id_of(kind)?).await?;
        Ok(row.student_id == actor.id && teaches(cx, row.section_id, actor.id).await?)
    }

    async fn recorded(&self, cx: &Ctx, kind: OpenKind) -> Result<Option<RecordOrder>> {
        let row = store::workspace(cx.db(), id_of(kind)?).await?;
        store::order_of(cx, row.section_id).await
    }

    async fn supervised(&self, cx: &Ctx) -> Result<Vec<LabPlace>> {
        store::supervised(cx).await
    }

    async fn places(&self, cx: &Ctx, labs: &[WorkspaceId]) -> Result<Vec<LabPlace>> {
        store::places(cx, labs).await
    }
}

/// The workspace, if it is the actor's and they still take part in the class.
async fn own(cx: &Ctx, id: WorkspaceId) -> Result<workspace::Model> {
    let actor = cx.require(Permission::OpenLab)?.id;
    let row = store::workspace(cx.db(), id).await?;
    if row.student_id != actor {
        return Err(no_lab());
    }
    section_of_member(cx, row.section_id).await?;
    Ok(row)
}

fn id_of(kind: OpenKind) -> Result<WorkspaceId> {
    kind.workspace().ok_or_else(no_lab)
}

fn no_lab() -> Error {
    Error::NotFound("lab".into())
}

/// Where the engine listens.
fn dial(cx: &Ctx) -> Result<Dial> {
    match &*cx.state.engine.state().borrow() {
        EngineState::Up(facts) => Dial::parse(&facts.address).ok_or_else(|| {
            let detail = format!("terminals cannot reach it at {}", facts.address);
            Error::Unavailable { part: crate::engine::docker::PART.into(), detail }
        }),
        _ => Err(Error::Unavailable { part: crate::engine::docker::PART.into(), detail: "it does not answer".into() }),
    }
}
