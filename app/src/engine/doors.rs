//! Who may enter which container: those who manage containers, any that runs; each terminal is its owner's,
//! who may invite the others to it.

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde_json::json;

use super::types::enter::faults_of;
use crate::audit::store::record;
use crate::auth::types::Permission;
use crate::ctx::Ctx;
use crate::engine::docker::PART;
use crate::error::{Error, Result};
use crate::id::UserId;
use crate::terminals::doors::{Doors, Target};
use crate::terminals::exec::{Dial, ExecProgram};
use crate::terminals::protocol::{ContainerId, Entry, OpenKind, Right};

/// A shell, the best there is.
const SHELL: &str = "if command -v bash >/dev/null 2>&1; then exec bash; else exec sh; fi";

#[derive(Debug, Clone, Copy)]
pub struct ContainerDoors;

#[async_trait]
impl Doors for ContainerDoors {
    fn leads_to(&self, kind: OpenKind) -> bool {
        matches!(kind, OpenKind::Container { .. })
    }

    async fn open(&self, cx: &Ctx, kind: OpenKind) -> Result<Target> {
        self.enter(cx, kind, &Entry::default()).await
    }

    /// Audited before it is done, as all that is done to containers; whose lab it is stands there too.
    async fn enter(&self, cx: &Ctx, kind: OpenKind, entry: &Entry) -> Result<Target> {
        cx.require(Permission::ManageContainers)?;
        faults_of(entry).check()?;
        let id = id_of(kind)?.to_string();
        let container = cx.state.engine.container(&id).ok_or_else(no_container)?;
        if !container.is_running() {
            return Err(Error::Conflict(format!("{} does not run. Start it first.", container.name)));
        }
        let address = cx.state.engine.address()?;
        let dial = Dial::parse(&address).ok_or_else(|| Error::Unavailable {
            part: PART.to_owned(),
            detail: format!("terminals cannot reach it at {address}"),
        })?;
        let after = json!({
            "name": container.name, "image": container.image, "user": entry.user, "workdir": entry.workdir,
            "command": entry.command, "lab_of": container.student(),
        });
        record(cx.db(), cx, "enter container", "container", &container.id, None, Some(after)).await?;
        let command = if entry.command.is_empty() {
            ["/bin/sh", "-c", SHELL].map(str::to_owned).to_vec()
        } else {
            entry.command.clone()
        };
        let env = BTreeMap::from([("TERM".to_owned(), "xterm-256color".to_owned())]);
        let (user, workdir) = (entry.user.clone(), entry.workdir.clone());
        let (container, label) = (container.id, container.name);
        Ok(Target::Exec(ExecProgram { dial, container, label, command, user, workdir, env }))
    }

    async fn right(&self, cx: &Ctx, kind: OpenKind, owner: UserId) -> Result<Right> {
        let actor = cx.require(Permission::ManageContainers)?;
        id_of(kind)?;
        if actor.id == owner { Ok(Right::Writer) } else { Err(Error::NotFound("terminal".to_owned())) }
    }

    fn colleagues(&self) -> Option<Permission> {
        Some(Permission::ManageContainers)
    }
}

fn id_of(kind: OpenKind) -> Result<ContainerId> {
    match kind {
        OpenKind::Container { container } => Ok(container),
        _ => Err(no_container()),
    }
}

fn no_container() -> Error {
    Error::NotFound("container".to_owned())
}
