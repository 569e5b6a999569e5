//! Pages are kept from people who may not see them, before anything is rendered. What a page shows is
//! guarded by its server functions; this is what makes the status and the way out right.

use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::auth::pages::{landing, page_permission, sign_in_path};
use crate::ctx::{Actor, AppState};

/// `/` leads home, nobody is led to sign-in, and a page of another role is answered with 403.
pub async fn keep(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let path = request.uri().path();
    let actor = request.extensions().get::<Actor>();
    match (path, actor) {
        ("/", Some(actor)) => return to(&landing(None, &actor.me.portals())),
        ("/", None) => return to("/sign-in"),
        ("/sign-in" | "/register", Some(actor)) => {
            let next = request.uri().query().and_then(next_of);
            return to(&landing(next.as_deref(), &actor.me.portals()));
        }
        ("/register", None) if !state.config.allow_registration => {
            return with(StatusCode::NOT_FOUND, request, next).await;
        }
        _ => {}
    }
    match (page_permission(path), actor) {
        (None, _) => next.run(request).await,
        (Some(_), None) => {
            let page = request.uri().path_and_query().map_or(path, |page| page.as_str());
            to(&sign_in_path(page))
        }
        (Some(_), Some(actor)) if actor.must_change_password && path != "/account" => to("/account#password"),
        (Some(permission), Some(actor)) if actor.me.may(permission) => next.run(request).await,
        (Some(_), Some(_)) => with(StatusCode::FORBIDDEN, request, next).await,
    }
}

/// The page as rendered, which says why it is empty, under a status that says the same.
async fn with(status: StatusCode, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    response
}

fn to(path: &str) -> Response {
    let location = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::FOUND, [(header::LOCATION, location), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))])
        .into_response()
}

fn next_of(query: &str) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Next {
        next: String,
    }
    let uri = format!("/?{query}").parse().ok()?;
    axum::extract::Query::<Next>::try_from_uri(&uri).ok().map(|query| query.0.next)
}
