//! One session: its facts, who joined it, its recording.

use std::time::Duration;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::super::fact::fact;
use super::end::{EndOne, EndResult};
use super::list::{KeepResult, State};
use super::recording::RecordingCard;
use crate::call::fetch;
use crate::error::Error;
use crate::id::TerminalId;
use crate::terminals::api::KeepTerminal;
use crate::terminals::api::record::{EndTerminals, terminal_record};
use crate::terminals::protocol::Right;
use crate::terminals::types::record::{Scope, SessionView, Sight, Visit, kind_label, size_words};
use crate::time::duration;
use crate::ui::error_page::ErrorPage;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::page_head::PageHead;
use crate::ui::plain::use_action;
use crate::ui::skeleton::Skeleton;
use crate::ui::time::Exact;

/// When a session has been told to end, its record is read again so long after.
const AFTER_END: [Duration; 4] =
    [Duration::ZERO, Duration::from_secs(1), Duration::from_secs(3), Duration::from_secs(6)];

#[component]
pub(super) fn Session(scope: Scope) -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").and_then(|id| id.parse::<TerminalId>().ok()));
    let found = fetch(
        move || id.get(),
        |id| async move {
            match id {
                Some(id) => terminal_record(id).await,
                None => Err(Error::NotFound("terminal".into())),
            }
        },
    );
    let (end, keep) = (use_action::<EndTerminals>(), use_action::<KeepTerminal>());
    Effect::new(move || {
        if let Some(Ok(())) = keep.value().get() {
            found.refetch();
        }
    });
    Effect::new(move || {
        if let Some(Ok(_)) = end.value().get() {
            // The record is told when the program has ended, which may take some seconds to do so.
            for wait in AFTER_END {
                set_timeout(move || found.refetch(), wait);
            }
        }
    });
    view! {
        <Transition fallback=|| {
            view! { <Skeleton lines=6 height_px=40 /> }
        }>
            {move || Suspend::new(async move {
                match found.await {
                    Ok(view) => view! { <Shown scope view end keep /> }.into_any(),
                    Err(error) => view! { <ErrorPage error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Shown(
    scope: Scope,
    view: SessionView,
    end: ServerAction<EndTerminals>,
    keep: ServerAction<KeepTerminal>,
) -> impl IntoView {
    let SessionView { row, visits, manages, sight } = view;
    let keep_own = (sight == Sight::Owner).then_some(keep);
    let manages = manages && scope == Scope::Everybody;
    let id = row.id;
    let ended = row.ended_ms;
    let length = ended.map(|ended| duration((ended - row.started_ms).max(0)));
    view! {
        <PageHead title=format!("Terminal {id}") subtitle=format!("{} · {}", row.owner_name, row.place)>
            <a class="btn btn-outline btn-sm" href=scope.path()>
                <Icon glyph=Glyph::ARROW_LEFT />
                "All terminals"
            </a>
        </PageHead>
        <EndResult action=end />
        <KeepResult action=keep />
        <div class="grid gap-4 lg:grid-cols-2">
            <article class="card" aria-label="Facts">
                <section>
                    <dl class="facts">
                        {fact("State", view! { <State row=row.clone() keep=keep_own /> })}
                        {fact("Owner", row.owner_name.clone())}
                        {fact(
                            "Where",
                            view! {
                                {kind_label(&row.kind).to_owned()}
                                " · "
                                {row.place.clone()}
                            },
                        )} {fact("Begun", view! { <Exact at_ms=row.started_ms /> })}
                        {ended.map(|at_ms| { fact("Ended", view! { <Exact at_ms /> }) })}
                        {length
                            .map(|length| {
                                view! { {fact("Ran", length)} }
                            })}
                        {row
                            .exit_code
                            .map(|code| {
                                view! { {fact("Exit status", code)} }
                            })} {fact("Bytes in", size_words(row.bytes_in))}
                        {fact("Bytes out", size_words(row.bytes_out))}
                    </dl>
                </section>
            </article>
            <article class="card" aria-label="Recording">
                <header>
                    <h2>"Recording"</h2>
                </header>
                <section class="flex flex-col gap-4">
                    <RecordingCard row=row.clone() manages />
                </section>
            </article>
            <article class="card lg:col-span-2" aria-label="Who joined">
                <header>
                    <h2>"Who joined"</h2>
                </header>
                <section>
                    <Visits visits />
                </section>
            </article>
        </div>
        {(manages && row.is_running()).then(|| view! { <EndOne action=end id /> })}
    }
}

#[component]
fn Visits(visits: Vec<Visit>) -> impl IntoView {
    if visits.is_empty() {
        return view! { <p class="text-muted-foreground text-sm">"Nobody but its owner was at this terminal."</p> }
            .into_any();
    }
    let rows = visits
        .into_iter()
        .map(|visit| {
            let until = match visit.to_ms {
                Some(to) => format!("for {}", duration((to - visit.from_ms).max(0))),
                None => "still there when last seen".to_owned(),
            };
            view! {
                <tr>
                    <td>{visit.name}</td>
                    <td>{could(visit.right)}</td>
                    <td>
                        <Exact at_ms=visit.from_ms />
                    </td>
                    <td>{until}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-container" tabindex="0" role="region" aria-label="Who joined this terminal">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Who"</th>
                        <th scope="col">"As"</th>
                        <th scope="col">"From"</th>
                        <th scope="col">"How long"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// What somebody who joined was allowed.
fn could(right: Right) -> &'static str {
    match right {
        Right::Viewer => "Looked on",
        Right::Asker => "Could ask for control",
        Right::Taker => "Could take control",
        Right::Writer => "Could type",
    }
}
