//! Recordings in the record: begun, over, seen, deleted.

use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, EntityTrait, ExprTrait, QueryFilter,
};
use serde_json::json;

use super::find::look_up;
use super::now_ms;
use crate::audit;
use crate::ctx::Ctx;
use crate::db::begin_write;
use crate::error::{Error, Result};
use crate::id::TerminalId;
use crate::terminals::entity::terminal_recording as row;
use crate::terminals::entity::terminal_session;
use crate::terminals::link::Keepers;
use crate::terminals::protocol::RecordWhy;
use crate::terminals::recording::files::{Files, folder};
use crate::terminals::types::record::Sight;
use crate::terminals::wire::RecordOrder;
use crate::time::UnixMs;

/// A terminal is recorded from `at_ms` on, or again. What its owner switches on is audited here; what a class or a
/// school switches on is audited where that is done.
pub async fn began(cx: &Ctx, id: TerminalId, order: &RecordOrder, at_ms: UnixMs) -> Result<()> {
    let why = match order.why {
        RecordWhy::Owner => "owner",
        RecordWhy::Class => "class",
        RecordWhy::House => "house",
    };
    let recording = row::ActiveModel {
        session_id: Set(id),
        by_id: Set(order.by),
        by_name: Set(order.by_name.clone()),
        why: Set(why.to_owned()),
        input: Set(order.input),
        started_ms: Set(at_ms),
        duration_ms: Set(0),
        bytes: Set(0),
        ..Default::default()
    };
    let again = OnConflict::column(row::Column::SessionId)
        .update_columns([row::Column::ById, row::Column::ByName, row::Column::Why])
        // What is typed is in it from now on, or has been.
        .value(row::Column::Input, Expr::col((row::Entity, row::Column::Input)).or(order.input))
        .value(row::Column::EndedMs, Option::<i64>::None)
        .value(row::Column::Ending, Option::<String>::None)
        .to_owned();
    let txn = begin_write(cx.db()).await?;
    row::Entity::insert(recording).on_conflict(again).exec_without_returning(&txn).await?;
    if order.why == RecordWhy::Owner {
        let after = json!({ "input": order.input });
        let who = (order.by, order.by_name.as_str());
        audit::store::record_for(&txn, &cx.origin, who, "terminal.record", "terminal", id, None, Some(after)).await?;
    }
    txn.commit().await?;
    Ok(())
}

/// It is no longer.
pub async fn over(
    db: &DatabaseConnection,
    id: TerminalId,
    why: &str,
    (duration_ms, bytes): (u64, u64),
    at_ms: UnixMs,
) -> Result<()> {
    let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    row::Entity::update_many()
        .col_expr(row::Column::EndedMs, Expr::value(at_ms))
        .col_expr(row::Column::Ending, Expr::value(why))
        .col_expr(row::Column::DurationMs, Expr::value(whole(duration_ms)))
        .col_expr(row::Column::Bytes, Expr::value(whole(bytes)))
        .filter(row::Column::SessionId.eq(id))
        .exec(db)
        .await?;
    Ok(())
}

/// A session with a recording that the actor may see, as what they see it.
///
/// # Errors
/// [`Error::NotFound`] for a session that is not theirs to see, or without a recording.
pub async fn open_recording(cx: &Ctx, id: TerminalId) -> Result<(terminal_session::Model, row::Model, Sight)> {
    let (session, sight) = look_up(cx, id).await?;
    let recording = row::Entity::find_by_id(id).one(cx.db()).await?;
    let recording = recording.filter(|recording| recording.deleted_ms.is_none());
    Ok((session, recording.ok_or_else(|| Error::NotFound("recording".to_owned()))?, sight))
}

/// Somebody begins to see another's recording.
pub async fn watched_replay(cx: &Ctx, session: &terminal_session::Model) -> Result<()> {
    let after = json!({ "owner_id": session.owner_id, "workspace": session.workspace_id });
    audit::store::record(cx.db(), cx, "terminal.replay", "terminal", session.id, None, Some(after)).await
}

/// Where the recording of a session lies.
pub fn files_of(cx: &Ctx, session: &terminal_session::Model) -> Files {
    Files::of(&folder(&cx.state.config.data_dir), session.id, session.started_ms)
}

/// The sessions whose recordings lie on this machine: those of its agents, and those from before agents had names.
pub(super) fn lying_here(keepers: &Keepers) -> Condition {
    Condition::any()
        .add(terminal_session::Column::Keeper.eq(""))
        .add(terminal_session::Column::Keeper.starts_with(keepers.prefix()))
}

/// [`lying_here`], of one.
fn lies_here(cx: &Ctx, session: &terminal_session::Model) -> bool {
    session.keeper.is_empty() || session.keeper.starts_with(&cx.state.terminals.link().keepers().prefix())
}

/// Deletes a recording by hand.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Conflict`] while its terminal runs, which may record on, or for another machine's, or
/// what the disk says.
pub async fn delete(cx: &Ctx, id: TerminalId) -> Result<()> {
    let (session, recording, _) = open_recording(cx, id).await?;
    if !lies_here(cx, &session) {
        let elsewhere = "This recording lies on another machine of the school. Delete it there.";
        return Err(Error::Conflict(elsewhere.to_owned()));
    }
    if session.ended_ms.is_none() {
        return Err(Error::Conflict("Its terminal runs, and may record on. End it first.".to_owned()));
    }
    let files = files_of(cx, &session);
    let bytes = recording.bytes;
    let txn = begin_write(cx.db()).await?;
    deleted(&txn, id, &cx.actor()?.me.name).await?;
    let before = json!({ "owner_id": session.owner_id, "bytes": bytes });
    audit::store::record(&txn, cx, "terminal.recording.delete", "terminal", id, Some(before), None).await?;
    tokio::task::spawn_blocking(move || files.remove()).await.map_err(Error::internal)??;
    txn.commit().await?;
    Ok(())
}

/// The files are gone.
pub(super) async fn deleted(db: &impl ConnectionTrait, id: TerminalId, by: &str) -> Result<()> {
    let gone = row::ActiveModel {
        session_id: Unchanged(id),
        deleted_ms: Set(Some(now_ms())),
        deleted_by: Set(Some(by.to_owned())),
        ..Default::default()
    };
    gone.update(db).await?;
    Ok(())
}
