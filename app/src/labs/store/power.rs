//! Starting and stopping: the intent is written down with its audit row, then the engine is asked.

use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, DatabaseConnection, EntityTrait, TransactionTrait};
use serde_json::json;
use tokio::task::JoinHandle;

use super::{container_of, spec_of};
use crate::audit;
use crate::ctx::{AppState, Ctx};
use crate::error::{Error, Result};
use crate::labs::container::LabSpec;
use crate::labs::entity::workspace;
use crate::labs::host::{self, Up};
use crate::labs::types::Step;
use crate::labs::work::Claim;
use crate::school::calendar;

/// What came of asking.
#[derive(Debug)]
pub enum Begun {
    /// It is so already.
    Already,
    /// Somebody else asked for it; it is on its way.
    UnderWay,
    /// It goes on whether or not anyone waits for it.
    Job(JoinHandle<Result<()>>),
}

impl Begun {
    /// Waits for the end, so that the answer can say what came of it.
    ///
    /// # Errors
    /// Why it failed.
    pub async fn ended(self) -> Result<()> {
        match self {
            Self::Job(job) => job.await.map_err(Error::internal)?,
            Self::Already | Self::UnderWay => Ok(()),
        }
    }
}

/// Starts a lab, or wakes it. `anew` discards the container first and keeps the home folder.
///
/// # Errors
/// When the database refuses; what the engine says comes out of the job.
pub async fn start(cx: &Ctx, row: workspace::Model, anew: bool) -> Result<Begun> {
    let state = &cx.state;
    let up = container_of(state, &row).is_some_and(|container| container.is_running());
    if up && !anew && row.wanted == "running" {
        return Ok(Begun::Already);
    }
    let Some(claim) = state.labs.claim(row.id, Step::Queued { position: 1 }) else { return Ok(Begun::UnderWay) };
    let spec = spec_of(cx, &row).await?;
    let action = if anew { "lab.recreate" } else { "lab.start" };
    intend(cx, &row, action, "running").await?;
    Ok(Begun::Job(tokio::spawn(bring_up(state.clone(), row, spec, anew, claim))))
}

/// Stops a lab: SIGTERM, ten seconds, SIGKILL. The home folder stays.
///
/// # Errors
/// [`Error::Conflict`] while it is being started; else as [`start`].
pub async fn stop(cx: &Ctx, row: workspace::Model) -> Result<Begun> {
    let state = &cx.state;
    let up = container_of(state, &row).is_some_and(|container| container.is_running());
    if !up && row.wanted == "stopped" {
        return Ok(Begun::Already);
    }
    let Some(claim) = state.labs.claim(row.id, Step::Stopping) else {
        return match state.labs.step(row.id) {
            Some(Step::Stopping) | None => Ok(Begun::UnderWay),
            Some(_) => Err(Error::Conflict("It is being started. Stop it once it is up.".into())),
        };
    };
    intend(cx, &row, "lab.stop", "stopped").await?;
    Ok(Begun::Job(tokio::spawn(bring_down(state.clone(), row, claim))))
}

/// Writes down what is wanted, with its audit row.
async fn intend(cx: &Ctx, row: &workspace::Model, action: &str, wanted: &str) -> Result<()> {
    let txn = cx.db().begin().await?;
    workspace::ActiveModel {
        id: Set(row.id),
        wanted: Set(wanted.to_owned()),
        failure: Set(None),
        ..Default::default()
    }
    .update(&txn)
    .await?;
    let about = json!({ "container": row.container_name, "student": row.student_id, "section": row.section_id });
    audit::store::record(&txn, cx, action, "lab", row.id, None, Some(about)).await?;
    txn.commit().await?;
    Ok(())
}

async fn bring_up(state: AppState, row: workspace::Model, spec: LabSpec, anew: bool, claim: Claim) -> Result<()> {
    let _turn = state.labs.turn().await?;
    let outcome = async {
        if anew {
            host::discard(&state.engine, &spec).await?;
        }
        host::bring_up(&state.engine, &spec, |step| claim.tell(step)).await
    }
    .await;
    note_outcome(&state.db, &row, &outcome).await?;
    // Only now may others read the state from record and engine.
    drop(claim);
    outcome.map(|_| ())
}

async fn note_outcome(db: &DatabaseConnection, row: &workspace::Model, outcome: &Result<Up>) -> Result<()> {
    let mut change = workspace::ActiveModel { id: Set(row.id), ..Default::default() };
    match outcome {
        Ok(up) => {
            let now = calendar::now();
            change.container_id = Set(Some(up.container_id.clone()));
            change.started_ms = Set(Some(now));
            change.last_seen_ms = Set(Some(now));
            if up.made {
                change.note = Set(up.note.clone());
            }
        }
        Err(error) => change.failure = Set(Some(error.to_string())),
    }
    workspace::Entity::update(change).exec(db).await?;
    Ok(())
}

async fn bring_down(state: AppState, row: workspace::Model, claim: Claim) -> Result<()> {
    let outcome = match &row.container_id {
        Some(id) => host::bring_down(&state.engine, id).await,
        None => Ok(()),
    };
    if let Err(error) = &outcome {
        // It still runs: what is wanted is what is.
        let change = workspace::ActiveModel {
            id: Set(row.id),
            wanted: Set("running".to_owned()),
            failure: Set(Some(error.to_string())),
            ..Default::default()
        };
        workspace::Entity::update(change).exec(&state.db).await?;
    }
    drop(claim);
    outcome
}
