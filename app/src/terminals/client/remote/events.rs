//! What the emulator says, and what becomes of it.

use leptos::prelude::{Update, WithUntracked};
use web_sys::KeyboardEvent;

use super::{Ask, Remote, to_clipboard};
use crate::terminals::client::keys::{Held, is_one_key, typed};
use crate::terminals::client::screen::{Events, Screen};
use crate::terminals::protocol::Size;

impl Events for Remote {
    fn typed(&self, bytes: &[u8]) {
        // Whether this pane has the keyboard is not for the program while another window of ours has the terminal.
        let focus_report = matches!(bytes, b"\x1b[I" | b"\x1b[O");
        if focus_report && !self.controller.get() {
            return;
        }
        let held = self.state.with_untracked(|state| state.held);
        if !held.any() || !is_one_key(bytes) {
            return self.send_typed(bytes);
        }
        self.let_go(held);
        self.send_typed(&typed(bytes, held));
    }

    fn parsed(&self) {
        self.emulator_parsed();
    }

    fn measured(&self, size: Size, px: (u16, u16)) {
        self.wish.set(Some((size, px)));
        self.send_wish();
        self.scale();
    }

    fn titled(&self, title: String) {
        self.state.update(|state| state.title = title);
    }

    fn copies(&self, text: String) {
        let shown = leptos::prelude::document().has_focus().unwrap_or(false);
        let focused = shown && self.screen().is_some_and(Screen::has_keyboard);
        if !focused || !self.controller.get() || !self.answers() {
            return;
        }
        match self.may_copy.get() {
            Some(true) => to_clipboard(text, |_| {}),
            Some(false) => {}
            // What the person is being asked stays.
            None => self.state.update(|state| _ = state.ask.get_or_insert(Ask::Copy(text))),
        }
    }

    fn pastes(&self, text: String) {
        if !self.hands_off.get() {
            self.look_over(text);
        }
    }

    fn pressed(&self, event: &KeyboardEvent) -> bool {
        (self.hooks.pressed)(event)
    }

    fn marked(&self) {
        (self.hooks.marked)();
    }

    fn wants_letters(&self, px: i32) {
        (self.hooks.wants_letters)(px);
    }

    fn answers(&self) -> bool {
        self.controller.get() && self.parsing.borrow().front().is_some_and(|(_, replay)| !replay)
    }

    fn focused(&self) {
        (self.hooks.focused)();
    }
}

impl Remote {
    /// What was held for one key has had it.
    pub(super) fn let_go(&self, held: Held) {
        if held.used() != held {
            self.state.update(|state| state.held = held.used());
        }
    }

    pub(super) fn send_typed(&self, bytes: &[u8]) {
        if self.over.get() || self.hands_off.get() {
            return;
        }
        if self.outbound.borrow_mut().push(bytes).is_err() {
            self.state.update(|state| {
                state.trouble = Some("Too much input is waiting; the last of it was not taken.".to_owned())
            });
        }
        self.send_input();
    }
}
