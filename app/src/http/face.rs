//! The school's name and accent go with every page's request: a page has its colour before it is painted.

use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;

use super::actor::is_asset;
use crate::ctx::AppState;

/// Puts the [`crate::settings::store::Face`] into the request's extensions.
pub async fn load(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    if request.method() == Method::GET && !is_asset(request.uri().path()) {
        let face = state.faces.now(&state.db, &state.config).await;
        request.extensions_mut().insert(face);
    }
    next.run(request).await
}
