//! The log as the page and the download show it.

use serde::{Deserialize, Serialize};

use crate::id::{AuditId, UserId};
use crate::time::UnixMs;
use crate::ui::list::PerPage;

/// Rows of one download; the filters make more of them into several.
pub const CSV_ROWS_MAX: u64 = 100_000;
/// A longer filter finds nothing more.
pub const FILTER_MAX_CHARS: usize = 100;

/// What is looked for; the page's address holds the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditQuery {
    /// Part of the name of who did it.
    pub who: String,
    pub action: String,
    /// The kind of thing it was done to.
    pub entity: String,
    pub entity_id: String,
    /// Dates in the reader's zone, both included, as `2026-11-20`; empty for no bound.
    pub from: String,
    pub until: String,
    /// From 1.
    pub page: u64,
    #[serde(default)]
    pub per_page: PerPage,
}

impl AuditQuery {
    /// Reads an address; what cannot be read counts as not there.
    pub fn of(get: impl Fn(&str) -> Option<String>) -> Self {
        let text = |key: &str| get(key).unwrap_or_default().trim().chars().take(FILTER_MAX_CHARS).collect::<String>();
        Self {
            who: text("who"),
            action: text("action"),
            entity: text("entity"),
            entity_id: text("entity_id"),
            from: text("from"),
            until: text("until"),
            page: text("page").parse().unwrap_or(1).max(1),
            per_page: PerPage::of(&text("per_page")),
        }
    }

    pub fn is_filtered(&self) -> bool {
        Self { page: 0, per_page: PerPage::default(), ..self.clone() } != Self::default()
    }

    /// The filters by their names in an address, without those that are not set.
    pub fn filters(&self) -> Vec<(&'static str, &str)> {
        [
            ("who", &self.who),
            ("action", &self.action),
            ("entity", &self.entity),
            ("entity_id", &self.entity_id),
            ("from", &self.from),
            ("until", &self.until),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| (key, value.as_str()))
        .collect()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRow {
    pub id: AuditId,
    pub at_ms: UnixMs,
    pub actor_id: Option<UserId>,
    pub actor_name: String,
    pub action: String,
    pub entity: String,
    pub entity_id: String,
    /// Field, before, after: what changed, for reading.
    pub changes: Vec<Change>,
    pub address: String,
    pub request_id: String,
}

/// One field that the write touched; empty where there was nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub field: String,
    pub before: String,
    pub after: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPageRows {
    pub rows: Vec<AuditRow>,
    pub total: u64,
    /// What can be chosen in the filters: every action and kind of thing in the log.
    pub actions: Vec<String>,
    pub entities: Vec<String>,
}

/// The fields in which two JSON objects differ, in the order of their names.
pub fn changes(before: Option<&str>, after: Option<&str>) -> Vec<Change> {
    let object = |text: Option<&str>| match text.and_then(|text| serde_json::from_str(text).ok()) {
        Some(serde_json::Value::Object(fields)) => fields,
        Some(other) => serde_json::Map::from_iter([("value".to_owned(), other)]),
        None => serde_json::Map::new(),
    };
    let (before, after) = (object(before), object(after));
    let mut fields: Vec<&String> = before.keys().chain(after.keys()).collect();
    fields.sort_unstable();
    fields.dedup();
    fields
        .into_iter()
        .filter(|field| before.get(*field) != after.get(*field))
        .map(|field| Change { field: field.clone(), before: shown(before.get(field)), after: shown(after.get(field)) })
        .collect()
}

fn shown(value: Option<&serde_json::Value>) -> String {
    match value {
        None | Some(serde_json::Value::Null) => String::new(),
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(serde_json::Value::Array(items)) => {
            items.iter().map(|item| shown(Some(item))).collect::<Vec<_>>().join(", ")
        }
        Some(other) => other.to_string(),
    }
}

/// A cell that a spreadsheet shows and does not run (OWASP, CSV injection).
pub fn inert(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_a_change() {
        let found = changes(
            Some(r#"{"roles":["student"],"email":"a@b.c"}"#),
            Some(r#"{"roles":["student","teacher"],"email":"a@b.c"}"#),
        );
        assert_eq!(
            found,
            [Change { field: "roles".into(), before: "student".into(), after: "student, teacher".into() }]
        );
        assert_eq!(changes(None, Some(r#"{"status":"active"}"#))[0].after, "active");
        assert_eq!(changes(None, None), []);
    }

    #[test]
    fn a_spreadsheet_runs_nothing() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"] {
            assert!(inert(cell).starts_with('\''), "{cell}");
        }
        assert_eq!(inert("sign in"), "sign in");
    }

    #[test]
    fn an_address_holds_the_filters() {
        let query = AuditQuery::of(|key| (key == "action").then(|| " sign in ".to_owned()));
        assert!(query.is_filtered());
        assert_eq!(query.filters(), [("action", "sign in")]);
        assert!(!AuditQuery::of(|_| None).is_filtered());
    }
}
