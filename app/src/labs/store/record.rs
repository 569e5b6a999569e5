//! Classes whose terminals are recorded.

use std::collections::BTreeMap;

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::workspaces_of;
use crate::audit::store::record;
use crate::auth::entity::user;
use crate::auth::types::Permission;
use crate::ctx::Ctx;
use crate::db::begin_write;
use crate::error::Result;
use crate::id::{SectionId, UserId, WorkspaceId};
use crate::labs::entity::{recorded_section, workspace};
use crate::school::calendar;
use crate::school::store::{section_names, section_of_staff, staffed_sections};
use crate::terminals::doors::{LabPlace, RecordOrder};
use crate::terminals::protocol::{OpenKind, RecordWhy};

/// Records the lab terminals of a class from now on, those that run too; or no longer.
///
/// # Errors
/// [`crate::error::Error::NotFound`] for a section that the actor does not teach.
pub async fn record_class(cx: &Ctx, section: SectionId, on: bool) -> Result<()> {
    section_of_staff(cx, section).await?;
    let actor = cx.actor()?;
    let txn = begin_write(cx.db()).await?;
    let was_on = recorded_section::Entity::find_by_id(section).one(&txn).await?.is_some();
    if was_on != on {
        if on {
            let row = recorded_section::ActiveModel {
                section_id: Set(section),
                by_id: Set(actor.id),
                since_ms: Set(calendar::now()),
            };
            recorded_section::Entity::insert(row).exec_without_returning(&txn).await?;
        } else {
            recorded_section::Entity::delete_by_id(section).exec(&txn).await?;
        }
        let (before, after) = (json!({ "recorded": was_on }), json!({ "recorded": on }));
        record(&txn, cx, "record lab terminals", "section", section, Some(before), Some(after)).await?;
    }
    txn.commit().await?;
    let labs = workspaces_of(cx.db(), section).await?;
    let kinds = labs.into_values().map(|lab| OpenKind::Lab { workspace: lab.id }).collect();
    let order = on.then(|| order(cx, actor.id, actor.me.name.clone()));
    cx.state.terminals.record_all(kinds, order).await
}

/// Who has switched the recording of a class on, if somebody has.
pub async fn recorded_by(db: &impl ConnectionTrait, section: SectionId) -> Result<Option<(UserId, String)>> {
    let Some(row) = recorded_section::Entity::find_by_id(section).one(db).await? else { return Ok(None) };
    let who = user::Entity::find_by_id(row.by_id).one(db).await?;
    Ok(Some((row.by_id, who.map(|who| who.display_name()).unwrap_or_default())))
}

/// The order for a new terminal in a lab of this section.
pub async fn order_of(cx: &Ctx, section: SectionId) -> Result<Option<RecordOrder>> {
    Ok(recorded_by(cx.db(), section).await?.map(|(by, name)| order(cx, by, name)))
}

fn order(cx: &Ctx, by: UserId, by_name: String) -> RecordOrder {
    let most_bytes = cx.state.config.recording_most_bytes();
    RecordOrder { by: Some(by), by_name, why: RecordWhy::Class, input: false, most_bytes }
}

/// The labs of the actor's classes.
pub async fn supervised(cx: &Ctx) -> Result<Vec<LabPlace>> {
    if !cx.actor()?.me.may(Permission::RunClass) {
        return Ok(Vec::new());
    }
    let sections = staffed_sections(cx).await?;
    let labs = workspace::Entity::find().filter(workspace::Column::SectionId.is_in(sections)).all(cx.db()).await?;
    named(cx, labs).await
}

/// These labs, whoever asks.
pub async fn places(cx: &Ctx, ids: &[WorkspaceId]) -> Result<Vec<LabPlace>> {
    let labs = workspace::Entity::find().filter(workspace::Column::Id.is_in(ids.iter().copied())).all(cx.db()).await?;
    named(cx, labs).await
}

async fn named(cx: &Ctx, labs: Vec<workspace::Model>) -> Result<Vec<LabPlace>> {
    let mut sections: Vec<SectionId> = labs.iter().map(|lab| lab.section_id).collect();
    sections.sort_unstable();
    sections.dedup();
    let names: BTreeMap<SectionId, String> =
        section_names(cx, &sections).await?.into_iter().map(|(id, name)| (id, name.short())).collect();
    let place = |lab: workspace::Model| {
        let class = names.get(&lab.section_id).cloned().unwrap_or_default();
        LabPlace { workspace: lab.id, section: lab.section_id, class }
    };
    Ok(labs.into_iter().map(place).collect())
}
