//! What a terminal showed where its ring begins: the model is fed what the ring gives up, and
//! nothing else, so a snapshot is its dump and then the ring, exact to the byte.

use super::flood;
use super::modes::Modes;
use crate::terminals::protocol::Size;

/// Emulator and input modes of all output before the ring.
pub struct Screen {
    emulator: avt::Terminal,
    modes: Modes,
    /// Begin of a character whose rest has not come.
    partial: Vec<u8>,
    /// Text that came last and is not read yet: the next may scroll all of it away.
    held: Vec<u8>,
    /// So much of it is known to be text; the rest is of a character or sequence that was cut.
    held_text: usize,
}

/// Output that text may be looked for in, bytes: less is read at once.
const WORTH_HOLDING_BYTES: usize = 1024;
/// Most that is held, bytes.
const MAX_HELD_BYTES: usize = 64 * 1024;

impl std::fmt::Debug for Screen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Screen").field("size", &self.emulator.size()).field("modes", &self.modes).finish()
    }
}

impl Screen {
    /// `None` for a size that no terminal has.
    pub fn new(size: Size) -> Option<Self> {
        let emulator = avt::Terminal::new(size.cols.into(), size.rows.into()).ok()?;
        Some(Self { emulator, modes: Modes::default(), partial: Vec::new(), held: Vec::new(), held_text: 0 })
    }

    pub fn feed(&mut self, bytes: &[u8]) {
        if self.held.is_empty() && !(self.is_plain() && bytes.len() >= WORTH_HOLDING_BYTES) {
            return self.read(bytes);
        }
        let known = self.held_text;
        self.held.extend_from_slice(bytes);
        let text = flood::text(&self.held[known..]);
        self.held_text = known + text.bytes;
        self.pass_by();
        if !text.goes_on || self.held.len() > MAX_HELD_BYTES {
            self.settle();
        }
    }

    /// Passes by held text that the text after it scrolls off the screen: a flood costs a glance and not a parse.
    /// Only the cursor and the pen must be right where the rest begins.
    fn pass_by(&mut self) {
        let size = self.emulator.size();
        // So many line feeds reach the last row from the first, and then scroll everything away.
        let Some(gone) = flood::scrolled_away(&self.held[..self.held_text], 2 * size.1) else { return };
        let text = &self.held[..gone];
        let cursor = self.emulator.cursor();
        let Some((col, row)) = flood::cursor_after(text, (cursor.col, cursor.row), size) else { return };
        // About to wrap is no place that can be gone to.
        if col >= size.0 {
            return;
        }
        for pen in flood::pen_of(text) {
            self.emulator.feed(String::from_utf8_lossy(pen).as_ref());
        }
        self.emulator.feed(format!("\x1b[{};{}H", row + 1, col + 1).as_str());
        self.held.drain(..gone);
        self.held_text -= gone;
    }

    /// Reads what is held.
    fn settle(&mut self) {
        let held = std::mem::take(&mut self.held);
        self.held_text = 0;
        self.read(&held);
    }

    fn read(&mut self, bytes: &[u8]) {
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

    /// Whether text scrolls here as it does everywhere.
    fn is_plain(&self) -> bool {
        self.partial.is_empty() && self.modes.scrolls_whole()
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
