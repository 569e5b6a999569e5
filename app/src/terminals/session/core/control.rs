//! Who controls: how it is asked for, granted, taken and given back, and what of all that is typed lands.

use std::time::Instant;

use serde::{Deserialize, Serialize};

use super::{Core, HOLD, Leave, ViewerId};
use crate::ctx::Origin;
use crate::id::UserId;
use crate::terminals::protocol::{Control, ErrorCode, Handed, How, Right};
use crate::terminals::session::input::Refusal;
use crate::terminals::session::viewer::{Viewer, Who};

/// Who controls, or did until the network took them.
#[derive(Debug)]
pub(super) struct Holder {
    pub client: u64,
    pub user: UserId,
    pub name: String,
    pub hold: Hold,
    pub place: Place,
    /// The epoch in which it was given: what is typed with this one or a later counts.
    since: u32,
    /// Passed on between windows of one person, while the network had taken one, and not typed in since: what
    /// was typed there meanwhile still counts when it is back.
    lent: bool,
}

/// By what somebody controls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Hold {
    /// The terminal is theirs.
    Own,
    /// The owner takes it back at any time.
    Granted { by: String },
    /// The owner asks for it back.
    Taken { reason: String },
}

#[derive(Debug)]
pub(super) enum Place {
    Here(ViewerId),
    /// Lost, with the output not parsed kept until then.
    Held {
        parsed: u64,
        until: Instant,
    },
}

/// Control changed hands: for the record.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Change {
    /// Who did it, and from where.
    pub by: UserId,
    pub origin: Origin,
    pub handed: Handed,
}

/// Why a text that is sent to several terminals is not typed in this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The program has ended.
    Ended,
    /// Somebody else than the owner controls it.
    Controlled,
    /// So much waits to be written that this would land at a time nobody expects.
    Busy,
}

impl Holder {
    fn new(who: &Who, id: ViewerId, hold: Hold, since: u32) -> Self {
        let (client, user, name) = (who.client, who.user, who.name.clone());
        Self { client, user, name, hold, place: Place::Here(id), since, lent: false }
    }

    fn is_guest(&self) -> bool {
        self.hold != Hold::Own
    }
}

impl Core {
    /// Somebody attaches: control that is theirs, or nobody's, is theirs again. Whether it changed hands.
    pub(super) fn comes(&mut self, id: ViewerId, who: &Who, now: Instant) -> bool {
        let held = match &mut self.holder {
            Some(holder) if matches!(holder.place, Place::Held { .. }) => holder,
            Some(_) => return false,
            None => return who.right == Right::Writer && self.give(id, Hold::Own),
        };
        if held.client == who.client && who.right.may_control() {
            held.place = Place::Here(id);
            return false;
        }
        let over = matches!(held.place, Place::Held { until, .. } if now >= until);
        if who.right != Right::Writer || !(held.user == who.user || held.is_guest() || over) {
            return false;
        }
        if held.user == who.user && !held.is_guest() {
            (held.client, held.place, held.lent) = (who.client, Place::Here(id), true);
            return true;
        }
        self.give(id, Hold::Own)
    }

    pub fn controls(&self, id: ViewerId) -> bool {
        matches!(&self.holder, Some(Holder { place: Place::Here(holder), .. }) if *holder == id)
    }

    /// Gives control away and throws away what waits of whoever had it. Whether it changed hands.
    fn give(&mut self, id: ViewerId, hold: Hold) -> bool {
        let Some(viewer) = self.viewer(id) else { return false };
        let (client, user) = (viewer.who.client, viewer.who.user);
        let same = self.holder.as_ref().filter(|old| old.client == client).map(|old| old.since);
        let since = same.unwrap_or(self.epoch.wrapping_add(1));
        let old = self.holder.replace(Holder::new(&viewer.who, id, hold, since));
        if same.is_some() {
            return false;
        }
        self.epoch = since;
        if old.is_some_and(|old| old.user != user) {
            self.input.throw_away();
        }
        self.no_longer_asks(id);
        true
    }

    /// Everybody learns who controls, and how that came.
    fn handed(&mut self, by: (UserId, &str, Origin), how: How) {
        let to = self.holder.as_ref().map(|holder| holder.name.clone());
        let handed = Handed { by: by.1.to_owned(), to, how };
        self.tell_control();
        self.tell_all(&Control::Handed(handed.clone()));
        self.tell_asking();
        self.fit();
        self.tell_presence();
        self.announce();
        self.changes.push(Change { by: by.0, origin: by.2, handed });
    }

    /// This viewer controls from now on, if the terminal is theirs.
    pub fn take_control(&mut self, id: ViewerId) {
        let Some(who) = self.who(id).filter(|who| who.right == Right::Writer) else {
            return self.refuse(id, ErrorCode::Forbidden, "You may watch this terminal and not type in it.");
        };
        let from_guest = match &self.holder {
            Some(Holder { hold: Hold::Taken { reason }, place: Place::Here(_), name, user, .. })
                if *user != who.user =>
            {
                let words = format!("{name} has taken control: {reason} Ask for it back.");
                return self.refuse(id, ErrorCode::NotController, &words);
            }
            holder => holder.as_ref().is_some_and(|holder| holder.is_guest() && holder.user != who.user),
        };
        if self.controls(id) || !self.give(id, Hold::Own) {
            return;
        }
        if from_guest {
            self.handed((who.user, &who.name, who.origin.clone()), How::TakenBack);
        } else {
            self.tell_control();
            self.fit();
            self.tell_presence();
        }
    }

    /// This viewer controls from now on, for a reason that has been recorded.
    pub fn take_with(&mut self, id: ViewerId, reason: String) {
        let Some(who) = self.who(id).filter(|who| who.right >= Right::Taker) else {
            return self.refuse(id, ErrorCode::Forbidden, "You may ask for control, and not take it.");
        };
        if who.right == Right::Writer {
            return self.take_control(id);
        }
        // Also of one who had it by the owner's grace, and from now on has it for a reason.
        let had = self.controls(id);
        if self.give(id, Hold::Taken { reason: reason.clone() }) || had {
            self.handed((who.user, &who.name, who.origin.clone()), How::Taken { reason });
        }
    }

    /// This viewer would like to control.
    pub fn ask_control(&mut self, id: ViewerId) {
        let Some(who) = self.who(id).filter(|who| who.right.may_control()) else {
            return self.refuse(id, ErrorCode::Forbidden, "You may watch this terminal, and not ask for control.");
        };
        let taken = matches!(&self.holder, Some(Holder { hold: Hold::Taken { .. }, place: Place::Here(_), .. }));
        if who.right == Right::Writer && !taken {
            return self.take_control(id);
        }
        if !self.controls(id) && !self.asking.contains(&id) {
            self.asking.push(id);
            self.tell_asking();
        }
    }

    pub fn withdraw_ask(&mut self, id: ViewerId) {
        self.no_longer_asks(id);
    }

    pub(super) fn no_longer_asks(&mut self, id: ViewerId) {
        let before = self.asking.len();
        self.asking.retain(|asking| *asking != id);
        if self.asking.len() != before {
            self.tell_asking();
        }
    }

    /// May give control to others: the owner, and staff who have taken it. While it is taken, they alone.
    pub(super) fn may_grant(&self, id: ViewerId) -> bool {
        let Some(viewer) = self.viewer(id) else { return false };
        match &self.holder {
            Some(Holder { hold: Hold::Taken { .. }, place: Place::Here(holder), .. }) => *holder == id,
            _ => viewer.who.right == Right::Writer,
        }
    }

    /// One who is attached controls from now on.
    pub fn grant(&mut self, id: ViewerId, connection: u64) {
        let Some(by) = self.who(id).filter(|_| self.may_grant(id)) else {
            return self.refuse(id, ErrorCode::Forbidden, "You may not give control of this terminal.");
        };
        let to = self.viewers.iter().find(|(_, viewer)| viewer.who.connection == connection);
        let Some((to, right)) = to.map(|(to, viewer)| (*to, viewer.who.right)).filter(|(_, right)| right.may_control())
        else {
            return self.refuse(id, ErrorCode::NotFound, "They are no longer here, or may only look.");
        };
        if self.controls(to) {
            return;
        }
        let hold = if right == Right::Writer { Hold::Own } else { Hold::Granted { by: by.name.clone() } };
        if self.give(to, hold) {
            self.handed((by.user, &by.name, by.origin.clone()), How::Granted);
        }
    }

    /// One who asked does not control, for now.
    pub fn not_now(&mut self, id: ViewerId, connection: u64) {
        if !self.may_grant(id) {
            return self.refuse(id, ErrorCode::Forbidden, "You may not answer for this terminal.");
        }
        let asked = self
            .asking
            .iter()
            .copied()
            .find(|asking| self.viewer(*asking).is_some_and(|viewer| viewer.who.connection == connection));
        let (Some(asked), Some(by)) = (asked, self.who(id)) else { return };
        self.no_longer_asks(asked);
        if let Some(viewer) = self.viewer(asked) {
            viewer.bell.say(viewer.channel, Control::Declined { by: by.name });
        }
    }

    /// A guest gives control back.
    pub fn release(&mut self, id: ViewerId) {
        let Some(who) = self.who(id).filter(|who| self.controls(id) && who.right != Right::Writer) else { return };
        self.back_to_owner();
        self.handed((who.user, &who.name, who.origin.clone()), How::Released);
    }

    /// The owner controls, if they are here, or nobody.
    fn back_to_owner(&mut self) {
        let owner = self.viewers.iter().find(|(_, viewer)| viewer.who.right == Right::Writer).map(|(id, _)| *id);
        match owner {
            Some(owner) => _ = self.give(owner, Hold::Own),
            None => {
                self.holder = None;
                self.epoch = self.epoch.wrapping_add(1);
                self.input.throw_away();
            }
        }
    }

    /// The controller is no longer among the viewers.
    pub(super) fn controller_leaves(&mut self, viewer: &Viewer, leave: Leave, now: Instant) {
        let owner_here = self.viewers.iter().any(|(_, other)| other.who.right == Right::Writer);
        let Some(holder) = &mut self.holder else { return };
        let guest = holder.is_guest();
        if leave == Leave::Lost && !(guest && owner_here) {
            holder.place = Place::Held { parsed: viewer.parsed, until: now + HOLD };
            return;
        }
        self.back_to_owner();
        if guest {
            self.handed((viewer.who.user, &viewer.who.name, viewer.who.origin.clone()), How::Left);
        } else {
            self.tell_control();
        }
    }

    /// Keys of this viewer; whether they count.
    ///
    /// # Errors
    /// [`Refusal`] when the peer breaks the rules of numbering; nothing was taken.
    pub fn type_in(&mut self, id: ViewerId, iseq: u64, epoch: u32, bytes: &[u8]) -> Result<bool, Refusal> {
        let accept = self.lands(id, epoch);
        let Some(viewer) = self.viewer(id) else { return Ok(false) };
        let client = viewer.who.client;
        if viewer.who.right.may_control() {
            self.input.push(client, iseq, bytes, accept)?;
        }
        if !accept && self.end.is_none() {
            self.refuse(id, ErrorCode::NotController, "Somebody else controls this terminal.");
        }
        if accept && !bytes.is_empty() && self.holder.as_mut().is_some_and(|holder| std::mem::take(&mut holder.lent)) {
            self.epoch = self.epoch.wrapping_add(1);
            self.tell_control();
        }
        Ok(accept)
    }

    /// Whether what this viewer typed in this epoch counts.
    pub fn lands(&self, id: ViewerId, epoch: u32) -> bool {
        let current = |holder: &Holder| self.epoch.wrapping_sub(epoch) <= self.epoch.wrapping_sub(holder.since);
        self.controls(id) && self.holder.as_ref().is_some_and(current) && self.end.is_none()
    }

    /// Whether a text for several terminals may be typed here.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn may_broadcast(&self) -> Result<(), Refused> {
        if self.end.is_some() {
            return Err(Refused::Ended);
        }
        if self.holder.as_ref().is_some_and(Holder::is_guest) {
            return Err(Refused::Controlled);
        }
        if self.input.is_empty() { Ok(()) } else { Err(Refused::Busy) }
    }

    /// What changed hands since this was last asked.
    pub fn take_changes(&mut self) -> Vec<Change> {
        std::mem::take(&mut self.changes)
    }

    /// Whose hold it is, also while they are away.
    #[cfg(test)]
    pub fn holder_user(&self) -> Option<UserId> {
        self.holder.as_ref().map(|holder| holder.user)
    }

    pub fn right_of(&self, id: ViewerId) -> Right {
        self.viewer(id).map_or(Right::Viewer, |viewer| viewer.who.right)
    }

    pub(super) fn who(&self, id: ViewerId) -> Option<Who> {
        self.viewer(id).map(|viewer| viewer.who.clone())
    }
}
