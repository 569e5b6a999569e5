//! The record of sessions: what ran, for whom, who joined, and who may see what of it. Pure.

use serde::{Deserialize, Serialize};

use crate::id::{SectionId, TerminalId, UserId};
use crate::terminals::protocol::Right;
use crate::time::UnixMs;
use crate::ui::list::{PerPage, counted};

/// A longer filter finds nothing more.
pub const FILTER_MAX_CHARS: usize = 100;
/// Sessions ended at once; a page of the list has no more.
pub const END_MOST: usize = 100;
/// Longest reason, characters.
pub const REASON_MAX_CHARS: usize = 200;
/// Rows of one download.
pub const CSV_ROWS_MAX: u64 = 100_000;

/// Who asks to see a session, as far as that matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asker {
    pub user: UserId,
    /// May manage terminals.
    pub manages: bool,
    /// Is staff of the class whose lab the session is in; false where it is in none.
    pub is_staff: bool,
}

/// As what somebody sees a session and its recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sight {
    Owner,
    Staff,
    Admin,
}

/// The one rule of who may see a session and its recording: its owner, the staff of the class whose lab it is
/// in, and those who manage terminals.
pub fn sight(asker: Asker, owner: UserId) -> Option<Sight> {
    if asker.user == owner {
        Some(Sight::Owner)
    } else if asker.is_staff {
        Some(Sight::Staff)
    } else {
        asker.manages.then_some(Sight::Admin)
    }
}

/// Whose sessions a list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scope {
    /// One's own.
    Own,
    /// Those in the labs of one's classes.
    Classes,
    Everybody,
}

impl Scope {
    /// The list's page.
    pub fn path(self) -> &'static str {
        match self {
            Self::Own => "/student/terminals",
            Self::Classes => "/teacher/terminals",
            Self::Everybody => "/admin/terminals",
        }
    }
}

/// What is looked for; the page's address holds the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordQuery {
    /// Part of the owner's name or login.
    pub who: String,
    pub kind: String,
    /// `running` or `ended`; empty for both.
    pub state: String,
    /// `yes` for those with a recording; empty for all.
    pub recorded: String,
    /// Number of a class; empty for all.
    pub section: String,
    /// Dates in the reader's zone, both included, as `2026-11-20`; empty for no bound.
    pub from: String,
    pub until: String,
    /// From 1.
    pub page: u64,
    #[serde(default)]
    pub per_page: PerPage,
}

impl RecordQuery {
    /// Reads an address; what cannot be read counts as not there.
    pub fn of(get: impl Fn(&str) -> Option<String>) -> Self {
        let text = |key: &str| get(key).unwrap_or_default().trim().chars().take(FILTER_MAX_CHARS).collect::<String>();
        let one_of = |key: &str, words: &[&str]| Some(text(key)).filter(|word| words.contains(&word.as_str()));
        Self {
            who: text("who"),
            kind: text("kind"),
            state: one_of("state", &["running", "ended"]).unwrap_or_default(),
            recorded: one_of("recorded", &["yes"]).unwrap_or_default(),
            section: text("section"),
            from: text("from"),
            until: text("until"),
            page: text("page").parse().unwrap_or(1).max(1),
            per_page: PerPage::of(&text("per_page")),
        }
    }

    pub fn is_filtered(&self) -> bool {
        Self { page: 0, per_page: PerPage::default(), ..self.clone() } != Self::default()
    }

    pub fn section(&self) -> Option<SectionId> {
        self.section.parse().ok()
    }
}

/// "Lab", "Host shell": a kind as people say it.
pub fn kind_label(kind: &str) -> &str {
    match kind {
        "lab" => "Lab",
        "host" => "Host shell",
        "container" => "Container",
        "ssh" => "SSH host",
        other => other,
    }
}

/// One session in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    pub id: TerminalId,
    pub owner: UserId,
    pub owner_name: String,
    pub kind: String,
    /// The class, or where else it led.
    pub place: String,
    pub started_ms: UnixMs,
    pub ended_ms: Option<UnixMs>,
    pub ending: Option<String>,
    pub exit_code: Option<i32>,
    /// When it is ended, should nobody open it until then: it is shown nowhere.
    pub ends_ms: Option<UnixMs>,
    pub bytes_in: u64,
    pub bytes_out: u64,
    /// How many people joined it.
    pub joined: u64,
    pub recording: Option<RecordingRow>,
}

impl SessionRow {
    pub fn is_running(&self) -> bool {
        self.ended_ms.is_none()
    }

    /// Whether there is a recording to be seen.
    pub fn can_replay(&self) -> bool {
        self.recording.as_ref().is_some_and(|recording| recording.deleted.is_none() && recording.has_begun())
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordingRow {
    pub by_name: String,
    /// `owner`, `class` or `house`.
    pub why: String,
    pub input: bool,
    pub started_ms: UnixMs,
    pub ended_ms: Option<UnixMs>,
    pub ending: Option<String>,
    pub duration_ms: u64,
    pub bytes: u64,
    /// When it was deleted, and by whom.
    pub deleted: Option<(UnixMs, String)>,
}

impl RecordingRow {
    /// One that could not be written has nothing in it.
    fn has_begun(&self) -> bool {
        self.ended_ms.is_none() || self.bytes > 0
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordPage {
    pub rows: Vec<SessionRow>,
    pub total: u64,
    /// What can be chosen in the filters.
    pub kinds: Vec<String>,
    pub classes: Vec<(SectionId, String)>,
}

/// Somebody at another's terminal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    pub name: String,
    /// What they could do there.
    pub right: Right,
    pub from_ms: UnixMs,
    pub to_ms: Option<UnixMs>,
}

/// A session's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionView {
    pub row: SessionRow,
    pub visits: Vec<Visit>,
    pub sight: Sight,
    /// May end sessions and delete recordings.
    pub manages: bool,
}

/// What came of ending one session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndLine {
    pub id: TerminalId,
    pub owner_name: String,
    pub outcome: EndOutcome,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum EndOutcome {
    /// It was told to end.
    Ended,
    /// It had ended before.
    WasOver,
    /// It runs on another machine of the school, or at an agent of an older release.
    Elsewhere,
    Unknown,
}

impl EndOutcome {
    pub fn words(self) -> &'static str {
        match self {
            Self::Ended => "ended",
            Self::WasOver => "had ended before",
            Self::Elsewhere => "not in reach of this machine",
            Self::Unknown => "there is no such session",
        }
    }
}

/// "2 sessions ended, 1 had ended before".
pub fn end_summary(lines: &[EndLine]) -> String {
    let count = |outcome| lines.iter().filter(|line| line.outcome == outcome).count();
    let mut parts = vec![format!("{} ended", counted(count(EndOutcome::Ended), "session", "sessions"))];
    for outcome in [EndOutcome::WasOver, EndOutcome::Elsewhere, EndOutcome::Unknown] {
        let many = count(outcome);
        parts.extend((many > 0).then(|| format!("{many} {}", outcome.words())));
    }
    parts.join(", ")
}

/// "512 B", "1.4 kB", "12.0 MB".
pub fn size_words(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let (mut size, mut unit) = (bytes as f64 / 1000.0, 0);
    while size >= 999.95 && unit < UNITS.len() - 1 {
        (size, unit) = (size / 1000.0, unit + 1);
    }
    format!("{size:.1} {}", UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWNER: UserId = UserId(1);

    fn asker(user: i64, manages: bool, is_staff: bool) -> Asker {
        Asker { user: UserId(user), manages, is_staff }
    }

    #[test]
    fn owner_staff_and_admin_see_a_session_and_nobody_else() {
        assert_eq!(sight(asker(1, false, false), OWNER), Some(Sight::Owner));
        assert_eq!(sight(asker(1, true, true), OWNER), Some(Sight::Owner), "one's own is nobody else's");
        assert_eq!(sight(asker(2, false, true), OWNER), Some(Sight::Staff));
        assert_eq!(sight(asker(2, true, false), OWNER), Some(Sight::Admin));
        assert_eq!(sight(asker(2, false, false), OWNER), None);
    }

    #[test]
    fn an_address_is_read_with_care() {
        let query = RecordQuery::of(|key| match key {
            "state" => Some("exploded".into()),
            "page" => Some("0".into()),
            "who" => Some(" Ada ".into()),
            _ => None,
        });
        assert_eq!((query.state.as_str(), query.page, query.who.as_str()), ("", 1, "Ada"));
        assert!(query.is_filtered());
        assert!(!RecordQuery::of(|_| None).is_filtered());
    }

    #[test]
    fn what_came_of_it_is_counted() {
        let line = |outcome| EndLine { id: TerminalId(1), owner_name: "Ada".into(), outcome };
        let lines = [line(EndOutcome::Ended), line(EndOutcome::Ended), line(EndOutcome::WasOver)];
        assert_eq!(end_summary(&lines), "2 sessions ended, 1 had ended before");
    }

    #[test]
    fn sizes_are_said_in_their_largest_unit() {
        let said = [0, 999, 1000, 1_400_000, 999_999, 2_500_000_000].map(size_words);
        assert_eq!(said, ["0 B", "999 B", "1.0 kB", "1.4 MB", "1.0 MB", "2.5 GB"]);
    }
}
