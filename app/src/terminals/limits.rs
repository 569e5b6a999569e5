//! How much and how long: set by the configuration, kept by the agent.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::config::Config;

/// Zero seconds are no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// People and tabs attached to one terminal.
    pub viewers: usize,
    /// Sockets of one person.
    pub sockets_per_person: usize,
    /// Bytes that one socket may send in a second.
    pub input_rate: u32,
    /// A terminal in which nobody types for so long ends.
    pub idle_s: u64,
    /// A terminal that nobody is attached to for so long ends.
    pub detached_s: u64,
    /// A terminal ends after so long.
    pub life_s: u64,
    /// An end is announced so long before.
    pub warning_s: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            viewers: 64,
            sockets_per_person: 200,
            input_rate: 2_000_000,
            idle_s: 0,
            detached_s: 12 * 3600,
            life_s: 0,
            warning_s: 300,
        }
    }
}

impl Limits {
    pub fn of(config: &Config) -> Self {
        Self {
            viewers: config.viewers_per_terminal,
            sockets_per_person: config.sockets_per_person,
            input_rate: config.input_kb_per_second.saturating_mul(1000),
            idle_s: config.terminals_idle_s,
            detached_s: config.terminals_detached_s,
            life_s: config.terminals_life_s,
            warning_s: config.terminals_warning_s,
        }
    }

    pub fn untyped(&self) -> Option<Duration> {
        seconds(self.idle_s)
    }

    pub fn detached(&self) -> Option<Duration> {
        seconds(self.detached_s)
    }

    pub fn life(&self) -> Option<Duration> {
        seconds(self.life_s)
    }

    pub fn warning(&self) -> Duration {
        Duration::from_secs(self.warning_s)
    }
}

fn seconds(limit: u64) -> Option<Duration> {
    (limit > 0).then(|| Duration::from_secs(limit))
}
