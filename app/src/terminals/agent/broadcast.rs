//! What is typed for several terminals: announced in each, then typed.

use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use tokio::time::sleep;

use super::house::Agent;
use crate::terminals::protocol::Typing;
use crate::terminals::session::{NotSent, Refused, Session};
use crate::terminals::types::Sent;
use crate::terminals::wire::Listener;

/// Between its announcement and its first key: long enough to see who sends it.
const LEAD: Duration = Duration::from_millis(1500);

impl Agent {
    /// What became of it for each listener, in their order.
    pub(super) async fn broadcast(&self, to: Vec<Listener>, by: &str, what: &Typing) -> Vec<Sent> {
        join_all(to.into_iter().map(|listener| self.say_to(listener, by, what))).await
    }

    async fn say_to(&self, listener: Listener, by: &str, what: &Typing) -> Sent {
        let Some(session) = self.in_front(listener) else { return Sent::NoTerminal };
        if let Err(not_sent) = session.may_broadcast(what) {
            return why(not_sent);
        }
        let in_ms = u32::try_from(LEAD.as_millis()).unwrap_or(u32::MAX);
        session.announce_broadcast(by, what, in_ms);
        sleep(LEAD).await;
        session.broadcast(what).map_or_else(why, |()| Sent::Typed)
    }

    /// The terminal that somebody most likely looks at: shown somewhere, last typed in, newest.
    fn in_front(&self, listener: Listener) -> Option<Arc<Session>> {
        let theirs = |session: &Arc<Session>| {
            let about = &session.about;
            about.kind == listener.kind && about.owner == listener.owner && !session.has_ended()
        };
        let shown = |session: &Session| session.people().iter().any(|present| present.owner);
        self.all()
            .into_iter()
            .filter(theirs)
            .max_by_key(|session| (shown(session), session.typed_ms(), session.about.started_ms, session.about.id))
    }
}

fn why(not_sent: NotSent) -> Sent {
    match not_sent {
        NotSent::Secret => Sent::Secret,
        NotSent::Refused(Refused::Controlled) => Sent::Controlled,
        NotSent::Refused(Refused::Busy) => Sent::Busy,
        NotSent::Refused(Refused::Ended) => Sent::Gone,
    }
}
