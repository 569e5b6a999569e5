//! A look at what is to be typed, and what became of it.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::{Draft, Page, students};
use crate::error::Error;
use crate::labs::types::{Heard, summary};
use crate::terminals::protocol::Typing;
use crate::terminals::types::Sent;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::notice::ErrorNotice;

#[component]
pub(super) fn Confirm(draft: Draft) -> impl IntoView {
    let count = draft.chosen.with_untracked(BTreeSet::len);
    let typing = draft.typing().checked();
    let words = match &typing {
        Ok(Typing::Key(key)) => format!("{} is pressed in the terminals of {}.", key.label(), students(count)),
        Ok(Typing::Lines { text, .. }) if text.lines().count() == 1 => {
            format!("One line is typed into the terminals of {}.", students(count))
        }
        Ok(Typing::Lines { text, .. }) => {
            format!("{} lines are typed into the terminals of {}.", text.lines().count(), students(count))
        }
        Err(_) => String::new(),
    };
    let text = typing.as_ref().map(|typing| typing.shown().to_owned()).unwrap_or_default();
    view! {
        <section class="flex min-w-0 flex-col gap-3">
            <p>{words} " They see your name and this a moment before; programs get it at once."</p>
            <pre class="bg-muted max-h-60 overflow-auto rounded-md p-3 text-xs" tabindex="0">
                {text}
            </pre>
        </section>
        <footer>
            <button type="button" class="btn btn-outline" autofocus on:click=move |_| draft.page.set(Page::Write)>
                "Back"
            </button>
            <button type="button" class="btn" on:click=move |_| draft.go()>
                <Icon glyph=Glyph::SEND />
                {format!("Type it for {}", students(count))}
            </button>
        </footer>
    }
}

#[component]
pub(super) fn Report(draft: Draft, open: RwSignal<bool>) -> impl IntoView {
    view! {
        <section class="flex min-w-0 flex-col gap-3" aria-live="polite">
            {move || match draft.send.value().get() {
                None => view! { <p>"It is being typed …"</p> }.into_any(),
                Some(Err(error)) => refused(draft, error),
                Some(Ok(heard)) => view! { <Heards heard /> }.into_any(),
            }}
        </section>
        <footer>
            <button
                type="button"
                class="btn btn-outline"
                disabled=move || draft.send.pending().get()
                on:click=move |_| draft.begin()
            >
                "Type more"
            </button>
            <button type="button" class="btn" on:click=move |_| open.set(false)>
                "Close"
            </button>
        </footer>
    }
}

/// A fault of what was written leads back to it.
fn refused(draft: Draft, error: Error) -> AnyView {
    for (field, fault) in [("text", draft.text_fault), ("students", draft.whom_fault)] {
        if let Some(words) = error.field(field) {
            fault.set(Some(words.to_owned()));
        }
    }
    if matches!(error, Error::Invalid(_)) {
        draft.page.set(Page::Write);
    }
    view! { <ErrorNotice error retry=Callback::new(move |()| draft.go()) quiet=true /> }.into_any()
}

#[component]
fn Heards(heard: Vec<Heard>) -> impl IntoView {
    let words = summary(&heard);
    let lines = heard
        .into_iter()
        .map(|one| {
            let (glyph, class) = match one.sent {
                Sent::Typed => (Glyph::CIRCLE_CHECK, "text-good"),
                _ => (Glyph::CIRCLE_X, "text-bad"),
            };
            view! {
                <li class="flex items-start gap-2">
                    <span class=class>
                        <Icon glyph />
                    </span>
                    <span>
                        <strong class="font-medium">{one.name}</strong>
                        {format!(": {}", one.sent.words())}
                    </span>
                </li>
            }
        })
        .collect_view();
    view! {
        <p class="font-medium">{words}</p>
        <ul class="flex max-h-72 flex-col gap-1.5 overflow-y-auto text-sm" tabindex="0">
            {lines}
        </ul>
    }
}
