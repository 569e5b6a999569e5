//! The way to the search: the search itself is fetched when it is opened for the first time.

use leptos::ev;
use leptos::prelude::*;

use super::palette::Palette;
use super::types::Doors;
use crate::auth::types::Me;
use crate::ui::live::live;

/// Opens with Ctrl K, and with whatever sets `open`.
#[component]
pub fn Search(me: Signal<Option<Me>>, doors: Signal<Doors>, open: RwSignal<bool>) -> impl IntoView {
    let wanted = Memo::new(move |before: Option<&bool>| before.is_some_and(|wanted| *wanted) || open.get());
    Effect::new(move || {
        let shortcut = window_event_listener(ev::keydown, move |event| {
            if (event.ctrl_key() || event.meta_key()) && !event.alt_key() && event.key().eq_ignore_ascii_case("k") {
                event.prevent_default();
                open.update(|open| *open = !*open);
            }
        });
        on_cleanup(move || shortcut.remove());
    });
    live(move || wanted.get().then(|| Suspend::new(async move { palette(me, doors, open).await })))
}

#[lazy(search)]
fn palette(me: Signal<Option<Me>>, doors: Signal<Doors>, open: RwSignal<bool>) -> AnyView {
    view! { <Palette me doors open /> }.into_any()
}
