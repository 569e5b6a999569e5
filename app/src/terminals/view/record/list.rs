//! A list of sessions: found, read, and by those who may, ended.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::end::{EndBar, EndResult};
use super::filters::Filters;
use super::recording::RecordingCell;
use crate::call::fetch;
use crate::error::Result;
use crate::id::TerminalId;
use crate::terminals::api::KeepTerminal;
use crate::terminals::api::record::{EndTerminals, all_terminals, class_terminals, my_terminals};
use crate::terminals::types::record::{
    CSV_ROWS_MAX, RecordPage, RecordQuery, Scope, SessionRow, kind_label, size_words,
};
use crate::time::duration;
use crate::ui::empty::Empty;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::list::{ListFrame, PageOf, counted};
use crate::ui::notice::ErrorNotice;
use crate::ui::page_head::PageHead;
use crate::ui::plain::{ServerForm, ticked, use_action, use_script};
use crate::ui::skeleton::Skeleton;
use crate::ui::status::{Status, Tone};
use crate::ui::time::Exact;

async fn find(scope: Scope, query: RecordQuery) -> Result<RecordPage> {
    match scope {
        Scope::Own => my_terminals(query).await,
        Scope::Classes => class_terminals(query).await,
        Scope::Everybody => all_terminals(query).await,
    }
}

#[component]
pub(super) fn Sessions(scope: Scope) -> impl IntoView {
    let params = use_query_map();
    let query = Memo::new(move |_| params.with(|params| RecordQuery::of(|key| params.get(key))));
    let found = fetch(move || query.get(), move |query| find(scope, query));
    let (end, keep) = (use_action::<EndTerminals>(), use_action::<KeepTerminal>());
    Effect::new(move || {
        let done = matches!(end.value().get(), Some(Ok(_))) | matches!(keep.value().get(), Some(Ok(())));
        if done {
            found.refetch();
        }
    });
    let subtitle = match scope {
        Scope::Own => "Your terminals, those that run and those that have ended.",
        Scope::Classes => "Terminals in the labs of your classes.",
        Scope::Everybody => "Every terminal: whose, where, who joined, how it ended.",
    };
    let csv = move || params.with(|params| format!("/admin/terminals.csv{}", params.to_query_string()));
    let download = (scope == Scope::Everybody).then(|| {
        view! {
            <a
                class="btn btn-outline"
                href=csv
                rel="external"
                download="terminals.csv"
                title=format!("At most {CSV_ROWS_MAX} rows")
            >
                <Icon glyph=Glyph::DOWNLOAD />
                "Download CSV"
            </a>
        }
    });
    let beside = (scope == Scope::Own).then(|| {
        view! {
            <a class="btn btn-outline" href="/student/desk" title="Terminals of several labs on one page">
                <Icon glyph=Glyph::COLUMNS_2 />
                "Side by side"
            </a>
        }
    });
    view! {
        <PageHead title="Terminals" subtitle>
            {beside}
            {download}
        </PageHead>
        <EndResult action=end />
        <KeepResult action=keep />
        <Transition fallback=|| {
            view! { <Skeleton lines=12 height_px=40 /> }
        }>
            {move || Suspend::new(async move {
                let query = query.get();
                match found.await {
                    Ok(found) => view! { <Found scope found query end keep /> }.into_any(),
                    Err(error) => {
                        let none = RecordPage {
                            rows: vec![],
                            total: 0,
                            kinds: vec![],
                            classes: vec![],
                        };
                        view! {
                            <Filters scope found=none query />
                            <ErrorNotice error />
                        }
                            .into_any()
                    }
                }
            })}
        </Transition>
    }
}

#[component]
fn Found(
    scope: Scope,
    found: RecordPage,
    query: RecordQuery,
    end: ServerAction<EndTerminals>,
    keep: ServerAction<KeepTerminal>,
) -> impl IntoView {
    let at = PageOf { page: query.page, total: found.total, per_page: query.per_page };
    let rows = found.rows.clone();
    let filtered = query.is_filtered();
    let list = if rows.is_empty() {
        let text = match (filtered, scope) {
            (true, _) => "No terminal fits these filters.",
            (false, Scope::Own) => "When you open a terminal in one of your labs, it appears here.",
            (false, Scope::Classes) => "When students of your classes open terminals, they appear here.",
            (false, Scope::Everybody) => "When somebody opens a terminal, it appears here.",
        };
        view! {
            <Empty glyph=Glyph::SQUARE_TERMINAL title="No terminals" text>
                {filtered
                    .then(|| {
                        view! {
                            <a class="btn btn-outline" href=scope.path()>
                                "Show all"
                            </a>
                        }
                    })}
            </Empty>
        }
        .into_any()
    } else {
        view! { <List scope rows at end keep /> }.into_any()
    };
    view! {
        <div class="flex flex-col gap-4">
            <Filters scope found query />
            {list}
        </div>
    }
}

#[component]
fn List(
    scope: Scope,
    rows: Vec<SessionRow>,
    at: PageOf,
    end: ServerAction<EndTerminals>,
    keep: ServerAction<KeepTerminal>,
) -> impl IntoView {
    let manages = scope == Scope::Everybody;
    let chosen = RwSignal::new(BTreeSet::<TerminalId>::new());
    let running: BTreeSet<TerminalId> = rows.iter().filter(|row| row.is_running()).map(|row| row.id).collect();
    let some_run = !running.is_empty();
    let count = running.len();
    let choose_all = move |on: bool| chosen.set(if on { running.clone() } else { BTreeSet::new() });
    let script = use_script();
    let total = usize::try_from(at.total).unwrap_or(usize::MAX);
    let head_box = manages.then(|| {
        view! {
            <th scope="col" class="w-8">
                <input
                    type="checkbox"
                    class="checkbox"
                    aria-label="Choose all on this page that run"
                    hidden=move || !script.get()
                    disabled=!some_run
                    prop:checked=move || some_run && chosen.with(BTreeSet::len) == count
                    on:change:target=move |event| choose_all(event.target().checked())
                />
            </th>
        }
    });
    let table = view! {
        <ListFrame label="Terminals" count=counted(total, "terminal", "terminals") pages=at choosable=manages>
            <thead>
                <tr>
                    {head_box} <th scope="col">"Begun"</th>
                    {(scope != Scope::Own).then(|| view! { <th scope="col">"Who"</th> })} <th scope="col">"Where"</th>
                    <th scope="col">"State"</th> <th scope="col" class="num hidden lg:table-cell">
                        "In"
                    </th> <th scope="col" class="num hidden lg:table-cell">
                        "Out"
                    </th> <th scope="col" class="num hidden md:table-cell">
                        "Joined"
                    </th> <th scope="col">"Recording"</th>
                </tr>
            </thead>
            <tbody>{rows.into_iter().map(|row| view! { <Row scope row chosen keep /> }).collect_view()}</tbody>
        </ListFrame>
    };
    if manages {
        view! {
            <ServerForm action=end attr:class="flex flex-col gap-4">
                {table}
                {some_run.then(|| view! { <EndBar action=end chosen /> })}
            </ServerForm>
        }
        .into_any()
    } else {
        table.into_any()
    }
}

#[component]
fn Row(
    scope: Scope,
    row: SessionRow,
    chosen: RwSignal<BTreeSet<TerminalId>>,
    keep: ServerAction<KeepTerminal>,
) -> impl IntoView {
    let id = row.id;
    let is_chosen = move || chosen.with(|chosen| chosen.contains(&id));
    let choose = move |on: bool| {
        chosen.update(|chosen| {
            if on {
                chosen.insert(id)
            } else {
                chosen.remove(&id)
            };
        });
    };
    let running = row.is_running();
    let tick = (scope == Scope::Everybody).then(|| {
        let before = ticked("ids[]", &id.to_string()).unwrap_or_default();
        view! {
            <td>
                <input
                    type="checkbox"
                    class="checkbox"
                    name="ids[]"
                    value=id.0
                    checked=before
                    disabled=!running
                    aria-label=format!("Choose terminal {id} of {}", row.owner_name)
                    prop:checked=is_chosen
                    on:change:target=move |event| choose(event.target().checked())
                />
            </td>
        }
    });
    let who = (scope != Scope::Own).then(|| {
        let face = match scope {
            Scope::Everybody => view! {
                <a class="underline-offset-4 hover:underline" href=format!("/admin/people/{}", row.owner)>
                    {row.owner_name.clone()}
                </a>
            }
            .into_any(),
            Scope::Own | Scope::Classes => row.owner_name.clone().into_any(),
        };
        view! { <td>{face}</td> }
    });
    view! {
        <tr>
            {tick} <td>
                <a class="font-medium underline-offset-4 hover:underline" href=format!("{}/{id}", scope.path())>
                    <Exact at_ms=row.started_ms />
                    <span class="sr-only">{format!(", terminal {id} of {}", row.owner_name)}</span>
                </a>
            </td> {who}
            <td class="max-w-48 truncate">
                {row.place.clone()}
                <span class="text-muted-foreground block text-xs">{kind_label(&row.kind).to_owned()}</span>
            </td> <td>
                <State row=row.clone() keep=(scope == Scope::Own).then_some(keep) />
            </td> <td class="num hidden lg:table-cell">{size_words(row.bytes_in)}</td>
            <td class="num hidden lg:table-cell">{size_words(row.bytes_out)}</td>
            <td class="num hidden md:table-cell">{row.joined}</td> <td>
                <RecordingCell row />
            </td>
        </tr>
    }
}

/// "Running", and until when where nobody has it open; or how long it ran and how it ended. Its owner can put the end
/// off.
#[component]
pub(super) fn State(row: SessionRow, keep: Option<ServerAction<KeepTerminal>>) -> impl IntoView {
    let id = row.id;
    match row.ended_ms {
        None => {
            let ends = row.ends_ms.map(|at_ms| {
                view! {
                    <span class="text-muted-foreground block text-xs">
                        "Open nowhere: ends " <Exact at_ms /> " unless it is opened"
                    </span>
                    {keep.map(|action| view! { <Keep action id /> })}
                }
            });
            view! {
                <Status tone=Tone::Good label="Running" />
                {ends}
            }
            .into_any()
        }
        Some(ended_ms) => {
            let failed = row.exit_code.is_some_and(|code| code != 0);
            let ending = row.ending.unwrap_or_else(|| "Ended".to_owned());
            view! {
                <Status tone=if failed { Tone::Idle } else { Tone::Off } label=ending />
                <span class="text-muted-foreground block text-xs">
                    {format!("after {}", duration((ended_ms - row.started_ms).max(0)))}
                </span>
            }
            .into_any()
        }
    }
}

#[component]
fn Keep(action: ServerAction<KeepTerminal>, id: TerminalId) -> impl IntoView {
    view! {
        <ServerForm action>
            <input type="hidden" name="terminal" value=id.0 />
            <button type="submit" class="btn btn-outline btn-sm mt-1" disabled=move || action.pending().get()>
                "Keep it running"
                <span class="sr-only">{format!(": terminal {id}")}</span>
            </button>
        </ServerForm>
    }
}

/// Why an end was not put off.
#[component]
pub(super) fn KeepResult(action: ServerAction<KeepTerminal>) -> impl IntoView {
    view! {
        <div aria-live="polite" class="empty:hidden">
            {move || match action.value().get() {
                Some(Err(error)) => view! { <ErrorNotice error quiet=true /> }.into_any(),
                _ => ().into_any(),
            }}
        </div>
    }
}
