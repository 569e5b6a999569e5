//! Here a piece is loaded when its page is shown.

use leptos::prelude::{Effect, document};

/// Says on the page's root that a script has taken the page over: what waits to press a button looks there.
pub(super) fn ask_for(_portal: &str) {
    Effect::new(|| {
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("data-live", "");
        }
    });
}
