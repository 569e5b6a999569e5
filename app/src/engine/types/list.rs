//! The list of containers: what it holds, and what of it is shown.

use std::cmp::Ordering;
use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{ContainerState, ContainerSummary, EngineState};
use crate::metrics::types::Usage;

/// All containers with what they use.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Listing {
    pub engine: EngineState,
    pub containers: Vec<ContainerSummary>,
    /// Of running ones, by id.
    pub usage: HashMap<String, Usage>,
}

/// What changed in it; each only when it did.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListNews {
    pub engine: Option<EngineState>,
    pub containers: Option<Vec<ContainerSummary>>,
    pub usage: Option<HashMap<String, Usage>>,
}

impl Listing {
    pub fn take(&mut self, news: ListNews) {
        if let Some(engine) = news.engine {
            self.engine = engine;
        }
        if let Some(containers) = news.containers {
            self.containers = containers;
        }
        if let Some(usage) = news.usage {
            self.usage = usage;
        }
    }

    pub fn count(&self, state: ContainerState) -> usize {
        self.containers.iter().filter(|container| container.state == state).count()
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Column {
    #[default]
    Name,
    State,
    Image,
    Cpu,
    Memory,
    Started,
}

impl Column {
    pub const ALL: [Self; 6] = [Self::Name, Self::State, Self::Image, Self::Cpu, Self::Memory, Self::Started];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::State => "state",
            Self::Image => "image",
            Self::Cpu => "cpu",
            Self::Memory => "memory",
            Self::Started => "started",
        }
    }

    /// Figures are most telling from the top.
    fn begins_at_the_top(self) -> bool {
        matches!(self, Self::Cpu | Self::Memory | Self::Started)
    }
}

/// What a person wants to see: the query of the page's address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// In the name, the image, the id, the student or the class.
    pub text: String,
    pub state: Option<ContainerState>,
    pub labs_only: bool,
    pub column: Column,
    pub reversed: bool,
}

impl Wanted {
    pub fn of_query(get: impl Fn(&str) -> Option<String>) -> Self {
        let column = get("sort").unwrap_or_default();
        Self {
            text: get("q").unwrap_or_default(),
            state: get("state").and_then(|state| state.parse().ok()),
            labs_only: get("labs").is_some_and(|labs| labs == "only"),
            column: Column::ALL.into_iter().find(|known| known.as_str() == column).unwrap_or_default(),
            reversed: get("order").is_some_and(|order| order == "reversed"),
        }
    }

    /// The address of the list that shows this.
    pub fn address(&self) -> String {
        let mut parts = Vec::new();
        if !self.text.is_empty() {
            parts.push(format!("q={}", escaped(&self.text)));
        }
        if let Some(state) = self.state {
            parts.push(format!("state={}", state.as_str()));
        }
        if self.labs_only {
            parts.push("labs=only".to_owned());
        }
        if self.column != Column::default() {
            parts.push(format!("sort={}", self.column.as_str()));
        }
        if self.reversed {
            parts.push("order=reversed".to_owned());
        }
        if parts.is_empty() { "/admin/containers".to_owned() } else { format!("/admin/containers?{}", parts.join("&")) }
    }

    /// Sorted by this column; by the same column again, the other way round.
    pub fn sorted_by(&self, column: Column) -> Self {
        Self { column, reversed: self.column == column && !self.reversed, ..self.clone() }
    }

    /// "ascending" or "descending" for the column that sorts, as `aria-sort` says it.
    pub fn order_of(&self, column: Column) -> Option<&'static str> {
        let falling = column.begins_at_the_top() != self.reversed;
        (self.column == column).then_some(if falling { "descending" } else { "ascending" })
    }

    /// What is shown, in its order.
    pub fn of(&self, listing: &Listing) -> Vec<ContainerSummary> {
        let text = self.text.trim().to_lowercase();
        let named = |container: &ContainerSummary| {
            let fields = [&container.name, &container.image, &container.id];
            let (class, _) = container.class().unwrap_or_default();
            text.is_empty()
                || fields.into_iter().any(|field| field.to_lowercase().contains(&text))
                || [container.student().unwrap_or_default(), class].iter().any(|of| of.to_lowercase().contains(&text))
        };
        let wanted = listing.containers.iter().filter(|container| {
            self.state.is_none_or(|state| container.state == state)
                && (!self.labs_only || container.is_lab())
                && named(container)
        });
        let mut shown: Vec<ContainerSummary> = wanted.cloned().collect();
        shown.sort_by(|a, b| {
            let order = self.compare(listing, a, b);
            let order = if self.column.begins_at_the_top() != self.reversed { order.reverse() } else { order };
            order.then_with(|| a.name.cmp(&b.name))
        });
        shown
    }

    fn compare(&self, listing: &Listing, a: &ContainerSummary, b: &ContainerSummary) -> Ordering {
        let usage = |container: &ContainerSummary| listing.usage.get(&container.id).copied().unwrap_or_default();
        match self.column {
            Column::Name => a.name.cmp(&b.name),
            Column::State => a.state.cmp(&b.state),
            Column::Image => a.image.cmp(&b.image),
            Column::Cpu => usage(a).cpu_percent.total_cmp(&usage(b).cpu_percent),
            Column::Memory => usage(a).memory_bytes.cmp(&usage(b).memory_bytes),
            Column::Started => a.started_ms.cmp(&b.started_ms),
        }
    }
}

/// Percent-encoded for a query.
pub fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing() -> Listing {
        let container = |name: &str, state, started_ms| ContainerSummary {
            id: name.to_owned(),
            name: name.to_owned(),
            image: "lyceum/lab:1".to_owned(),
            state,
            started_ms,
            ..ContainerSummary::default()
        };
        let mut lab = container("lab", ContainerState::Running, Some(2));
        lab.labels.insert(super::super::STUDENT_LABEL.to_owned(), "Ada".to_owned());
        lab.labels.insert(super::super::WORKSPACE_LABEL.to_owned(), "7".to_owned());
        lab.labels.insert(super::super::SECTION_LABEL.to_owned(), "3".to_owned());
        lab.labels.insert(super::super::CLASS_LABEL.to_owned(), "CS 101 A".to_owned());
        let busy = Usage { cpu_percent: 90.0, ..Usage::default() };
        Listing {
            engine: EngineState::Connecting,
            containers: vec![
                container("web", ContainerState::Running, Some(1)),
                container("old", ContainerState::Exited, None),
                lab,
            ],
            usage: HashMap::from([("web".to_owned(), busy)]),
        }
    }

    fn names(wanted: &Wanted) -> Vec<String> {
        wanted.of(&listing()).into_iter().map(|container| container.name).collect()
    }

    #[test]
    fn a_list_is_filtered_and_sorted() {
        assert_eq!(names(&Wanted::default()), ["lab", "old", "web"]);
        assert_eq!(names(&Wanted { text: " ADA".into(), ..Wanted::default() }), ["lab"]);
        assert_eq!(names(&Wanted { text: "cs 101".into(), ..Wanted::default() }), ["lab"]);
        assert_eq!(names(&Wanted { state: Some(ContainerState::Exited), ..Wanted::default() }), ["old"]);
        assert_eq!(names(&Wanted { labs_only: true, ..Wanted::default() }), ["lab"]);
        assert_eq!(names(&Wanted { column: Column::Cpu, ..Wanted::default() })[0], "web");
        assert_eq!(names(&Wanted { column: Column::Started, ..Wanted::default() }), ["lab", "web", "old"]);
        assert_eq!(names(&Wanted { reversed: true, ..Wanted::default() }), ["web", "old", "lab"]);
    }

    #[test]
    fn the_address_holds_what_is_wanted() {
        let wanted = Wanted {
            text: "a b&c".into(),
            state: Some(ContainerState::Running),
            labs_only: true,
            column: Column::Cpu,
            reversed: true,
        };
        assert_eq!(wanted.address(), "/admin/containers?q=a%20b%26c&state=running&labs=only&sort=cpu&order=reversed");
        let query = HashMap::from([
            ("q", "a b&c"),
            ("state", "running"),
            ("labs", "only"),
            ("sort", "cpu"),
            ("order", "reversed"),
        ]);
        assert_eq!(Wanted::of_query(|key| query.get(key).map(|value| (*value).to_owned())), wanted);
        assert_eq!(Wanted::default().address(), "/admin/containers");
    }

    #[test]
    fn a_column_turns_round_when_it_is_chosen_again() {
        let once = Wanted::default().sorted_by(Column::Memory);
        assert_eq!(once.order_of(Column::Memory), Some("descending"));
        assert_eq!(once.sorted_by(Column::Memory).order_of(Column::Memory), Some("ascending"));
        assert_eq!(once.order_of(Column::Name), None);
    }
}
