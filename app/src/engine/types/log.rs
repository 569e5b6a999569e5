//! Lines of a container's log.

use serde::{Deserialize, Serialize};

/// Lines a page begins with.
pub const TAIL: usize = 500;
/// Lines a page keeps; older ones are in the download.
pub const KEPT: usize = 2_000;
/// Characters of a line that are shown.
pub const LINE_CHARS: usize = 4_000;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// Nanoseconds since 1970: the engine's own stamp, which also tells lines apart.
    pub at_ns: i64,
    /// Written to standard error.
    pub stderr: bool,
    pub text: String,
}

impl LogLine {
    pub fn at_ms(&self) -> crate::time::UnixMs {
        self.at_ns / 1_000_000
    }

    pub fn level(&self) -> Option<Level> {
        level(&self.text)
    }
}

/// Which container's log, and after which line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogQuestion {
    pub container: String,
    pub after_ns: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Level {
    Error,
    Warning,
    Info,
    Debug,
}

impl Level {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
            Self::Debug => "debug",
        }
    }
}

/// How many words from its start a line may name its level in; later ones are prose.
const LEVEL_WORDS: usize = 8;

/// The level that a line names near its start: "ERROR: …", "[warn] …", `"level":"info"`, "level=debug".
pub fn level(text: &str) -> Option<Level> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty() && !is_number(word));
    words.take(LEVEL_WORDS).find_map(|word| match word.to_ascii_lowercase().as_str() {
        "error" | "err" | "fatal" | "panic" | "panicked" | "crit" | "critical" | "emerg" | "alert" => {
            Some(Level::Error)
        }
        "warn" | "warning" => Some(Level::Warning),
        "info" | "notice" => Some(Level::Info),
        "debug" | "trace" => Some(Level::Debug),
        _ => None,
    })
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

/// A line as text: without escape sequences and control characters, no longer than [`LINE_CHARS`].
pub fn readable(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut out = String::with_capacity(text.len().min(LINE_CHARS));
    let mut left = LINE_CHARS;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\u{1b}' => match chars.next() {
                // A control sequence ends with a byte from @ to ~.
                Some('[') => _ = chars.find(|c| ('@'..='~').contains(c)),
                // An operating system command ends with a bell or a string terminator.
                Some(']') => _ = chars.find(|c| matches!(c, '\u{7}' | '\u{1b}')),
                _ => {}
            },
            c if c.is_control() && c != '\t' => {}
            _ if left == 0 => {
                out.push('…');
                break;
            }
            c => {
                out.push(c);
                left -= 1;
            }
        }
    }
    out
}

/// Adds lines that are newer than the last one kept, and forgets the oldest above [`KEPT`].
pub fn append(kept: &mut Vec<LogLine>, lines: Vec<LogLine>) {
    let last_ns = kept.last().map_or(i64::MIN, |line| line.at_ns);
    kept.extend(lines.into_iter().filter(|line| line.at_ns > last_ns));
    let surplus = kept.len().saturating_sub(KEPT);
    kept.drain(..surplus);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_its_level_near_its_start() {
        assert_eq!(level("2026-01-02 03:04:05 ERROR: no"), Some(Level::Error));
        assert_eq!(level("[warn] slow"), Some(Level::Warning));
        assert_eq!(level(r#"{"time":"1","level":"info"}"#), Some(Level::Info));
        assert_eq!(level("time=1 level=debug msg=x"), Some(Level::Debug));
        assert_eq!(level("one two three four five six seven eight error"), None);
        assert_eq!(level("listening"), None);
    }

    #[test]
    fn escape_sequences_are_not_text() {
        assert_eq!(readable(b"\x1b[1;31mred\x1b[0m\tx\r"), "red\tx");
        assert_eq!(readable(b"\x1b]0;title\x07shown"), "shown");
        assert_eq!(readable(&[b'a'; 5_000]).chars().count(), LINE_CHARS + 1);
    }

    #[test]
    fn a_feed_that_repeats_itself_adds_nothing() {
        let line = |at_ns| LogLine { at_ns, stderr: false, text: String::new() };
        let mut kept = vec![line(1), line(2)];
        append(&mut kept, vec![line(1), line(2), line(3)]);
        assert_eq!(kept.len(), 3);
        append(&mut kept, (4..10_000).map(line).collect());
        assert_eq!((kept.len(), kept.last().map(|line| line.at_ns)), (KEPT, Some(9_999)));
    }
}
