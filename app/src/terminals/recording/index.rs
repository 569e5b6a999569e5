//! The index of a recording: one entry of fixed size a keyframe, so that the one before any time is found by
//! halving.

use std::io::{self, Read, Seek, SeekFrom};

use crate::terminals::protocol::Size;

pub const ENTRY_BYTES: usize = 40;
/// An entry without a marker.
const NO_MARKER: u64 = u64::MAX;

/// A keyframe: the screen after all events before `offset`, the last of which was at `at_ms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    pub at_ms: u64,
    /// Of the next event's line in the recording.
    pub offset: u64,
    pub screen_at: u64,
    pub screen_bytes: u32,
    pub size: Size,
    /// Offset of the line of the marker that this keyframe stands at.
    pub marker: Option<u64>,
}

impl Entry {
    pub fn encode(&self) -> [u8; ENTRY_BYTES] {
        let mut bytes = [0; ENTRY_BYTES];
        bytes[0..8].copy_from_slice(&self.at_ms.to_le_bytes());
        bytes[8..16].copy_from_slice(&self.offset.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.screen_at.to_le_bytes());
        bytes[24..28].copy_from_slice(&self.screen_bytes.to_le_bytes());
        bytes[28..30].copy_from_slice(&self.size.cols.to_le_bytes());
        bytes[30..32].copy_from_slice(&self.size.rows.to_le_bytes());
        bytes[32..40].copy_from_slice(&self.marker.unwrap_or(NO_MARKER).to_le_bytes());
        bytes
    }

    pub fn decode(bytes: &[u8; ENTRY_BYTES]) -> Self {
        let u64_at = |at: usize| bytes[at..at + 8].iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
        let u16_at = |at: usize| u16::from_le_bytes([bytes[at], bytes[at + 1]]);
        Self {
            at_ms: u64_at(0),
            offset: u64_at(8),
            screen_at: u64_at(16),
            screen_bytes: u32::from_le_bytes([bytes[24], bytes[25], bytes[26], bytes[27]]),
            size: Size { cols: u16_at(28), rows: u16_at(30) },
            marker: Some(u64_at(32)).filter(|at| *at != NO_MARKER),
        }
    }
}

/// How many whole entries there are.
///
/// # Errors
/// What the system says.
pub fn count(file: &mut impl Seek) -> io::Result<u64> {
    Ok(file.seek(SeekFrom::End(0))? / ENTRY_BYTES as u64)
}

/// # Errors
/// What the system says.
pub fn entry(file: &mut (impl Read + Seek), number: u64) -> io::Result<Entry> {
    let mut bytes = [0; ENTRY_BYTES];
    file.seek(SeekFrom::Start(number * ENTRY_BYTES as u64))?;
    file.read_exact(&mut bytes)?;
    Ok(Entry::decode(&bytes))
}

/// The last entry at or before this time, else the first.
///
/// # Errors
/// What the system says; an index without entries is at its end too early.
pub fn before(file: &mut (impl Read + Seek), at_ms: u64) -> io::Result<Entry> {
    let (mut low, mut high) = (0, count(file)?);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if entry(file, middle)?.at_ms <= at_ms {
            low = middle;
        } else {
            high = middle;
        }
    }
    entry(file, low)
}
