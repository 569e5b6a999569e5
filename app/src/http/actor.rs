//! From the cookie to the person, once a request.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_sessions::Session;

use crate::auth::actor::actor_of;
use crate::auth::session_store::session_key;
use crate::ctx::AppState;

/// Folders of files that are the same for everybody.
const ASSETS: [&str; 5] = ["/pkg/", "/fonts/", "/icons/", "/images/", "/vendor/"];

/// Puts the [`crate::ctx::Actor`] into the request's extensions, if somebody is signed in.
pub async fn load(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let key = request.extensions().get::<Session>().and_then(Session::id).map(|id| session_key(&id));
    if let Some(key) = key.filter(|_| !is_asset(request.uri().path())) {
        let now_ms = jiff::Timestamp::now().as_millisecond();
        match actor_of(&state.db, &key, &state.config.time_zone, now_ms).await {
            Ok(Some(actor)) => _ = request.extensions_mut().insert(actor),
            Ok(None) => {}
            Err(error) => return error.into_response(),
        }
    }
    next.run(request).await
}

pub(super) fn is_asset(path: &str) -> bool {
    ASSETS.iter().any(|folder| path.starts_with(folder))
}
