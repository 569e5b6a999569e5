//! That a terminal is recorded: the sign everybody at it sees, and the owner's buttons.

use leptos::prelude::*;

use super::layout::PaneId;
use super::state::{DeskState, Shown};
use crate::terminals::client::remote::{Phase, State};
use crate::terminals::protocol::{OpenKind, RecordWhy, RecordingSign};
use crate::terminals::types::replay::MARKER_MAX_CHARS;
use crate::ui::dialog::Dialog;
use crate::ui::icon::{Glyph, Icon};

/// Over a terminal as long as it is recorded.
#[component]
pub(super) fn RecordingBar(desk: DeskState, pane: PaneId) -> impl IntoView {
    let shown = move || desk.shown.with(|all| all.get(&pane).cloned());
    let sign = Memo::new(move |_| shown().and_then(|shown| shown.state.with(|state| state.recording.clone())));
    let marking = RwSignal::new(false);
    let may_mark = move || !desk.watch || shown().is_some_and(|shown| shown.state.with(|state| state.controller));
    let may_stop =
        move || !desk.watch && sign.with(|sign| sign.as_ref().is_some_and(|sign| sign.why == RecordWhy::Owner));
    let stop = move |_| {
        if let Some(shown) = untrack(shown) {
            shown.remote.record(false, false);
            // The button goes with the sign: what is typed meanwhile belongs to the terminal.
            shown.remote.focus();
        }
    };
    view! {
        <Show when=move || sign.with(Option::is_some)>
            <div class="border-border bg-muted flex min-h-7 shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-b px-2 py-0.5 text-xs">
                <span role="status" class="status min-w-0 flex-1" data-tone="bad">
                    {move || sign.with(|sign| sign.as_ref().map(words))}
                </span>
                <Show when=may_mark>
                    <button type="button" class="btn btn-ghost btn-sm" on:click=move |_| marking.set(true)>
                        <Icon glyph=Glyph::BOOKMARK size=14 />
                        "Set a mark"
                    </button>
                </Show>
                <Show when=may_stop>
                    <button type="button" class="btn btn-ghost btn-sm" on:click=stop>
                        <Icon glyph=Glyph::CIRCLE_STOP size=14 />
                        "Stop"
                    </button>
                </Show>
            </div>
        </Show>
        <MarkDialog
            open=marking
            on_mark=Callback::new(move |text: String| {
                if let Some(shown) = untrack(shown) {
                    shown.remote.mark(text);
                    give_back(shown);
                }
            })
        />
    }
}

/// The keyboard goes back to the terminal, once the dialog that had it is closed.
fn give_back(shown: Shown) {
    request_animation_frame(move || request_animation_frame(move || shown.remote.focus()));
}

/// "Recording, switched on by Ada Winter for this class".
fn words(sign: &RecordingSign) -> String {
    let whose = match sign.why {
        RecordWhy::Owner => "",
        RecordWhy::Class => " for this class",
        RecordWhy::House => " for all of this kind",
    };
    let typed = if sign.input { "; what is typed too, where it is shown" } else { "" };
    format!("Recording, switched on by {}{whose}{typed}", sign.by)
}

#[component]
fn MarkDialog(open: RwSignal<bool>, on_mark: Callback<String>) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let ready = move || text.with(|text| !text.trim().is_empty());
    let mark = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if untrack(ready) {
            open.set(false);
            on_mark.run(text.get_untracked().trim().to_owned());
            text.set(String::new());
        }
    };
    view! {
        <Dialog open title="Set a mark in the recording">
            <form class="contents" on:submit=mark>
                <section class="flex flex-col gap-1.5">
                    <label class="flex flex-col gap-1.5 text-sm">
                        "What happens here"
                        <input
                            type="text"
                            class="input"
                            maxlength=MARKER_MAX_CHARS
                            autofocus
                            autocomplete="off"
                            bind:value=text
                        />
                    </label>
                </section>
                <footer>
                    <button type="button" class="btn btn-outline" on:click=move |_| open.set(false)>
                        "Cancel"
                    </button>
                    <button type="submit" class="btn" disabled=move || !ready()>
                        "Set the mark"
                    </button>
                </footer>
            </form>
        </Dialog>
    }
}

/// Begins a recording of the terminal with the keyboard.
#[component]
pub(super) fn RecordButton(desk: DeskState) -> impl IntoView {
    let asking = RwSignal::new(false);
    let can = |state: &State| state.phase == Phase::Live && state.recording.is_none();
    let focused = Memo::new(move |_| desk.focused().is_some_and(|shown| shown.state.with(can)));
    let with_input = RwSignal::new(false);
    // What is shown in containers and on other machines nobody here can tell.
    let may_have_input = desk.kind.is_none_or(OpenKind::tells_what_it_hides);
    let begin = move |_| {
        asking.set(false);
        if let Some(shown) = untrack(|| desk.focused()) {
            shown.remote.record(true, with_input.get_untracked());
            give_back(shown);
        }
    };
    view! {
        <button
            type="button"
            class="btn btn-ghost btn-icon btn-sm"
            aria-label="Record this terminal"
            title="Record this terminal"
            disabled=move || !focused.get()
            on:click=move |_| asking.set(true)
        >
            <Icon glyph=Glyph::CIRCLE_DOT />
        </button>
        <Dialog open=asking title="Record this terminal?">
            <section class="flex flex-col gap-3">
                <p>
                    "What the terminal shows from now on is kept as a recording. You find it under your terminals; the staff of the class and the school's administrators may see it too. Everybody at the terminal sees a sign."
                </p>
                {may_have_input
                    .then(|| {
                        view! {
                            <label class="check">
                                <input type="checkbox" bind:checked=with_input />
                                "Also what is typed, where the terminal itself shows it: not at prompts that edit their line, nor on other machines. Passwords are never recorded."
                            </label>
                        }
                    })}
            </section>
            <footer>
                <button type="button" class="btn btn-outline" on:click=move |_| asking.set(false)>
                    "Cancel"
                </button>
                <button type="button" class="btn" autofocus on:click=begin>
                    "Record"
                </button>
            </footer>
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_says_who_and_what() {
        let sign = RecordingSign { by: "Ada Winter".into(), why: RecordWhy::Class, since_ms: 0, input: false };
        assert_eq!(words(&sign), "Recording, switched on by Ada Winter for this class");
        let own = RecordingSign { why: RecordWhy::Owner, input: true, ..sign };
        assert_eq!(words(&own), "Recording, switched on by Ada Winter; what is typed too, where it is shown");
    }
}
