//! Output that is no text. An asciicast is UTF-8 and holds U+FFFD for what is not; the bytes themselves lie
//! beside it, in a file that is there only if there were some, so that the output can be had as it came.

use std::io::{self, BufRead, ErrorKind, Write};

use super::cast::{self, Header};
use crate::terminals::types::replay::Kind;

/// Bytes of one U+FFFD.
const REPLACEMENT_BYTES: u64 = char::REPLACEMENT_CHARACTER.len_utf8() as u64;

/// Bytes in a row for which a text holds one U+FFFD each or for a few together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// Where the first U+FFFD begins, in bytes of the text.
    pub at: u64,
    /// How many of them follow each other.
    pub count: u8,
    pub bytes: Vec<u8>,
}

impl Replaced {
    /// Where the text after them begins.
    pub fn end(&self) -> u64 {
        self.at + u64::from(self.count) * REPLACEMENT_BYTES
    }

    /// Offset in all text of output, how many bytes, for how many U+FFFD, the bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut entry = self.at.to_le_bytes().to_vec();
        entry.extend((self.bytes.len() as u16).to_le_bytes());
        entry.push(self.count);
        entry.extend(&self.bytes);
        entry
    }

    /// The next of a file, if it was written whole.
    fn read(input: &mut impl BufRead) -> io::Result<Option<Self>> {
        let mut head = [0; 11];
        if !read_whole(input, &mut head)? {
            return Ok(None);
        }
        let [at @ .., low, high, count] = head;
        let mut bytes = vec![0; usize::from(u16::from_le_bytes([low, high]))];
        let whole = read_whole(input, &mut bytes)?;
        Ok(whole.then_some(Self { at: u64::from_le_bytes(at), count, bytes }))
    }
}

fn read_whole(input: &mut impl BufRead, bytes: &mut [u8]) -> io::Result<bool> {
    match input.read_exact(bytes) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

/// Writes all output of a recording as the program wrote it.
///
/// # Errors
/// When one cannot be read, or the other not be written.
pub fn restore(mut input: impl BufRead, mut replaced: impl BufRead, output: &mut impl Write) -> io::Result<()> {
    let mut first = String::new();
    input.read_line(&mut first)?;
    Header::parse(&first)?;
    let mut events = cast::Events::from(input, 0, 0);
    let mut next = Replaced::read(&mut replaced)?;
    let mut at = 0;
    while let Some(event) = events.read()? {
        if event.kind != Kind::Output {
            continue;
        }
        let end = at + event.data.len() as u64;
        while let Some(entry) = next.take_if(|entry| entry.end() <= end) {
            let text = event.data.as_bytes();
            let from = text.len() - usize::try_from(end - at).unwrap_or_default();
            let to = text.len() - usize::try_from(end - entry.at).unwrap_or_default();
            output.write_all(text.get(from..to).ok_or(ErrorKind::InvalidData)?)?;
            output.write_all(&entry.bytes)?;
            at = entry.end();
            next = Replaced::read(&mut replaced)?;
        }
        let rest = event.data.len() - usize::try_from(end - at).unwrap_or_default();
        output.write_all(&event.data.as_bytes()[rest..])?;
        at = end;
    }
    Ok(())
}
