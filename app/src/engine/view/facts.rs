//! How a container was made.

use leptos::prelude::*;

use crate::engine::types::details::Details;
use crate::metrics::types::bytes;
use crate::ui::time::Ago;

#[component]
pub(super) fn FactsCard(details: Details) -> impl IntoView {
    let summary = details.summary;
    let id = summary.short_id().to_owned();
    let started = summary.started_ms.map(|at_ms| {
        view! {
            <Fact term="Last started">
                <Ago at_ms />
            </Fact>
        }
    });
    let cores = details.cpu_limit_millis.map_or("all of the host's".to_owned(), |millis| match millis % 1_000 {
        0 => (millis / 1_000).to_string(),
        _ => format!("{:.2}", millis as f64 / 1_000.0),
    });
    let memory = details.memory_limit_bytes.map_or("all of the host's".to_owned(), bytes);
    let pids = details.pids_limit.map_or("unlimited".to_owned(), |limit| limit.to_string());
    let mounts = details
        .mounts
        .into_iter()
        .map(|mount| {
            let way = if mount.writable { "" } else { " (read only)" };
            format!("{} {} → {}{way}", mount.kind, mount.source, mount.target)
        })
        .collect();
    let labels = summary.labels.iter().map(|(key, value)| format!("{key} = {value}")).collect();
    let mut rights = Vec::new();
    if details.privileged {
        rights.push("privileged: it can do on the host whatever root can".to_owned());
    }
    if details.read_only_root {
        rights.push("its root is read only".to_owned());
    }
    view! {
        <article class="card">
            <header>
                <h2>"How it was made"</h2>
            </header>
            <section class="flex flex-col gap-4">
                <dl class="facts">
                    <Fact term="Created">
                        <Ago at_ms=summary.created_ms />
                    </Fact>
                    {started}
                    <Fact term="Id">
                        <code>{id}</code>
                    </Fact>
                    <Fact term="User">{details.user}</Fact>
                    <Fact term="Cores">{cores}</Fact>
                    <Fact term="Memory limit">{memory}</Fact>
                    <Fact term="Processes, at most">{pids}</Fact>
                    <Fact term="Restarts by itself">{details.restart_policy}</Fact>
                    <Fact term="Restarted so far">{details.restarts}</Fact>
                </dl>
                <dl class="flex flex-col gap-3 text-[0.8125rem]">
                    <Lines term="Image" lines=vec![summary.image.clone()] />
                    <Lines term="Command" lines=vec![summary.command.clone()] />
                    <Lines term="Mounts" lines=mounts />
                    <Lines term="Networks" lines=details.networks />
                    <Lines term="Published ports" lines=details.ports />
                    <Lines term="Rights" lines=rights />
                    <Lines term="Labels" lines=labels />
                </dl>
            </section>
        </article>
    }
}

#[component]
fn Fact(term: &'static str, children: Children) -> impl IntoView {
    view! {
        <div>
            <dt>{term}</dt>
            <dd>{children()}</dd>
        </div>
    }
}

/// Nothing where there is none.
#[component]
fn Lines(term: &'static str, lines: Vec<String>) -> impl IntoView {
    let lines: Vec<_> = lines
        .into_iter()
        .filter(|line| !line.is_empty())
        .map(|line| view! { <code class="block break-all">{line}</code> })
        .collect();
    (!lines.is_empty()).then(|| {
        view! {
            <div>
                <dt class="text-muted-foreground text-xs">{term}</dt>
                <dd class="mt-0.5">{lines}</dd>
            </div>
        }
    })
}
