//! The host and its engine, and what changes about them.

use futures::Stream;
use futures::stream::unfold;

use crate::ctx::Ctx;
use crate::engine::types::overview::{Overview, OverviewNews, count};
use crate::error::Result;

pub fn read(cx: &Ctx) -> Overview {
    let engine = &cx.state.engine;
    Overview {
        host: engine.host().facts(),
        history: engine.host().history(),
        engine: engine.state().borrow().clone(),
        counts: count(engine.containers().borrow().values()),
    }
}

/// Everything first, then what changed. Ends when the program does.
pub fn changes(cx: &Ctx) -> impl Stream<Item = Result<OverviewNews>> + Send + use<> {
    let engine = &cx.state.engine;
    let watched = (engine.host().usage(), engine.state(), engine.containers(), true);
    unfold(watched, |(mut usage, mut state, mut containers, first)| async move {
        let (new_usage, new_state, new_counts) = if first {
            (true, true, true)
        } else {
            tokio::select! {
                changed = usage.changed() => { changed.ok()?; (true, false, false) }
                changed = state.changed() => { changed.ok()?; (false, true, false) }
                changed = containers.changed() => { changed.ok()?; (false, false, true) }
            }
        };
        let news = OverviewNews {
            usage: new_usage.then(|| usage.borrow_and_update().clone()).filter(|usage| usage.at_ms > 0),
            engine: new_state.then(|| state.borrow_and_update().clone()),
            counts: new_counts.then(|| count(containers.borrow_and_update().values())),
        };
        Some((Ok(news), (usage, state, containers, false)))
    })
}
