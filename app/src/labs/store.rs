//! Workspaces and their templates in the database, read together with what the engine says.

mod broadcast;
mod class;
mod mine;
mod power;
mod record;

use std::collections::{BTreeMap, HashMap};

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder};

pub use broadcast::{broadcast, hearers, shown};
pub use class::{class, class_with_past, start_labs, stop_labs, watch};
pub use mine::{my_lab, my_labs, my_places, recreate_mine, start_mine, stop_mine};
pub use power::{Begun, start, stop};
pub use record::{order_of, places, record_class, recorded_by, supervised};

use super::container::{INSTANCE_LABEL, LabSpec, hostname};
use super::entity::{lab_template, workspace};
use super::types::{Facts, LabState, Record, Template, state_of};
use super::work::Steps;
use crate::auth::entity::user;
use crate::ctx::{AppState, Ctx};
use crate::engine::types::{CLASS_LABEL, ContainerSummary, EngineState, SECTION_LABEL, STUDENT_LABEL, WORKSPACE_LABEL};
use crate::error::{Error, Result};
use crate::id::{SectionId, UserId, WorkspaceId};
use crate::school::calendar;
use crate::school::store::section_names;
use crate::settings::entity as setting;
use crate::time::{MINUTE_MS, UnixMs};

/// What the labs of a section are made of.
///
/// # Errors
/// [`Error::NotFound`] for a section without a lab.
pub async fn template_of(db: &DatabaseConnection, section: SectionId) -> Result<lab_template::Model> {
    lab_template::Entity::find()
        .filter(lab_template::Column::SectionId.eq(section))
        .order_by_asc(lab_template::Column::Id)
        .one(db)
        .await?
        .ok_or_else(|| Error::NotFound("lab in this class".into()))
}

impl From<lab_template::Model> for Template {
    fn from(row: lab_template::Model) -> Self {
        Self {
            name: row.name,
            image: row.image,
            cpu_milli: row.cpu_milli,
            memory_mb: row.memory_mb,
            pids: row.pids,
            disk_mb: row.disk_mb,
        }
    }
}

/// The workspaces of a section, by student.
async fn workspaces_of(db: &DatabaseConnection, section: SectionId) -> Result<HashMap<UserId, workspace::Model>> {
    let rows = workspace::Entity::find().filter(workspace::Column::SectionId.eq(section)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.student_id, row)).collect())
}

async fn workspace_of(
    db: &DatabaseConnection,
    section: SectionId,
    student: UserId,
) -> Result<Option<workspace::Model>> {
    let found = workspace::Entity::find()
        .filter(workspace::Column::SectionId.eq(section))
        .filter(workspace::Column::StudentId.eq(student))
        .one(db)
        .await?;
    Ok(found)
}

/// The workspace of a student in a section, written down if there was none. Two at once get the same one.
async fn ensure_workspace(state: &AppState, section: SectionId, student: UserId) -> Result<workspace::Model> {
    if let Some(found) = workspace_of(&state.db, section, student).await? {
        return Ok(found);
    }
    let template = template_of(&state.db, section).await?;
    let name = format!("lyceum-{}-s{section}-u{student}", instance(&state.db).await?);
    let row = workspace::ActiveModel {
        student_id: Set(student),
        section_id: Set(section),
        template_id: Set(template.id),
        volume_name: Set(format!("{name}-home")),
        container_name: Set(name),
        wanted: Set("stopped".to_owned()),
        created_ms: Set(calendar::now()),
        ..Default::default()
    };
    // Whichever of its unique columns the other one's row is met by.
    let first_wins = OnConflict::new().do_nothing().to_owned();
    workspace::Entity::insert(row).on_conflict(first_wins).exec_without_returning(&state.db).await?;
    workspace_of(&state.db, section, student).await?.ok_or_else(|| Error::internal("workspace vanished"))
}

/// The name of this Lyceum on the engine: several may share one, and none touches what another made.
pub async fn instance(db: &DatabaseConnection) -> Result<String> {
    const KEY: &str = "instance";
    if let Some(found) = setting::Entity::find_by_id(KEY).one(db).await? {
        return Ok(found.value);
    }
    let row = setting::ActiveModel { key: Set(KEY.to_owned()), value: Set(format!("{:08x}", rand::random::<u32>())) };
    let first_wins = OnConflict::column(setting::Column::Key).do_nothing().to_owned();
    setting::Entity::insert(row).on_conflict(first_wins).exec_without_returning(db).await?;
    let found = setting::Entity::find_by_id(KEY).one(db).await?;
    found.map(|row| row.value).ok_or_else(|| Error::internal("instance vanished"))
}

/// The order for a workspace's container.
async fn spec_of(cx: &Ctx, row: &workspace::Model) -> Result<LabSpec> {
    let template = lab_template::Entity::find_by_id(row.template_id)
        .one(cx.db())
        .await?
        .ok_or_else(|| Error::NotFound("lab in this class".into()))?;
    let student = user::Entity::find_by_id(row.student_id)
        .one(cx.db())
        .await?
        .ok_or_else(|| Error::NotFound("student in this class".into()))?;
    let section = section_names(cx, &[row.section_id]).await?.remove(&row.section_id);
    let class = section.map_or_else(|| "lab".to_owned(), |section| section.short());
    let labels = BTreeMap::from([
        (INSTANCE_LABEL.to_owned(), instance(cx.db()).await?),
        (WORKSPACE_LABEL.to_owned(), row.id.to_string()),
        (SECTION_LABEL.to_owned(), row.section_id.to_string()),
        (STUDENT_LABEL.to_owned(), student.login),
        (CLASS_LABEL.to_owned(), class.clone()),
    ]);
    Ok(LabSpec {
        name: row.container_name.clone(),
        volume: row.volume_name.clone(),
        image: template.image,
        hostname: hostname(&class),
        cpu_milli: template.cpu_milli,
        memory_mb: template.memory_mb,
        pids: template.pids,
        disk_mb: template.disk_mb,
        labels,
    })
}

/// The container of a workspace as the engine has it: the one recorded, and labelled as ours.
pub fn container_of(state: &AppState, row: &workspace::Model) -> Option<ContainerSummary> {
    let container = state.engine.containers().borrow().get(row.container_id.as_deref()?)?.clone();
    let labelled = container.labels.get(WORKSPACE_LABEL).is_some_and(|label| *label == row.id.to_string());
    labelled.then_some(container)
}

/// Why the engine does not answer, if it does not.
pub fn engine_fault(state: &AppState) -> Option<String> {
    match &*state.engine.state().borrow() {
        EngineState::Up(_) => None,
        EngineState::Down(outage) => Some(outage.detail.clone()),
        EngineState::Connecting => Some("It is being connected.".to_owned()),
    }
}

/// The last sign of life: in this process, or written down by one before.
fn last_seen(state: &AppState, row: &workspace::Model) -> Option<UnixMs> {
    state.labs.last_seen(row.id).max(row.last_seen_ms)
}

/// What state a lab is in. `before` is what was being done before its row was read: what ends in between writes down
/// how it ended, and the row may not say so yet.
pub fn state(state: &AppState, before: &Steps, row: Option<&workspace::Model>, idle_min: i32, now: UnixMs) -> LabState {
    let fault = engine_fault(state);
    let container = row.and_then(|row| container_of(state, row));
    let facts = Facts {
        record: row.map(|row| Record { wanted_running: row.wanted == "running", failure: row.failure.as_deref() }),
        busy: row.and_then(|row| state.labs.step(row.id).or_else(|| before.get(&row.id).copied())),
        container: container.as_ref(),
        engine_fault: fault.as_deref(),
        last_seen_ms: row.and_then(|row| last_seen(state, row)),
        idle_after_ms: i64::from(idle_min) * MINUTE_MS,
    };
    state_of(facts, now)
}

/// A workspace by id, for those who have decided that the actor may see it.
pub async fn workspace(db: &DatabaseConnection, id: WorkspaceId) -> Result<workspace::Model> {
    workspace::Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::NotFound("lab".into()))
}
