//! What a browser keeps besides its session.

use axum::http::HeaderValue;
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use tower_sessions::cookie::time::Duration;
use tower_sessions::cookie::{Cookie, SameSite};

use crate::error::{Error, Result};

/// Draws pages in their theme before anybody has signed in.
pub const THEME_COOKIE: &str = "lyceum_theme";
/// Proves that somebody has signed in with this browser before ([`crate::auth::browser`]).
pub const DEVICE_COOKIE: &str = "lyceum_device";
/// As long as browsers keep files whose names carry hashes.
const KEPT: Duration = Duration::days(365);

/// Has the browser of the request being served keep it, for the whole site and no script; behind HTTPS it goes nowhere
/// else.
///
/// # Errors
/// When the value cannot stand in a header.
pub fn keep(name: &'static str, value: &str, https: bool) -> Result<()> {
    let Some(response) = use_context::<ResponseOptions>() else { return Ok(()) };
    let cookie = Cookie::build((name, value))
        .path("/")
        .max_age(KEPT)
        .same_site(SameSite::Lax)
        .http_only(true)
        .secure(https)
        .build();
    response.append_header(SET_COOKIE, HeaderValue::from_str(&cookie.to_string()).map_err(Error::internal)?);
    Ok(())
}

/// What the browser of the request being served keeps under this name.
pub fn shown(name: &str) -> Option<String> {
    let parts = use_context::<Parts>()?;
    let mut headers = parts.headers.get_all(COOKIE).iter().filter_map(|header| header.to_str().ok());
    headers.find_map(|header| value(header, name)).map(str::to_owned)
}

/// The value of one cookie in a `Cookie` header.
pub fn value<'header>(header: &'header str, name: &str) -> Option<&'header str> {
    let mut cookies = Cookie::split_parse(header).flatten();
    cookies.find(|cookie| cookie.name() == name)?.value_raw()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let header = "lyceum_theme_old=dark; lyceum_theme=light";
        assert_eq!(value(header, "lyceum_theme"), Some("light"));
        assert_eq!(value(header, "theme"), None);
    }
}
