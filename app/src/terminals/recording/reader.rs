//! Reading a recording, also while it is being written. Blocks: call it where that is allowed.

use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom};

use super::cast::{Events, Header};
use super::files::Files;
use super::index;
use crate::terminals::protocol::Size;
use crate::terminals::session::Screen;
use crate::terminals::types::replay::{Keyframe, Kind, Marker, Part, PartFrom, size_of};

/// Most of a recording in one answer, bytes of its file; one line more than fits.
const PART_BYTES: u64 = 256 * 1024;
/// Most bytes of a screen that are read.
const SCREEN_MAX_BYTES: u32 = 8 * 1024 * 1024;
/// Markers that a page shows.
const MARKERS_MAX: usize = 1000;

/// What a page says of a recording before it plays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pub size: Size,
    pub duration_ms: u64,
    pub markers: Vec<Marker>,
}

/// An open recording.
#[derive(Debug)]
pub struct Reader {
    cast: File,
    index: File,
    screens: File,
}

impl Reader {
    /// # Errors
    /// What the system says; no such file, where it was removed.
    pub fn open(files: &Files) -> io::Result<Self> {
        let open = |path| File::open(path);
        Ok(Self { cast: open(&files.cast)?, index: open(&files.index)?, screens: open(&files.screens)? })
    }

    /// # Errors
    /// What the system says, or that the files are no recording.
    pub fn facts(&mut self) -> io::Result<Facts> {
        self.cast.seek(SeekFrom::Start(0))?;
        let mut first = String::new();
        BufReader::new(&self.cast).read_line(&mut first)?;
        let size = Header::parse(&first)?.size;
        let mut markers = Vec::new();
        for number in 0..index::count(&mut self.index)? {
            let entry = index::entry(&mut self.index, number)?;
            if let Some(line) = entry.marker
                && markers.len() < MARKERS_MAX
            {
                // The marker's own interval leads to the keyframe's time.
                if let Some(event) = self.events(line, 0)?.read()? {
                    markers.push(Marker { at_ms: entry.at_ms, text: event.data });
                }
            }
        }
        Ok(Facts { size, duration_ms: self.duration_ms()?, markers })
    }

    /// Time of the last event.
    ///
    /// # Errors
    /// As [`Reader::facts`].
    pub fn duration_ms(&mut self) -> io::Result<u64> {
        let last = index::before(&mut self.index, u64::MAX)?;
        let mut events = self.events(last.offset, last.at_ms)?;
        while events.read()?.is_some() {}
        Ok(events.at_ms)
    }

    /// Some events, from a keyframe or from where the last part ended.
    ///
    /// # Errors
    /// As [`Reader::facts`].
    pub fn part(&mut self, from: PartFrom, is_over: bool) -> io::Result<Part> {
        let (keyframe, offset, at_ms) = match from {
            PartFrom::Time(at_ms) => {
                let (keyframe, offset) = self.keyframe(at_ms)?;
                let at_ms = keyframe.at_ms;
                (Some(keyframe), offset, at_ms)
            }
            PartFrom::Next { offset, at_ms } => (None, offset, at_ms),
        };
        let mut reading = self.events(offset, at_ms)?;
        let mut events = Vec::new();
        let mut at_end = false;
        while reading.offset - offset < PART_BYTES {
            let Some(event) = reading.read()? else {
                at_end = true;
                break;
            };
            events.push(event);
        }
        let next = PartFrom::Next { offset: reading.offset, at_ms: reading.at_ms };
        let is_last = at_end && is_over;
        Ok(Part { keyframe, events, next, is_end: at_end, is_last, duration_ms: self.duration_ms()? })
    }

    /// The last keyframe at or before this time, and where what follows begins.
    fn keyframe(&mut self, at_ms: u64) -> io::Result<(Keyframe, u64)> {
        let entry = index::before(&mut self.index, at_ms)?;
        if entry.screen_bytes > SCREEN_MAX_BYTES {
            return Err(ErrorKind::InvalidData.into());
        }
        let mut screen = vec![0; entry.screen_bytes as usize];
        self.screens.seek(SeekFrom::Start(entry.screen_at))?;
        self.screens.read_exact(&mut screen)?;
        let screen = String::from_utf8_lossy(&screen).into_owned();
        Ok((Keyframe { at_ms: entry.at_ms, size: entry.size, screen }, entry.offset))
    }

    /// The screen at this time.
    ///
    /// # Errors
    /// As [`Reader::facts`].
    pub fn screen(&mut self, at_ms: u64) -> io::Result<Screen> {
        let (keyframe, offset) = self.keyframe(at_ms)?;
        let mut screen = Screen::new(keyframe.size).ok_or(ErrorKind::InvalidData)?;
        screen.feed(keyframe.screen.as_bytes());
        let mut events = self.events(offset, keyframe.at_ms)?;
        while let Some(event) = events.read()?.filter(|event| event.at_ms <= at_ms) {
            match event.kind {
                Kind::Output => screen.feed(event.data.as_bytes()),
                Kind::Resize => {
                    if let Some(size) = size_of(&event.data) {
                        screen.resize(size.clamped());
                    }
                }
                Kind::Input | Kind::Marker | Kind::Exit => {}
            }
        }
        Ok(screen)
    }

    /// All events, from the first.
    ///
    /// # Errors
    /// What the system says.
    pub fn all(&mut self) -> io::Result<Events<BufReader<&File>>> {
        let first = index::entry(&mut self.index, 0)?;
        self.events(first.offset, 0)
    }

    fn events(&mut self, offset: u64, at_ms: u64) -> io::Result<Events<BufReader<&File>>> {
        self.cast.seek(SeekFrom::Start(offset))?;
        Ok(Events::from(BufReader::new(&self.cast), offset, at_ms))
    }
}
