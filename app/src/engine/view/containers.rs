//! All containers of the host: searched, filtered, sorted, and acted on, live.

use std::collections::HashSet;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

use super::actions::{AT_A_PRESS, ConfirmRemoval, Results};
use super::outage::OutageNotice;
use super::rows::Rows;
use crate::auth::session::may;
use crate::auth::types::Permission;
use crate::call::fetch;
use crate::engine::api::{ManageContainers, read_containers, watch_containers};
use crate::engine::types::list::{Listing, Wanted};
use crate::engine::types::verb::Verb;
use crate::engine::types::{ContainerState, EngineState};
use crate::metrics::feed::{FeedNotice, use_feed};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::notice::ErrorNotice;
use crate::ui::page_head::PageHead;
use crate::ui::plain::{ServerForm, answer_to, use_action, use_script};
use crate::ui::skeleton::Skeleton;

#[component]
pub fn Containers() -> impl IntoView {
    let listing = fetch(|| (), |()| read_containers());
    view! {
        <PageHead title="Containers" subtitle="Everything the engine of this host runs or has run" />
        <Suspense fallback=|| {
            view! { <Skeleton lines=8 height_px=44 /> }
        }>
            {move || Suspend::new(async move {
                match listing.await {
                    Ok(listing) => view! { <Body listing /> }.into_any(),
                    Err(error) => {
                        view! { <ErrorNotice error retry=Callback::new(move |()| listing.refetch()) /> }.into_any()
                    }
                }
            })}
        </Suspense>
    }
}

#[component]
fn Body(listing: Listing) -> impl IntoView {
    let listing = RwSignal::new(listing);
    let feed = use_feed(|| Some(()), watch_containers, move |news| listing.update(|listing| listing.take(news)));
    let outage = Memo::new(move |_| {
        listing.with(|listing| match &listing.engine {
            EngineState::Down(outage) => Some(outage.clone()),
            EngineState::Connecting | EngineState::Up(_) => None,
        })
    });
    let query = use_query_map();
    let wanted = Memo::new(move |_| query.with(|query| Wanted::of_query(|key| query.get(key))));
    // What was ticked in a form that was refused is still to be acted on.
    let refused = answer_to::<ManageContainers>().filter(|answer| answer.outcome.is_err());
    let ticked = refused.map(|answer| {
        let names = answer.typed.iter().filter(|(field, _)| field == "names[]");
        names.map(|(_, name)| name.clone()).collect::<HashSet<String>>()
    });
    let chosen = RwSignal::new(ticked.unwrap_or_default());
    let action = use_action::<ManageContainers>();
    view! {
        <FeedNotice feed />
        {move || outage.get().map(|outage| view! { <OutageNotice outage /> })}
        <div aria-live="polite">
            <Results action />
        </div>
        <Filters wanted listing />
        <ServerForm action attr:class="flex flex-col gap-3" attr:id="containers">
            <Rows listing wanted chosen />
            <Show when=move || may(Permission::ManageContainers)>
                <Bar action chosen />
            </Show>
        </ServerForm>
    }
}

/// What is shown; the address says it, so it can be sent to someone, and works without script.
#[component]
fn Filters(wanted: Memo<Wanted>, listing: RwSignal<Listing>) -> impl IntoView {
    let navigate = StoredValue::new(use_navigate());
    // With script the list follows each key; without it there is a button.
    let scripted = RwSignal::new(false);
    Effect::new(move || scripted.set(true));
    let go = move |wanted: Wanted| {
        let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
        navigate.with_value(|navigate| navigate(&wanted.address(), options));
    };
    let states = ContainerState::ALL.map(|state| {
        let count = move || listing.with(|listing| listing.count(state));
        view! {
            <option value=state.as_str() selected=move || wanted.with(|wanted| wanted.state == Some(state))>
                {move || format!("{} ({})", state.label(), count())}
            </option>
        }
    });
    view! {
        <form class="flex flex-wrap items-end gap-2" method="get" action="/admin/containers" role="search">
            <input
                type="search"
                name="q"
                class="input w-full sm:w-72"
                placeholder="Name, image or student"
                aria-label="Search containers"
                prop:value=move || wanted.with(|wanted| wanted.text.clone())
                value=wanted.get_untracked().text
                on:input:target=move |event| go(Wanted {
                    text: event.target().value(),
                    ..wanted.get_untracked()
                })
            />
            <select
                name="state"
                class="select"
                aria-label="State"
                on:change:target=move |event| {
                    go(Wanted {
                        state: event.target().value().parse().ok(),
                        ..wanted.get_untracked()
                    });
                }
            >
                <option value="" selected=move || wanted.with(|wanted| wanted.state.is_none())>
                    "Any state"
                </option>
                {states.into_iter().collect_view()}
            </select>
            <label class="check min-h-9 items-center">
                <input
                    type="checkbox"
                    name="labs"
                    value="only"
                    checked=wanted.get_untracked().labs_only
                    prop:checked=move || wanted.with(|wanted| wanted.labs_only)
                    on:change:target=move |event| {
                        go(Wanted {
                            labs_only: event.target().checked(),
                            ..wanted.get_untracked()
                        });
                    }
                />
                "Labs only"
            </label>
            <button type="submit" class="btn btn-outline" hidden=move || scripted.get()>
                "Show"
            </button>
        </form>
    }
}

/// What to do with the chosen ones.
#[component]
fn Bar(action: ServerAction<ManageContainers>, chosen: RwSignal<HashSet<String>>) -> impl IntoView {
    let asking = RwSignal::new(false);
    // A removal is asked about, which takes script; without it each container's own page offers it.
    let script = use_script();
    let idle = move || script.get() && (chosen.with(HashSet::is_empty) || action.pending().get());
    let names = Signal::derive(move || {
        let mut names: Vec<String> = chosen.with(|chosen| chosen.iter().cloned().collect());
        names.sort();
        names
    });
    let remove = move |()| {
        action.dispatch(ManageContainers { verb: Verb::Remove, names: names.get_untracked() });
        chosen.set(HashSet::new());
    };
    let buttons = AT_A_PRESS.map(|(verb, glyph)| {
        view! {
            <button type="submit" name="verb" value=verb.as_str() class="btn btn-outline btn-sm" disabled=idle>
                <Icon glyph />
                {verb.label()}
            </button>
        }
    });
    view! {
        <div class="flex flex-wrap items-center gap-2" role="group" aria-label="With the chosen containers">
            <span class="text-muted-foreground mr-2 text-sm" aria-live="polite">
                {move || match chosen.with(HashSet::len) {
                    0 => "Choose containers to act on them.".to_owned(),
                    1 => "1 chosen".to_owned(),
                    count => format!("{count} chosen"),
                }}
            </span>
            {buttons.into_iter().collect_view()}
            <Show when=move || script.get()>
                <button
                    type="button"
                    class="btn btn-outline btn-destructive btn-sm"
                    disabled=idle
                    on:click=move |_| asking.set(true)
                >
                    <Icon glyph=Glyph::TRASH_2 />
                    "Remove…"
                </button>
            </Show>
            <Show when=move || action.pending().get()>
                <span class="text-muted-foreground text-sm" role="status">
                    "Working…"
                </span>
            </Show>
        </div>
        <ConfirmRemoval open=asking names on_confirm=remove />
    }
}
