//! Terminals that lead anywhere, side by side.

use leptos::prelude::*;

use crate::engine::api::terminal_places;
use crate::terminals::view::DeskOfPlaces;
use crate::ui::page_head::PageHead;

#[component]
pub fn Terminals() -> impl IntoView {
    view! {
        <PageHead title="Terminals" subtitle="On SSH hosts, in containers and on this machine, side by side" />
        <DeskOfPlaces
            ask=|| Box::pin(terminal_places())
            nowhere="There is nowhere to go: no container runs, and no SSH host has an accepted key."
        />
    }
}
