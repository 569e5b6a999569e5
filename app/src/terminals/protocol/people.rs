//! Several people at one terminal: who is there, who may do what, and who controls.

use serde::{Deserialize, Serialize};

use super::Size;
use crate::id::UserId;
use crate::time::UnixMs;

/// What somebody may do with a terminal. Each may what those before it may; postcard numbers them by position,
/// so their order is [`Right::rank`]'s and not the list's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Right {
    /// Look.
    Viewer,
    /// Type whenever they like: the terminal is theirs.
    Writer,
    /// Ask for control, and be granted it.
    Asker,
    /// Take control, with a reason.
    Taker,
}

impl Right {
    const fn rank(self) -> u8 {
        match self {
            Self::Viewer => 0,
            Self::Asker => 1,
            Self::Taker => 2,
            Self::Writer => 3,
        }
    }

    /// May control the terminal, once it is granted or taken.
    pub fn may_control(self) -> bool {
        self >= Self::Asker
    }
}

impl PartialOrd for Right {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Right {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.rank().cmp(&other.rank())
    }
}

/// Somebody attached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Present {
    pub connection: u64,
    pub user: UserId,
    pub name: String,
    pub right: Right,
    pub controller: bool,
    /// Whether the terminal is this person's own; others are watching.
    pub owner: bool,
    pub since_ms: UnixMs,
    /// When they last typed here.
    pub typed_ms: Option<UnixMs>,
    /// How many cells their window holds, if it has been told.
    pub window: Option<Size>,
}

/// Somebody who would like to control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asking {
    pub connection: u64,
    pub user: UserId,
    pub name: String,
}

/// How control came to whoever has it now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handed {
    /// Who did it.
    pub by: String,
    /// Who controls since, if anybody does.
    pub to: Option<String>,
    pub how: How,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum How {
    /// Given by who had it, or by the owner.
    Granted,
    /// Taken, for this reason: the owner asks for it back.
    Taken { reason: String },
    /// Given back to the owner.
    Released,
    /// Taken back by the owner, who had granted it.
    TakenBack,
    /// Who had it has left, or lost their connection.
    Left,
}

/// Whose window decides about the terminal's size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Sizing {
    /// The controller's.
    #[default]
    Controller,
    /// The narrowest and the lowest of those who may control.
    Smallest,
    /// Nobody's.
    Fixed(Size),
}

/// A terminal that will be ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    pub in_s: u32,
    pub why: EndingWhy,
    /// Whether [`super::Control::Extend`] puts it off.
    pub extendable: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum EndingWhy {
    /// Nobody has typed for so long.
    Untyped,
    /// It has run for so long.
    Life,
}

/// Characters of a reason for taking control.
pub const REASON_CHARS: std::ops::RangeInclusive<usize> = 3..=200;

/// A reason as it is recorded, or what is wrong with it.
///
/// # Errors
/// In words, when it is too short, too long or holds control characters.
pub fn checked_reason(reason: &str) -> Result<String, String> {
    let reason = reason.trim();
    if !REASON_CHARS.contains(&reason.chars().count()) || reason.chars().any(char::is_control) {
        let (least, most) = (REASON_CHARS.start(), REASON_CHARS.end());
        return Err(format!("Write a reason of {least} to {most} characters, on one line."));
    }
    Ok(reason.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rights_grow() {
        assert!(Right::Viewer < Right::Asker && Right::Asker < Right::Taker && Right::Taker < Right::Writer);
        assert_eq!(Right::Writer.min(Right::Taker), Right::Taker);
        assert!(!Right::Viewer.may_control() && Right::Asker.may_control());
    }

    #[test]
    fn a_reason_has_words() {
        assert_eq!(checked_reason("  Shows the next step "), Ok("Shows the next step".to_owned()));
        for bad in ["", "  a ", "ab", "two\nlines", &"x".repeat(201)] {
            assert!(checked_reason(bad).is_err(), "{bad:?}");
        }
    }
}
