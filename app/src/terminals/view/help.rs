//! The desk's keys, and the switch for screen readers.

use leptos::prelude::*;

use super::panes::focus;
use super::shortcuts::told;
use super::state::DeskState;
use crate::ui::dialog::Dialog;

#[component]
pub(super) fn Help(desk: DeskState, open: RwSignal<bool>) -> impl IntoView {
    Effect::new(move |before: Option<bool>| {
        let now = open.get();
        if before == Some(true) && !now {
            focus(desk, desk.layout.with_untracked(|layout| layout.focused()));
        }
        now
    });
    view! {
        <Dialog open title="Keys and settings">
            <section class="flex flex-col gap-4">
                <p>"In a terminal every key is the program’s, except these with Ctrl and Shift:"</p>
                <dl class="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-sm">
                    {told()
                        .map(|(key, what)| {
                            view! {
                                <dt>
                                    <kbd class="kbd">{format!("Ctrl Shift {key}")}</kbd>
                                </dt>
                                <dd>{what}</dd>
                            }
                        })
                        .collect_view()}
                </dl>
                <label class="flex items-start gap-2 text-sm">
                    <input
                        type="checkbox"
                        class="input mt-0.5"
                        prop:checked=move || desk.screen_reader.get()
                        on:change=move |event| desk.set_screen_reader(event_target_checked(&event))
                    />
                    <span>
                        "Screen reader: also write the lines of terminals as text that can be read and announced."
                    </span>
                </label>
            </section>
        </Dialog>
    }
}
