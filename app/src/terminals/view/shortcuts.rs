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
    /// The keyboard leaves the terminal, for the buttons above it.
    Leave,
}

/// Each key by its place on the keyboard (`KeyboardEvent.code`), what it does, and how both are told.
const KEYS: [(&str, Action, &str, &str); 13] = [
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_by_place_and_told_once() {
        assert_eq!(action("KeyE"), Some(Action::Split(Axis::Row)));
        assert_eq!(action("KeyV"), None);
        assert_eq!(action(""), None);
        let mut told: Vec<_> = told().map(|(key, _)| key).collect();
        told.sort_unstable();
        told.dedup();
        assert_eq!(told.len(), KEYS.len());
    }
}
