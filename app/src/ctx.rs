//! What every request carries: the state of the program, and who asks from where.

use std::sync::Arc;

use axum::extract::FromRef;
use leptos::prelude::{LeptosOptions, use_context};
use sea_orm::DatabaseConnection;
use tower_sessions::Session;

use crate::auth::throttle::Throttle;
use crate::auth::types::{Me, Permission};
use crate::config::Config;
use crate::engine::docker::Engine;
use crate::error::{Error, Result};
use crate::id::UserId;
use crate::labs::work::Labs;
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
}

/// The signed-in person behind a request.
#[derive(Debug, Clone)]
pub struct Actor {
    pub id: UserId,
    pub me: Me,
    /// Hash of the session's token, the session's primary key.
    pub session: String,
    /// The password was made by somebody else: portals wait until it is changed.
    pub must_change_password: bool,
}

/// Where a request came from; kept with what it changed.
#[derive(Debug, Clone, Default)]
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
/// The layer in `auth` has put actor and origin into the request's extensions.
///
/// # Errors
/// [`Error::Internal`] outside a request.
pub async fn ctx() -> Result<Ctx> {
    let state = use_context::<AppState>().ok_or_else(|| Error::internal("no state in context"))?;
    let parts = use_context::<axum::http::request::Parts>().ok_or_else(|| Error::internal("no request in context"))?;
    Ok(Ctx {
        state,
        actor: parts.extensions.get::<Actor>().cloned(),
        origin: parts.extensions.get::<Origin>().cloned().unwrap_or_default(),
    })
}

/// A context in a plain route or a socket upgrade, from the same layer.
impl axum::extract::FromRequestParts<AppState> for Ctx {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        state: &AppState,
    ) -> std::result::Result<Self, Self::Rejection> {
        Ok(Self {
            state: state.clone(),
            actor: parts.extensions.get::<Actor>().cloned(),
            origin: parts.extensions.get::<Origin>().cloned().unwrap_or_default(),
        })
    }
}

/// The browser's session in the request being served, also of somebody who has not signed in.
///
/// # Errors
/// [`Error::Internal`] outside a request.
pub fn session() -> Result<Session> {
    use_context::<axum::http::request::Parts>()
        .and_then(|parts| parts.extensions.get::<Session>().cloned())
        .ok_or_else(|| Error::internal("no session in context"))
}

/// Sends a browser that has no script on to `path`; one that has goes there by itself, with the answer.
pub fn lead_to(path: &str) {
    let accepts = use_context::<axum::http::request::Parts>()
        .and_then(|parts| parts.headers.get(axum::http::header::ACCEPT)?.to_str().ok().map(str::to_owned));
    if accepts.is_some_and(|accepts| accepts.contains("text/html")) {
        leptos_axum::redirect(path);
    }
}

/// The id of the request being served, or "none" outside one.
pub fn request_id() -> String {
    use_context::<axum::http::request::Parts>()
        .and_then(|parts| parts.extensions.get::<Origin>().map(|origin| origin.request_id.clone()))
        .unwrap_or_else(|| "none".to_owned())
}
