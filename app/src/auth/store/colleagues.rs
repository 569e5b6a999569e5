//! Who else may do a thing.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use crate::auth::entity::{user, user_role};
use crate::auth::types::{Permission, Role, allows};
use crate::ctx::Ctx;
use crate::error::Result;

/// Everybody else with this permission who is not suspended, by name. The caller has required it of the actor.
///
/// # Errors
/// When the database does not answer.
pub async fn colleagues(cx: &Ctx, permission: Permission) -> Result<Vec<user::Model>> {
    let me = cx.actor()?.id;
    let roles = Role::ALL.into_iter().filter(|role| allows(*role, permission)).map(Role::as_str);
    let with_role = user_role::Entity::find()
        .select_only()
        .column(user_role::Column::UserId)
        .filter(user_role::Column::Role.is_in(roles))
        .into_query();
    let found = user::Entity::find()
        .filter(user::Column::Id.in_subquery(with_role))
        .filter(user::Column::Id.ne(me))
        .filter(user::Column::Status.eq(user::ACTIVE))
        .order_by_asc(user::Column::FamilyName)
        .order_by_asc(user::Column::GivenName);
    Ok(found.all(cx.db()).await?)
}
