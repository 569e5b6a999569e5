//! One container: what it is, what it uses, what it says, and what can be done to it.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map};

use super::actions::{AT_A_PRESS, ConfirmRemoval, Results};
use super::enter::Enter;
use super::facts::FactsCard;
use super::logs::{Log, Tail, tail_of};
use super::rows::tone_and_words;
use crate::auth::session::may;
use crate::auth::types::Permission;
use crate::call::fetch;
use crate::engine::api::{ManageContainers, read_container, watch_container};
use crate::engine::types::ContainerSummary;
use crate::engine::types::details::Details;
use crate::engine::types::verb::Verb;
use crate::metrics::chart::LineChart;
use crate::metrics::feed::{FeedNotice, use_feed};
use crate::metrics::ring::Ring;
use crate::metrics::series::{Plot, cpu, disk, memory, network};
use crate::metrics::types::Usage;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::notice::{ErrorNotice, Notice};
use crate::ui::page_head::PageHead;
use crate::ui::plain::{ServerForm, use_action, use_script};
use crate::ui::skeleton::Skeleton;
use crate::ui::status::{Status, Tone};

#[component]
pub fn Container() -> impl IntoView {
    let params = use_params_map();
    let name = Memo::new(move |_| params.with(|params| params.get("name").unwrap_or_default()));
    let details = fetch(move || name.get(), read_container);
    let tail = tail_of(name);
    view! {
        <Suspense fallback=|| {
            view! { <Skeleton lines=8 height_px=44 /> }
        }>
            {move || Suspend::new(async move {
                match details.await {
                    Ok(details) => view! { <Body details tail /> }.into_any(),
                    Err(error) => {
                        view! {
                            <PageHead title=name />
                            <ErrorNotice error retry=Callback::new(move |()| details.refetch()) />
                        }
                            .into_any()
                    }
                }
            })}
        </Suspense>
    }
}

#[component]
fn Body(details: Details, tail: Tail) -> impl IntoView {
    let name = details.summary.name.clone();
    // None: it is gone.
    let summary = RwSignal::new(Some(details.summary.clone()));
    let known = StoredValue::new(details.summary.clone());
    let ring = RwSignal::new(details.history.clone());
    let engine_up = RwSignal::new(true);
    let asked = name.clone();
    let feed = use_feed(
        move || Some(asked.clone()),
        watch_container,
        move |news| {
            if let Some(now) = news.summary {
                summary.set(now);
            }
            if let Some(sample) = news.usage {
                ring.update(|ring| ring.push(sample));
            }
            if let Some(up) = news.engine_up {
                engine_up.set(up);
            }
        },
    );
    let shown = Signal::derive(move || summary.get().unwrap_or_else(|| known.get_value()));
    let gone = Memo::new(move |_| summary.with(Option::is_none));
    let class = details.summary.class().map(|(class, _)| format!(" in {class}")).unwrap_or_default();
    let lab = details.summary.student().map(|student| format!("Lab of {student}{class}"));
    let subtitle = lab.unwrap_or_else(|| details.summary.image.clone());
    // Here and not beside the buttons: those go with the container, and what came of its removal is still to be told.
    let action = use_action::<ManageContainers>();
    let navigate = use_navigate();
    let leave = Callback::new(move |()| navigate("/admin/containers", NavigateOptions::default()));
    view! {
        <PageHead title=name.clone() subtitle>
            <Show when=move || !gone.get() && may(Permission::ManageContainers)>
                <Enter shown />
                <Buttons shown action />
            </Show>
        </PageHead>
        <div aria-live="polite">
            <Results action on_removed=leave />
        </div>
        <FeedNotice feed />
        <Show when=move || gone.get()>
            <Notice tone=Tone::Off title="This container is gone">
                <p>"It was removed, perhaps outside Lyceum. What this page shows is the last that was known."</p>
                <div class="actions">
                    <a class="btn btn-outline btn-sm" href="/admin/containers">
                        "All containers"
                    </a>
                </div>
            </Notice>
        </Show>
        <Show when=move || !engine_up.get()>
            <Notice tone=Tone::Bad title="The container engine does not answer">
                <p>"The state below is the last that was known. It follows by itself when the engine is back."</p>
                <div class="actions">
                    <a class="btn btn-outline btn-sm" href="/admin">
                        "How to connect it"
                    </a>
                </div>
            </Notice>
        </Show>
        <p aria-live="polite">{move || view! { <State summary=shown.get() gone=gone.get() /> }}</p>
        <div class="grid gap-4 md:grid-cols-2">
            <Chart title="Processor, of one core" ring draw=cpu />
            <Chart title="Memory" ring draw=memory />
            <Chart title="Network" ring draw=network />
            <Chart title="Disk traffic" ring draw=disk />
        </div>
        <Log name tail shown gone />
        <FactsCard details />
    }
}

#[component]
fn State(summary: ContainerSummary, gone: bool) -> impl IntoView {
    let (tone, words) = if gone { (Tone::Off, "Removed".to_owned()) } else { tone_and_words(&summary) };
    view! {
        <Status tone label=words />
        {summary.error.map(|error| view! { <span class="text-bad ml-3 text-sm">{error}</span> })}
    }
}

#[component]
fn Chart(title: &'static str, ring: RwSignal<Ring<Usage>>, draw: fn(&Ring<Usage>) -> Plot) -> impl IntoView {
    let plot = Memo::new(move |_| ring.with(draw));
    view! {
        <div class="card">
            <section>
                <LineChart title plot />
            </section>
        </div>
    }
}

/// Start, resume, stop, restart, remove: those that fit the state.
#[component]
fn Buttons(shown: Signal<ContainerSummary>, action: ServerAction<ManageContainers>) -> impl IntoView {
    let asking = RwSignal::new(false);
    let script = use_script();
    let fits = move |verb: Verb| shown.with(|shown| verb.fits(shown.state));
    let busy = move || action.pending().get();
    let name = Memo::new(move |_| shown.with(|shown| shown.name.clone()));
    let verbs = AT_A_PRESS.map(|(verb, glyph)| {
        view! {
            <button
                type="submit"
                name="verb"
                value=verb.as_str()
                class="btn btn-outline btn-sm"
                hidden=move || !fits(verb)
                disabled=busy
            >
                <Icon glyph />
                {verb.label()}
            </button>
        }
    });
    view! {
        <ServerForm action attr:class="flex flex-wrap items-center gap-2">
            <input type="hidden" name="names[]" value=move || name.get() />
            {verbs.into_iter().collect_view()}
            <Show when=move || fits(Verb::Remove)>
                <Show when=move || script.get() fallback=|| view! { <PlainRemoval /> }>
                    <button
                        type="button"
                        class="btn btn-outline btn-destructive btn-sm"
                        disabled=busy
                        on:click=move |_| asking.set(true)
                    >
                        <Icon glyph=Glyph::TRASH_2 />
                        "Remove…"
                    </button>
                </Show>
            </Show>
            <span class="text-muted-foreground text-sm" role="status">
                {move || busy().then_some("Working…")}
            </span>
        </ServerForm>
        <ConfirmRemoval
            open=asking
            names=Signal::derive(move || vec![name.get()])
            on_confirm=move |()| {
                action
                    .dispatch(ManageContainers {
                        verb: Verb::Remove,
                        names: vec![name.get_untracked()],
                    });
            }
        />
    }
}

/// The question without script: a second button, behind what it says is lost.
#[component]
fn PlainRemoval() -> impl IntoView {
    view! {
        <details class="text-sm">
            <summary class="btn btn-outline btn-sm">"Remove…"</summary>
            <p class="my-2 max-w-prose">
                "It is stopped first. Files it has written outside its volumes are lost for good; volumes stay."
            </p>
            <button type="submit" name="verb" value="remove" class="btn btn-outline btn-destructive btn-sm">
                "Remove for good"
            </button>
        </details>
    }
}
