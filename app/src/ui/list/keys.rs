//! `j` and `k` walk through a list, `x` chooses, `Enter` opens, `/` leads to the search. Keys of one letter
//! can be switched off (WCAG 2.1.4): some speak to their computer.

use leptos::ev;
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Where the browser remembers that they are off.
const OFF: &str = "lyceum_list_keys_off";
/// Where letters are typed, or mean something else.
const ELSEWHERE: &str = "input:not([type=checkbox]), textarea, select, [contenteditable], dialog, .xterm, .menu[open]";

/// Listens for the keys as long as the list is shown.
pub(super) fn listen(list: NodeRef<Div>) {
    Effect::new(move || {
        let listening = window_event_listener(ev::keydown, move |event| {
            if event.default_prevented() || event.ctrl_key() || event.meta_key() || event.alt_key() || is_off() {
                return;
            }
            if let Some(list) = list.get_untracked()
                && obey(&list, &event.key())
            {
                event.prevent_default();
            }
        });
        on_cleanup(move || listening.remove());
    });
}

/// Does what the key asks for; false for keys that mean nothing here.
fn obey(list: &Element, key: &str) -> bool {
    let active = document().active_element();
    let elsewhere = active.as_ref().is_some_and(|active| active.closest(ELSEWHERE).ok().flatten().is_some());
    if elsewhere || find(document().document_element(), "dialog[open]").is_some() {
        return false;
    }
    let row = active
        .and_then(|active| active.closest("tr").ok().flatten())
        .filter(|row| list.contains(Some::<&web_sys::Node>(row)));
    let end = |selector: &str| list.query_selector(selector).ok().flatten();
    match key {
        "j" => walk(row.and_then(|row| below(&row)), below) || walk(end("tbody tr"), below),
        "k" => walk(row.and_then(|row| above(&row)), above) || walk(end("tbody tr:last-child"), above),
        "x" => find(row, "input[type=checkbox]").map(|tick| tick.click()).is_some(),
        "/" => focus(document().document_element(), "[role=search] input[type=search]"),
        _ => false,
    }
}

/// From this row on, the first that has a link.
fn walk(mut row: Option<Element>, next: fn(&Element) -> Option<Element>) -> bool {
    while let Some(here) = row {
        row = next(&here);
        if focus(Some(here), "a[href]") {
            return true;
        }
    }
    false
}

fn below(row: &Element) -> Option<Element> {
    row.next_element_sibling()
}

fn above(row: &Element) -> Option<Element> {
    row.previous_element_sibling()
}

fn focus(within: Option<Element>, selector: &str) -> bool {
    find(within, selector).map(|element| element.focus()).is_some()
}

fn find(within: Option<Element>, selector: &str) -> Option<HtmlElement> {
    within?.query_selector(selector).ok().flatten()?.dyn_into().ok()
}

fn is_off() -> bool {
    storage().and_then(|storage| storage.get_item(OFF).ok().flatten()).is_some()
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// Which keys there are, and the switch; where there is a keyboard and a script.
#[component]
pub(super) fn KeysNote(choosable: bool) -> impl IntoView {
    let runs = RwSignal::new(false);
    let on = RwSignal::new(true);
    Effect::new(move || {
        on.set(!is_off());
        runs.set(true);
    });
    let switch = move |to: bool| {
        on.set(to);
        if let Some(storage) = storage() {
            // A browser that keeps nothing has them on again with the next page.
            let _ = if to { storage.remove_item(OFF) } else { storage.set_item(OFF, "off") };
        }
    };
    let keys: &[(&str, &str)] = if choosable {
        &[("j", "next"), ("k", "back"), ("x", "choose"), ("Enter", "open"), ("/", "search")]
    } else {
        &[("j", "next"), ("k", "back"), ("Enter", "open"), ("/", "search")]
    };
    let shown = keys
        .iter()
        .map(|(key, words)| {
            view! {
                <span class="inline-flex items-center gap-1.5">
                    <kbd class="kbd">{*key}</kbd>
                    {*words}
                </span>
            }
        })
        .collect_view();
    view! {
        <div class="keys-note" hidden=move || !runs.get()>
            <span class="contents" class:opacity-60=move || !on.get()>
                {shown}
            </span>
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || on.get()
                    on:change:target=move |event| switch(event.target().checked())
                />
                "Keys on"
            </label>
        </div>
    }
}
