//! The menu of places that a new terminal can lead to, and where it is to stand.

use leptos::prelude::*;

use super::layout::{Axis, Layout};
use super::state::DeskState;
use crate::terminals::protocol::OpenKind;
use crate::terminals::types::Destination;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::menu::Menu;
use crate::ui::skeleton::Skeleton;

/// Where a new terminal stands, with its words.
const STANDS: [(Option<Axis>, &str, Glyph); 3] = [
    (None, "In a new tab", Glyph::PLUS),
    (Some(Axis::Row), "To the right", Glyph::COLUMNS_2),
    (Some(Axis::Column), "Below", Glyph::ROWS_2),
];

/// The button of the bar, and the menu behind it.
#[component]
pub(super) fn NewMenu(desk: DeskState) -> impl IntoView {
    view! {
        <Menu
            label="New terminal"
            class="btn btn-ghost btn-icon btn-sm"
            trigger=|| view! { <Icon glyph=Glyph::PLUS /> }
        >
            <Places desk />
        </Menu>
    }
}

/// The same where no terminal is open.
#[component]
pub(super) fn FirstPlaces(desk: DeskState) -> impl IntoView {
    view! {
        <div class="menu">
            <div>
                <div class="sheet border-border rounded-lg border p-1">
                    <Places desk />
                </div>
            </div>
        </div>
    }
}

#[component]
fn Places(desk: DeskState) -> impl IntoView {
    let stands = RwSignal::new(None::<Axis>);
    let none = Memo::new(move |_| desk.layout.with(|layout| layout.tabs.is_empty()));
    let full = Memo::new(move |_| desk.layout.with(Layout::is_full));
    let groups = move || {
        let places = desk.places.get().unwrap_or_default();
        let group = |(name, glyph, places)| view! { <Group desk stands name glyph places full /> };
        grouped(&places).into_iter().map(group).collect_view()
    };
    view! {
        <div class="places" tabindex="0" role="group" aria-label="Where a new terminal leads">
            <Show when=move || !none.get()>
                <div class="flex gap-1 p-1" role="group" aria-label="Where it stands">
                    {STANDS.map(|(axis, label, glyph)| view! { <Stand stands axis label glyph /> })}
                </div>
            </Show>
            <Show when=move || full.get()>
                <p class="text-muted-foreground p-2 text-sm">"As many terminals as there can be: close one first."</p>
            </Show>
            {groups}
            <Show when=move || desk.places.with(Option::is_none)>
                <Skeleton lines=3 />
            </Show>
            <Show when=move || desk.places.with(|places| places.as_ref().is_some_and(Vec::is_empty))>
                <p class="text-muted-foreground p-2 text-sm">{desk.nowhere}</p>
            </Show>
        </div>
    }
}

#[component]
fn Stand(stands: RwSignal<Option<Axis>>, axis: Option<Axis>, label: &'static str, glyph: Glyph) -> impl IntoView {
    view! {
        <button
            type="button"
            class="btn btn-ghost btn-sm flex-1"
            class=("bg-accent", move || stands.get() == axis)
            aria-pressed=move || (stands.get() == axis).to_string()
            aria-label=label
            title=label
            on:click=move |_| stands.set(axis)
        >
            <Icon glyph />
        </button>
    }
}

#[component]
fn Group(
    desk: DeskState,
    stands: RwSignal<Option<Axis>>,
    name: &'static str,
    glyph: Glyph,
    places: Vec<Destination>,
    full: Memo<bool>,
) -> impl IntoView {
    let entries = places
        .into_iter()
        .map(|place| {
            let label = place.label.clone();
            view! {
                <button
                    type="button"
                    class="entry"
                    disabled=move || full.get() || !desk.loaded.get()
                    on:click=move |_| desk.open_to(place.clone(), stands.get_untracked())
                >
                    <Icon glyph />
                    <span class="truncate">{label}</span>
                </button>
            }
        })
        .collect_view();
    view! {
        <div role="group" aria-label=name>
            <p class="heading">{name}</p>
            {entries}
        </div>
    }
}

/// Places by what they are, in their order.
fn grouped(places: &[Destination]) -> Vec<(&'static str, Glyph, Vec<Destination>)> {
    let group = |kind: OpenKind| match kind {
        OpenKind::HostShell => ("This machine", Glyph::SQUARE_TERMINAL),
        OpenKind::Ssh { .. } => ("SSH hosts", Glyph::SERVER),
        OpenKind::Container { .. } => ("Containers", Glyph::CONTAINER),
        OpenKind::Lab { .. } => ("Labs", Glyph::SQUARE_TERMINAL),
    };
    let mut groups: Vec<(&'static str, Glyph, Vec<Destination>)> = Vec::new();
    for place in places {
        let (name, glyph) = group(place.kind);
        match groups.iter_mut().find(|(other, ..)| *other == name) {
            Some((.., members)) => members.push(place.clone()),
            None => groups.push((name, glyph, vec![place.clone()])),
        }
    }
    groups
}
