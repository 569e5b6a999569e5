//! What was typed and has not arrived, when its page goes: it waits in the tab's own storage for the next page that shows
//! the terminal. Numbered as it was, so that what has arrived after all is not typed twice.

use leptos::prelude::window;
use serde::{Deserialize, Serialize};

use super::Remote;
use crate::id::TerminalId;
use crate::terminals::client::stream::Unsent;

/// A large paste is not kept: who has left it can paste again.
const LEFT_MAX_BYTES: usize = 16 * 1024;

#[derive(Debug, Serialize, Deserialize)]
struct Left {
    /// Whose numbers they are: another tab's are not this one's to send.
    client: u64,
    /// The hold of control it was typed for.
    epoch: u32,
    unsent: Unsent,
}

fn key(terminal: TerminalId) -> String {
    format!("lyceum.terminals.typed.{terminal}")
}

fn storage() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}

impl Remote {
    /// The page goes, or this terminal from it.
    pub(in super::super) fn leave_typed(&self) {
        let (Some(terminal), false, false) = (self.terminal.get(), self.over.get(), self.closing.get()) else { return };
        let Some(unsent) = self.outbound.borrow().unsent(LEFT_MAX_BYTES) else { return };
        let left = Left { client: self.connection.client_id(), epoch: self.epoch.get(), unsent };
        if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(&left)) {
            // Without storage it is lost with the page.
            _ = storage.set_item(&key(terminal), &text);
        }
    }

    /// What an earlier page of this tab has left is typed now.
    pub(super) fn take_left(&self) {
        let Some(left) = self.terminal.get().and_then(take) else { return };
        if left.client == self.connection.client_id() {
            self.epoch.set(left.epoch);
            self.typed_before.set(true);
            self.outbound.borrow_mut().restore(left.unsent);
            self.count_queue();
        }
    }

    /// The page is shown again as it was: what it left it has itself.
    pub(in super::super) fn forget_left(&self) {
        self.terminal.get().and_then(take);
    }
}

fn take(terminal: TerminalId) -> Option<Left> {
    let storage = storage()?;
    let text = storage.get_item(&key(terminal)).ok().flatten()?;
    _ = storage.remove_item(&key(terminal));
    serde_json::from_str(&text).ok()
}
