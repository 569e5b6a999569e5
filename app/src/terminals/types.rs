//! Terminals as lists show them.

use serde::{Deserialize, Serialize};

use crate::id::{TerminalId, UserId};
use crate::terminals::protocol::{Present, Right};
use crate::time::UnixMs;

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
