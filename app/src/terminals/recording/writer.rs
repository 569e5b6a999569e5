//! Writing one recording: events as they come, keyframes beside them. Blocks: runs on the recorder's thread.

use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;

use super::cast::{self, Header};
use super::files::Files;
use super::index::Entry;
use super::utf8::{Decoded, Decoder};
use super::{EVENT_MAX_BYTES, KEYFRAME_EVERY_BYTES, KEYFRAME_EVERY_MS};
use crate::terminals::protocol::Size;
use crate::terminals::session::Screen;
use crate::terminals::types::replay::Kind;

/// One recording on its way to the disk.
#[derive(Debug)]
pub struct Writer {
    cast: Growing,
    index: Growing,
    screens: Growing,
    raw: Raw,
    decoder: Decoder,
    /// What a replay shows after all that was written.
    screen: Option<Screen>,
    size: Size,
    /// Time of the last event.
    at_ms: u64,
    keyframe_ms: u64,
    since_keyframe: u64,
    /// All text of output so far, bytes.
    text_bytes: u64,
    /// The files together may have so many bytes.
    most_bytes: u64,
}

impl Writer {
    /// Makes the files.
    ///
    /// # Errors
    /// What the system says.
    pub fn create(files: &Files, header: &Header, most_bytes: u64) -> io::Result<Self> {
        let mut writer = Self {
            cast: Growing::new(Files::create(&files.cast)?),
            index: Growing::new(Files::create(&files.index)?),
            screens: Growing::new(Files::create(&files.screens)?),
            raw: Raw { path: files.raw.clone(), file: None },
            decoder: Decoder::default(),
            screen: Screen::new(header.size),
            size: header.size,
            at_ms: 0,
            keyframe_ms: 0,
            since_keyframe: 0,
            text_bytes: 0,
            most_bytes,
        };
        writer.cast.append(header.line().as_bytes())?;
        writer.keyframe(None)?;
        Ok(writer)
    }

    /// Output of the program, in pieces that may cut characters.
    ///
    /// # Errors
    /// What the system says; the files end before this output then, with a whole event.
    pub fn output(&mut self, at_ms: u64, bytes: &[u8]) -> io::Result<()> {
        for piece in bytes.chunks(EVENT_MAX_BYTES) {
            let decoded = self.decoder.feed(piece);
            self.show(at_ms, decoded)?;
        }
        Ok(())
    }

    fn show(&mut self, at_ms: u64, decoded: Decoded) -> io::Result<()> {
        let Decoded { text, replaced } = decoded;
        if text.is_empty() {
            return Ok(());
        }
        let at_ms = at_ms.max(self.at_ms);
        // The screen before output that comes after a while: a seek into the silence has it at once.
        if self.since_keyframe > 0
            && (self.since_keyframe >= KEYFRAME_EVERY_BYTES || at_ms - self.keyframe_ms >= KEYFRAME_EVERY_MS)
        {
            self.keyframe(None)?;
        }
        self.event(at_ms, Kind::Output, &text)?;
        for mut piece in replaced {
            piece.at += self.text_bytes;
            self.raw.append(&piece.encode())?;
        }
        self.text_bytes += text.len() as u64;
        if let Some(screen) = &mut self.screen {
            screen.feed(text.as_bytes());
        }
        self.since_keyframe += text.len() as u64;
        Ok(())
    }

    /// What somebody typed while the terminal showed it.
    ///
    /// # Errors
    /// As [`Writer::output`].
    pub fn input(&mut self, at_ms: u64, text: &str) -> io::Result<()> {
        self.event(at_ms, Kind::Input, text)
    }

    /// # Errors
    /// As [`Writer::output`].
    pub fn resize(&mut self, at_ms: u64, size: Size) -> io::Result<()> {
        if size == self.size {
            return Ok(());
        }
        self.event(at_ms, Kind::Resize, &format!("{}x{}", size.cols, size.rows))?;
        self.size = size;
        if let Some(screen) = &mut self.screen {
            screen.resize(size);
        }
        self.keyframe(None)
    }

    /// # Errors
    /// As [`Writer::output`].
    pub fn marker(&mut self, at_ms: u64, text: &str) -> io::Result<()> {
        let line_at = self.cast.len;
        self.event(at_ms, Kind::Marker, text)?;
        self.keyframe(Some(line_at))
    }

    /// Goes on after a pause, during which the screen has become another.
    ///
    /// # Errors
    /// As [`Writer::output`].
    pub fn resume(&mut self, at_ms: u64, size: Size, screen: &[u8]) -> io::Result<()> {
        self.resize(at_ms, size)?;
        self.marker(at_ms, "Recording goes on")?;
        self.output(at_ms, b"\x1bc")?;
        self.output(at_ms, screen)
    }

    /// The program has ended, with this status where it is known.
    ///
    /// # Errors
    /// As [`Writer::output`].
    pub fn exit(&mut self, at_ms: u64, status: Option<i32>) -> io::Result<()> {
        let rest = self.decoder.finish();
        self.show(at_ms, rest)?;
        status.map_or(Ok(()), |status| self.event(at_ms, Kind::Exit, &status.to_string()))
    }

    /// Says in the recording itself why it ends here; what cannot be written any more is not.
    pub fn last_words(&mut self, why: &str) {
        self.most_bytes = u64::MAX;
        _ = self.marker(self.at_ms, why);
    }

    fn event(&mut self, at_ms: u64, kind: Kind, data: &str) -> io::Result<()> {
        let at_ms = at_ms.max(self.at_ms);
        let line = cast::line(at_ms - self.at_ms, kind, data);
        if self.bytes() + line.len() as u64 > self.most_bytes {
            return Err(ErrorKind::QuotaExceeded.into());
        }
        self.cast.append(line.as_bytes())?;
        self.at_ms = at_ms;
        Ok(())
    }

    fn keyframe(&mut self, marker: Option<u64>) -> io::Result<()> {
        let screen = self.screen.as_mut().map(Screen::dump).unwrap_or_default();
        let entry = Entry {
            at_ms: self.at_ms,
            offset: self.cast.len,
            screen_at: self.screens.len,
            screen_bytes: u32::try_from(screen.len()).unwrap_or_default(),
            size: self.size,
            marker,
        };
        self.screens.append(&screen)?;
        self.index.append(&entry.encode())?;
        (self.keyframe_ms, self.since_keyframe) = (self.at_ms, 0);
        Ok(())
    }

    /// Length of the recording.
    pub fn duration_ms(&self) -> u64 {
        self.at_ms
    }

    /// Bytes on the disk.
    pub fn bytes(&self) -> u64 {
        self.cast.len + self.index.len + self.screens.len + self.raw.len()
    }

    /// Waits until the disk has it.
    ///
    /// # Errors
    /// What the system says.
    pub fn sync(&mut self) -> io::Result<()> {
        let files = [&self.screens, &self.cast, &self.index].into_iter().chain(&self.raw.file);
        files.into_iter().try_for_each(|growing| growing.file.sync_data())
    }
}

/// What is no text, in a file that is made when there is some.
#[derive(Debug)]
struct Raw {
    path: PathBuf,
    file: Option<Growing>,
}

impl Raw {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(Growing::new(Files::create(&self.path)?)),
        };
        file.append(bytes)
    }

    fn len(&self) -> u64 {
        self.file.as_ref().map_or(0, |file| file.len)
    }
}

/// A file that grows by whole pieces, or not at all.
#[derive(Debug)]
struct Growing {
    file: File,
    len: u64,
}

impl Growing {
    fn new(file: File) -> Self {
        Self { file, len: 0 }
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let written = self.file.write_all(bytes);
        match &written {
            Ok(()) => self.len += bytes.len() as u64,
            Err(_) => {
                // Half a line is taken back: it also makes room for the last words.
                _ = self.file.set_len(self.len);
                _ = io::Seek::seek(&mut self.file, io::SeekFrom::Start(self.len));
            }
        }
        written
    }
}
