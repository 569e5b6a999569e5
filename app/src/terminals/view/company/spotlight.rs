//! A terminal that is shown to a class: its owner is asked, and everybody at it sees that it is.

use leptos::prelude::*;

use super::banners::Banner;
use super::people::with;
use crate::terminals::client::remote::State;
use crate::terminals::protocol::{Asking, Right};
use crate::terminals::view::state::Shown;

#[component]
pub(super) fn SpotlightBanner(state: Memo<Option<State>>, shown: StoredValue<Option<Shown>>) -> impl IntoView {
    let asked = Memo::new(move |_| state.get().and_then(|state| state.company.spotlight_asked));
    let asks = Memo::new(move |_| state.get().is_some_and(|state| state.company.asks_spotlight));
    let on = Memo::new(move |_| state.get().and_then(|state| state.company.spotlight));
    let is_on = Memo::new(move |_| on.with(Option::is_some));
    let lookers = Memo::new(move |_| state.get().map(|state| state.company.lookers).unwrap_or_default());
    let looks = Memo::new(move |_| lookers.with(|names| !names.is_empty()));
    let own = Memo::new(move |_| state.get().is_some_and(|state| state.right == Right::Writer));
    let answer = move |connection, yes| {
        with(shown, |shown| {
            shown.remote.answer_spotlight(connection, yes);
            shown.remote.focus();
        });
    };
    view! {
        {move || {
            asked
                .get()
                .map(|Asking { connection, name, .. }| {
                    view! {
                        <Banner words=format!("{name} would like to show this terminal to the whole class.")>
                            <button type="button" class="btn btn-sm" on:click=move |_| answer(connection, true)>
                                "Allow"
                            </button>
                            <button
                                type="button"
                                class="btn btn-outline btn-sm"
                                on:click=move |_| answer(connection, false)
                            >
                                "Not now"
                            </button>
                        </Banner>
                    }
                })
        }}
        {move || {
            (asks.get() && !own.get())
                .then(|| view! { <Banner words="The owner is asked whether the class may look." /> })
        }}
        <Show when=move || is_on.get()>
            <Banner words=move || {
                on.get().map(|(by, viewers)| words(&by, viewers)).unwrap_or_default()
            }>
                {move || {
                    own.get()
                        .then(|| {
                            view! {
                                <button
                                    type="button"
                                    class="btn btn-outline btn-sm"
                                    on:click=move |_| with(shown, |shown| shown.remote.end_spotlight())
                                >
                                    "Stop"
                                </button>
                            }
                        })
                }} <Show when=move || looks.get()>
                    <details class="w-full">
                        <summary class="cursor-pointer">"Who looks on"</summary>
                        <p class="max-h-24 overflow-y-auto break-words py-1" tabindex="0">
                            {move || lookers.get().join(", ")}
                        </p>
                    </details>
                </Show>
            </Banner>
        </Show>
    }
}

/// "Ada Winter shows this terminal to the class; 12 look on."
fn words(by: &str, viewers: u32) -> String {
    let looking = match viewers {
        0 => "nobody looks yet".to_owned(),
        1 => "one looks on".to_owned(),
        many => format!("{many} look on"),
    };
    format!("{by} shows this terminal to the class; {looking}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_banner_counts() {
        assert_eq!(words("Ada", 0), "Ada shows this terminal to the class; nobody looks yet.");
        assert_eq!(words("Ada", 12), "Ada shows this terminal to the class; 12 look on.");
    }
}
