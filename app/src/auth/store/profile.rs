//! One's own account: names, zone, theme, password, sessions.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;

use crate::audit::store::record;
use crate::auth::account::{Profile, SessionInfo};
use crate::auth::browser::Browser;
use crate::auth::entity::{session, user};
use crate::auth::fields::{check_name, password_fault};
use crate::auth::password::{PasswordHash, verify};
use crate::auth::store::device;
use crate::auth::types::{Theme, picture_url};
use crate::ctx::Ctx;
use crate::db::begin_write;
use crate::error::{Error, Faults, Result};
use crate::id::UserId;

pub async fn profile(cx: &Ctx) -> Result<Profile> {
    let user = myself(cx, cx.db()).await?;
    Ok(Profile {
        initials: user.initials(),
        picture_url: user.picture_sha256.as_deref().map(picture_url),
        theme: user.theme.parse().unwrap_or_default(),
        time_zone: user.time_zone.unwrap_or_default(),
        school_time_zone: cx.state.config.time_zone.clone(),
        time_zones: jiff::tz::db().available().map(|zone| zone.to_string()).collect(),
        login: user.login,
        email: user.email,
        given_name: user.given_name,
        family_name: user.family_name,
        preferred_name: user.preferred_name.unwrap_or_default(),
        password_is_temporary: user.password_is_temporary,
    })
}

/// What the profile form sends.
#[derive(Debug)]
pub struct ProfileChange {
    pub given_name: String,
    pub family_name: String,
    pub preferred_name: String,
    pub time_zone: String,
    pub theme: Theme,
}

/// Keeps names, zone and theme.
///
/// # Errors
/// [`Error::Invalid`] with every fault.
pub async fn save_profile(cx: &Ctx, change: ProfileChange) -> Result<()> {
    let given = change.given_name.trim().to_owned();
    let family = change.family_name.trim().to_owned();
    let preferred = Some(change.preferred_name.trim().to_owned()).filter(|name| !name.is_empty());
    let zone = Some(change.time_zone).filter(|zone| !zone.is_empty());
    let mut faults = Faults::default();
    check_name(&mut faults, "given_name", "The given name", &given);
    check_name(&mut faults, "family_name", "The family name", &family);
    if let Some(preferred) = &preferred {
        check_name(&mut faults, "preferred_name", "The preferred name", preferred);
    }
    if zone.as_deref().is_some_and(|zone| jiff::tz::TimeZone::get(zone).is_err()) {
        faults.add("time_zone", "There is no such time zone.");
    }
    faults.check()?;

    let txn = begin_write(cx.db()).await?;
    let before = myself(cx, &txn).await?;
    let mut row: user::ActiveModel = before.clone().into();
    row.given_name = Set(given);
    row.family_name = Set(family);
    row.preferred_name = Set(preferred);
    row.time_zone = Set(zone);
    row.theme = Set(change.theme.as_str().to_owned());
    row.version = Set(before.version + 1);
    let after = row.update(&txn).await?;
    let names = |user: &user::Model| {
        json!({"given_name": user.given_name, "family_name": user.family_name,
               "preferred_name": user.preferred_name, "time_zone": user.time_zone, "theme": user.theme})
    };
    record(&txn, cx, "edit profile", "user", before.id, Some(names(&before)), Some(names(&after))).await?;
    txn.commit().await?;
    Ok(())
}

/// Keeps the theme alone; nothing is written where it is that already.
pub async fn save_theme(cx: &Ctx, theme: Theme) -> Result<()> {
    let txn = begin_write(cx.db()).await?;
    let before = myself(cx, &txn).await?;
    if before.theme == theme.as_str() {
        return Ok(());
    }
    let named = |theme: &str| Some(json!({ "theme": theme }));
    record(&txn, cx, "edit profile", "user", before.id, named(&before.theme), named(theme.as_str())).await?;
    let mut row: user::ActiveModel = before.into();
    row.theme = Set(theme.as_str().to_owned());
    row.update(&txn).await?;
    txn.commit().await?;
    Ok(())
}

/// Changes one's own password, and ends every other session: whoever held the old one is out, and this browser alone
/// stays known.
///
/// # Errors
/// [`Error::Invalid`] when the old one is wrong or the new one will not do; [`Error::TooMany`] when guessing.
pub async fn change_password(cx: &Ctx, current: &str, new: &str) -> Result<()> {
    let user = myself(cx, cx.db()).await?;
    let browser = Browser::asking(cx);
    let attempt = cx.state.throttle.charge(&user.login, &cx.origin.address, browser.known_to(&user))?;
    let mut faults = Faults::default();
    if let Some(fault) = password_fault(new, &user.login) {
        faults.add("new", fault);
    }
    if !verify(current, Some(&user.password_hash)).await? {
        faults.add("current", "This is not your password.");
    } else {
        attempt.give_back();
        if current == new {
            faults.add("new", "This is the password you have.");
        }
    }
    faults.check()?;
    let hash = PasswordHash::of(new).await?;
    let txn = begin_write(cx.db()).await?;
    let id = user.id;
    set_password(&txn, id, &hash, false).await?;
    let ended = end_sessions(&txn, id, Some(&cx.actor()?.session)).await?;
    record(&txn, cx, "change password", "user", id, None, Some(json!({"sessions_ended": ended.len()}))).await?;
    let user = myself(cx, &txn).await?;
    txn.commit().await?;
    close_sockets(cx, &ended).await;
    browser.remember(cx, &user);
    Ok(())
}

/// The person's open sessions, the last used first.
pub async fn my_sessions(cx: &Ctx) -> Result<Vec<SessionInfo>> {
    let actor = cx.actor()?;
    let now_ms = jiff::Timestamp::now().as_millisecond();
    let rows = session::Entity::find()
        .filter(session::Column::UserId.eq(actor.id))
        .filter(session::Column::ExpiresMs.gt(now_ms))
        .order_by_desc(session::Column::LastUsedMs)
        .all(cx.db())
        .await?;
    let info = |row: session::Model| SessionInfo {
        here: row.id == actor.session,
        device: device::name(&row.device),
        handheld: device::is_handheld(&row.device),
        key: row.id,
        address: row.address,
        created_ms: row.created_ms,
        last_used_ms: row.last_used_ms,
    };
    Ok(rows.into_iter().map(info).collect())
}

/// Ends one of the person's own sessions.
///
/// # Errors
/// [`Error::NotFound`] for a session that is not theirs, or has ended.
pub async fn end_session(cx: &Ctx, key: &str) -> Result<()> {
    let actor = cx.actor()?;
    let txn = begin_write(cx.db()).await?;
    let ended = session::Entity::delete_many()
        .filter(session::Column::Id.eq(key))
        .filter(session::Column::UserId.eq(actor.id))
        .exec(&txn)
        .await?;
    if ended.rows_affected == 0 {
        return Err(Error::NotFound("session".into()));
    }
    record(&txn, cx, "end session", "user", actor.id, None, None).await?;
    txn.commit().await?;
    cx.state.terminals.close_sockets_of(key).await;
    Ok(())
}

/// Ends all of the person's sessions but this one; says how many. Of the browsers that they have signed in with, this
/// one alone stays known.
pub async fn end_other_sessions(cx: &Ctx) -> Result<u64> {
    let actor = cx.actor()?;
    let txn = begin_write(cx.db()).await?;
    let ended = end_sessions(&txn, actor.id, Some(&actor.session)).await?;
    let after = json!({"sessions_ended": ended.len()});
    record(&txn, cx, "end other sessions", "user", actor.id, None, Some(after)).await?;
    let user = myself(cx, &txn).await?;
    txn.commit().await?;
    close_sockets(cx, &ended).await;
    Browser::asking(cx).remember(cx, &user);
    Ok(ended.len() as u64)
}

/// What was opened with these sessions closes at once, and not at the next look at them.
async fn close_sockets(cx: &Ctx, ended: &[String]) {
    for key in ended {
        cx.state.terminals.close_sockets_of(key).await;
    }
}

pub(super) async fn set_password(
    txn: &impl ConnectionTrait,
    id: UserId,
    hash: &PasswordHash,
    temporary: bool,
) -> Result<()> {
    user::Entity::update_many()
        .col_expr(user::Column::PasswordHash, Expr::value(hash.as_str()))
        .col_expr(user::Column::PasswordIsTemporary, Expr::value(temporary))
        .filter(user::Column::Id.eq(id))
        .exec(txn)
        .await?;
    Ok(())
}

/// Ends the person's sessions, but for `but`; says which, by their keys. Browsers with which they have signed in are
/// strangers again.
pub(super) async fn end_sessions(txn: &impl ConnectionTrait, id: UserId, but: Option<&str>) -> Result<Vec<String>> {
    user::Entity::update_many()
        .col_expr(user::Column::SessionsEpoch, Expr::col(user::Column::SessionsEpoch).add(1))
        .filter(user::Column::Id.eq(id))
        .exec(txn)
        .await?;
    let mut ended = session::Entity::delete_many().filter(session::Column::UserId.eq(id));
    if let Some(kept) = but {
        ended = ended.filter(session::Column::Id.ne(kept));
    }
    Ok(ended.exec_with_returning(txn).await?.into_iter().map(|row| row.id).collect())
}

async fn myself(cx: &Ctx, db: &impl ConnectionTrait) -> Result<user::Model> {
    user::Entity::find_by_id(cx.actor()?.id).one(db).await?.ok_or(Error::SignInRequired)
}
