//! Terminals that lead anywhere, side by side.

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::engine::api::terminal_places;
use crate::error::Error;
use crate::terminals::types::Destination;
use crate::terminals::view::Desk;
use crate::ui::notice::ErrorNotice;
use crate::ui::page_head::PageHead;

#[component]
pub fn Terminals() -> impl IntoView {
    // Asked for by the browser alone, as terminals are: containers come and go.
    let places = RwSignal::new(None::<Vec<Destination>>);
    let failed = RwSignal::new(None::<Error>);
    let look = move || {
        spawn_local(async move {
            match terminal_places().await {
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
        <PageHead title="Terminals" subtitle="On SSH hosts, in containers and on this machine, side by side" />
        {notice}
        <Desk places />
    }
}
