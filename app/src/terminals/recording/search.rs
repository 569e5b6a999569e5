//! Looking for a text in what a terminal showed: over the lines as they were built, without the sequences
//! that moved the cursor.

use std::io::{self, BufRead};

use super::cast::Events;
use crate::terminals::types::replay::{Hit, Hits, Kind};

/// Places that are listed.
const HITS_MAX: usize = 200;
/// Longest line that is kept, characters.
const LINE_MAX_CHARS: usize = 2000;
/// So much of a line is shown, characters.
const SHOWN_CHARS: usize = 160;

/// Every line that shows the text, whatever its case, when it first did.
///
/// # Errors
/// When the recording cannot be read.
pub fn search<R: BufRead>(mut events: Events<R>, text: &str) -> io::Result<Hits> {
    let needle = text.trim().to_lowercase();
    let mut lines = Lines::default();
    let mut hits = Hits { hits: Vec::new(), more: false };
    if needle.is_empty() {
        return Ok(hits);
    }
    while let Some(event) = events.read()? {
        if event.kind != Kind::Output {
            continue;
        }
        lines.feed(&event.data, |line, told| {
            let found = !*told && line.to_lowercase().contains(&needle);
            if found && hits.hits.len() < HITS_MAX {
                *told = true;
                let line = line.trim().chars().take(SHOWN_CHARS).collect();
                hits.hits.push(Hit { at_ms: event.at_ms, line });
            } else if found {
                hits.more = true;
            }
        });
        if hits.more {
            break;
        }
    }
    Ok(hits)
}

/// The line that is being written, by output of which all else is left out.
#[derive(Debug, Default)]
struct Lines {
    line: String,
    /// Whether this line was told already.
    told: bool,
    /// The cursor went back to the begin of the line: what comes now is written over it.
    returned: bool,
    state: State,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Ground,
    Escape,
    /// After `ESC (` and such: one character more.
    One,
    Csi,
    /// OSC, DCS and such, until BEL or ST.
    String,
    StringEscape,
}

impl Lines {
    /// `look` sees each line when it ends and as far as it is now.
    fn feed(&mut self, text: &str, mut look: impl FnMut(&str, &mut bool)) {
        for char in text.chars() {
            self.state = match (self.state, char) {
                (State::Ground, '\x1b') => State::Escape,
                (State::Ground, '\n') => {
                    self.end(&mut look);
                    State::Ground
                }
                (State::Ground, '\x08') => {
                    self.line.pop();
                    State::Ground
                }
                (State::Ground, '\r') => {
                    self.returned = true;
                    State::Ground
                }
                (State::Ground, char) => {
                    if !char.is_control() && self.line.len() < 4 * LINE_MAX_CHARS {
                        if std::mem::take(&mut self.returned) {
                            look(&self.line, &mut self.told);
                            self.line.clear();
                        }
                        self.line.push(char);
                    }
                    State::Ground
                }
                (State::Escape, '[') => State::Csi,
                (State::Escape, ']' | 'P' | 'X' | '^' | '_') => State::String,
                (State::Escape, '(' | ')' | '*' | '+' | '#' | '%' | ' ') => State::One,
                (State::Escape | State::One, _) => State::Ground,
                (State::Csi, '@'..='~') => {
                    // Somewhere else on the screen; moves to the right leave a gap.
                    match char {
                        'A' | 'B' | 'E' | 'F' | 'H' | 'd' | 'f' | 'J' => self.end(&mut look),
                        'C' => self.line.push(' '),
                        _ => {}
                    }
                    State::Ground
                }
                (State::String, '\x07') => State::Ground,
                (State::String, '\x1b') => State::StringEscape,
                (State::StringEscape, _) => State::Ground,
                (state, _) => state,
            };
        }
        look(&self.line, &mut self.told);
    }

    fn end(&mut self, look: &mut impl FnMut(&str, &mut bool)) {
        look(&self.line, &mut self.told);
        self.line.clear();
        (self.told, self.returned) = (false, false);
    }
}
