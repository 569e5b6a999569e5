//! What happens by itself: sign-ins are looked at again, forgotten terminals end, and the program's
//! own end is announced.

use std::sync::Weak;
use std::time::{Duration, Instant};

use tokio::time::sleep;

use super::{Inner, Registry, store};
use crate::auth::actor::actor_of;
use crate::config::Config;
use crate::terminals::protocol::{End, close};

/// A terminal that nobody has been attached to for so long ends.
const IDLE_LIMIT: Duration = Duration::from_secs(12 * 60 * 60);
/// Sign-ins behind open sockets are looked up so often.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// When the program stops, terminals may take so long to end.
const GOING_PATIENCE: Duration = Duration::from_secs(7);
/// Browsers are told to come back after so long, seconds.
const BACK_IN_S: u16 = 3;

pub(super) fn start(registry: &Registry, config: &Config) {
    let inner = std::sync::Arc::downgrade(&registry.0);
    let zone = config.time_zone.clone();
    let db = registry.0.db.clone();
    tokio::spawn(async move {
        if let Err(error) = store::lost(&db).await {
            tracing::error!(%error, "terminals of the last run were not closed in the record");
        }
        keep(inner, zone).await;
    });
}

/// Ends with the registry.
async fn keep(inner: Weak<Inner>, zone: String) {
    loop {
        sleep(LOOK_EVERY).await;
        let Some(registry) = inner.upgrade().map(Registry) else { return };
        for session in registry.all() {
            if !session.has_ended() && session.alone_for().is_some_and(|alone| alone >= IDLE_LIMIT) {
                session.stop(End::Idle);
            }
        }
        for sign_in in registry.0.sockets.sign_ins() {
            // A database that does not answer signs nobody out.
            if let Ok(None) = actor_of(&registry.0.db, &sign_in, &zone, store::now_ms()).await {
                registry.0.sockets.close(|socket| socket.session == sign_in, close::SIGN_IN, "signed out");
            }
        }
    }
}

impl Registry {
    /// The program stops: browsers are told, and everything that terminals run is ended.
    pub async fn stop(&self) {
        self.0.sockets.going(BACK_IN_S);
        for session in self.all() {
            session.stop(End::Failed("Ended when Lyceum was stopped".to_owned()));
        }
        let until = Instant::now() + GOING_PATIENCE;
        while Instant::now() < until && self.all().iter().any(|session| !session.has_ended()) {
            sleep(Duration::from_millis(50)).await;
        }
    }
}
