//! How the terminals of a desk are arranged: tabs, each a tree of splits. Pure; the view draws panes
//! at [`Layout::places`] as a flat list, so that no terminal moves in the document when a split does.

mod arrange;
#[cfg(test)]
mod tests;

pub use arrange::DropAt;

use serde::{Deserialize, Serialize};

use crate::id::TerminalId;

/// A pane of this desk, as long as the page lives. Its terminal may not be open yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PaneId(pub u32);

/// Panes on one desk. The server's limit of terminals per person is the same.
pub const PANES_MAX: usize = 16;

/// The smallest share of a split that a pane can be dragged to, in thousandths.
pub const SHARE_MIN: u16 = 100;

/// One arrow key moves a divider by this much, in thousandths.
pub const SHARE_STEP: i32 = 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Axis {
    /// Side by side; the divider stands.
    Row,
    /// One above the other; the divider lies.
    Column,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Left,
    Right,
    Up,
    Down,
}

/// `L` is a pane while the page lives, and a terminal in what is remembered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Node<L> {
    Leaf(L),
    Split { axis: Axis, share: u16, first: Box<Node<L>>, second: Box<Node<L>> },
}

/// A rectangle in per cent of the desk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

impl Place {
    const WHOLE: Self = Self { x: 0.0, y: 0.0, width: 100.0, height: 100.0 };

    /// As a `style` attribute.
    pub fn css(&self) -> String {
        format!("left:{:.3}%;top:{:.3}%;width:{:.3}%;height:{:.3}%", self.x, self.y, self.width, self.height)
    }

    fn parts(&self, axis: Axis, share: u16) -> (Self, Self) {
        let part = f64::from(share) / 1000.0;
        match axis {
            Axis::Row => {
                let width = self.width * part;
                (Self { width, ..*self }, Self { x: self.x + width, width: self.width - width, ..*self })
            }
            Axis::Column => {
                let height = self.height * part;
                (Self { height, ..*self }, Self { y: self.y + height, height: self.height - height, ..*self })
            }
        }
    }
}

/// The line between the two halves of a split.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Divider {
    /// The first pane behind the line: no two dividers have the same.
    pub before: PaneId,
    pub axis: Axis,
    pub share: u16,
    /// What the line divides.
    pub within: Place,
}

impl<L> Node<L> {
    pub fn leaves(&self) -> Vec<&L> {
        match self {
            Self::Leaf(leaf) => vec![leaf],
            Self::Split { first, second, .. } => first.leaves().into_iter().chain(second.leaves()).collect(),
        }
    }

    fn first_leaf(&self) -> &L {
        match self {
            Self::Leaf(leaf) => leaf,
            Self::Split { first, .. } => first.first_leaf(),
        }
    }

    /// The tree of those leaves that `keep` knows, in its words; a split with one half left is that half.
    pub fn keep<M>(&self, keep: &mut impl FnMut(&L) -> Option<M>) -> Option<Node<M>> {
        match self {
            Self::Leaf(leaf) => keep(leaf).map(Node::Leaf),
            Self::Split { axis, share, first, second } => match (first.keep(keep), second.keep(keep)) {
                (Some(first), Some(second)) => {
                    Some(Node::Split { axis: *axis, share: *share, first: first.into(), second: second.into() })
                }
                (one, other) => one.or(other),
            },
        }
    }
}

impl Node<PaneId> {
    fn split(&mut self, at: PaneId, axis: Axis, new: PaneId) {
        match self {
            Self::Leaf(pane) if *pane == at => {
                let (first, second) = (Box::new(Self::Leaf(at)), Box::new(Self::Leaf(new)));
                *self = Self::Split { axis, share: 500, first, second };
            }
            Self::Leaf(_) => {}
            Self::Split { first, second, .. } => {
                first.split(at, axis, new);
                second.split(at, axis, new);
            }
        }
    }

    fn set_share(&mut self, before: PaneId, to: u16) {
        if let Self::Split { share, first, second, .. } = self {
            if *second.first_leaf() == before {
                *share = to.clamp(SHARE_MIN, 1000 - SHARE_MIN);
            } else {
                first.set_share(before, to);
                second.set_share(before, to);
            }
        }
    }

    fn lay_out(&self, within: Place, panes: &mut Vec<(PaneId, Place)>, dividers: &mut Vec<Divider>) {
        match self {
            Self::Leaf(pane) => panes.push((*pane, within)),
            Self::Split { axis, share, first, second } => {
                let (one, other) = within.parts(*axis, *share);
                dividers.push(Divider { before: *second.first_leaf(), axis: *axis, share: *share, within });
                first.lay_out(one, panes, dividers);
                second.lay_out(other, panes, dividers);
            }
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab {
    pub root: Node<PaneId>,
    /// The pane that has, or had last, the keyboard.
    pub focus: PaneId,
}

impl Tab {
    pub fn panes(&self) -> Vec<PaneId> {
        self.root.leaves().into_iter().copied().collect()
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layout {
    pub tabs: Vec<Tab>,
    /// Index of the tab that is shown.
    pub active: usize,
    next: u32,
}

/// What a browser remembers of a desk.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    pub tabs: Vec<Node<TerminalId>>,
    pub active: usize,
}

impl Layout {
    fn fresh(&mut self) -> PaneId {
        self.next += 1;
        PaneId(self.next)
    }

    pub fn panes(&self) -> Vec<PaneId> {
        self.tabs.iter().flat_map(Tab::panes).collect()
    }

    pub fn is_full(&self) -> bool {
        self.panes().len() >= PANES_MAX
    }

    pub fn shown(&self) -> Option<&Tab> {
        self.tabs.get(self.active)
    }

    pub fn focused(&self) -> Option<PaneId> {
        self.shown().map(|tab| tab.focus)
    }

    /// A new tab with one pane, shown; `None` when the desk is full.
    pub fn open(&mut self) -> Option<PaneId> {
        if self.is_full() {
            return None;
        }
        let pane = self.fresh();
        self.tabs.push(Tab { root: Node::Leaf(pane), focus: pane });
        self.active = self.tabs.len() - 1;
        Some(pane)
    }

    /// Halves the focused pane; the new one gets the keyboard. `None` when the desk is full or empty.
    pub fn split(&mut self, axis: Axis) -> Option<PaneId> {
        if self.is_full() || self.tabs.is_empty() {
            return None;
        }
        let new = self.fresh();
        let tab = self.tabs.get_mut(self.active)?;
        tab.root.split(tab.focus, axis, new);
        tab.focus = new;
        Some(new)
    }

    /// Takes a pane away; its neighbour gets the room, and the keyboard if it had it.
    pub fn close(&mut self, pane: PaneId) {
        let Some(index) = self.tabs.iter().position(|tab| tab.panes().contains(&pane)) else { return };
        let before = self.tabs[index].panes();
        match self.tabs[index].root.keep(&mut |leaf| (*leaf != pane).then_some(*leaf)) {
            Some(root) => {
                let tab = &mut self.tabs[index];
                tab.root = root;
                if tab.focus == pane {
                    let at = before.iter().position(|other| *other == pane).unwrap_or_default();
                    let left = tab.panes();
                    tab.focus = left[at.saturating_sub(1).min(left.len() - 1)];
                }
            }
            None => {
                self.tabs.remove(index);
                if self.active > index || self.active >= self.tabs.len() {
                    self.active = self.active.saturating_sub(1);
                }
            }
        }
    }

    /// Shows the pane's tab and gives the pane the keyboard.
    pub fn focus(&mut self, pane: PaneId) {
        if let Some(index) = self.tabs.iter().position(|tab| tab.panes().contains(&pane)) {
            self.active = index;
            self.tabs[index].focus = pane;
        }
    }

    /// The pane beside the focused one, if there is one on that side.
    pub fn neighbour(&self, direction: Direction) -> Option<PaneId> {
        self.beside(self.focused()?, direction)
    }

    /// The pane beside this one on the shown tab, if there is one on that side.
    pub fn beside(&self, focused: PaneId, direction: Direction) -> Option<PaneId> {
        let places = self.places();
        let (_, here) = places.iter().find(|(pane, _)| *pane == focused)?;
        let (x, y) = (here.x + here.width / 2.0, here.y + here.height / 2.0);
        let ahead = |place: &Place| match direction {
            Direction::Left => here.x - (place.x + place.width),
            Direction::Right => place.x - (here.x + here.width),
            Direction::Up => here.y - (place.y + place.height),
            Direction::Down => place.y - (here.y + here.height),
        };
        let aside = |place: &Place| match direction {
            Direction::Left | Direction::Right => (place.y + place.height / 2.0 - y).abs(),
            Direction::Up | Direction::Down => (place.x + place.width / 2.0 - x).abs(),
        };
        places
            .iter()
            .filter(|(pane, place)| *pane != focused && ahead(place) > -0.01)
            .min_by(|(_, a), (_, b)| {
                (ahead(a), aside(a)).partial_cmp(&(ahead(b), aside(b))).unwrap_or(std::cmp::Ordering::Equal)
            })
            .map(|(pane, _)| *pane)
    }

    /// Shows the tab so many places on, around the end.
    pub fn turn(&mut self, by: isize) {
        if !self.tabs.is_empty() {
            self.active = (self.active as isize + by).rem_euclid(self.tabs.len() as isize) as usize;
        }
    }

    /// The keyboard goes to the tab's next pane, around the end.
    pub fn next_pane(&mut self) {
        if let Some(tab) = self.tabs.get_mut(self.active) {
            let panes = tab.panes();
            let at = panes.iter().position(|pane| *pane == tab.focus).unwrap_or_default();
            tab.focus = panes[(at + 1) % panes.len()];
        }
    }

    /// Where a pane lies on its tab, and whether that tab is shown.
    pub fn place(&self, pane: PaneId) -> Option<(Place, bool)> {
        self.tabs.iter().enumerate().find_map(|(index, tab)| {
            let mut places = Vec::new();
            tab.root.lay_out(Place::WHOLE, &mut places, &mut Vec::new());
            places.into_iter().find(|(other, _)| *other == pane).map(|(_, place)| (place, index == self.active))
        })
    }

    /// Moves a divider; the share is kept where both sides stay usable.
    pub fn set_share(&mut self, divider: PaneId, share: u16) {
        if let Some(tab) = self.tabs.get_mut(self.active) {
            tab.root.set_share(divider, share);
        }
    }

    /// The panes of the shown tab and where they lie.
    pub fn places(&self) -> Vec<(PaneId, Place)> {
        let mut panes = Vec::new();
        if let Some(tab) = self.shown() {
            tab.root.lay_out(Place::WHOLE, &mut panes, &mut Vec::new());
        }
        panes
    }

    pub fn dividers(&self) -> Vec<Divider> {
        let mut dividers = Vec::new();
        if let Some(tab) = self.shown() {
            tab.root.lay_out(Place::WHOLE, &mut Vec::new(), &mut dividers);
        }
        dividers
    }

    /// What to remember; panes whose terminal is not open yet are left out.
    pub fn save(&self, terminal_of: impl Fn(PaneId) -> Option<TerminalId>) -> Saved {
        let mut saved = Saved::default();
        for (index, tab) in self.tabs.iter().enumerate() {
            if let Some(node) = tab.root.keep(&mut |pane| terminal_of(*pane)) {
                if index <= self.active {
                    saved.active = saved.tabs.len();
                }
                saved.tabs.push(node);
            }
        }
        saved
    }

    /// The remembered arrangement of those terminals that still run, then a tab for each that the
    /// arrangement does not know. Returns which pane shows which terminal.
    pub fn restore(saved: &Saved, running: &[TerminalId]) -> (Self, Vec<(PaneId, TerminalId)>) {
        let mut layout = Self::default();
        let mut shown: Vec<(PaneId, TerminalId)> = Vec::new();
        for (index, node) in saved.tabs.iter().enumerate() {
            let root = node.keep(&mut |terminal| {
                let known = shown.iter().any(|(_, other)| other == terminal);
                (running.contains(terminal) && !known && shown.len() < PANES_MAX).then(|| {
                    let pane = layout.fresh();
                    shown.push((pane, *terminal));
                    pane
                })
            });
            if let Some(root) = root {
                if index <= saved.active {
                    layout.active = layout.tabs.len();
                }
                let focus = *root.first_leaf();
                layout.tabs.push(Tab { root, focus });
            }
        }
        let active = layout.active;
        for terminal in running {
            if shown.iter().all(|(_, other)| other != terminal)
                && let Some(pane) = layout.open()
            {
                shown.push((pane, *terminal));
            }
        }
        layout.active = active;
        (layout, shown)
    }
}
