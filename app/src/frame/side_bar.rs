//! The side bar: the places of the portal, foldable to icons.

use leptos::prelude::*;

use super::memory;
use super::places::{grouped, is_current, portal_of, side_places};
use crate::auth::types::{Me, Portal};
use crate::ui::icon::{Glyph, Icon};

#[component]
pub fn SideBar(me: Signal<Option<Me>>, path: Memo<String>) -> impl IntoView {
    let home = move || {
        let first = || me.get().and_then(|me| me.portals().first().copied());
        portal_of(&path.get()).or_else(first).map_or("/account", Portal::path)
    };
    view! {
        <aside class="side-bar">
            <a class="mark" href=home>
                <Mark />
                <span class="words">"Lyceum"</span>
            </a>
            <nav aria-label="Pages">
                <Transition>{move || me.get().map(|me| view! { <Groups me path /> })}</Transition>
            </nav>
            <FoldButton />
        </aside>
    }
}

#[component]
fn Groups(me: Me, path: Memo<String>) -> impl IntoView {
    let groups = Memo::new(move |_| {
        let places = side_places(&me, &path.get());
        grouped(&places)
    });
    move || {
        groups
            .get()
            .into_iter()
            .map(|(name, places)| {
                let items = places
                    .into_iter()
                    .map(|place| {
                        let here = move || is_current(place.path, &path.get()).then_some("page");
                        view! {
                            <li>
                                <a href=place.path aria-current=here title=place.label>
                                    <Icon glyph=place.glyph size=18 />
                                    <span class="words">{place.label}</span>
                                </a>
                            </li>
                        }
                    })
                    .collect_view();
                view! {
                    <div class="group">
                        {(!name.is_empty()).then(|| view! { <p class="words heading">{name}</p> })} <ul>{items}</ul>
                    </div>
                }
            })
            .collect_view()
    }
}

/// A portico: the mark of the product.
#[component]
pub fn Mark(#[prop(default = 26)] size: u32) -> impl IntoView {
    view! {
        <svg class="shrink-0" width=size height=size viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <rect width="32" height="32" rx="8" fill="var(--primary)" />
            <g
                fill="none"
                stroke="var(--primary-foreground)"
                stroke-width="2.4"
                stroke-linecap="round"
                stroke-linejoin="round"
            >
                <path d="M6.5 12.5 16 7l9.5 5.5z" />
                <path d="M9.5 16.5v5M16 16.5v5M22.5 16.5v5M7 25h18" />
            </g>
        </svg>
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
    let words = move || if folded.get() { "Unfold the side bar" } else { "Fold the side bar" };
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
            <span class="words">"Fold"</span>
        </button>
    }
}
