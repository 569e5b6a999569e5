//! What a person likes, taken over at once and kept on the server.

use std::cell::Cell;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::shortcuts::Letters;
use super::state::DeskState;
use crate::terminals::desks::api::save_preferences;
use crate::terminals::desks::types::{FONT_PX, Preferences};
use crate::ui::toast::toast_error;

/// After one change is sent, those that follow wait so long and travel together.
const REST: Duration = Duration::from_millis(600);

thread_local! {
    /// Of whichever desk of the tab.
    static SAVING: Cell<Saving> = const { Cell::new(Saving::Rests) };
}

#[derive(Clone, Copy)]
enum Saving {
    Rests,
    /// Something was sent a moment ago.
    Sent,
    /// And this has changed since.
    Changed(Preferences),
}

impl DeskState {
    /// Takes over what the person likes now, and keeps it.
    pub fn prefer(&self, preferences: Preferences) {
        if preferences == self.preferences.get_untracked() {
            return;
        }
        self.preferences.set(preferences);
        self.shown.with_untracked(|shown| shown.values().for_each(|shown| shown.remote.prefer(preferences)));
        match SAVING.get() {
            Saving::Rests => save(preferences),
            Saving::Sent | Saving::Changed(_) => SAVING.set(Saving::Changed(preferences)),
        }
    }

    pub fn size_letters(&self, letters: Letters) {
        let now = self.preferences.get_untracked();
        let px = i32::from(now.font_px);
        self.prefer(now.with_font(match letters {
            Letters::Larger => px + 1,
            Letters::Smaller => px - 1,
            Letters::Normal => FONT_PX.into(),
        }));
    }
}

/// Sends it at once: the page may be left the next moment.
fn save(preferences: Preferences) {
    SAVING.set(Saving::Sent);
    spawn_local(async move {
        if let Err(error) = save_preferences(preferences).await {
            toast_error(&error);
        }
    });
    let rested = || {
        if let Saving::Changed(preferences) = SAVING.replace(Saving::Rests) {
            save(preferences);
        }
    };
    set_timeout(rested, REST);
}
