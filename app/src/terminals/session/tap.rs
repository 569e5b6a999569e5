//! What a session gives to its recording: all output, sizes in their places, and marks. Reads the ring by
//! offset as a viewer does; where the disk does not follow, the program waits and nothing is lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use super::output::Output;
use crate::terminals::protocol::{End, RecordingSign, Size};
use crate::terminals::recording::EVENT_MAX_BYTES;
use crate::terminals::wire::RecordOrder;

/// Output on its way to the disk, bytes; more stays in the ring.
const QUEUE_BYTES: u64 = 512 * 1024;
/// Output that waits in the ring for the disk, bytes: then the program waits too.
const BEHIND_BYTES: u64 = 256 * 1024;

/// Where notes go: never waits.
pub trait Notes: Send + Sync + std::fmt::Debug {
    fn take(&self, note: Note);
}

/// Output on its way from a tap to the disk.
#[derive(Debug, Default)]
pub struct Queue {
    bytes: AtomicU64,
    /// The tap has more than there is room for.
    waits: AtomicBool,
}

impl Queue {
    fn has_room(&self) -> bool {
        self.bytes.load(Ordering::SeqCst) < QUEUE_BYTES
    }

    /// So many bytes are written; whether the tap waits for this.
    pub fn written(&self, bytes: usize) -> bool {
        let left = self.bytes.fetch_sub(bytes as u64, Ordering::SeqCst).saturating_sub(bytes as u64);
        left <= QUEUE_BYTES / 2 && self.waits.swap(false, Ordering::SeqCst)
    }
}

/// Something for the recorder.
#[derive(Debug)]
pub struct Note {
    /// Names the recording at the recorder.
    pub recording: u64,
    /// Since the recording's begin.
    pub at_ms: u64,
    pub what: What,
}

#[derive(Debug)]
pub enum What {
    /// The screen as it is, before anything else.
    Screen(Vec<u8>),
    Output(Vec<u8>),
    Input(String),
    Resize(Size),
    Marker(String),
    /// Switched off; it may go on.
    Pause,
    /// Somebody else wants it now.
    By(RecordOrder),
    /// Switched on again, by somebody else perhaps; the screen is this now.
    Resume {
        order: RecordOrder,
        size: Size,
        screen: Vec<u8>,
    },
    /// The program has ended, with this status where it is known.
    End(Option<i32>),
}

/// A session's end of its recording.
#[derive(Debug)]
pub struct Tap {
    recording: u64,
    notes: Arc<dyn Notes>,
    queue: Arc<Queue>,
    began: Instant,
    /// None while it is switched off.
    sign: Option<RecordingSign>,
    /// Output given so far.
    taken: u64,
    next_mark: u64,
}

impl Tap {
    /// The recorder tells the queue what it has written.
    pub fn new(recording: u64, notes: Arc<dyn Notes>, queue: Arc<Queue>, sign: RecordingSign) -> Self {
        Self { recording, notes, queue, began: Instant::now(), sign: Some(sign), taken: 0, next_mark: 0 }
    }

    pub fn sign(&self) -> Option<&RecordingSign> {
        self.sign.as_ref()
    }

    /// Begins with what is shown now.
    pub fn begin(&mut self, output: &mut Output) {
        self.follow(output);
        self.say(self.began, What::Resize(output.size()));
        let screen = output.dump_now();
        if !screen.is_empty() {
            self.say(self.began, What::Screen(screen));
        }
    }

    /// Switches it on or off.
    pub fn switch(&mut self, on: Option<(RecordOrder, RecordingSign)>, output: &mut Output, now: Instant) {
        match (&self.sign, on) {
            (None, Some((order, sign))) => {
                self.follow(output);
                self.sign = Some(sign);
                self.say(now, What::Resume { order, size: output.size(), screen: output.dump_now() });
            }
            (Some(_), None) => {
                self.take_all(output, now);
                self.sign = None;
                self.say(now, What::Pause);
            }
            (Some(_), Some((order, sign))) => {
                self.sign = Some(sign);
                self.say(now, What::By(order));
            }
            (None, None) => {}
        }
    }

    /// What came before now is not recorded.
    fn follow(&mut self, output: &Output) {
        self.taken = output.ring.head();
        self.next_mark = output.serial_at(u64::MAX);
    }

    /// Gives what there is, as far as the disk follows; whether it follows.
    pub fn has_taken(&mut self, output: &Output, now: Instant) -> bool {
        self.take(output, now);
        self.sign.is_none() || output.ring.head() - self.taken < BEHIND_BYTES
    }

    pub fn take(&mut self, output: &Output, now: Instant) {
        let queue = self.queue.clone();
        self.take_while(output, now, || {
            // Said first and looked again: what was written in between wakes nobody.
            queue.has_room() || {
                queue.waits.store(true, Ordering::SeqCst);
                queue.has_room()
            }
        });
    }

    fn take_all(&mut self, output: &Output, now: Instant) {
        self.take_while(output, now, || true);
    }

    fn take_while(&mut self, output: &Output, now: Instant, has_room: impl Fn() -> bool) {
        if self.sign.is_none() {
            return;
        }
        let head = output.ring.head();
        loop {
            let mark = output.mark_from(self.next_mark);
            if let Some(mark) = mark.filter(|mark| mark.at <= self.taken) {
                self.next_mark = mark.serial + 1;
                self.say(now, What::Resize(mark.size));
                continue;
            }
            let to = head.min(self.taken + EVENT_MAX_BYTES as u64).min(mark.map_or(u64::MAX, |mark| mark.at));
            if to == self.taken || !has_room() {
                return;
            }
            let mut bytes = Vec::with_capacity(EVENT_MAX_BYTES);
            output.ring.copy(self.taken, to, &mut bytes);
            self.taken = to;
            self.queue.bytes.fetch_add(bytes.len() as u64, Ordering::SeqCst);
            self.say(now, What::Output(bytes));
        }
    }

    /// The ring must keep what is not given yet, when its end is at `head`.
    pub fn needs_from(&self, head: u64) -> u64 {
        if self.sign.is_some() { self.taken } else { head }
    }

    /// What was typed; it has its own small room.
    pub fn typed(&mut self, bytes: &[u8], now: Instant) {
        self.say(now, What::Input(String::from_utf8_lossy(bytes).into_owned()));
    }

    pub fn mark(&mut self, output: &Output, text: &str, now: Instant) {
        self.take_all(output, now);
        self.say(now, What::Marker(text.to_owned()));
    }

    /// All that is left, and the end.
    pub fn end(mut self, output: &Output, end: &End, now: Instant) {
        self.take_all(output, now);
        let status = match end {
            End::Code(code) => Some(*code),
            // As shells count.
            End::Signal(signal) => Some(128 + signal),
            // It did not end by itself, or nobody knows how.
            _ => None,
        };
        self.say(now, What::End(status));
    }

    fn say(&self, now: Instant, what: What) {
        let at_ms = u64::try_from(now.saturating_duration_since(self.began).as_millis()).unwrap_or(u64::MAX);
        self.notes.take(Note { recording: self.recording, at_ms, what });
    }
}
