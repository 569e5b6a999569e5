//! The host at a glance.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ContainerState, ContainerSummary, EngineState};
use crate::metrics::ring::Ring;
use crate::metrics::types::{HostFacts, HostUsage};

/// Containers by state.
pub type Counts = BTreeMap<ContainerState, u32>;

/// The whole page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    pub host: HostFacts,
    pub history: Ring<HostUsage>,
    pub engine: EngineState,
    pub counts: Counts,
}

/// What changes on it; each only when it did.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct OverviewNews {
    pub usage: Option<HostUsage>,
    pub engine: Option<EngineState>,
    pub counts: Option<Counts>,
}

pub fn count<'a>(containers: impl IntoIterator<Item = &'a ContainerSummary>) -> Counts {
    let mut counts = Counts::new();
    for container in containers {
        *counts.entry(container.state).or_default() += 1;
    }
    counts
}
