//! Who is signed in: the way to the account and to the other portals, and out.

use leptos::prelude::*;

use super::places::portal_of;
use crate::auth::types::{Me, Portal};
use crate::auth::view::SignOutButton;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::live::live;
use crate::ui::menu::Menu;

#[component]
pub fn AccountMenu(me: Me, path: Memo<String>) -> impl IntoView {
    let face = StoredValue::new((me.picture_url.clone(), me.initials.clone()));
    let roles = me.roles.iter().map(|role| role.label()).collect::<Vec<_>>().join(", ");
    let portals = me.portals();
    let switch = (portals.len() > 1).then(|| {
        let entries = portals.into_iter().map(|portal| view! { <PortalEntry portal path /> }).collect_view();
        view! {
            <p class="heading">"Portals"</p>
            {entries}
            <hr />
        }
    });
    view! {
        <Menu
            class="btn btn-ghost btn-icon rounded-full"
            label=format!("Account of {}, {}", me.name, me.initials)
            trigger=move || face.with_value(|(url, initials)| avatar(url, initials))
        >
            <div class="flex max-w-64 flex-col px-2 py-1.5">
                <span class="truncate font-medium">{me.name}</span>
                <span class="text-muted-foreground truncate text-xs">{me.login}" · "{roles}</span>
            </div>
            <hr />
            {switch}
            <a class="entry" href="/account">
                <Icon glyph=Glyph::USER />
                "Profile"
            </a>
            <a class="entry" href="/account/sessions">
                <Icon glyph=Glyph::LAPTOP />
                "Sessions"
            </a>
            <hr />
            <SignOutButton class="entry">
                <Icon glyph=Glyph::LOG_OUT />
                "Sign out"
            </SignOutButton>
        </Menu>
    }
}

#[component]
fn PortalEntry(portal: Portal, path: Memo<String>) -> impl IntoView {
    let glyph = portal_glyph(portal);
    let here = move || portal_of(&path.get()) == Some(portal);
    view! {
        <a class="entry" href=portal.path() aria-current=move || here().then_some("true")>
            <Icon glyph />
            <span class="flex-1">{portal.label()}</span>
            {live(move || here().then(|| view! { <Icon glyph=Glyph::CHECK /> }))}
        </a>
    }
}

pub fn portal_glyph(portal: Portal) -> Glyph {
    match portal {
        Portal::Admin => Glyph::SERVER,
        Portal::Teacher => Glyph::SCHOOL,
        Portal::Student => Glyph::GRADUATION_CAP,
    }
}

fn avatar(url: &Option<String>, initials: &str) -> AnyView {
    let inside = match url.clone() {
        Some(url) => view! { <img src=url alt="" width="28" height="28" /> }.into_any(),
        None => initials.to_owned().into_any(),
    };
    view! {
        <span class="avatar-plain" aria-hidden="true">
            {inside}
        </span>
    }
    .into_any()
}
