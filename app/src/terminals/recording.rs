//! Recordings: what a terminal showed, as asciicast v3 (docs.asciinema.org/manual/asciicast/v3), which other
//! players read.
//!
//! Beside a recording lies its index: the screen every [`KEYFRAME_EVERY_BYTES`] of output, every
//! [`KEYFRAME_EVERY_MS`] and at each change of size, so that a replay begins anywhere at once. The agent
//! writes ([`writer`]), the web tier reads ([`reader`]).

pub mod cast;
pub mod files;
pub mod index;
pub mod raw;
pub mod reader;
pub mod search;
pub mod utf8;
pub mod writer;

#[cfg(test)]
mod tests;

/// So much output makes another keyframe.
pub const KEYFRAME_EVERY_BYTES: u64 = 256 * 1024;
/// Output after so long makes another keyframe.
pub const KEYFRAME_EVERY_MS: u64 = 10_000;
/// Most output of one event: what a part of a replay is made of must be small.
pub const EVENT_MAX_BYTES: usize = 16 * 1024;
