//! Terminals as lists show them, and their record.

pub mod record;
pub mod replay;

use serde::{Deserialize, Serialize};

use crate::id::{TerminalId, UserId};
use crate::terminals::protocol::{Entry, OpenKind, Present, Right};
use crate::time::UnixMs;

/// Somewhere a new terminal can lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destination {
    pub kind: OpenKind,
    /// How to enter it, where that was chosen.
    pub entry: Option<Entry>,
    /// What it is called.
    pub label: String,
}

/// One's own terminal whose program runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyTerminal {
    pub terminal: TerminalId,
    pub to: Destination,
}

/// A terminal whose program runs, and that may be attached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunningTerminal {
    pub terminal: TerminalId,
    pub owner: UserId,
    pub owner_name: String,
    /// What whoever asked may do with it.
    pub right: Right,
    pub started_ms: UnixMs,
    /// Who is attached now.
    pub people: Vec<Present>,
}

/// What became of a text that was sent to somebody's terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sent {
    /// It was typed.
    Typed,
    /// They have no terminal open.
    NoTerminal,
    /// Somebody else than the owner controls the terminal.
    Controlled,
    /// A password is being asked for there.
    Secret,
    /// Earlier input still waits there.
    Busy,
    /// The terminal ended meanwhile.
    Gone,
}

impl Sent {
    /// For people; completes "Ada Winter: …".
    pub fn words(self) -> &'static str {
        match self {
            Self::Typed => "sent",
            Self::NoTerminal => "no terminal is open",
            Self::Controlled => "not sent: somebody else controls the terminal",
            Self::Secret => "not sent: a password is being asked for",
            Self::Busy => "not sent: earlier input still waits",
            Self::Gone => "not sent: the terminal has ended",
        }
    }
}

/// A terminal as its own page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedTerminal {
    pub terminal: TerminalId,
    pub kind: OpenKind,
    pub owner_name: String,
    /// What whoever asked may do with it.
    pub right: Right,
}

/// Whom the owner of a terminal has invited, and whom they may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sharing {
    pub terminal: TerminalId,
    pub invited: Vec<Invited>,
    /// Who is not invited yet.
    pub others: Vec<Guest>,
    /// Whether the owner may show it to a class.
    pub may_show: bool,
    /// Whether it is a class that meets there, or colleagues.
    pub of_class: bool,
}

/// Somebody who may be invited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guest {
    pub user: UserId,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invited {
    pub guest: Guest,
    /// Whether they may ask for control, or look alone.
    pub may_ask: bool,
    pub since_ms: UnixMs,
}

/// Where a terminal has a page of its own.
pub fn page_of(terminal: TerminalId) -> String {
    format!("/terminals/{terminal}")
}
