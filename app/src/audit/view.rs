//! The audit page: filters in the address, what changed in each row, and the download.

use leptos::prelude::*;
use leptos_router::components::Form;
use leptos_router::hooks::use_query_map;

use crate::audit::api::read_audit;
use crate::audit::types::{AuditPageRows, AuditQuery, AuditRow, CSV_ROWS_MAX, Change};
use crate::call::fetch;
use crate::ui::choice::{Choice, as_they_are};
use crate::ui::empty::Empty;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::list::{ListFrame, PageOf, counted};
use crate::ui::notice::ErrorNotice;
use crate::ui::page_head::PageHead;
use crate::ui::skeleton::Skeleton;
use crate::ui::time::Exact;

#[component]
pub fn Audit() -> impl IntoView {
    let params = use_query_map();
    let query = Memo::new(move |_| params.with(|params| AuditQuery::of(|key| params.get(key))));
    let found = fetch(move || query.get(), read_audit);
    let csv = move || params.with(|params| format!("/admin/audit.csv{}", params.to_query_string()));
    view! {
        <PageHead title="Audit log" subtitle="Who did what, when, and from where. Nobody can change it.">
            <a
                class="btn btn-outline"
                href=csv
                rel="external"
                download="audit.csv"
                title=format!("At most {CSV_ROWS_MAX} rows")
            >
                <Icon glyph=Glyph::DOWNLOAD />
                "Download CSV"
            </a>
        </PageHead>
        <Transition fallback=|| {
            view! { <Skeleton lines=12 height_px=36 /> }
        }>
            {move || Suspend::new(async move {
                let query = query.get();
                match found.await {
                    Ok(found) => view! { <Found found query /> }.into_any(),
                    Err(error) => {
                        let none = AuditPageRows {
                            rows: vec![],
                            total: 0,
                            actions: vec![],
                            entities: vec![],
                        };
                        view! {
                            <Filters found=none query />
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
fn Found(found: AuditPageRows, query: AuditQuery) -> impl IntoView {
    let at = PageOf { page: query.page, total: found.total, per_page: query.per_page };
    let total = usize::try_from(found.total).unwrap_or(usize::MAX);
    let rows = found.rows.clone();
    let list = if rows.is_empty() {
        let text = if query.is_filtered() {
            "Nothing in the log fits these filters."
        } else {
            "What people do to accounts, classes and machines appears here."
        };
        view! { <Empty glyph=Glyph::SCROLL_TEXT title="No entries" text=text /> }.into_any()
    } else {
        view! {
            <ListFrame label="Entries of the log" count=counted(total, "entry", "entries") pages=at>
                <thead>
                    <tr>
                        <th scope="col">"When"</th>
                        <th scope="col">"Who"</th>
                        <th scope="col">"What"</th>
                        <th scope="col">"Before and after"</th>
                        <th scope="col">"From"</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|row| view! { <Entry row /> }).collect_view()}</tbody>
            </ListFrame>
        }
        .into_any()
    };
    view! {
        <div class="flex flex-col gap-4">
            <Filters found query />
            {list}
        </div>
    }
}

#[component]
fn Entry(row: AuditRow) -> impl IntoView {
    let who = match row.actor_id {
        Some(id) => view! {
            <a class="underline-offset-4 hover:underline" href=format!("/admin/people/{id}")>
                {row.actor_name}
            </a>
        }
        .into_any(),
        None => row.actor_name.into_any(),
    };
    let what = if row.entity_id.is_empty() { row.entity } else { format!("{} {}", row.entity, row.entity_id) };
    view! {
        <tr>
            <td>
                <Exact at_ms=row.at_ms />
            </td>
            <td>{who}</td>
            <td>
                <span class="font-medium">{row.action}</span>
                <span class="text-muted-foreground block text-xs">{what}</span>
            </td>
            <td class="max-w-md whitespace-normal">
                <Changes changes=row.changes />
            </td>
            <td class="text-muted-foreground font-mono text-xs">
                {row.address} <span class="block" title="Request">
                    {row.request_id}
                </span>
            </td>
        </tr>
    }
}

#[component]
fn Changes(changes: Vec<Change>) -> impl IntoView {
    let lines = changes
        .into_iter()
        .map(|change| {
            let before = (!change.before.is_empty()).then(|| {
                view! {
                    <span class="sr-only">"before: "</span>
                    <del class="text-muted-foreground">{change.before}</del>
                    " "
                }
            });
            let after = (!change.after.is_empty()).then(|| {
                view! {
                    <span class="sr-only">"after: "</span>
                    <ins class="no-underline">{change.after}</ins>
                }
            });
            view! {
                <div class="flex flex-wrap gap-x-2">
                    <dt class="text-muted-foreground">{change.field.replace('_', " ")}</dt>
                    <dd class="min-w-0 break-words">{before} {after}</dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="text-xs">{lines}</dl> }
}

#[component]
fn Filters(found: AuditPageRows, query: AuditQuery) -> impl IntoView {
    let clear = query.is_filtered().then(|| {
        view! {
            <a class="btn btn-ghost" href="/admin/audit">
                "Clear"
            </a>
        }
    });
    view! {
        <Form method="GET" action="" attr:class="filters" attr:role="search" attr:aria-label="Filter the log">
            <label>
                "Who" <input class="input" type="search" name="who" value=query.who.clone() placeholder="Name" />
            </label>
            <Choice name="action" label="Action" words=as_they_are(found.actions) chosen=query.action.clone() />
            <Choice name="entity" label="Thing" words=as_they_are(found.entities) chosen=query.entity.clone() />
            <label>
                "Number or name"
                <input class="input md:w-28" type="text" name="entity_id" value=query.entity_id.clone() />
            </label>
            <label>"From" <input class="input" type="date" name="from" value=query.from.clone() /></label>
            <label>"Until" <input class="input" type="date" name="until" value=query.until.clone() /></label>
            <button type="submit" class="btn btn-outline">
                <Icon glyph=Glyph::FUNNEL />
                "Filter"
            </button>
            {clear}
        </Form>
    }
}
