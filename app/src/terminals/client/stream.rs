//! What a terminal's byte streams need to survive a broken socket: offsets, and what is not yet
//! acknowledged. Pure.

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::terminals::protocol::{INPUT_WINDOW_BYTES, MAX_INPUT_BYTES, Size};

/// Input kept while it cannot be sent, bytes: a large paste, not a file.
pub const INPUT_QUEUE_BYTES: usize = 1024 * 1024;

/// Output: what comes next, and the sizes that come on the way.
#[derive(Debug, Clone, Default)]
pub struct Inbound {
    next: u64,
    sizes: VecDeque<(u64, Size)>,
}

/// What to do with the emulator, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Write this part of the frame's bytes.
    Write(Range<usize>),
    Resize(Size),
}

/// Output begins after what comes next: something was lost, attach anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("output is missing")]
pub struct Gap;

impl Inbound {
    /// Offset of the first byte not yet handed to the emulator.
    pub fn next(&self) -> u64 {
        self.next
    }

    /// Starts again at `seq`, as a snapshot does.
    pub fn restart(&mut self, seq: u64) {
        self.next = seq;
        self.sizes.clear();
    }

    /// Output of `len` bytes from offset `seq`; what was seen before is left out.
    ///
    /// # Errors
    /// [`Gap`], and nothing is taken.
    pub fn output(&mut self, seq: u64, len: usize) -> Result<Vec<Step>, Gap> {
        if seq > self.next {
            return Err(Gap);
        }
        let end = seq + len as u64;
        let mut steps = Vec::with_capacity(1);
        while self.next < end {
            let stop = self.sizes.front().map_or(end, |(at, _)| (*at).min(end));
            if stop > self.next {
                steps.push(Step::Write((self.next - seq) as usize..(stop - seq) as usize));
                self.next = stop;
            }
            steps.extend(self.due());
        }
        Ok(steps)
    }

    /// The terminal has this size from offset `at` on.
    pub fn size(&mut self, at: u64, size: Size) -> Vec<Step> {
        self.sizes.push_back((at, size));
        self.due()
    }

    fn due(&mut self) -> Vec<Step> {
        let mut steps = Vec::new();
        while let Some((_, size)) = self.sizes.pop_front_if(|(at, _)| *at <= self.next) {
            steps.push(Step::Resize(size));
        }
        steps
    }
}

/// Input: what was typed and has not reached the program's terminal.
#[derive(Debug, Clone)]
pub struct Outbound {
    /// Offset of the first byte of `bytes`. Unknown until the server has said where the stream stands.
    acked: Option<u64>,
    /// So many of `bytes` are under way.
    sent: usize,
    window: u32,
    bytes: VecDeque<u8>,
    /// Length of each key or paste still in `bytes`, the first one perhaps in part acknowledged.
    keys: VecDeque<usize>,
    /// What lies before this offset is not to be typed any more.
    void_to: u64,
}

impl Default for Outbound {
    fn default() -> Self {
        Self {
            acked: None,
            sent: 0,
            window: INPUT_WINDOW_BYTES,
            bytes: VecDeque::new(),
            keys: VecDeque::new(),
            void_to: 0,
        }
    }
}

/// What of a stream has not arrived, with its numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsent {
    acked: u64,
    bytes: Vec<u8>,
    keys: Vec<usize>,
}

/// An epoch in which nothing counts while this one is current, nor soon after: as far away as can be.
pub fn void_epoch(epoch: u32) -> u32 {
    epoch.wrapping_add(1 << 31)
}

/// More was typed than [`INPUT_QUEUE_BYTES`]; nothing of it was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too much input is waiting")]
pub struct Full;

impl Outbound {
    /// # Errors
    /// [`Full`] when this does not fit any more.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Full> {
        if self.bytes.len() + bytes.len() > INPUT_QUEUE_BYTES {
            return Err(Full);
        }
        if !bytes.is_empty() {
            self.bytes.extend(bytes);
            self.keys.push_back(bytes.len());
        }
        Ok(())
    }

    /// The next frame to send, its offset and bytes; `None` when all is under way or the window is full.
    pub fn next_frame(&mut self) -> Option<(u64, Vec<u8>)> {
        let acked = self.acked?;
        let room = (self.window as usize).saturating_sub(self.sent);
        let mut len = (self.bytes.len() - self.sent).min(room).min(MAX_INPUT_BYTES);
        // A frame is void as a whole, or not at all.
        if let Some(void) = self.void_to.checked_sub(acked + self.sent as u64).filter(|void| *void > 0) {
            len = len.min(usize::try_from(void).unwrap_or(usize::MAX));
        }
        if len == 0 {
            return None;
        }
        let frame = self.bytes.range(self.sent..self.sent + len).copied().collect();
        let at = acked + self.sent as u64;
        self.sent += len;
        Some((at, frame))
    }

    /// Control has changed hands: what waits is not to be typed any more. It still goes out, with a void epoch, to be
    /// thrown away there: so the count goes on. How many keys (or pastes) that is.
    pub fn void(&mut self) -> usize {
        let keys = if self.has_keys() { self.keys.len() } else { 0 };
        match self.acked {
            Some(acked) => self.void_to = acked + self.bytes.len() as u64,
            None => {
                self.bytes.clear();
                self.keys.clear();
                self.sent = 0;
            }
        }
        keys
    }

    /// Whether the next frame holds what is not to be typed any more.
    pub fn next_is_void(&self) -> bool {
        self.sent < self.bytes.len() && self.acked.is_some_and(|acked| acked + (self.sent as u64) < self.void_to)
    }

    /// Whether something waits that is to be typed.
    pub fn has_keys(&self) -> bool {
        !self.bytes.is_empty() && self.next_iseq() + self.bytes.len() as u64 > self.void_to
    }

    /// Everything before offset `written` has arrived.
    pub fn ack(&mut self, written: u64, window: u32) {
        self.window = window;
        self.drop_to(written);
    }

    /// Takes back what has not been sent; of a paste that is under way, the rest. The input stream must be
    /// attached: only then is what was sent on this socket all that was sent.
    pub fn take_back(&mut self) {
        self.bytes.truncate(self.sent);
        let mut left = self.sent;
        self.keys.retain_mut(|key| {
            *key = (*key).min(left);
            left -= *key;
            *key > 0
        });
    }

    /// What has not arrived and is to be typed; none when that is nothing, or more than `max` bytes.
    pub fn unsent(&self, max: usize) -> Option<Unsent> {
        let acked = self.acked.filter(|acked| *acked >= self.void_to)?;
        let fits = !self.bytes.is_empty() && self.bytes.len() <= max;
        fits.then(|| Unsent {
            acked,
            bytes: self.bytes.iter().copied().collect(),
            keys: self.keys.iter().copied().collect(),
        })
    }

    /// What an earlier page could not send comes first; for a stream that has not begun.
    pub fn restore(&mut self, unsent: Unsent) {
        self.acked = Some(unsent.acked);
        self.bytes = unsent.bytes.into();
        self.keys = unsent.keys.into();
    }

    /// Bytes that have not arrived.
    pub fn waiting(&self) -> usize {
        self.bytes.len()
    }

    /// The server's count after (re)attaching: what it lacks goes out again.
    pub fn resume(&mut self, written: u64) {
        if self.acked.is_none() {
            self.acked = Some(written);
        }
        self.drop_to(written);
        self.sent = 0;
        self.window = INPUT_WINDOW_BYTES;
    }

    /// Offset of the first unacknowledged byte; 0 for a stream that has not begun.
    pub fn next_iseq(&self) -> u64 {
        self.acked.unwrap_or_default()
    }

    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Keys (or pastes) that have not arrived.
    pub fn keys(&self) -> usize {
        self.keys.len()
    }

    fn drop_to(&mut self, written: u64) {
        let Some(acked) = self.acked else { return };
        let arrived = (written.saturating_sub(acked) as usize).min(self.bytes.len());
        self.bytes.drain(..arrived);
        self.sent = self.sent.saturating_sub(arrived);
        // What was taken back after it had been sent on an earlier socket may have arrived after all.
        self.acked = Some(written.max(acked));
        let mut left = arrived;
        while let Some(key) = self.keys.front_mut() {
            if *key > left {
                *key -= left;
                break;
            }
            left -= *key;
            self.keys.pop_front();
        }
    }
}
