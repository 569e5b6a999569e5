//! One who is attached: how far the output has been sent and parsed, and what comes next.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::output::Output;
use crate::ctx::Origin;
use crate::id::UserId;
use crate::terminals::bell::Bell;
use crate::terminals::protocol::{
    self, Asking, Channel, Control, End, Frame, LAST_REPLAY, MAX_FRAME_BYTES, OUTPUT_HEAD_BYTES, OUTPUT_WINDOW_BYTES,
    Present, REPLAY, Right,
};
use crate::time::UnixMs;

/// Most snapshot bytes in one frame.
const SNAPSHOT_PART_BYTES: usize = 32 * 1024;
/// Most output in one frame: a turn of the socket's scheduler.
pub const QUANTUM_BYTES: u64 = 16 * 1024;
/// Who has parsed all but so much, bytes, may be brought up to date: credit comes in steps smaller than that.
const UNPARSED_BYTES: u64 = 48 * 1024;
/// Most output that goes before an acknowledgement, bytes: more is no echo of a key.
const ECHO_BYTES: u64 = 1024;
/// While a program prints, who does not control is sent so much, bytes …
pub const SHARE_BYTES: usize = 32 * 1024;
/// … in so long: of a flood forty screens a second, so that a class that looks does not slow whoever controls.
pub const SHARE_EVERY: Duration = Duration::from_millis(25);
const _: () = assert!(QUANTUM_BYTES as usize + OUTPUT_HEAD_BYTES <= MAX_FRAME_BYTES);

/// Who attaches, by which tab and socket.
#[derive(Debug, Clone)]
pub struct Who {
    pub client: u64,
    pub connection: u64,
    pub user: UserId,
    pub name: String,
    pub right: Right,
    pub owner: bool,
    pub since_ms: UnixMs,
    /// From where, for the record.
    pub origin: Origin,
    /// The terminal is theirs to show to a class.
    pub may_show: bool,
    /// One of a class to which the terminal is shown.
    pub by_spotlight: bool,
}

#[derive(Debug)]
pub struct Viewer {
    pub who: Who,
    pub channel: Channel,
    pub bell: Arc<Bell>,
    /// Whether the bell was rung and not answered yet.
    pub rung: bool,
    pub sent: u64,
    pub parsed: u64,
    pub window: u32,
    /// Output before this offset was sent to somebody before.
    replay_until: u64,
    next_mark: u64,
    snapshot: Option<SnapshotParts>,
    /// Input written, as this viewer knows.
    acked: u64,
    exit_sent: bool,
    /// Since when the credit is used up while there is more to send.
    pub stalled_since: Option<Instant>,
    share: Share,
    /// What their window holds.
    pub cells: Option<protocol::Size>,
    /// When they typed, as was told to the others.
    pub typed_ms: Option<UnixMs>,
}

/// What was sent to one who does not control.
#[derive(Debug, Default)]
struct Share {
    since: Option<Instant>,
    bytes: usize,
}

#[derive(Debug)]
struct SnapshotParts {
    seq: u64,
    size: protocol::Size,
    bytes: Vec<u8>,
    done: usize,
    part: u8,
}

impl Viewer {
    /// Output goes on at `next`, which the ring holds.
    pub fn resuming(who: Who, channel: Channel, bell: Arc<Bell>, output: &Output, next: u64) -> Self {
        Self {
            who,
            channel,
            bell,
            rung: false,
            sent: next,
            parsed: next,
            window: OUTPUT_WINDOW_BYTES,
            replay_until: next,
            next_mark: output.serial_at(next),
            snapshot: None,
            acked: 0,
            exit_sent: false,
            stalled_since: None,
            share: Share::default(),
            cells: None,
            typed_ms: None,
        }
    }

    /// Begins with a snapshot.
    pub fn from_snapshot(who: Who, channel: Channel, bell: Arc<Bell>, output: &mut Output) -> Self {
        let mut viewer = Self::resuming(who, channel, bell, output, output.ring.start());
        viewer.snap(output);
        viewer
    }

    /// Goes on with a snapshot where the ring begins; all that follows up to now is replay.
    fn snap(&mut self, output: &mut Output) {
        let seq = output.ring.start();
        self.snapshot = Some(SnapshotParts { seq, size: output.start_size(), bytes: output.dump(), done: 0, part: 0 });
        (self.sent, self.parsed) = (seq, seq);
        self.replay_until = output.ring.head();
        self.next_mark = output.serial_at(seq);
    }

    /// The viewer has been told that input is written so far.
    pub fn knows_written(&mut self, written: u64) {
        self.acked = written;
    }

    /// Parsed further, as the emulator says: never beyond what was sent, never back.
    pub fn credit(&mut self, parsed: u64, window: u32) {
        if self.snapshot.is_none() {
            self.parsed = parsed.clamp(self.parsed, self.sent.max(self.parsed));
        }
        self.window = window.min(2 * OUTPUT_WINDOW_BYTES);
        self.stalled_since = None;
    }

    /// There is output up to `head`: remembers since when it cannot be sent.
    pub fn note_stall(&mut self, head: u64, now: Instant) {
        if self.sent < head && self.credit_left() == 0 {
            self.stalled_since.get_or_insert(now);
        }
    }

    /// Bytes that may be sent now.
    fn credit_left(&self) -> u64 {
        u64::from(self.window).saturating_sub(self.sent - self.parsed)
    }

    /// Whether there is output for them, and credit for it. Who has passed something over parses first what they were
    /// sent: a snapshot begins a new window.
    fn may_have(&self, output: &Output) -> bool {
        self.sent < output.ring.head()
            && self.credit_left() > 0
            && (self.is_within(output) || self.sent - self.parsed <= UNPARSED_BYTES)
    }

    /// Whether the ring still holds what comes next for them.
    fn is_within(&self, output: &Output) -> bool {
        self.sent >= output.ring.start()
    }

    /// Whether [`Viewer::pull`] would give something.
    pub fn has_something(&self, output: &Output, written: u64, end: Option<&(End, u64)>) -> bool {
        let has_mark = || output.mark_from(self.next_mark).is_some_and(|mark| mark.at <= self.sent);
        written > self.acked
            || self.may_have(output)
            || (self.is_within(output) && (self.snapshot.is_some() || has_mark()))
            || (end.is_some() && !self.exit_sent && self.sent == output.ring.head())
    }

    /// When there is more for them, if their share of this time is used up.
    pub fn rests_until(&mut self, now: Instant) -> Option<Instant> {
        let next = self.share.since.map(|since| since + SHARE_EVERY).filter(|next| now < *next);
        if next.is_none() {
            self.share = Share { since: Some(now), bytes: 0 };
        }
        next.filter(|_| self.share.bytes >= SHARE_BYTES)
    }

    /// So much was sent of their share.
    pub fn takes(&mut self, bytes: usize) {
        self.share.bytes += bytes;
    }

    /// Whether all that waits is a little output, such as the echo of a key: it goes before the acknowledgement.
    fn echoes(&self, output: &Output) -> bool {
        let waits = output.ring.head() - self.sent.min(output.ring.head());
        (1..=ECHO_BYTES).contains(&waits) && waits <= self.credit_left() && self.snapshot.is_none()
    }

    /// The next message for this viewer: an echo, acknowledgement, snapshot, size, output, end.
    pub fn pull(&mut self, output: &mut Output, written: u64, end: Option<&(End, u64)>) -> Option<Vec<u8>> {
        let channel = self.channel;
        if written > self.acked && !self.echoes(output) {
            self.acked = written;
            let window = protocol::INPUT_WINDOW_BYTES;
            return Some(Frame::InputAck { channel, iseq_written: written, window }.encode());
        }
        if !self.is_within(output) {
            if !self.may_have(output) {
                return None;
            }
            let from = self.sent;
            self.snap(output);
            let skipped = Control::Skipped { from, to: self.sent };
            return Some(Frame::Control { channel, control: skipped }.encode());
        }
        if let Some(snapshot) = &mut self.snapshot {
            let to = snapshot.bytes.len().min(snapshot.done + SNAPSHOT_PART_BYTES);
            let last = to == snapshot.bytes.len();
            let bytes = &snapshot.bytes[snapshot.done..to];
            let (seq, size, part) = (snapshot.seq, snapshot.size, snapshot.part);
            let message = Frame::Snapshot { channel, seq, size, part, last, bytes }.encode();
            (snapshot.done, snapshot.part) = (to, part.saturating_add(1));
            if last {
                self.snapshot = None;
            }
            return Some(message);
        }
        let mark = output.mark_from(self.next_mark);
        if let Some(mark) = mark.filter(|mark| mark.at <= self.sent) {
            self.next_mark = mark.serial + 1;
            return Some(Frame::Size { channel, at_seq: mark.at, size: mark.size }.encode());
        }
        let replaying = self.sent < self.replay_until;
        let to = [
            output.ring.head(),
            self.sent + self.credit_left().min(QUANTUM_BYTES),
            mark.map_or(u64::MAX, |mark| mark.at),
            if replaying { self.replay_until } else { u64::MAX },
        ];
        let to = to.into_iter().min().unwrap_or(self.sent);
        if to > self.sent {
            let flags = match (replaying, to == self.replay_until) {
                (true, true) => REPLAY | LAST_REPLAY,
                (true, false) => REPLAY,
                (false, _) => 0,
            };
            let mut message = Vec::with_capacity(OUTPUT_HEAD_BYTES + QUANTUM_BYTES.min(to - self.sent) as usize);
            message.extend_from_slice(&protocol::output_head(channel, flags, self.sent));
            output.ring.copy(self.sent, to, &mut message);
            self.sent = to;
            return Some(message);
        }
        let (end, at_seq) = end.filter(|_| !self.exit_sent && self.sent == output.ring.head())?;
        self.exit_sent = true;
        Some(Frame::Control { channel, control: Control::Exited { end: end.clone(), at_seq: *at_seq } }.encode())
    }

    /// As those see them who are asked.
    pub fn asking(&self) -> Asking {
        Asking { connection: self.who.connection, user: self.who.user, name: self.who.name.clone() }
    }

    pub fn present(&self, controller: bool) -> Present {
        Present {
            connection: self.who.connection,
            user: self.who.user,
            name: self.who.name.clone(),
            right: self.who.right,
            controller,
            owner: self.who.owner,
            since_ms: self.who.since_ms,
            typed_ms: self.typed_ms,
            window: self.cells,
        }
    }
}
