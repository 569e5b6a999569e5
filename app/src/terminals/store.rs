//! The record of terminal sessions, and what of them is audited.

mod find;
mod recordings;
mod retention;
mod visits;

use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter,
    QuerySelect, QueryTrait, TransactionTrait,
};
use serde_json::json;

pub(super) use self::find::{csv, page, session};
pub(super) use self::recordings::{began, delete, files_of, open_recording, over, watched_replay};
pub(super) use self::retention::sweep;
pub(super) use self::visits::visited;
use super::entity::{terminal_recording, terminal_session as row};
use super::link::Keepers;
use super::protocol::{End, Handed, How, OpenKind};
use super::wire::About;
use crate::audit;
use crate::ctx::{Actor, Ctx};
use crate::db::begin_write;
use crate::error::Result;
use crate::id::{TerminalId, UserId};
use crate::time::UnixMs;

pub(super) fn now_ms() -> UnixMs {
    jiff::Timestamp::now().as_millisecond()
}

/// A new session's row. Whoever goes further than their own lab is audited.
pub(super) async fn opened(
    cx: &Ctx,
    actor: &Actor,
    kind: OpenKind,
    target: &str,
    keeper: String,
) -> Result<(TerminalId, UnixMs)> {
    let started_ms = now_ms();
    let name = match kind {
        OpenKind::Lab { .. } => "lab",
        OpenKind::HostShell => "host",
        OpenKind::Ssh { .. } => "ssh",
        OpenKind::Container { .. } => "container",
    };
    let txn = begin_write(cx.db()).await?;
    let row = row::ActiveModel {
        owner_id: Set(actor.id),
        kind: Set(name.to_owned()),
        target: Set(target.to_owned()),
        workspace_id: Set(kind.workspace()),
        started_ms: Set(started_ms),
        bytes_out: Set(0),
        keeper: Set(keeper),
        ..Default::default()
    }
    .insert(&txn)
    .await?;
    if !matches!(kind, OpenKind::Lab { .. }) {
        let after = json!({ "kind": name, "target": target });
        audit::store::record(&txn, cx, "terminal.open", "terminal", row.id, None, Some(after)).await?;
    }
    txn.commit().await?;
    Ok((row.id, started_ms))
}

/// Whether there is a row of this terminal.
pub(super) async fn is_known(db: &DatabaseConnection, id: TerminalId) -> Result<bool> {
    Ok(row::Entity::find_by_id(id).count(db).await? > 0)
}

/// Somebody begins to watch another's terminal; `owner_told` says whether the owner is there to see it.
pub(super) async fn watched(cx: &Ctx, about: &About, owner_told: bool) -> Result<()> {
    let after = json!({ "owner": about.owner_name, "workspace": about.kind.workspace(), "owner_told": owner_told });
    let txn = cx.db().begin().await?;
    audit::store::record(&txn, cx, "terminal.watch", "terminal", about.id, None, Some(after)).await?;
    txn.commit().await?;
    Ok(())
}

/// They have gone, after so long.
pub(super) async fn watch_ended(cx: &Ctx, who: (UserId, &str), about: &About, watched_s: u64) -> Result<()> {
    let after = json!({ "owner": about.owner_name, "workspace": about.kind.workspace(), "watched_s": watched_s });
    let who = (Some(who.0), who.1);
    let txn = cx.db().begin().await?;
    audit::store::record_for(&txn, &cx.origin, who, "terminal.unwatch", "terminal", about.id, None, Some(after))
        .await?;
    txn.commit().await?;
    Ok(())
}

/// The actor takes control of another's terminal.
pub(super) async fn taken(cx: &Ctx, about: &About, reason: &str) -> Result<()> {
    let after = json!({ "owner": about.owner_name, "workspace": about.kind.workspace(), "reason": reason });
    let txn = cx.db().begin().await?;
    audit::store::record(&txn, cx, "terminal.take", "terminal", about.id, None, Some(after)).await?;
    txn.commit().await?;
    Ok(())
}

/// Control was granted, given back or taken back; that it was taken for a reason was recorded before it was.
pub(super) async fn handed(cx: &Ctx, by: UserId, about: &About, handed: &Handed) -> Result<()> {
    let action = match &handed.how {
        How::Granted => "terminal.grant",
        How::Released => "terminal.release",
        How::TakenBack => "terminal.take_back",
        How::Left => "terminal.leave",
        How::Taken { .. } => return Ok(()),
    };
    let after = json!({ "owner": about.owner_name, "workspace": about.kind.workspace(), "to": handed.to });
    let who = (Some(by), handed.by.as_str());
    let txn = cx.db().begin().await?;
    audit::store::record_for(&txn, &cx.origin, who, action, "terminal", about.id, None, Some(after)).await?;
    txn.commit().await?;
    Ok(())
}

/// A terminal was shown to a class, or no longer is.
pub(super) async fn shown(cx: &Ctx, by: (UserId, &str), about: &About, on: bool) -> Result<()> {
    let after = json!({ "owner": about.owner_name, "workspace": about.kind.workspace() });
    let action = if on { "terminal.show" } else { "terminal.show_end" };
    let txn = cx.db().begin().await?;
    audit::store::record_for(&txn, &cx.origin, (Some(by.0), by.1), action, "terminal", about.id, None, Some(after))
        .await?;
    txn.commit().await?;
    Ok(())
}

pub(super) async fn ended(
    db: &DatabaseConnection,
    id: TerminalId,
    end: &End,
    (bytes_in, bytes_out): (u64, u64),
    at_ms: UnixMs,
) -> Result<()> {
    let code = if let End::Code(code) = end { Some(*code) } else { None };
    let row = row::ActiveModel {
        id: Unchanged(id),
        ended_ms: Set(Some(at_ms)),
        ending: Set(Some(end.to_string())),
        exit_code: Set(code),
        bytes_in: Set(i64::try_from(bytes_in).unwrap_or(i64::MAX)),
        bytes_out: Set(i64::try_from(bytes_out).unwrap_or(i64::MAX)),
        ..Default::default()
    };
    row.update(db).await?;
    Ok(())
}

/// Sessions and recordings without an end that were an agent's of this machine, but for those that it has, or an older
/// one has that still lives. What is on other machines is theirs to tell, and what has begun since the agent was asked
/// is not known to be lost.
pub(super) async fn lost(
    db: &DatabaseConnection,
    keepers: &Keepers,
    had: Vec<TerminalId>,
    asked_ms: UnixMs,
) -> Result<()> {
    const WHY: &str = "Lost when Lyceum was stopped";
    let gone = Condition::all()
        .add(recordings::lying_here(keepers))
        .add(row::Column::Keeper.is_not_in(keepers.others()))
        .add(row::Column::StartedMs.lt(asked_ms))
        .add(row::Column::Id.is_not_in(had));
    let sessions = row::Entity::find().select_only().column(row::Column::Id).filter(gone.clone()).into_query();
    terminal_recording::Entity::update_many()
        .col_expr(terminal_recording::Column::EndedMs, Expr::value(now_ms()))
        .col_expr(terminal_recording::Column::Ending, Expr::value(WHY))
        .filter(terminal_recording::Column::EndedMs.is_null())
        .filter(terminal_recording::Column::SessionId.in_subquery(sessions))
        .exec(db)
        .await?;
    row::Entity::update_many()
        .col_expr(row::Column::EndedMs, Expr::value(now_ms()))
        .col_expr(row::Column::Ending, Expr::value(WHY))
        .filter(row::Column::EndedMs.is_null())
        .filter(gone)
        .exec(db)
        .await?;
    Ok(())
}
