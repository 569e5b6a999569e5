//! The frame around every page of a portal.

use leptos::prelude::*;
use leptos_router::components::Outlet;

/// Side bar, top bar, and the page.
#[component]
pub fn Frame() -> impl IntoView {
    view! { <main id="main"><Outlet /></main> }
}
