//! All terminals of the desk as one flat list, each laid where its tab wants it. Those of tabs that
//! are not shown keep their size and their place, unseen.

use leptos::html::Div;
use leptos::prelude::*;

use super::divider::DividerLine;
use super::layout::{Layout, PaneId};
use super::pane::Pane;
use super::state::DeskState;

#[component]
pub(super) fn Panes(desk: DeskState) -> impl IntoView {
    let area = NodeRef::<Div>::new();
    let focused = Memo::new(move |_| desk.layout.with(Layout::focused));
    // The keyboard follows the arrangement, but is not taken from elsewhere on the page at first.
    Effect::new(move |before: Option<Option<PaneId>>| {
        let now = focused.get();
        if before.flatten().is_some() || keyboard_is_ours() {
            // What is not shown yet cannot have it.
            request_animation_frame(move || focus(desk, now));
        }
        now
    });
    let dividers = Memo::new(move |_| {
        desk.layout.with(|layout| layout.dividers().into_iter().map(|divider| divider.before).collect::<Vec<_>>())
    });
    view! {
        <div class="absolute inset-0" node_ref=area>
            <For each=move || desk.layout.with(Layout::panes) key=|pane| *pane let:pane>
                <Pane desk pane />
            </For>
            <For each=move || dividers.get() key=|before| *before let:before>
                <DividerLine desk before area />
            </For>
        </div>
    }
}

pub(super) fn focus(desk: DeskState, pane: Option<PaneId>) {
    // The desk may be gone by now.
    let shown = desk.shown.try_with_untracked(|shown| pane.and_then(|pane| shown.get(&pane).cloned())).flatten();
    if let Some(shown) = shown {
        shown.remote.focus();
    }
}

/// Nobody has begun to do something else on the page than use its terminals.
pub(super) fn keyboard_is_ours() -> bool {
    document().active_element().is_none_or(|element| {
        matches!(element.tag_name().as_str(), "BODY" | "MAIN") || element.closest(".desk").ok().flatten().is_some()
    })
}
