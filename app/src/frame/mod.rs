//! The frame around every page of a portal: side bar, top bar with breadcrumb, a bar at the bottom on
//! phones, the search that opens with Ctrl K.
//!
//! *Place*: a page that the bars lead to. *Crumb*: one step of the way to the page shown.

pub mod places;
pub mod types;

pub mod api;
#[cfg(feature = "ssr")]
mod store;

mod account_menu;
mod breadcrumb;
mod memory;
mod palette;
mod phone_bar;
mod search;
mod side_bar;
mod theme;
mod top_bar;
mod worker;

use leptos::html::Main;
use leptos::prelude::*;
use leptos_router::components::Outlet;
use leptos_router::hooks::use_location;

use self::api::doors;
use crate::auth::pages::page_permission;
use crate::auth::session::use_me;
use crate::auth::types::Me;
use crate::call::fetch;
use crate::error::{Error, Result};
use crate::ui::error_page::ErrorPage;
use crate::ui::live::live;
use crate::ui::page_head::provide_page_title;
use crate::ui::time::provide_zone;

use phone_bar::PhoneBar;
use search::Search;
use side_bar::SideBar;
use top_bar::TopBar;

pub use worker::register_worker;

/// Side bar, top bar, and the page, for those who may see it.
#[component]
pub fn Frame() -> impl IntoView {
    let me = use_me();
    let path = use_location().pathname;
    let searching = RwSignal::new(false);
    let known = Signal::derive(move || me.get().and_then(Result::ok).flatten());
    let doors = fetch(|| (), |()| doors());
    let doors = Signal::derive(move || doors.get().and_then(Result::ok).unwrap_or_default());
    provide_page_title();
    provide_zone(Signal::derive(move || known.get().map_or_else(|| "UTC".to_owned(), |me| me.time_zone)));
    view! {
        <a class="skip" href="#main">
            "Skip to the page"
        </a>
        <div class="frame">
            <SideBar me=known doors path />
            <div class="flex min-w-0 flex-col">
                <TopBar me=known path searching />
                <Page path />
            </div>
            <PhoneBar me=known doors path />
        </div>
        <Search me=known doors open=searching />
    }
}

/// The page itself, or why this person may not see it. The server has answered the same by its status; this
/// also covers moving about without it.
#[component]
fn Page(path: Memo<String>) -> impl IntoView {
    let me = use_me();
    let main = NodeRef::<Main>::new();
    // Known from the first moment on: the server has it with the request, the browser with the page. Under a
    // `Suspense` the page would be made several times on the server, each with data of its own.
    let access = Memo::new(move |_| me.get().map_or(Ok(()), |me| me.and_then(|me| may_see(&path.get(), me.as_ref()))));
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if before.is_some_and(|before| before != now)
            && let Some(main) = main.get_untracked()
        {
            // Readers of the screen hear the new page; the keyboard goes on from its start.
            let _ = main.focus();
        }
        now
    });
    view! {
        <main id="main" class="page" tabindex="-1" node_ref=main>
            {live(move || match access.get() {
                Ok(()) => view! { <Outlet /> }.into_any(),
                Err(error) => view! { <ErrorPage error /> }.into_any(),
            })}
        </main>
    }
}

/// Whether this person, or nobody, may see the page at `path`.
fn may_see(path: &str, me: Option<&Me>) -> Result<()> {
    let Some(permission) = page_permission(path) else { return Ok(()) };
    let me = me.ok_or(Error::SignInRequired)?;
    if me.may(permission) { Ok(()) } else { Err(Error::Forbidden(permission.phrase().to_owned())) }
}
