//! When viewers hear of new output: at once after a silence, together in a flood.

use tokio::time::Instant;

use super::session::{COALESCE, COALESCE_BYTES};

/// Output read and not announced yet.
#[derive(Debug, Default)]
pub struct Flush {
    last: Option<Instant>,
    waiting_bytes: u64,
}

impl Flush {
    /// So many bytes were read: whether they are to be announced now.
    pub fn read(&mut self, bytes: usize, now: Instant) -> bool {
        self.waiting_bytes += bytes as u64;
        self.is_due(now)
    }

    fn is_due(&self, now: Instant) -> bool {
        self.waiting_bytes >= COALESCE_BYTES
            || (self.waiting_bytes > 0 && self.last.is_none_or(|last| now >= last + COALESCE))
    }

    pub fn flushed(&mut self, now: Instant) {
        self.waiting_bytes = 0;
        self.last = Some(now);
    }

    /// When what waits is to be announced, if nothing happens before.
    pub fn deadline(&self) -> Option<Instant> {
        self.last.filter(|_| self.waiting_bytes > 0).map(|last| last + COALESCE)
    }
}

/// Keeps a flood in one terminal from holding up the others: all of them share a thread.
#[derive(Debug, Default)]
pub struct Turns {
    read: usize,
}

impl Turns {
    /// So much is a turn, bytes: a fraction of a millisecond.
    const TURN_BYTES: usize = 16 * 1024;

    pub fn read(&mut self, bytes: usize) {
        self.read += bytes;
    }

    /// Lets others have theirs, if so much was read.
    pub async fn give(&mut self) {
        if self.read >= Self::TURN_BYTES {
            self.read = 0;
            tokio::task::yield_now().await;
        }
    }
}
