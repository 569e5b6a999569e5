//! A text for several terminals: announced in each, then typed.

use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use tokio::time::sleep;

use super::house::Agent;
use crate::terminals::session::{NotSent, Refused, Session};
use crate::terminals::types::Sent;
use crate::terminals::wire::Listener;

/// Between its announcement and its first key: long enough to see who sends it.
const LEAD: Duration = Duration::from_millis(1500);

/// What is to be typed.
#[derive(Debug)]
pub(super) struct Text {
    pub by: String,
    pub text: String,
    /// What is half typed on the line goes before.
    pub clear: bool,
}

impl Agent {
    /// What became of it for each listener, in their order.
    pub(super) async fn broadcast(&self, to: Vec<Listener>, text: Text) -> Vec<Sent> {
        join_all(to.into_iter().map(|listener| self.say_to(listener, &text))).await
    }

    async fn say_to(&self, listener: Listener, text: &Text) -> Sent {
        let Some(session) = self.in_front(listener) else { return Sent::NoTerminal };
        if let Err(not_sent) = session.may_broadcast() {
            return why(not_sent);
        }
        let in_ms = u32::try_from(LEAD.as_millis()).unwrap_or(u32::MAX);
        session.announce_broadcast(&text.by, &text.text, in_ms);
        sleep(LEAD).await;
        session.broadcast(&text.text, text.clear).map_or_else(why, |()| Sent::Typed)
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
