//! One's own account, as the browser knows it.

use serde::{Deserialize, Serialize};

use crate::auth::types::Theme;
use crate::time::UnixMs;

/// Pictures are cut to a square of this side, pixels.
pub const PICTURE_SIDE_PX: u32 = 256;
/// The largest picture that may be sent.
pub const PICTURE_LIMIT_BYTES: usize = 8 << 20;

/// What the profile form shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub login: String,
    pub email: String,
    pub given_name: String,
    pub family_name: String,
    pub preferred_name: String,
    pub picture_url: Option<String>,
    pub initials: String,
    pub theme: Theme,
    /// Empty: the school's own.
    pub time_zone: String,
    pub school_time_zone: String,
    /// Every IANA zone that the server knows.
    pub time_zones: Vec<String>,
    /// The password was made by an admin and must be changed.
    pub password_is_temporary: bool,
}

/// One sign-in that is still open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionInfo {
    /// Names the session to end it; opens nothing.
    pub key: String,
    /// "Firefox on Linux".
    pub device: String,
    pub handheld: bool,
    pub address: String,
    pub created_ms: UnixMs,
    pub last_used_ms: UnixMs,
    /// The one that asks.
    pub here: bool,
}

/// Why a picture was not taken; the page is told by its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureFault {
    Missing,
    TooLarge,
    Unreadable,
}

impl PictureFault {
    pub const ALL: [Self; 3] = [Self::Missing, Self::TooLarge, Self::Unreadable];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::TooLarge => "too-large",
            Self::Unreadable => "unreadable",
        }
    }

    pub fn text(self) -> String {
        match self {
            Self::Missing => "Choose a picture first.".to_owned(),
            Self::TooLarge => format!("A picture has at most {} MB.", PICTURE_LIMIT_BYTES >> 20),
            Self::Unreadable => "This file is not a PNG, JPEG or WebP picture.".to_owned(),
        }
    }
}

impl std::str::FromStr for PictureFault {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|fault| fault.as_str() == text).ok_or_else(|| format!("unknown fault {text:?}"))
    }
}
