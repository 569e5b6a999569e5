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
}

impl std::fmt::Debug for Screen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Screen").field("size", &self.emulator.size()).field("modes", &self.modes).finish()
    }
}

impl Screen {
    /// `None` for a size that no terminal has.
    pub fn new(size: Size) -> Option<Self> {
        let emulator = avt::Terminal::new(size.cols.into(), size.rows.into()).ok()?;
        Some(Self { emulator, modes: Modes::default(), partial: Vec::new() })
    }

    pub fn feed(&mut self, bytes: &[u8]) {
        self.modes.feed(bytes);
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

    pub fn resize(&mut self, size: Size) {
        self.emulator.resize(size.cols.into(), size.rows.into());
    }

    /// Bytes that bring a reset emulator of the same size here, unfinished sequences included.
    pub fn dump(&self) -> Vec<u8> {
        let mut dump = Vec::new();
        self.modes.dump(&mut dump);
        // Tab stops in the words that every emulator knows: TBC and HTS for the rarer CTC.
        let screen = self.emulator.dump().replace("\x1b[5W", "\x1b[3g").replace("\x1b[0W", "\x1bH");
        dump.extend_from_slice(screen.as_bytes());
        dump.extend_from_slice(&self.partial);
        dump
    }
}
