//! Finding in a terminal: what was typed is marked, with how often it is there.

use leptos::ev;
use leptos::html::Input;
use leptos::prelude::*;

use super::layout::{Layout, PaneId};
use super::panes::focus;
use super::state::DeskState;
use crate::terminals::client::screen::{Found, Query};
use crate::ui::icon::{Glyph, Icon};

impl DeskState {
    /// Opens the field in the terminal with the keyboard.
    pub fn find(&self) {
        let pane = self.layout.with_untracked(Layout::focused);
        // Asked for again: the field gets the keyboard.
        self.finding.set(None);
        self.finding.set(pane);
    }

    fn found_enough(&self, pane: PaneId) {
        self.finding.set(None);
        if let Some(shown) = self.shown.with_untracked(|all| all.get(&pane).cloned())
            && let Some(screen) = shown.remote.screen()
        {
            screen.found_enough();
        }
        focus(*self, Some(pane));
    }
}

#[component]
pub(super) fn FindBar(desk: DeskState, pane: PaneId) -> impl IntoView {
    let open = Memo::new(move |_| desk.finding.get() == Some(pane));
    move || open.get().then(|| view! { <Field desk pane /> })
}

#[component]
fn Field(desk: DeskState, pane: PaneId) -> impl IntoView {
    let query = RwSignal::new(Query::default());
    let found = RwSignal::new(None::<Found>);
    let input = NodeRef::<Input>::new();
    Effect::new(move || {
        if let Some(input) = input.get() {
            request_animation_frame(move || drop(input.focus()));
        }
    });
    let look = move |forward: bool, typing: bool| {
        let Some(shown) = desk.shown.with_untracked(|all| all.get(&pane).cloned()) else { return };
        let wanted = query.get_untracked();
        if wanted.text.is_empty() {
            found.set(None);
        }
        shown.remote.find(wanted.clone(), forward, typing, move |answer| {
            // An answer to what was typed before is late.
            if query.try_get_untracked().as_ref() == Some(&wanted) && !wanted.text.is_empty() {
                found.set(Some(answer));
            }
        });
    };
    let keys = move |event: ev::KeyboardEvent| {
        match event.key().as_str() {
            "Escape" => desk.found_enough(pane),
            "Enter" => look(!event.shift_key(), false),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let said = move || found.get().map(|found| words(&found)).unwrap_or_default();
    let nothing = move || !matches!(found.get(), None | Some(Found::Some { .. }));
    let switch = move |label: &'static str, shown: &'static str, on: fn(&mut Query) -> &mut bool| {
        view! {
            <button
                type="button"
                class="btn btn-ghost btn-sm btn-icon font-mono text-xs aria-pressed:!bg-primary-soft"
                aria-label=label
                title=label
                aria-pressed=move || query.with(|query| if *on(&mut query.clone()) { "true" } else { "false" })
                on:click=move |_| {
                    query
                        .update(|query| {
                            let on = on(query);
                            *on = !*on;
                        });
                    look(true, true);
                }
            >
                {shown}
            </button>
        }
    };
    view! {
        <search
            aria-label="Find in this terminal"
            class="bg-popover border-border absolute top-1 right-3 z-20 flex max-w-[calc(100%-1.5rem)] items-center gap-0.5 rounded-md border p-1 max-md:right-1 max-md:left-1 max-md:max-w-none max-md:flex-wrap"
            on:keydown=keys
        >
            <input
                type="text"
                class="input h-8 w-44 min-w-0 max-md:w-auto max-md:flex-1"
                aria-label="Find"
                placeholder="Find"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                maxlength="200"
                node_ref=input
                aria-invalid=move || matches!(found.get(), Some(Found::BadPattern)).then_some("true")
                on:input=move |event| {
                    query.update(|query| query.text = event_target_value(&event));
                    look(true, true);
                }
            />
            <span
                role="status"
                class="min-w-16 px-1 text-center text-xs tabular-nums max-md:order-last max-md:w-full max-md:text-left"
                class=("text-bad", nothing)
            >
                {said}
            </span>
            {switch("Upper and lower case count", "Aa", |query| &mut query.case)}
            {switch("Regular expression", ".*", |query| &mut query.regex)}
            <button
                type="button"
                class="btn btn-ghost btn-icon btn-sm"
                aria-label="Previous"
                title="Previous (Shift+Enter)"
                on:click=move |_| look(false, false)
            >
                <Icon glyph=Glyph::ARROW_UP />
            </button>
            <button
                type="button"
                class="btn btn-ghost btn-icon btn-sm"
                aria-label="Next"
                title="Next (Enter)"
                on:click=move |_| look(true, false)
            >
                <Icon glyph=Glyph::ARROW_DOWN />
            </button>
            <button
                type="button"
                class="btn btn-ghost btn-icon btn-sm"
                aria-label="Close the search"
                title="Close (Escape)"
                on:click=move |_| desk.found_enough(pane)
            >
                <Icon glyph=Glyph::X />
            </button>
        </search>
    }
}

/// "3 of 12".
fn words(found: &Found) -> String {
    /// The search counts no further.
    const COUNTED: u32 = 1000;
    match found {
        Found::Nothing => "Nothing found".to_owned(),
        Found::BadPattern => "This is no regular expression".to_owned(),
        Found::Unavailable(why) => format!("Search could not be loaded: {why}"),
        Found::Some { of, .. } if *of >= COUNTED => format!("{COUNTED} and more"),
        Found::Some { at: Some(at), of } => format!("{at} of {of}"),
        Found::Some { at: None, of } => format!("{of} found"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_is_told() {
        assert_eq!(words(&Found::Some { at: Some(3), of: 12 }), "3 of 12");
        assert_eq!(words(&Found::Some { at: None, of: 1000 }), "1000 and more");
        assert_eq!(words(&Found::Nothing), "Nothing found");
    }
}
