//! One person: names and roles.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::auth::api::people::{EditPerson, person};
use crate::auth::people::{Person, Standing};
use crate::auth::types::Role;
use crate::auth::view::fault::{WholeFault, fault_of, last_error};
use crate::auth::view::names::NameFields;
use crate::auth::view::person_access::Access;
use crate::auth::view::roles::RoleChecks;
use crate::call::fetch;
use crate::error::Error;
use crate::id::UserId;
use crate::ui::form::TextField;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::notice::ErrorNotice;
use crate::ui::page_head::PageHead;
use crate::ui::plain::{Done, ServerForm, use_action};
use crate::ui::skeleton::Skeleton;
use crate::ui::status::{Status, Tone};
use crate::ui::time::Ago;
use crate::ui::toast::toast_ok;

#[component]
pub fn PersonDetail() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| id.parse::<UserId>().ok())));
    let known = fetch(
        move || id.get(),
        |id| async move {
            match id {
                Some(id) => person(id).await,
                None => Err(Error::NotFound("person".into())),
            }
        },
    );
    view! {
        <Transition fallback=|| {
            view! { <Skeleton lines=8 height_px=40 /> }
        }>
            {move || Suspend::new(async move {
                match known.await {
                    Ok(person) => {
                        let again = Callback::new(move |()| known.refetch());
                        view! { <Detail person again /> }.into_any()
                    }
                    Err(error) => {
                        view! {
                            <PageHead title="Person" />
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
fn Detail(person: Person, again: Callback<()>) -> impl IntoView {
    let tone = if person.standing == Standing::Active { Tone::Good } else { Tone::Off };
    let sessions = match person.open_sessions {
        0 => "not signed in".to_owned(),
        1 => "signed in once".to_owned(),
        n => format!("signed in {n} times"),
    };
    let log = format!("/admin/audit?entity=user&entity_id={}", person.id);
    view! {
        <PageHead title=person.name.clone() subtitle=format!("{} · {sessions}", person.login)>
            <a class="btn btn-outline" href=log>
                <Icon glyph=Glyph::HISTORY />
                "What was changed"
            </a>
        </PageHead>
        <div class="grid max-w-3xl gap-6">
            <p class="text-muted-foreground flex items-center gap-3 text-sm">
                <Status tone label=person.standing.label() />
                <span>"Made " <Ago at_ms=person.created_ms /></span>
            </p>
            <EditForm person=person.clone() again />
            <Access person again />
        </div>
    }
}

#[component]
fn EditForm(person: Person, again: Callback<()>) -> impl IntoView {
    let action = use_action::<EditPerson>();
    let error = last_error(action);
    Effect::new(move || {
        if let Some(Ok(())) = action.value().get() {
            toast_ok("Saved.");
            again.run(());
        }
    });
    let last = person.is_last_admin.then(|| {
        view! {
            <p class="text-muted-foreground text-sm">
                {format!("{} is the last admin who can sign in: the role {} stays.", person.name, Role::Admin.label())}
            </p>
        }
    });
    view! {
        <section class="card p-5" aria-labelledby="who-title">
            <h2 id="who-title" class="text-base font-semibold">
                "Who this is"
            </h2>
            <ServerForm action attr:class="flex flex-col gap-5">
                <WholeFault error />
                <Done action words="Saved." />
                <input type="hidden" name="id" value=person.id.0 />
                <input type="hidden" name="version" value=person.version />
                <div class="grid gap-5 sm:grid-cols-2">
                    <NameFields given=person.given_name family=person.family_name error />
                </div>
                <TextField
                    name="email"
                    label="E-mail"
                    kind="email"
                    value=person.email
                    autocomplete="off"
                    required=true
                    error=fault_of(error, "email")
                />
                <RoleChecks chosen=person.roles error=fault_of(error, "roles") />
                {last}
                <div>
                    <button class="btn" type="submit" disabled=move || action.pending().get()>
                        "Save"
                    </button>
                </div>
            </ServerForm>
        </section>
    }
}
