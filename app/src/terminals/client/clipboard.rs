//! What may pass between a terminal and the clipboard. The rules are pure.

/// Most that a program may put on the clipboard by OSC 52, bytes.
pub const COPY_MAX_BYTES: usize = 100 * 1000;

/// Text as it may be pasted: without the escape character, so that it cannot end a bracketed paste
/// early or press keys of its own.
pub fn pasteable(text: &str) -> String {
    text.replace('\u{1b}', "")
}

/// Whether pasting this would run commands before they can be read over: several lines, and a program
/// that does not ask for brackets around pasted text.
pub fn needs_asking(text: &str, bracketed: bool) -> bool {
    !bracketed && text.trim_end_matches(['\r', '\n']).contains(['\r', '\n'])
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
    }

    #[test]
    fn one_line_is_pasted_without_asking() {
        assert!(!needs_asking("ls -l\n", false));
        assert!(needs_asking("ls\nrm x\n", false));
        assert!(!needs_asking("ls\nrm x\n", true));
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
