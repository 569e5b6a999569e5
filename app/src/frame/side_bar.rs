//! The side bar: the places of the portal, foldable to icons.

use leptos::prelude::*;

use super::memory;
use super::places::{Link, grouped, links, portal_of};
use super::types::Doors;
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
                        let links = me.get().map(|me| links(&me, &path.get(), &doors.get())).unwrap_or_default();
                        grouped(links).into_iter().map(group).collect::<Vec<AnyView>>()
                    })}
                </Transition>
            </nav>
            <FoldButton />
        </aside>
    }
}

fn group((name, links): (&'static str, Vec<Link>)) -> AnyView {
    let items: Vec<_> = links.into_iter().map(item).collect();
    view! {
        <div class="group">
            {(!name.is_empty()).then(|| view! { <p class="words heading">{name}</p> })} <ul>{items}</ul>
        </div>
    }
    .into_any()
}

fn item(link: Link) -> impl IntoView + use<> {
    view! {
        <li>
            <a href=link.href aria-current=link.is_here.then_some("page") title=link.title>
                <Icon glyph=link.glyph size=18 />
                <span class="words">{link.label}</span>
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
            <Icon glyph=Glyph::PANEL_LEFT size=18 />
            <span class="words">"Collapse"</span>
        </button>
    }
}
