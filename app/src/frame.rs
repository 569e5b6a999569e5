//! The frame around every page of a portal.

use leptos::prelude::*;
use leptos_router::components::Outlet;

use crate::auth::view::Guard;

/// Side bar, top bar, and the page.
#[component]
pub fn Frame() -> impl IntoView {
    view! {
        <main id="main">
            <Guard>
                <Outlet />
            </Guard>
        </main>
    }
}
