//! A terminal that will be ended by itself: when, why, and how to put it off.

use std::time::Duration;

use leptos::leptos_dom::helpers::set_interval_with_handle;
use leptos::prelude::*;

use super::people::with;
use crate::terminals::client::connection::now_ms;
use crate::terminals::client::remote::Ends;
use crate::terminals::protocol::EndingWhy;
use crate::terminals::view::state::Shown;
use crate::ui::icon::{Glyph, Icon};

#[component]
pub(super) fn EndingBanner(ends: Ends, may_extend: Memo<bool>, shown: StoredValue<Option<Shown>>) -> impl IntoView {
    let left = RwSignal::new(seconds_left(ends.at_ms));
    if let Ok(tick) = set_interval_with_handle(move || left.set(seconds_left(ends.at_ms)), Duration::from_secs(1)) {
        on_cleanup(move || tick.clear());
    }
    let why = match ends.why {
        EndingWhy::Untyped => "nobody has typed for a long time",
        EndingWhy::Life => "it has run as long as a terminal may",
    };
    view! {
        <div class="border-border bg-busy-soft flex flex-wrap items-center gap-2 border-b px-3 py-1.5 text-sm">
            <Icon glyph=Glyph::CLOCK />
            // Told once: a screen reader would not wish to hear each second.
            <span class="sr-only" role="alert">
                {format!("This terminal ends in {}: {why}.", clock(left.get_untracked()))}
            </span>
            <span class="min-w-0 flex-1 break-words" role="timer" aria-live="off">
                "This terminal ends in "
                <strong class="tabular-nums">{move || clock(left.get())}</strong>
                {format!(": {why}.")}
            </span>
            {move || {
                (ends.extendable && may_extend.get())
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="btn btn-sm"
                                on:click=move |_| {
                                    with(
                                        shown,
                                        |shown| {
                                            shown.remote.extend();
                                            shown.remote.focus();
                                        },
                                    )
                                }
                            >
                                "Keep it running"
                            </button>
                        }
                    })
            }}
        </div>
    }
}

fn seconds_left(at_ms: f64) -> u32 {
    ((at_ms - now_ms()) / 1000.0).ceil().max(0.0) as u32
}

/// "4:05".
fn clock(seconds: u32) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_left_is_told_like_a_clock() {
        assert_eq!(clock(245), "4:05");
        assert_eq!(clock(9), "0:09");
    }
}
