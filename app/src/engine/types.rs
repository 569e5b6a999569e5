//! What is known of engines and containers, on the wire.

pub mod details;
pub mod enter;
pub mod list;
pub mod log;
pub mod overview;
pub mod verb;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::time::UnixMs;

/// Labels that Lyceum gives begin so.
pub const OWN_LABELS: &str = "lyceum.";
/// Labels on the containers that are labs.
pub const WORKSPACE_LABEL: &str = "lyceum.workspace";
pub const SECTION_LABEL: &str = "lyceum.section";
pub const STUDENT_LABEL: &str = "lyceum.student";
/// The class as people call it: "CS 101 A".
pub const CLASS_LABEL: &str = "lyceum.class";

/// Whether the engine answers.
#[allow(clippy::large_enum_variant, reason = "one value in the whole program, shared by reference")]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum EngineState {
    /// The first attempt has not ended.
    #[default]
    Connecting,
    Up(EngineFacts),
    Down(Outage),
}

impl EngineState {
    pub fn is_up(&self) -> bool {
        matches!(self, Self::Up(_))
    }
}

/// An engine that answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EngineFacts {
    /// The host's name as the engine knows it.
    pub name: String,
    /// Where it answers: a socket or an address.
    pub address: String,
    /// "Docker" or "Podman".
    pub product: String,
    pub version: String,
    /// The API version spoken, agreed between both sides.
    pub api: String,
    pub since_ms: UnixMs,
    /// "1" or "2".
    pub cgroup: String,
    pub storage_driver: String,
    /// The folder that holds images and containers.
    pub root: String,
    pub system: String,
    pub kernel: String,
    pub cpus: u32,
    pub memory_bytes: u64,
    pub images: u32,
    /// What the engine itself warns of, such as limits that this kernel cannot keep.
    pub warnings: Vec<String>,
}

/// An engine that does not answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outage {
    /// What is wrong and what mends it.
    pub detail: String,
    /// When it last answered, or when looking for one began.
    pub since_ms: UnixMs,
    /// Whether it has answered since Lyceum started.
    pub answered_before: bool,
    pub tried: Vec<Attempt>,
}

/// One place where an engine was looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    pub address: String,
    pub fault: String,
}

/// One container as the engine's events have it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ContainerSummary {
    pub id: String,
    /// Without the engine's leading slash.
    pub name: String,
    pub image: String,
    pub command: String,
    pub state: ContainerState,
    /// The health check's verdict, where there is a check.
    pub health: Option<Health>,
    /// Of the last run; none while it runs or before the first.
    pub exit_code: Option<i64>,
    /// The kernel ended it for want of memory.
    pub oom_killed: bool,
    /// Why the engine could not start it, in its words.
    pub error: Option<String>,
    pub created_ms: UnixMs,
    pub started_ms: Option<UnixMs>,
    pub finished_ms: Option<UnixMs>,
    pub labels: BTreeMap<String, String>,
}

impl ContainerSummary {
    pub fn is_running(&self) -> bool {
        self.state == ContainerState::Running
    }

    /// The student whose lab this is.
    pub fn student(&self) -> Option<&str> {
        self.labels.get(STUDENT_LABEL).map(String::as_str)
    }

    /// The class whose lab this is: its name, and its page's id.
    pub fn class(&self) -> Option<(&str, &str)> {
        Some((self.labels.get(CLASS_LABEL)?, self.labels.get(SECTION_LABEL)?))
    }

    pub fn is_lab(&self) -> bool {
        self.labels.contains_key(WORKSPACE_LABEL)
    }

    /// The first twelve digits of the id, as engines print it.
    pub fn short_id(&self) -> &str {
        self.id.get(..12).unwrap_or(&self.id)
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ContainerState {
    Running,
    Paused,
    Restarting,
    Created,
    #[default]
    Exited,
    Removing,
    Dead,
}

impl ContainerState {
    pub const ALL: [Self; 7] =
        [Self::Running, Self::Paused, Self::Restarting, Self::Created, Self::Exited, Self::Removing, Self::Dead];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Restarting => "restarting",
            Self::Created => "created",
            Self::Exited => "exited",
            Self::Removing => "removing",
            Self::Dead => "dead",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Running => "Running",
            Self::Paused => "Paused",
            Self::Restarting => "Restarting",
            Self::Created => "Created",
            Self::Exited => "Stopped",
            Self::Removing => "Being removed",
            Self::Dead => "Dead",
        }
    }
}

impl std::str::FromStr for ContainerState {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or_else(|| format!("unknown state {text:?}"))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Health {
    Starting,
    Healthy,
    Unhealthy,
}

/// Why a container stopped, in words: "ended well", "killed (SIGKILL)", "out of memory", "ended with code 2".
pub fn exit_reason(code: i64, oom_killed: bool) -> String {
    /// A shell reports a death by signal as 128 and the signal's number.
    const SIGNAL_BASE: i64 = 128;
    match code {
        _ if oom_killed => "out of memory".to_owned(),
        0 => "ended well".to_owned(),
        125 => "the engine could not start it".to_owned(),
        126 => "its command cannot be run".to_owned(),
        127 => "its command is not in the image".to_owned(),
        c if c == SIGNAL_BASE + 9 => "killed (SIGKILL)".to_owned(),
        c if c == SIGNAL_BASE + 15 => "stopped (SIGTERM)".to_owned(),
        c if c == SIGNAL_BASE + 11 => "crashed (SIGSEGV)".to_owned(),
        c => format!("ended with code {c}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exit_code_says_why() {
        assert_eq!(exit_reason(0, false), "ended well");
        assert_eq!(exit_reason(137, true), "out of memory");
        assert_eq!(exit_reason(137, false), "killed (SIGKILL)");
        assert_eq!(exit_reason(3, false), "ended with code 3");
    }

    #[test]
    fn states_survive_the_wire() {
        for state in ContainerState::ALL {
            assert_eq!(state.as_str().parse(), Ok(state));
        }
    }
}
