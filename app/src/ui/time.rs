//! Instants on the page: relative with the exact time on hover, or the wall clock of the person's zone.

#[cfg(not(feature = "ssr"))]
#[path = "time/browser.rs"]
mod side;
#[cfg(feature = "ssr")]
#[path = "time/server.rs"]
mod side;

use std::time::Duration;

use leptos::prelude::*;

pub use side::{iso, now_ms, wall_clock, wall_date};

use super::live::live;
use crate::time::{UnixMs, relative};

/// How often "3 min ago" is brought up to date.
const TICK: Duration = Duration::from_secs(20);

#[derive(Debug, Clone, Copy)]
struct Now(RwSignal<UnixMs>);

#[derive(Debug, Clone, Copy)]
struct Zone(Signal<String>);

/// The page's clock: the server's time at first, then ticking in the browser. Once, in the app.
pub fn provide_clock() {
    let now = RwSignal::new(now_ms());
    Effect::new(move || {
        now.set(now_ms());
        if let Ok(handle) = set_interval_with_handle(move || now.set(now_ms()), TICK) {
            on_cleanup(move || handle.clear());
        }
    });
    provide_context(Now(now));
}

/// The IANA zone in which times are written for everything below.
pub fn provide_zone(zone: Signal<String>) {
    provide_context(Zone(zone));
}

/// Now, brought up to date every 20 s.
pub fn use_now() -> Signal<UnixMs> {
    use_context::<Now>().map_or_else(|| Signal::stored(now_ms()), |now| now.0.into())
}

/// The IANA zone in which times are written; UTC until one is known.
pub fn use_zone() -> Signal<String> {
    use_context::<Zone>().map_or_else(|| Signal::stored("UTC".to_owned()), |zone| zone.0)
}

/// "5 min ago", with the exact time and zone on hover.
#[component]
pub fn Ago(#[prop(into)] at_ms: Signal<UnixMs>) -> impl IntoView {
    let (now, zone) = (use_now(), use_zone());
    let exact = move || zone.with(|zone| format!("{} ({zone})", wall_date(at_ms.get(), zone)));
    view! {
        <time datetime=move || iso(at_ms.get()) title=exact class="whitespace-nowrap">
            {live(move || relative(at_ms.get(), now.get()))}
        </time>
    }
}

/// "14:05" on the clock of the person's zone, with date and zone on hover.
#[component]
pub fn Clock(#[prop(into)] at_ms: Signal<UnixMs>) -> impl IntoView {
    let zone = use_zone();
    let exact = move || zone.with(|zone| format!("{} ({zone})", wall_date(at_ms.get(), zone)));
    view! {
        <time datetime=move || iso(at_ms.get()) title=exact class="whitespace-nowrap">
            {live(move || zone.with(|zone| wall_clock(at_ms.get(), zone)))}
        </time>
    }
}

/// "Fri 20 Nov 2026, 14:05:09": the exact instant, for logs.
#[component]
pub fn Exact(#[prop(into)] at_ms: Signal<UnixMs>) -> impl IntoView {
    let zone = use_zone();
    view! {
        <time datetime=move || iso(at_ms.get()) title=move || zone.get() class="whitespace-nowrap">
            {live(move || zone.with(|zone| wall_date(at_ms.get(), zone)))}
        </time>
    }
}
