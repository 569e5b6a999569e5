//! The service worker, which does one thing: it shows a page of ours where the network is gone.

use leptos::prelude::*;

/// Registers it, where the browser has such a thing and the page is served safely.
pub fn register_worker() {
    Effect::new(|| {
        let navigator = window().navigator();
        let known = js_sys::Reflect::has(&navigator, &"serviceWorker".into()).unwrap_or(false);
        if known && window().is_secure_context() {
            // A browser that refuses shows its own page when the network is gone; nothing else is lost.
            let _ = navigator.service_worker().register("/worker.js");
        }
    });
}
