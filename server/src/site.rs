//! The built site: where its files lie, and how they are sent.

use std::path::{Path, PathBuf};

use axum::Router;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, LAST_MODIFIED, VARY};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::MethodRouter;
use leptos::prelude::LeptosOptions;
use tower_http::services::ServeDir;

/// Written beside the program by the build: which hash each file's name carries.
const HASH_FILE: &str = "hash.txt";
/// A path that changes with the content (hash or version in it): kept for a year, never asked for again.
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Fonts hardly ever change: kept for a week.
const WEEK: HeaderValue = HeaderValue::from_static("public, max-age=604800");
/// Any other file: kept, and asked for again each time; mostly answered by 304.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// Leptos' options: from the environment where `cargo leptos` (or a container) sets them, else found
/// beside the program, else as `cargo leptos build` leaves them in the checkout.
pub fn options() -> LeptosOptions {
    let program =
        std::env::current_exe().ok().and_then(|path| path.parent().map(Path::to_path_buf)).unwrap_or_default();
    let root = std::env::var_os("LEPTOS_SITE_ROOT").map_or_else(
        || [program.join("site")].into_iter().find(|beside| beside.is_dir()).unwrap_or_else(|| "target/site".into()),
        PathBuf::from,
    );
    LeptosOptions::builder()
        .output_name("lyceum")
        .site_root(root.to_string_lossy())
        .site_pkg_dir("pkg")
        .hash_file(HASH_FILE.into())
        .hash_files(program.join(HASH_FILE).is_file())
        .build()
}

/// The site's files, precompressed where the build has done so; what is no file goes on to `pages`.
pub fn files(options: &LeptosOptions, pages: MethodRouter) -> Router {
    let files = ServeDir::new(&*options.site_root)
        .precompressed_br()
        .precompressed_gzip()
        .append_index_html_on_directories(false)
        .call_fallback_on_method_not_allowed(true)
        .fallback(pages);
    let hashed = options.hash_files;
    Router::new().fallback_service(files).layer(from_fn(move |request, next| caching(hashed, request, next)))
}

async fn caching(hashed: bool, request: Request, next: Next) -> Response {
    let policy = policy(hashed, request.uri().path());
    let mut response = next.run(request).await;
    let is_file = response.headers().contains_key(LAST_MODIFIED);
    if is_file {
        response.headers_mut().insert(CACHE_CONTROL, policy);
        response.headers_mut().insert(VARY, HeaderValue::from_name(ACCEPT_ENCODING));
    }
    response
}

fn policy(hashed: bool, path: &str) -> HeaderValue {
    match path.split('/').nth(1) {
        Some("pkg") if hashed => IMMUTABLE,
        Some("vendor") => IMMUTABLE,
        Some("fonts") => WEEK,
        _ => ASK_AGAIN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_change_with_their_content_are_kept_for_good() {
        assert_eq!(policy(true, "/pkg/lyceum.0a1b.wasm"), IMMUTABLE);
        assert_eq!(policy(false, "/pkg/lyceum.wasm"), ASK_AGAIN);
        assert_eq!(policy(true, "/vendor/xterm-6.0.0/xterm.mjs"), IMMUTABLE);
        assert_eq!(policy(true, "/sw.js"), ASK_AGAIN);
    }
}
