//! Labs as people see them, and the rule that tells their state. Pure.

mod broadcast;
mod class;
mod state;
mod step;

use serde::{Deserialize, Serialize};

pub use broadcast::{Heard, Hearer, ShownTerminal, summary};
pub use class::{ClassView, LabAction, LabResult, LabRow, Outcome, Sample, WatchView};
pub use state::{Facts, LabState, Record, StateKind, state_of};
pub use step::Step;

use crate::id::{SectionId, WorkspaceId};
use crate::school::types::SectionName;

/// What the labs of a section are made of, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    pub name: String,
    pub image: String,
    pub cpu_milli: i32,
    pub memory_mb: i32,
    pub pids: i32,
    pub disk_mb: Option<i32>,
}

impl Template {
    /// "1 core, 512 MB, 256 processes, no network".
    pub fn limits(&self) -> String {
        let cores = f64::from(self.cpu_milli) / 1_000.0;
        let unit = if self.cpu_milli == 1_000 { "core" } else { "cores" };
        format!("{cores} {unit}, {} MB, {} processes, no network", self.memory_mb, self.pids)
    }
}

/// A lab beside its section on the student's first page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyLab {
    pub section: SectionId,
    pub state: LabState,
}

/// A student's own lab.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabView {
    pub section: SectionName,
    pub template: Template,
    /// None before the first start.
    pub workspace: Option<WorkspaceId>,
    pub state: LabState,
    /// What could not be enforced on this engine.
    pub note: Option<String>,
    /// Another lab of the student's runs too: terminals of both can stand side by side.
    pub others_run: bool,
}
