use proptest::prelude::*;

use super::*;

fn two_by_two() -> Layout {
    let mut layout = Layout::default();
    layout.open();
    layout.split(Axis::Row);
    layout.split(Axis::Column);
    layout.focus(PaneId(1));
    layout.split(Axis::Column);
    layout
}

#[test]
fn the_keyboard_moves_to_what_lies_beside() {
    let mut layout = two_by_two();
    layout.focus(PaneId(1));
    assert_eq!(layout.neighbour(Direction::Right), Some(PaneId(2)));
    assert_eq!(layout.neighbour(Direction::Down), Some(PaneId(4)));
    assert_eq!(layout.neighbour(Direction::Left), None);
    layout.focus(PaneId(3));
    assert_eq!(layout.neighbour(Direction::Left), Some(PaneId(4)));
    assert_eq!(layout.neighbour(Direction::Up), Some(PaneId(2)));
}

#[test]
fn a_closed_pane_leaves_its_room_to_its_neighbour() {
    let mut layout = two_by_two();
    layout.focus(PaneId(3));
    layout.close(PaneId(3));
    assert_eq!(layout.focused(), Some(PaneId(2)));
    let (_, place) = layout.places().into_iter().find(|(pane, _)| *pane == PaneId(2)).expect("shown");
    assert_eq!((place.x, place.width, place.height), (50.0, 50.0, 100.0));
}

#[test]
fn closing_the_last_tab_leaves_an_empty_desk() {
    let mut layout = Layout::default();
    let pane = layout.open().expect("room");
    layout.close(pane);
    assert_eq!(layout, Layout { next: 1, ..Layout::default() });
    assert_eq!(layout.split(Axis::Row), None);
}

#[test]
fn a_divider_stops_before_a_pane_vanishes() {
    let mut layout = two_by_two();
    layout.set_share(PaneId(2), 3);
    assert!(layout.dividers().iter().any(|divider| divider.before == PaneId(2) && divider.share == SHARE_MIN));
}

#[test]
fn what_is_remembered_comes_back_without_what_has_ended() {
    let layout = two_by_two();
    let saved = layout.save(|pane| Some(TerminalId(i64::from(pane.0) * 10)));
    let text = serde_json::to_string(&saved).expect("serialises");
    let saved: Saved = serde_json::from_str(&text).expect("parses");
    let (restored, shown) = Layout::restore(&saved, &[TerminalId(10), TerminalId(20), TerminalId(30), TerminalId(70)]);
    assert_eq!(restored.tabs.len(), 2, "the terminal nobody arranged has a tab");
    assert_eq!(restored.active, 0);
    assert_eq!(restored.places().len(), 3);
    assert_eq!(shown.len(), 4);
    let whole: f64 = restored.places().iter().map(|(_, place)| place.width * place.height).sum();
    assert!((whole - 10_000.0).abs() < 0.1);
}

proptest! {
    #[test]
    fn panes_always_cover_the_desk_and_the_keyboard_has_one(steps in prop::collection::vec((0u8..6, 0u32..20), 0..60)) {
        let mut layout = Layout::default();
        for (what, which) in steps {
            let panes = layout.panes();
            let pick = panes.get(which as usize % panes.len().max(1)).copied();
            match (what, pick) {
                (0, _) => drop(layout.open()),
                (1, _) => drop(layout.split(Axis::Row)),
                (2, _) => drop(layout.split(Axis::Column)),
                (3, Some(pane)) => layout.close(pane),
                (4, Some(pane)) => layout.focus(pane),
                (5, Some(pane)) => layout.set_share(pane, (which * 60) as u16),
                _ => {}
            }
            let panes = layout.panes();
            prop_assert!(panes.len() <= PANES_MAX);
            match layout.shown() {
                None => prop_assert!(panes.is_empty()),
                Some(tab) => {
                    prop_assert!(tab.panes().contains(&tab.focus));
                    let area: f64 = layout.places().iter().map(|(_, place)| place.width * place.height).sum();
                    prop_assert!((area - 10_000.0).abs() < 0.1);
                    let mut keys: Vec<PaneId> = layout.dividers().iter().map(|divider| divider.before).collect();
                    keys.sort();
                    keys.dedup();
                    prop_assert_eq!(keys.len() + 1, tab.panes().len());
                }
            }
        }
    }
}
