//! The lines of an asciicast file. Times are whole milliseconds, so that intervals add up to what was meant.

use std::io::{self, BufRead, Write};

use serde_json::json;

use crate::terminals::protocol::Size;
use crate::terminals::types::replay::{Event, Kind};
use crate::time::UnixMs;

const TERM: &str = "xterm-256color";
/// A line is no longer than an event's data with every byte escaped.
const LINE_MAX_BYTES: usize = 1024 * 1024;

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    pub size: Size,
    pub started_ms: UnixMs,
    pub title: String,
}

impl Header {
    /// With its line feed.
    pub fn line(&self) -> String {
        let Size { cols, rows } = self.size;
        let header = json!({
            "version": 3,
            "term": { "cols": cols, "rows": rows, "type": TERM },
            "timestamp": self.started_ms / 1000,
            "title": self.title,
        });
        format!("{header}\n")
    }

    /// Reads the first line.
    ///
    /// # Errors
    /// When it is no header of version 3.
    pub fn parse(line: &str) -> io::Result<Self> {
        let value: serde_json::Value = serde_json::from_str(line).map_err(invalid)?;
        let cells = |name: &str| value["term"][name].as_u64().and_then(|cells| u16::try_from(cells).ok());
        let (Some(3), Some(cols), Some(rows)) = (value["version"].as_u64(), cells("cols"), cells("rows")) else {
            return Err(invalid("no asciicast of version 3"));
        };
        Ok(Self {
            size: Size { cols, rows },
            started_ms: value["timestamp"].as_i64().unwrap_or_default() * 1000,
            title: value["title"].as_str().unwrap_or_default().to_owned(),
        })
    }

    fn line_of_v2(&self) -> String {
        let header = json!({
            "version": 2,
            "width": self.size.cols,
            "height": self.size.rows,
            "timestamp": self.started_ms / 1000,
            "title": self.title,
            "env": { "TERM": TERM },
        });
        format!("{header}\n")
    }
}

/// An event's line, so long after the event before.
pub fn line(interval_ms: u64, kind: Kind, data: &str) -> String {
    let (code, data) = (json!(kind), json!(data));
    format!("[{}, {code}, {data}]\n", seconds(interval_ms))
}

fn seconds(ms: u64) -> String {
    format!("{}.{:03}", ms / 1000, ms % 1000)
}

/// Reads an event's line: the time since the event before, and the event. Nothing for comments and codes unknown.
pub fn parse(line: &str) -> Option<(u64, Kind, String)> {
    let (interval_s, kind, data): (f64, Kind, String) = serde_json::from_str(line).ok()?;
    Some(((interval_s * 1000.0).round().max(0.0) as u64, kind, data))
}

/// Events from a place in a file on, as far as they are written whole.
#[derive(Debug)]
pub struct Events<R> {
    input: R,
    /// Offset of the next line.
    pub offset: u64,
    /// Time of the event before.
    pub at_ms: u64,
    line: Vec<u8>,
}

impl<R: BufRead> Events<R> {
    pub fn from(input: R, offset: u64, at_ms: u64) -> Self {
        Self { input, offset, at_ms, line: Vec::new() }
    }

    /// The next event, if its line has ended.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(&mut self) -> io::Result<Option<Event>> {
        loop {
            self.line.clear();
            let read = read_line(&mut self.input, &mut self.line)?;
            if self.line.last() != Some(&b'\n') {
                return Ok(None);
            }
            self.offset += read;
            let parsed = std::str::from_utf8(&self.line).ok().and_then(parse);
            if let Some((interval_ms, kind, data)) = parsed {
                self.at_ms += interval_ms;
                return Ok(Some(Event { at_ms: self.at_ms, kind, data }));
            }
        }
    }
}

/// Reads to the end of the line; what is longer than a line can be is passed by.
fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<u64> {
    let mut total = 0;
    loop {
        let available = input.fill_buf()?;
        if available.is_empty() {
            return Ok(total);
        }
        let (used, ended) = match memchr::memchr(b'\n', available) {
            Some(at) => (at + 1, true),
            None => (available.len(), false),
        };
        if line.len() + used <= LINE_MAX_BYTES {
            line.extend_from_slice(&available[..used]);
        } else {
            line.clear();
            if ended {
                line.push(b'\n');
            }
        }
        input.consume(used);
        total += used as u64;
        if ended {
            return Ok(total);
        }
    }
}

/// Writes the recording as version 2, whose times count from the begin and which knows no exit status.
///
/// # Errors
/// When one cannot be read, or the other not be written.
pub fn to_v2(mut input: impl BufRead, output: &mut impl Write) -> io::Result<()> {
    let mut first = String::new();
    input.read_line(&mut first)?;
    output.write_all(Header::parse(&first)?.line_of_v2().as_bytes())?;
    let mut events = Events::from(input, 0, 0);
    while let Some(event) = events.read()? {
        if event.kind != Kind::Exit {
            output.write_all(line(event.at_ms, event.kind, &event.data).as_bytes())?;
        }
    }
    Ok(())
}

fn invalid(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}
