//! The desk's own keys: all with Ctrl and Shift, which no shell or editor can tell from Ctrl alone.

use super::layout::{Axis, Direction};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    New,
    Split(Axis),
    Close,
    Move(Direction),
    NextTab,
    PreviousTab,
    Copy,
    Find,
    /// One terminal on the whole window, and back.
    Full,
    /// The terminal and the next of its tab change places.
    Swap,
    /// The keyboard leaves the terminal, for the buttons above it.
    Leave,
}

/// Each key by its place on the keyboard (`KeyboardEvent.code`), what it does, and how both are told.
const KEYS: [(&str, Action, &str, &str); 16] = [
    ("Enter", Action::New, "Enter", "New terminal"),
    ("KeyE", Action::Split(Axis::Row), "E", "Split: another to the right"),
    ("KeyO", Action::Split(Axis::Column), "O", "Split: another below"),
    ("KeyX", Action::Close, "X", "Close the terminal"),
    ("ArrowLeft", Action::Move(Direction::Left), "←", "To the terminal on the left"),
    ("ArrowRight", Action::Move(Direction::Right), "→", "To the terminal on the right"),
    ("ArrowUp", Action::Move(Direction::Up), "↑", "To the terminal above"),
    ("ArrowDown", Action::Move(Direction::Down), "↓", "To the terminal below"),
    ("BracketRight", Action::NextTab, "]", "Next tab"),
    ("BracketLeft", Action::PreviousTab, "[", "Previous tab"),
    ("KeyZ", Action::Full, "Z", "One terminal on the whole window, and back"),
    ("KeyS", Action::Swap, "S", "Change places with the next terminal"),
    ("KeyF", Action::Find, "F", "Find in the terminal and what has scrolled out of it"),
    ("KeyC", Action::Copy, "C", "Copy what is marked"),
    // The browser's own key; here to be told.
    ("", Action::Leave, "V", "Paste"),
    ("Space", Action::Leave, "Space", "Leave the terminal for the buttons above it"),
];

/// What a key with Ctrl and Shift (and nothing else) does.
pub fn action(code: &str) -> Option<Action> {
    KEYS.iter().find(|(key, ..)| !key.is_empty() && *key == code).map(|(_, action, ..)| *action)
}

/// The keys and what they do, for the help.
pub fn told() -> impl Iterator<Item = (&'static str, &'static str)> {
    KEYS.iter().map(|(_, _, key, what)| (*key, *what))
}

/// Larger, smaller and normal letters; with Control alone, as in a browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letters {
    Larger,
    Smaller,
    Normal,
}

/// What a key with Ctrl does to letters, by what is written on it. Ctrl, Shift and minus is undo in editors.
pub fn letters(key: &str, shift: bool) -> Option<Letters> {
    match (key, shift) {
        ("+" | "=", _) => Some(Letters::Larger),
        ("-", false) => Some(Letters::Smaller),
        ("0", false) => Some(Letters::Normal),
        _ => None,
    }
}

/// Whether this key is on no keyboard that a touch screen shows.
pub fn is_of_a_real_keyboard(key: &str, modified: bool) -> bool {
    modified
        || matches!(key, "Escape" | "Tab" | "Home" | "End" | "PageUp" | "PageDown")
        || key.starts_with("Arrow")
        || (key.len() > 1 && key.starts_with('F') && key[1..].chars().all(|digit| digit.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_by_place_and_told_once() {
        assert_eq!(action("KeyE"), Some(Action::Split(Axis::Row)));
        assert_eq!(action("KeyV"), None);
        assert_eq!(action(""), None);
        assert_eq!(letters("+", true), Some(Letters::Larger));
        assert_eq!((letters("-", false), letters("_", true)), (Some(Letters::Smaller), None));
        assert!(is_of_a_real_keyboard("F11", false) && is_of_a_real_keyboard("c", true));
        assert!(!is_of_a_real_keyboard("F", false) && !is_of_a_real_keyboard("Enter", false));
        let mut told: Vec<_> = told().map(|(key, _)| key).collect();
        told.sort_unstable();
        told.dedup();
        assert_eq!(told.len(), KEYS.len());
    }
}
