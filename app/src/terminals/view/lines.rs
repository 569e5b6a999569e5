//! The lines of a terminal as text that a finger can mark.

use leptos::html::Pre;
use leptos::prelude::*;

use super::panes::focus_again;
use super::state::DeskState;
use crate::error::Error;
use crate::terminals::client::remote::to_clipboard;
use crate::ui::dialog::Dialog;
use crate::ui::toast::{toast_error, toast_ok};

impl DeskState {
    /// Shows the lines of the terminal with the keyboard.
    pub fn show_lines(&self) {
        let shown = untrack(|| self.focused());
        self.lines.set(shown.and_then(|shown| shown.remote.screen().map(|screen| screen.text())));
    }

    /// Copies what is marked; where nothing is, shows the lines to mark some.
    pub fn copy_or_show_lines(&self) {
        let marked = untrack(|| self.focused())
            .is_some_and(|shown| shown.remote.screen().is_some_and(|screen| !screen.selection().is_empty()));
        if marked { self.copy() } else { self.show_lines() }
    }
}

#[component]
pub(super) fn Lines(desk: DeskState) -> impl IntoView {
    let open = RwSignal::new(false);
    let text = Memo::new(move |_| desk.lines.get());
    Effect::new(move || open.set(text.with(Option::is_some)));
    Effect::new(move |before: Option<bool>| {
        let now = open.get();
        if before == Some(true) && !now {
            desk.lines.set(None);
            focus_again(desk);
        }
        now
    });
    let lines = NodeRef::<Pre>::new();
    Effect::new(move || {
        if let Some(lines) = lines.get() {
            request_animation_frame(move || lines.set_scroll_top(lines.scroll_height()));
        }
    });
    let copy = move |text: String| {
        to_clipboard(text, move |outcome| match outcome {
            Ok(chars) => {
                open.set(false);
                toast_ok(format!("Copied {chars} characters."));
            }
            Err(why) => toast_error(&Error::Conflict(why)),
        });
    };
    let marked = move || {
        let marked = window().get_selection().ok().flatten().map(|selection| String::from(selection.to_string()));
        marked.filter(|text| !text.is_empty())
    };
    view! {
        <Dialog open title="Text of the terminal" wide=true>
            <section class="flex min-h-0 min-w-0 flex-col gap-2">
                <p class="text-muted-foreground text-sm">"Mark what you want and copy it, or copy everything."</p>
                <pre
                    node_ref=lines
                    tabindex="0"
                    aria-label="Lines"
                    class="bg-muted max-h-[55dvh] overflow-auto rounded-md p-3 font-mono text-xs break-all whitespace-pre-wrap select-text"
                >
                    {move || text.get()}
                </pre>
            </section>
            <footer>
                <button
                    type="button"
                    class="btn btn-outline"
                    on:click=move |_| copy(text.get_untracked().unwrap_or_default())
                >
                    "Copy all"
                </button>
                <button
                    type="button"
                    class="btn"
                    // What is marked stays so.
                    on:pointerdown=|event| event.prevent_default()
                    on:click=move |_| match marked() {
                        Some(text) => copy(text),
                        None => toast_error(&Error::Conflict("Mark some text first.".into())),
                    }
                >
                    "Copy what is marked"
                </button>
            </footer>
        </Dialog>
    }
}
