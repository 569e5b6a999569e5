//! An error before or beside the app (no database, a panic) as a page, for those who asked for a page, and as a
//! server function's, for those who called one.

use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, CACHE_CONTROL, COOKIE};
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use leptos::server_fn::error::FromServerFnError;

use crate::ctx::{AppState, Origin};
use crate::document::error_document;
use crate::error::Error;
use crate::http::CALLS;

/// An answer that holds an [`Error`] becomes a page that says it, with the request's id, or what a call's error is.
pub async fn show(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let wants_page = matches!(*request.method(), Method::GET | Method::HEAD)
        && text_of(request.headers(), &ACCEPT).contains("text/html");
    let calls = request.uri().path().starts_with(CALLS);
    let cookies = text_of(request.headers(), &COOKIE).to_owned();
    let id = request.extensions().get::<Origin>().map(|origin| origin.request_id.clone()).unwrap_or_default();
    let response = next.run(request).await;
    let Some(error) = response.extensions().get::<Error>().filter(|_| wants_page || calls).cloned() else {
        return response;
    };
    if calls {
        return (response.status(), error.ser()).into_response();
    }
    let mut page = (response.status(), Html(error_document(state.leptos, &cookies, error, id))).into_response();
    page.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    page
}

fn text_of<'headers>(headers: &'headers HeaderMap, name: &axum::http::HeaderName) -> &'headers str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
