//! What a terminal's byte streams need to survive a broken socket: offsets, and what is not yet
//! acknowledged. Pure.

use std::collections::VecDeque;
use std::ops::Range;

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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WIDE: Size = Size { cols: 120, rows: 40 };

    #[test]
    fn a_size_lands_between_the_bytes_it_belongs_between() {
        let mut inbound = Inbound::default();
        assert_eq!(inbound.size(4, WIDE), []);
        assert_eq!(inbound.output(0, 10), Ok(vec![Step::Write(0..4), Step::Resize(WIDE), Step::Write(4..10)]));
        assert_eq!(inbound.size(10, WIDE), [Step::Resize(WIDE)]);
    }

    #[test]
    fn what_was_seen_is_not_written_again() {
        let mut inbound = Inbound::default();
        inbound.restart(100);
        assert_eq!(inbound.output(95, 5), Ok(vec![]));
        assert_eq!(inbound.output(95, 8), Ok(vec![Step::Write(5..8)]));
        assert_eq!(inbound.output(104, 1), Err(Gap));
        assert_eq!(inbound.next(), 103);
    }

    #[test]
    fn keys_typed_before_the_first_answer_take_the_servers_count() {
        let mut outbound = Outbound::default();
        outbound.push(b"ls\r").expect("fits");
        assert_eq!(outbound.next_frame(), None);
        outbound.resume(500);
        assert_eq!(outbound.next_frame(), Some((500, b"ls\r".to_vec())));
        assert_eq!(outbound.keys(), 1);
        outbound.ack(503, INPUT_WINDOW_BYTES);
        assert!(outbound.is_empty());
        assert_eq!(outbound.keys(), 0);
    }

    #[test]
    fn the_rest_of_a_paste_is_taken_back() {
        let mut outbound = Outbound::default();
        outbound.resume(10);
        outbound.push(&vec![b'x'; 100_000]).expect("fits");
        outbound.push(b"ls").expect("fits");
        let (at, frame) = outbound.next_frame().expect("a frame");
        outbound.take_back();
        assert_eq!((outbound.waiting(), outbound.keys(), outbound.next_frame()), (frame.len(), 1, None));
        outbound.push(b"!").expect("fits");
        assert_eq!(outbound.next_frame(), Some((at + frame.len() as u64, b"!".to_vec())));
        outbound.ack(at + frame.len() as u64 + 1, INPUT_WINDOW_BYTES);
        assert_eq!((outbound.waiting(), outbound.keys()), (0, 0));
    }

    #[test]
    fn a_paste_waits_for_the_window() {
        let mut outbound = Outbound::default();
        outbound.resume(0);
        outbound.push(&vec![b'x'; 100_000]).expect("fits");
        let mut sent = 0;
        while let Some((at, frame)) = outbound.next_frame() {
            assert_eq!(at, sent);
            sent += frame.len() as u64;
        }
        assert_eq!(sent, u64::from(INPUT_WINDOW_BYTES));
        outbound.ack(5000, INPUT_WINDOW_BYTES);
        assert_eq!(outbound.next_frame().map(|(at, frame)| (at, frame.len())), Some((sent, MAX_INPUT_BYTES)));
        assert_eq!(outbound.push(&vec![b'x'; INPUT_QUEUE_BYTES]), Err(Full));
    }

    #[test]
    fn what_is_void_goes_out_apart_from_the_rest() {
        let mut outbound = Outbound::default();
        outbound.resume(10);
        outbound.push(b"rm").expect("fits");
        assert_eq!(outbound.void(), 1);
        outbound.push(b"ls").expect("fits");
        assert!(outbound.next_is_void() && outbound.has_keys());
        assert_eq!(outbound.next_frame(), Some((10, b"rm".to_vec())));
        assert!(!outbound.next_is_void());
        assert_eq!(outbound.next_frame(), Some((12, b"ls".to_vec())));
        // Sent again after a reconnect, it is still void.
        outbound.resume(11);
        assert!(outbound.next_is_void());
        assert_eq!(outbound.next_frame(), Some((11, b"m".to_vec())));
        let mut unattached = Outbound::default();
        unattached.push(b"rm").expect("fits");
        assert_eq!((unattached.void(), unattached.void()), (1, 0));
        assert!(unattached.is_empty());
    }

    proptest! {
        /// A server that cuts the line at will still gets every byte once.
        #[test]
        fn every_byte_arrives_once(steps in prop::collection::vec((0u8..4, 1usize..9000), 1..80)) {
            let (mut outbound, mut typed, mut got) = (Outbound::default(), Vec::new(), Vec::new());
            outbound.resume(0);
            let receive = |got: &mut Vec<u8>, at: u64, frame: &[u8]| {
                let known = (got.len() as u64).saturating_sub(at) as usize;
                assert!(at <= got.len() as u64, "nothing is skipped");
                got.extend(&frame[known.min(frame.len())..]);
            };
            for (what, len) in steps {
                match what {
                    0 => {
                        let bytes: Vec<u8> = (0..len).map(|i| (typed.len() + i) as u8).collect();
                        outbound.push(&bytes).expect("fits");
                        typed.extend(bytes);
                    }
                    // Arrives, and the acknowledgement may be lost.
                    1 => if let Some((at, frame)) = outbound.next_frame() { receive(&mut got, at, &frame) },
                    2 => outbound.ack(got.len() as u64, INPUT_WINDOW_BYTES),
                    // Sent into a dead socket, then back.
                    _ => { outbound.next_frame(); outbound.resume(got.len() as u64) }
                }
            }
            outbound.resume(got.len() as u64);
            while !outbound.is_empty() {
                while let Some((at, frame)) = outbound.next_frame() { receive(&mut got, at, &frame) }
                outbound.ack(got.len() as u64, INPUT_WINDOW_BYTES);
            }
            prop_assert_eq!(got, typed);
            prop_assert_eq!(outbound.keys(), 0);
        }

        #[test]
        fn output_cut_anywhere_is_whole(cuts in prop::collection::vec((0u64..60, 0usize..60), 0..40), sizes in prop::collection::vec(0u64..400, 0..6)) {
            let whole: Vec<u8> = (0..=255).collect();
            let mut inbound = Inbound::default();
            let mut screen: Vec<u8> = Vec::new();
            let mut sizes = sizes;
            sizes.sort_unstable();
            for at in sizes { inbound.size(at, WIDE); }
            for (back, len) in cuts.into_iter().chain([(0, 256)]) {
                let seq = inbound.next().saturating_sub(back);
                let end = (seq as usize + len).min(whole.len());
                let bytes = &whole[seq as usize..end];
                for step in inbound.output(seq, bytes.len()).expect("no gap") {
                    if let Step::Write(range) = step { screen.extend(&bytes[range]); }
                }
            }
            prop_assert_eq!(screen, whole);
        }
    }
}
