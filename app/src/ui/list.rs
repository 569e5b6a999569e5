//! The frame of a list: how many there are, a table that scrolls by itself, the way to its other pages,
//! and the keys that walk through it.

mod keys;

use leptos::html::Div;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::live::live;
use super::pager::Pager;

/// How many rows a page of a list has; only what is offered counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PerPage(u64);

impl PerPage {
    pub const OFFERED: [u64; 3] = [25, 50, 100];

    /// Reads an address; what is not offered counts as not there.
    pub fn of(text: &str) -> Self {
        Self(text.parse().unwrap_or_default()).offered()
    }

    pub fn rows(self) -> u64 {
        self.offered().0
    }

    /// Pages of a list of so many rows; one for an empty list.
    pub fn pages(self, total: u64) -> u64 {
        total.div_ceil(self.rows()).max(1)
    }

    fn offered(self) -> Self {
        if Self::OFFERED.contains(&self.0) { self } else { Self::default() }
    }
}

impl Default for PerPage {
    fn default() -> Self {
        Self(Self::OFFERED[0])
    }
}

/// Where one page of a list stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageOf {
    /// From 1.
    pub page: u64,
    pub total: u64,
    pub per_page: PerPage,
}

impl PageOf {
    pub fn pages(self) -> u64 {
        self.per_page.pages(self.total)
    }
}

/// "1 person", "32 people".
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Children are the table's `<thead>` and `<tbody>`; a row's first link is what `Enter` opens.
#[component]
pub fn ListFrame(
    /// What the list holds, for those who do not see it.
    #[prop(into)]
    label: String,
    /// "32 people".
    #[prop(into, optional)]
    count: MaybeProp<String>,
    /// None for a list that is shown whole.
    #[prop(optional)]
    pages: Option<PageOf>,
    /// Its rows have boxes, which `x` ticks.
    #[prop(optional)]
    choosable: bool,
    children: Children,
) -> impl IntoView {
    let list = NodeRef::<Div>::new();
    keys::listen(list);
    view! {
        {live(move || {
            count
                .get()
                .map(|count| {
                    view! {
                        <p class="text-muted-foreground text-sm" role="status">
                            {count}
                        </p>
                    }
                })
        })}
        <div class="table-container" tabindex="0" role="region" aria-label=label node_ref=list>
            <table class="table">{children()}</table>
        </div>
        {pages.map(|at| view! { <Pager at /> })}
        <keys::KeysNote choosable />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_offered_counts() {
        assert_eq!(PerPage::of("50").rows(), 50);
        for other in ["", "0", "7", "1000000", "-1", "all"] {
            assert_eq!(PerPage::of(other), PerPage::default(), "{other}");
        }
        assert_eq!(PerPage(1_000_000).rows(), 25, "also when it comes by another way");
    }

    #[test]
    fn a_list_has_a_page_also_when_empty() {
        assert_eq!(PerPage::default().pages(0), 1);
        assert_eq!(PerPage::default().pages(25), 1);
        assert_eq!(PerPage::default().pages(26), 2);
    }

    #[test]
    fn one_is_not_many() {
        assert_eq!(counted(1, "person", "people"), "1 person");
        assert_eq!(counted(0, "person", "people"), "0 people");
    }
}
