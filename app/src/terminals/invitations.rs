//! Whom the owner of a terminal lets in beside those who may anyway. An invitation opens the door for people whom
//! the door would let in as guests, and for nobody else.

use std::collections::BTreeMap;

use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, TransactionTrait,
};
use serde_json::json;

use super::entity::terminal_invitation as row;
use super::protocol::Right;
use super::store::now_ms;
use super::wire::About;
use crate::audit;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::{TerminalId, UserId};
use crate::time::UnixMs;

/// What an invitation that holds allows this person.
pub(super) async fn right_of(db: &DatabaseConnection, terminal: TerminalId, user: UserId) -> Result<Option<Right>> {
    let found = row::Entity::find()
        .filter(row::Column::TerminalId.eq(terminal))
        .filter(row::Column::UserId.eq(user))
        .filter(row::Column::RevokedMs.is_null())
        .one(db)
        .await?;
    Ok(found.map(|row| if row.may_ask { Right::Asker } else { Right::Viewer }))
}

/// Whether each person who is invited may ask for control, and since when.
pub(super) async fn of(db: &DatabaseConnection, terminal: TerminalId) -> Result<BTreeMap<UserId, (bool, UnixMs)>> {
    let rows = row::Entity::find()
        .filter(row::Column::TerminalId.eq(terminal))
        .filter(row::Column::RevokedMs.is_null())
        .order_by_asc(row::Column::InvitedMs)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.user_id, (row.may_ask, row.invited_ms))).collect())
}

pub(super) async fn invite(cx: &Ctx, about: &About, user: UserId, may_ask: bool) -> Result<()> {
    let row = row::ActiveModel {
        id: NotSet,
        terminal_id: Set(about.id),
        user_id: Set(user),
        may_ask: Set(may_ask),
        invited_ms: Set(now_ms()),
        revoked_ms: Set(None),
    };
    let again = OnConflict::columns([row::Column::TerminalId, row::Column::UserId])
        .update_columns([row::Column::MayAsk, row::Column::InvitedMs, row::Column::RevokedMs])
        .to_owned();
    let txn = cx.db().begin().await?;
    row::Entity::insert(row).on_conflict(again).exec_without_returning(&txn).await?;
    record(&txn, cx, "terminal.invite", about, user, Some(may_ask)).await?;
    txn.commit().await?;
    Ok(())
}

/// Whether there was an invitation to take back.
pub(super) async fn revoke(cx: &Ctx, about: &About, user: UserId) -> Result<bool> {
    let txn = cx.db().begin().await?;
    let revoked = row::Entity::update_many()
        .set(row::ActiveModel { revoked_ms: Set(Some(now_ms())), ..Default::default() })
        .filter(row::Column::TerminalId.eq(about.id))
        .filter(row::Column::UserId.eq(user))
        .filter(row::Column::RevokedMs.is_null())
        .exec(&txn)
        .await?;
    if revoked.rows_affected > 0 {
        record(&txn, cx, "terminal.uninvite", about, user, None).await?;
    }
    txn.commit().await?;
    Ok(revoked.rows_affected > 0)
}

async fn record(
    txn: &impl ConnectionTrait,
    cx: &Ctx,
    action: &str,
    about: &About,
    user: UserId,
    may_ask: Option<bool>,
) -> Result<()> {
    let after = json!({ "owner": about.owner_name, "guest": user, "may_ask": may_ask });
    audit::store::record(txn, cx, action, "terminal", about.id, None, Some(after)).await
}
