//! What every request passes on its way in and every answer on its way out, outermost first:
//! the request gets an id and an origin ([`request`]), answers get their headers ([`headers`]) and are compressed
//! where the build has not done so, an error is
//! shown as a page to those who asked for one ([`error_page`]), a panic ends one request
//! ([`tower_http::catch_panic`]), a foreign page may not write ([`same_origin`]), the cookie becomes a
//! session and the session a person ([`actor`]), pages that are not theirs are kept from people ([`gate`]),
//! and forms sent without a script are answered by their page ([`plain`]).

pub mod actor;
pub mod error_page;
pub mod face;
pub mod gate;
pub mod headers;
pub mod health;
pub mod plain;
pub mod request;
pub mod same_origin;
pub mod status;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::limit::RequestBodyLimitLayer;
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::Duration;
use tower_sessions::{Expiry, SessionManagerLayer};

use crate::auth::session_store::Sessions;
use crate::ctx::AppState;

pub const SESSION_COOKIE: &str = "lyceum_session";
/// Smaller answers fit a packet as they are, bytes.
const COMPRESSED_BYTES: u16 = 1024;
/// Of 11 for brotli, of 9 for gzip.
const COMPRESSION_QUALITY: i32 = 4;
/// Where server functions are called.
pub const CALLS: &str = "/api/";
/// A sign-in lasts a day, used or not.
pub const SESSION_HOURS: i64 = 24;
/// The largest request body, but for uploads, which say their own.
pub const BODY_LIMIT_BYTES: usize = 1 << 20;

/// Bounds the bodies of requests to these routes.
pub fn limited(router: Router<AppState>, bytes: usize) -> Router<AppState> {
    router.layer(RequestBodyLimitLayer::new(bytes))
}

/// Pages shrink to a fifth; of more effort they would hardly grow smaller, and come later.
fn compression() -> CompressionLayer<impl Predicate> {
    let gains = SizeAbove::new(COMPRESSED_BYTES)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::const_new("font/"))
        .and(NotForContentType::const_new("application/zip"));
    CompressionLayer::new().quality(CompressionLevel::Precise(COMPRESSION_QUALITY)).compress_when(gains)
}

/// Puts the layers around all routes.
pub fn layered(router: Router<AppState>, state: &AppState) -> Router<AppState> {
    let sessions = SessionManagerLayer::new(Sessions::new(state.db.clone()))
        .with_name(SESSION_COOKIE)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_secure(state.config.https)
        .with_expiry(Expiry::OnInactivity(Duration::hours(SESSION_HOURS)));
    router.layer(
        ServiceBuilder::new()
            .layer(from_fn_with_state(state.clone(), request::identify))
            .layer(from_fn_with_state(state.clone(), headers::secure))
            .layer(compression())
            .layer(from_fn_with_state(state.clone(), error_page::show))
            .layer(CatchPanicLayer::custom(status::panicked))
            .layer(from_fn_with_state(state.clone(), same_origin::guard))
            .layer(sessions)
            .layer(from_fn_with_state(state.clone(), actor::load))
            .layer(from_fn_with_state(state.clone(), gate::keep))
            .layer(from_fn_with_state(state.clone(), plain::answer))
            .layer(from_fn_with_state(state.clone(), face::load))
            .layer(from_fn(status::say)),
    )
}
