//! What the search finds, and which finds fit best. Pure.

use serde::{Deserialize, Serialize};

use crate::auth::types::Portal;

/// Letters before the server is asked.
pub const SEARCH_LETTERS: usize = 2;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HitKind {
    Person,
    Class,
    Lab,
    Container,
    Host,
}

impl HitKind {
    pub fn label(self) -> &'static str {
        match self {
            Self::Person => "Person",
            Self::Class => "Class",
            Self::Lab => "Lab",
            Self::Container => "Container",
            Self::Host => "SSH host",
        }
    }
}

/// One thing the search has found, which this person may open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    pub kind: HitKind,
    pub title: String,
    pub detail: String,
    pub href: String,
}

/// A section of this person, one click away on every page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shortcut {
    pub portal: Portal,
    /// "CS 101 A".
    pub label: String,
    /// "Computing in the Shell".
    pub detail: String,
    pub href: String,
}

/// What the frame shows beyond the pages that every school has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doors {
    /// As the school has named itself; empty while it is not known.
    pub school_name: String,
    pub sections: Vec<Shortcut>,
    /// Whether this school allows a shell on the host at all.
    pub host_shell: bool,
}

impl Doors {
    /// Whether the page at `path` has a door at this school.
    pub fn has(&self, path: &str) -> bool {
        self.host_shell || path != "/admin/shell"
    }
}

/// How well a name fits what was typed; lower is better, none is no fit. Every typed word must start a word of
/// the name, or else stand in it.
pub fn fit(typed: &str, name: &str) -> Option<u32> {
    let (typed, name) = (typed.trim().to_lowercase(), name.to_lowercase());
    if name.starts_with(&typed) {
        return Some(0);
    }
    typed
        .split_whitespace()
        .map(|word| {
            if name.split(|c: char| !c.is_alphanumeric()).any(|part| part.starts_with(word)) {
                Some(1)
            } else {
                name.contains(word).then_some(3)
            }
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_of_words_fits_better_than_their_middle() {
        assert_eq!(fit("cont", "Containers"), Some(0));
        assert_eq!(fit("log", "Audit log"), Some(1));
        assert_eq!(fit("dit", "Audit log"), Some(3));
        assert_eq!(fit("audit x", "Audit log"), None);
        assert_eq!(fit("", "anything"), Some(0));
    }
}
