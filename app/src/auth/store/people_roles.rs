//! One role more, or less.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use serde_json::json;

use crate::audit::store::record;
use crate::auth::entity::{user, user_role};
use crate::auth::store::people::{find, roles_of};
use crate::auth::store::people_change::{keep_an_admin, words};
use crate::auth::store::users::add_roles;
use crate::auth::types::Role;
use crate::ctx::Ctx;
use crate::db::begin_write;
use crate::error::{Error, Result};
use crate::id::UserId;

/// Gives a role; false for somebody who has it.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn give_role(cx: &Ctx, id: UserId, role: Role) -> Result<bool> {
    let txn = begin_write(cx.db()).await?;
    let (user, had) = with_roles(&txn, id).await?;
    if had.contains(&role) {
        return Ok(false);
    }
    add_roles(&txn, id, &[role]).await?;
    let mut has = had.clone();
    has.push(role);
    has.sort_unstable();
    keep(txn, cx, user, "give role", &had, &has).await
}

/// Takes a role away; false for somebody who does not have it.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when it is their only one, or no admin would be left.
pub async fn take_role(cx: &Ctx, id: UserId, role: Role) -> Result<bool> {
    let txn = begin_write(cx.db()).await?;
    let (user, had) = with_roles(&txn, id).await?;
    if !had.contains(&role) {
        return Ok(false);
    }
    if role == Role::Admin {
        keep_an_admin(&txn, id, "lose the role").await?;
    }
    if had.len() == 1 {
        let name = user.display_name();
        return Err(Error::Conflict(format!(
            "{} is the only role of {name}. A person has at least one.",
            role.label()
        )));
    }
    user_role::Entity::delete_many()
        .filter(user_role::Column::UserId.eq(id))
        .filter(user_role::Column::Role.eq(role.as_str()))
        .exec(&txn)
        .await?;
    let has: Vec<Role> = had.iter().copied().filter(|had| *had != role).collect();
    keep(txn, cx, user, "take role", &had, &has).await
}

async fn with_roles(txn: &DatabaseTransaction, id: UserId) -> Result<(user::Model, Vec<Role>)> {
    let user = find(txn, id).await?;
    Ok((user, roles_of(txn, &[id]).await?.remove(&id).unwrap_or_default()))
}

async fn keep(
    txn: DatabaseTransaction,
    cx: &Ctx,
    user: user::Model,
    action: &str,
    had: &[Role],
    has: &[Role],
) -> Result<bool> {
    let (id, version) = (user.id, user.version + 1);
    let mut row: user::ActiveModel = user.into();
    row.version = Set(version);
    row.update(&txn).await?;
    let (before, after) = (json!({"roles": words(had)}), json!({"roles": words(has)}));
    record(&txn, cx, action, "user", id, Some(before), Some(after)).await?;
    txn.commit().await?;
    cx.state.terminals.recheck(cx, id).await;
    Ok(true)
}
