//! A terminal's output: the ring, the sizes it had, and the screen where the ring begins.

use std::collections::VecDeque;

use super::behind::Behind;
use super::ring::Ring;
use super::screen::Screen;
use crate::terminals::protocol::Size;

/// History kept for whoever comes later, bytes: the scrollback after a reload.
pub const RING_KEEP_BYTES: u64 = 256 * 1024;
/// Most that is kept for a controller who has not parsed it yet, bytes.
pub const RING_MAX_BYTES: u64 = 1024 * 1024;
/// Most sizes kept; older output goes before more are.
const MAX_MARKS: usize = 256;

#[derive(Debug)]
pub struct Output {
    pub ring: Ring,
    /// Sizes set within the ring, oldest first.
    marks: VecDeque<Mark>,
    next_serial: u64,
    /// The size where the ring begins.
    start_size: Size,
    size: Size,
    /// None until the ring gives something up.
    screen: Option<Behind>,
}

/// From output offset `at` on the terminal has this size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Counts marks, so that a viewer knows which it has.
    pub serial: u64,
    pub at: u64,
    pub size: Size,
}

impl Output {
    pub fn new(size: Size) -> Self {
        Self { ring: Ring::default(), marks: VecDeque::new(), next_serial: 0, start_size: size, size, screen: None }
    }

    pub fn size(&self) -> Size {
        self.size
    }

    pub fn start_size(&self) -> Size {
        self.start_size
    }

    pub fn resize(&mut self, size: Size) {
        if size == self.size {
            return;
        }
        self.size = size;
        // Two sizes without output between are one.
        while self.marks.back().is_some_and(|mark| mark.at == self.ring.head()) {
            self.marks.pop_back();
        }
        self.marks.push_back(Mark { serial: self.next_serial, at: self.ring.head(), size });
        self.next_serial += 1;
    }

    /// The first mark that a viewer with marks below `serial` has not.
    pub fn mark_from(&self, serial: u64) -> Option<Mark> {
        let at = self.marks.partition_point(|mark| mark.serial < serial);
        self.marks.get(at).copied()
    }

    /// Serial of the first mark at or after this output offset.
    pub fn serial_at(&self, seq: u64) -> u64 {
        let at = self.marks.partition_point(|mark| mark.at < seq);
        self.marks.get(at).map_or(self.next_serial, |mark| mark.serial)
    }

    /// Gives up output before `keep_from`, in whole chunks, to the screen.
    pub fn trim(&mut self, keep_from: u64) {
        let excess = self.marks.len().saturating_sub(MAX_MARKS);
        let keep_from = match self.marks.get(excess) {
            Some(mark) if excess > 0 => keep_from.max(mark.at),
            _ => keep_from,
        };
        let Self { ring, marks, start_size, screen, .. } = self;
        while ring.evict(keep_from, |start, bytes| {
            if screen.is_none() {
                *screen = Behind::new(*start_size);
            }
            let Some(screen) = screen else { return };
            let mut from = 0;
            while let Some(mark) = marks.front().copied().filter(|mark| mark.at < start + bytes.len() as u64) {
                let to = usize::try_from(mark.at.saturating_sub(start)).unwrap_or_default();
                screen.feed(&bytes[from..to]);
                screen.resize(mark.size);
                *start_size = mark.size;
                from = to;
                marks.pop_front();
            }
            screen.feed(&bytes[from..]);
        }) {}
    }

    /// Bytes that bring a reset emulator of [`Output::size`] to what is shown now.
    pub fn dump_now(&mut self) -> Vec<u8> {
        let Some(mut screen) = Screen::new(self.start_size).filter(|_| self.ring.head() > 0) else { return Vec::new() };
        screen.feed(&self.dump());
        let mut at = self.ring.start();
        let mut feed = |to: u64, screen: &mut Screen| {
            let mut bytes = Vec::new();
            self.ring.copy(at, to, &mut bytes);
            screen.feed(&bytes);
            at = to;
        };
        for mark in &self.marks {
            feed(mark.at, &mut screen);
            screen.resize(mark.size);
        }
        feed(self.ring.head(), &mut screen);
        screen.dump()
    }

    /// Bytes that bring a reset emulator of [`Output::start_size`] to where the ring begins.
    pub fn dump(&mut self) -> Vec<u8> {
        self.screen.as_ref().map(Behind::dump).unwrap_or_default()
    }
}
