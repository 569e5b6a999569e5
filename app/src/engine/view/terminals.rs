//! Terminals that lead anywhere, side by side.

use leptos::prelude::*;

use crate::engine::api::terminal_places;
use crate::terminals::view::Desk;
use crate::ui::notice::ErrorNotice;
use crate::ui::page_head::PageHead;

#[component]
pub fn Terminals() -> impl IntoView {
    let found = Resource::new(|| (), |()| terminal_places());
    let places = Signal::derive(move || found.get().and_then(Result::ok).unwrap_or_default());
    view! {
        <PageHead title="Terminals" subtitle="On SSH hosts, in containers and on this machine, side by side" />
        <Transition>
            {move || { found.get().and_then(Result::err).map(|error| view! { <ErrorNotice error quiet=true /> }) }}
        </Transition>
        <Desk places />
    }
}
