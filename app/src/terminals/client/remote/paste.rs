//! Much at once: looked over first, sent as the server takes it, and given up if the person says so.

use leptos::prelude::{Update, WithUntracked};

use super::{Ask, Remote};
use crate::terminals::client::clipboard::{LARGE_BYTES, PASTE_MAX_BYTES, amount, concern, pasteable};
use crate::terminals::client::screen::Screen;
use crate::terminals::protocol::Right;

/// Ends a paste for a program that asked for brackets around it.
const BRACKET_END: &[u8] = b"\x1b[201~";

impl Remote {
    /// The person pastes this: at once, or after it was looked over.
    pub fn look_over(&self, text: String) {
        let text = pasteable(&text);
        if self.right.get() == Right::Viewer || self.over.get() || text.is_empty() {
            return;
        }
        if text.len() > PASTE_MAX_BYTES {
            let (is, most) = (amount(text.len()), amount(PASTE_MAX_BYTES));
            let trouble = format!("This is {is}; at most {most} can be pasted. Put it into a file instead.");
            return self.state.update(|state| state.trouble = Some(trouble));
        }
        match concern(&text, self.screen().is_some_and(Screen::bracketed_paste)) {
            Some(concern) => self.state.update(|state| state.ask = Some(Ask::Paste(text, concern))),
            None => self.paste_now(&text),
        }
    }

    pub(super) fn paste_now(&self, text: &str) {
        let Some(screen) = self.screen() else { return };
        if text.len() > LARGE_BYTES {
            self.bracketed.set(screen.bracketed_paste());
            self.state.update(|state| state.pasting = Some((0, text.len())));
        }
        screen.paste(text);
        self.tell_paste();
    }

    /// Text from a field of its own; `run` presses Enter after it.
    pub fn insert(&self, text: &str, run: bool) {
        if let Some(screen) = self.screen() {
            screen.paste(&pasteable(text));
        }
        if run {
            self.send_typed(b"\r");
        }
    }

    /// How far a large paste has come.
    pub(super) fn tell_paste(&self) {
        let Some((_, of)) = self.state.with_untracked(|state| state.pasting) else { return };
        let waiting = self.outbound.borrow().waiting();
        let now = (waiting > 0).then(|| (of.saturating_sub(waiting), of));
        self.state.update(|state| state.pasting = now);
    }

    /// What of a paste has not been sent is not sent.
    pub fn give_up_paste(&self) {
        if !self.attached.get() {
            return;
        }
        self.outbound.borrow_mut().take_back();
        if self.bracketed.get() {
            self.send_typed(BRACKET_END);
        }
        self.state.update(|state| state.pasting = None);
        self.focus();
    }
}
