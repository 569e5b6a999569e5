//! The side bar: the places of the portal, foldable to icons.

use leptos::prelude::*;

use super::memory;
use super::places::{Place, grouped, is_current, portal_of, shown_portal, side_places};
use super::types::{Doors, Shortcut};
use crate::auth::types::{Me, Portal};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::live::live;
use crate::ui::mark::Mark;

#[component]
pub fn SideBar(me: Signal<Option<Me>>, doors: Signal<Doors>, path: Memo<String>) -> impl IntoView {
    // The account's pages belong to no portal: there the server says which one is home.
    let home = move || portal_of(&path.get()).map_or("/", Portal::path);
    let name = move || match doors.with(|doors| doors.school_name.clone()) {
        none if none.is_empty() => "Lyceum".to_owned(),
        name => name,
    };
    let elsewhere = move || portal_of(&path.get()).is_none().then_some("external");
    view! {
        <aside class="side-bar">
            <a class="mark" href=home rel=elsewhere>
                <Mark />
                <span class="words truncate">{name}</span>
            </a>
            <nav aria-label="Pages">
                <Transition>
                    {live(move || {
                        let path = path.get();
                        me.get()
                            .map(|me| {
                                let places = grouped(&side_places(&me, &path, &doors.get()))
                                    .into_iter()
                                    .map(|(name, places)| {
                                        let items = places
                                            .into_iter()
                                            .map(|place| place_item(place, &path))
                                            .collect_view();
                                        group(name, items)
                                    });
                                places.collect_view()
                            })
                    })}
                    {live(move || {
                        let path = path.get();
                        let portal = me.get().and_then(|me| shown_portal(&me, &path));
                        let own: Vec<_> = doors
                            .get()
                            .sections
                            .into_iter()
                            .filter(|own| Some(own.portal) == portal)
                            .collect();
                        let name = if portal == Some(Portal::Teacher) { "My classes" } else { "My labs" };
                        (!own.is_empty())
                            .then(|| group(name, own.into_iter().map(|own| own_item(own, &path)).collect_view()))
                    })}
                </Transition>
            </nav>
            <FoldButton />
        </aside>
    }
}

fn group<Items: IntoView>(name: &'static str, items: Items) -> impl IntoView + use<Items> {
    view! {
        <div class="group">
            {(!name.is_empty()).then(|| view! { <p class="words heading">{name}</p> })} <ul>{items}</ul>
        </div>
    }
}

fn place_item(place: Place, path: &str) -> impl IntoView + use<> {
    let here = is_current(place.path, path).then_some("page");
    view! {
        <li>
            <a href=place.path aria-current=here title=place.label>
                <Icon glyph=place.glyph size=18 />
                <span class="words">{place.label}</span>
            </a>
        </li>
    }
}

fn own_item(own: Shortcut, path: &str) -> impl IntoView + use<> {
    let here = is_current(&own.href, path).then_some("page");
    let whole = format!("{} {}", own.label, own.detail);
    let glyph = if own.portal == Portal::Teacher { Glyph::School } else { Glyph::SquareTerminal };
    view! {
        <li>
            <a aria-current=here href=own.href title=whole>
                <Icon glyph size=18 />
                <span class="words">{own.label}</span>
            </a>
        </li>
    }
}

#[component]
fn FoldButton() -> impl IntoView {
    let folded = RwSignal::new(false);
    Effect::new(move || folded.set(memory::is_folded()));
    let turn = move |_| {
        folded.update(|folded| *folded = !*folded);
        memory::fold(folded.get_untracked());
    };
    let words = move || if folded.get() { "Expand the side bar" } else { "Collapse the side bar" };
    view! {
        <button
            type="button"
            class="fold"
            aria-label=words
            title=words
            aria-expanded=move || (!folded.get()).to_string()
            on:click=turn
        >
            <Icon glyph=Glyph::PanelLeft size=18 />
            <span class="words">"Collapse"</span>
        </button>
    }
}
