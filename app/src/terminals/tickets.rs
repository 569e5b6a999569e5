//! Tickets: proof, good once and for half a minute, that who opens a socket has the page's sign-in.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::ctx::Actor;
use crate::id::UserId;

const GOOD_FOR: Duration = Duration::from_secs(30);
/// Tickets given out and not used; the oldest go when there are more.
const MAX_TICKETS: usize = 10_000;

#[derive(Debug, Default)]
pub struct Tickets(Mutex<HashMap<String, Ticket>>);

#[derive(Debug)]
struct Ticket {
    user: UserId,
    /// Key of the sign-in session.
    session: String,
    until: Instant,
}

impl Tickets {
    pub fn issue(&self, actor: &Actor, now: Instant) -> String {
        let name = format!("{:032x}", rand::random::<u128>());
        let mut tickets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tickets.retain(|_, ticket| ticket.until > now);
        if tickets.len() >= MAX_TICKETS {
            let oldest = tickets.iter().min_by_key(|(_, ticket)| ticket.until).map(|(name, _)| name.clone());
            oldest.and_then(|name| tickets.remove(&name));
        }
        let ticket = Ticket { user: actor.id, session: actor.session.clone(), until: now + GOOD_FOR };
        tickets.insert(name.clone(), ticket);
        name
    }

    /// Whether the ticket is this actor's and still good; it is no longer after this.
    pub fn take(&self, name: &str, actor: &Actor, now: Instant) -> bool {
        let ticket = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
        ticket.is_some_and(|ticket| ticket.until > now && ticket.user == actor.id && ticket.session == actor.session)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::types::{Me, Role, Theme};

    fn actor(id: i64, session: &str) -> Actor {
        let me = Me {
            id: UserId(id),
            login: "ada".into(),
            name: "Ada".into(),
            initials: "A".into(),
            picture_url: None,
            roles: vec![Role::Student],
            theme: Theme::System,
            time_zone: "UTC".into(),
        };
        Actor { id: UserId(id), me, session: session.to_owned(), must_change_password: false }
    }

    #[test]
    fn a_ticket_is_good_once_for_its_owner_in_time() {
        let (tickets, now, ada) = (Tickets::default(), Instant::now(), actor(1, "a"));
        let ticket = tickets.issue(&ada, now);
        assert!(tickets.take(&ticket, &ada, now));
        assert!(!tickets.take(&ticket, &ada, now), "used");
        let ticket = tickets.issue(&ada, now);
        assert!(!tickets.take(&ticket, &actor(1, "b"), now), "another sign-in");
        let ticket = tickets.issue(&ada, now);
        assert!(!tickets.take(&ticket, &actor(2, "a"), now), "another person");
        let ticket = tickets.issue(&ada, now);
        assert!(!tickets.take(&ticket, &ada, now + GOOD_FOR), "too late");
    }
}
