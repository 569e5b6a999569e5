//! The HTML document around the app, rendered on the server alone.

mod sheet;

use std::sync::Arc;

use axum::http::header::COOKIE;
use axum::http::request::Parts;
use leptos::either::Either;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags};

pub use self::sheet::Sheet;
use crate::auth::types::Theme;
use crate::cookies::{THEME_COOKIE, value};
use crate::ctx::Actor;
use crate::error::Error;
use crate::portals::provide_pieces;
use crate::settings::store::Face;
use crate::settings::types::Accent;
use crate::shell::App;
use crate::ui::error_page::ErrorBody;
use crate::ui::notice::headline;

pub fn document(options: LeptosOptions) -> impl IntoView {
    let asked = Asked::of_request();
    // The page is read before it is taken over: what that needs is asked for after what paints it.
    let scripts = view! { <HydrationScripts options=options.clone() defer=true /> };
    provide_pieces();
    view! {
        <!DOCTYPE html>
        <html lang="en" class=asked.theme_class() data-side-bar=asked.folded.then_some("folded")>
            <head>
                <meta charset="utf-8" />
                <meta
                    name="viewport"
                    content="width=device-width, initial-scale=1, interactive-widget=resizes-content"
                />
                <meta name="color-scheme" content="light dark" />
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#fdfdfe" />
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0d0f13" />
                <meta name="application-name" content="Lyceum" />
                <link rel="icon" href="/icons/lyceum.svg" type="image/svg+xml" />
                <link rel="apple-touch-icon" href="/icons/lyceum-180.png" />
                <link rel="manifest" href="/manifest.webmanifest" />
                {match asked.sheet.clone() {
                    Some(sheet) => Either::Left(sheet.within()),
                    None => Either::Right(view! { <HashedStylesheet options=options.clone() id="leptos" /> }),
                }}
                <style id="accent" nonce=use_nonce()>
                    {asked.accent.clone()}
                </style>
                <AutoReload options />
                {scripts}
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// A page for when the app itself cannot be had: the error, with the request's id and the way out. It has no script.
pub fn error_document(options: LeptosOptions, cookies: &str, error: Error, request_id: String) -> String {
    // What failed outside a page did not know the id.
    let error = match error {
        Error::Internal { .. } => Error::Internal { request_id: request_id.clone() },
        other => other,
    };
    let theme = Asked::of_cookies(cookies).theme_class();
    let title = format!("{} · Lyceum", headline(&error));
    let page = Owner::new().with(|| {
        view! {
            <html lang="en" class=theme>
                <head>
                    <meta charset="utf-8" />
                    <meta name="viewport" content="width=device-width, initial-scale=1" />
                    <meta name="color-scheme" content="light dark" />
                    <title>{title}</title>
                    <link rel="icon" href="/icons/lyceum.svg" type="image/svg+xml" />
                    <HashedStylesheet options id="leptos" />
                </head>
                <body>
                    <main id="main">
                        <ErrorBody error request_id />
                    </main>
                </body>
            </html>
        }
        .to_html()
    });
    format!("<!DOCTYPE html>{page}")
}

/// What the request says about how its page is drawn, so that the first paint is right.
#[derive(Debug, Default)]
struct Asked {
    theme: Theme,
    folded: bool,
    /// The school's accent, over the style sheet's; empty where it has none of its own.
    accent: String,
    /// What the browser has not got yet.
    sheet: Option<Arc<Sheet>>,
}

impl Asked {
    fn of_request() -> Self {
        let Some(parts) = use_context::<Parts>() else { return Self::default() };
        let cookies = parts.headers.get(COOKIE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let asked = Self::of_cookies(cookies);
        let chosen = parts.extensions.get::<Actor>().map(|actor| actor.me.theme);
        let accent = parts.extensions.get::<Face>().and_then(|face| face.accent).map(Accent::css).unwrap_or_default();
        let sheet = parts.extensions.get::<Option<Arc<Sheet>>>().cloned().flatten();
        let sheet = sheet.filter(|sheet| !sheet.is_known(value(cookies, sheet::COOKIE)));
        Self { theme: chosen.unwrap_or(asked.theme), accent, sheet, ..asked }
    }

    fn of_cookies(cookies: &str) -> Self {
        Self {
            theme: value(cookies, THEME_COOKIE).and_then(|theme| theme.parse().ok()).unwrap_or_default(),
            folded: value(cookies, "lyceum_side_bar") == Some("folded"),
            ..Self::default()
        }
    }

    fn theme_class(&self) -> Option<&'static str> {
        (self.theme != Theme::System).then(|| self.theme.as_str())
    }
}
