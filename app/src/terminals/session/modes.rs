//! The modes of a terminal that change what keys and the mouse send: no screen shows them, and a
//! restored screen is wrong without them.

/// Private modes worth restoring, of those a screen model does not keep itself: mouse reporting and
/// its encodings, focus reports, alternate scroll, bracketed paste, synchronised output excluded.
const KEPT: [u16; 12] = [9, 12, 45, 1000, 1002, 1003, 1004, 1005, 1006, 1007, 1015, 2004];
/// Most parameters of one sequence that are read; programs set a handful at once.
const MAX_PARAMS: usize = 16;
/// Most bytes of a window title that are kept.
const MAX_TITLE_BYTES: usize = 256;

/// Follows a byte stream cut anywhere and knows which modes are on.
#[derive(Debug, Default)]
pub struct Modes {
    state: State,
    /// Bit `n` for `KEPT[n]`.
    on: u16,
    keypad: bool,
    /// Of `CSI n SP q`.
    cursor_style: u16,
    title: Vec<u8>,
    string: Vec<u8>,
    params: Vec<u16>,
    private: u8,
    intermediate: u8,
    /// Margins were set that do not hold the whole screen, or might not.
    narrow: bool,
    /// The screen's, for judging margins.
    rows: u16,
    /// Something was set, since the last reset, after which text need not scroll as usual.
    unusual: bool,
    /// Control characters 128 to 159 came, as text: they begin sequences that are not followed here.
    c1: bool,
    last: u8,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Ground,
    Escape,
    EscapeIntermediate,
    Csi,
    /// OSC, DCS, APC, PM, SOS: until BEL (OSC alone) or ST.
    String {
        osc: bool,
        escape: bool,
    },
}

impl Modes {
    /// Follows output on a screen of so many rows.
    pub fn feed(&mut self, bytes: &[u8], rows: u16) {
        self.rows = rows;
        self.look_for_c1(bytes);
        let mut rest = bytes;
        while let Some(&byte) = rest.first() {
            if self.state == State::Ground {
                let Some(at) = memchr::memchr(0x1b, rest) else { return };
                rest = &rest[at + 1..];
                match sets_nothing(rest) {
                    Some(bytes) => rest = &rest[bytes..],
                    None => self.state = State::Escape,
                }
            } else {
                self.step(byte);
                rest = &rest[1..];
            }
        }
    }

    /// Whether plain text scrolls the screen as a whole, wrapping at its right edge.
    pub fn scrolls_whole(&self) -> bool {
        self.state == State::Ground && !self.unusual && !self.narrow && !self.c1
    }

    fn look_for_c1(&mut self, bytes: &[u8]) {
        let Some(&last) = bytes.last() else { return };
        let cut = self.last == 0xc2 && matches!(bytes[0], 0x80..=0x9f);
        let c1 = |at: usize| bytes.get(at + 1).is_some_and(|next| matches!(next, 0x80..=0x9f));
        self.c1 |= cut || memchr::memchr_iter(0xc2, bytes).any(c1);
        self.last = last;
    }

    /// Sequences that bring a reset terminal to these modes.
    pub fn dump(&self, out: &mut Vec<u8>) {
        for (bit, mode) in KEPT.iter().enumerate() {
            if self.on & (1 << bit) != 0 {
                out.extend_from_slice(format!("\x1b[?{mode}h").as_bytes());
            }
        }
        if self.keypad {
            out.extend_from_slice(b"\x1b=");
        }
        if self.cursor_style != 0 {
            out.extend_from_slice(format!("\x1b[{} q", self.cursor_style).as_bytes());
        }
        if !self.title.is_empty() {
            out.extend_from_slice(b"\x1b]2;");
            out.extend_from_slice(&self.title);
            out.extend_from_slice(b"\x1b\\");
        }
    }

    fn step(&mut self, byte: u8) {
        // CAN and SUB end any sequence, ESC begins a new one.
        self.state = match (self.state, byte) {
            (State::String { osc, escape: false }, 0x1b) => State::String { osc, escape: true },
            (State::String { osc: true, .. }, 0x07) | (State::String { osc: true, escape: true }, b'\\') => {
                self.end_osc();
                State::Ground
            }
            (State::String { escape: true, .. }, b'\\') | (_, 0x18 | 0x1a) => State::Ground,
            (State::String { escape: true, .. }, byte) => self.escape(byte),
            (State::String { osc, .. }, byte) => {
                if osc && self.string.len() < MAX_TITLE_BYTES {
                    self.string.push(byte);
                }
                State::String { osc, escape: false }
            }
            (_, 0x1b) => State::Escape,
            (State::Escape, byte) => self.escape(byte),
            (State::EscapeIntermediate, 0x20..=0x2f) => State::EscapeIntermediate,
            (State::EscapeIntermediate | State::Ground, _) => State::Ground,
            (State::Csi, byte) => self.csi(byte),
        };
    }

    fn escape(&mut self, byte: u8) -> State {
        match byte {
            b'[' => {
                self.params.clear();
                (self.private, self.intermediate) = (0, 0);
                return State::Csi;
            }
            b']' | b'P' | b'X' | b'^' | b'_' => {
                self.string.clear();
                return State::String { osc: byte == b']', escape: false };
            }
            0x20..=0x2f => return State::EscapeIntermediate,
            // Control characters act inside a sequence and do not end it.
            0x00..=0x1f => return State::Escape,
            b'=' => self.keypad = true,
            b'>' => self.keypad = false,
            b'c' => self.reset(),
            _ => {}
        }
        State::Ground
    }

    fn csi(&mut self, byte: u8) -> State {
        match byte {
            b'0'..=b'9' => {
                if self.params.is_empty() {
                    self.params.push(0);
                }
                if let Some(last) = self.params.last_mut() {
                    *last = last.saturating_mul(10).saturating_add(u16::from(byte - b'0'));
                }
            }
            b';' | b':' => {
                if self.params.is_empty() {
                    self.params.push(0);
                }
                if self.params.len() < MAX_PARAMS {
                    self.params.push(0);
                }
            }
            b'<'..=b'?' => self.private = byte,
            0x20..=0x2f => self.intermediate = byte,
            0x40..=0x7e => {
                self.dispatch(byte);
                return State::Ground;
            }
            _ => {}
        }
        State::Csi
    }

    fn dispatch(&mut self, last: u8) {
        match (self.private, self.intermediate, last) {
            (b'?', 0, b'h' | b'l') => {
                for param in &self.params {
                    if let Some(bit) = KEPT.iter().position(|mode| mode == param) {
                        if last == b'h' {
                            self.on |= 1 << bit;
                        } else {
                            self.on &= !(1 << bit);
                        }
                    }
                }
                // No wrapping at the edge.
                self.unusual |= last == b'l' && self.params.contains(&7);
            }
            // A line feed that is a carriage return too.
            (0, 0, b'h') => self.unusual |= self.params.contains(&20),
            (0, 0, b'r') => {
                let param = |at: usize| self.params.get(at).copied().unwrap_or_default();
                self.narrow = param(0) > 1 || (param(1) != 0 && param(1) != self.rows);
            }
            (0, b' ', b'q') => self.cursor_style = self.params.first().copied().unwrap_or_default().min(6),
            // A soft reset.
            (0, b'!', b'p') => self.keypad = false,
            _ => {}
        }
    }

    fn end_osc(&mut self) {
        if let [b'0' | b'2', b';', title @ ..] = self.string.as_slice() {
            self.title = title.to_vec();
        }
        self.string = Vec::new();
    }

    fn reset(&mut self) {
        (self.on, self.keypad, self.cursor_style) = (0, false, 0);
        (self.narrow, self.unusual) = (false, false);
    }
}

/// What follows an ESC, if it is a whole sequence of colours, erasing or a move, as most are: how many bytes.
fn sets_nothing(rest: &[u8]) -> Option<usize> {
    let params = rest.strip_prefix(b"[")?.iter().take_while(|byte| matches!(byte, b'0'..=b';')).count();
    rest.get(1 + params).filter(|last| matches!(last, b'A'..=b'K' | b'm')).map(|_| 2 + params)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dump_after(bytes: &[u8]) -> String {
        let mut modes = Modes::default();
        bytes.iter().for_each(|byte| modes.feed(&[*byte], 24));
        let mut whole = Modes::default();
        whole.feed(bytes, 24);
        let (mut by_one, mut at_once) = (Vec::new(), Vec::new());
        modes.dump(&mut by_one);
        whole.dump(&mut at_once);
        assert_eq!(by_one, at_once);
        String::from_utf8_lossy(&at_once).into_owned()
    }

    #[test]
    fn modes_that_are_on_come_back() {
        assert_eq!(dump_after(b"\x1b[?1000;1006h\x1b[?2004hx\x1b="), "\x1b[?1000h\x1b[?1006h\x1b[?2004h\x1b=");
        assert_eq!(dump_after(b"\x1b[?1000;1006h\x1b[?1000l"), "\x1b[?1006h");
        assert_eq!(dump_after(b"\x1b[?2004h\x1bc"), "");
        assert_eq!(dump_after(b"\x1b[4 q"), "\x1b[4 q");
    }

    #[test]
    fn strings_hide_what_is_in_them() {
        assert_eq!(dump_after(b"\x1b]2;a[?2004h\x07\x1bPq\x1b\\"), "\x1b]2;a[?2004h\x1b\\");
        assert_eq!(dump_after(b"\x1bP[?2004h\x07[?2004h\x1b\\x"), "");
        assert_eq!(dump_after(b"\x1b]0;t\x1b[?2004h"), "\x1b[?2004h");
    }
}
