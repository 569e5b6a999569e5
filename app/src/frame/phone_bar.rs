//! The bar at the bottom on phones.

use leptos::prelude::*;

use super::places::{PHONE_PLACES, is_current, shown_portal, side_places};
use super::types::Doors;
use crate::auth::types::{Me, Portal};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::menu::Menu;

/// At most four places, each a thumb wide: those of the portal, then the person's own labs or classes. With more of them
/// the fourth is a menu of the others.
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
        let mut first: Vec<(String, Glyph, String)> = places.chain(own).collect();
        let others = first.split_off(if first.len() > PHONE_PLACES { PHONE_PLACES - 1 } else { first.len() });
        // One type for all of them: each type of markup is code of its own in what every page loads.
        let entry = |(href, glyph, label): (String, Glyph, String), class: &'static str, size: u32| {
            let here = is_current(&href, &path).then_some("page");
            view! {
                <a class=class aria-current=here href=href>
                    <Icon glyph size />
                    {label}
                </a>
            }
            .into_any()
        };
        let is_among = others.iter().any(|(href, ..)| is_current(href, &path));
        let mut bar: Vec<AnyView> = first.into_iter().map(|place| entry(place, "", 20)).collect();
        if !others.is_empty() {
            let others: Vec<AnyView> = others.into_iter().map(|place| entry(place, "entry", 16)).collect();
            let more = view! {
                <Menu
                    label="More pages"
                    class=if is_among { "here" } else { "" }
                    up=true
                    trigger=|| {
                        view! {
                            <Icon glyph=Glyph::Ellipsis size=20 />
                            "More"
                        }
                    }
                >
                    {others}
                </Menu>
            };
            bar.push(more.into_any());
        }
        bar
    };
    view! {
        <nav class="phone-bar" aria-label="Main pages">
            <Transition>{entries}</Transition>
        </nav>
    }
}
