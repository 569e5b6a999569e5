//! Signs of life: keys in a terminal, and a busy processor. Written down now and then, so that a
//! restart of Lyceum does not make every lab look forgotten.

use std::time::Duration;

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::entity::workspace;
use super::store::container_of;
use crate::ctx::AppState;
use crate::error::Result;
use crate::school::calendar;
use crate::terminals::protocol::OpenKind;
use crate::time::{MINUTE_MS, UnixMs};

/// Between two looks.
const EVERY: Duration = Duration::from_secs(5);
/// A processor that is busier than this is at work, per cent of one core; a shell that waits uses none.
const BUSY_PERCENT: f32 = 1.0;
/// Written down when the last note is older than this.
const WRITE_AFTER_MS: i64 = MINUTE_MS;

/// Looks for ever.
pub async fn watch(state: AppState) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = look(&state, calendar::now()).await {
            tracing::warn!(%error, "the last activity of labs was not read or written down");
        }
    }
}

async fn look(state: &AppState, now: UnixMs) -> Result<()> {
    for (kind, at) in state.terminals.last_typed().await {
        if let OpenKind::Lab { workspace } = kind {
            state.labs.saw(workspace, at);
        }
    }
    let usages = state.engine.usage().borrow().clone();
    let rows = workspace::Entity::find().filter(workspace::Column::Wanted.eq("running")).all(&state.db).await?;
    for row in rows {
        let container = container_of(state, &row).filter(|container| container.is_running());
        let usage = container.and_then(|container| usages.get(&container.id).copied());
        if usage.is_some_and(|usage| usage.cpu_percent >= BUSY_PERCENT) {
            state.labs.saw(row.id, now);
        }
        let Some(at) = state.labs.last_seen(row.id) else { continue };
        if at - row.last_seen_ms.unwrap_or_default() >= WRITE_AFTER_MS {
            let change = workspace::ActiveModel { id: Set(row.id), last_seen_ms: Set(Some(at)), ..Default::default() };
            workspace::Entity::update(change).exec(&state.db).await?;
        }
    }
    Ok(())
}
