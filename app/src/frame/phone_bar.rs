//! The bar at the bottom on phones.

use leptos::prelude::*;

use super::places::{Link, PHONE_PLACES, links};
use super::types::Doors;
use crate::auth::types::Me;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::live::live;
use crate::ui::menu::Menu;

/// At most four links, each a thumb wide; with more of them the fourth is a menu of the others.
#[component]
pub fn PhoneBar(me: Signal<Option<Me>>, doors: Signal<Doors>, path: Memo<String>) -> impl IntoView {
    let bar = live(move || {
        let mut first = me.get().map(|me| links(&me, &path.get(), &doors.get())).unwrap_or_default();
        let others = first.split_off(if first.len() > PHONE_PLACES { PHONE_PLACES - 1 } else { first.len() });
        let mut bar: Vec<AnyView> = first.into_iter().map(|link| entry(link, "", 20)).collect();
        if !others.is_empty() {
            let class = if others.iter().any(|link| link.is_here) { "here" } else { "" };
            let others: Vec<AnyView> = others.into_iter().map(|link| entry(link, "entry", 16)).collect();
            let trigger = || {
                view! {
                    <Icon glyph=Glyph::ELLIPSIS size=20 />
                    "More"
                }
                .into_any()
            };
            let more = view! {
                <Menu label="More pages" class up=true trigger>
                    {others}
                </Menu>
            };
            bar.push(more.into_any());
        }
        bar
    });
    view! {
        <nav class="phone-bar" aria-label="Main pages">
            <Transition>{bar}</Transition>
        </nav>
    }
}

fn entry(link: Link, class: &'static str, size: u32) -> AnyView {
    view! {
        <a class=class aria-current=link.is_here.then_some("page") href=link.href>
            <Icon glyph=link.glyph size />
            {link.label}
        </a>
    }
    .into_any()
}
