//! How far a start is.

use serde::{Deserialize, Serialize};

/// Where a lab is on its way up, in order; or that it is on its way down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// Waiting for others to start; `position` counts from 1.
    Queued {
        position: u32,
    },
    /// Fetching the image; per cent of the bytes announced so far, once any are.
    Image {
        percent: Option<u8>,
    },
    Home,
    Container,
    Starting,
    Stopping,
}

impl Step {
    /// What the page lists while a lab starts.
    pub const UP: [&'static str; 5] =
        ["A place in the queue", "The image", "Your home folder", "The container", "Starting it"];

    /// Index in [`Step::UP`]; none on the way down.
    pub fn index(self) -> Option<usize> {
        match self {
            Self::Queued { .. } => Some(0),
            Self::Image { .. } => Some(1),
            Self::Home => Some(2),
            Self::Container => Some(3),
            Self::Starting => Some(4),
            Self::Stopping => None,
        }
    }

    /// "Fetching the image, 40 %".
    pub fn phrase(self) -> String {
        match self {
            Self::Queued { position: 1 } => "Next in the queue".to_owned(),
            Self::Queued { position } => format!("Number {position} in the queue"),
            Self::Image { percent: Some(percent) } => format!("Fetching the image, {percent} %"),
            Self::Image { percent: None } => "Looking for the image".to_owned(),
            Self::Home => "Preparing the home folder".to_owned(),
            Self::Container => "Making the container".to_owned(),
            Self::Starting => "Starting the container".to_owned(),
            Self::Stopping => "Stopping".to_owned(),
        }
    }
}
