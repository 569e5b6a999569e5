//! Panes that change places, and whole arrangements that are opened at once.

use super::{Axis, Direction, Layout, Node, PANES_MAX, PaneId, Place, Tab};
use crate::terminals::desks::types::Shape;
use crate::terminals::protocol::OpenKind;

/// The middle of a pane, where what is dropped changes places with it: this share of each side's length.
const MIDDLE: f64 = 0.4;

/// Where a pane is dropped on another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DropAt {
    /// They change places.
    Swap,
    /// The other is halved, and this is the half.
    Beside(Direction),
}

impl DropAt {
    /// By the point within the pane, both 0 to 1.
    pub fn at(x: f64, y: f64) -> Self {
        let (dx, dy) = (x - 0.5, y - 0.5);
        if dx.abs().max(dy.abs()) < MIDDLE / 2.0 {
            return Self::Swap;
        }
        Self::Beside(match (dx.abs() > dy.abs(), dx > 0.0, dy > 0.0) {
            (true, true, _) => Direction::Right,
            (true, false, _) => Direction::Left,
            (false, _, true) => Direction::Down,
            (false, _, false) => Direction::Up,
        })
    }

    /// What the dropped pane would cover of the other's place.
    pub fn covers(self, place: Place) -> Place {
        match self {
            Self::Swap => place,
            Self::Beside(direction) => {
                let (axis, first) = half(direction);
                let (one, other) = place.parts(axis, 500);
                if first { one } else { other }
            }
        }
    }
}

/// The axis of a split whose new half lies there, and whether it is the first.
fn half(direction: Direction) -> (Axis, bool) {
    match direction {
        Direction::Left => (Axis::Row, true),
        Direction::Right => (Axis::Row, false),
        Direction::Up => (Axis::Column, true),
        Direction::Down => (Axis::Column, false),
    }
}

impl Layout {
    /// Two panes change places; the keyboard goes with the first.
    pub fn swap(&mut self, pane: PaneId, other: PaneId) {
        let all = self.panes();
        if pane == other || !all.contains(&pane) || !all.contains(&other) {
            return;
        }
        for tab in &mut self.tabs {
            let mut swapped = |leaf: &PaneId| match *leaf {
                leaf if leaf == pane => Some(other),
                leaf if leaf == other => Some(pane),
                leaf => Some(leaf),
            };
            if let Some(root) = tab.root.keep(&mut swapped) {
                tab.root = root;
            }
            if !tab.panes().contains(&tab.focus) {
                tab.focus = *tab.root.first_leaf();
            }
        }
        self.focus(pane);
    }

    /// The pane leaves its place and takes half of the other's.
    pub fn move_to(&mut self, pane: PaneId, other: PaneId, drop: DropAt) {
        let DropAt::Beside(direction) = drop else { return self.swap(pane, other) };
        let all = self.panes();
        if pane == other || !all.contains(&pane) || !all.contains(&other) {
            return;
        }
        self.close(pane);
        let (axis, first) = half(direction);
        for tab in &mut self.tabs {
            tab.root.split(other, axis, pane);
            if first && tab.panes().contains(&pane) {
                // A split puts the new half behind.
                tab.root.turn_round(pane);
            }
        }
        self.focus(pane);
    }

    /// The focused pane changes places with the next of its tab, around the end.
    pub fn swap_with_next(&mut self) {
        let Some(tab) = self.shown() else { return };
        let (panes, focus) = (tab.panes(), tab.focus);
        let at = panes.iter().position(|pane| *pane == focus).unwrap_or_default();
        self.swap(focus, panes[(at + 1) % panes.len()]);
    }

    /// How the desk is split, for a name; nothing for an empty desk.
    pub fn shape(&self, leads_to: impl Fn(PaneId) -> Option<OpenKind>) -> Option<Shape> {
        let mut leaf = |pane: &PaneId| Some(leads_to(*pane));
        let tabs: Vec<_> = self.tabs.iter().filter_map(|tab| tab.root.keep(&mut leaf)).collect();
        (!tabs.is_empty()).then(|| Shape { active: self.active.min(tabs.len() - 1), tabs })
    }

    /// Arranges the desk like this: panes that lead where a leaf wants take its place, the other leaves are
    /// returned as new panes, and panes that no leaf wants follow on tabs of their own. None is closed.
    pub fn arrange(
        &mut self,
        shape: &Shape,
        leads_to: impl Fn(PaneId) -> Option<OpenKind>,
    ) -> Vec<(PaneId, Option<OpenKind>)> {
        let mut spare = self.panes();
        let mut room = PANES_MAX.saturating_sub(spare.len());
        let (mut new, mut tabs, mut active) = (Vec::new(), Vec::new(), 0);
        for (index, node) in shape.tabs.iter().enumerate() {
            let root = node.keep(&mut |kind| match spare.iter().position(|pane| leads_to(*pane) == *kind) {
                Some(at) => Some(spare.remove(at)),
                None if room > 0 => {
                    room -= 1;
                    let pane = self.fresh();
                    new.push((pane, *kind));
                    Some(pane)
                }
                None => None,
            });
            if let Some(root) = root {
                if index <= shape.active {
                    active = tabs.len();
                }
                let focus = *root.first_leaf();
                tabs.push(Tab { root, focus });
            }
        }
        tabs.extend(spare.into_iter().map(|pane| Tab { root: Node::Leaf(pane), focus: pane }));
        (self.tabs, self.active) = (tabs, active);
        new
    }
}

impl Node<PaneId> {
    /// The split whose second half is this pane shows it first.
    fn turn_round(&mut self, pane: PaneId) {
        if let Self::Split { first, second, .. } = self {
            if **second == Self::Leaf(pane) {
                std::mem::swap(first, second);
            } else {
                first.turn_round(pane);
                second.turn_round(pane);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(layout: &Layout, pane: u32) -> (f64, f64) {
        let (place, _) = layout.place(PaneId(pane)).expect("there");
        (place.x, place.y)
    }

    fn halves() -> Layout {
        let mut layout = Layout::default();
        layout.open();
        layout.split(Axis::Row);
        layout
    }

    #[test]
    fn panes_change_places_and_the_keyboard_goes_along() {
        let mut layout = halves();
        layout.swap(PaneId(1), PaneId(2));
        assert_eq!((place(&layout, 1), place(&layout, 2)), ((50.0, 0.0), (0.0, 0.0)));
        assert_eq!(layout.focused(), Some(PaneId(1)));
        layout.swap_with_next();
        assert_eq!(place(&layout, 1), (0.0, 0.0));
        layout.swap(PaneId(1), PaneId(9));
        assert_eq!(place(&layout, 1), (0.0, 0.0), "nobody to change with");
    }

    #[test]
    fn panes_on_different_tabs_change_places() {
        let mut layout = halves();
        let other = layout.open().expect("room");
        layout.swap(PaneId(1), other);
        assert_eq!((layout.active, layout.tabs.len()), (1, 2));
        assert_eq!(layout.tabs[0].panes(), [other, PaneId(2)]);
        assert!(layout.tabs.iter().all(|tab| tab.panes().contains(&tab.focus)));
    }

    #[test]
    fn a_dropped_pane_takes_half_of_the_other() {
        let mut layout = halves();
        layout.move_to(PaneId(2), PaneId(1), DropAt::Beside(Direction::Up));
        assert_eq!((place(&layout, 2), place(&layout, 1)), ((0.0, 0.0), (0.0, 50.0)));
        layout.move_to(PaneId(2), PaneId(1), DropAt::Beside(Direction::Right));
        assert_eq!((place(&layout, 1), place(&layout, 2)), ((0.0, 0.0), (50.0, 0.0)));
        let third = layout.open().expect("room");
        layout.move_to(third, PaneId(2), DropAt::Beside(Direction::Left));
        assert_eq!((layout.tabs.len(), layout.active, layout.focused()), (1, 0, Some(third)));
        assert_eq!((place(&layout, 3), place(&layout, 2)), ((50.0, 0.0), (75.0, 0.0)));
        layout.move_to(PaneId(2), PaneId(2), DropAt::Beside(Direction::Left));
        assert_eq!(layout.panes().len(), 3);
    }

    #[test]
    fn the_edge_that_is_nearest_counts() {
        assert_eq!(DropAt::at(0.5, 0.55), DropAt::Swap);
        assert_eq!(DropAt::at(0.1, 0.4), DropAt::Beside(Direction::Left));
        assert_eq!(DropAt::at(0.6, 0.95), DropAt::Beside(Direction::Down));
        let covered = DropAt::Beside(Direction::Right).covers(Place { x: 0.0, y: 10.0, width: 40.0, height: 50.0 });
        assert_eq!(covered, Place { x: 20.0, y: 10.0, width: 20.0, height: 50.0 });
    }

    #[test]
    fn a_layout_is_opened_with_what_runs_and_nothing_is_closed() {
        let mut made = halves();
        made.open();
        let shape = made.shape(|_| None).expect("a shape");
        let mut layout = Layout::default();
        layout.open();
        assert_eq!(layout.arrange(&shape, |_| None), [(PaneId(2), None), (PaneId(3), None)]);
        assert_eq!((layout.tabs.len(), layout.active), (2, 1));
        assert_eq!(layout.tabs[0].panes(), [PaneId(1), PaneId(2)]);

        // The host's shell has no place in it, and stays.
        let mut layout = Layout::default();
        layout.open();
        let new = layout.arrange(&shape, |pane| (pane == PaneId(1)).then_some(OpenKind::HostShell));
        assert_eq!(new.len(), 3);
        assert_eq!(layout.tabs.last().map(Tab::panes), Some(vec![PaneId(1)]));

        let mut full = Layout::default();
        (0..PANES_MAX).for_each(|_| _ = full.open());
        assert!(full.arrange(&shape, |_| Some(OpenKind::HostShell)).is_empty());
        assert_eq!(full.panes().len(), PANES_MAX);
    }
}
