//! The list of people, and making one.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::components::Form;
use leptos_router::hooks::use_query_map;

use crate::auth::api::people::{CreatePerson, list_people};
use crate::auth::people::{PeopleList, PeopleQuery, PeopleSort, PersonRow, Standing};
use crate::auth::types::Role;
use crate::auth::view::fault::{WholeFault, fault_of, last_error};
use crate::auth::view::hand_over::HandOver;
use crate::auth::view::roles::RoleChecks;
use crate::ui::dialog::Dialog;
use crate::ui::empty::Empty;
use crate::ui::form::TextField;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::notice::ErrorNotice;
use crate::ui::page_head::PageHead;
use crate::ui::pager::Pager;
use crate::ui::skeleton::Skeleton;
use crate::ui::status::{Status, Tone};
use crate::ui::time::Ago;

#[component]
pub fn People() -> impl IntoView {
    let params = use_query_map();
    let query = Memo::new(move |_| params.with(|params| PeopleQuery::of(|key| params.get(key))));
    let found = Resource::new_blocking(move || query.get(), list_people);
    let making = RwSignal::new(false);
    view! {
        <PageHead title="People" subtitle="Everybody who can sign in, and what they are here.">
            <button type="button" class="btn" on:click=move |_| making.set(true)>
                <Icon glyph=Glyph::UserPlus />
                "Add person"
            </button>
        </PageHead>
        <Transition fallback=|| {
            view! { <Skeleton lines=12 height_px=40 /> }
        }>
            {move || Suspend::new(async move {
                let query = query.get();
                match found.await {
                    Ok(found) => view! { <Found found query /> }.into_any(),
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
fn Found(found: PeopleList, query: PeopleQuery) -> impl IntoView {
    let (pages, page, total) = (found.pages(), query.page, found.total);
    let list = if found.rows.is_empty() {
        view! {
            <Empty glyph=Glyph::Users title="Nobody found" text="No name, login or e-mail fits these filters.">
                <a class="btn btn-outline" href="/admin/people">
                    "Show everybody"
                </a>
            </Empty>
        }
        .into_any()
    } else {
        view! {
            <p class="text-muted-foreground text-sm" role="status">
                {format!("{total} {}", if total == 1 { "person" } else { "people" })}
            </p>
            <div class="table-container" tabindex="0" role="region" aria-label="People">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Name"</th>
                            <th scope="col">"Login"</th>
                            <th scope="col">"Roles"</th>
                            <th scope="col">"State"</th>
                            <th scope="col">"Last seen"</th>
                        </tr>
                    </thead>
                    <tbody>{found.rows.into_iter().map(|row| view! { <Row row /> }).collect_view()}</tbody>
                </table>
            </div>
            <Pager page pages />
        }
        .into_any()
    };
    view! {
        <div class="flex flex-col gap-4">
            <Filters query />
            {list}
        </div>
    }
}

#[component]
fn Row(row: PersonRow) -> impl IntoView {
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
        <tr>
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
                <Icon glyph=Glyph::Search />
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

#[component]
fn MakeForm(made: Callback<()>) -> impl IntoView {
    let action = ServerAction::<CreatePerson>::new();
    let error = last_error(action);
    let value = action.value();
    let done = move || value.get().and_then(Result::ok);
    Effect::new(move || {
        if done().is_some() {
            made.run(());
        }
    });
    move || match done() {
        Some(password) => view! { <HandOver password /> }.into_any(),
        None => view! {
            <ActionForm action attr:class="flex flex-col gap-4">
                <WholeFault error />
                <div class="grid gap-4 sm:grid-cols-2">
                    <TextField
                        name="given_name"
                        label="Given name"
                        autocomplete="off"
                        required=true
                        autofocus=true
                        error=fault_of(error, "given_name")
                    />
                    <TextField
                        name="family_name"
                        label="Family name"
                        autocomplete="off"
                        required=true
                        error=fault_of(error, "family_name")
                    />
                </div>
                <TextField
                    name="email"
                    label="E-mail"
                    kind="email"
                    autocomplete="off"
                    required=true
                    error=fault_of(error, "email")
                />
                <TextField name="login" label="Login" autocomplete="off" required=true error=fault_of(error, "login") />
                <RoleChecks chosen=vec![Role::Student] error=fault_of(error, "roles") />
                <footer class="flex justify-end">
                    <button class="btn" type="submit" disabled=move || action.pending().get()>
                        "Add person"
                    </button>
                </footer>
            </ActionForm>
        }
        .into_any(),
    }
}
