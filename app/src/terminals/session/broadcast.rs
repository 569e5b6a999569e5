//! What somebody types into several terminals, typed into this one.

use super::{Refused, Session, write_waiting};
use crate::terminals::protocol::{Control, Typing};

/// So much of the last line is looked at for a question after a secret, bytes.
const QUESTION_BYTES: u64 = 160;

/// Why it is not typed here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotSent {
    Refused(Refused),
    /// A password is being asked for.
    Secret,
}

impl Session {
    /// Whether this may be typed here now.
    ///
    /// # Errors
    /// [`NotSent`].
    pub fn may_broadcast(&self, what: &Typing) -> Result<(), NotSent> {
        let core = self.core();
        core.may_broadcast().map_err(NotSent::Refused)?;
        if what.stops_questions() {
            return Ok(());
        }
        let head = core.output.ring.head();
        let mut tail = Vec::new();
        core.output.ring.copy(head.saturating_sub(QUESTION_BYTES), head, &mut tail);
        let hidden = self.direct.get().is_some_and(|direct| direct.hides_input());
        if hidden || asks_for_secret(&tail) { Err(NotSent::Secret) } else { Ok(()) }
    }

    /// Says what comes, of whom, in so many milliseconds.
    pub fn announce_broadcast(&self, by: &str, what: &Typing, in_ms: u32) {
        let is_key = matches!(what, Typing::Key(_));
        let control = Control::Broadcast { by: by.to_owned(), text: what.shown().to_owned(), is_key, in_ms };
        self.core().tell_all(&control);
    }

    /// Types it, in one piece.
    ///
    /// # Errors
    /// [`NotSent`].
    pub fn broadcast(&self, what: &Typing) -> Result<(), NotSent> {
        self.may_broadcast(what)?;
        let mut core = self.core();
        // Somebody may have been quicker than the look above.
        core.may_broadcast().map_err(NotSent::Refused)?;
        core.input.insert(what.bytes());
        if let Some(direct) = self.direct.get() {
            write_waiting(&mut core, &**direct);
        }
        drop(core);
        self.driver.notify_one();
        Ok(())
    }
}

/// Whether the last line asks for a password: what hides it may be out of sight, in a container.
fn asks_for_secret(tail: &[u8]) -> bool {
    let text = String::from_utf8_lossy(tail).to_lowercase();
    let line = text.rsplit(['\n', '\r']).next().unwrap_or_default().trim_end();
    line.ends_with(':') && ["password", "passphrase", "passwort", "kennwort"].iter().any(|word| line.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_after_a_password_is_known() {
        for asks in ["x\r\n[sudo] password for ada: ", "Enter passphrase for key '/a/b':", "Kennwort:"] {
            assert!(asks_for_secret(asks.as_bytes()), "{asks:?}");
        }
        for asks in ["", "$ ", "password: \r\n$ ", "echo password", "the password is long: no"] {
            assert!(!asks_for_secret(asks.as_bytes()), "{asks:?}");
        }
    }
}
