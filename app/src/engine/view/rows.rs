//! The table of containers.

use std::collections::HashSet;

use leptos::prelude::*;

use crate::auth::session::may;
use crate::auth::types::Permission;
use crate::engine::types::list::{Column, Listing, Wanted};
use crate::engine::types::{ContainerState, ContainerSummary, Health, exit_reason};
use crate::metrics::types::{bytes, per_cent};
use crate::ui::empty::Empty;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::list::{ListFrame, counted};
use crate::ui::status::{Status, Tone};
use crate::ui::time::Ago;

/// What the state of a container looks like, with the reason where there is one.
pub(super) fn tone_and_words(container: &ContainerSummary) -> (Tone, String) {
    let state = container.state;
    let words = match (state, container.health, container.exit_code) {
        (ContainerState::Running, Some(Health::Unhealthy), _) => return (Tone::Bad, "Running, unhealthy".to_owned()),
        (ContainerState::Running, Some(Health::Starting), _) => return (Tone::Busy, "Starting".to_owned()),
        (ContainerState::Running, ..) => return (Tone::Good, state.label().to_owned()),
        (ContainerState::Exited, _, Some(code)) => {
            let reason = exit_reason(code, container.oom_killed);
            // Codes of a wanted stop are no failure.
            let bad = container.oom_killed || !matches!(code, 0 | 130 | 137 | 143);
            return (if bad { Tone::Bad } else { Tone::Off }, format!("{}, {reason}", state.label()));
        }
        _ => state.label().to_owned(),
    };
    let tone = match state {
        ContainerState::Restarting | ContainerState::Removing => Tone::Busy,
        ContainerState::Paused => Tone::Idle,
        ContainerState::Dead => Tone::Bad,
        _ => Tone::Off,
    };
    (tone, words)
}

#[component]
pub(super) fn Rows(
    listing: RwSignal<Listing>,
    wanted: Memo<Wanted>,
    chosen: RwSignal<HashSet<String>>,
) -> impl IntoView {
    let shown = Memo::new(move |_| listing.with(|listing| wanted.with(|wanted| wanted.of(listing))));
    // Those that are gone, or no longer shown, are not acted on.
    Effect::new(move || {
        let names: HashSet<String> = shown.with(|shown| shown.iter().map(|row| row.name.clone()).collect());
        if chosen.with_untracked(|chosen| !chosen.is_subset(&names)) {
            chosen.update(|chosen| chosen.retain(|name| names.contains(name)));
        }
    });
    let count = move || shown.with(|shown| Some(counted(shown.len(), "container", "containers")));
    let all = move || shown.with(|shown| !shown.is_empty() && shown.len() == chosen.with(HashSet::len));
    let choose_all = move |on: bool| {
        let names = || shown.with_untracked(|shown| shown.iter().map(|row| row.name.clone()).collect());
        chosen.set(if on { names() } else { HashSet::new() });
    };
    view! {
        <Show when=move || shown.with(|shown| !shown.is_empty()) fallback=move || view! { <Nothing listing wanted /> }>
            <ListFrame label="Containers" count=MaybeProp::derive(count) choosable=true>
                <thead>
                    <tr>
                        <th scope="col" class="w-8">
                            <input
                                type="checkbox"
                                class="checkbox"
                                aria-label="Choose all"
                                prop:checked=all
                                on:change:target=move |event| choose_all(event.target().checked())
                            />
                        </th>
                        <Head wanted column=Column::Name label="Container" />
                        <Head wanted column=Column::State label="State" />
                        <Head wanted column=Column::Image label="Image" />
                        <Head wanted column=Column::Cpu label="CPU" figure=true />
                        <Head wanted column=Column::Memory label="Memory" figure=true />
                        <Head wanted column=Column::Started label="Started" />
                    </tr>
                </thead>
                <tbody>
                    <For each=move || shown.get() key=|row| row.clone() let:row>
                        <Row row listing chosen />
                    </For>
                </tbody>
            </ListFrame>
        </Show>
    }
}

/// A heading that sorts: a link, so that it works without script.
#[component]
fn Head(wanted: Memo<Wanted>, column: Column, label: &'static str, #[prop(optional)] figure: bool) -> impl IntoView {
    let order = move || wanted.with(|wanted| wanted.order_of(column));
    view! {
        <th scope="col" class:num=figure aria-sort=order>
            <a
                class="inline-flex items-center gap-1 hover:underline"
                href=move || wanted.with(|wanted| wanted.sorted_by(column).address())
            >
                {label}
                {move || {
                    order()
                        .map(|order| {
                            let glyph = if order == "ascending" { Glyph::ARROW_UP } else { Glyph::ARROW_DOWN };
                            view! { <Icon glyph size=12 /> }
                        })
                }}
            </a>
        </th>
    }
}

#[component]
fn Row(row: ContainerSummary, listing: RwSignal<Listing>, chosen: RwSignal<HashSet<String>>) -> impl IntoView {
    let (tone, words) = tone_and_words(&row);
    let id = StoredValue::new(row.id.clone());
    let name = StoredValue::new(row.name.clone());
    let usage = Memo::new(move |_| listing.with(|listing| id.with_value(|id| listing.usage.get(id).copied())));
    let is_chosen = move || chosen.with(|chosen| name.with_value(|name| chosen.contains(name)));
    let first = chosen.with_untracked(|chosen| chosen.contains(&row.name));
    let choose = move |on: bool| {
        chosen.update(|chosen| {
            let name = name.get_value();
            if on {
                chosen.insert(name)
            } else {
                chosen.remove(&name)
            };
        });
    };
    let lab = row.is_lab().then(|| {
        let of = row.student().unwrap_or("a student").to_owned();
        view! { <span class="badge badge-primary ml-2">{format!("Lab of {of}")}</span> }
    });
    let started = row.started_ms.filter(|_| row.is_running());
    view! {
        <tr data-state=move || is_chosen().then_some("selected")>
            <td>
                <input
                    type="checkbox"
                    class="checkbox"
                    name="names[]"
                    value=row.name.clone()
                    aria-label=format!("Choose {}", row.name)
                    checked=first
                    prop:checked=is_chosen
                    on:change:target=move |event| choose(event.target().checked())
                />
            </td>
            <th scope="row" class="font-mono text-[0.8125rem] font-medium">
                <a class="link" href=format!("/admin/containers/{}", row.name)>
                    {row.name.clone()}
                </a>
                {lab}
                <Class row=row.clone() />
            </th>
            <td>
                <Status tone label=words />
            </td>
            <td class="max-w-56 truncate" title=row.image.clone()>
                {row.image.clone()}
            </td>
            <td class="num">{move || usage.get().map_or("–".to_owned(), |usage| per_cent(usage.cpu_percent))}</td>
            <td class="num">{move || usage.get().map_or("–".to_owned(), |usage| bytes(usage.memory_bytes))}</td>
            <td>{started.map_or_else(|| "–".into_any(), |at_ms| view! { <Ago at_ms /> }.into_any())}</td>
        </tr>
    }
}

/// The class whose lab it is; a way there for those who hold classes.
#[component]
fn Class(row: ContainerSummary) -> impl IntoView {
    row.class().map(|(name, section)| {
        let name = name.to_owned();
        let words = if may(Permission::RunClass) {
            let href = format!("/teacher/classes/{section}");
            view! {
                <a class="link" href=href>
                    {name}
                </a>
            }
            .into_any()
        } else {
            name.into_any()
        };
        view! { <span class="text-muted-foreground block font-sans text-xs font-normal">{words}</span> }
    })
}

/// Nothing to show: because there is nothing, or because nothing fits.
#[component]
fn Nothing(listing: RwSignal<Listing>, wanted: Memo<Wanted>) -> impl IntoView {
    move || {
        let none = listing.with(|listing| listing.containers.is_empty());
        let up = listing.with(|listing| listing.engine.is_up());
        match (none, up) {
            (true, true) => view! {
                <Empty
                    glyph=Glyph::CONTAINER
                    title="No containers yet"
                    text="Labs that students open appear here, and whatever else this engine runs."
                />
            }
            .into_any(),
            (true, false) => view! {
                <Empty
                    glyph=Glyph::PLUG_ZAP
                    title="No containers are known"
                    text="They appear as soon as the container engine answers."
                />
            }
            .into_any(),
            (false, _) => {
                let text = wanted.with(|wanted| match (&*wanted.text, wanted.state) {
                    ("", Some(state)) => format!("No container is in the state “{}”.", state.label()),
                    ("", None) => "No container is a lab.".to_owned(),
                    (text, _) => format!("Nothing is called “{text}”."),
                });
                view! {
                    <Empty glyph=Glyph::SEARCH title="Nothing fits" text>
                        <a class="btn btn-outline btn-sm" href="/admin/containers">
                            "Show all"
                        </a>
                    </Empty>
                }
                .into_any()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_has_a_tone_and_a_reason() {
        let container = |state, exit_code| ContainerSummary { state, exit_code, ..ContainerSummary::default() };
        assert_eq!(tone_and_words(&container(ContainerState::Running, None)).0, Tone::Good);
        assert_eq!(tone_and_words(&container(ContainerState::Exited, Some(143))).0, Tone::Off);
        let failed = tone_and_words(&container(ContainerState::Exited, Some(2)));
        assert_eq!(failed, (Tone::Bad, "Stopped, ended with code 2".to_owned()));
        let sick = ContainerSummary { health: Some(Health::Unhealthy), ..container(ContainerState::Running, None) };
        assert_eq!(tone_and_words(&sick).0, Tone::Bad);
    }
}
