//! What a terminal showed where its ring begins: the model is fed what the ring gives up, and
//! nothing else, so a snapshot is its dump and then the ring, exact to the byte.

use super::modes::Modes;
use crate::terminals::protocol::Size;

/// Emulator and input modes of all output before the ring.
pub struct Screen {
    emulator: avt::Terminal,
    modes: Modes,
    /// Begin of a character whose rest has not come.
    partial: Vec<u8>,
    /// Plain text that came last and is not read yet: the next may scroll all of it away.
    held: Vec<u8>,
}

/// Text worth holding, bytes: less is read at once.
const HELD_BYTES: std::ops::RangeInclusive<usize> = 1024..=64 * 1024;

impl std::fmt::Debug for Screen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Screen").field("size", &self.emulator.size()).field("modes", &self.modes).finish()
    }
}

impl Screen {
    /// `None` for a size that no terminal has.
    pub fn new(size: Size) -> Option<Self> {
        let emulator = avt::Terminal::new(size.cols.into(), size.rows.into()).ok()?;
        Some(Self { emulator, modes: Modes::default(), partial: Vec::new(), held: Vec::new() })
    }

    pub fn feed(&mut self, bytes: &[u8]) {
        let plain = if self.is_plain() { plain_prefix(bytes) } else { 0 };
        if !self.held.is_empty() && !self.pass_by_held(&bytes[..plain]) {
            self.settle();
        }
        if plain == bytes.len() && HELD_BYTES.contains(&plain) {
            self.held.extend_from_slice(bytes);
        } else {
            self.read(bytes, plain);
        }
    }

    /// Reads what is held.
    fn settle(&mut self) {
        let held = std::mem::take(&mut self.held);
        self.read(&held, held.len());
    }

    /// Reads bytes of which so many at the begin are plain.
    fn read(&mut self, bytes: &[u8], plain: usize) {
        let bytes = &bytes[self.skip(&bytes[..plain])..];
        self.modes.feed(bytes, u16::try_from(self.emulator.size().1).unwrap_or(u16::MAX));
        let mut rest = bytes;
        // Finish the character that was cut.
        while !self.partial.is_empty() {
            let Some((&byte, after)) = rest.split_first() else { return };
            self.partial.push(byte);
            rest = after;
            match std::str::from_utf8(&self.partial) {
                Ok(text) => {
                    self.emulator.feed(text);
                    self.partial.clear();
                }
                Err(error) if error.error_len().is_none() => {}
                Err(_) => {
                    // Not a character after all; what broke it may begin the next one.
                    self.partial.clear();
                    rest = &bytes[bytes.len() - after.len() - 1..];
                }
            }
        }
        for chunk in rest.utf8_chunks() {
            self.emulator.feed(chunk.valid());
            let at_end = chunk.invalid().last().is_some_and(|last| std::ptr::eq(last, &rest[rest.len() - 1]));
            if at_end && std::str::from_utf8(chunk.invalid()).is_err_and(|error| error.error_len().is_none()) {
                self.partial.extend_from_slice(chunk.invalid());
            }
        }
    }

    /// Whether plain text scrolls here as it does everywhere.
    fn is_plain(&self) -> bool {
        self.partial.is_empty() && self.modes.scrolls_whole()
    }

    /// Passes by plain text that the plain text after it scrolls off the screen, and says how much: a
    /// flood costs a glance and not a parse. Only the cursor must be right where the rest begins.
    fn skip(&mut self, plain: &[u8]) -> usize {
        let Some(end) = nth_last_line_end(plain, self.lines_of_two_screens()) else { return 0 };
        if self.go_past(&plain[..=end]) { end + 1 } else { 0 }
    }

    /// Passes by what is held, if this plain text after it scrolls it off the screen.
    fn pass_by_held(&mut self, next: &[u8]) -> bool {
        let gone = nth_last_line_end(next, self.lines_of_two_screens()).is_some();
        let held = std::mem::take(&mut self.held);
        let passed = gone && self.go_past(&held);
        self.held = held;
        if passed {
            self.held.clear();
        }
        passed
    }

    /// So many line feeds reach the last row from the first, and then scroll everything away.
    fn lines_of_two_screens(&self) -> usize {
        2 * self.emulator.size().1
    }

    /// Puts the cursor where this plain text leaves it, without the text; not where it is about to wrap, which
    /// is no place that can be gone to.
    fn go_past(&mut self, plain: &[u8]) -> bool {
        let (col, row) = cursor_after(plain, self.emulator.cursor(), self.emulator.size());
        let there = col < self.emulator.size().0;
        if there {
            self.emulator.feed(format!("\x1b[{};{}H", row + 1, col + 1).as_str());
        }
        there
    }

    pub fn resize(&mut self, size: Size) {
        self.settle();
        self.emulator.resize(size.cols.into(), size.rows.into());
    }

    /// The lines that are shown, from top to bottom, without what is empty at their ends.
    pub fn lines(&self) -> Vec<String> {
        self.emulator.screen().visible_lines().map(|line| line.text().trim_end().to_owned()).collect()
    }

    /// Bytes that bring a reset emulator of the same size here, unfinished sequences included.
    pub fn dump(&mut self) -> Vec<u8> {
        self.settle();
        let mut dump = Vec::new();
        self.modes.dump(&mut dump);
        // Tab stops in the words that every emulator knows: TBC and HTS for the rarer CTC.
        let screen = self.emulator.dump().replace("\x1b[5W", "\x1b[3g").replace("\x1b[0W", "\x1bH");
        dump.extend_from_slice(screen.as_bytes());
        dump.extend_from_slice(&self.partial);
        dump
    }
}

/// How many bytes, from the first on and in whole blocks, are printable ASCII, carriage returns or line feeds.
fn plain_prefix(bytes: &[u8]) -> usize {
    /// One look of the processor's, with a branch at its end and not at every byte.
    const BLOCK: usize = 64;
    let is_plain = |block: &&[u8]| {
        block.iter().fold(true, |all, &byte| all & ((byte.wrapping_sub(b' ') < 95) | (byte == b'\r') | (byte == b'\n')))
    };
    bytes.chunks(BLOCK).take_while(is_plain).map(<[u8]>::len).sum()
}

/// Where plain text leaves the cursor, column and row, on a screen of so many columns and rows.
fn cursor_after(text: &[u8], cursor: avt::Cursor, (cols, rows): (usize, usize)) -> (usize, usize) {
    let (mut col, mut row) = (cursor.col, cursor.row);
    let mut from = 0;
    for at in memchr::memchr2_iter(b'\r', b'\n', text) {
        let printed = at - from;
        from = at + 1;
        if printed > 0 {
            // At the edge, the next character begins the next line.
            let reached = col + printed - 1;
            (col, row) = (reached % cols + 1, (row + reached / cols).min(rows - 1));
        }
        (col, row) = match text[at] {
            b'\r' => (0, row),
            // Scrolling leaves the cursor about to wrap, moving down does not.
            _ if row + 1 >= rows => (col, row),
            _ => (col.min(cols - 1), row + 1),
        };
    }
    (col, row)
}

/// Where the line feed is that has so many after it.
fn nth_last_line_end(text: &[u8], after: usize) -> Option<usize> {
    text.iter().enumerate().rev().filter(|(_, byte)| **byte == b'\n').nth(after).map(|(at, _)| at)
}
