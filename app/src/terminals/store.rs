//! The record of terminal sessions, and what of them is audited.

use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, TransactionTrait};
use serde_json::json;

use super::entity::terminal_session as row;
use super::protocol::{End, OpenKind};
use super::wire::About;
use crate::audit;
use crate::ctx::{Actor, Ctx};
use crate::error::Result;
use crate::id::{TerminalId, UserId, WorkspaceId};
use crate::time::UnixMs;

pub(super) fn now_ms() -> UnixMs {
    jiff::Timestamp::now().as_millisecond()
}

/// A new session's row. Whoever goes further than their own lab is audited.
pub(super) async fn opened(cx: &Ctx, actor: &Actor, kind: OpenKind, target: &str) -> Result<(TerminalId, UnixMs)> {
    let started_ms = now_ms();
    let (name, workspace_id) = match kind {
        OpenKind::Lab { workspace } => ("lab", Some(workspace)),
        OpenKind::HostShell => ("host", None),
        OpenKind::Ssh { .. } => ("ssh", None),
        OpenKind::Container { .. } => ("container", None),
    };
    let txn = cx.db().begin().await?;
    let row = row::ActiveModel {
        owner_id: Set(actor.id),
        kind: Set(name.to_owned()),
        target: Set(target.to_owned()),
        workspace_id: Set(workspace_id),
        started_ms: Set(started_ms),
        bytes_out: Set(0),
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

/// Somebody begins to watch another's terminal; `owner_told` says whether the owner is there to see it.
pub(super) async fn watched(cx: &Ctx, about: &About, owner_told: bool) -> Result<()> {
    let after = json!({ "owner": about.owner_name, "workspace": workspace(about), "owner_told": owner_told });
    let txn = cx.db().begin().await?;
    audit::store::record(&txn, cx, "terminal.watch", "terminal", about.id, None, Some(after)).await?;
    txn.commit().await?;
    Ok(())
}

/// They have gone, after so long.
pub(super) async fn watch_ended(cx: &Ctx, who: (UserId, &str), about: &About, watched_s: u64) -> Result<()> {
    let after = json!({ "owner": about.owner_name, "workspace": workspace(about), "watched_s": watched_s });
    let who = (Some(who.0), who.1);
    let txn = cx.db().begin().await?;
    audit::store::record_for(&txn, cx, who, "terminal.unwatch", "terminal", about.id, None, Some(after)).await?;
    txn.commit().await?;
    Ok(())
}

fn workspace(about: &About) -> Option<WorkspaceId> {
    match about.kind {
        OpenKind::Lab { workspace } => Some(workspace),
        OpenKind::HostShell | OpenKind::Ssh { .. } | OpenKind::Container { .. } => None,
    }
}

pub(super) async fn ended(
    db: &DatabaseConnection,
    id: TerminalId,
    end: &End,
    bytes_out: u64,
    at_ms: UnixMs,
) -> Result<()> {
    let code = if let End::Code(code) = end { Some(*code) } else { None };
    let row = row::ActiveModel {
        id: Unchanged(id),
        ended_ms: Set(Some(at_ms)),
        ending: Set(Some(end.to_string())),
        exit_code: Set(code),
        bytes_out: Set(i64::try_from(bytes_out).unwrap_or(i64::MAX)),
        ..Default::default()
    };
    row.update(db).await?;
    Ok(())
}

/// Sessions without an end, but for those that the agent has.
pub(super) async fn lost(db: &DatabaseConnection, had: Vec<TerminalId>) -> Result<()> {
    row::Entity::update_many()
        .col_expr(row::Column::EndedMs, Expr::value(now_ms()))
        .col_expr(row::Column::Ending, Expr::value("Lost when Lyceum was stopped"))
        .filter(row::Column::EndedMs.is_null())
        .filter(row::Column::Id.is_not_in(had))
        .exec(db)
        .await?;
    Ok(())
}
