//! A screen's lines as plain text, for those who cannot mark with a mouse.

use super::Screen;

/// So many lines of what has scrolled out of sight are given besides.
const LINES_MAX: u32 = 2000;

impl Screen {
    /// The last lines; one that the terminal has broken is whole.
    pub fn text(&self) -> String {
        let buffer = self.terminal.buffer().active();
        let mut text = String::new();
        for at in buffer.length().saturating_sub(LINES_MAX)..buffer.length() {
            let Some(line) = buffer.line(at) else { continue };
            if !text.is_empty() && !line.is_wrapped() {
                text.push('\n');
            }
            let goes_on = buffer.line(at + 1).is_some_and(|next| next.is_wrapped());
            text.push_str(&line.text(!goes_on));
        }
        text.truncate(text.trim_end().len());
        text
    }
}
