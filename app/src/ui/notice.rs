//! Messages in the page: something to know, or something that went wrong and the way out.

use leptos::prelude::*;

use super::answer::set_status;
use super::icon::{Glyph, Icon};
use super::status::Tone;
use crate::error::Error;

/// A message with its text, details and actions as children.
#[component]
pub fn Notice(tone: Tone, #[prop(into)] title: String, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    let glyph = match tone {
        Tone::Good => Glyph::CIRCLE_CHECK,
        Tone::Busy => Glyph::TRIANGLE_ALERT,
        Tone::Idle | Tone::Off => Glyph::INFO,
        Tone::Bad => Glyph::CIRCLE_ALERT,
    };
    let role = if tone == Tone::Bad { "alert" } else { "status" };
    view! {
        <div class="alert" data-tone=tone.as_str() role=role>
            <Icon glyph />
            <strong>{title}</strong>
            {children.map(|children| view! { <section>{children()}</section> })}
        </div>
    }
}

/// An error where its page or part would be, with the way out of it. On the server the answer gets the error's status.
#[component]
pub fn ErrorNotice(
    error: Error,
    /// What "Try again" does; without it the page is loaded anew.
    #[prop(optional)]
    retry: Option<Callback<()>>,
    /// The page is fine without this part: its own status stands.
    #[prop(optional)]
    quiet: bool,
) -> impl IntoView {
    if !quiet {
        set_status(error.status());
    }
    let title = headline(&error);
    let text = match &error {
        Error::Unavailable { detail, .. } => sentence(detail),
        other => other.to_string(),
    };
    let detail = (title.trim_end_matches('.') != text.trim_end_matches('.')).then(|| view! { <p>{text}</p> });
    view! {
        <Notice tone=Tone::Bad title>
            {detail}
            <div class="actions">{way_out(&error, retry)}</div>
        </Notice>
    }
}

/// "it does not answer" becomes "It does not answer."
pub(super) fn sentence(detail: &str) -> String {
    let mut letters = detail.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    let stop = if detail.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{stop}", letters.as_str())
}

/// The error in a few words.
pub fn headline(error: &Error) -> String {
    match error {
        Error::SignInRequired => "You are not signed in".to_owned(),
        Error::Forbidden(phrase) => format!("You may not {phrase}"),
        Error::PasswordFirst => "Choose your own password first".to_owned(),
        Error::NotFound(what) => format!("There is no such {what}"),
        Error::Invalid(_) => "Something is missing or wrong".to_owned(),
        Error::Conflict(_) => "That cannot be done now".to_owned(),
        Error::TooMany { .. } => "Too many attempts".to_owned(),
        Error::Unavailable { part, .. } => format!("{part} is not available"),
        Error::Refused(_) => "The engine refused".to_owned(),
        Error::Internal { .. } => "Something went wrong on our side".to_owned(),
        Error::Transport(_) => "The server could not be reached".to_owned(),
    }
}

/// What a person can do next.
pub(super) fn way_out(error: &Error, retry: Option<Callback<()>>) -> AnyView {
    match error {
        Error::SignInRequired => view! {
            <a class="btn btn-sm" href="/sign-in">
                "Sign in"
            </a>
        }
        .into_any(),
        Error::PasswordFirst => view! {
            <a class="btn btn-sm" href="/account#password" rel="external">
                "Change my password"
            </a>
        }
        .into_any(),
        Error::Forbidden(_) | Error::NotFound(_) => view! {
            <a class="btn btn-outline btn-sm" href="/" rel="external">
                "Go to my start page"
            </a>
        }
        .into_any(),
        Error::Invalid(_) => ().into_any(),
        _ => match retry {
            Some(retry) => view! {
                <button type="button" class="btn btn-outline btn-sm" on:click=move |_| retry.run(())>
                    <Icon glyph=Glyph::ROTATE_CW />
                    "Try again"
                </button>
            }
            .into_any(),
            None => view! {
                <a class="btn btn-outline btn-sm" href="" rel="external">
                    <Icon glyph=Glyph::ROTATE_CW />
                    "Try again"
                </a>
            }
            .into_any(),
        },
    }
}

/// What came of one among several, in a list.
pub fn outcome_line(name: String, came: String) -> impl IntoView {
    view! {
        <li>
            <strong>{name}</strong>
            ": "
            {came}
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_detail_becomes_a_sentence() {
        assert_eq!(sentence("it does not answer"), "It does not answer.");
        assert_eq!(sentence("Start it."), "Start it.");
    }
}
