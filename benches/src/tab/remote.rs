//! A terminal as its tab knows it.

use app::id::TerminalId;
use app::terminals::protocol::{Attached, Control, End, ErrorCode, Present, RecordingSign, Right, Size};
use sha2::{Digest, Sha256};

use crate::site::Outcome;

/// Output kept for looking at unless [`Remote::keep`] says otherwise, bytes.
const KEEP_BYTES: usize = 1 << 20;

#[derive(Debug)]
pub struct Remote {
    pub terminal: Option<TerminalId>,
    pub want: Right,
    pub attached: Option<Attached>,
    /// Output received; the offset of the next byte.
    pub received: u64,
    pub hash: Sha256,
    /// Whether [`Remote::hash`] is kept.
    pub hashes: bool,
    /// The last output, as much as [`Remote::keep`] says.
    pub text: Vec<u8>,
    pub keep: usize,
    pub snapshots: u32,
    pub skipped: u64,
    /// Sizes with their places.
    pub sizes: Vec<(u64, Size)>,
    /// Output up to here was said to be parsed.
    pub(super) credited: u64,
    /// Whether output counts as parsed when it arrives.
    pub parses: bool,
    pub(super) typed: Vec<u8>,
    pub(super) typed_from: u64,
    pub(super) sent: u64,
    pub acked: u64,
    pub people: Vec<Present>,
    /// The sign of a recording, as last said.
    pub recording: Option<RecordingSign>,
    pub exited: Option<End>,
    pub refused: Vec<(ErrorCode, String)>,
    pub detached: Option<(ErrorCode, String)>,
    /// What else was said about it, in order.
    pub told: Vec<Control>,
}

impl Remote {
    pub(super) fn new(terminal: Option<TerminalId>, want: Right) -> Self {
        Self {
            terminal,
            want,
            attached: None,
            received: 0,
            hash: Sha256::new(),
            hashes: true,
            text: Vec::new(),
            keep: KEEP_BYTES,
            snapshots: 0,
            skipped: 0,
            sizes: Vec::new(),
            credited: 0,
            parses: true,
            typed: Vec::new(),
            typed_from: 0,
            sent: 0,
            acked: 0,
            people: Vec::new(),
            recording: None,
            exited: None,
            refused: Vec::new(),
            detached: None,
            told: Vec::new(),
        }
    }

    pub fn controls(&self) -> bool {
        self.attached.as_ref().is_some_and(|attached| attached.controller)
    }

    pub fn shows(&self, text: &str) -> bool {
        let text = text.as_bytes();
        self.text.windows(text.len()).any(|window| window == text)
    }

    /// Whether everything that was typed is acknowledged.
    pub fn is_settled(&self) -> bool {
        self.acked == self.typed_from + self.typed.len() as u64
    }

    /// Whether an answer to opening or attaching has come.
    pub(super) fn is_decided(&self) -> bool {
        self.attached.is_some() || self.detached.is_some()
    }

    pub(super) fn output(&mut self, seq: u64, bytes: &[u8]) -> Outcome<()> {
        if seq != self.received {
            return Err(format!("output at {seq}, expected {}", self.received).into());
        }
        self.received += bytes.len() as u64;
        if self.hashes {
            self.hash.update(bytes);
        }
        if self.keep > 0 {
            self.text.extend_from_slice(bytes);
            if self.text.len() > 2 * self.keep {
                self.text.drain(..self.text.len() - self.keep);
            }
        }
        Ok(())
    }

    pub(super) fn acknowledged(&mut self, written: u64) {
        let written = written.max(self.acked);
        let gone = usize::try_from(written.saturating_sub(self.typed_from)).unwrap_or_default();
        self.typed.drain(..gone.min(self.typed.len()));
        self.typed_from = self.typed_from.max(written);
        self.acked = written;
        self.sent = self.sent.max(written);
    }
}
