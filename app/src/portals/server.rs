//! The pieces of a page are named in its head, so that the browser fetches them all at once.

use leptos::WasmSplitManifest;
use leptos::prelude::*;
use leptos_meta::Link;

/// Leptos' own list, out of its hands: its links would be fetched before the style sheet.
#[derive(Debug, Clone)]
struct Pieces(WasmSplitManifest);

/// Once a page, after `HydrationScripts`.
pub fn provide_pieces() {
    if let Some(pieces) = take_context::<WasmSplitManifest>() {
        provide_context(Pieces(pieces));
    }
}

/// Names the pieces of this portal, to be fetched after what paints the page.
pub(super) fn ask_for(portal: &str) {
    let Some(Pieces(WasmSplitManifest(pieces))) = use_context() else { return };
    pieces.with_value(|(folder, files, script)| {
        let of_portal = |key: &str| key.strip_prefix(portal).is_some_and(|rest| rest.starts_with('_'));
        let files = files.iter().filter(|(key, _)| of_portal(key)).flat_map(|(_, files)| files);
        for file in files {
            // Shown nowhere: it registers itself for the head.
            _ = view! {
                <Link
                    rel="preload"
                    href=format!("{folder}/{file}.wasm")
                    as_="fetch"
                    type_="application/wasm"
                    crossorigin="anonymous"
                    fetchpriority="low"
                />
            }
            .to_html();
        }
        _ = view! { <Link rel="modulepreload" href=format!("{folder}/{script}") crossorigin="anonymous" fetchpriority="low" /> }
        .to_html();
    });
}
