//! The host, its containers, one container, the host's shell.

mod actions;
mod container;
mod containers;
mod engine_card;
mod enter;
mod facts;
mod logs;
mod outage;
mod overview;
mod rows;
mod terminals;

use leptos::prelude::*;

pub use container::Container;
pub use containers::Containers;
pub use overview::Overview;
pub use terminals::Terminals;

use crate::terminals::protocol::OpenKind;
use crate::terminals::view::Desk;
use crate::ui::page_head::PageHead;

#[component]
pub fn HostShell() -> impl IntoView {
    view! {
        <PageHead title="Host shell" subtitle="On the machine that Lyceum runs on, as the user that runs it" />
        <Desk kind=OpenKind::HostShell />
    }
}
