//! What a teacher does with the terminals of a class: types into them, shows one of them.

use serde::{Deserialize, Serialize};

use crate::id::{TerminalId, UserId, WorkspaceId};
use crate::terminals::types::Sent;

/// A student, and how many terminals of theirs run in this class's lab.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hearer {
    pub student: UserId,
    pub name: String,
    pub terminals: usize,
}

/// A terminal that is shown to a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownTerminal {
    pub terminal: TerminalId,
    pub workspace: WorkspaceId,
    /// Who shows it, and whose it is.
    pub by: String,
    pub owner: String,
}

/// What became of the text for one student.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    pub student: UserId,
    pub name: String,
    pub sent: Sent,
}

/// "12 sent, 1 not sent".
pub fn summary(heard: &[Heard]) -> String {
    let sent = heard.iter().filter(|one| one.sent == Sent::Typed).count();
    match heard.len() - sent {
        0 => format!("{sent} sent"),
        not => format!("{sent} sent, {not} not sent"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_counts() {
        let one = |sent| Heard { student: UserId(1), name: "Ada".into(), sent };
        assert_eq!(summary(&[one(Sent::Typed), one(Sent::Typed)]), "2 sent");
        assert_eq!(summary(&[one(Sent::Typed), one(Sent::Secret), one(Sent::Gone)]), "1 sent, 2 not sent");
    }
}
