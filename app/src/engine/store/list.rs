//! The list of containers, and what changes in it.

use std::collections::HashMap;

use futures::Stream;
use futures::stream::unfold;

use crate::ctx::Ctx;
use crate::engine::docker::{Containers, Usages};
use crate::engine::types::list::{ListNews, Listing};
use crate::engine::types::{ContainerSummary, OWN_LABELS};
use crate::error::Result;
use crate::metrics::types::Usage;

pub fn read(cx: &Ctx) -> Listing {
    let engine = &cx.state.engine;
    Listing {
        engine: engine.state().borrow().clone(),
        containers: rows(&engine.containers().borrow()),
        usage: used(&engine.usage().borrow()),
    }
}

/// Everything first, then what changed. Ends when the program does.
pub fn changes(cx: &Ctx) -> impl Stream<Item = Result<ListNews>> + Send + use<> {
    let engine = &cx.state.engine;
    let watched = (engine.state(), engine.containers(), engine.usage(), true);
    unfold(watched, |(mut state, mut containers, mut usage, first)| async move {
        let (new_state, new_containers, new_usage) = if first {
            (true, true, true)
        } else {
            tokio::select! {
                changed = state.changed() => { changed.ok()?; (true, false, false) }
                changed = containers.changed() => { changed.ok()?; (false, true, false) }
                changed = usage.changed() => { changed.ok()?; (false, false, true) }
            }
        };
        let news = ListNews {
            engine: new_state.then(|| state.borrow_and_update().clone()),
            containers: new_containers.then(|| rows(&containers.borrow_and_update())),
            usage: new_usage.then(|| used(&usage.borrow_and_update())),
        };
        Some((Ok(news), (state, containers, usage, false)))
    })
}

/// Labels that are not ours stay on the server: nobody looks at them in a list, and they can be long.
fn rows(containers: &Containers) -> Vec<ContainerSummary> {
    let slim = |container: &ContainerSummary| {
        let mut row = container.clone();
        row.labels.retain(|label, _| label.starts_with(OWN_LABELS));
        row
    };
    containers.values().map(slim).collect()
}

fn used(usages: &Usages) -> HashMap<String, Usage> {
    (**usages).clone()
}
