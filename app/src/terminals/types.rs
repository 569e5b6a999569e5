//! Terminals as lists show them.

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
