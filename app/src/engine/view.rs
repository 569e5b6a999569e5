//! The host, its containers, one container, the host's shell.

use leptos::prelude::*;

use crate::ui::page::page;

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
    view! { <h1>"Host shell"</h1> }
}
