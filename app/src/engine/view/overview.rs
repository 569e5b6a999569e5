//! The host at a glance: what it has left, whether its engine answers, what runs on it.

use leptos::prelude::*;

use super::engine_card::EngineCard;
use super::outage::OutageNotice;
use crate::call::fetch;
use crate::engine::api::{read_overview, watch_overview};
use crate::engine::types::overview::{Counts, Overview as Glance};
use crate::engine::types::{ContainerState, EngineState};
use crate::metrics::chart::LineChart;
use crate::metrics::feed::{FeedNotice, use_feed};
use crate::metrics::ring::Ring;
use crate::metrics::series::{host_cpu, host_disk, host_memory, host_network};
use crate::metrics::types::{HostFacts, HostUsage, bytes, per_cent};
use crate::ui::notice::ErrorNotice;
use crate::ui::page_head::PageHead;
use crate::ui::skeleton::Skeleton;
use crate::ui::time::Ago;

#[component]
pub fn Overview() -> impl IntoView {
    let glance = fetch(|| (), |()| read_overview());
    view! {
        <PageHead title="Overview" subtitle="The machine that Lyceum runs on, and its containers" />
        <Suspense fallback=|| {
            view! { <Skeleton lines=6 height_px=80 /> }
        }>
            {move || Suspend::new(async move {
                match glance.await {
                    Ok(glance) => view! { <Body glance /> }.into_any(),
                    Err(error) => {
                        view! { <ErrorNotice error retry=Callback::new(move |()| glance.refetch()) /> }.into_any()
                    }
                }
            })}
        </Suspense>
    }
}

#[component]
fn Body(glance: Glance) -> impl IntoView {
    let ring = RwSignal::new(glance.history);
    let engine = RwSignal::new(glance.engine);
    let counts = RwSignal::new(glance.counts);
    let feed = use_feed(
        || Some(()),
        watch_overview,
        move |news| {
            if let Some(sample) = news.usage {
                ring.update(|ring| ring.push(sample));
            }
            if let Some(state) = news.engine {
                engine.set(state);
            }
            if let Some(now) = news.counts {
                counts.set(now);
            }
        },
    );
    let outage = Memo::new(move |_| match engine.get() {
        EngineState::Down(outage) => Some(outage),
        EngineState::Connecting | EngineState::Up(_) => None,
    });
    view! {
        <FeedNotice feed />
        {move || outage.get().map(|outage| view! { <OutageNotice outage /> })}
        <div class="grid gap-4 md:grid-cols-2">
            <Chart title="Processor" ring draw=host_cpu />
            <Chart title="Memory" ring draw=host_memory />
            <Chart title="Network" ring draw=host_network />
            <Chart title="Disk traffic" ring draw=host_disk />
        </div>
        <div class="grid gap-4 lg:grid-cols-3">
            <HostCard host=glance.host ring />
            <EngineCard engine />
            <ContainersCard counts />
        </div>
    }
}

/// One figure of the host in a card.
#[component]
fn Chart(
    title: &'static str,
    ring: RwSignal<Ring<HostUsage>>,
    draw: fn(&Ring<HostUsage>) -> crate::metrics::series::Plot,
) -> impl IntoView {
    let plot = Memo::new(move |_| ring.with(draw));
    view! {
        <div class="card">
            <section>
                <LineChart title plot />
            </section>
        </div>
    }
}

#[component]
fn HostCard(host: HostFacts, ring: RwSignal<Ring<HostUsage>>) -> impl IntoView {
    let disks = move || ring.with(|ring| ring.last().map(|sample| sample.disks.clone()).unwrap_or_default());
    let load = move || ring.with(|ring| ring.last().map_or(0.0, |sample| sample.load_1m));
    view! {
        <article class="card">
            <header>
                <h2>{host.name}</h2>
                <p>{host.system}</p>
            </header>
            <section class="flex flex-col gap-4">
                <dl class="facts">
                    <div>
                        <dt>"Cores"</dt>
                        <dd>{host.cores}</dd>
                    </div>
                    <div>
                        <dt>"Load, 1 min"</dt>
                        <dd>{move || format!("{:.2}", load())}</dd>
                    </div>
                    <div>
                        <dt>"Started"</dt>
                        <dd>
                            <Ago at_ms=host.booted_ms />
                        </dd>
                    </div>
                    <div>
                        <dt>"Kernel"</dt>
                        <dd>{host.kernel}</dd>
                    </div>
                </dl>
                <ul class="flex flex-col gap-2" aria-label="File systems">
                    <For each=disks key=|disk| disk.clone() let:disk>
                        <li class="flex flex-col gap-1">
                            <span class="flex justify-between gap-3 text-[0.8125rem]">
                                <code class="truncate">{disk.mount.clone()}</code>
                                <span class="text-muted-foreground whitespace-nowrap tabular-nums">
                                    {format!(
                                        "{} of {}, {}",
                                        bytes(disk.used_bytes),
                                        bytes(disk.total_bytes),
                                        per_cent(disk.percent()),
                                    )}
                                </span>
                            </span>
                            <meter
                                class="meter"
                                min="0"
                                max="100"
                                high="90"
                                value=format!("{:.0}", disk.percent())
                                aria-label=format!("{} in use", disk.mount)
                            ></meter>
                        </li>
                    </For>
                </ul>
            </section>
        </article>
    }
}

#[component]
fn ContainersCard(counts: RwSignal<Counts>) -> impl IntoView {
    let total = move || counts.with(|counts| counts.values().sum::<u32>());
    let of = move |state: ContainerState| counts.with(|counts| counts.get(&state).copied().unwrap_or_default());
    let shown = ContainerState::ALL.map(|state| {
        view! {
            <div hidden=move || of(state) == 0 && state != ContainerState::Running>
                <dt>{state.label()}</dt>
                <dd>
                    <a class="link" href=format!("/admin/containers?state={}", state.as_str())>
                        {move || of(state)}
                    </a>
                </dd>
            </div>
        }
    });
    view! {
        <article class="card">
            <header>
                <h2>"Containers"</h2>
                <p>{move || format!("{} on this host", total())}</p>
            </header>
            <section>
                <dl class="facts">{shown.into_iter().collect_view()}</dl>
            </section>
            <footer>
                <a class="btn btn-outline btn-sm" href="/admin/containers">
                    "All containers"
                </a>
            </footer>
        </article>
    }
}
