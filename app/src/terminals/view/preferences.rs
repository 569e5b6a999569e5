//! What a person likes, taken over at once and kept on the server.

use std::time::Duration;

use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::shortcuts::Letters;
use super::state::DeskState;
use crate::terminals::desks::api::save_preferences;
use crate::terminals::desks::types::{FONT_PX, Preferences};
use crate::ui::toast::toast_error;

/// What is changed many times in a row is sent once it rests.
const SAVE_AFTER: Duration = Duration::from_millis(600);

thread_local! {
    /// The change that is about to be sent, of whichever desk of the tab.
    static SAVING: std::cell::Cell<Option<TimeoutHandle>> = const { std::cell::Cell::new(None) };
}

impl DeskState {
    /// Takes over what the person likes now, and keeps it.
    pub fn prefer(&self, preferences: Preferences) {
        if preferences == self.preferences.get_untracked() {
            return;
        }
        self.preferences.set(preferences);
        self.shown.with_untracked(|shown| shown.values().for_each(|shown| shown.remote.prefer(preferences)));
        let save = move || {
            SAVING.set(None);
            spawn_local(async move {
                if let Err(error) = save_preferences(preferences).await {
                    toast_error(&error);
                }
            });
        };
        if let Some(earlier) = SAVING.replace(set_timeout_with_handle(save, SAVE_AFTER).ok()) {
            earlier.clear();
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
