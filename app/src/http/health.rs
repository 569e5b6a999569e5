//! For those who watch the program: `/healthz` says that it runs, `/readyz` what it stands on.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use sea_orm::ConnectionTrait;
use serde::Serialize;

use crate::ctx::AppState;
use crate::engine::types::EngineState;

/// How long the database may take before it counts as missing.
const DATABASE_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(2);

pub fn routes() -> Router<AppState> {
    Router::new().route("/healthz", get(|| async { "alive\n" })).route("/readyz", get(ready))
}

/// What the program stands on, each "ok" or what is wrong.
#[derive(Debug, Serialize)]
struct Readiness {
    /// "ready"; "degraded" when pages work and containers do not; "unready".
    status: &'static str,
    database: &'static str,
    engine: &'static str,
}

/// Without the database nothing works: 503. Without an engine much does: 200, and "degraded".
async fn ready(State(state): State<AppState>) -> Response {
    let asked = tokio::time::timeout(DATABASE_TIMEOUT, state.db.execute_unprepared("SELECT 1")).await;
    let database = matches!(asked, Ok(Ok(_)));
    let engine = match &*state.engine.state().borrow() {
        EngineState::Up(_) => "ok",
        EngineState::Connecting => "connecting",
        EngineState::Down(_) => "missing",
    };
    let (code, status) = match (database, engine) {
        (false, _) => (StatusCode::SERVICE_UNAVAILABLE, "unready"),
        (true, "ok") => (StatusCode::OK, "ready"),
        (true, _) => (StatusCode::OK, "degraded"),
    };
    let readiness = Readiness { status, database: if database { "ok" } else { "missing" }, engine };
    (code, Json(readiness)).into_response()
}
