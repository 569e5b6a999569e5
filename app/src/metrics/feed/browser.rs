//! The browser's half of a feed: opens it, shows what comes, and opens it again when it breaks.

use std::cell::Cell;
use std::future::Future;
use std::rc::Rc;
use std::time::Duration;

use futures::channel::{mpsc, oneshot};
use futures::future::{AbortHandle, Either, abortable, select};
use futures::{SinkExt, StreamExt};
use leptos::prelude::*;

use super::{Answers, Ask, Asks, News, SILENCE_S};
use crate::error::{Error, Result};
use crate::time::{SECOND_MS, UnixMs};
use crate::ui::time::now_ms;

/// Waits before opening again double from here to there, milliseconds.
const FIRST_RETRY_MS: u64 = 400;
const LAST_RETRY_MS: u64 = 6_000;
/// A feed that is back within this time was never seen to be gone, milliseconds.
const GRACE_MS: i64 = 2 * SECOND_MS;

/// How live the page is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedState {
    /// Not opened yet: the page shows what the server has rendered.
    Waiting,
    Live,
    /// What is shown is as old as this; the feed is being opened again.
    Stale {
        since_ms: UnixMs,
    },
    /// There is nothing more to come.
    Ended,
    /// It will not be opened again by itself.
    Failed(Error),
}

/// A feed of this page; closed when its owner is disposed.
#[derive(Debug, Clone, Copy)]
pub struct Feed {
    pub state: Signal<FeedState>,
    again: Trigger,
}

impl Feed {
    /// Opens it again now.
    pub fn reopen(&self) {
        self.again.notify();
    }
}

/// Asks `question` of a feed's server function and hands what comes to `on_news`. Reactive: another question opens
/// another line, none closes it; a line that broke is opened with the question of that moment. Does nothing on the
/// server, where the page is drawn from a resource.
pub fn use_feed<Q, T, C, Opening>(
    question: impl Fn() -> Option<Q> + 'static,
    call: C,
    on_news: impl Fn(T) + 'static,
) -> Feed
where
    Q: Send + 'static,
    T: 'static,
    C: Fn(Asks<Q>) -> Opening + Clone + 'static,
    Opening: Future<Output = Result<Answers<T>>> + 'static,
{
    let state = RwSignal::new(FeedState::Waiting);
    let again = Trigger::new();
    let (question, on_news) = (Rc::new(question), Rc::new(on_news));
    Effect::new(move |before: Option<Option<Running>>| {
        again.track();
        drop(before);
        question()?;
        let (question, call, on_news) = (question.clone(), call.clone(), on_news.clone());
        let (line, handle) = abortable(keep(question, call, on_news, state));
        leptos::task::spawn_local(async move {
            let _ = line.await;
        });
        Some(Running(handle))
    });
    Feed { state: state.into(), again }
}

/// A line that ends with the effect that opened it.
struct Running(AbortHandle);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Opens the line, again and again, until it ends or is refused.
async fn keep<Q, T, C, Opening>(
    question: Rc<impl Fn() -> Option<Q> + 'static>,
    call: C,
    on_news: Rc<impl Fn(T) + 'static>,
    state: RwSignal<FeedState>,
) where
    Q: Send + 'static,
    T: 'static,
    C: Fn(Asks<Q>) -> Opening,
    Opening: Future<Output = Result<Answers<T>>>,
{
    let mut retry_ms = FIRST_RETRY_MS;
    let last_heard = Rc::new(Cell::new(now_ms()));
    loop {
        let heard_before = last_heard.get();
        let Some(asked) = untrack(|| question()) else { return };
        let outcome = listen(asked, &call, &*on_news, state, &last_heard).await;
        match outcome {
            Some(Ok(())) => return state.set(FeedState::Ended),
            Some(Err(error)) if is_final(&error) => return state.set(FeedState::Failed(error)),
            Some(Err(_)) | None => {}
        }
        if last_heard.get() > heard_before {
            retry_ms = FIRST_RETRY_MS;
        }
        sleep_ms(retry_ms).await;
        retry_ms = (retry_ms * 2).min(LAST_RETRY_MS);
        if now_ms() - last_heard.get() > GRACE_MS {
            state.set(FeedState::Stale { since_ms: last_heard.get() });
        }
    }
}

/// A feed that is refused is not asked for again.
fn is_final(error: &Error) -> bool {
    matches!(
        error,
        Error::SignInRequired | Error::Forbidden(_) | Error::PasswordFirst | Error::NotFound(_) | Error::Invalid(_)
    )
}

/// One line from open to end: `Ok` when the server says there is no more, none when it broke.
async fn listen<Q, T, C, Opening>(
    question: Q,
    call: &C,
    on_news: &impl Fn(T),
    state: RwSignal<FeedState>,
    last_heard: &Cell<UnixMs>,
) -> Option<Result<()>>
where
    Q: Send + 'static,
    T: 'static,
    C: Fn(Asks<Q>) -> Opening,
    Opening: Future<Output = Result<Answers<T>>>,
{
    let (mut ask, asks) = mpsc::channel::<Result<Ask<Q>>>(1);
    ask.send(Ok(Ask::Open(question))).await.ok()?;
    let mut answers = match call(asks.into()).await {
        Ok(answers) => answers,
        Err(error) => return Some(Err(error)),
    };
    loop {
        let silence = sleep_ms(SILENCE_S * 1_000);
        let news = match select(answers.next(), Box::pin(silence)).await {
            Either::Left((news, _)) => news?,
            Either::Right(_) => return None,
        };
        match news {
            Ok(News::Is(value)) => on_news(value),
            Ok(News::Still) => {}
            Ok(News::End) => return Some(Ok(())),
            Err(error) => return Some(Err(error)),
        }
        last_heard.set(now_ms());
        if state.with_untracked(|state| *state != FeedState::Live) {
            state.set(FeedState::Live);
        }
        ask.send(Ok(Ask::Next)).await.ok()?;
    }
}

async fn sleep_ms(ms: u64) {
    let (wake, woken) = oneshot::channel::<()>();
    set_timeout(
        move || {
            let _ = wake.send(());
        },
        Duration::from_millis(ms),
    );
    let _ = woken.await;
}
