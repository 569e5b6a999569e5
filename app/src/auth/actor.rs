//! From a session to the person behind it, and from a person to what they may do.

use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};

use crate::auth::entity::{session, user, user_role};
use crate::auth::types::{Me, Role};
use crate::ctx::Actor;
use crate::error::Result;
use crate::id::UserId;
use crate::time::{MINUTE_MS, UnixMs};

/// `last_used_ms` is exact to this; a write for every request would be too many.
const LAST_USED_STEP_MS: i64 = MINUTE_MS;

/// The person signed in by the session with this key, unless it has ended or they are suspended.
///
/// # Errors
/// When the database does not answer.
pub async fn actor_of(db: &DatabaseConnection, key: &str, school_zone: &str, now_ms: UnixMs) -> Result<Option<Actor>> {
    let found = session::Entity::find_by_id(key)
        .filter(session::Column::ExpiresMs.gt(now_ms))
        .find_also_related(user::Entity)
        .one(db)
        .await?;
    let Some((session, Some(user))) = found.filter(|(_, user)| user.as_ref().is_some_and(user::Model::is_active))
    else {
        return Ok(None);
    };
    if session.last_used_ms + LAST_USED_STEP_MS <= now_ms {
        touch(db, key, now_ms).await?;
    }
    as_actor(db, &user, session.id, school_zone).await.map(Some)
}

/// A person as they are now, signed in or not, unless they are suspended or gone: for asking what they may do while
/// they ask for nothing themselves. No session is theirs.
///
/// # Errors
/// When the database does not answer.
pub async fn actor_of_user(db: &DatabaseConnection, id: UserId, school_zone: &str) -> Result<Option<Actor>> {
    let found = user::Entity::find_by_id(id).one(db).await?;
    let Some(user) = found.filter(user::Model::is_active) else { return Ok(None) };
    as_actor(db, &user, String::new(), school_zone).await.map(Some)
}

async fn as_actor(db: &DatabaseConnection, user: &user::Model, session: String, school_zone: &str) -> Result<Actor> {
    let roles = roles_of(db, user).await?;
    Ok(Actor {
        id: user.id,
        me: me_of(user, roles, school_zone),
        session,
        must_change_password: user.password_is_temporary,
    })
}

async fn touch(db: &DatabaseConnection, key: &str, now_ms: UnixMs) -> Result<()> {
    session::Entity::update_many()
        .col_expr(session::Column::LastUsedMs, now_ms.into())
        .filter(session::Column::Id.eq(key))
        .exec(db)
        .await?;
    Ok(())
}

async fn roles_of(db: &DatabaseConnection, user: &user::Model) -> Result<Vec<Role>> {
    let rows = user_role::Entity::find().filter(user_role::Column::UserId.eq(user.id)).all(db).await?;
    let mut roles: Vec<Role> = rows.iter().filter_map(|row| row.role.parse().ok()).collect();
    roles.sort_unstable();
    Ok(roles)
}

fn me_of(user: &user::Model, roles: Vec<Role>, school_zone: &str) -> Me {
    Me {
        id: user.id,
        login: user.login.clone(),
        name: user.display_name(),
        initials: user.initials(),
        picture_url: user.picture_sha256.as_deref().map(crate::auth::types::picture_url),
        roles,
        theme: user.theme.parse().unwrap_or_default(),
        time_zone: user.time_zone.clone().unwrap_or_else(|| school_zone.to_owned()),
    }
}
