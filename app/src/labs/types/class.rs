//! A class with its labs, and what can be done with them.

use serde::{Deserialize, Serialize};

use super::{LabState, Template};
use crate::id::{UserId, WorkspaceId};
use crate::metrics::types::Usage;
use crate::school::types::{SectionName, Student};
use crate::time::UnixMs;

/// One line of the class page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LabRow {
    pub student: Student,
    pub workspace: Option<WorkspaceId>,
    pub state: LabState,
    pub last_seen_ms: Option<UnixMs>,
    /// The newest sample while it runs.
    pub usage: Option<Usage>,
    /// The samples before it, oldest first; only when the page is opened.
    pub past: Vec<Sample>,
    pub note: Option<String>,
}

/// What a small chart is drawn from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    pub at_ms: UnixMs,
    pub cpu_percent: f32,
    pub memory_bytes: u64,
}

impl From<&Usage> for Sample {
    fn from(usage: &Usage) -> Self {
        Self { at_ms: usage.at_ms, cpu_percent: usage.cpu_percent, memory_bytes: usage.memory_bytes }
    }
}

/// The class page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassView {
    pub section: SectionName,
    pub template: Template,
    pub rows: Vec<LabRow>,
    /// Why the engine does not answer, if it does not.
    pub engine_fault: Option<String>,
    /// Who has switched on that the terminals of these labs are recorded.
    pub recorded_by: Option<String>,
}

/// What a teacher sees of one lab while watching it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WatchView {
    pub workspace: WorkspaceId,
    pub section: SectionName,
    pub student: Student,
    pub state: LabState,
}

/// What to do with labs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LabAction {
    Start,
    Stop,
}

/// What came of it for one student.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabResult {
    pub student: UserId,
    pub name: String,
    pub outcome: Outcome,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    Done,
    /// It was so already.
    Already,
    /// It goes on after this answer; the page shows how far it is.
    UnderWay,
    Failed(String),
}
