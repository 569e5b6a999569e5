//! What may pass between a terminal and the clipboard. The rules are pure.

use wasm_bindgen_futures::JsFuture;

use super::xterm::copy_text;

/// Puts a text on the clipboard, when that was asked for by a click or a key.
pub fn to_clipboard(text: &str) -> impl Future<Output = Result<(), String>> + 'static {
    let copied = copy_text(text);
    async move { JsFuture::from(copied).await.map(drop).map_err(|error| super::screen::words(&error)) }
}

/// Most that a program may put on the clipboard by OSC 52, bytes.
pub const COPY_MAX_BYTES: usize = 100 * 1000;

/// Text as it may be pasted: without control characters but tabs and ends of lines, so that it cannot end a bracketed
/// paste early, nor press keys: the terminal itself heeds Ctrl-C within brackets.
pub fn pasteable(text: &str) -> String {
    text.chars().filter(|char| !char.is_control() || matches!(char, '\t' | '\n' | '\r')).collect()
}

/// A paste of more lines is looked over first, even where a program takes it as one piece.
pub const MANY_LINES: usize = 100;
/// A paste of more takes a while, bytes.
pub const LARGE_BYTES: usize = 64 * 1024;
/// More is a file and not a paste, bytes. Less than what may wait for the socket.
pub const PASTE_MAX_BYTES: usize = 1000 * 1000;

/// Why the person is asked before a paste.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Concern {
    /// Each line is run before the next can be read over: the program asks for no brackets around pasted text.
    RunsAtOnce,
    ManyLines,
    Large,
}

/// What there is to ask before pasting this, the gravest first.
pub fn concern(text: &str, bracketed: bool) -> Option<Concern> {
    let lines = text.trim_end_matches(['\r', '\n']).replace("\r\n", "\n").split(['\r', '\n']).count();
    if !bracketed && lines > 1 {
        Some(Concern::RunsAtOnce)
    } else if text.len() > LARGE_BYTES {
        Some(Concern::Large)
    } else {
        (lines > MANY_LINES).then_some(Concern::ManyLines)
    }
}

/// "312 bytes", "80 kB", "2.4 MB".
pub fn amount(bytes: usize) -> String {
    match bytes {
        0..1000 => format!("{bytes} bytes"),
        1000..1_000_000 => format!("{} kB", bytes / 1000),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

/// What a program asks for by OSC 52.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Osc52 {
    /// Put this on the clipboard.
    Copy(String),
    /// Asked to read the clipboard, or too long, or not text: refused.
    Refused,
}

/// Reads the payload of an OSC 52 sequence, `Pc ; Pd`.
pub fn osc52(payload: &str) -> Osc52 {
    let Some((_, data)) = payload.split_once(';') else { return Osc52::Refused };
    if data == "?" || data.len() > COPY_MAX_BYTES / 3 * 4 {
        return Osc52::Refused;
    }
    match from_base64(data).map(String::from_utf8) {
        Some(Ok(text)) if !text.is_empty() => Osc52::Copy(text),
        _ => Osc52::Refused,
    }
}

fn from_base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut count) = (0u32, 0);
    for char in text.trim_end_matches('=').bytes() {
        let value = match char {
            b'A'..=b'Z' => char - b'A',
            b'a'..=b'z' => char - b'a' + 26,
            b'0'..=b'9' => char - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    Some(bytes)
}

/// A title as a program set it, as it may be shown: one line, printable, 128 characters.
pub fn title(text: &str) -> String {
    const TITLE_CHARS: usize = 128;
    let printable = |char: &char| {
        !char.is_control()
            && !matches!(char, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().filter(printable).take(TITLE_CHARS).collect::<String>().trim().to_owned()
}

/// Whether a link in a terminal may be opened.
pub fn is_web_link(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    (lower.starts_with("https://") || lower.starts_with("http://")) && !url.contains(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paste_cannot_leave_its_brackets() {
        assert_eq!(pasteable("a\u{1b}[201~rm -rf /\r"), "a[201~rm -rf /\r");
        assert_eq!(pasteable("a\u{9b}201~\u{3}rm\u{4}\u{7f}\tb\n"), "a201~rm\tb\n");
        assert_eq!(pasteable("tëxt 你好 🙂"), "tëxt 你好 🙂");
    }

    #[test]
    fn one_line_is_pasted_without_asking() {
        assert_eq!(concern("ls -l\n", false), None);
        assert_eq!(concern("ls\nrm x\n", false), Some(Concern::RunsAtOnce));
        assert_eq!(concern("ls\rrm x", false), Some(Concern::RunsAtOnce));
        assert_eq!(concern("ls\nrm x\n", true), None);
    }

    #[test]
    fn much_is_looked_over_first() {
        assert_eq!(concern(&"a\n".repeat(MANY_LINES), true), None);
        assert_eq!(concern(&"a\n".repeat(MANY_LINES + 1), true), Some(Concern::ManyLines));
        assert_eq!(concern(&"a".repeat(LARGE_BYTES + 1), false), Some(Concern::Large));
        assert_eq!([amount(312), amount(80_400), amount(2_449_000)], ["312 bytes", "80 kB", "2.4 MB"]);
    }

    #[test]
    fn programs_may_copy_and_never_read() {
        assert_eq!(osc52("c;aGVsbG8gw7Y="), Osc52::Copy("hello ö".into()));
        assert_eq!(osc52("c;?"), Osc52::Refused);
        assert_eq!(osc52("c;not base64!"), Osc52::Refused);
        assert_eq!(osc52(&format!("c;{}", "QUFB".repeat(40_000))), Osc52::Refused);
    }

    #[test]
    fn titles_are_one_plain_line() {
        assert_eq!(title("  vim\u{7}\n notes\u{202e}.txt "), "vim notes.txt");
        assert_eq!(title(&"x".repeat(500)).len(), 128);
    }

    #[test]
    fn only_the_web_is_linked() {
        assert!(is_web_link("HTTPS://example.org/a?b"));
        assert!(!is_web_link("javascript:alert(1)"));
        assert!(!is_web_link("file:///etc/passwd"));
    }
}
