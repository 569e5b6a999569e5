//! Signing in and out, and registering.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use tower_sessions::session_store::Error as StoreError;
use tower_sessions::{ExpiredDeletion, Session};

use crate::audit::store::record;
use crate::auth::browser::Browser;
use crate::auth::entity::{session, user, user_role};
use crate::auth::fields::{check_password, normal_login};
use crate::auth::pages::landing;
use crate::auth::password::{PasswordHash, verify};
use crate::auth::session_store::{ADDRESS, DEVICE, NAME, REQUEST_ID, Sessions, USER_ID, read_fault};
use crate::auth::store::users::{NewUser, create_user};
use crate::auth::types::{Portal, Role};
use crate::ctx::Ctx;
use crate::db::begin_write;
use crate::error::{Error, Faults, Result};

/// Between two looks for ended sessions.
const SWEEP: std::time::Duration = std::time::Duration::from_secs(15 * 60);

/// Opens a session for the person with this login or e-mail address; answers where to go.
///
/// # Errors
/// [`Error::TooMany`] when guessing; the same [`Error::Invalid`] after the same time for an unknown
/// person and a wrong password; a suspended person learns so once the password was right.
pub async fn sign_in(cx: &Ctx, session: &Session, login: &str, password: &str, next: Option<&str>) -> Result<String> {
    let login = normal_login(login);
    let column = if login.contains('@') { user::Column::Email } else { user::Column::Login };
    let found = user::Entity::find().filter(column.eq(&login)).one(cx.db()).await?;
    // By whichever name: the e-mail address gives a guesser no tries beside those at the login.
    let account = found.as_ref().map_or(login.as_str(), |user| user.login.as_str());
    let browser = Browser::asking(cx);
    let known = found.as_ref().and_then(|user| browser.known_to(user));
    let attempt = cx.state.throttle.charge(account, &cx.origin.address, known)?;
    let right = verify(password, found.as_ref().map(|user| user.password_hash.as_str())).await?;
    let Some(user) = found.filter(|_| right) else {
        tracing::info!(login, address = cx.origin.address, "sign-in refused");
        return Err(Error::invalid("", "Login or password is wrong."));
    };
    attempt.give_back();
    if !user.is_active() {
        return Err(Error::invalid("", "This account is suspended. Ask your school."));
    }
    let roles = user_role::Entity::find().filter(user_role::Column::UserId.eq(user.id)).all(cx.db()).await?;
    let home = landing(next, &portals(roles.iter().filter_map(|row| row.role.parse().ok())));
    browser.remember(cx, &user);
    // Last: who is told of an error is not signed in.
    open_session(cx, session, &user).await?;
    Ok(home)
}

/// Ends this session.
///
/// # Errors
/// When the database does not answer.
pub async fn sign_out(cx: &Ctx, session: &Session) -> Result<()> {
    if let Some(actor) = &cx.actor {
        let txn = begin_write(cx.db()).await?;
        let ended = session::Entity::delete_by_id(&actor.session).exec(&txn).await?;
        // Asked twice at once, it has happened once.
        if ended.rows_affected > 0 {
            record(&txn, cx, "sign out", "user", actor.id, None, None).await?;
        }
        txn.commit().await?;
        cx.state.terminals.close_sockets_of(&actor.session).await;
    }
    if session.id().is_some() {
        session.flush().await.map_err(Error::internal)?;
    }
    Ok(())
}

/// Makes a student's account and signs it in; answers where to go.
///
/// # Errors
/// [`Error::NotFound`] where the school lets nobody register; [`Error::Invalid`] with every fault;
/// [`Error::TooMany`] after too many.
pub async fn register(cx: &Ctx, session: &Session, mut new: NewAccount) -> Result<String> {
    if !cx.state.config.allow_registration {
        return Err(Error::NotFound("page".into()));
    }
    new.login = normal_login(&new.login);
    let attempt = cx.state.throttle.charge(&new.login, &cx.origin.address, None)?;
    let mut faults = Faults::default();
    check_password(&mut faults, "password", &new.password, &new.login);
    faults.check()?;
    cx.state.throttle.charge_new_account(&cx.origin.address)?;
    let password = PasswordHash::of(&new.password).await?;
    let txn = begin_write(cx.db()).await?;
    let made = NewUser {
        login: new.login,
        email: new.email,
        given: new.given_name,
        family: new.family_name,
        password,
        temporary: false,
        roles: vec![Role::Student],
    };
    let after = json!({"login": &made.login, "roles": ["student"]});
    let id = create_user(&txn, made).await?;
    record(&txn, cx, "register", "user", id, None, Some(after)).await?;
    txn.commit().await?;
    attempt.give_back();
    let user = user::Entity::find_by_id(id).one(cx.db()).await?.ok_or_else(|| Error::internal("a lost account"))?;
    Browser::asking(cx).remember(cx, &user);
    open_session(cx, session, &user).await?;
    Ok(landing(None, &[Portal::Student]))
}

/// What the registration form holds. No `Debug`: it has a password.
#[expect(missing_debug_implementations, reason = "holds a password")]
pub struct NewAccount {
    pub login: String,
    pub email: String,
    pub given_name: String,
    pub family_name: String,
    pub password: String,
}

/// A new token for the person, so that one that was planted before is worth nothing. Whoever was signed in before them
/// is signed out.
async fn open_session(cx: &Ctx, session: &Session, user: &user::Model) -> Result<()> {
    if session.id().is_some() {
        session.clear().await;
        session.cycle_id().await.map_err(Error::internal)?;
    }
    if let Some(before) = &cx.actor {
        cx.state.terminals.close_sockets_of(&before.session).await;
    }
    session.insert(USER_ID, user.id).await.map_err(Error::internal)?;
    session.insert(DEVICE, &cx.origin.device).await.map_err(Error::internal)?;
    session.insert(ADDRESS, &cx.origin.address).await.map_err(Error::internal)?;
    // Said of this session alone: that it is a sign-in, for the audit log.
    session.insert(NAME, user.display_name()).await.map_err(Error::internal)?;
    session.insert(REQUEST_ID, &cx.origin.request_id).await.map_err(Error::internal)?;
    if let Err(fault) = session.save().await {
        // Nor is it tried again with the answer.
        session.clear().await;
        return Err(reason(fault));
    }
    Ok(())
}

/// Why a session could not be written.
fn reason(fault: tower_sessions::session::Error) -> Error {
    match fault {
        tower_sessions::session::Error::Store(StoreError::Backend(told)) => read_fault(told),
        other => Error::internal(other),
    }
}

fn portals(roles: impl Iterator<Item = Role>) -> Vec<Portal> {
    let mut portals: Vec<Portal> = roles.map(Role::portal).collect();
    portals.sort_unstable();
    portals.dedup();
    portals
}

/// Removes ended sessions from the table, now and then, for as long as the program runs.
pub async fn forget_expired(db: sea_orm::DatabaseConnection) {
    let mut tick = tokio::time::interval(SWEEP);
    loop {
        tick.tick().await;
        if let Err(error) = Sessions::new(db.clone()).delete_expired().await {
            tracing::warn!(%error, "expired sessions could not be removed");
        }
    }
}
