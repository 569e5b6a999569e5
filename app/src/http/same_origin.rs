//! A page of another site may not write here, nor open a socket, with our people's cookies. The cookie
//! is `SameSite=Lax`; this is the second lock, and the only one on sockets in older browsers.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::config::Config;
use crate::ctx::AppState;

/// Refuses a request that writes, or that opens a socket, unless it says that it comes from a page of ours.
pub async fn guard(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let upgrades = request.headers().contains_key(header::UPGRADE);
    if (reads && !upgrades) || is_ours(request.headers(), &state.config) {
        return next.run(request).await;
    }
    tracing::warn!(origin = ?request.headers().get(header::ORIGIN), "refused a request from another site");
    (StatusCode::FORBIDDEN, "This request does not come from a page of this site. Its address must be in public_urls.")
        .into_response()
}

/// Whether `Origin` (or the `Referer` of browsers that leave it out) is the school's own. Where no
/// `public_urls` are set, it must be the host that the request was sent to.
fn is_ours(headers: &HeaderMap, config: &Config) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(origin) = text(header::ORIGIN).or_else(|| text(header::REFERER).map(origin_of)) else { return false };
    let Some((scheme, authority)) = origin.split_once("://") else { return false };
    let port = config.listen.port();
    let local = ["localhost", "127.0.0.1", "[::1]"].iter().any(|host| authority == format!("{host}:{port}"));
    let listed = config.public_urls.iter().any(|url| url.trim_end_matches('/').eq_ignore_ascii_case(origin));
    let same_host = config.public_urls.is_empty()
        && text(header::HOST).is_some_and(|host| host.eq_ignore_ascii_case(authority))
        && (scheme == "https" || !config.https);
    (local && scheme == "http") || listed || same_host
}

/// `https://host:port/path` → `https://host:port`.
fn origin_of(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    url[host..].find('/').map_or(url, |end| &url[..host + end])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn ours(config: &str, headers: &[(header::HeaderName, &str)]) -> bool {
        let config = Config::parse(config, &BTreeMap::new()).expect("valid");
        let headers = headers.iter().map(|(name, value)| (name.clone(), value.parse().expect("a value"))).collect();
        is_ours(&headers, &config)
    }

    #[test]
    fn the_schools_own_addresses_may_write() {
        let listed = "public_urls = [\"https://lyceum.example/\"]";
        assert!(ours(listed, &[(header::ORIGIN, "https://lyceum.example")]));
        assert!(ours(listed, &[(header::ORIGIN, "http://localhost:3000")]));
        assert!(ours(listed, &[(header::REFERER, "https://lyceum.example/sign-in?next=/x")]));
        assert!(!ours(listed, &[(header::ORIGIN, "http://lyceum.example")]));
        assert!(!ours(listed, &[(header::ORIGIN, "https://evil.example"), (header::HOST, "evil.example")]));
        assert!(!ours(listed, &[(header::ORIGIN, "null")]));
        assert!(!ours(listed, &[]));
    }

    #[test]
    fn without_a_list_the_host_decides() {
        assert!(ours("", &[(header::ORIGIN, "http://school.lan:3000"), (header::HOST, "school.lan:3000")]));
        assert!(!ours("", &[(header::ORIGIN, "http://evil.example"), (header::HOST, "school.lan:3000")]));
        assert!(!ours("https = true", &[(header::ORIGIN, "http://school.lan"), (header::HOST, "school.lan")]));
    }
}
