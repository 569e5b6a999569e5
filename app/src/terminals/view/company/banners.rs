//! What the others ask and do, told above the terminal. Nothing here takes the keyboard.

use leptos::prelude::*;

use super::Avatar;
use super::ending::EndingBanner;
use super::people::with;
use super::spotlight::SpotlightBanner;
use crate::terminals::client::remote::{Company, Phase, State, Text};
use crate::terminals::protocol::{Asking, How, Right};
use crate::terminals::view::state::Shown;
use crate::ui::icon::{Glyph, Icon};

#[component]
pub(super) fn Banners(state: Memo<Option<State>>, shown: StoredValue<Option<Shown>>) -> impl IntoView {
    let live = move || state.get().filter(|state| state.phase == Phase::Live);
    let asking = Memo::new(move |_| live().map(|state| state.company.asking).unwrap_or_default());
    let handed = Memo::new(move |_| live().and_then(|state| handed_words(&state)));
    let answer = Memo::new(move |_| live().and_then(|state| answer_words(&state.company)));
    let text = Memo::new(move |_| live().and_then(|state| state.company.text));
    let ends = Memo::new(move |_| live().and_then(|state| state.company.ends));
    let may_extend = Memo::new(move |_| live().is_some_and(|state| state.controller || state.right == Right::Writer));
    view! {
        <div aria-live="polite" class="empty:hidden flex shrink-0 flex-col">
            {move || { asking.get().into_iter().map(|person| view! { <Request person shown /> }).collect_view() }}
            <SpotlightBanner state shown />
            {move || {
                handed
                    .get()
                    .map(|words| {
                        view! {
                            <Banner words>
                                <Read shown forget=|company| company.handed_read() />
                            </Banner>
                        }
                    })
            }}
            {move || {
                answer
                    .get()
                    .map(|words| {
                        view! {
                            <Banner words>
                                <Read shown forget=|company| company.declined = None />
                            </Banner>
                        }
                    })
            }}
            {move || {
                text.get()
                    .map(|text| {
                        let (words, detail) = broadcast_words(text);
                        view! {
                            <Banner words detail>
                                <Read shown forget=|company| company.text = None />
                            </Banner>
                        }
                    })
            }}
            {move || ends.get().map(|ends| view! { <EndingBanner ends may_extend shown /> })}
        </div>
    }
}

/// What is told of a broadcast, and the text itself.
fn broadcast_words(Text { by, text, is_key }: Text) -> (String, Option<String>) {
    if is_key {
        (format!("{by} presses {text} here and in other terminals."), None)
    } else {
        (format!("{by} sends this to several terminals, and it is typed here:"), Some(text))
    }
}

/// Somebody asks for control; keys go on to the terminal until a button is pressed.
#[component]
fn Request(person: Asking, shown: StoredValue<Option<Shown>>) -> impl IntoView {
    let connection = person.connection;
    view! {
        <div class="border-border bg-primary-soft flex flex-wrap items-center gap-2 border-b px-3 py-1.5 text-sm">
            <Avatar user=person.user name=person.name.clone() />
            <span class="min-w-0 flex-1 break-words">
                {format!("{} asks for control of this terminal.", person.name)}
            </span>
            <button
                type="button"
                class="btn btn-sm"
                aria-label=format!("Grant control to {}", person.name)
                on:click=move |_| with(shown, |shown| shown.remote.grant(connection))
            >
                "Grant"
            </button>
            <button
                type="button"
                class="btn btn-outline btn-sm"
                on:click=move |_| {
                    with(
                        shown,
                        |shown| {
                            shown.remote.not_now(connection);
                            shown.remote.focus();
                        },
                    )
                }
            >
                "Not now"
            </button>
        </div>
    }
}

#[component]
pub(super) fn Banner(
    #[prop(into)] words: TextProp,
    #[prop(optional_no_strip)] detail: Option<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div
            role="status"
            class="border-border bg-muted flex flex-wrap items-center gap-2 border-b px-3 py-1.5 text-sm"
        >
            <Icon glyph=Glyph::INFO />
            <span class="min-w-0 flex-1 break-words">{move || words.get()}</span>
            {children.map(|children| children())}
            {detail
                .map(|detail| {
                    view! {
                        <pre
                            tabindex="0"
                            class="bg-card border-border max-h-24 w-full overflow-auto rounded border p-2 font-mono text-xs"
                        >
                            {detail}
                        </pre>
                    }
                })}
        </div>
    }
}

#[component]
fn Read(shown: StoredValue<Option<Shown>>, forget: fn(&mut Company)) -> impl IntoView {
    view! {
        <button
            type="button"
            class="btn btn-ghost btn-icon btn-sm"
            aria-label="I have read it"
            on:click=move |_| with(shown, |shown| shown.remote.has_read(forget))
        >
            <Icon glyph=Glyph::X size=14 />
        </button>
    }
}

/// How control came to whoever has it: to those whom it concerns.
fn handed_words(state: &State) -> Option<String> {
    let handed = state.company.handed.as_ref().filter(|_| !state.company.handed_is_read)?;
    let by = &handed.by;
    let owner = state.right == Right::Writer;
    Some(match (&handed.how, state.controller) {
        (How::Taken { reason }, true) if !owner => format!("You have taken control: {reason}"),
        (How::Taken { reason }, _) => format!("{by} has taken control: {reason}"),
        (How::Granted, true) => format!("{by} has given you control."),
        (How::Released, true) => format!("{by} has handed control back."),
        (How::Left, true) => format!("{by} has left; you control again."),
        (How::TakenBack, false) => format!("{by} has taken control back."),
        _ => return None,
    })
}

/// What came of asking.
fn answer_words(company: &Company) -> Option<String> {
    if company.asked {
        return Some("You have asked for control. You may go on watching until it is granted.".to_owned());
    }
    company.declined.as_ref().map(|by| format!("{by} says: not now."))
}
