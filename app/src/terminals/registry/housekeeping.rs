//! What happens by itself: news of the agent is recorded, and sign-ins behind sockets are looked at again.

use std::time::Duration;

use tokio::time::sleep;

use super::{Registry, lock, store};
use crate::auth::actor::actor_of;
use crate::ctx::{AppState, Ctx};
use crate::error::{Error, Result};
use crate::terminals::protocol::OpenKind;
use crate::terminals::wire::{Answer, Ask, Happened, News};

/// Sign-ins behind open sockets are looked up so often.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// Recordings that are too old are looked for so often.
const SWEEP_EVERY: Duration = Duration::from_secs(60 * 60);
/// After a failure (no agent, no database) the next try waits.
const PAUSE: Duration = Duration::from_secs(1);

pub(super) fn start(state: &AppState) {
    tokio::spawn(record_for_ever(state.clone()));
    tokio::spawn(look_for_ever(state.clone()));
    tokio::spawn(sweep_for_ever(state.clone()));
}

async fn sweep_for_ever(state: AppState) {
    let cx = Ctx::of_house(&state);
    loop {
        match state.terminals.sweep(&cx, store::now_ms()).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "old recordings were deleted"),
            Err(error) => tracing::warn!(%error, "old recordings are still there"),
        }
        sleep(SWEEP_EVERY).await;
    }
}

async fn record_for_ever(state: AppState) {
    let registry = state.terminals.clone();
    // Whether the record knows which terminals this agent has.
    let mut compared = false;
    loop {
        let outcome = if compared { registry.record_news(&state).await } else { registry.record_lost().await };
        compared = outcome.is_ok();
        if let Err(error) = outcome {
            tracing::warn!(%error, "ends of terminals are not recorded for now");
            // The agent that comes next may be another, with none of these terminals.
            sleep(PAUSE).await;
        }
    }
}

async fn look_for_ever(state: AppState) {
    let registry = state.terminals.clone();
    // Shells that were opened before this start, which the configuration may not allow any more.
    while let Err(error) = registry.recheck_place(&Ctx::of_house(&state), OpenKind::HostShell).await {
        tracing::warn!(%error, "shells on the host were not looked at");
        sleep(PAUSE).await;
    }
    loop {
        sleep(LOOK_EVERY).await;
        if let Err(error) = registry.look_at_sign_ins(&state.config.time_zone).await {
            tracing::warn!(%error, "sign-ins behind sockets were not looked at");
        }
    }
}

impl Registry {
    /// Records what the agent does not have any more: it was stopped, or lost.
    async fn record_lost(&self) -> Result<()> {
        let asked_ms = store::now_ms();
        let known = self.0.link.known(Ask::All {}).await?;
        let mut had: Vec<_> = known.into_iter().map(|known| known.about.id).collect();
        had.extend(lock(&self.0.starting).iter());
        store::lost(&self.0.db, self.0.link.keepers(), had, asked_ms).await
    }

    /// Records what happens next.
    async fn record_news(&self, state: &AppState) -> Result<()> {
        let Answer::News { news } = self.0.link.ask(Ask::News {}).await? else { return Ok(()) };
        let mut numbers = Vec::with_capacity(news.len());
        for news in news {
            numbers.push(news.number);
            let known = match news.what.terminal() {
                Some(terminal) => store::is_known(&self.0.db, terminal).await?,
                None => true,
            };
            if known {
                self.record_one(state, news).await?;
            } else {
                // Of a database that was put back to an earlier time, perhaps: it must not hold up all that follows.
                tracing::warn!(?news, "something happened at a terminal that is not in the record");
            }
        }
        self.0.link.ask(Ask::Recorded { numbers }).await.map(drop)
    }

    async fn record_one(&self, state: &AppState, News { at_ms, what, .. }: News) -> Result<()> {
        match what {
            Happened::Ended { terminal, end, bytes_out, bytes_in } => {
                store::ended(&self.0.db, terminal, &end, (bytes_in, bytes_out), at_ms).await?;
            }
            Happened::Visited { terminal, user, right, from_ms, to_ms } => {
                store::visited(&self.0.db, terminal, user, right, from_ms, to_ms).await?;
            }
            Happened::RecordingBegan { terminal, order } => {
                store::began(&Ctx::of_house(state), terminal, &order, at_ms).await?;
            }
            Happened::KeyChanged { kind, came } => {
                let noted = self.door(kind)?.key_changed(&Ctx::of_house(state), kind, &came).await;
                // A host that has been removed meanwhile has no key to note.
                noted.or_else(|error| if matches!(error, Error::NotFound(_)) { Ok(()) } else { Err(error) })?;
            }
            Happened::RecordingEnded { terminal, why, duration_ms, bytes } => {
                store::over(&self.0.db, terminal, &why, (duration_ms, bytes), at_ms).await?;
            }
            Happened::Unwatched { about, caller, watched_s } => {
                let cx = Ctx { state: state.clone(), actor: None, origin: caller.origin };
                store::watch_ended(&cx, (caller.user, &caller.name), &about, watched_s).await?;
            }
            Happened::Shown { about, shown } => {
                let cx = Ctx { state: state.clone(), actor: None, origin: shown.origin };
                store::shown(&cx, (shown.by, &shown.by_name), &about, shown.on).await?;
            }
            Happened::Handed { about, change } => {
                let cx = Ctx { state: state.clone(), actor: None, origin: change.origin };
                store::handed(&cx, change.by, &about, &change.handed).await?;
            }
        }
        Ok(())
    }

    async fn look_at_sign_ins(&self, zone: &str) -> Result<()> {
        let Answer::SignIns { sessions } = self.0.link.ask(Ask::SignIns {}).await? else { return Ok(()) };
        for session in sessions {
            // A database that does not answer signs nobody out.
            if actor_of(&self.0.db, &session, zone, store::now_ms()).await?.is_none() {
                self.close_sockets_of(&session).await;
            }
        }
        Ok(())
    }
}
