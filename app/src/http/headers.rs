//! Headers that keep a browser from doing what a page of ours never asks for, as Mozilla's
//! HTTP Observatory grades them.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use leptos::nonce::use_nonce;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use crate::ctx::AppState;

/// For answers that are not rendered here: files of the site, the service worker among them.
const FILES: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; \
                     form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const ALWAYS: [(HeaderName, &str); 2] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];
/// About documents and scripts: with the many pieces of WebAssembly they would only be carried around.
const ACTIVE: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, FILES),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("x-permitted-cross-domain-policies"), "none"),
];
/// Two years, as the preload list asks.
const HSTS: &str = "max-age=63072000; includeSubDomains";

pub async fn secure(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let active = if is_inert(headers) { &[][..] } else { &ACTIVE };
    for (name, value) in ALWAYS.iter().chain(active).cloned() {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if state.config.https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HSTS));
    }
    response
}

/// What no browser shows or runs by itself.
fn is_inert(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/wasm" || kind == "font/woff2")
}

/// Called while a page is rendered: its scripts are named by the nonce made for it, and what a signed-in
/// person saw stays in no cache.
///
/// Styles may stand in elements: xterm.js writes its own, and charts place themselves.
pub fn page() {
    let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) else { return };
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; \
         img-src 'self' data: blob:; font-src 'self'; connect-src 'self'{reload}; manifest-src 'self'; worker-src 'self'; \
         form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        reload = reload_source()
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
    response.insert_header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
}

/// Under `cargo leptos watch` the page listens on another port for the next build.
fn reload_source() -> &'static str {
    if std::env::var_os("LEPTOS_WATCH").is_some() { " ws://localhost:* ws://127.0.0.1:*" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_runs_nothing_goes_without_the_headers_of_documents() {
        let of = |kind| HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static(kind))]);
        assert!(is_inert(&of("application/wasm")) && is_inert(&of("font/woff2")));
        for active in ["text/html; charset=utf-8", "text/javascript", "image/svg+xml", "text/css"] {
            assert!(!is_inert(&of(active)), "{active}");
        }
        assert!(!is_inert(&HeaderMap::new()));
    }
}
