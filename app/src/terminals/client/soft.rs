//! Keyboards without keys: they change the text of a field as they like, and what they changed is typed.
//! A word that is corrected after it was typed is taken back and typed anew. Pure.

/// Stands before the text in the field, so that there is always something to delete: some keyboards say
/// nothing about deleting in an empty field.
pub const PADDING: &str = "\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}";

/// Longer text is forgotten between words.
pub const KEPT_CHARS: usize = 200;

/// What turns one text into the other, typed at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Presses of the delete key.
    pub back: usize,
    pub text: String,
}

impl Edit {
    pub fn between(before: &str, after: &str) -> Self {
        let same = before.chars().zip(after.chars()).take_while(|(a, b)| a == b).count();
        Self { back: before.chars().count() - same, text: after.chars().skip(same).collect() }
    }

    /// As a keyboard would send it. A space that cannot break a line is one that a keyboard put in.
    pub fn keys(&self) -> String {
        let text = self.text.replace("\r\n", "\r").replace('\n', "\r").replace('\u{a0}', " ");
        format!("{}{text}", "\u{7f}".repeat(self.back))
    }

    pub fn is_empty(&self) -> bool {
        self.back == 0 && self.text.is_empty()
    }
}

/// Whether the field is to begin anew: nothing is left to delete, or it is long.
pub fn is_worn(text: &str) -> bool {
    !text.starts_with(&PADDING[..PADDING.len() / 2]) || text.chars().count() > KEPT_CHARS
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_corrected_word_is_typed_anew_from_where_it_differs() {
        let edit = Edit::between("git cmomit", "git commit ");
        assert_eq!((edit.back, edit.text.as_str()), (5, "ommit "));
        assert_eq!(Edit::between("l", "ls").keys(), "s");
        assert_eq!(Edit::between("ls", "l").keys(), "\u{7f}");
        assert_eq!(Edit::between("ni", "你").keys(), "\u{7f}\u{7f}你");
        assert_eq!(Edit::between("a", "a\n").keys(), "\r");
        assert!(Edit::between(PADDING, PADDING).is_empty());
    }

    #[test]
    fn a_field_is_worn_when_there_is_little_left_to_delete() {
        assert!(!is_worn(PADDING) && is_worn("") && is_worn("ls"));
        assert!(is_worn(&format!("{PADDING}{}", "x".repeat(KEPT_CHARS))));
    }

    proptest! {
        #[test]
        fn the_program_has_what_the_field_shows(texts in prop::collection::vec("[a-cé你 ]{0,8}", 1..12)) {
            let (mut program, mut before) = (String::new(), String::new());
            for after in texts {
                for key in Edit::between(&before, &after).keys().chars() {
                    if key == '\u{7f}' { program.pop(); } else { program.push(key); }
                }
                prop_assert_eq!(&program, &after);
                before = after;
            }
        }
    }
}
