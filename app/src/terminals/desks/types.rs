//! Preferences and layouts, and what they may be. Pure: the browser offers what the server takes.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Faults, Result};
use crate::id::DeskLayoutId;
use crate::terminals::protocol::OpenKind;
use crate::terminals::view::layout::{Node, PANES_MAX, SHARE_MIN};

/// Letters of terminals, CSS pixels.
pub const FONT_PX: u8 = 13;
pub const FONT_MIN_PX: u8 = 8;
pub const FONT_MAX_PX: u8 = 32;

/// Named layouts of one person.
pub const LAYOUTS_MAX: usize = 20;
pub const NAME_MAX_CHARS: usize = 40;
/// A shape as text; sixteen panes need a quarter of it.
pub const SHAPE_MAX_BYTES: usize = 8 * 1024;

/// What follows a person to another browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    pub font_px: u8,
    /// What is marked with the mouse is on the clipboard at once.
    pub copy_on_select: bool,
    /// Lines are also written as text that can be read and announced.
    pub screen_reader: bool,
    /// Letters are moved away from the colour of their ground where programs chose one too near.
    pub contrast: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Self { font_px: FONT_PX, copy_on_select: false, screen_reader: false, contrast: false }
    }
}

impl Preferences {
    /// # Errors
    /// [`Error::Invalid`] for letters that nobody can read.
    pub fn check(self) -> Result<()> {
        let mut faults = Faults::default();
        if !(FONT_MIN_PX..=FONT_MAX_PX).contains(&self.font_px) {
            faults.add("font_px", format!("Letters are {FONT_MIN_PX} to {FONT_MAX_PX} pixels high."));
        }
        faults.check()
    }

    /// Letters of this size, as near as they may be.
    #[must_use]
    pub fn with_font(self, px: i32) -> Self {
        Self { font_px: px.clamp(FONT_MIN_PX.into(), FONT_MAX_PX.into()) as u8, ..self }
    }
}

/// How a desk is split. A leaf that names nothing leads to where the desk itself leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    pub tabs: Vec<Node<Option<OpenKind>>>,
    pub active: usize,
}

impl Shape {
    pub fn panes(&self) -> usize {
        self.tabs.iter().map(|tab| tab.leaves().len()).sum()
    }

    /// # Errors
    /// [`Error::Invalid`] for text that is none, or more than a desk can show.
    pub fn parse(text: &str) -> Result<Self> {
        let refuse = || Error::invalid("shape", "This is no arrangement of terminals.");
        if text.len() > SHAPE_MAX_BYTES {
            return Err(refuse());
        }
        let shape: Self = serde_json::from_str(text).map_err(|_| refuse())?;
        let panes = shape.panes();
        let whole = (1..=PANES_MAX).contains(&panes) && shape.active < shape.tabs.len();
        if whole && shape.tabs.iter().all(shares_are_usable) { Ok(shape) } else { Err(refuse()) }
    }

    /// "3 terminals on 2 tabs".
    pub fn words(&self) -> String {
        let count = |number: usize, one: &str, many: &str| format!("{number} {}", if number == 1 { one } else { many });
        let panes = count(self.panes(), "terminal", "terminals");
        if self.tabs.len() == 1 { panes } else { format!("{panes} on {}", count(self.tabs.len(), "tab", "tabs")) }
    }
}

fn shares_are_usable<L>(node: &Node<L>) -> bool {
    match node {
        Node::Leaf(_) => true,
        Node::Split { share, first, second, .. } => {
            (SHARE_MIN..=1000 - SHARE_MIN).contains(share) && shares_are_usable(first) && shares_are_usable(second)
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedLayout {
    pub id: DeskLayoutId,
    pub name: String,
    pub shape: Shape,
}

/// All that is kept for a person; layouts by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyDesk {
    pub preferences: Preferences,
    pub layouts: Vec<NamedLayout>,
}

/// A name as it is kept.
///
/// # Errors
/// [`Error::Invalid`] for none, or one that no list can show.
pub fn checked_name(name: &str) -> Result<String> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(Error::invalid("name", "Give the layout a name."));
    }
    if name.chars().count() > NAME_MAX_CHARS || name.chars().any(char::is_control) {
        return Err(Error::invalid("name", format!("A name has at most {NAME_MAX_CHARS} characters.")));
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::id::WorkspaceId;
    use crate::terminals::view::layout::Axis;

    fn halves(share: u16) -> Shape {
        let lab = Some(OpenKind::Lab { workspace: WorkspaceId(7) });
        let (first, second) = (Box::new(Node::Leaf(None)), Box::new(Node::Leaf(lab)));
        Shape { tabs: vec![Node::Split { axis: Axis::Row, share, first, second }, Node::Leaf(None)], active: 1 }
    }

    #[test]
    fn a_shape_is_read_as_it_was_written() {
        let text = serde_json::to_string(&halves(300)).expect("serialises");
        assert_eq!(Shape::parse(&text), Ok(halves(300)));
        assert_eq!(halves(300).words(), "3 terminals on 2 tabs");
    }

    #[test]
    fn what_no_desk_can_show_is_refused() {
        let refused = |shape: &Shape| Shape::parse(&serde_json::to_string(shape).expect("serialises")).is_err();
        assert!(refused(&halves(20)) && refused(&halves(990)));
        assert!(refused(&Shape { tabs: vec![], active: 0 }));
        assert!(refused(&Shape { tabs: vec![Node::Leaf(None)], active: 1 }));
        assert!(refused(&Shape { tabs: vec![Node::Leaf(None); PANES_MAX + 1], active: 0 }));
        assert!(Shape::parse(&"[".repeat(5000)).is_err());
        assert!(Shape::parse(&" ".repeat(SHAPE_MAX_BYTES + 1)).is_err());
    }

    #[test]
    fn names_are_one_line() {
        assert_eq!(checked_name("  two   halves \n"), Ok("two halves".to_owned()));
        assert!(checked_name(" ").is_err());
        assert!(checked_name(&"x".repeat(NAME_MAX_CHARS + 1)).is_err());
        assert!(checked_name("a\u{7}b").is_err());
    }

    #[test]
    fn letters_stay_readable() {
        assert_eq!(Preferences::default().with_font(2).font_px, FONT_MIN_PX);
        assert_eq!(Preferences::default().with_font(400).font_px, FONT_MAX_PX);
        assert!(Preferences { font_px: 4, ..Preferences::default() }.check().is_err());
    }

    proptest! {
        #[test]
        fn anything_may_be_sent(text: String) {
            let _ = Shape::parse(&text);
            let _ = checked_name(&text);
        }
    }
}
