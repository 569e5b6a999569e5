//! An error that is the whole page: 401, 403, 404, 500, 503.

use leptos::prelude::*;
use leptos_meta::Title;

use super::answer::set_status;
use super::icon::{Glyph, Icon};
use super::notice::{headline, sentence, way_out};
use crate::error::Error;

/// What went wrong, in the middle of the page, with the way out; the answer gets the error's status.
#[component]
pub fn ErrorPage(error: Error) -> impl IntoView {
    set_status(error.status());
    view! {
        <Title text=headline(&error) />
        <ErrorBody error />
    }
}

/// The same where there is no app around it; `request_id` is what to quote when asking for help.
#[component]
pub fn ErrorBody(error: Error, #[prop(optional, into)] request_id: Option<String>) -> impl IntoView {
    let status = error.status();
    let glyph = match &error {
        Error::SignInRequired | Error::Forbidden(_) | Error::PasswordFirst => Glyph::LOCK,
        Error::NotFound(_) => Glyph::SEARCH,
        Error::Unavailable { .. } | Error::Refused(_) => Glyph::PLUG_ZAP,
        _ => Glyph::TRIANGLE_ALERT,
    };
    let title = headline(&error);
    view! {
        <section
            data-status=status
            class="flex min-h-[60dvh] flex-col items-center justify-center gap-4 px-4 text-center"
        >
            <div class="text-muted-foreground bg-card shadow-raised grid size-12 place-items-center rounded-xl border">
                <Icon glyph size=22 />
            </div>
            <div class="flex max-w-md flex-col gap-1.5">
                <p class="text-muted-foreground font-mono text-xs">
                    {status} {request_id.map(|id| format!(" · request {id}"))}
                </p>
                <h1>{title}</h1>
                <p class="text-muted-foreground">{explanation(&error)}</p>
            </div>
            <div class="flex flex-wrap justify-center gap-2">{way_out(&error, None)}</div>
        </section>
    }
}

fn explanation(error: &Error) -> String {
    match error {
        Error::Forbidden(_) => "Your roles do not include this. Ask an admin of the school if they should.".to_owned(),
        Error::NotFound(_) => "It may have been removed, or the address may be mistyped.".to_owned(),
        Error::Unavailable { detail, .. } => sentence(detail),
        other => other.to_string(),
    }
}
