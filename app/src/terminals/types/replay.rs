//! Recordings as a replay sees them.

use serde::{Deserialize, Serialize};

use crate::id::TerminalId;
use crate::terminals::protocol::Size;
use crate::time::UnixMs;

/// Longest text of a marker, characters.
pub const MARKER_MAX_CHARS: usize = 100;
/// Longest text that is looked for, characters.
pub const SEARCH_MAX_CHARS: usize = 100;

/// What an event of a recording is; its letter is asciicast's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    #[serde(rename = "o")]
    Output,
    #[serde(rename = "i")]
    Input,
    /// `80x24`.
    #[serde(rename = "r")]
    Resize,
    #[serde(rename = "m")]
    Marker,
    /// The exit status.
    #[serde(rename = "x")]
    Exit,
}

/// One thing that happened, so long after the recording's begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub at_ms: u64,
    pub kind: Kind,
    pub data: String,
}

/// Reads the data of [`Kind::Resize`].
pub fn size_of(data: &str) -> Option<Size> {
    let (cols, rows) = data.split_once('x')?;
    Some(Size { cols: cols.parse().ok()?, rows: rows.parse().ok()? })
}

/// A place in the recording with a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marker {
    pub at_ms: u64,
    pub text: String,
}

/// The screen as it was, to go on from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keyframe {
    pub at_ms: u64,
    pub size: Size,
    /// Brings a reset emulator of this size there.
    pub screen: String,
}

/// Where a part of a recording begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PartFrom {
    /// At the last keyframe before this time.
    Time(u64),
    /// Where the part before ended: an offset in the file, and the time there.
    Next { offset: u64, at_ms: u64 },
}

/// Some of a recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Only where a part begins by time.
    pub keyframe: Option<Keyframe>,
    pub events: Vec<Event>,
    /// What follows begins here; of a recording that goes on there may be nothing yet.
    pub next: PartFrom,
    /// Nothing follows now.
    pub is_end: bool,
    /// Nothing will follow.
    pub is_last: bool,
    /// The recording's length so far.
    pub duration_ms: u64,
}

/// A recording's page before it plays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplayView {
    pub id: TerminalId,
    pub owner_name: String,
    /// Where the terminal led: a class, a container, the host.
    pub place: String,
    pub started_ms: UnixMs,
    pub size: Size,
    pub duration_ms: u64,
    /// The recording goes on.
    pub is_running: bool,
    pub by_name: String,
    pub bytes: u64,
    pub markers: Vec<Marker>,
    /// The time that was asked for, within the recording.
    pub at_ms: u64,
    /// The screen at that time, as text.
    pub screen: String,
}

/// A place where the text that was looked for was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    pub at_ms: u64,
    /// The line as it stood then.
    pub line: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hits {
    pub hits: Vec<Hit>,
    /// There are more than are listed.
    pub more: bool,
}

/// "1:23", "1:02:03": a place in a recording.
pub fn clock(ms: u64) -> String {
    let (hours, minutes, seconds) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// The time of an address, seconds with or without a fraction, or `1:23`; nothing sensible is the begin.
pub fn time_of(text: &str) -> u64 {
    let mut ms = 0.0;
    for part in text.split(':') {
        let Ok(number) = part.trim().parse::<f64>() else { return 0 };
        ms = ms * 60.0 + number * 1000.0;
    }
    if ms.is_finite() && ms > 0.0 { ms.min(1e13).round() as u64 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_and_read() {
        assert_eq!([0, 83_000, 3_723_999].map(clock), ["0:00", "1:23", "1:02:03"]);
        assert_eq!(
            ["83", "1:23", "1.5", "1.001", "", "-4", "x", "nan", "1:02:03"].map(time_of),
            [83_000, 83_000, 1500, 1001, 0, 0, 0, 0, 3_723_000]
        );
    }

    #[test]
    fn sizes_are_read() {
        assert_eq!(size_of("80x24"), Some(Size { cols: 80, rows: 24 }));
        assert_eq!(size_of("80"), None);
    }
}
