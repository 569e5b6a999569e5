//! Connected web tiers: what they ask is answered, and whoever of them is there is asked.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tokio::time::timeout;

use super::house::Agent;
use crate::terminals::protocol::{ErrorCode, close};
use crate::terminals::wire::talk::Talk;
use crate::terminals::wire::{Answer, Ask, Question, Reply, Sockets, Stream};

/// A question waits so long for a web tier to be there and to answer: a restart is shorter.
const PATIENCE: Duration = Duration::from_secs(45);

/// The web tiers that are connected.
#[derive(Debug, Default)]
pub(super) struct Desks {
    open: Mutex<Open>,
    came: Notify,
}

#[derive(Debug, Default)]
struct Open {
    desks: Vec<Talk<Question>>,
    /// Since when there are none.
    none_since: Option<Instant>,
}

impl Desks {
    /// Asks the newest web tier; when it goes before it has answered, the next.
    pub(super) async fn ask(&self, question: &Question) -> Reply {
        timeout(PATIENCE, self.ask_one_after_another(question)).await.unwrap_or_else(|_| Reply::No {
            code: ErrorCode::Unavailable,
            message: "Lyceum does not answer. Try again in a moment.".to_owned(),
        })
    }

    async fn ask_one_after_another(&self, question: &Question) -> Reply {
        loop {
            let came = self.came.notified();
            let Some(desk) = self.newest() else {
                came.await;
                continue;
            };
            if let Ok(reply) = desk.ask(question).await {
                return reply;
            }
        }
    }

    fn newest(&self) -> Option<Talk<Question>> {
        let mut open = self.lock();
        open.desks.retain(Talk::works);
        open.desks.last().cloned()
    }

    /// Since when no web tier is connected; none while one is.
    pub(super) fn none_since(&self) -> Option<Instant> {
        let mut open = self.lock();
        open.desks.retain(Talk::works);
        let away = open.desks.is_empty();
        away.then(|| *open.none_since.get_or_insert_with(Instant::now))
    }

    fn add(&self, desk: Talk<Question>) {
        let mut open = self.lock();
        open.desks.push(desk);
        open.none_since = None;
        drop(open);
        self.came.notify_waiters();
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs until the web tier goes.
pub(super) async fn serve(agent: Agent, stream: Stream) {
    let answering = agent.clone();
    let (desk, talking) = Talk::<Question>::over(stream, move |ask: Ask| {
        let agent = answering.clone();
        async move { answer(&agent, ask).await }
    });
    agent.desks().add(desk);
    talking.await;
    // If it was the last, their absence counts from now on, and not from when somebody looks.
    agent.desks().none_since();
}

async fn answer(agent: &Agent, ask: Ask) -> Answer {
    match ask {
        Ask::Start { about, size, target, record } => match agent.start(about, size, *target, record).await {
            Ok(()) => Answer::Done {},
            Err(error) => Answer::Refused { error },
        },
        Ask::ByKey { owner, key } => {
            Answer::Known { terminals: agent.known(|about| about.owner == owner && about.key == key) }
        }
        Ask::OfKind { kind } => Answer::Known { terminals: agent.known(|about| about.kind == kind) },
        Ask::Running { owner, but } => {
            let known = agent.known(|about| about.owner == owner && about.key != but);
            Answer::Count { count: known.iter().filter(|known| !known.has_ended).count() }
        }
        Ask::All {} => Answer::Known { terminals: agent.known(|_| true) },
        Ask::Typed {} => Answer::Typed { typed: agent.typed() },
        Ask::StopOf { owner, end } => {
            agent.stop_of(owner, &end);
            Answer::Done {}
        }
        Ask::News {} => Answer::News { news: agent.record().news().await },
        Ask::Recorded { numbers } => {
            agent.record().written(&numbers);
            Answer::Done {}
        }
        Ask::SignIns {} => Answer::SignIns { sessions: agent.sockets().sign_ins() },
        Ask::ById { terminal } => Answer::Known { terminals: agent.known(|about| about.id == terminal) },
        Ask::Limit { limits } => {
            agent.set_limits(limits);
            Answer::Done {}
        }
        Ask::Broadcast { to, by, what } => Answer::Broadcast { sent: agent.broadcast(to, &by, &what).await },
        Ask::Dismiss { terminal, user, message } => {
            if let Some(session) = agent.session(terminal) {
                session.detach_all(|who| who.user == user && !who.owner, ErrorCode::Forbidden, &message);
            }
            Answer::Done {}
        }
        Ask::Close { sockets, code, reason } => {
            // Who may no longer be here at all is not waited for, as one who is only lost is.
            if let (Sockets::OfUser { user }, close::SIGN_IN) = (&sockets, code) {
                for session in agent.all() {
                    session.detach_all(|who| who.user == *user, ErrorCode::Forbidden, &reason);
                }
            }
            agent.sockets().close(&sockets, code, &reason);
            Answer::Done {}
        }
        Ask::Record { kinds, order } => {
            agent.record_kinds(&kinds, order.as_ref());
            Answer::Done {}
        }
        Ask::Stop { terminals, end } => Answer::Known { terminals: agent.stop_these(&terminals, &end) },
        Ask::Keep { terminal } => {
            if let Some(session) = agent.session(terminal) {
                session.keep(&agent.limits());
            }
            Answer::Known { terminals: agent.known(|about| about.id == terminal) }
        }
    }
}
