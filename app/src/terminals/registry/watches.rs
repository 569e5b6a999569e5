//! Who looks at whose terminal, for the record: when they begin, and when they have gone.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::time::sleep;

use super::{Registry, lock, store};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::{TerminalId, UserId};
use crate::terminals::session::Session;

/// What is recorded once: a person looks at a terminal in one tab.
pub(super) type Watch = (TerminalId, UserId, u64);

/// A watcher whose socket broke is expected back within this time.
const BACK_WITHIN: Duration = Duration::from_secs(5);
/// Watchers are looked for so often.
const LOOK_EVERY: Duration = Duration::from_secs(1);

impl Registry {
    /// Records that a watcher begins, once for each tab, and later that they have gone.
    ///
    /// # Errors
    /// When the database refuses: what is not recorded is not shown.
    pub(super) async fn record_watch(&self, cx: &Ctx, session: &Arc<Session>, user: UserId, client: u64) -> Result<()> {
        let watch = (session.about.id, user, client);
        if !lock(&self.0.watches).insert(watch) {
            return Ok(());
        }
        let owner_told = session.people().iter().any(|present| present.owner);
        if let Err(error) = store::watched(cx, session, owner_told).await {
            lock(&self.0.watches).remove(&watch);
            return Err(error);
        }
        tokio::spawn(self.clone().record_end(cx.clone(), session.clone(), watch));
        Ok(())
    }

    async fn record_end(self, cx: Ctx, session: Arc<Session>, watch: Watch) {
        let begun = Instant::now();
        let mut seen = begun;
        while seen.elapsed() < BACK_WITHIN {
            sleep(LOOK_EVERY).await;
            if session.is_shown_to(watch.1, watch.2) {
                seen = Instant::now();
            }
        }
        lock(&self.0.watches).remove(&watch);
        if let Err(error) = store::watch_ended(&cx, &session, seen.duration_since(begun)).await {
            tracing::error!(%error, terminal = %watch.0, "the end of watching was not recorded");
        }
    }
}
