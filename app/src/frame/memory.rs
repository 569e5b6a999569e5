//! What a browser remembers of the frame, where the server reads it before it draws: cookies, and the
//! attributes of `<html>` that `document.rs` writes from them.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::auth::types::Theme;

/// A year.
const KEPT_S: u32 = 365 * 24 * 3600;

fn root() -> Option<web_sys::Element> {
    document().document_element()
}

/// Draws the page in this theme, at once.
pub fn show_theme(theme: Theme) {
    let Some(root) = root() else { return };
    let _ = root.class_list().remove_2("light", "dark");
    if theme != Theme::System {
        let _ = root.class_list().add_1(theme.as_str());
    }
}

/// The theme that the page is drawn in.
pub fn shown_theme() -> Theme {
    let has = |class: &str| root().is_some_and(|root| root.class_list().contains(class));
    match (has("light"), has("dark")) {
        (true, _) => Theme::Light,
        (_, true) => Theme::Dark,
        _ => Theme::System,
    }
}

/// Whether the side bar shows icons alone.
pub fn is_folded() -> bool {
    root().is_some_and(|root| root.get_attribute("data-side-bar").as_deref() == Some("folded"))
}

/// Folds or unfolds the side bar, in this browser for a year.
pub fn fold(folded: bool) {
    let Some(root) = root() else { return };
    let state = if folded { "folded" } else { "open" };
    let _ = root.set_attribute("data-side-bar", state);
    if let Ok(document) = document().dyn_into::<web_sys::HtmlDocument>() {
        let _ = document.set_cookie(&format!("lyceum_side_bar={state}; path=/; max-age={KEPT_S}; samesite=lax"));
    }
}
