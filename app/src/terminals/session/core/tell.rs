//! What everybody who is attached is told.

use std::time::Instant;

use super::{Core, Hold, Viewer, ViewerId};
use crate::terminals::protocol::{Asking, Control, Ending, EndingWhy, ErrorCode, Handed, How, Present, Right, Sizing};
use crate::time::UnixMs;

/// That somebody types is told again when it was told longer ago than this, milliseconds.
const TYPED_AGAIN_MS: UnixMs = 20_000;

impl Core {
    pub fn people(&self) -> Vec<Present> {
        let listed = self.viewers.iter().filter(|(_, viewer)| !viewer.who.by_spotlight);
        listed.map(|(id, viewer)| viewer.present(self.controls(*id))).collect()
    }

    pub fn refuse(&self, id: ViewerId, code: ErrorCode, message: &str) {
        if let Some(viewer) = self.viewer(id) {
            let error = Control::Error { code, message: message.to_owned(), retry_after_s: 0 };
            viewer.bell.say(viewer.channel, error);
        }
    }

    /// Somebody typed; others learn of it now and then.
    pub fn typed(&mut self, id: ViewerId, at_ms: UnixMs) {
        let Some(viewer) = self.viewer_mut(id) else { return };
        let told = viewer.typed_ms.is_some_and(|typed| at_ms - typed < TYPED_AGAIN_MS);
        if !told {
            viewer.typed_ms = Some(at_ms);
            if self.viewers.len() > 1 {
                self.tell_presence();
            }
        }
    }

    /// Says that the terminal will be ended, or no longer.
    pub fn set_ending(&mut self, ending: Option<(Instant, EndingWhy)>, now: Instant) {
        if self.end.is_none() && self.ending != ending {
            self.ending = ending;
            self.tell_all(&Control::Ending { ending: self.ending_from(now) });
        }
    }

    fn ending_from(&self, now: Instant) -> Option<Ending> {
        let (at, why) = self.ending?;
        let in_s = u32::try_from(at.saturating_duration_since(now).as_secs()).unwrap_or(u32::MAX);
        Some(Ending { in_s, why, extendable: true })
    }

    /// Whether this viewer may put the end off.
    pub fn may_extend(&self, id: ViewerId) -> bool {
        self.controls(id) || self.viewer(id).is_some_and(|viewer| viewer.who.right == Right::Writer)
    }

    pub fn tell_all(&self, control: &Control) {
        for (_, viewer) in &self.viewers {
            viewer.bell.say(viewer.channel, control.clone());
        }
    }

    /// What somebody who attaches does not know of before.
    pub(super) fn tell_newcomer(&self, id: ViewerId, now: Instant) {
        let Some(viewer) = self.viewer(id) else { return };
        let say = |control| viewer.bell.say(viewer.channel, control);
        if let Some(holder) = &self.holder {
            let (by, how) = match &holder.hold {
                Hold::Own => (None, How::Granted),
                Hold::Granted { by } => (Some(by), How::Granted),
                Hold::Taken { reason } => (Some(&holder.name), How::Taken { reason: reason.clone() }),
            };
            if let Some(by) = by {
                say(Control::Handed(Handed { by: by.clone(), to: Some(holder.name.clone()), how }));
            }
        }
        if self.sizing != Sizing::default() {
            say(Control::SizedBy { sizing: self.sizing });
        }
        if let Some(ending) = self.ending_from(now) {
            say(Control::Ending { ending: Some(ending) });
        }
        if self.shown_by().is_some() && !viewer.who.by_spotlight {
            self.tell_spotlight();
        }
        if self.may_grant(id) && !self.asking.is_empty() {
            say(Control::Asking { people: self.asking() });
        }
    }

    fn asking(&self) -> Vec<Asking> {
        self.asking.iter().filter_map(|id| self.viewer(*id)).map(Viewer::asking).collect()
    }

    /// Those who may grant it learn who asks; who may not any more, that nobody asks them.
    pub(super) fn tell_asking(&self) {
        let people = self.asking();
        for (id, viewer) in self.viewers.iter().filter(|(_, viewer)| viewer.who.right >= Right::Taker) {
            let people = if self.may_grant(*id) { people.clone() } else { Vec::new() };
            viewer.bell.say(viewer.channel, Control::Asking { people });
        }
    }

    /// Somebody came or went: a class that is shown the terminal is counted, anybody else is listed.
    pub(super) fn tell_company(&mut self, by_spotlight: bool) {
        if by_spotlight { self.tell_spotlight() } else { self.tell_presence() }
    }

    pub(super) fn tell_presence(&mut self) {
        self.presence_rev = self.presence_rev.wrapping_add(1);
        self.tell_all(&Control::Presence { rev: self.presence_rev, people: self.people() });
    }

    pub(super) fn tell_control(&self) {
        for (id, viewer) in &self.viewers {
            let holder = self.holder.as_ref().map(|holder| holder.name.clone());
            let change = Control::ControlChanged { holder, you: self.controls(*id), epoch: self.epoch };
            viewer.bell.say(viewer.channel, change);
        }
    }
}
