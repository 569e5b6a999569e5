//! The desk's keys, and what a person may set for terminals.

use leptos::prelude::*;

use super::more::LetterSize;
use super::panes::focus_again;
use super::shortcuts::told;
use super::state::DeskState;
use crate::terminals::desks::types::Preferences;
use crate::ui::dialog::Dialog;

#[component]
pub(super) fn Help(desk: DeskState, open: RwSignal<bool>) -> impl IntoView {
    Effect::new(move |before: Option<bool>| {
        let now = open.get();
        if before == Some(true) && !now {
            focus_again(desk);
        }
        now
    });
    view! {
        <Dialog open title="Keys and settings">
            <section class="flex flex-col gap-5">
                <fieldset class="flex flex-col gap-3">
                    <legend class="mb-2 text-sm font-medium">"Settings, in every browser you use"</legend>
                    <div class="flex items-center">
                        <LetterSize desk />
                    </div>
                    <Switch
                        desk
                        words="Copy what is marked with the mouse at once"
                        which=|preferences| &mut preferences.copy_on_select
                    />
                    <Switch
                        desk
                        words="Screen reader: also write the lines of terminals as text that can be read and announced"
                        which=|preferences| &mut preferences.screen_reader
                    />
                    <Switch
                        desk
                        words="More contrast: letters stand out from their ground, whatever colours a program chose"
                        which=|preferences| &mut preferences.contrast
                    />
                </fieldset>
                <div class="flex flex-col gap-2">
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
                            .collect_view()} <dt>
                            <kbd class="kbd">"Ctrl + − 0"</kbd>
                        </dt> <dd>"Larger, smaller, normal letters"</dd>
                    </dl>
                </div>
                <div class="text-muted-foreground flex flex-col gap-2 text-sm">
                    <p>
                        "Tab belongs to the program. To leave a terminal by keyboard, press Ctrl Shift Space: the buttons above it have the keyboard then."
                    </p>
                    <p>
                        "Programs go on while you are away, also when this page is closed or the network is gone. What you type meanwhile is kept and sent, once, when you are back."
                    </p>
                    <p>
                        "On a touch screen: one finger scrolls, two make letters larger. Tap Ctrl or Alt for the next key, twice to lock it. “Mark text” shows the lines to be marked and copied, “Write a line” a field with your keyboard’s corrections."
                    </p>
                    <p>
                        "Links open in a new tab. Programs that ask for the mouse get it; hold Shift to mark text all the same."
                    </p>
                </div>
            </section>
        </Dialog>
    }
}

#[component]
fn Switch(desk: DeskState, words: &'static str, which: fn(&mut Preferences) -> &mut bool) -> impl IntoView {
    view! {
        <label class="flex items-start gap-2 text-sm">
            <input
                type="checkbox"
                class="input mt-0.5"
                prop:checked=move || *which(&mut desk.preferences.get())
                on:change=move |event| {
                    let mut now = desk.preferences.get_untracked();
                    *which(&mut now) = event_target_checked(&event);
                    desk.prefer(now);
                }
            />
            <span>{words}</span>
        </label>
    }
}
