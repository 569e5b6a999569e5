//! Which engine answers, and what it is.

use leptos::prelude::*;

use crate::engine::types::{EngineFacts, EngineState};
use crate::metrics::types::bytes;
use crate::ui::status::{Status, Tone};
use crate::ui::time::Ago;

#[component]
pub(super) fn EngineCard(engine: RwSignal<EngineState>) -> impl IntoView {
    let tone = move || match engine.get() {
        EngineState::Up(_) => Tone::Good,
        EngineState::Connecting => Tone::Busy,
        EngineState::Down(_) => Tone::Bad,
    };
    let label = move || match engine.get() {
        EngineState::Up(_) => "Connected".to_owned(),
        EngineState::Connecting => "Connecting".to_owned(),
        EngineState::Down(_) => "No answer".to_owned(),
    };
    let details = move || match engine.get() {
        EngineState::Up(facts) => view! { <Facts facts /> }.into_any(),
        EngineState::Connecting => {
            view! { <p class="text-muted-foreground">"Looking for Docker, Podman and Colima on this host."</p> }
                .into_any()
        }
        EngineState::Down(outage) => {
            view! { <p class="text-muted-foreground">"Without an answer since " <Ago at_ms=outage.since_ms /> "."</p> }
                .into_any()
        }
    };
    view! {
        <article class="card">
            <header>
                <h2>"Engine"</h2>
                <p aria-live="polite">
                    <Status tone=Signal::derive(tone) label=Signal::derive(label) />
                </p>
            </header>
            <section>{details}</section>
        </article>
    }
}

#[component]
fn Facts(facts: EngineFacts) -> impl IntoView {
    let count = facts.warnings.len();
    let warnings = facts.warnings.into_iter().map(|warning| view! { <li>{warning}</li> }).collect_view();
    view! {
        <dl class="facts">
            <div>
                <dt>"Product"</dt>
                <dd>{format!("{} {}", facts.product, facts.version)}</dd>
            </div>
            <div>
                <dt>"API"</dt>
                <dd>{facts.api}</dd>
            </div>
            <div>
                <dt>"Connected"</dt>
                <dd>
                    <Ago at_ms=facts.since_ms />
                </dd>
            </div>
            <div>
                <dt>"Storage"</dt>
                <dd>{facts.storage_driver}</dd>
            </div>
            <div>
                <dt>"Cgroups"</dt>
                <dd>{format!("version {}", facts.cgroup)}</dd>
            </div>
            <div>
                <dt>"Cores, memory"</dt>
                <dd>{format!("{}, {}", facts.cpus, bytes(facts.memory_bytes))}</dd>
            </div>
            <div>
                <dt>"Images"</dt>
                <dd>{facts.images}</dd>
            </div>
            <div class="col-span-full">
                <dt>"Address"</dt>
                <dd>
                    <code class="break-all">{facts.address}</code>
                </dd>
            </div>
        </dl>
        {(count > 0)
            .then(|| {
                view! {
                    <details class="mt-3 text-[0.8125rem]">
                        <summary class="text-muted-foreground cursor-pointer">
                            {format!(
                                "The engine warns of {count} limit{} of this host",
                                if count == 1 { "" } else { "s" },
                            )}
                        </summary>
                        <ul class="text-muted-foreground mt-2 list-disc pl-5">{warnings}</ul>
                    </details>
                }
            })}
    }
}
