//! A terminal with a page of its own, for whoever has its link and may see it.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::Desk;
use crate::call::fetch;
use crate::error::{Error, Result};
use crate::id::TerminalId;
use crate::terminals::api::shared;
use crate::terminals::protocol::Right;
use crate::terminals::types::SharedTerminal;
use crate::ui::answer::set_status;
use crate::ui::empty::Empty;
use crate::ui::error_page::ErrorPage;
use crate::ui::icon::Glyph;
use crate::ui::page_head::PageHead;
use crate::ui::skeleton::Skeleton;

#[component]
pub fn OneTerminal() -> impl IntoView {
    let params = use_params_map();
    let terminal = Memo::new(move |_| params.read().get("id").and_then(|id| id.parse::<TerminalId>().ok()));
    let found = fetch(
        move || terminal.get(),
        |terminal| async move {
            match terminal {
                Some(terminal) => shared(terminal).await,
                None => Err(Error::NotFound("terminal".into())),
            }
        },
    );
    view! {
        <Suspense fallback=|| {
            view! { <Skeleton lines=4 height_px=48 /> }
        }>{move || Suspend::new(async move { shown(found.await) })}</Suspense>
    }
}

fn shown(found: Result<SharedTerminal>) -> AnyView {
    let found = match found {
        Ok(found) => found,
        Err(error @ (Error::NotFound(_) | Error::Forbidden(_))) => return view! { <NotShown error /> }.into_any(),
        Err(error) => return view! { <ErrorPage error /> }.into_any(),
    };
    let own = found.right == Right::Writer;
    let title = if own { "Your terminal".to_owned() } else { format!("Terminal of {}", found.owner_name) };
    let subtitle = match found.right {
        Right::Writer => "You see it here beside where it was opened",
        Right::Taker => "You may look, ask for control and, with a reason, take it; they see that you are here",
        Right::Asker => "You may look and ask for control; they see that you are here",
        Right::Viewer => "You may look; they see that you are here",
    };
    view! {
        <PageHead title subtitle />
        <Desk kind=found.kind watch=!own only=found.terminal />
    }
    .into_any()
}

/// Why there is no terminal here, and what helps.
#[component]
fn NotShown(error: Error) -> impl IntoView {
    set_status(error.status());
    let (title, glyph, text) = match error {
        Error::Forbidden(_) => (
            "You may not see this terminal",
            Glyph::LOCK,
            "Its owner can invite you: under “Share” above the terminal. Into a lab, the staff of its class may always look.",
        ),
        _ => ("This terminal is not there", Glyph::SQUARE_TERMINAL, "It has ended, or the link is mistyped."),
    };
    view! {
        <PageHead title="Terminal" />
        <Empty glyph title text>
            <a class="btn btn-outline" href="/" rel="external">
                "To the first page"
            </a>
        </Empty>
    }
}
