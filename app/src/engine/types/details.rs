//! One container in full.

use serde::{Deserialize, Serialize};

use super::ContainerSummary;
use crate::metrics::ring::Ring;
use crate::metrics::types::Usage;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Details {
    pub summary: ContainerSummary,
    pub history: Ring<Usage>,
    /// None: the host's memory.
    pub memory_limit_bytes: Option<u64>,
    /// Cores, in thousandths. None: all of the host's.
    pub cpu_limit_millis: Option<u64>,
    pub pids_limit: Option<u64>,
    /// "no", "always", "unless-stopped", "on-failure".
    pub restart_policy: String,
    pub restarts: u64,
    /// "0.0.0.0:8080 → 80/tcp".
    pub ports: Vec<String>,
    pub mounts: Vec<Mount>,
    /// "bridge 172.17.0.2".
    pub networks: Vec<String>,
    pub user: String,
    pub privileged: bool,
    pub read_only_root: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mount {
    /// "volume", "bind", "tmpfs".
    pub kind: String,
    /// A volume's name, or a folder of the host.
    pub source: String,
    pub target: String,
    pub writable: bool,
}

/// What changes on the page; each only when it did.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ContainerNews {
    /// `Some(None)`: the container is gone.
    pub summary: Option<Option<ContainerSummary>>,
    pub usage: Option<Usage>,
    /// Whether the engine answers.
    pub engine_up: Option<bool>,
}

/// What is lost, and what is not, when a container is removed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loss {
    /// Files the container has written outside its volumes; none where the engine could not say.
    pub written_bytes: Option<u64>,
    pub running: bool,
    /// Volumes by name: they stay.
    pub volumes_kept: Vec<String>,
}
