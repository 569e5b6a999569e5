//! What every request carries: the state of the program, and who asks from where.

use std::sync::Arc;

use axum::extract::FromRef;
use axum::http::request::Parts;
use leptos::prelude::{LeptosOptions, use_context};
use sea_orm::DatabaseConnection;
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

use crate::auth::throttle::Throttle;
use crate::auth::types::{Me, Permission};
use crate::config::Config;
use crate::engine::docker::Engine;
use crate::error::{Error, Result};
use crate::http::plain::Answers;
use crate::id::UserId;
use crate::labs::work::Labs;
use crate::settings::store::Faces;
use crate::ssh::vault::Vault;
use crate::terminals;

/// The running program: cheap to clone, shared by every request.
#[derive(Debug, Clone, FromRef)]
pub struct AppState {
    pub db: DatabaseConnection,
    pub config: Arc<Config>,
    pub engine: Engine,
    pub terminals: terminals::Registry,
    pub labs: Labs,
    pub leptos: LeptosOptions,
    /// How often somebody may guess a password.
    pub throttle: Throttle,
    /// What was answered to forms sent without a script, until their pages are asked for.
    pub answers: Answers,
    /// The school's name and accent.
    pub faces: Faces,
    /// What encrypts credentials at rest.
    pub vault: Vault,
}

/// The signed-in person behind a request.
#[derive(Debug, Clone)]
pub struct Actor {
    pub id: UserId,
    pub me: Me,
    /// Hash of the session's token, the session's primary key.
    pub session: String,
    /// The password was made by somebody else: everything waits until it is changed.
    pub must_change_password: bool,
}

/// Where a request came from; kept with what it changed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Origin {
    pub address: String,
    pub device: String,
    pub request_id: String,
}

/// One request's context: the first argument of everything that touches data.
#[derive(Debug, Clone)]
pub struct Ctx {
    pub state: AppState,
    pub actor: Option<Actor>,
    pub origin: Origin,
}

impl Ctx {
    /// The layers in `http` have put actor and origin into the request's extensions.
    fn of_request(parts: &Parts, state: AppState) -> Self {
        Self {
            state,
            actor: parts.extensions.get::<Actor>().cloned(),
            origin: parts.extensions.get::<Origin>().cloned().unwrap_or_default(),
        }
    }

    /// Of what happens by itself, without a request.
    pub fn of_house(state: &AppState) -> Self {
        Self { state: state.clone(), actor: None, origin: Origin::default() }
    }

    /// # Errors
    /// [`Error::PasswordFirst`] for somebody whose password was made by an admin.
    pub fn with_own_password(self) -> Result<Self> {
        if self.actor.as_ref().is_some_and(|actor| actor.must_change_password) {
            return Err(Error::PasswordFirst);
        }
        Ok(self)
    }

    pub fn db(&self) -> &DatabaseConnection {
        &self.state.db
    }

    /// The signed-in person, in a store function whose entry has required a permission.
    ///
    /// # Errors
    /// [`Error::SignInRequired`] for nobody.
    pub fn actor(&self) -> Result<&Actor> {
        self.actor.as_ref().ok_or(Error::SignInRequired)
    }

    /// The actor, if they may do this. The first line of every entry.
    ///
    /// # Errors
    /// [`Error::SignInRequired`] for nobody, [`Error::Forbidden`] for somebody without the right.
    pub fn require(&self, permission: Permission) -> Result<&Actor> {
        let actor = self.actor()?;
        if actor.me.may(permission) { Ok(actor) } else { Err(Error::Forbidden(permission.phrase().to_owned())) }
    }
}

/// The context of the request being served, inside a server function or a page rendered on the server.
///
/// # Errors
/// [`Error::PasswordFirst`] for somebody whose password was made by an admin; [`Error::Internal`] outside a
/// request.
pub async fn ctx() -> Result<Ctx> {
    ctx_before_password()?.with_own_password()
}

/// [`ctx`] also for those who must change their password first: the way to do that, who they are, and the way out.
///
/// # Errors
/// [`Error::Internal`] outside a request.
pub fn ctx_before_password() -> Result<Ctx> {
    let state = use_context::<AppState>().ok_or_else(|| Error::internal("no state in context"))?;
    let parts = use_context::<Parts>().ok_or_else(|| Error::internal("no request in context"))?;
    Ok(Ctx::of_request(&parts, state))
}

/// A context in a plain route or a socket upgrade, under the same rule as [`ctx`].
impl axum::extract::FromRequestParts<AppState> for Ctx {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self> {
        Self::of_request(parts, state.clone()).with_own_password()
    }
}

/// The browser's session in the request being served, also of somebody who has not signed in.
///
/// # Errors
/// [`Error::Internal`] outside a request.
pub fn session() -> Result<Session> {
    use_context::<Parts>()
        .and_then(|parts| parts.extensions.get::<Session>().cloned())
        .ok_or_else(|| Error::internal("no session in context"))
}

/// Marks a request whose form was sent without a script ([`crate::http::plain`]).
#[derive(Debug, Clone, Copy)]
pub struct WithoutScript;

/// Sends a browser that has no script on to `path`; one that has goes there by itself, with the answer.
pub fn lead_to(path: &str) {
    let plain = use_context::<Parts>().is_some_and(|parts| parts.extensions.get::<WithoutScript>().is_some());
    if plain {
        leptos_axum::redirect(path);
    }
}

/// The id of the request being served, or "none" outside one.
pub fn request_id() -> String {
    use_context::<Parts>()
        .and_then(|parts| parts.extensions.get::<Origin>().map(|origin| origin.request_id.clone()))
        .unwrap_or_else(|| "none".to_owned())
}
