//! The samples of the last minutes, oldest first, bounded by age and by number.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::types::{HISTORY_MS, HostUsage, SAMPLE_EVERY_MS, Usage};
use crate::time::UnixMs;

/// Samples a ring can hold: [`HISTORY_MS`] at the fast pace.
pub const RING_LEN: usize = (HISTORY_MS / SAMPLE_EVERY_MS) as usize;

/// Something measured at an instant.
pub trait Sample {
    fn at_ms(&self) -> UnixMs;
}

impl Sample for Usage {
    fn at_ms(&self) -> UnixMs {
        self.at_ms
    }
}

impl Sample for HostUsage {
    fn at_ms(&self) -> UnixMs {
        self.at_ms
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ring<T>(VecDeque<T>);

impl<T> Default for Ring<T> {
    fn default() -> Self {
        Self(VecDeque::new())
    }
}

impl<T: Sample> Ring<T> {
    /// Keeps a sample and forgets those that are too old. One that is not newer than the last is dropped,
    /// so that a feed that reconnects may repeat itself.
    pub fn push(&mut self, sample: T) {
        if self.0.back().is_some_and(|last| last.at_ms() >= sample.at_ms()) {
            return;
        }
        let oldest = sample.at_ms() - HISTORY_MS;
        while self.0.len() >= RING_LEN || self.0.front().is_some_and(|first| first.at_ms() < oldest) {
            self.0.pop_front();
        }
        self.0.push_back(sample);
    }

    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter()
    }

    pub fn last(&self) -> Option<&T> {
        self.0.back()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(at_ms: UnixMs) -> Usage {
        Usage { at_ms, ..Usage::default() }
    }

    #[test]
    fn a_ring_is_bounded_by_number_and_by_age() {
        let mut ring = Ring::default();
        for i in 0..10_000 {
            ring.push(at(i * 500));
        }
        assert_eq!(ring.iter().count(), RING_LEN);
        ring.push(at(10_000 * 500 + HISTORY_MS));
        assert_eq!(ring.iter().count(), 1);
    }

    #[test]
    fn a_repeated_sample_is_kept_once() {
        let mut ring = Ring::default();
        ring.push(at(1));
        ring.push(at(1));
        assert_eq!(ring.iter().count(), 1);
    }
}
