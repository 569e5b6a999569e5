//! Short messages that come by themselves: what was just done, or why it was not.

use std::cell::RefCell;
use std::time::Duration;

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::error::Error;

/// A success has been read in this time; an error stays until it is closed.
const SHOWN: Duration = Duration::from_secs(5);
/// More than this at once and nobody reads any.
const TOASTS_AT_ONCE: usize = 4;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Toast {
    id: u64,
    ok: bool,
    text: String,
}

thread_local! {
    /// The list of the page in this browser tab; none on the server, where nobody could see one.
    static TOASTS: RefCell<Option<RwSignal<Vec<Toast>>>> = const { RefCell::new(None) };
}

/// "Saved." for five seconds. May be called anywhere in the browser; does nothing on the server.
pub fn toast_ok(text: impl Into<String>) {
    push(true, text.into());
}

/// The error's words, until they are closed.
pub fn toast_error(error: &Error) {
    push(false, error.to_string());
}

fn push(ok: bool, text: String) {
    let Some(toasts) = TOASTS.with_borrow(|toasts| *toasts) else { return };
    let id = toasts.with_untracked(|toasts| toasts.last().map_or(0, |last| last.id + 1));
    toasts.update(|toasts| {
        toasts.push(Toast { id, ok, text });
        let surplus = toasts.len().saturating_sub(TOASTS_AT_ONCE);
        toasts.drain(..surplus);
    });
    if ok {
        set_timeout(move || toasts.update(|toasts| toasts.retain(|toast| toast.id != id)), SHOWN);
    }
}

/// Where toasts appear; once, in the app.
#[component]
pub fn Toaster() -> impl IntoView {
    let toasts = RwSignal::new(Vec::<Toast>::new());
    Effect::new(move || TOASTS.set(Some(toasts)));
    let close = move |id: u64| toasts.update(|toasts| toasts.retain(|toast| toast.id != id));
    view! {
        <div class="toasts" role="log" aria-live="polite" aria-label="Messages">
            <For each=move || toasts.get() key=|toast| toast.id let:toast>
                <div class="note">
                    <span class=if toast.ok { "text-good" } else { "text-bad" }>
                        <Icon glyph=if toast.ok { Glyph::CIRCLE_CHECK } else { Glyph::CIRCLE_ALERT } />
                    </span>
                    <span class="min-w-0 flex-1 break-words">
                        <span class="sr-only">{if toast.ok { "Done: " } else { "Error: " }}</span>
                        {toast.text}
                    </span>
                    <button
                        type="button"
                        class="text-muted-foreground hover:text-foreground -m-1 p-1"
                        aria-label="Close message"
                        on:click=move |_| close(toast.id)
                    >
                        <Icon glyph=Glyph::X />
                    </button>
                </div>
            </For>
        </div>
    }
}
