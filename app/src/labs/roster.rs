//! Which lines of a class page are shown, and in which order. Its address line holds it, so that it can be sent
//! to someone. Pure.

use std::cmp::Ordering;

use super::types::{LabRow, StateKind};

/// What to look for and how to sort.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    /// Part of a name or login.
    pub search: String,
    pub state: Option<StateKind>,
    pub sort: Sort,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    #[default]
    Name,
    State,
    /// The most recent first.
    Activity,
    /// The busiest first.
    Cpu,
    /// The largest first.
    Memory,
}

impl Sort {
    pub const ALL: [Self; 5] = [Self::Name, Self::State, Self::Activity, Self::Cpu, Self::Memory];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::State => "state",
            Self::Activity => "activity",
            Self::Cpu => "cpu",
            Self::Memory => "memory",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Name => "Name",
            Self::State => "State",
            Self::Activity => "Last activity",
            Self::Cpu => "CPU",
            Self::Memory => "Memory",
        }
    }
}

impl Look {
    /// From the address line; what it does not know is left out.
    pub fn from_query(get: impl Fn(&str) -> Option<String>) -> Self {
        Self {
            search: get("q").unwrap_or_default(),
            state: get("state").and_then(|text| text.parse().ok()),
            sort: get("sort")
                .and_then(|text| Sort::ALL.into_iter().find(|sort| sort.as_str() == text))
                .unwrap_or_default(),
        }
    }

    /// For the address line, without what is the default: "?q=ada&state=failed", or nothing.
    pub fn to_query(&self, escape: impl Fn(&str) -> String) -> String {
        let mut parts = Vec::new();
        if !self.search.is_empty() {
            parts.push(format!("q={}", escape(&self.search)));
        }
        if let Some(state) = self.state {
            parts.push(format!("state={}", state.as_str()));
        }
        if self.sort != Sort::default() {
            parts.push(format!("sort={}", self.sort.as_str()));
        }
        if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
    }

    pub fn shows(&self, row: &LabRow) -> bool {
        let wanted = self.search.trim().to_lowercase();
        let named = wanted.is_empty()
            || row.student.name.to_lowercase().contains(&wanted)
            || row.student.login.to_lowercase().contains(&wanted);
        named && self.state.is_none_or(|state| row.state.kind() == state)
    }

    /// By what was asked, then as registers are.
    pub fn order(&self, a: &LabRow, b: &LabRow) -> Ordering {
        let first = match self.sort {
            Sort::Name => Ordering::Equal,
            Sort::State => a.state.kind().cmp(&b.state.kind()),
            Sort::Activity => b.last_seen_ms.cmp(&a.last_seen_ms),
            Sort::Cpu => cpu(b).total_cmp(&cpu(a)),
            Sort::Memory => memory(b).cmp(&memory(a)),
        };
        let name = |row: &LabRow| (row.student.family_name.to_lowercase(), row.student.name.to_lowercase());
        first.then_with(|| name(a).cmp(&name(b))).then_with(|| a.student.id.cmp(&b.student.id))
    }
}

/// Those without a sample come after one that does nothing.
fn cpu(row: &LabRow) -> f32 {
    row.usage.map_or(-1.0, |usage| usage.cpu_percent)
}

fn memory(row: &LabRow) -> Option<u64> {
    row.usage.map(|usage| usage.memory_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::UserId;
    use crate::labs::types::LabState;
    use crate::metrics::types::Usage;
    use crate::school::types::Student;

    fn row(id: i64, given: &str, family: &str, state: LabState, cpu_percent: Option<f32>) -> LabRow {
        LabRow {
            student: Student {
                id: UserId(id),
                login: format!("{given}.{family}").to_lowercase(),
                name: format!("{given} {family}"),
                family_name: family.to_owned(),
            },
            workspace: None,
            state,
            last_seen_ms: None,
            usage: cpu_percent.map(|cpu_percent| Usage { cpu_percent, ..Usage::default() }),
            past: Vec::new(),
            note: None,
        }
    }

    fn class() -> Vec<LabRow> {
        vec![
            row(1, "Zoe", "Albrecht", LabState::None, None),
            row(2, "Ada", "Berg", LabState::Running, Some(3.0)),
            row(3, "Ben", "Conti", LabState::Running, Some(90.0)),
        ]
    }

    fn names(look: &Look) -> Vec<String> {
        let mut rows: Vec<LabRow> = class().into_iter().filter(|row| look.shows(row)).collect();
        rows.sort_by(|a, b| look.order(a, b));
        rows.into_iter().map(|row| row.student.name).collect()
    }

    #[test]
    fn a_register_is_by_family_name_unless_asked_otherwise() {
        assert_eq!(names(&Look::default()), ["Zoe Albrecht", "Ada Berg", "Ben Conti"]);
        let busiest = Look { sort: Sort::Cpu, ..Look::default() };
        assert_eq!(names(&busiest), ["Ben Conti", "Ada Berg", "Zoe Albrecht"]);
    }

    #[test]
    fn search_and_state_narrow_it() {
        assert_eq!(names(&Look { search: " BE".into(), ..Look::default() }), ["Ada Berg", "Ben Conti"]);
        assert_eq!(names(&Look { state: Some(StateKind::None), ..Look::default() }), ["Zoe Albrecht"]);
    }

    #[test]
    fn the_address_line_holds_it() {
        let look = Look { search: "a".into(), state: Some(StateKind::Failed), sort: Sort::Memory };
        let query = look.to_query(str::to_owned);
        assert_eq!(query, "?q=a&state=failed&sort=memory");
        let get = |key: &str| {
            let pairs = query.trim_start_matches('?').split('&').map(|pair| pair.split_once('=').expect("pair"));
            pairs.into_iter().find(|(name, _)| *name == key).map(|(_, value)| value.to_owned())
        };
        assert_eq!(Look::from_query(get), look);
        assert_eq!(Look::default().to_query(str::to_owned), "");
    }
}
