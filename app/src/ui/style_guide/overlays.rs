//! What opens over the page, and panes.

use leptos::prelude::*;

use super::Row;
use crate::error::Error;
use crate::ui::dialog::{Confirm, Dialog};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::menu::Menu;
use crate::ui::split::Split;
use crate::ui::toast::{toast_error, toast_ok};

#[component]
pub(super) fn Overlays() -> impl IntoView {
    let (told, asked) = (RwSignal::new(false), RwSignal::new(false));
    view! {
        <Row>
            <Menu
                label="Sample menu"
                class="btn btn-outline"
                trigger=|| {
                    view! {
                        "Menu"
                        <Icon glyph=Glyph::CHEVRON_DOWN />
                    }
                }
            >
                <button type="button" class="entry">
                    <Icon glyph=Glyph::PLAY />
                    "Start"
                </button>
                <button type="button" class="entry">
                    <Icon glyph=Glyph::SQUARE />
                    "Stop"
                </button>
            </Menu>
            <button type="button" class="btn btn-outline" on:click=move |_| told.set(true)>
                "Dialog"
            </button>
            <button type="button" class="btn btn-outline" on:click=move |_| asked.set(true)>
                "Confirmation"
            </button>
            <button type="button" class="btn btn-outline" on:click=|_| toast_ok("Saved.")>
                "Toast"
            </button>
            <button
                type="button"
                class="btn btn-outline"
                on:click=|_| toast_error(&Error::Conflict("Somebody else has changed this.".to_owned()))
            >
                "Error toast"
            </button>
        </Row>
        <Dialog open=told title="Keyboard">
            <section>
                <p>"Tab moves within the dialog, Escape closes it, and focus goes back to the button."</p>
            </section>
        </Dialog>
        <Confirm
            open=asked
            title="Remove the lab of Ada Lovelace?"
            action="Remove lab"
            type_first="lab-ada".to_owned()
            on_confirm=|()| toast_ok("Removed.")
        >
            <p>"Its home folder, 1.2 GiB in 340 files, is lost for good."</p>
        </Confirm>
    }
}

#[component]
pub(super) fn Panes() -> impl IntoView {
    let pane = |text: &'static str| {
        view! { <p class="text-muted-foreground grid h-full place-items-center text-sm">{text}</p> }
    };
    view! {
        <div class="bg-card h-40 overflow-hidden rounded-lg border">
            <Split share=RwSignal::new(50.0) first=move || pane("One") second=move || pane("Two") />
        </div>
    }
}
