//! A desk whose terminals lead to any of several places.

use std::pin::Pin;

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::desk::Desk;
use crate::error::{Error, Result};
use crate::terminals::types::Destination;
use crate::ui::notice::ErrorNotice;

/// Places that are still being asked for.
pub type Places = Pin<Box<dyn Future<Output = Result<Vec<Destination>>>>>;

/// One's own terminals side by side, wherever each leads.
#[component]
pub fn DeskOfPlaces(
    /// Asks where new ones can lead: places come and go, so again with each return to the page.
    ask: fn() -> Places,
    /// What is said where that is nowhere.
    nowhere: &'static str,
) -> impl IntoView {
    // Asked for by the browser alone, as terminals are.
    let places = RwSignal::new(None::<Vec<Destination>>);
    let failed = RwSignal::new(None::<Error>);
    let look = move || {
        spawn_local(async move {
            match ask().await {
                // The page may be gone by now.
                Ok(found) => {
                    failed.try_set(None);
                    places.try_set(Some(found));
                }
                Err(error) => drop(failed.try_set(Some(error))),
            }
        });
    };
    Effect::new(move || {
        look();
        let back = window_event_listener(ev::focus, move |_| look());
        on_cleanup(move || back.remove());
    });
    let notice = move || {
        let retry = Callback::new(move |()| look());
        failed.get().map(|error| view! { <ErrorNotice error retry quiet=true /> })
    };
    view! {
        {notice}
        <Desk places nowhere />
    }
}
