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
type Watch = (TerminalId, UserId, u64);

#[derive(Debug, Default)]
pub(super) struct Watches(Mutex<HashSet<Watch>>);

impl Watches {
    /// Whether this tab shows the terminal, or did a moment ago.
    pub(super) fn has(&self, terminal: TerminalId, user: UserId, client: u64) -> bool {
        self.lock().contains(&(terminal, user, client))
    }

    fn lock(&self) -> MutexGuard<'_, HashSet<Watch>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Agent {
    /// A tab shows another's terminal; that they have gone will be news.
    pub(super) fn watch(&self, session: &Arc<Session>, caller: &Caller, client: u64, right: Right) {
        let watch = (session.about.id, caller.user, client);
        if self.watches().lock().insert(watch) {
            tokio::spawn(until_gone(self.clone(), session.clone(), caller.clone(), watch, right));
        }
    }
}

async fn until_gone(agent: Agent, session: Arc<Session>, caller: Caller, watch: Watch, right: Right) {
    let (terminal, user, from_ms) = (watch.0, watch.1, now_ms());
    agent.record().add(Happened::Visited { terminal, user, right, from_ms, to_ms: None });
    let begun = Instant::now();
    let mut seen = begun;
    while seen.elapsed() < BACK_WITHIN {
        sleep(LOOK_EVERY).await;
        if session.is_shown_to(watch.1, watch.2) {
            seen = Instant::now();
        }
    }
    agent.watches().lock().remove(&watch);
    let watched_s = seen.duration_since(begun).as_secs();
    let to_ms = Some(from_ms + i64::try_from(watched_s).unwrap_or_default() * 1000);
    agent.record().add(Happened::Visited { terminal, user, right, from_ms, to_ms });
    agent.record().add(Happened::Unwatched { about: session.about.clone(), caller, watched_s });
}
