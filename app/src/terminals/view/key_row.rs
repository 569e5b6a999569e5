//! Keys that a phone's keyboard does not have. One tap on Ctrl or Alt is for the next key, a second locks
//! it; arrows go on while they are pressed.

use std::time::Duration;

use leptos::ev;
use leptos::leptos_dom::helpers::{IntervalHandle, TimeoutHandle, set_interval_with_handle, set_timeout_with_handle};
use leptos::prelude::*;

use super::state::DeskState;
use crate::terminals::client::hand::tick;
use crate::terminals::client::keys::{Hold, Key, Modifier};
use crate::ui::icon::{Glyph, Icon};

/// A key that is pressed so long goes on by itself.
const REPEAT_AFTER: Duration = Duration::from_millis(400);
const REPEAT_EVERY: Duration = Duration::from_millis(60);

const KEY: &str = "btn btn-outline btn-sm min-h-11 min-w-11 shrink-0 px-2 aria-pressed:!bg-primary-soft";

type Named = (&'static str, &'static str, Key);

const FIRST: [Named; 2] = [("Esc", "Esc", Key::Escape), ("Tab", "Tab", Key::Tab)];
const ARROWS: [Named; 4] = [
    ("↑", "Up", Key::Arrow('A')),
    ("↓", "Down", Key::Arrow('B')),
    ("←", "Left", Key::Arrow('D')),
    ("→", "Right", Key::Arrow('C')),
];
const REST: [Named; 8] = [
    ("|", "Pipe", Key::Text("|")),
    ("/", "Slash", Key::Text("/")),
    ("~", "Tilde", Key::Text("~")),
    ("-", "Minus", Key::Text("-")),
    ("Home", "Home", Key::Home),
    ("End", "End", Key::End),
    ("PgUp", "PgUp", Key::PageUp),
    ("PgDn", "PgDn", Key::PageDown),
];
const FUNCTIONS: [(&str, u8); 12] = [
    ("F1", 1),
    ("F2", 2),
    ("F3", 3),
    ("F4", 4),
    ("F5", 5),
    ("F6", 6),
    ("F7", 7),
    ("F8", 8),
    ("F9", 9),
    ("F10", 10),
    ("F11", 11),
    ("F12", 12),
];

impl DeskState {
    fn press(&self, key: Key) {
        if let Some(shown) = untrack(|| self.focused()) {
            shown.remote.press(key);
        }
    }

    /// Shows or hides the keyboard on the screen.
    fn toggle_keyboard(&self) {
        let Some(shown) = untrack(|| self.focused()) else { return };
        let Some(screen) = shown.remote.screen() else { return };
        if screen.has_keyboard() { screen.blur() } else { screen.focus() }
    }
}

#[component]
pub(super) fn KeyRow(desk: DeskState) -> impl IntoView {
    let types = Memo::new(move |_| !desk.watch || desk.types());
    let functions = RwSignal::new(false);
    let plain = move |keys: &'static [Named], repeats: bool| {
        let button = |&(text, label, key): &Named| view! { <KeyButton desk text label key repeats /> };
        keys.iter().map(button).collect_view()
    };
    view! {
        <div
            class="border-border hidden border-t"
            class=("pointer-coarse:block", move || types.get() && !desk.keys_away.get())
        >
            <Show when=move || functions.get()>
                <div role="toolbar" aria-label="Function keys" class="flex gap-1 overflow-x-auto p-1.5 pb-0">
                    {FUNCTIONS
                        .map(|(text, number)| {
                            view! { <KeyButton desk text label=text key=Key::Function(number) repeats=false /> }
                        })
                        .collect_view()}
                </div>
            </Show>
            <div role="toolbar" aria-label="Keys" class="desk-keys">
                {plain(&FIRST, false)}
                <Holder desk text="Ctrl" modifier=Modifier::Control />
                <Holder desk text="Alt" modifier=Modifier::Alt />
                {plain(&ARROWS, true)}
                {plain(&REST, false)}
                <RowButton
                    label="Fn: F1 to F12"
                    pressed=Signal::derive(move || Some(functions.get()))
                    on_press=move |()| functions.update(|open| *open = !*open)
                >
                    "Fn"
                </RowButton>
                <RowButton label="Copy" on_press=move |()| desk.copy_or_show_lines()>
                    <Icon glyph=Glyph::COPY />
                </RowButton>
                <RowButton label="Paste" on_press=move |()| desk.paste()>
                    <Icon glyph=Glyph::CLIPBOARD />
                </RowButton>
                <RowButton label="Mark text" on_press=move |()| desk.show_lines()>
                    <Icon glyph=Glyph::TEXT_SELECT />
                </RowButton>
                <RowButton
                    label="Write a line"
                    pressed=Signal::derive(move || Some(desk.composing.get()))
                    on_press=move |()| desk.composing.update(|open| *open = !*open)
                >
                    <Icon glyph=Glyph::PENCIL />
                </RowButton>
                <RowButton label="Keyboard" on_press=move |()| desk.toggle_keyboard()>
                    <Icon glyph=Glyph::KEYBOARD />
                </RowButton>
            </div>
        </div>
    }
}

/// The terminal keeps the keyboard, and the phone shows it.
fn touched(event: ev::PointerEvent) {
    event.prevent_default();
    tick();
}

/// A button that leaves the keyboard where it is.
#[component]
fn RowButton(
    label: &'static str,
    #[prop(optional, into)] pressed: Signal<Option<bool>>,
    #[prop(into)] on_press: Callback<()>,
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class=KEY
            aria-label=label
            title=label
            aria-pressed=move || pressed.get().map(|on| if on { "true" } else { "false" })
            on:pointerdown=touched
            on:click=move |_| on_press.run(())
        >
            {children()}
        </button>
    }
}

#[component]
fn Holder(desk: DeskState, text: &'static str, modifier: Modifier) -> impl IntoView {
    let hold = Memo::new(move |_| {
        let held = desk.focused().map(|shown| shown.state.with(|state| state.held)).unwrap_or_default();
        if modifier == Modifier::Control { held.control } else { held.alt }
    });
    let label = move || match hold.get() {
        Hold::Off => format!("{text}, for the next key"),
        Hold::Once => format!("{text}, held for the next key; again to lock"),
        Hold::Locked => format!("{text}, locked; again to let go"),
    };
    view! {
        <button
            type="button"
            class=KEY
            class=("underline", move || hold.get() == Hold::Locked)
            class=("!border-primary", move || hold.get() == Hold::Locked)
            aria-label=label
            aria-pressed=move || if hold.get().is_on() { "true" } else { "false" }
            on:pointerdown=touched
            on:click=move |_| {
                if let Some(shown) = untrack(|| desk.focused()) {
                    shown.remote.hold(modifier);
                }
            }
        >
            {text}
        </button>
    }
}

/// A key being pressed for long.
#[derive(Clone, Copy, Default)]
struct Repeat {
    begins: Option<TimeoutHandle>,
    goes_on: Option<IntervalHandle>,
    /// It has gone on: letting go is not another press.
    repeated: bool,
}

impl Repeat {
    fn end(&mut self) {
        if let Some(begins) = self.begins.take() {
            begins.clear();
        }
        if let Some(goes_on) = self.goes_on.take() {
            goes_on.clear();
        }
    }
}

#[component]
fn KeyButton(desk: DeskState, text: &'static str, label: &'static str, key: Key, repeats: bool) -> impl IntoView {
    let repeat = StoredValue::new(Repeat::default());
    on_cleanup(move || _ = repeat.try_update_value(Repeat::end));
    let down = move |event: ev::PointerEvent| {
        touched(event);
        repeat.update_value(|repeat| {
            repeat.end();
            repeat.repeated = false;
        });
        if !repeats {
            return;
        }
        let begin = move || {
            desk.press(key);
            let goes_on = set_interval_with_handle(move || desk.press(key), REPEAT_EVERY).ok();
            repeat.try_update_value(|repeat| (repeat.repeated, repeat.goes_on) = (true, goes_on));
        };
        let begins = set_timeout_with_handle(begin, REPEAT_AFTER).ok();
        repeat.update_value(|repeat| repeat.begins = begins);
    };
    let up = move |_: ev::PointerEvent| repeat.update_value(Repeat::end);
    view! {
        <button
            type="button"
            class=KEY
            class=("touch-none", repeats)
            aria-label=label
            on:pointerdown=down
            on:pointerup=up
            on:pointercancel=up
            on:pointerleave=up
            on:contextmenu=|event| event.prevent_default()
            on:click=move |_| {
                if !repeat.with_value(|repeat| repeat.repeated) {
                    desk.press(key);
                }
                repeat.update_value(|repeat| repeat.repeated = false);
            }
        >
            {text}
        </button>
    }
}
