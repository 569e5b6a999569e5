//! What can be done to containers.

use serde::{Deserialize, Serialize};

use super::ContainerState;
use crate::error::Error;

/// Seconds between SIGTERM and SIGKILL when a container is stopped.
pub const STOP_GRACE_S: i32 = 10;
/// Containers that one request may name.
pub const MAX_NAMED: usize = 200;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verb {
    Start,
    /// SIGTERM, [`STOP_GRACE_S`], SIGKILL.
    Stop,
    Restart,
    /// Stops it first; volumes stay.
    Remove,
    /// Lets go on what was paused.
    Resume,
}

impl Verb {
    pub const ALL: [Self; 5] = [Self::Start, Self::Stop, Self::Restart, Self::Remove, Self::Resume];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Stop => "stop",
            Self::Restart => "restart",
            Self::Remove => "remove",
            Self::Resume => "resume",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Start => "Start",
            Self::Stop => "Stop",
            Self::Restart => "Restart",
            Self::Remove => "Remove",
            Self::Resume => "Resume",
        }
    }

    /// "Started 3 containers."
    pub fn past(self) -> &'static str {
        match self {
            Self::Start => "Started",
            Self::Stop => "Stopped",
            Self::Restart => "Restarted",
            Self::Remove => "Removed",
            Self::Resume => "Resumed",
        }
    }

    /// Whether it makes sense for a container in this state.
    pub fn fits(self, state: ContainerState) -> bool {
        use ContainerState as S;
        let alive = matches!(state, S::Running | S::Paused | S::Restarting);
        match self {
            Self::Start => matches!(state, S::Created | S::Exited),
            Self::Stop => alive,
            Self::Restart => alive || matches!(state, S::Exited),
            Self::Remove => state != S::Removing,
            Self::Resume => state == S::Paused,
        }
    }
}

impl std::str::FromStr for Verb {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|verb| verb.as_str() == text).ok_or_else(|| format!("unknown verb {text:?}"))
    }
}

/// What came of one container.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub name: String,
    /// None when it was done.
    pub fault: Option<Error>,
}

impl Outcome {
    pub fn is_done(&self) -> bool {
        self.fault.is_none()
    }

    /// After a removal: there is no such container any more, whoever removed it.
    pub fn is_gone(&self) -> bool {
        matches!(self.fault, None | Some(Error::NotFound(_)))
    }
}

/// "Stopped 3 containers." or "Stopped 2 of 3 containers."
pub fn summary(verb: Verb, outcomes: &[Outcome]) -> String {
    let done = outcomes.iter().filter(|outcome| outcome.is_done()).count();
    match (done, outcomes) {
        (1, [only]) => format!("{} {}.", verb.past(), only.name),
        (done, all) if done == all.len() => format!("{} {done} containers.", verb.past()),
        (done, all) => format!("{} {done} of {} containers.", verb.past(), all.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verb_fits_some_states() {
        assert!(Verb::Start.fits(ContainerState::Exited) && !Verb::Start.fits(ContainerState::Running));
        assert!(Verb::Stop.fits(ContainerState::Paused) && !Verb::Stop.fits(ContainerState::Created));
        assert!(Verb::Remove.fits(ContainerState::Dead));
        assert!(Verb::Resume.fits(ContainerState::Paused) && !Verb::Resume.fits(ContainerState::Running));
    }

    #[test]
    fn verbs_survive_a_form() {
        for verb in Verb::ALL {
            assert_eq!(verb.as_str().parse(), Ok(verb));
        }
    }

    #[test]
    fn a_summary_counts_what_was_done() {
        let done = |name: &str| Outcome { name: name.into(), fault: None };
        let failed = Outcome { name: "c".into(), fault: Some(Error::NotFound("container".into())) };
        assert_eq!(summary(Verb::Stop, &[done("web")]), "Stopped web.");
        assert_eq!(summary(Verb::Stop, &[done("a"), done("b")]), "Stopped 2 containers.");
        assert_eq!(summary(Verb::Stop, &[done("a"), failed]), "Stopped 1 of 2 containers.");
    }
}
