//! Taking control, with a reason: said in one of a few words, or in one's own.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::people::with;
use crate::terminals::protocol::{REASON_CHARS, checked_reason};
use crate::terminals::view::state::Shown;
use crate::ui::dialog::Dialog;

/// What teachers take control for most often.
const REASONS: [&str; 4] =
    ["Showing the next step", "Helping with an error", "Stopping a program that does harm", "Preparing the exercise"];

#[component]
pub(super) fn TakeControl(open: RwSignal<bool>, shown: StoredValue<Option<Shown>>) -> impl IntoView {
    let reason = RwSignal::new(String::new());
    let fault = RwSignal::new(None::<String>);
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        match checked_reason(&reason.get_untracked()) {
            Ok(checked) => {
                with(shown, |shown| shown.remote.take_with(checked));
                fault.set(None);
                reason.set(String::new());
                open.set(false);
                with(shown, |shown| shown.remote.focus());
            }
            Err(words) => fault.set(Some(words)),
        }
    };
    view! {
        <Dialog open title="Take control of this terminal">
            <form class="contents" on:submit=send>
                <section class="flex flex-col gap-3">
                    <p class="text-muted-foreground">
                        "From then on your keys count, and the student’s do not. The student sees your name and the reason, and both are recorded."
                    </p>
                    <fieldset class="flex flex-wrap gap-2">
                        <legend class="sr-only">"Common reasons"</legend>
                        {REASONS
                            .map(|words| {
                                view! {
                                    <button
                                        type="button"
                                        class="btn btn-outline btn-sm"
                                        aria-pressed=move || {
                                            if reason.with(|reason| reason == words) { "true" } else { "false" }
                                        }
                                        on:click=move |_| reason.set(words.to_owned())
                                    >
                                        {words}
                                    </button>
                                }
                            })
                            .collect_view()}
                    </fieldset>
                    <div class="field" data-invalid=move || fault.get().map(|_| "true")>
                        <label for="take-reason">"Reason"</label>
                        <input
                            id="take-reason"
                            name="reason"
                            type="text"
                            class="input"
                            autofocus
                            autocomplete="off"
                            maxlength=REASON_CHARS.end().to_string()
                            aria-describedby="take-reason-help take-reason-fault"
                            aria-invalid=move || fault.get().map(|_| "true")
                            bind:value=reason
                        />
                        <p id="take-reason-help">"Choose one above, or use your own words."</p>
                        {move || {
                            fault
                                .get()
                                .map(|words| {
                                    view! {
                                        <p id="take-reason-fault" data-fault="" role="alert">
                                            {words}
                                        </p>
                                    }
                                })
                        }}
                    </div>
                </section>
                <footer>
                    <button type="button" class="btn btn-outline" on:click=move |_| open.set(false)>
                        "Cancel"
                    </button>
                    <button type="submit" class="btn">
                        "Take control"
                    </button>
                </footer>
            </form>
        </Dialog>
    }
}
