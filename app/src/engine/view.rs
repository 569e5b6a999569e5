//! The host, its containers, one container, the host's shell.

use leptos::prelude::*;

use crate::terminals::protocol::OpenKind;
use crate::terminals::view::Desk;
use crate::ui::page::page;
use crate::ui::page_head::PageHead;

page!(OverviewPage, Overview);

#[component]
fn Overview() -> impl IntoView {
    view! { <h1>"Overview"</h1> }
}

page!(ContainersPage, Containers);

#[component]
fn Containers() -> impl IntoView {
    view! { <h1>"Containers"</h1> }
}

page!(ContainerPage, Container);

#[component]
fn Container() -> impl IntoView {
    view! { <h1>"Container"</h1> }
}

page!(HostShellPage, HostShell);

#[component]
fn HostShell() -> impl IntoView {
    view! {
        <PageHead title="Host shell" subtitle="On the machine that Lyceum runs on, as the user that runs it" />
        <Desk kind=OpenKind::HostShell />
    }
}
