//! What the emulator says, and what becomes of it.

use leptos::prelude::{Update, WithUntracked};
use web_sys::KeyboardEvent;

use super::{Ask, Remote, to_clipboard};
use crate::terminals::client::clipboard::{needs_asking, pasteable};
use crate::terminals::client::screen::{Events, Screen};
use crate::terminals::protocol::{Right, Size};

impl Events for Remote {
    fn typed(&self, bytes: &[u8]) {
        if self.over.get() || self.right.get() == Right::Viewer {
            return;
        }
        let control = self.with_control(bytes);
        let bytes = control.as_ref().map_or(bytes, |key| key.as_slice());
        if self.outbound.borrow_mut().push(bytes).is_err() {
            self.state.update(|state| {
                state.trouble = Some("Too much input is waiting; the last of it was not taken.".to_owned())
            });
        }
        self.send_input();
    }

    fn parsed(&self) {
        self.emulator_parsed();
    }

    fn measured(&self, size: Size, px: (u16, u16)) {
        self.wish.set(Some((size, px)));
        self.send_wish();
        if let Some(screen) = self.screen() {
            screen.scale(!self.controller.get());
        }
    }

    fn titled(&self, title: String) {
        self.state.update(|state| state.title = title);
    }

    fn copies(&self, text: String) {
        let focused = leptos::prelude::document().has_focus().unwrap_or(false);
        if !focused || !self.controller.get() || !self.answers() {
            return;
        }
        if self.may_copy.get() {
            to_clipboard(text, |_| {});
        } else {
            self.state.update(|state| state.ask = Some(Ask::Copy(text)));
        }
    }

    fn pastes(&self, text: String) {
        let text = pasteable(&text);
        let bracketed = self.screen().is_some_and(Screen::bracketed_paste);
        if self.right.get() == Right::Viewer || text.is_empty() {
            return;
        }
        if needs_asking(&text, bracketed) {
            self.state.update(|state| state.ask = Some(Ask::Paste(text)));
        } else if let Some(screen) = self.screen() {
            screen.paste(&text);
        }
    }

    fn pressed(&self, event: &KeyboardEvent) -> bool {
        (self.hooks.pressed)(event)
    }

    fn answers(&self) -> bool {
        self.controller.get() && self.parsing.borrow().front().is_some_and(|(_, replay)| !replay)
    }

    fn focused(&self) {
        (self.hooks.focused)();
    }
}

impl Remote {
    /// What a letter means while Control is held for it.
    fn with_control(&self, bytes: &[u8]) -> Option<[u8; 1]> {
        if !self.state.with_untracked(|state| state.control_held) {
            return None;
        }
        self.state.update(|state| state.control_held = false);
        match bytes {
            [key @ (b'@'..=b'_' | b'a'..=b'z')] => Some([key & 0x1f]),
            _ => None,
        }
    }
}
