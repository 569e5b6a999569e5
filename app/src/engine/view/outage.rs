//! No engine answers: since when, why, and how to connect one.

use leptos::prelude::*;

use crate::engine::types::Outage;
use crate::ui::notice::Notice;
use crate::ui::status::Tone;
use crate::ui::time::Ago;

/// Everything but the containers works meanwhile; Lyceum tries again by itself.
#[component]
pub(super) fn OutageNotice(outage: Outage) -> impl IntoView {
    let title = if outage.answered_before { "The container engine stopped answering" } else { "No container engine" };
    let tried = outage
        .tried
        .into_iter()
        .map(|attempt| {
            view! {
                <li>
                    <code class="break-all">{attempt.address}</code>
                    ": "
                    {attempt.fault}
                </li>
            }
        })
        .collect_view();
    view! {
        <Notice tone=Tone::Bad title>
            <p>{outage.detail} " (since " <Ago at_ms=outage.since_ms /> ")"</p>
            <p>"Lyceum tries again every few seconds; this page follows by itself."</p>
            <details class="mt-2">
                <summary class="cursor-pointer font-medium">"How to connect an engine"</summary>
                <ul class="mt-2 flex list-disc flex-col gap-1.5 pl-5">
                    <li>
                        "Docker on Debian or Ubuntu: "
                        <code>"sudo apt-get install docker.io && sudo systemctl enable --now docker"</code>
                    </li>
                    <li>
                        "Allow the user that runs Lyceum to use it, then start Lyceum again: "
                        <code>"sudo usermod -aG docker USER"</code>
                    </li>
                    <li>"Podman without root: " <code>"systemctl --user enable --now podman.socket"</code></li>
                    <li>
                        "An engine elsewhere: set " <code>"docker_host"</code>
                        " in lyceum.toml to unix://PATH or tcp://HOST:PORT, and start Lyceum again."
                    </li>
                </ul>
                <p class="mt-3 font-medium">"Looked for at"</p>
                <ul class="mt-1 list-disc pl-5">{tried}</ul>
            </details>
        </Notice>
    }
}
