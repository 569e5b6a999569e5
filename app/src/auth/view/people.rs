//! The list of people: found, chosen, changed many at once.

use std::collections::BTreeSet;

use leptos::ev;
use leptos::prelude::*;
use leptos_router::components::Form;
use leptos_router::hooks::use_query_map;

use crate::auth::api::people::{ChangePeople, list_people};
use crate::auth::batch::BatchAnswer;
use crate::auth::people::{PeopleList, PeopleQuery, PeopleSort, PersonRow, Standing};
use crate::auth::types::Role;
use crate::auth::view::new_person::MakeForm;
use crate::auth::view::people_batch::{BatchBar, BatchResult};
use crate::call::fetch;
use crate::id::UserId;
use crate::ui::dialog::Dialog;
use crate::ui::empty::Empty;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::list::{ListFrame, PageOf, counted};
use crate::ui::notice::ErrorNotice;
use crate::ui::page_head::PageHead;
use crate::ui::plain::{ServerForm, ticked, use_action, use_script};
use crate::ui::skeleton::Skeleton;
use crate::ui::status::{Status, Tone};
use crate::ui::time::Ago;

#[component]
pub fn People() -> impl IntoView {
    let params = use_query_map();
    let query = Memo::new(move |_| params.with(|params| PeopleQuery::of(|key| params.get(key))));
    let found = fetch(move || query.get(), list_people);
    let making = RwSignal::new(false);
    let batch = use_action::<ChangePeople>();
    Effect::new(move || {
        if let Some(Ok(BatchAnswer::Done(_))) = batch.value().get() {
            found.refetch();
        }
    });
    let make = move |event: ev::MouseEvent| {
        event.prevent_default();
        making.set(true);
    };
    view! {
        <PageHead title="People" subtitle="Everybody who can sign in, and what they are here.">
            <a class="btn" href="/admin/people/new" on:click=make>
                <Icon glyph=Glyph::USER_PLUS />
                "Add person"
            </a>
        </PageHead>
        <BatchResult action=batch />
        <Transition fallback=|| {
            view! { <Skeleton lines=12 height_px=40 /> }
        }>
            {move || Suspend::new(async move {
                let query = query.get();
                match found.await {
                    Ok(found) => view! { <Found found query batch /> }.into_any(),
                    Err(error) => view! { <ErrorNotice error /> }.into_any(),
                }
            })}
        </Transition>
        <Dialog open=making title="Add a person">
            <MakeForm made=Callback::new(move |()| found.refetch()) />
        </Dialog>
    }
}

#[component]
fn Found(found: PeopleList, query: PeopleQuery, batch: ServerAction<ChangePeople>) -> impl IntoView {
    let list = if found.rows.is_empty() {
        view! {
            <Empty glyph=Glyph::USERS title="Nobody found" text="No name, login or e-mail fits these filters.">
                <a class="btn btn-outline" href="/admin/people">
                    "Show everybody"
                </a>
            </Empty>
        }
        .into_any()
    } else {
        let at = PageOf { page: query.page, total: found.total, per_page: query.per_page };
        view! { <List rows=found.rows at batch /> }.into_any()
    };
    view! {
        <div class="flex flex-col gap-4">
            <Filters query />
            {list}
        </div>
    }
}

/// The rows, each with a box, in one form with the bar that acts on the chosen.
#[component]
fn List(rows: Vec<PersonRow>, at: PageOf, batch: ServerAction<ChangePeople>) -> impl IntoView {
    let chosen = RwSignal::new(BTreeSet::<UserId>::new());
    let ids: BTreeSet<UserId> = rows.iter().map(|row| row.id).collect();
    let count = ids.len();
    let choose_all = move |on: bool| chosen.set(if on { ids.clone() } else { BTreeSet::new() });
    let script = use_script();
    let total = usize::try_from(at.total).unwrap_or(usize::MAX);
    view! {
        <ServerForm action=batch attr:class="flex flex-col gap-4">
            <ListFrame label="People" count=counted(total, "person", "people") pages=at choosable=true>
                <thead>
                    <tr>
                        <th scope="col" class="w-8">
                            <input
                                type="checkbox"
                                class="checkbox"
                                aria-label="Choose all on this page"
                                hidden=move || !script.get()
                                prop:checked=move || chosen.with(BTreeSet::len) == count
                                on:change:target=move |event| choose_all(event.target().checked())
                            />
                        </th>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Login"</th>
                        <th scope="col">"Roles"</th>
                        <th scope="col">"State"</th>
                        <th scope="col">"Last seen"</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|row| view! { <Row row chosen /> }).collect_view()}</tbody>
            </ListFrame>
            <BatchBar action=batch chosen />
        </ServerForm>
    }
}

#[component]
fn Row(row: PersonRow, chosen: RwSignal<BTreeSet<UserId>>) -> impl IntoView {
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
    if ticked("ids[]", &id.to_string()) == Some(true) {
        choose(true);
    }
    let label = format!("Choose {}", row.name);
    let face = match row.picture_url {
        Some(url) => view! { <img src=url alt="" width="28" height="28" /> }.into_any(),
        None => row.initials.into_any(),
    };
    let roles = row
        .roles
        .into_iter()
        .map(|role| view! { <span class="badge badge-secondary">{role.label()}</span> })
        .collect_view();
    let tone = if row.standing == Standing::Active { Tone::Good } else { Tone::Off };
    let seen = match row.last_used_ms {
        Some(at_ms) => view! { <Ago at_ms /> }.into_any(),
        None => view! { <span class="text-muted-foreground">"Signed out"</span> }.into_any(),
    };
    view! {
        <tr data-state=move || is_chosen().then_some("selected")>
            <td>
                <input
                    type="checkbox"
                    class="checkbox"
                    name="ids[]"
                    value=id.0
                    aria-label=label
                    checked=is_chosen()
                    prop:checked=is_chosen
                    on:change:target=move |event| choose(event.target().checked())
                />
            </td>
            <th scope="row">
                <a
                    class="flex items-center gap-2.5 underline-offset-4 hover:underline"
                    href=format!("/admin/people/{}", row.id)
                >
                    <span class="avatar-plain" aria-hidden="true">
                        {face}
                    </span>
                    {row.name}
                </a>
            </th>
            <td>
                <span class="font-mono text-xs">{row.login}</span>
                <span class="text-muted-foreground block text-xs">{row.email}</span>
            </td>
            <td>
                <span class="flex flex-wrap gap-1">{roles}</span>
            </td>
            <td>
                <Status tone label=row.standing.label() />
            </td>
            <td>{seen}</td>
        </tr>
    }
}

#[component]
fn Filters(query: PeopleQuery) -> impl IntoView {
    let roles = Role::ALL.into_iter().map(|role| (role.as_str(), role.label()));
    let standings = Standing::ALL.iter().map(|standing| (standing.as_str(), standing.label()));
    let sorts = PeopleSort::ALL.iter().map(|sort| (sort.as_str(), sort.label()));
    let clear = query.is_filtered().then(|| {
        view! {
            <a class="btn btn-ghost" href="/admin/people">
                "Clear"
            </a>
        }
    });
    view! {
        <Form method="GET" action="" attr:class="filters" attr:role="search" attr:aria-label="Filter people">
            <label class="min-w-0 flex-1 sm:max-w-xs">
                "Search"
                <input
                    class="input w-full"
                    type="search"
                    name="search"
                    value=query.search.clone()
                    placeholder="Name, login or e-mail"
                />
            </label>
            {choice("role", "Role", Some("All roles"), roles, query.role.map(Role::as_str))}
            {choice("standing", "State", Some("All"), standings, query.standing.map(Standing::as_str))}
            {choice("sort", "Order", None, sorts, Some(query.sort.as_str()))}
            <button type="submit" class="btn btn-outline">
                <Icon glyph=Glyph::SEARCH />
                "Show"
            </button>
            {clear}
        </Form>
    }
}

fn choice(
    name: &'static str,
    label: &'static str,
    all: Option<&'static str>,
    words: impl Iterator<Item = (&'static str, &'static str)>,
    chosen: Option<&'static str>,
) -> impl IntoView {
    let options = words
        .map(|(value, words)| {
            view! {
                <option value=value selected=chosen == Some(value)>
                    {words}
                </option>
            }
        })
        .collect_view();
    view! {
        <label>
            {label} <select class="select" name=name>
                {all.map(|words| view! { <option value="">{words}</option> })}
                {options}
            </select>
        </label>
    }
}
