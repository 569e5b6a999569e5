//! The bar at the bottom on phones.

use leptos::prelude::*;

use super::places::{PHONE_PLACES, is_current, side_places};
use crate::auth::types::Me;
use crate::ui::icon::Icon;

/// At most four places, each a thumb wide.
#[component]
pub fn PhoneBar(me: Signal<Option<Me>>, path: Memo<String>) -> impl IntoView {
    view! {
        <nav class="phone-bar" aria-label="Pages">
            <Transition>
                {move || {
                    me.get()
                        .map(|me| {
                            side_places(&me, &path.get())
                                .into_iter()
                                .take(PHONE_PLACES)
                                .map(|place| {
                                    let here = move || is_current(place.path, &path.get()).then_some("page");
                                    view! {
                                        <a href=place.path aria-current=here>
                                            <Icon glyph=place.glyph size=20 />
                                            {place.label}
                                        </a>
                                    }
                                })
                                .collect_view()
                        })
                }}
            </Transition>
        </nav>
    }
}
