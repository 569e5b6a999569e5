//! What the browser keeps for desks: their arrangement, and what another page asked to be opened.

use leptos::prelude::window;

use crate::terminals::types::Destination;

/// What a page has asked the page of terminals to open, in this browser tab.
const ASKED_KEY: &str = "lyceum.desk.asked";

/// The page of terminals, which is to be gone to next, opens this once. Not by its address: a link must not
/// open terminals.
pub fn ask_to_open(to: &Destination) {
    let storage = window().session_storage().ok().flatten();
    if let (Some(storage), Ok(text)) = (storage, serde_json::to_string(to)) {
        // Without storage the page opens nothing by itself, and offers all places.
        _ = storage.set_item(ASKED_KEY, &text);
    }
}

/// What was asked for, once.
pub(super) fn asked_for() -> Option<Destination> {
    let storage = window().session_storage().ok().flatten()?;
    let text = storage.get_item(ASKED_KEY).ok().flatten()?;
    _ = storage.remove_item(ASKED_KEY);
    serde_json::from_str(&text).ok()
}

fn local_storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

pub(super) fn read_storage(key: &str) -> Option<String> {
    local_storage()?.get_item(key).ok().flatten()
}

pub(super) fn write_storage(key: &str, value: Option<&str>) {
    if let Some(storage) = local_storage() {
        // A full or forbidden storage loses the arrangement, nothing else.
        let _ = match value {
            Some(value) => storage.set_item(key, value),
            None => storage.remove_item(key),
        };
    }
}
