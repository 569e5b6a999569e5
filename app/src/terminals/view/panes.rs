//! All terminals of the desk as one flat list, each laid where its tab wants it. Those of tabs that
//! are not shown keep their size and their place, unseen.

use leptos::html::Div;
use leptos::prelude::*;

use super::divider::DividerLine;
use super::drag::DropMark;
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
        if desk.full.get() {
            return Vec::new();
        }
        desk.layout.with(|layout| layout.dividers().into_iter().map(|divider| divider.before).collect())
    });
    // In the order in which they were opened: one that is placed elsewhere is not moved in the document.
    let panes = move || {
        let mut panes = desk.layout.with(Layout::panes);
        panes.sort_unstable();
        panes
    };
    view! {
        <div class="absolute inset-0" data-panes="" node_ref=area>
            <For each=panes key=|pane| *pane let:pane>
                <Pane desk pane />
            </For>
            <For each=move || dividers.get() key=|before| *before let:before>
                <DividerLine desk before area />
            </For>
            <DropMark desk />
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

/// The keyboard goes back to the terminals from a dialog, which gives it to its button first.
pub(super) fn focus_again(desk: DeskState) {
    request_animation_frame(move || {
        if let Some(focused) = desk.layout.try_with_untracked(Layout::focused) {
            focus(desk, focused);
        }
    });
}

/// Nobody has begun to do something else on the page than use its terminals.
pub(super) fn keyboard_is_ours() -> bool {
    document().active_element().is_none_or(|element| {
        matches!(element.tag_name().as_str(), "BODY" | "MAIN") || element.closest(".desk").ok().flatten().is_some()
    })
}
