//! A terminal that staff show to a whole class, their own or another's with its owner's consent: who looks by it is
//! counted and not listed, and goes when it ends.

use serde::{Deserialize, Serialize};

use super::{Core, ViewerId};
use crate::ctx::Origin;
use crate::id::UserId;
use crate::terminals::protocol::{Control, ErrorCode, Right};
use crate::terminals::session::viewer::Viewer;

/// How many may look at a terminal that is shown to a class.
pub const SPOTLIGHT_VIEWERS: usize = 256;

/// How far it is.
#[derive(Debug, Default)]
pub(super) enum Spotlight {
    #[default]
    Off,
    /// The owner has been asked by this viewer.
    Asked(ViewerId),
    /// This viewer shows it.
    On(ViewerId),
}

/// It was turned on or off: for the record.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Shown {
    pub on: bool,
    pub by: UserId,
    pub by_name: String,
    pub origin: Origin,
}

impl Core {
    /// Who shows the terminal to the class.
    pub fn shown_by(&self) -> Option<&str> {
        match self.spotlight {
            Spotlight::On(by) => self.viewer(by).map(|viewer| viewer.who.name.as_str()),
            Spotlight::Off | Spotlight::Asked(_) => None,
        }
    }

    /// Asks the owner; staff who are the owner show it at once.
    pub fn ask_spotlight(&mut self, id: ViewerId) {
        if self.who(id).is_some_and(|who| who.may_show && who.right == Right::Writer) {
            return self.show(id);
        }
        let owner_here = self.viewers.iter().any(|(_, viewer)| viewer.who.right == Right::Writer);
        if self.right_of(id) != Right::Taker {
            return self.refuse(id, ErrorCode::Forbidden, "Only the staff of the class show terminals to it.");
        }
        if !owner_here {
            return self.refuse(id, ErrorCode::Unavailable, "The owner is not here to be asked.");
        }
        if matches!(self.spotlight, Spotlight::Off) {
            self.spotlight = Spotlight::Asked(id);
            self.tell_asked_spotlight();
        }
    }

    /// Shows it, whoever was about to ask for that.
    fn show(&mut self, by: ViewerId) {
        if matches!(self.spotlight, Spotlight::On(_)) {
            return;
        }
        self.spotlight = Spotlight::On(by);
        self.tell_asked_spotlight();
        self.tell_spotlight();
        self.note(by, true);
    }

    /// The owner's answer to whoever asks by this connection: what was said to another is no consent.
    pub fn answer_spotlight(&mut self, id: ViewerId, connection: u64, yes: bool) {
        let Spotlight::Asked(by) = self.spotlight else { return };
        if self.viewer(by).is_none_or(|viewer| viewer.who.connection != connection) {
            return;
        }
        if self.right_of(id) != Right::Writer {
            return self.refuse(id, ErrorCode::Forbidden, "It is the owner who is asked.");
        }
        if yes {
            return self.show(by);
        }
        self.spotlight = Spotlight::Off;
        self.tell_asked_spotlight();
        if let (Some(viewer), Some(owner)) = (self.viewer(by), self.who(id)) {
            viewer.bell.say(viewer.channel, Control::Declined { by: owner.name });
        }
    }

    /// Who shows it, or the owner, has had enough.
    pub fn end_spotlight(&mut self, id: ViewerId) {
        match self.spotlight {
            Spotlight::On(by) if self.right_of(id) == Right::Writer => self.spotlight_is_over(by),
            _ => self.spotlight_leaves(id),
        }
    }

    /// A viewer is about to go: what they show ends with them.
    pub(super) fn spotlight_leaves(&mut self, id: ViewerId) {
        match self.spotlight {
            Spotlight::Asked(by) if by == id => {
                self.spotlight = Spotlight::Off;
                self.tell_asked_spotlight();
            }
            Spotlight::On(by) if by == id => self.spotlight_is_over(by),
            _ => {}
        }
    }

    fn spotlight_is_over(&mut self, by: ViewerId) {
        self.note(by, false);
        self.spotlight = Spotlight::Off;
        self.tell_spotlight();
        let message = "This terminal is no longer shown to the class.";
        let now = std::time::Instant::now();
        self.detach_all(|who| who.by_spotlight, ErrorCode::Forbidden, message, now);
    }

    fn note(&mut self, by: ViewerId, on: bool) {
        if let Some(who) = self.who(by) {
            self.shown.push(Shown { on, by: who.user, by_name: who.name, origin: who.origin });
        }
    }

    /// What is to be recorded since this was last asked.
    pub fn take_shown(&mut self) -> Vec<Shown> {
        std::mem::take(&mut self.shown)
    }

    fn tell_asked_spotlight(&self) {
        let by = match self.spotlight {
            Spotlight::Asked(by) => self.viewer(by).map(Viewer::asking),
            Spotlight::Off | Spotlight::On(_) => None,
        };
        for (_, viewer) in self.viewers.iter().filter(|(_, viewer)| viewer.who.right == Right::Writer) {
            viewer.bell.say(viewer.channel, Control::SpotlightAsked { by: by.clone() });
        }
    }

    /// Those who are listed learn who shows it, and how many look.
    pub(super) fn tell_spotlight(&self) {
        let viewers = self.viewers.iter().filter(|(_, viewer)| viewer.who.by_spotlight).count();
        let viewers = u32::try_from(viewers).unwrap_or(u32::MAX);
        let by = self.shown_by().map(str::to_owned);
        for (_, viewer) in self.viewers.iter().filter(|(_, viewer)| !viewer.who.by_spotlight) {
            viewer.bell.say(viewer.channel, Control::Spotlight { by: by.clone(), viewers });
        }
    }
}
