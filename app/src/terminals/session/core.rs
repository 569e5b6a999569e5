//! The rules of one session, without any transport: who sees what, whose keys count ([`control`]), who sets the
//! pace ([`pace`]) and the size ([`sizing`]), and what everybody is told ([`tell`]).

mod control;
mod pace;
mod recorded;
mod sizing;
mod spotlight;
mod tell;

use std::sync::Arc;
use std::time::{Duration, Instant};

pub use self::control::{Change, Refused};
use self::control::{Hold, Holder, Place};
pub use self::pace::Pace;
#[cfg(test)]
pub use self::pace::STALL;
#[cfg(test)]
pub use self::spotlight::SPOTLIGHT_HOLD;
use self::spotlight::Spotlight;
pub use self::spotlight::{SPOTLIGHT_VIEWERS, Shown};
use super::input::Input;
use super::output::Output;
use super::tap::Tap;
use super::viewer::{Viewer, Who};
use crate::id::UserId;
use crate::terminals::bell::Bell;
use crate::terminals::protocol::{Attach, Attached, Channel, Control, End, EndingWhy, ErrorCode, Mode, Size, Sizing};

/// How long a lost controller's place, and the output not parsed by it, is kept.
pub const HOLD: Duration = Duration::from_secs(90);
/// A program that printed nothing for so long does not flood; nobody has to wait for their share then.
const QUIET: Duration = Duration::from_millis(10);
/// Viewers of one session, unless the limits say otherwise.
pub const MAX_VIEWERS: usize = 64;

/// Names an attachment within its session; never used again.
pub type ViewerId = u32;

#[derive(Debug)]
pub struct Core {
    pub output: Output,
    /// When it was last added to.
    printed: Option<Instant>,
    pub input: Input,
    viewers: Vec<(ViewerId, Viewer)>,
    next_viewer: ViewerId,
    holder: Option<Holder>,
    epoch: u32,
    /// Who would like to control, whoever asked first first.
    asking: Vec<ViewerId>,
    /// How control changed hands since this was last taken, for the record.
    changes: Vec<Change>,
    sizing: Sizing,
    spotlight: Spotlight,
    /// What was shown to a class or ended by itself since this was last taken, for the record.
    shown: Vec<Shown>,
    presence_rev: u32,
    end: Option<(End, u64)>,
    /// When and why it will be ended, while that is announced.
    ending: Option<(Instant, EndingWhy)>,
    /// The size that is wanted and the program has not been told.
    pub wish: Option<Size>,
    /// How many may be attached.
    pub max_viewers: usize,
    /// Also while it is switched off and may go on.
    tap: Option<Tap>,
}

/// Why nobody can attach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full;

/// When there is more for a viewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    Now,
    At(Instant),
    /// When their bell rings.
    Rung,
}

/// How a viewer goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// On purpose.
    Gone,
    /// The socket broke; they may be back.
    Lost,
}

impl Core {
    pub fn new(size: Size) -> Self {
        Self {
            output: Output::new(size),
            printed: None,
            input: Input::default(),
            viewers: Vec::new(),
            next_viewer: 0,
            holder: None,
            epoch: 0,
            asking: Vec::new(),
            changes: Vec::new(),
            sizing: Sizing::default(),
            spotlight: Spotlight::default(),
            shown: Vec::new(),
            presence_rev: 0,
            end: None,
            ending: None,
            wish: None,
            max_viewers: MAX_VIEWERS,
            tap: None,
        }
    }

    /// Attaches, says so on the bell, and rings it.
    ///
    /// # Errors
    /// [`Full`] when as many are attached as may be.
    pub fn attach(
        &mut self,
        who: Who,
        request: &Attach,
        channel: Channel,
        bell: Arc<Bell>,
        now: Instant,
    ) -> Result<ViewerId, Full> {
        self.replace(who.client, now);
        let alike = self.viewers.iter().filter(|(_, viewer)| viewer.who.by_spotlight == who.by_spotlight).count();
        if alike >= if who.by_spotlight { SPOTLIGHT_VIEWERS } else { self.max_viewers } {
            return Err(Full);
        }
        let ring = &self.output.ring;
        let next = request.next_seq.filter(|next| (ring.start()..=ring.head()).contains(next));
        let (mode, mut viewer) = match next {
            Some(next) => (Mode::Resume, Viewer::resuming(who.clone(), channel, bell.clone(), &self.output, next)),
            None => (Mode::Snapshot, Viewer::from_snapshot(who.clone(), channel, bell.clone(), &mut self.output)),
        };
        let id = self.next_viewer;
        self.next_viewer += 1;
        // Who may only look has no stream of input that would push out another's.
        let types = who.right.may_control();
        let iseq_written = if types { self.input.join(who.client, request.next_iseq) } else { request.next_iseq };
        viewer.knows_written(iseq_written);
        viewer.cells = request.size.map(Size::clamped);
        self.viewers.push((id, viewer));
        let changed = self.comes(id, &who, now);
        self.shows_again(id, &who, now);
        self.fit();
        let attached = Attached {
            terminal: request.terminal,
            right: who.right,
            controller: self.controls(id),
            epoch: self.epoch,
            size: self.output.size(),
            head: self.output.ring.head(),
            iseq_written,
            mode,
        };
        bell.say(channel, Control::Attached(attached));
        if let Some(sign) = self.recording() {
            bell.say(channel, Control::Recording { sign: Some(sign), why: None });
        }
        if changed {
            self.tell_control();
        }
        self.tell_newcomer(id, now);
        self.tell_company(who.by_spotlight);
        self.announce();
        Ok(id)
    }

    /// The same tab attaches again: its older attachment ends.
    fn replace(&mut self, client: u64, now: Instant) {
        let Some((id, viewer)) = self.viewers.iter().find(|(_, viewer)| viewer.who.client == client) else { return };
        let (id, message) = (*id, "This terminal was opened in another place of the same tab.".to_owned());
        viewer.bell.say(viewer.channel, Control::Detached { code: ErrorCode::Replaced, message });
        self.detach(id, Leave::Lost, now);
    }

    pub fn detach(&mut self, id: ViewerId, leave: Leave, now: Instant) {
        if let Some(viewer) = self.remove(id, leave, now) {
            self.fit();
            self.tell_company(viewer.who.by_spotlight);
        }
    }

    /// Takes a viewer out, and what they asked for or held; that they have gone is still to be told.
    fn remove(&mut self, id: ViewerId, leave: Leave, now: Instant) -> Option<Viewer> {
        self.spotlight_leaves(id, leave, now);
        let at = self.viewers.iter().position(|(other, _)| *other == id)?;
        let (_, viewer) = self.viewers.remove(at);
        self.no_longer_asks(id);
        if self.controls(id) {
            self.controller_leaves(&viewer, leave, now);
        }
        Some(viewer)
    }

    /// Whether this viewer is attached still.
    pub fn has(&self, id: ViewerId) -> bool {
        self.viewer(id).is_some()
    }

    /// Whether a tab of theirs shows it, as one of a class or not.
    pub fn is_shown_to(&self, user: UserId, client: u64, by_spotlight: bool) -> bool {
        let mut all = self.viewers.iter().map(|(_, viewer)| &viewer.who);
        all.any(|who| who.user == user && who.client == client && who.by_spotlight == by_spotlight)
    }

    /// Everybody who matches leaves, for this reason; what one of them shows who is away is not held.
    pub fn detach_all(&mut self, matching: impl Fn(&Who) -> bool, code: ErrorCode, message: &str, now: Instant) {
        let leaving: Vec<_> =
            self.viewers.iter().filter(|(_, viewer)| matching(&viewer.who)).map(|(id, _)| *id).collect();
        // Whoever stays hears of all at once: of a class, the names that are left are many.
        let (mut listed, mut looked) = (false, false);
        for id in leaving {
            if let Some(viewer) = self.viewer(id) {
                viewer.bell.say(viewer.channel, Control::Detached { code, message: message.to_owned() });
            }
            if let Some(viewer) = self.remove(id, Leave::Gone, now) {
                listed |= !viewer.who.by_spotlight;
                looked |= viewer.who.by_spotlight;
            }
        }
        if listed || looked {
            self.fit();
        }
        if listed {
            self.tell_company(false);
        }
        if looked {
            self.tell_company(true);
        }
        self.hold_no_spotlight_of(matching);
    }

    pub fn credit(&mut self, id: ViewerId, parsed: u64, window: u32) {
        let Some(viewer) = self.viewer_mut(id) else { return };
        viewer.credit(parsed, window);
        self.announce();
    }

    /// The next message for this viewer, and when to ask for another; who asks too soon gets none.
    pub fn pull(&mut self, id: ViewerId, now: Instant) -> (Option<Vec<u8>>, Next) {
        let shares = !self.controls(id) && self.printed.is_some_and(|at| now < at + QUIET);
        let Self { output, input, viewers, end, .. } = self;
        let Some((_, viewer)) = viewers.iter_mut().find(|(other, _)| *other == id) else { return (None, Next::Rung) };
        if let Some(until) = viewer.rests_until(now).filter(|_| shares) {
            return (None, Next::At(until));
        }
        let written = input.written(viewer.who.client);
        let message = viewer.pull(output, written, end.as_ref());
        viewer.takes(message.as_ref().map_or(0, Vec::len));
        viewer.rung = viewer.has_something(output, written, end.as_ref());
        (message, if viewer.rung { Next::Now } else { Next::Rung })
    }

    /// Rings for everybody who has something to fetch.
    pub fn announce(&mut self) {
        let Self { output, input, viewers, end, .. } = self;
        for (_, viewer) in viewers.iter_mut().filter(|(_, viewer)| !viewer.rung) {
            if viewer.has_something(output, input.written(viewer.who.client), end.as_ref()) {
                viewer.rung = true;
                viewer.bell.ring(viewer.channel);
            }
        }
    }

    /// The program has ended, after all its output.
    pub fn finish(&mut self, end: End) {
        if self.end.is_none() {
            if let Some(tap) = self.tap.take() {
                tap.end(&self.output, &end, Instant::now());
            }
            self.end = Some((end, self.output.ring.head()));
            self.ending = None;
            self.hold_no_spotlight_of(|_| true);
            self.announce();
        }
    }

    pub fn end(&self) -> Option<&End> {
        self.end.as_ref().map(|(end, _)| end)
    }

    pub fn is_alone(&self) -> bool {
        self.viewers.is_empty()
    }

    fn viewer(&self, id: ViewerId) -> Option<&Viewer> {
        self.viewers.iter().find(|(other, _)| *other == id).map(|(_, viewer)| viewer)
    }

    fn viewer_mut(&mut self, id: ViewerId) -> Option<&mut Viewer> {
        self.viewers.iter_mut().find(|(other, _)| *other == id).map(|(_, viewer)| viewer)
    }
}
