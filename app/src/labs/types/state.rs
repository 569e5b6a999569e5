//! The state of a lab, and the rule that tells it.

use serde::{Deserialize, Serialize};

use super::Step;
use crate::engine::types::{ContainerState, ContainerSummary, exit_reason};
use crate::time::UnixMs;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum LabState {
    /// Never started.
    None,
    Starting(Step),
    Running,
    /// Running, without a sign of life since then.
    Idle {
        since_ms: UnixMs,
    },
    Stopping,
    Stopped,
    Failed {
        why: String,
    },
    /// The engine does not answer; what it last said may no longer hold.
    Unknown {
        why: String,
    },
}

impl LabState {
    /// One word, the same for filters and for the eye.
    pub fn kind(&self) -> StateKind {
        match self {
            Self::None => StateKind::None,
            Self::Starting(_) => StateKind::Starting,
            Self::Running => StateKind::Running,
            Self::Idle { .. } => StateKind::Idle,
            Self::Stopping => StateKind::Stopping,
            Self::Stopped => StateKind::Stopped,
            Self::Failed { .. } => StateKind::Failed,
            Self::Unknown { .. } => StateKind::Unknown,
        }
    }

    pub fn is_up(&self) -> bool {
        matches!(self, Self::Running | Self::Idle { .. })
    }

    pub fn can_start(&self) -> bool {
        matches!(self, Self::None | Self::Stopped | Self::Failed { .. })
    }

    pub fn can_stop(&self) -> bool {
        self.is_up()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StateKind {
    Running,
    Idle,
    Starting,
    Stopping,
    Failed,
    Unknown,
    Stopped,
    None,
}

impl StateKind {
    pub const ALL: [Self; 8] = [
        Self::Running,
        Self::Idle,
        Self::Starting,
        Self::Stopping,
        Self::Failed,
        Self::Unknown,
        Self::Stopped,
        Self::None,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Idle => "idle",
            Self::Starting => "starting",
            Self::Stopping => "stopping",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::Stopped => "stopped",
            Self::None => "none",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Running => "Running",
            Self::Idle => "Idle",
            Self::Starting => "Starting",
            Self::Stopping => "Stopping",
            Self::Failed => "Failed",
            Self::Unknown => "Unknown",
            Self::Stopped => "Stopped",
            Self::None => "Not started",
        }
    }
}

impl std::str::FromStr for StateKind {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| format!("unknown state {text:?}"))
    }
}

/// What a lab's state is read from.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// None: the student never started one.
    pub record: Option<Record<'a>>,
    /// What is being done to it right now.
    pub busy: Option<Step>,
    /// Its container as the engine has it.
    pub container: Option<&'a ContainerSummary>,
    /// Why the engine does not answer, if it does not.
    pub engine_fault: Option<&'a str>,
    pub last_seen_ms: Option<UnixMs>,
    /// Milliseconds without a sign of life after which a lab is idle.
    pub idle_after_ms: i64,
}

/// What is written down of a workspace.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    pub wanted_running: bool,
    pub failure: Option<&'a str>,
}

/// The state of a lab: what is being done to it, else what the engine says, read against what was asked for.
pub fn state_of(facts: Facts<'_>, now: UnixMs) -> LabState {
    match facts.busy {
        Some(Step::Stopping) => return LabState::Stopping,
        Some(step) => return LabState::Starting(step),
        None => {}
    }
    let Some(record) = facts.record else { return LabState::None };
    if let Some(why) = facts.engine_fault {
        return LabState::Unknown { why: why.to_owned() };
    }
    let failed = |why: &str| LabState::Failed { why: why.to_owned() };
    match facts.container {
        Some(container) if container.is_running() => {
            let alive_ms = facts.last_seen_ms.max(container.started_ms).unwrap_or(now);
            if now - alive_ms >= facts.idle_after_ms {
                LabState::Idle { since_ms: alive_ms }
            } else {
                LabState::Running
            }
        }
        Some(container) if container.state == ContainerState::Paused => failed("The container was paused."),
        container => match (record.failure, container) {
            (Some(why), _) => failed(why),
            (None, _) if !record.wanted_running => LabState::Stopped,
            (None, Some(container)) => {
                let reason = exit_reason(container.exit_code.unwrap_or_default(), container.oom_killed);
                let why = container.error.clone().unwrap_or_else(|| format!("The container ended: {reason}."));
                LabState::Failed { why }
            }
            (None, None) => failed("The container was removed, perhaps outside Lyceum. The home folder is kept."),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::MINUTE_MS;

    const NOW: UnixMs = 1_700_000_000_000;

    fn container(state: ContainerState) -> ContainerSummary {
        ContainerSummary { state, started_ms: Some(NOW - MINUTE_MS), ..ContainerSummary::default() }
    }

    fn facts(container: Option<&ContainerSummary>, wanted_running: bool) -> Facts<'_> {
        Facts {
            record: Some(Record { wanted_running, failure: None }),
            busy: None,
            container,
            engine_fault: None,
            last_seen_ms: None,
            idle_after_ms: 10 * MINUTE_MS,
        }
    }

    #[test]
    fn a_lab_nobody_started_is_none_whatever_the_engine_does() {
        let none = Facts { record: None, engine_fault: Some("down"), ..facts(None, false) };
        assert_eq!(state_of(none, NOW), LabState::None);
    }

    #[test]
    fn what_is_being_done_comes_first() {
        let up = container(ContainerState::Running);
        let stopping = Facts { busy: Some(Step::Stopping), ..facts(Some(&up), true) };
        assert_eq!(state_of(stopping, NOW), LabState::Stopping);
        let starting = Facts { busy: Some(Step::Home), ..facts(None, true) };
        assert_eq!(state_of(starting, NOW), LabState::Starting(Step::Home));
    }

    #[test]
    fn a_running_lab_turns_idle_and_back() {
        let up = container(ContainerState::Running);
        assert_eq!(state_of(facts(Some(&up), true), NOW), LabState::Running);
        let later = NOW + 20 * MINUTE_MS;
        assert_eq!(state_of(facts(Some(&up), true), later), LabState::Idle { since_ms: NOW - MINUTE_MS });
        let typed = Facts { last_seen_ms: Some(later - MINUTE_MS), ..facts(Some(&up), true) };
        assert_eq!(state_of(typed, later), LabState::Running);
    }

    #[test]
    fn a_container_that_went_away_by_itself_is_a_failure_and_one_that_was_stopped_is_not() {
        assert!(matches!(state_of(facts(None, true), NOW), LabState::Failed { why } if why.contains("was removed")));
        assert_eq!(state_of(facts(None, false), NOW), LabState::Stopped);
        let mut dead = container(ContainerState::Exited);
        dead.oom_killed = true;
        assert!(matches!(state_of(facts(Some(&dead), true), NOW), LabState::Failed { why } if why.contains("memory")));
        assert_eq!(state_of(facts(Some(&dead), false), NOW), LabState::Stopped);
    }

    #[test]
    fn an_engine_that_is_away_makes_labs_unknown() {
        let up = container(ContainerState::Running);
        let away = Facts { engine_fault: Some("no socket"), ..facts(Some(&up), true) };
        assert_eq!(state_of(away, NOW), LabState::Unknown { why: "no socket".into() });
    }

    #[test]
    fn a_failed_start_says_why_until_it_runs() {
        let record = Some(Record { wanted_running: true, failure: Some("no image") });
        assert_eq!(state_of(Facts { record, ..facts(None, true) }, NOW), LabState::Failed { why: "no image".into() });
        let up = container(ContainerState::Running);
        assert_eq!(state_of(Facts { record, ..facts(Some(&up), true) }, NOW), LabState::Running);
    }

    #[test]
    fn states_survive_the_address_line() {
        for kind in StateKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
    }
}
