//! The rules of one session, without any transport: who sees what, whose keys count, who sets the pace.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::input::{Input, Refusal};
use super::output::{Output, RING_KEEP_BYTES, RING_MAX_BYTES};
use super::viewer::{Viewer, Who};
use crate::id::UserId;
use crate::terminals::bell::Bell;
use crate::terminals::protocol::{Attach, Attached, Channel, Control, End, ErrorCode, Mode, Present, Right, Size};

/// How long a lost controller's place, and the output not parsed by it, is kept.
pub const HOLD: Duration = Duration::from_secs(90);
/// A controller who parses nothing for so long (a hidden tab) no longer sets the pace.
pub const STALL: Duration = Duration::from_secs(10);
/// Output read ahead of the controller's window, bytes: the next window begins without waiting.
const READ_AHEAD_BYTES: u64 = 64 * 1024;
/// Output read for a lost controller, bytes: one more batch must still fit the ring, or what they come
/// back for is gone.
const HELD_BYTES: u64 = RING_MAX_BYTES - 128 * 1024;
/// Viewers of one session.
pub const MAX_VIEWERS: usize = 64;

/// Names an attachment within its session; never used again.
pub type ViewerId = u32;

#[derive(Debug)]
pub struct Core {
    pub output: Output,
    pub input: Input,
    viewers: Vec<(ViewerId, Viewer)>,
    next_viewer: ViewerId,
    holder: Option<Holder>,
    epoch: u32,
    presence_rev: u32,
    end: Option<(End, u64)>,
    /// The size that the controller wishes and the program has not been told.
    pub wish: Option<Size>,
}

/// Who controls, or did until the network took them.
#[derive(Debug)]
struct Holder {
    client: u64,
    user: UserId,
    name: String,
    place: Place,
}

#[derive(Debug)]
enum Place {
    Here(ViewerId),
    /// Lost, with the output not parsed kept until then.
    Held {
        parsed: u64,
        until: Instant,
    },
}

/// Whether the program's output may be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    Read,
    /// Not before this, or a change.
    Wait(Instant),
}

/// Why nobody can attach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full;

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
            input: Input::default(),
            viewers: Vec::new(),
            next_viewer: 0,
            holder: None,
            epoch: 0,
            presence_rev: 0,
            end: None,
            wish: None,
        }
    }

    /// Attaches, says so on the bell, and rings it.
    ///
    /// # Errors
    /// [`Full`] when [`MAX_VIEWERS`] are attached.
    pub fn attach(
        &mut self,
        who: Who,
        request: &Attach,
        channel: Channel,
        bell: Arc<Bell>,
        now: Instant,
    ) -> Result<ViewerId, Full> {
        self.replace(who.client, now);
        if self.viewers.len() >= MAX_VIEWERS {
            return Err(Full);
        }
        let ring = &self.output.ring;
        let next = request.next_seq.filter(|next| (ring.start()..=ring.head()).contains(next));
        let (mode, mut viewer) = match next {
            Some(next) => (Mode::Resume, Viewer::resuming(who.clone(), channel, bell.clone(), &self.output, next)),
            None => (Mode::Snapshot, Viewer::from_snapshot(who.clone(), channel, bell.clone(), &self.output)),
        };
        let id = self.next_viewer;
        self.next_viewer += 1;
        let iseq_written = self.input.join(who.client, request.next_iseq);
        viewer.knows_written(iseq_written);
        self.viewers.push((id, viewer));
        let changed = who.right == Right::Writer && self.is_free_for(&who, now) && self.give_control(id);
        if self.controls(id)
            && let Some(size) = request.size
        {
            self.wish = Some(size.clamped());
        }
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
        if changed {
            self.tell_control();
        }
        self.tell_presence();
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
        let Some(at) = self.viewers.iter().position(|(other, _)| *other == id) else { return };
        let (_, viewer) = self.viewers.remove(at);
        if self.controls(id) {
            match (leave, &mut self.holder) {
                (Leave::Lost, Some(holder)) => {
                    holder.place = Place::Held { parsed: viewer.parsed, until: now + HOLD };
                }
                _ => {
                    self.holder = None;
                    self.promote();
                    self.tell_control();
                }
            }
        }
        self.tell_presence();
    }

    pub fn is_shown_to(&self, user: UserId, client: u64) -> bool {
        self.viewers.iter().any(|(_, viewer)| viewer.who.user == user && viewer.who.client == client)
    }

    /// The owner's other tab, if there is one, controls when the first one leaves.
    fn promote(&mut self) {
        let heir = self.viewers.iter().find(|(_, viewer)| viewer.who.owner && viewer.who.right == Right::Writer);
        if let Some(id) = heir.map(|(id, _)| *id) {
            self.give_control(id);
        }
    }

    /// Everybody who matches leaves, for this reason.
    pub fn detach_all(&mut self, matching: impl Fn(&Who) -> bool, code: ErrorCode, message: &str, now: Instant) {
        let leaving: Vec<_> =
            self.viewers.iter().filter(|(_, viewer)| matching(&viewer.who)).map(|(id, _)| *id).collect();
        for id in leaving {
            if let Some(viewer) = self.viewer(id) {
                viewer.bell.say(viewer.channel, Control::Detached { code, message: message.to_owned() });
            }
            self.detach(id, Leave::Gone, now);
        }
    }

    fn is_free_for(&self, who: &Who, now: Instant) -> bool {
        match &self.holder {
            None => true,
            Some(Holder { client, user, place: Place::Held { until, .. }, .. }) => {
                *client == who.client || *user == who.user || now >= *until
            }
            Some(Holder { place: Place::Here(_), .. }) => false,
        }
    }

    /// Returns whether the control changed hands.
    fn give_control(&mut self, id: ViewerId) -> bool {
        let Some(who) = self.viewer(id).map(|viewer| viewer.who.clone()) else { return false };
        let changed = self.holder.as_ref().is_none_or(|holder| holder.client != who.client);
        if changed {
            self.epoch = self.epoch.wrapping_add(1);
        }
        self.holder = Some(Holder { client: who.client, user: who.user, name: who.name, place: Place::Here(id) });
        changed
    }

    /// This viewer controls from now on, if they may write.
    pub fn take_control(&mut self, id: ViewerId) {
        let may = self.viewer(id).is_some_and(|viewer| viewer.who.right == Right::Writer);
        if !may {
            self.refuse(id, ErrorCode::Forbidden, "You may watch this terminal and not type in it.");
        } else if !self.controls(id) && self.give_control(id) {
            self.tell_control();
            self.tell_presence();
        }
    }

    pub fn controls(&self, id: ViewerId) -> bool {
        matches!(&self.holder, Some(Holder { place: Place::Here(holder), .. }) if *holder == id)
    }

    /// Keys of this viewer.
    ///
    /// # Errors
    /// [`Refusal`] when the peer breaks the rules of numbering; nothing was taken.
    pub fn type_in(&mut self, id: ViewerId, iseq: u64, epoch: u32, bytes: &[u8]) -> Result<(), Refusal> {
        let accept = self.controls(id) && epoch == self.epoch && self.end.is_none();
        let Some(viewer) = self.viewer(id) else { return Ok(()) };
        let client = viewer.who.client;
        self.input.push(client, iseq, bytes, accept)?;
        if !accept && self.end.is_none() {
            self.refuse(id, ErrorCode::NotController, "Somebody else controls this terminal.");
        }
        Ok(())
    }

    pub fn wish(&mut self, id: ViewerId, size: Size) -> bool {
        let counts = self.controls(id) && self.end.is_none();
        if counts {
            self.wish = Some(size.clamped());
        }
        counts
    }

    pub fn credit(&mut self, id: ViewerId, parsed: u64, window: u32) {
        let Some(viewer) = self.viewer_mut(id) else { return };
        viewer.credit(parsed, window);
        self.announce();
    }

    /// The next message for this viewer, and whether there is another.
    pub fn pull(&mut self, id: ViewerId) -> (Option<Vec<u8>>, bool) {
        let Self { output, input, viewers, end, .. } = self;
        let Some((_, viewer)) = viewers.iter_mut().find(|(other, _)| *other == id) else { return (None, false) };
        let written = input.written(viewer.who.client);
        let message = viewer.pull(output, written, end.as_ref());
        let more = viewer.has_something(output, written, end.as_ref());
        viewer.rung = more;
        (message, more)
    }

    /// Whether the program may be read further.
    pub fn pace(&self, now: Instant) -> Pace {
        let head = self.output.ring.head();
        match &self.holder {
            None => Pace::Read,
            Some(Holder { place: Place::Held { parsed, until }, .. }) => {
                if now >= *until || head.saturating_sub(*parsed) < HELD_BYTES { Pace::Read } else { Pace::Wait(*until) }
            }
            Some(Holder { place: Place::Here(id), .. }) => {
                let Some(viewer) = self.viewer(*id) else { return Pace::Read };
                let room = u64::from(viewer.window) + READ_AHEAD_BYTES;
                // A snapshot or a resume far behind catches up before more is read.
                let stalled = viewer.stalled_since.map(|since| since + STALL);
                if head.saturating_sub(viewer.parsed) < room || stalled.is_some_and(|until| now >= until) {
                    Pace::Read
                } else {
                    Pace::Wait(stalled.unwrap_or(now + STALL))
                }
            }
        }
    }

    /// Output was appended: gives up what nobody needs.
    pub fn trim(&mut self, now: Instant) {
        let head = self.output.ring.head();
        for (_, viewer) in &mut self.viewers {
            viewer.note_stall(head, now);
        }
        let keep = match &self.holder {
            Some(Holder { place: Place::Here(id), .. }) => self.viewer(*id).map_or(head, |viewer| viewer.parsed),
            Some(Holder { place: Place::Held { parsed, until }, .. }) if now < *until => *parsed,
            _ => head,
        };
        let keep = keep.min(head.saturating_sub(RING_KEEP_BYTES)).max(head.saturating_sub(RING_MAX_BYTES));
        self.output.trim(keep);
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
            self.end = Some((end, self.output.ring.head()));
            self.announce();
        }
    }

    pub fn end(&self) -> Option<&End> {
        self.end.as_ref().map(|(end, _)| end)
    }

    pub fn people(&self) -> Vec<Present> {
        self.viewers.iter().map(|(id, viewer)| viewer.present(self.controls(*id))).collect()
    }

    pub fn is_alone(&self) -> bool {
        self.viewers.is_empty()
    }

    pub fn refuse(&self, id: ViewerId, code: ErrorCode, message: &str) {
        if let Some(viewer) = self.viewer(id) {
            let error = Control::Error { code, message: message.to_owned(), retry_after_s: 0 };
            viewer.bell.say(viewer.channel, error);
        }
    }

    fn tell_presence(&mut self) {
        self.presence_rev = self.presence_rev.wrapping_add(1);
        let people = self.people();
        for (_, viewer) in &self.viewers {
            viewer.bell.say(viewer.channel, Control::Presence { rev: self.presence_rev, people: people.clone() });
        }
    }

    fn tell_control(&self) {
        for (id, viewer) in &self.viewers {
            let holder = self.holder.as_ref().map(|holder| holder.name.clone());
            let change = Control::ControlChanged { holder, you: self.controls(*id), epoch: self.epoch };
            viewer.bell.say(viewer.channel, change);
        }
    }

    fn viewer(&self, id: ViewerId) -> Option<&Viewer> {
        self.viewers.iter().find(|(other, _)| *other == id).map(|(_, viewer)| viewer)
    }

    fn viewer_mut(&mut self, id: ViewerId) -> Option<&mut Viewer> {
        self.viewers.iter_mut().find(|(other, _)| *other == id).map(|(_, viewer)| viewer)
    }
}
