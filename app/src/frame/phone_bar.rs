//! The bar at the bottom on phones.

use leptos::prelude::*;

use super::places::{PHONE_PLACES, is_current, shown_portal, side_places};
use super::types::Doors;
use crate::auth::types::{Me, Portal};
use crate::ui::icon::{Glyph, Icon};

/// At most four places, each a thumb wide: those of the portal, then the person's own labs or classes.
#[component]
pub fn PhoneBar(me: Signal<Option<Me>>, doors: Signal<Doors>, path: Memo<String>) -> impl IntoView {
    let entries = move || {
        let (path, doors) = (path.get(), doors.get());
        let places = me.get().map(|me| side_places(&me, &path, &doors)).unwrap_or_default();
        let places = places.into_iter().map(|place| (place.path.to_owned(), place.glyph, place.label.to_owned()));
        let portal = me.get().and_then(|me| shown_portal(&me, &path));
        let own = doors.sections.into_iter().filter(move |own| Some(own.portal) == portal).map(|own| {
            let glyph = if own.portal == Portal::Teacher { Glyph::School } else { Glyph::SquareTerminal };
            (own.href, glyph, own.label)
        });
        let entry = |(href, glyph, label): (String, Glyph, String)| {
            let here = is_current(&href, &path).then_some("page");
            view! {
                <a aria-current=here href=href>
                    <Icon glyph size=20 />
                    {label}
                </a>
            }
        };
        places.chain(own).take(PHONE_PLACES).map(entry).collect_view()
    };
    view! {
        <nav class="phone-bar" aria-label="Main pages">
            <Transition>{entries}</Transition>
        </nav>
    }
}
