//! What is typed into several terminals at once.

use serde::{Deserialize, Serialize};

/// Most bytes of a text.
pub const BROADCAST_MAX_BYTES: usize = 4 * 1024;

/// Ctrl+U: what is half typed on the line goes.
const KILL_LINE: u8 = 0x15;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Typing {
    /// Each line is ended by a return; `clear` takes away what is half typed before.
    Lines {
        text: String,
        clear: bool,
    },
    Key(Key),
}

/// A key that does the same in every program's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Key {
    Interrupt,
    EndOfInput,
    Suspend,
    Redraw,
    Enter,
    Tab,
    Escape,
    Quit,
}

impl Key {
    pub const ALL: [Self; 8] = [
        Self::Interrupt,
        Self::EndOfInput,
        Self::Suspend,
        Self::Redraw,
        Self::Enter,
        Self::Tab,
        Self::Escape,
        Self::Quit,
    ];

    pub fn label(self) -> &'static str {
        match self {
            Self::Interrupt => "Ctrl+C",
            Self::EndOfInput => "Ctrl+D",
            Self::Suspend => "Ctrl+Z",
            Self::Redraw => "Ctrl+L",
            Self::Enter => "Enter",
            Self::Tab => "Tab",
            Self::Escape => "Esc",
            Self::Quit => "q",
        }
    }

    /// What it is for, after its label.
    pub fn help(self) -> &'static str {
        match self {
            Self::Interrupt => "stops the program",
            Self::EndOfInput => "ends the input, or the shell",
            Self::Suspend => "holds the program",
            Self::Redraw => "draws the screen anew",
            Self::Enter => "runs what is typed",
            Self::Tab => "completes what is typed",
            Self::Escape => "leaves a mode",
            Self::Quit => "leaves a pager",
        }
    }

    fn byte(self) -> u8 {
        match self {
            Self::Interrupt => 0x03,
            Self::EndOfInput => 0x04,
            Self::Suspend => 0x1a,
            Self::Redraw => 0x0c,
            Self::Enter => b'\r',
            Self::Tab => b'\t',
            Self::Escape => 0x1b,
            Self::Quit => b'q',
        }
    }
}

impl Typing {
    /// As it is typed, or what is wrong with it.
    ///
    /// # Errors
    /// In words, for a text that is empty, too long or holds control characters.
    pub fn checked(self) -> Result<Self, String> {
        let Self::Lines { text, clear } = self else { return Ok(self) };
        let lines: Vec<&str> = text.lines().collect();
        let text = lines.join("\n").trim_end().to_owned();
        if text.trim().is_empty() {
            return Err("Write what is to be typed.".to_owned());
        }
        if text.len() > BROADCAST_MAX_BYTES {
            return Err(format!("This is too long: {BROADCAST_MAX_BYTES} bytes are the most."));
        }
        if text.chars().any(|char| char.is_control() && !matches!(char, '\n' | '\t')) {
            return Err("This holds control characters; choose a key for them.".to_owned());
        }
        Ok(Self::Lines { text, clear })
    }

    /// As people read it.
    pub fn shown(&self) -> &str {
        match self {
            Self::Lines { text, .. } => text,
            Self::Key(key) => key.label(),
        }
    }

    /// As the program gets it.
    pub fn bytes(&self) -> Vec<u8> {
        let (text, clear) = match self {
            Self::Lines { text, clear } => (text, *clear),
            Self::Key(key) => return vec![key.byte()],
        };
        let mut bytes = Vec::with_capacity(text.len() + 2);
        if clear {
            bytes.push(KILL_LINE);
        }
        bytes.extend(text.bytes().map(|byte| if byte == b'\n' { b'\r' } else { byte }));
        bytes.push(b'\r');
        bytes
    }

    /// Whether it may also be typed where a password is asked for: it can be no part of one.
    pub fn stops_questions(&self) -> bool {
        *self == Self::Key(Key::Interrupt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, clear: bool) -> Typing {
        Typing::Lines { text: text.to_owned(), clear }
    }

    #[test]
    fn a_broadcast_is_lines_of_text_or_a_key() {
        assert_eq!(lines("ls\r\npwd\r\n", true).checked(), Ok(lines("ls\npwd", true)));
        assert_eq!(lines("\techo 学校", false).checked(), Ok(lines("\techo 学校", false)));
        for bad in ["", " \n ", "a\u{1b}[c", "\u{3}", &"x".repeat(BROADCAST_MAX_BYTES + 1)] {
            assert!(lines(bad, true).checked().is_err(), "{bad:?}");
        }
        assert!(Key::ALL.into_iter().all(|key| Typing::Key(key).checked() == Ok(Typing::Key(key))));
    }

    #[test]
    fn lines_end_with_returns_and_keys_are_themselves() {
        assert_eq!(lines("ls\npwd", true).bytes(), b"\x15ls\rpwd\r");
        assert_eq!(lines("ls", false).bytes(), b"ls\r");
        assert_eq!(Typing::Key(Key::Interrupt).bytes(), b"\x03");
    }
}
