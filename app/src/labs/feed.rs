//! What pages of labs follow: read again when the engine, a start or a sample says that something changed.

use std::pin::Pin;
use std::time::Duration;

use futures::stream::{self, Stream};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::store;
use super::types::{ClassView, LabView, MyLab, WatchView};
use super::work::Steps;
use crate::ctx::Ctx;
use crate::engine::docker::{Containers, Usages};
use crate::engine::types::EngineState;
use crate::error::Result;
use crate::id::{SectionId, WorkspaceId};
use crate::metrics::feed::{Answers, Asks, answer};

/// Changes that come together are told together; a page is never more than this behind.
const TOGETHER: Duration = Duration::from_millis(200);
/// Without any change it is read again after this time: labs turn idle, people join a class.
const AGAIN: Duration = Duration::from_secs(10);

type Reading<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// The labs beside the actor's sections.
pub fn my_labs(cx: Ctx, asks: Asks<()>) -> Answers<Vec<MyLab>> {
    answer(cx, asks, |cx, ()| async move { Ok(changes(cx, false, |cx| Box::pin(store::my_labs(cx)))) })
}

/// The actor's lab in one section.
pub fn my_lab(cx: Ctx, asks: Asks<SectionId>) -> Answers<LabView> {
    answer(
        cx,
        asks,
        |cx, section| async move { Ok(changes(cx, false, move |cx| Box::pin(store::my_lab(cx, section)))) },
    )
}

/// A class with what its labs use.
pub fn class(cx: Ctx, asks: Asks<SectionId>) -> Answers<ClassView> {
    answer(cx, asks, |cx, section| async move { Ok(changes(cx, true, move |cx| Box::pin(store::class(cx, section)))) })
}

/// One lab that a teacher watches.
pub fn watch(cx: Ctx, asks: Asks<WorkspaceId>) -> Answers<WatchView> {
    answer(
        cx,
        asks,
        |cx, workspace| async move { Ok(changes(cx, false, move |cx| Box::pin(store::watch(cx, workspace)))) },
    )
}

/// Reads now, and again after every change; what reads the same is not told. Each reading asks anew whether
/// the actor is still in the class; what their roles allow, the feed itself watches.
fn changes<T, R>(cx: Ctx, usage: bool, read: R) -> impl Stream<Item = Result<T>> + Send + 'static
where
    T: Clone + PartialEq + Send + 'static,
    R: for<'a> Fn(&'a Ctx) -> Reading<'a, T> + Send + 'static,
{
    let signs = Signs::of(&cx, usage);
    stream::unfold((cx, signs, read, None::<T>), |(cx, mut signs, read, mut told)| async move {
        loop {
            if told.is_some() {
                signs.change().await;
            }
            let value = match read(&cx).await {
                Ok(value) => value,
                Err(error) => return Some((Err(error), (cx, signs, read, told))),
            };
            if told.as_ref() != Some(&value) {
                told = Some(value.clone());
                return Some((Ok(value), (cx, signs, read, told)));
            }
        }
    })
}

/// Whatever may change the state of a lab.
struct Signs {
    engine: watch::Receiver<EngineState>,
    containers: watch::Receiver<Containers>,
    steps: watch::Receiver<Steps>,
    /// Held only by those who show it: holding it is looking.
    usage: Option<watch::Receiver<Usages>>,
    last: Instant,
}

impl Signs {
    fn of(cx: &Ctx, usage: bool) -> Self {
        let engine = &cx.state.engine;
        Self {
            engine: engine.state(),
            containers: engine.containers(),
            steps: cx.state.labs.steps(),
            usage: usage.then(|| engine.usage()),
            last: Instant::now(),
        }
    }

    /// Waits for a change, or long enough that time itself may be one.
    async fn change(&mut self) {
        let usage = async {
            match &mut self.usage {
                Some(usage) => usage.changed().await,
                None => std::future::pending().await,
            }
        };
        // Senders live as long as the state that the feed holds: an error cannot come, and would mean to read again.
        tokio::select! {
            _ = self.engine.changed() => {}
            _ = self.containers.changed() => {}
            _ = self.steps.changed() => {}
            _ = usage => {}
            () = sleep_until(self.last + AGAIN) => {}
        }
        sleep_until(self.last + TOGETHER).await;
        self.engine.mark_unchanged();
        self.containers.mark_unchanged();
        self.steps.mark_unchanged();
        if let Some(usage) = &mut self.usage {
            usage.mark_unchanged();
        }
        self.last = Instant::now();
    }
}
