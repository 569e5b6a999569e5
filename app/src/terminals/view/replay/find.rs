//! Places in a recording: those where a text was shown, and those with a name.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::Deck;
use crate::terminals::api::record::search_replay;
use crate::terminals::types::replay::{Hits, SEARCH_MAX_CHARS, clock};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::notice::ErrorNotice;

#[component]
pub(super) fn Find(deck: Deck) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let search = Action::new(move |text: &String| {
        let text = text.clone();
        async move { search_replay(deck.id, text).await }
    });
    let look = move |event: SubmitEvent| {
        event.prevent_default();
        let wanted = text.get_untracked().trim().to_owned();
        if !wanted.is_empty() {
            search.dispatch(wanted);
        }
    };
    view! {
        <article class="card" aria-label="Search">
            <section>
                <form role="search" class="flex items-end gap-2" on:submit=look>
                    <div class="field min-w-0 flex-1">
                        <label for="replay-search">"Find in the recording"</label>
                        <input
                            id="replay-search"
                            type="search"
                            class="input"
                            maxlength=SEARCH_MAX_CHARS
                            autocomplete="off"
                            bind:value=text
                        />
                    </div>
                    <button type="submit" class="btn btn-outline" disabled=move || search.pending().get()>
                        <Icon glyph=Glyph::SEARCH />
                        "Find"
                    </button>
                </form>
                <div aria-live="polite" class="mt-3 empty:hidden">
                    {move || match search.value().get() {
                        None => ().into_any(),
                        Some(Err(error)) => view! { <ErrorNotice error quiet=true /> }.into_any(),
                        Some(Ok(hits)) => view! { <Found deck hits /> }.into_any(),
                    }}
                </div>
            </section>
        </article>
    }
}

#[component]
fn Found(deck: Deck, hits: Hits) -> impl IntoView {
    let count = match (hits.hits.len(), hits.more) {
        (0, _) => "This was never shown.".to_owned(),
        (1, _) => "Shown once".to_owned(),
        (many, false) => format!("Shown {many} times"),
        (many, true) => format!("The first {many} times"),
    };
    let places = hits
        .hits
        .into_iter()
        .map(|hit| {
            view! {
                <li>
                    <Place deck at_ms=hit.at_ms text=hit.line mono=true />
                </li>
            }
        })
        .collect_view();
    view! {
        <p class="text-muted-foreground text-xs">{count}</p>
        <ol class="mt-1 flex max-h-72 flex-col overflow-y-auto" tabindex="0" aria-label="Where it was shown">
            {places}
        </ol>
    }
}

/// The marks of a recording, if it has some.
#[component]
pub(super) fn Markers(deck: Deck) -> impl IntoView {
    let markers = deck.markers.get_value();
    (!markers.is_empty()).then(|| {
        let places = markers
            .into_iter()
            .map(|marker| {
                view! {
                    <li>
                        <Place deck at_ms=marker.at_ms text=marker.text />
                    </li>
                }
            })
            .collect_view();
        view! {
            <article class="card" aria-label="Marks">
                <header>
                    <h2>"Marks"</h2>
                </header>
                <section>
                    <ol
                        class="mt-1 flex max-h-72 flex-col overflow-y-auto"
                        tabindex="0"
                        aria-label="Marks in the recording"
                    >
                        {places}
                    </ol>
                </section>
            </article>
        }
    })
}

/// One place, and the way there.
#[component]
fn Place(deck: Deck, at_ms: u64, text: String, #[prop(optional)] mono: bool) -> impl IntoView {
    view! {
        <button
            type="button"
            class="hover:bg-accent flex min-h-8 w-full items-baseline gap-2 rounded px-1.5 py-1 text-left text-sm"
            on:click=move |_| deck.seek(at_ms as f64)
        >
            <span class="text-muted-foreground tabular-nums">{clock(at_ms)}</span>
            <span class="min-w-0 flex-1 truncate" class:font-mono=mono>
                {text}
            </span>
        </button>
    }
}
