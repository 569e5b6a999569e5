//! What an emulator says, and which questions it must not answer.

use std::any::Any;
use std::rc::Weak;

use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::{ClipboardEvent, KeyboardEvent};

use super::{Events, Screen, keep, with};
use crate::terminals::client::clipboard::{Osc52, osc52, title};
use crate::terminals::client::xterm::object;

impl Screen {
    pub(super) fn listen(
        &mut self,
        closures: &mut Vec<Box<dyn Any>>,
        events: &Weak<dyn Events>,
    ) -> Result<(), JsValue> {
        let terminal = self.terminal.clone();
        let weak = events.clone();
        let data =
            Closure::<dyn Fn(String)>::new(move |data: String| with(&weak, |events| events.typed(data.as_bytes())));
        self.disposables.push(terminal.on_data(&keep(closures, data)));

        // Mouse reports of the oldest kind: each character is a byte.
        let weak = events.clone();
        let binary = Closure::<dyn Fn(String)>::new(move |data: String| {
            let bytes: Vec<u8> = data.chars().map(|char| char as u8).collect();
            with(&weak, |events| events.typed(&bytes));
        });
        self.disposables.push(terminal.on_binary(&keep(closures, binary)));

        let weak = events.clone();
        let titled =
            Closure::<dyn Fn(String)>::new(move |text: String| with(&weak, |events| events.titled(title(&text))));
        self.disposables.push(terminal.on_title(&keep(closures, titled)));

        let weak = events.clone();
        let osc52 = Closure::<dyn Fn(String) -> bool>::new(move |payload: String| {
            if let Osc52::Copy(text) = osc52(&payload) {
                with(&weak, |events| events.copies(text));
            }
            true
        });
        self.disposables.push(terminal.parser().on_osc(52, &keep(closures, osc52)));

        let weak = events.clone();
        let pressed = Closure::<dyn Fn(KeyboardEvent) -> bool>::new(move |event: KeyboardEvent| {
            let taken = weak.upgrade().is_some_and(|events| events.pressed(&event));
            // The browser's own paste key, which xterm would send to the program.
            let paste = event.ctrl_key() && event.shift_key() && event.code() == "KeyV";
            !(taken || paste)
        });
        terminal.on_key_event(&keep(closures, pressed));

        let weak = events.clone();
        let pasted = Closure::<dyn Fn(ClipboardEvent)>::new(move |event: ClipboardEvent| {
            event.prevent_default();
            event.stop_propagation();
            if let Some(text) = event.clipboard_data().and_then(|data| data.get_data("text/plain").ok()) {
                with(&weak, |events| events.pastes(text));
            }
        });
        self.on_host("paste", keep(closures, pasted))?;

        // Said when the mouse is let go, wherever; also when a search marks what it has found.
        let (weak, marking, marked) = (events.clone(), self.marking.clone(), self.terminal.clone());
        let selected = Closure::<dyn Fn()>::new(move || {
            if !marked.selection().is_empty() && marking.replace(false) {
                with(&weak, |events| events.marked());
            }
        });
        self.disposables.push(terminal.on_selection(&keep(closures, selected)));
        let marking = self.marking.clone();
        self.on_host("mousedown", keep(closures, Closure::<dyn Fn()>::new(move || marking.set(true))))?;

        let weak = events.clone();
        let focused = Closure::<dyn Fn()>::new(move || with(&weak, |events| events.focused()));
        self.on_host("focusin", keep(closures, focused))
    }

    /// Before xterm's own listeners, which sit deeper.
    pub(super) fn on_host(&mut self, event: &'static str, listener: Function) -> Result<(), JsValue> {
        self.host.add_event_listener_with_callback_and_bool(event, &listener, true)?;
        self.listeners.push((event, listener));
        Ok(())
    }

    /// Swallows queries that are not ours to answer, while they are parsed.
    pub(super) fn mute(&mut self, closures: &mut Vec<Box<dyn Any>>, events: &Weak<dyn Events>) {
        let weak = events.clone();
        let swallow = keep(
            closures,
            Closure::<dyn Fn() -> bool>::new(move || !weak.upgrade().is_some_and(|events| events.answers())),
        );
        let weak = events.clone();
        let swallow_colour = keep(
            closures,
            Closure::<dyn Fn(String) -> bool>::new(move |payload: String| {
                payload.contains('?') && !weak.upgrade().is_some_and(|events| events.answers())
            }),
        );
        let id = |prefix: &str, intermediates: &str, last: &str| {
            let mut fields = vec![("final", JsValue::from_str(last))];
            if !prefix.is_empty() {
                fields.push(("prefix", prefix.into()));
            }
            if !intermediates.is_empty() {
                fields.push(("intermediates", intermediates.into()));
            }
            object(&fields)
        };
        let parser = self.terminal.parser();
        // Device attributes, device status, the terminal's name, and the state of a mode.
        let queries = [
            ("", "", "c"),
            (">", "", "c"),
            ("=", "", "c"),
            ("", "", "n"),
            ("?", "", "n"),
            (">", "", "q"),
            ("", "$", "p"),
            ("?", "$", "p"),
        ];
        for (prefix, intermediates, last) in queries {
            self.disposables.push(parser.on_csi(&id(prefix, intermediates, last), &swallow));
        }
        self.disposables.push(parser.on_dcs(&id("", "$", "q"), &swallow));
        for colour in [4, 10, 11, 12] {
            self.disposables.push(parser.on_osc(colour, &swallow_colour));
        }
    }
}
