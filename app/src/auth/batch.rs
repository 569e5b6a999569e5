//! One change to many people, and what came of it for each. Every person's change stands by itself, in a
//! transaction of its own: who is refused stops nobody else.

use serde::{Deserialize, Serialize};

use crate::auth::people::words;
use crate::auth::types::Role;
use crate::error::Error;
use crate::id::UserId;
use crate::ui::list::counted;

/// People changed at once; a page of the list has no more.
pub const BATCH_MOST: usize = 100;

words! {
    Change {
        Suspend = "suspend" "Suspend",
        Resume = "resume" "Reactivate",
        GiveRole = "give-role" "Give role",
        TakeRole = "take-role" "Take role",
    }
}

impl Change {
    /// Whether it is about one role, which must be named.
    pub fn needs_role(self) -> bool {
        matches!(self, Self::GiveRole | Self::TakeRole)
    }

    fn done(self, role: Option<Role>) -> String {
        let role = role.map_or("role", Role::label);
        match self {
            Self::Suspend => "suspended".to_owned(),
            Self::Resume => "reactivated".to_owned(),
            Self::GiveRole => format!("given the role {role}"),
            Self::TakeRole => format!("without the role {role} now"),
        }
    }
}

/// What the server says: a question first where people lose something, else what was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum BatchAnswer {
    Ask(Weight),
    Done(Report),
}

/// What a suspension would end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weight {
    pub ids: Vec<UserId>,
    /// Those of them who may sign in now, without the one who asks.
    pub people: usize,
    /// Their open sessions.
    pub sessions: usize,
}

impl Weight {
    pub fn question(&self) -> String {
        format!("Suspend {}?", counted(self.people, "person", "people"))
    }

    pub fn loss(&self) -> String {
        let sessions = match self.sessions {
            0 => "None of them is signed in".to_owned(),
            1 => "1 open session ends at once".to_owned(),
            many => format!("{many} open sessions end at once"),
        };
        format!("{sessions}; nobody of them can sign in until somebody reactivates them. Nothing of theirs is lost.")
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub change: Change,
    pub role: Option<Role>,
    /// In the order in which they were asked for.
    pub lines: Vec<Line>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub id: UserId,
    pub name: String,
    pub outcome: Outcome,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    Done,
    /// It was so before.
    Unchanged,
    Refused(Error),
}

impl Report {
    /// "3 people suspended, 1 unchanged, 2 refused".
    pub fn summary(&self) -> String {
        let count = |is: fn(&Outcome) -> bool| self.lines.iter().filter(|line| is(&line.outcome)).count();
        let done = count(|outcome| *outcome == Outcome::Done);
        let unchanged = count(|outcome| *outcome == Outcome::Unchanged);
        let refused = self.refused().count();
        let mut parts = vec![format!("{} {}", counted(done, "person", "people"), self.change.done(self.role))];
        parts.extend((unchanged > 0).then(|| format!("{unchanged} unchanged")));
        parts.extend((refused > 0).then(|| format!("{refused} refused")));
        parts.join(", ")
    }

    pub fn refused(&self) -> impl Iterator<Item = (&Line, &Error)> {
        self.lines.iter().filter_map(|line| match &line.outcome {
            Outcome::Refused(error) => Some((line, error)),
            Outcome::Done | Outcome::Unchanged => None,
        })
    }

    /// Names of those for whom it is now as was asked, with "before" for those for whom it was.
    pub fn settled(&self) -> impl Iterator<Item = (&Line, bool)> {
        self.lines.iter().filter_map(|line| match line.outcome {
            Outcome::Done => Some((line, true)),
            Outcome::Unchanged => Some((line, false)),
            Outcome::Refused(_) => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(outcome: Outcome) -> Line {
        Line { id: UserId(1), name: "Ada".into(), outcome }
    }

    fn refused() -> Outcome {
        Outcome::Refused(Error::Conflict("no".into()))
    }

    #[test]
    fn a_report_says_what_happened_to_how_many() {
        let lines = vec![line(Outcome::Done), line(Outcome::Unchanged), line(refused())];
        let report = Report { change: Change::GiveRole, role: Some(Role::Teacher), lines };
        assert_eq!(report.summary(), "1 person given the role Teacher, 1 unchanged, 1 refused");
        let none = Report { change: Change::Suspend, role: None, lines: vec![line(refused())] };
        assert_eq!(none.summary(), "0 people suspended, 1 refused");
    }

    #[test]
    fn a_question_names_the_sessions() {
        let weight = Weight { ids: vec![], people: 3, sessions: 5 };
        assert_eq!(weight.question(), "Suspend 3 people?");
        assert!(weight.loss().starts_with("5 open sessions end at once"));
        assert!(Weight { sessions: 1, ..weight }.loss().starts_with("1 open session ends"));
    }

    proptest! {
        #[test]
        fn nobody_is_left_out(kinds in proptest::collection::vec(0_u8..3, 0..60)) {
            let outcome = |kind: &u8| match kind { 0 => Outcome::Done, 1 => Outcome::Unchanged, _ => refused() };
            let lines: Vec<Line> = kinds.iter().map(|kind| line(outcome(kind))).collect();
            let report = Report { change: Change::Resume, role: None, lines };
            prop_assert_eq!(report.refused().count() + report.settled().count(), kinds.len());
        }
    }
}
