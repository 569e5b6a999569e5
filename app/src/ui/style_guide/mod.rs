//! Every component in every state and both themes side by side, for those who build screens and for the
//! visual tests.

mod colours;
mod controls;
mod messages;
mod overlays;
mod words;

use leptos::prelude::*;

use crate::ui::page_head::PageHead;

/// Anchor and name of each group, in the order in which they stand.
const GROUPS: [(&str, &str); 12] = [
    ("colours", "Colours"),
    ("type", "Type"),
    ("icons", "Icons"),
    ("buttons", "Buttons"),
    ("fields", "Fields"),
    ("status", "Status and badges"),
    ("notices", "Notices"),
    ("states", "Empty and loading"),
    ("cards", "Cards"),
    ("tables", "Tables"),
    ("overlays", "Menus, dialogs, toasts"),
    ("split", "Split"),
];

#[component]
pub fn StyleGuide() -> impl IntoView {
    let anchors = GROUPS
        .into_iter()
        .map(|(id, name)| {
            view! {
                <a class="btn btn-outline btn-sm" href=format!("#{id}")>
                    {name}
                </a>
            }
        })
        .collect_view();
    view! {
        <PageHead title="Style guide" subtitle="Every component, light on the left and dark on the right." />
        <nav aria-label="Groups" class="flex flex-wrap gap-1.5">
            {anchors}
        </nav>
        <Group id="colours" sample=|theme| view! { <colours::Colours theme /> }.into_any() />
        <Group id="type" sample=|_| view! { <words::Type /> }.into_any() />
        <Group id="icons" sample=|_| view! { <words::Icons /> }.into_any() />
        <Group id="buttons" sample=|_| view! { <controls::Buttons /> }.into_any() />
        <Group id="fields" sample=|theme| view! { <controls::Fields theme /> }.into_any() />
        <Group id="status" sample=|_| view! { <messages::States /> }.into_any() />
        <Group id="notices" sample=|_| view! { <messages::Notices /> }.into_any() />
        <Group id="states" sample=|_| view! { <messages::Nothing /> }.into_any() />
        <Group id="cards" sample=|_| view! { <words::Cards /> }.into_any() />
        <Group id="tables" sample=|theme| view! { <words::Tables theme /> }.into_any() />
        <Group id="overlays" sample=|_| view! { <overlays::Overlays /> }.into_any() />
        <Group id="split" sample=|_| view! { <overlays::Panes /> }.into_any() />
    }
}

/// One group, drawn once in each theme. `sample` gets the theme's name, to keep ids apart.
#[component]
fn Group(id: &'static str, sample: fn(&'static str) -> AnyView) -> impl IntoView {
    let name = GROUPS.into_iter().find(|(anchor, _)| *anchor == id).map_or(id, |(_, name)| name);
    let panes = ["light", "dark"]
        .into_iter()
        .map(|theme| {
            view! {
                <div
                    data-theme=theme
                    class="bg-background text-foreground flex min-w-0 flex-col gap-4 rounded-xl border p-5"
                >
                    {sample(theme)}
                </div>
            }
        })
        .collect_view();
    view! {
        <section id=id aria-label=name class="flex scroll-mt-20 flex-col gap-3">
            <h2>{name}</h2>
            <div class="grid gap-4 xl:grid-cols-2">{panes}</div>
        </section>
    }
}

/// Samples in a row that wraps.
#[component]
fn Row(children: Children) -> impl IntoView {
    view! { <div class="flex flex-wrap items-center gap-3">{children()}</div> }
}
