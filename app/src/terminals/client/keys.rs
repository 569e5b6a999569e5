//! What keys that are buttons send, as xterm would send them for a keyboard. Pure.

use std::borrow::Cow;

/// A key that is pressed by a button.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Escape,
    Tab,
    Enter,
    /// `A` up, `B` down, `C` right, `D` left.
    Arrow(char),
    Home,
    End,
    PageUp,
    PageDown,
    /// F1 to F12.
    Function(u8),
    Text(&'static str),
}

/// Keys that change the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Modifier {
    Control,
    Alt,
}

/// One tap holds a modifier for the next key, a second locks it, a third lets go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Hold {
    #[default]
    Off,
    Once,
    Locked,
}

impl Hold {
    #[must_use]
    pub fn tapped(self) -> Self {
        match self {
            Self::Off => Self::Once,
            Self::Once => Self::Locked,
            Self::Locked => Self::Off,
        }
    }

    fn used(self) -> Self {
        if self == Self::Once { Self::Off } else { self }
    }

    pub fn is_on(self) -> bool {
        self != Self::Off
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Held {
    pub control: Hold,
    pub alt: Hold,
}

impl Held {
    pub fn any(self) -> bool {
        self.control.is_on() || self.alt.is_on()
    }

    #[must_use]
    pub fn tapped(self, modifier: Modifier) -> Self {
        match modifier {
            Modifier::Control => Self { control: self.control.tapped(), ..self },
            Modifier::Alt => Self { alt: self.alt.tapped(), ..self },
        }
    }

    /// After a key: what was held for one is let go.
    #[must_use]
    pub fn used(self) -> Self {
        Self { control: self.control.used(), alt: self.alt.used() }
    }

    /// As in `CSI 1 ; m A`.
    fn parameter(self) -> u8 {
        1 + if self.alt.is_on() { 2 } else { 0 } + if self.control.is_on() { 4 } else { 0 }
    }
}

/// The bytes of a key. `application_cursor`: arrows as programs with menus want them.
pub fn encode(key: Key, held: Held, application_cursor: bool) -> String {
    let cursor = |last: char| match held.any() {
        true => format!("\u{1b}[1;{}{last}", held.parameter()),
        false => format!("\u{1b}{}{last}", if application_cursor { 'O' } else { '[' }),
    };
    let tilde = |number: u8| match held.any() {
        true => format!("\u{1b}[{number};{}~", held.parameter()),
        false => format!("\u{1b}[{number}~"),
    };
    let plain = |text: &str| String::from_utf8_lossy(&typed(text.as_bytes(), held)).into_owned();
    match key {
        Key::Escape => plain("\u{1b}"),
        Key::Tab => plain("\t"),
        Key::Enter => plain("\r"),
        Key::Text(text) => plain(text),
        Key::Arrow(last) => cursor(last),
        Key::Home => cursor('H'),
        Key::End => cursor('F'),
        Key::PageUp => tilde(5),
        Key::PageDown => tilde(6),
        Key::Function(number @ 1..=4) if held.any() => {
            format!("\u{1b}[1;{}{}", held.parameter(), char::from(b'P' + number - 1))
        }
        Key::Function(number @ 1..=4) => format!("\u{1b}O{}", char::from(b'P' + number - 1)),
        // Terminals leave out 16 and 22.
        Key::Function(number) => tilde(match number {
            5 => 15,
            6..=10 => number + 11,
            _ => number + 12,
        }),
    }
}

/// Whether what an emulator says is one character, such as a key of a soft keyboard: not a paste, not an
/// answer to a query, not a report of the mouse.
pub fn is_one_key(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| text.chars().count() == 1)
}

/// What one character means while modifiers are held.
pub fn typed(bytes: &[u8], held: Held) -> Cow<'_, [u8]> {
    if !held.any() {
        return Cow::Borrowed(bytes);
    }
    let mut sent = Vec::with_capacity(bytes.len() + 1);
    if held.alt.is_on() {
        sent.push(0x1b);
    }
    match bytes {
        [key] if held.control.is_on() => sent.push(with_control(*key)),
        _ => sent.extend(bytes),
    }
    Cow::Owned(sent)
}

fn with_control(key: u8) -> u8 {
    match key {
        b'@'..=b'_' | b'a'..=b'z' => key & 0x1f,
        b' ' | b'2' => 0,
        b'3'..=b'7' => key - b'3' + 0x1b,
        b'8' | b'?' => 0x7f,
        b'/' | b'-' => 0x1f,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTROL: Held = Held { control: Hold::Once, alt: Hold::Off };
    const BOTH: Held = Held { control: Hold::Once, alt: Hold::Locked };

    #[test]
    fn keys_send_what_a_keyboard_sends() {
        let plain = |key| encode(key, Held::default(), false);
        assert_eq!(plain(Key::Arrow('A')), "\u{1b}[A");
        assert_eq!(encode(Key::Arrow('A'), Held::default(), true), "\u{1b}OA");
        assert_eq!(encode(Key::Arrow('D'), CONTROL, true), "\u{1b}[1;5D");
        assert_eq!(plain(Key::PageUp), "\u{1b}[5~");
        assert_eq!(encode(Key::PageDown, BOTH, false), "\u{1b}[6;7~");
        let functions: Vec<String> = (1..=12).map(|number| plain(Key::Function(number))).collect();
        assert_eq!(functions[..4], ["\u{1b}OP", "\u{1b}OQ", "\u{1b}OR", "\u{1b}OS"]);
        let numbers: Vec<&str> =
            functions[4..].iter().map(|text| text.trim_start_matches("\u{1b}[").trim_end_matches('~')).collect();
        assert_eq!(numbers, ["15", "17", "18", "19", "20", "21", "23", "24"]);
    }

    #[test]
    fn held_keys_change_one_character() {
        assert_eq!(*typed(b"c", CONTROL), [3]);
        assert_eq!(*typed(b"C", CONTROL), [3]);
        assert_eq!(*typed(b" ", CONTROL), [0]);
        assert_eq!(*typed(b"/", CONTROL), [0x1f]);
        assert_eq!(*typed(b"x", BOTH), [0x1b, 0x18]);
        assert_eq!(*typed(b"x", Held::default()), *b"x");
        assert!(is_one_key("ö".as_bytes()) && is_one_key(b"\r") && is_one_key(b"\x1b"));
        assert!(!is_one_key(b"\x1b[A") && !is_one_key(b"ls") && !is_one_key(b""));
    }

    #[test]
    fn a_second_tap_locks() {
        let once = Held::default().tapped(Modifier::Control);
        assert_eq!(once.used(), Held::default());
        let locked = once.tapped(Modifier::Control);
        assert_eq!((locked.used(), locked.tapped(Modifier::Control)), (locked, Held::default()));
    }
}
