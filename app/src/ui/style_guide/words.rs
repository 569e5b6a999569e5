//! Type, icons, cards, tables and lists.

use leptos::prelude::*;

use crate::time::{HOUR_MS, MINUTE_MS};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::list::{ListFrame, PageOf, PerPage, counted};
use crate::ui::mark::Mark;
use crate::ui::pager::Pager;
use crate::ui::status::{Status, Tone};
use crate::ui::time::{Ago, Clock, Exact, now_ms};

#[component]
pub(super) fn Type() -> impl IntoView {
    let now = now_ms();
    view! {
        <p class="text-xl font-semibold tracking-tight">"Title of a page, 20 px"</p>
        <p class="text-[0.9375rem] font-semibold">"Heading of a part, 15 px"</p>
        <p class="max-w-prose">
            "Running text, 14 px. Class 2 B meets at 10:05 in room 114; thirty students, each with a machine of their own."
        </p>
        <p class="text-muted-foreground text-[0.8125rem]">"Help and detail, 13 px."</p>
        <p>
            <code>"docker.io/library/debian:12"</code>
            " "
            <kbd class="kbd">"Ctrl K"</kbd>
            " "
            <a class="link" href="#type">
                "a link"
            </a>
        </p>
        <p class="text-muted-foreground text-sm">
            <Ago at_ms=now - 5 * MINUTE_MS />
            " · "
            <Clock at_ms=now - HOUR_MS />
            " · "
            <Exact at_ms=now />
        </p>
    }
}

#[component]
pub(super) fn Icons() -> impl IntoView {
    let all = Glyph::ALL
        .iter()
        .map(|(name, glyph)| {
            view! {
                <li class="text-muted-foreground grid size-8 place-items-center" title=*name>
                    <Icon glyph=*glyph size=18 />
                </li>
            }
        })
        .collect_view();
    view! {
        <Mark size=40 />
        <ul class="flex flex-wrap gap-1">{all}</ul>
    }
}

#[component]
pub(super) fn Cards() -> impl IntoView {
    view! {
        <article class="card">
            <header>
                <h3>"Networks, group A"</h3>
                <p>"Monday and Thursday, room 114"</p>
            </header>
            <section>
                <dl class="facts">
                    <div>
                        <dt>"Students"</dt>
                        <dd>"28"</dd>
                    </div>
                    <div>
                        <dt>"Labs running"</dt>
                        <dd>"24"</dd>
                    </div>
                    <div>
                        <dt>"Memory"</dt>
                        <dd>"6.2 of 16 GiB"</dd>
                    </div>
                </dl>
            </section>
            <footer>
                <a class="btn btn-sm" href="#cards">
                    "Open class"
                </a>
                <a class="btn btn-outline btn-sm" href="#cards">
                    "Timetable"
                </a>
            </footer>
        </article>
    }
}

#[component]
pub(super) fn Tables(theme: &'static str) -> impl IntoView {
    let rows = [
        ("lab-ada", Tone::Good, "Running", "3.1 %", "212 MiB"),
        ("lab-bruno", Tone::Busy, "Starting", "–", "–"),
        ("lab-chen", Tone::Idle, "Idle for 12 min", "0.0 %", "96 MiB"),
        ("lab-dora", Tone::Off, "Stopped", "–", "–"),
        ("lab-emil", Tone::Bad, "Failed: image missing", "–", "–"),
    ];
    let rows = rows
        .into_iter()
        .map(|(name, tone, label, cpu, memory)| {
            view! {
                <tr>
                    <th scope="row" class="font-mono text-[0.8125rem]">
                        {name}
                    </th>
                    <td>
                        <Status tone label />
                    </td>
                    <td class="num">{cpu}</td>
                    <td class="num">{memory}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-container" tabindex="0" role="region" aria-label=format!("Sample table, {theme}")>
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Container"</th>
                        <th scope="col">"State"</th>
                        <th scope="col" class="num">
                            "CPU"
                        </th>
                        <th scope="col" class="num">
                            "Memory"
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <Pager at=PageOf {
            page: 2,
            total: 120,
            per_page: PerPage::default(),
        } />
    }
}

#[component]
pub(super) fn Lists(theme: &'static str) -> impl IntoView {
    let people = [
        ("Ada Lovelace", "ada.lovelace", Tone::Good, "Active"),
        ("Bruno Ferrari", "bruno.ferrari", Tone::Off, "Suspended"),
    ];
    let count = counted(people.len(), "person", "people");
    let rows = people
        .into_iter()
        .map(|(name, login, tone, label)| {
            view! {
                <tr>
                    <td>
                        <input type="checkbox" class="checkbox" aria-label=format!("Choose {name}") />
                    </td>
                    <th scope="row">
                        <a class="link" href="#lists">
                            {name}
                        </a>
                    </th>
                    <td class="font-mono text-xs">{login}</td>
                    <td>
                        <Status tone label />
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <ListFrame label=format!("Sample list, {theme}") count choosable=true>
            <thead>
                <tr>
                    <th scope="col" class="w-8">
                        <input type="checkbox" class="checkbox" aria-label="Choose all" />
                    </th>
                    <th scope="col">"Name"</th>
                    <th scope="col">"Login"</th>
                    <th scope="col">"State"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </ListFrame>
    }
}
