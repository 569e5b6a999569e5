//! The part of a document that a run of the bench writes, between two lines that stay.

use std::path::Path;

use crate::Outcome;

const BEGIN: &str = "<!-- figures: begin -->";
const END: &str = "<!-- figures: end -->";

/// Puts new figures in the place of the old.
///
/// # Errors
/// When the document cannot be written, or has no place for figures.
pub fn write(path: &Path, figures: &str) -> Outcome<()> {
    let old = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let new = replaced(&old, figures).ok_or_else(|| format!("{} has no {BEGIN} … {END}", path.display()))?;
    Ok(std::fs::write(path, new)?)
}

fn replaced(document: &str, figures: &str) -> Option<String> {
    let (before, rest) = document.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n\n{}\n\n{END}{after}", figures.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_lies_between_changes() {
        let document = format!("# Figures\n{BEGIN}\nold\n{END}\nend\n");
        assert_eq!(
            replaced(&document, "new\n").as_deref(),
            Some("# Figures\n<!-- figures: begin -->\n\nnew\n\n<!-- figures: end -->\nend\n")
        );
        assert_eq!(replaced("nothing", "new"), None);
    }
}
