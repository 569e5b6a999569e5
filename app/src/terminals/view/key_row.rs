//! Keys that a phone's keyboard does not have.

use leptos::prelude::*;

use super::state::DeskState;
use crate::terminals::client::remote::Key;

const KEYS: [(&str, &str, Key); 9] = [
    ("Esc", "Esc", Key::Escape),
    ("Tab", "Tab", Key::Tab),
    ("Ctrl", "Ctrl, for the next key", Key::Control),
    ("←", "Left", Key::Arrow('D')),
    ("↑", "Up", Key::Arrow('A')),
    ("↓", "Down", Key::Arrow('B')),
    ("→", "Right", Key::Arrow('C')),
    ("|", "Pipe", Key::Text("|")),
    ("/", "Slash", Key::Text("/")),
];

#[component]
pub(super) fn KeyRow(desk: DeskState) -> impl IntoView {
    if desk.watch {
        return None;
    }
    let held = move || desk.focused().is_some_and(|shown| shown.state.with(|state| state.control_held));
    let keys = KEYS.map(|(text, label, key)| {
        let pressed = move || (key == Key::Control).then(|| if held() { "true" } else { "false" });
        view! {
            <button
                type="button"
                class="btn btn-outline btn-sm min-w-11 shrink-0 px-2 aria-pressed:!bg-primary-soft"
                aria-label=label
                aria-pressed=pressed
                // The terminal keeps the keyboard, and the phone shows it.
                on:pointerdown=|event| event.prevent_default()
                on:click=move |_| {
                    if let Some(shown) = untrack(|| desk.focused()) {
                        shown.remote.press(key);
                    }
                }
            >
                {text}
            </button>
        }
    });
    Some(view! {
        <div
            role="toolbar"
            aria-label="Keys"
            class="border-border hidden gap-1 overflow-x-auto border-t p-1.5 pointer-coarse:flex"
        >
            {keys.into_iter().collect_view()}
        </div>
    })
}
