//! Who looks at whose terminal: so that it is recorded once when they begin, and when they have gone.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::time::sleep;

use super::house::{Agent, now_ms};
use crate::id::{TerminalId, UserId};
use crate::terminals::protocol::Right;
use crate::terminals::session::Session;
use crate::terminals::wire::{Caller, Happened};

/// A watcher whose socket broke is expected back within this time.
const BACK_WITHIN: Duration = Duration::from_secs(5);
/// Watchers are looked for so often.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// A person looks at a terminal in one tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Watch {
    terminal: TerminalId,
    user: UserId,
    client: u64,
    /// As one of a class to which it is shown.
    by_spotlight: bool,
}

#[derive(Debug, Default)]
pub(super) struct Watches(Mutex<HashSet<Watch>>);

impl Watches {
    /// Whether this tab shows the terminal by the person's own right, or did a moment ago.
    pub(super) fn has(&self, terminal: TerminalId, user: UserId, client: u64) -> bool {
        self.lock().contains(&Watch { terminal, user, client, by_spotlight: false })
    }

    fn lock(&self) -> MutexGuard<'_, HashSet<Watch>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Agent {
    /// A tab shows another's terminal, as one of a class or not; that they have gone will be news.
    pub(super) fn watch(&self, session: &Arc<Session>, by: (&Caller, u64), right: Right, by_spotlight: bool) {
        let (caller, client) = by;
        let watch = Watch { terminal: session.about.id, user: caller.user, client, by_spotlight };
        if self.watches().lock().insert(watch) {
            tokio::spawn(until_gone(self.clone(), session.clone(), caller.clone(), watch, right));
        }
    }
}

async fn until_gone(agent: Agent, session: Arc<Session>, caller: Caller, watch: Watch, right: Right) {
    let Watch { terminal, user, client, by_spotlight } = watch;
    let from_ms = now_ms();
    agent.record().add(Happened::Visited { terminal, user, right, from_ms, to_ms: None });
    let begun = Instant::now();
    let mut seen = begun;
    while seen.elapsed() < BACK_WITHIN {
        sleep(LOOK_EVERY).await;
        if session.is_shown_to(user, client, by_spotlight) {
            seen = Instant::now();
        }
    }
    agent.watches().lock().remove(&watch);
    let watched_s = seen.duration_since(begun).as_secs();
    let to_ms = Some(from_ms + i64::try_from(watched_s).unwrap_or_default() * 1000);
    agent.record().add(Happened::Visited { terminal, user, right, from_ms, to_ms });
    // Of a class, it is audited that it was shown to them.
    if !by_spotlight {
        agent.record().add(Happened::Unwatched { about: session.about.clone(), caller, watched_s });
    }
}
