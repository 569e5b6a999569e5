//! The controller sets the pace: how far the program's output is read, and what of it is kept.

use std::time::{Duration, Instant};

use super::{Core, Holder, Place};
use crate::terminals::session::output::{RING_KEEP_BYTES, RING_MAX_BYTES};

/// A controller who parses nothing for so long (a hidden tab) no longer sets the pace.
pub const STALL: Duration = Duration::from_secs(10);
/// Output read ahead of the controller's window, bytes: the next window begins without waiting.
const READ_AHEAD_BYTES: u64 = 64 * 1024;
/// Output read for a lost controller, bytes: one more batch must still fit the ring, or what they come
/// back for is gone.
const HELD_BYTES: u64 = RING_MAX_BYTES - 128 * 1024;

/// Whether the program's output may be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    Read,
    /// Not before this, or a change.
    Wait(Instant),
}

impl Core {
    /// Whether the program may be read further.
    pub fn pace(&mut self, now: Instant) -> Pace {
        let head = self.output.ring.head();
        if let Some(tap) = &mut self.tap
            && !tap.has_taken(&self.output, now)
        {
            return Pace::Wait(now + STALL);
        }
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
        self.printed = Some(now);
        let head = self.output.ring.head();
        if let Some(tap) = &mut self.tap {
            tap.take(&self.output, now);
        }
        for (_, viewer) in &mut self.viewers {
            viewer.note_stall(head, now);
        }
        let keep = match &self.holder {
            Some(Holder { place: Place::Here(id), .. }) => self.viewer(*id).map_or(head, |viewer| viewer.parsed),
            Some(Holder { place: Place::Held { parsed, until }, .. }) if now < *until => *parsed,
            _ => head,
        };
        let keep = self.tap.as_ref().map_or(keep, |tap| keep.min(tap.needs_from(head)));
        let keep = keep.min(head.saturating_sub(RING_KEEP_BYTES)).max(head.saturating_sub(RING_MAX_BYTES));
        self.output.trim(keep);
    }
}
