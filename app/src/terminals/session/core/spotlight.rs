//! A terminal that staff show to a whole class, their own or another's with its owner's consent: who looks by it is
//! named apart from those who may ask for more, and goes when it ends. It ends with whoever shows it; one who was lost
//! is waited for.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::{Core, Leave, ViewerId};
use crate::ctx::Origin;
use crate::id::UserId;
use crate::terminals::protocol::{Control, ErrorCode, MAX_CONTROL_BYTES, Right};
use crate::terminals::session::viewer::{Viewer, Who};

/// How many may look at a terminal that is shown to a class.
pub const SPOTLIGHT_VIEWERS: usize = 256;
/// How long it is shown on without whoever shows it: a page is loaded anew, a network goes and comes. A class that
/// was sent away would have to be brought back, and an owner asked again.
pub const SPOTLIGHT_HOLD: Duration = Duration::from_secs(15);

/// Most bytes of the names of those who look.
const NAMES_MAX_BYTES: usize = MAX_CONTROL_BYTES / 2;

/// How far it is.
#[derive(Debug, Default)]
pub(super) enum Spotlight {
    #[default]
    Off,
    /// The owner has been asked by this viewer.
    Asked(ViewerId),
    /// This viewer shows it.
    On(ViewerId, Who),
    /// Whoever shows it was lost, and is waited for until then.
    Held(Who, Instant),
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
    /// Who shows the terminal to the class, also while they are waited for.
    pub fn shown_by(&self) -> Option<&str> {
        match &self.spotlight {
            Spotlight::On(_, by) | Spotlight::Held(by, _) => Some(by.name.as_str()),
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
        if self.shown_by().is_some() {
            return;
        }
        let Some(who) = self.who(by) else { return };
        self.note(&who, true);
        self.spotlight = Spotlight::On(by, who);
        self.tell_asked_spotlight();
        self.tell_spotlight();
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
        let Some(who) = self.who(id) else { return };
        match &self.spotlight {
            Spotlight::On(..) | Spotlight::Held(..) if who.right == Right::Writer => self.spotlight_is_over(),
            // From another tab of theirs, which does not take it over and may end it.
            Spotlight::Held(by, _) if by.user == who.user => self.spotlight_is_over(),
            _ => self.spotlight_leaves(id, Leave::Gone, Instant::now()),
        }
    }

    /// A viewer is about to go: what they asked is withdrawn, and what they show ends with them, or is held if they
    /// were lost.
    pub(super) fn spotlight_leaves(&mut self, id: ViewerId, leave: Leave, now: Instant) {
        match &self.spotlight {
            Spotlight::Asked(by) if *by == id => {
                self.spotlight = Spotlight::Off;
                self.tell_asked_spotlight();
            }
            // A program that has ended shows nothing more; and the agent ends them all before it stops, and would take
            // what is held with it, unrecorded.
            Spotlight::On(by, who) if *by == id && leave == Leave::Lost && self.end.is_none() => {
                self.spotlight = Spotlight::Held(who.clone(), now + SPOTLIGHT_HOLD);
            }
            Spotlight::On(by, _) if *by == id => self.spotlight_is_over(),
            _ => {}
        }
    }

    /// Somebody attaches: what was held for this tab of theirs is theirs again.
    pub(super) fn shows_again(&mut self, id: ViewerId, who: &Who, now: Instant) {
        let Spotlight::Held(held, until) = &mut self.spotlight else { return };
        // The tab alone is not enough: another may have signed in there.
        if (held.client, held.user) != (who.client, who.user) || now >= *until {
            return;
        }
        if may_show_on(who) {
            // As they are now: the record tells from where it was ended.
            self.spotlight = Spotlight::On(id, who.clone());
        } else {
            // Back with less right, perhaps as one of the class. The next look ends it: not while they attach.
            *until = now;
        }
    }

    /// Whoever matches may not be here any more: what they show is not held for them.
    pub(super) fn hold_no_spotlight_of(&mut self, matching: impl Fn(&Who) -> bool) {
        if matches!(&self.spotlight, Spotlight::Held(who, _) if matching(who)) {
            self.spotlight_is_over();
        }
    }

    /// Whether whoever shows it has been waited for long enough.
    pub fn is_spotlight_overdue(&self, now: Instant) -> bool {
        matches!(&self.spotlight, Spotlight::Held(_, until) if now >= *until)
    }

    /// Ends what has been held for long enough.
    pub fn look_at_spotlight(&mut self, now: Instant) {
        // Asked again, since they may have come back in between.
        if self.is_spotlight_overdue(now) {
            self.spotlight_is_over();
        }
    }

    fn spotlight_is_over(&mut self) {
        let (Spotlight::On(_, who) | Spotlight::Held(who, _)) = std::mem::take(&mut self.spotlight) else { return };
        self.note(&who, false);
        self.tell_spotlight();
        let message = "This terminal is no longer shown to the class.";
        self.detach_all(|who| who.by_spotlight, ErrorCode::Forbidden, message, Instant::now());
    }

    fn note(&mut self, who: &Who, on: bool) {
        self.shown.push(Shown { on, by: who.user, by_name: who.name.clone(), origin: who.origin.clone() });
    }

    /// What is to be recorded since this was last asked.
    pub fn take_shown(&mut self) -> Vec<Shown> {
        std::mem::take(&mut self.shown)
    }

    fn tell_asked_spotlight(&self) {
        let by = match self.spotlight {
            Spotlight::Asked(by) => self.viewer(by).map(Viewer::asking),
            Spotlight::Off | Spotlight::On(..) | Spotlight::Held(..) => None,
        };
        for (_, viewer) in self.viewers.iter().filter(|(_, viewer)| viewer.who.right == Right::Writer) {
            viewer.bell.say(viewer.channel, Control::SpotlightAsked { by: by.clone() });
        }
    }

    /// Those who are listed learn who shows it, and who of the class looks.
    pub(super) fn tell_spotlight(&self) {
        let (looking, listed): (Vec<_>, Vec<_>) =
            self.viewers.iter().map(|(_, viewer)| viewer).partition(|viewer| viewer.who.by_spotlight);
        let viewers = u32::try_from(looking.len()).unwrap_or(u32::MAX);
        let names = named(looking.iter().map(|viewer| viewer.who.name.as_str()));
        let by = self.shown_by().map(str::to_owned);
        for viewer in listed {
            viewer.bell.say(viewer.channel, Control::Spotlight { by: by.clone(), viewers });
            viewer.bell.say(viewer.channel, Control::Lookers { names: names.clone() });
        }
    }
}

/// Each name once, by the alphabet, as many as one message holds.
fn named<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut bytes = 0;
    let names = BTreeSet::from_iter(names).into_iter().take_while(|name| {
        bytes += name.len() + 2;
        bytes <= NAMES_MAX_BYTES
    });
    names.map(str::to_owned).collect()
}

/// Whether what somebody has shown is still theirs to show.
fn may_show_on(who: &Who) -> bool {
    match who.right {
        Right::Writer => who.may_show,
        Right::Taker => true,
        Right::Asker | Right::Viewer => false,
    }
}
