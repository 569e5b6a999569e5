//! A screen that is read behind what comes, on a thread that all screens share: a flood in one terminal costs the
//! others nothing but their share of the processor.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;

use super::screen::Screen;
use crate::terminals::protocol::Size;

/// Most that waits to be read, bytes: whoever brings more reads a piece of it.
const MAX_WAITING_BYTES: usize = 512 * 1024;

/// A screen, and what it has not read yet.
#[derive(Debug, Clone)]
pub struct Behind(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// Locked by whoever takes a piece, until it is read: so pieces are read in their order.
    screen: Mutex<Screen>,
    waiting: Mutex<Waiting>,
    /// Whether the thread has been told.
    told: AtomicBool,
}

#[derive(Debug, Default)]
struct Waiting {
    pieces: VecDeque<Vec<u8>>,
    bytes: usize,
}

/// To the thread that reads. Without one, whoever brings something reads it.
static READER: LazyLock<mpsc::Sender<Behind>> = LazyLock::new(|| {
    let (sender, behind) = mpsc::channel::<Behind>();
    let read = move || behind.iter().for_each(|behind| behind.read_on());
    if let Err(error) = thread::Builder::new().name("screens".to_owned()).spawn(read) {
        tracing::warn!(%error, "screens have no thread of their own");
    }
    sender
});

impl Behind {
    /// `None` for a size that no terminal has.
    pub fn new(size: Size) -> Option<Self> {
        let screen = Mutex::new(Screen::new(size)?);
        Some(Self(Arc::new(Inner { screen, waiting: Mutex::default(), told: AtomicBool::new(false) })))
    }

    pub fn feed(&self, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        let waiting = {
            let mut waiting = self.waiting();
            waiting.pieces.push_back(bytes.to_vec());
            waiting.bytes += bytes.len();
            waiting.bytes
        };
        if waiting > MAX_WAITING_BYTES || !self.tell() {
            self.read_piece(&mut self.screen());
        }
    }

    pub fn resize(&self, size: Size) {
        self.caught_up().resize(size);
    }

    /// As [`Screen::dump`], of all that it was fed.
    pub fn dump(&self) -> Vec<u8> {
        self.caught_up().dump()
    }

    /// Tells the thread, if it does not know; whether it will read.
    fn tell(&self) -> bool {
        let tells = self.0.told.swap(true, Ordering::AcqRel) || READER.send(self.clone()).is_ok();
        if !tells {
            self.0.told.store(false, Ordering::Release);
        }
        tells
    }

    /// On the thread: reads a piece, and comes back for the next when others have had their turn.
    fn read_on(&self) {
        self.0.told.store(false, Ordering::Release);
        if self.read_piece(&mut self.screen()) {
            self.tell();
        }
    }

    /// Whether there was one.
    fn read_piece(&self, screen: &mut Screen) -> bool {
        let piece = {
            let mut waiting = self.waiting();
            let piece = waiting.pieces.pop_front();
            waiting.bytes -= piece.as_ref().map_or(0, Vec::len);
            piece
        };
        piece.inspect(|piece| screen.feed(piece)).is_some()
    }

    fn caught_up(&self) -> MutexGuard<'_, Screen> {
        let mut screen = self.screen();
        while self.read_piece(&mut screen) {}
        screen
    }

    fn screen(&self) -> MutexGuard<'_, Screen> {
        self.0.screen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_behind_is_what_is_read_at_once() {
        let size = Size { cols: 40, rows: 10 };
        let (behind, mut at_once) = (Behind::new(size).expect("a size"), Screen::new(size).expect("a size"));
        for round in 0..200 {
            let piece = format!("\x1b[{};3H\x1b[{}mround {round}\x1b[K", round % 10, 30 + round % 8).repeat(200);
            behind.feed(piece.as_bytes());
            at_once.feed(piece.as_bytes());
            if round % 50 == 49 {
                let size = Size { cols: 40, rows: 10 + round / 50 };
                behind.resize(size);
                at_once.resize(size);
                assert_eq!(behind.dump(), at_once.dump(), "round {round}");
            }
        }
        assert!(behind.waiting().pieces.is_empty() && behind.waiting().bytes == 0);
    }
}
