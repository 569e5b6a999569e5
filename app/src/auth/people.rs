//! People, as admins see them: the list with its filters, one person, and the rules for changing them.

use serde::{Deserialize, Serialize};

use crate::auth::types::Role;
use crate::id::UserId;
use crate::time::UnixMs;
use crate::ui::list::PerPage;

/// A longer search finds nothing more.
pub const SEARCH_MAX_CHARS: usize = 100;

/// What the list is asked for; the page's address holds the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleQuery {
    /// Words that must all be found in name, login or e-mail.
    pub search: String,
    pub role: Option<Role>,
    pub standing: Option<Standing>,
    pub sort: PeopleSort,
    /// From 1.
    pub page: u64,
    #[serde(default)]
    pub per_page: PerPage,
}

impl PeopleQuery {
    /// Reads an address; what cannot be read counts as not there.
    pub fn of(get: impl Fn(&str) -> Option<String>) -> Self {
        let text = |key: &str| get(key).unwrap_or_default();
        Self {
            search: text("search").trim().chars().take(SEARCH_MAX_CHARS).collect(),
            role: text("role").parse().ok(),
            standing: text("standing").parse().ok(),
            sort: text("sort").parse().unwrap_or_default(),
            page: text("page").parse().unwrap_or(1).max(1),
            per_page: PerPage::of(&text("per_page")),
        }
    }

    pub fn is_filtered(&self) -> bool {
        !self.search.is_empty() || self.role.is_some() || self.standing.is_some()
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$mark:meta])? $variant:ident = $word:literal $label:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        pub enum $name { $($(#[$mark])? #[serde(rename = $word)] $variant),+ }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                Self::ALL.iter().copied().find(|word| word.as_str() == text).ok_or_else(|| format!("unknown {text:?}"))
            }
        }
    };
}

pub(crate) use words;

words! {
    /// Whether a person may sign in; the words are those of the table.
    Standing { Active = "active" "Active", Suspended = "suspended" "Suspended" }
}

words! {
    #[derive(Default)]
    PeopleSort { #[default] Name = "name" "Name", Login = "login" "Login", Newest = "newest" "Newest first" }
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    pub id: UserId,
    pub name: String,
    pub initials: String,
    pub picture_url: Option<String>,
    pub login: String,
    pub email: String,
    pub roles: Vec<Role>,
    pub standing: Standing,
    /// None for those who have no session open.
    pub last_used_ms: Option<UnixMs>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleList {
    pub rows: Vec<PersonRow>,
    pub total: u64,
}

/// One person with everything that can be changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub id: UserId,
    pub login: String,
    pub email: String,
    pub given_name: String,
    pub family_name: String,
    pub name: String,
    pub roles: Vec<Role>,
    pub standing: Standing,
    pub created_ms: UnixMs,
    pub open_sessions: u64,
    /// Counts the changes: a form that was opened before another's change is refused.
    pub version: i32,
    /// The one who asks.
    pub is_me: bool,
    /// The only admin left who can sign in: the role stays and the account stays open.
    pub is_last_admin: bool,
}

/// A password made for somebody else. Shown once; good until it is changed at the first sign-in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OneTimePassword {
    pub id: UserId,
    pub name: String,
    pub login: String,
    pub password: String,
}

impl std::fmt::Debug for OneTimePassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OneTimePassword").field("login", &self.login).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_far_as_it_can_be() {
        let query = PeopleQuery::of(|key| match key {
            "search" => Some(" ada ".into()),
            "role" => Some("teacher".into()),
            "standing" => Some("gone".into()),
            "page" => Some("0".into()),
            _ => None,
        });
        assert_eq!(
            query,
            PeopleQuery {
                search: "ada".into(),
                role: Some(Role::Teacher),
                standing: None,
                sort: PeopleSort::Name,
                page: 1,
                per_page: PerPage::default(),
            }
        );
    }
}
