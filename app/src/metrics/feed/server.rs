//! The server's half of a feed.

use std::future::{Future, pending};
use std::pin::Pin;
use std::time::{Duration, Instant};

use futures::stream::{self, Stream, StreamExt};
use tokio::sync::watch;
use tokio::time::{sleep_until, timeout};

use super::{Answers, Ask, Asks, FEED_LIFE_S, HEARTBEAT_S, News};
use crate::auth::actor::actor_of;
use crate::auth::rights::Held;
use crate::ctx::{Actor, AppState, Ctx};
use crate::error::{Error, Result};

/// How long a page may take to show an answer; a tab that sleeps opens its feed anew when it wakes.
const PATIENCE: Duration = Duration::from_secs(60);

/// So often it is looked up whether a page may still be told.
const LOOK_EVERY: Duration = Duration::from_secs(30);

type Source<T> = Pin<Box<dyn Stream<Item = Result<T>> + Send>>;

/// One line of a feed between two answers.
struct Line<Q, T, F> {
    asks: Asks<Q>,
    open: Option<F>,
    source: Option<Source<T>>,
    opened: Instant,
    heartbeat: Duration,
    ended: bool,
}

/// Answers a page: opens what its first message names, then sends the source's newest each time it asks.
/// An error of the source is told and ends the feed. The source is polled only when the page has asked: one that
/// gives its latest value at that moment never sends what is old. Ends when the actor's rights change.
pub fn answer<Q, T, F, Opening, S>(cx: Ctx, asks: Asks<Q>, open: F) -> Answers<T>
where
    Q: Send + 'static,
    T: Send + 'static,
    F: FnOnce(Ctx, Q) -> Opening + Send + 'static,
    Opening: Future<Output = Result<S>> + Send + 'static,
    S: Stream<Item = Result<T>> + Send + 'static,
{
    let right = Right::of(&cx);
    answer_with(right, asks, |question| open(cx, question), Duration::from_secs(HEARTBEAT_S))
}

fn answer_with<Q, T, F, Opening, S>(right: Option<Right>, asks: Asks<Q>, open: F, heartbeat: Duration) -> Answers<T>
where
    Q: Send + 'static,
    T: Send + 'static,
    F: FnOnce(Q) -> Opening + Send + 'static,
    Opening: Future<Output = Result<S>> + Send + 'static,
    S: Stream<Item = Result<T>> + Send + 'static,
{
    let line = Line { asks, open: Some(open), source: None, opened: Instant::now(), heartbeat, ended: false };
    stream::unfold((line, right), |(mut line, mut right)| async move {
        let lost = async {
            match &mut right {
                Some(right) => right.lost().await,
                None => pending().await,
            }
        };
        let news = tokio::select! {
            biased;
            () = lost => None,
            news = line.next() => news,
        }?;
        line.ended = !matches!(news, Ok(News::Is(_) | News::Still));
        Some((news, (line, right)))
    })
    .into()
}

impl<Q, T, F, Opening, S> Line<Q, T, F>
where
    F: FnOnce(Q) -> Opening + Send,
    Opening: Future<Output = Result<S>> + Send,
    S: Stream<Item = Result<T>> + Send + 'static,
{
    /// None ends the socket.
    async fn next(&mut self) -> Option<Result<News<T>>> {
        if self.ended || self.opened.elapsed() > Duration::from_secs(FEED_LIFE_S) {
            return None;
        }
        match (timeout(PATIENCE, self.asks.next()).await, self.open.take()) {
            (Ok(Some(Ok(Ask::Open(question)))), Some(open)) => match open(question).await {
                Ok(source) => self.source = Some(Box::pin(source)),
                Err(error) => return Some(Err(error)),
            },
            (Ok(Some(Ok(Ask::Next))), None) => {}
            (Ok(Some(Err(error))), _) => return Some(Err(error)),
            _ => return None,
        }
        let source = self.source.as_mut()?;
        match timeout(self.heartbeat, source.next()).await {
            Ok(Some(Ok(value))) => Some(Ok(News::Is(value))),
            Ok(Some(Err(error))) => Some(Err(error)),
            Ok(None) => Some(Ok(News::End)),
            Err(_) => Some(Ok(News::Still)),
        }
    }
}

/// By what right a page is told.
struct Right {
    held: Held,
    /// Who holds it, to be looked up again.
    of: Option<(AppState, Actor)>,
    look_at: Instant,
}

impl Right {
    /// Nobody's is nothing that could be lost.
    fn of(cx: &Ctx) -> Option<Self> {
        let actor = cx.actor.clone()?;
        let held = cx.state.terminals.rights().held_by(actor.id, &actor.session);
        // At once: what changed since the request was looked at was told to nobody.
        Some(Self { held, of: Some((cx.state.clone(), actor)), look_at: Instant::now() })
    }

    /// Waits until some of it may be lost: when that is told here, and by looks for what another machine did.
    async fn lost(&mut self) {
        loop {
            tokio::select! {
                () = self.held.changed() => return,
                () = sleep_until(self.look_at.into()), if self.of.is_some() => {}
            }
            if let Some((state, actor)) = &self.of
                && !holds(state, actor).await
            {
                return;
            }
            self.look_at = Instant::now() + LOOK_EVERY;
        }
    }
}

/// Whether the sign-in goes on, with the same roles. A database that does not answer takes no right away.
async fn holds(state: &AppState, actor: &Actor) -> bool {
    let now_ms = jiff::Timestamp::now().as_millisecond();
    match actor_of(&state.db, &actor.session, &state.config.time_zone, now_ms).await {
        Ok(now) => now.is_some_and(|now| now.me.roles == actor.me.roles),
        Err(_) => true,
    }
}

/// The values of a watch channel, the present one first. Ends when nobody writes any more.
pub fn latest<T>(values: watch::Receiver<T>) -> impl Stream<Item = Result<T>> + Send + 'static
where
    T: Clone + Send + Sync + 'static,
{
    tokio_stream::wrappers::WatchStream::new(values).map(Ok::<T, Error>)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::rights::Rights;
    use crate::id::UserId;

    type TestAsks = futures::channel::mpsc::UnboundedSender<Result<Ask<u8>>>;

    fn feed(values: watch::Receiver<u32>) -> (TestAsks, Answers<u32>) {
        let (ask, asks) = futures::channel::mpsc::unbounded();
        (ask, answer_with(None, asks.into(), |_| async move { Ok(latest(values)) }, Duration::from_secs(60)))
    }

    #[tokio::test]
    async fn a_slow_page_skips_what_it_missed() {
        let values = watch::Sender::new(1);
        let (ask, mut answers) = feed(values.subscribe());
        ask.unbounded_send(Ok(Ask::Open(0))).expect("open");
        assert_eq!(answers.next().await, Some(Ok(News::Is(1))));
        for value in 2..=9 {
            values.send_replace(value);
        }
        ask.unbounded_send(Ok(Ask::Next)).expect("open");
        assert_eq!(answers.next().await, Some(Ok(News::Is(9))));
    }

    #[tokio::test]
    async fn it_ends_when_rights_change() {
        let rights = Rights::default();
        let values = watch::Sender::new(1);
        let mut answers = [1, 2, 3].map(|id| {
            let (ask, asks) = futures::channel::mpsc::unbounded();
            let source = latest(values.subscribe());
            let held = rights.held_by(UserId(id), &format!("session {id}"));
            let right = Some(Right { held, of: None, look_at: Instant::now() });
            let minute = Duration::from_secs(60);
            (ask, answer_with(right, asks.into(), |_: u8| async move { Ok(source) }, minute))
        });
        for (ask, answers) in &mut answers {
            ask.unbounded_send(Ok(Ask::Open(0))).expect("open");
            assert_eq!(answers.next().await, Some(Ok(News::Is(1))));
        }
        rights.changed_for(UserId(1));
        rights.signed_out("session 2");
        values.send_replace(2);
        let [first, second, third] = &mut answers;
        for (ask, _) in [&first, &second, &third] {
            ask.unbounded_send(Ok(Ask::Next)).expect("open");
        }
        assert_eq!(first.1.next().await, None);
        assert_eq!(second.1.next().await, None);
        assert_eq!(third.1.next().await, Some(Ok(News::Is(2))), "another's is none of theirs");
    }

    #[tokio::test]
    async fn silence_is_broken_by_a_heartbeat() {
        let values = watch::Sender::new(1);
        let (ask, asks) = futures::channel::mpsc::unbounded();
        let source = latest(values.subscribe());
        let mut answers = answer_with(None, asks.into(), |_: u8| async move { Ok(source) }, Duration::from_millis(1));
        ask.unbounded_send(Ok(Ask::Open(0))).expect("open");
        answers.next().await;
        ask.unbounded_send(Ok(Ask::Next)).expect("open");
        assert_eq!(answers.next().await, Some(Ok(News::Still)));
    }

    #[tokio::test]
    async fn a_page_that_left_or_speaks_out_of_turn_is_let_go() {
        let values = watch::Sender::new(1);
        let (ask, mut answers) = feed(values.subscribe());
        drop(ask);
        assert_eq!(answers.next().await, None);
        let (ask, mut answers) = feed(values.subscribe());
        ask.unbounded_send(Ok(Ask::Next)).expect("open");
        assert_eq!(answers.next().await, None);
    }

    #[tokio::test]
    async fn the_end_and_a_refusal_are_told() {
        let values = watch::Sender::new(1);
        let (ask, mut answers) = feed(values.subscribe());
        drop(values);
        ask.unbounded_send(Ok(Ask::Open(0))).expect("open");
        answers.next().await;
        ask.unbounded_send(Ok(Ask::Next)).expect("open");
        assert_eq!(answers.next().await, Some(Ok(News::End)));
        assert_eq!(answers.next().await, None);

        let (ask, asks) = futures::channel::mpsc::unbounded();
        let refuse = |_: u8| async { Err::<stream::Empty<Result<u32>>, _>(Error::NotFound("section".into())) };
        let mut answers = answer_with(None, asks.into(), refuse, Duration::from_secs(60));
        ask.unbounded_send(Ok(Ask::Open(0))).expect("open");
        assert_eq!(answers.next().await, Some(Err(Error::NotFound("section".into()))));
    }
}
