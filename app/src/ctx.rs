//! What every request carries: the state of the program, and who asks from where.

use std::sync::Arc;

use axum::extract::FromRef;
use leptos::prelude::{LeptosOptions, use_context};
use sea_orm::DatabaseConnection;

use crate::auth::types::{Me, Permission};
use crate::config::Config;
use crate::engine::docker::Engine;
use crate::error::{Error, Result};
use crate::id::UserId;

/// The running program: cheap to clone, shared by every request.
#[derive(Debug, Clone, FromRef)]
pub struct AppState {
    pub db: DatabaseConnection,
    pub config: Arc<Config>,
    pub engine: Engine,
    pub leptos: LeptosOptions,
}

/// The signed-in person behind a request.
#[derive(Debug, Clone)]
pub struct Actor {
    pub id: UserId,
    pub me: Me,
    /// Hash of the session's token, the session's primary key.
    pub session: String,
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

    /// The actor, if they may do this. The first line of every entry.
    ///
    /// # Errors
    /// [`Error::SignInRequired`] for nobody, [`Error::Forbidden`] for somebody without the right.
    pub fn require(&self, permission: Permission) -> Result<&Actor> {
        let actor = self.actor.as_ref().ok_or(Error::SignInRequired)?;
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

/// The id of the request being served, or "none" outside one.
pub fn request_id() -> String {
    use_context::<axum::http::request::Parts>()
        .and_then(|parts| parts.extensions.get::<Origin>().map(|origin| origin.request_id.clone()))
        .unwrap_or_else(|| "none".to_owned())
}
