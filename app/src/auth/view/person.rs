//! One person: names, roles, state, password.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::auth::api::people::{EditPerson, ResetPassword, SetStanding, person};
use crate::auth::people::{Person, Standing};
use crate::auth::types::Role;
use crate::auth::view::fault::{WholeFault, fault_of, last_error};
use crate::auth::view::hand_over::HandOver;
use crate::auth::view::roles::RoleChecks;
use crate::error::Error;
use crate::id::UserId;
use crate::ui::dialog::{Confirm, Dialog};
use crate::ui::form::TextField;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::notice::ErrorNotice;
use crate::ui::page_head::PageHead;
use crate::ui::skeleton::Skeleton;
use crate::ui::status::{Status, Tone};
use crate::ui::time::Ago;
use crate::ui::toast::{toast_error, toast_ok};

#[component]
pub fn PersonDetail() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| id.parse::<UserId>().ok())));
    let known = Resource::new_blocking(
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
                <Icon glyph=Glyph::History />
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
    let action = ServerAction::<EditPerson>::new();
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
            <ActionForm action attr:class="flex flex-col gap-5">
                <WholeFault error />
                <input type="hidden" name="id" value=person.id.0 />
                <input type="hidden" name="version" value=person.version />
                <div class="grid gap-5 sm:grid-cols-2">
                    <TextField
                        name="given_name"
                        label="Given name"
                        value=person.given_name
                        autocomplete="off"
                        required=true
                        error=fault_of(error, "given_name")
                    />
                    <TextField
                        name="family_name"
                        label="Family name"
                        value=person.family_name
                        autocomplete="off"
                        required=true
                        error=fault_of(error, "family_name")
                    />
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
            </ActionForm>
        </section>
    }
}

#[component]
fn Access(person: Person, again: Callback<()>) -> impl IntoView {
    let (id, name) = (person.id, person.name);
    let standing = ServerAction::<SetStanding>::new();
    let reset = ServerAction::<ResetPassword>::new();
    let (suspending, resetting, handing) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    Effect::new(move || match standing.value().get() {
        Some(Ok(())) => again.run(()),
        Some(Err(error)) => toast_error(&error),
        None => {}
    });
    Effect::new(move || match reset.value().get() {
        Some(Ok(_)) => handing.set(true),
        Some(Err(error)) => toast_error(&error),
        None => {}
    });
    let set = move |to: Standing| {
        standing.dispatch(SetStanding { id, standing: to });
    };
    let active = person.standing == Standing::Active;
    let locked = person.is_me || person.is_last_admin;
    let why = if person.is_me {
        Some("This is you: suspend yourself through another admin, and change your password on your account's page.")
    } else if person.is_last_admin {
        Some("The last admin who can sign in cannot be suspended.")
    } else {
        None
    };
    let state = if active {
        view! {
            <button type="button" class="btn btn-outline" disabled=locked on:click=move |_| suspending.set(true)>
                <Icon glyph=Glyph::UserX />
                "Suspend"
            </button>
        }
        .into_any()
    } else {
        view! {
            <button type="button" class="btn btn-outline" on:click=move |_| set(Standing::Active)>
                <Icon glyph=Glyph::UserCheck />
                "Reactivate"
            </button>
        }
        .into_any()
    };
    let (asked, reset_asked) = (name.clone(), name.clone());
    view! {
        <section class="card p-5" aria-labelledby="access-title">
            <h2 id="access-title" class="text-base font-semibold">
                "Access"
            </h2>
            <p class="text-muted-foreground -mt-3 text-sm">
                {why.unwrap_or("Who is suspended is signed out at once and cannot sign in; nothing of theirs is lost.")}
            </p>
            <div class="flex flex-wrap gap-2">
                {state}
                <button
                    type="button"
                    class="btn btn-outline"
                    disabled=person.is_me
                    on:click=move |_| resetting.set(true)
                >
                    <Icon glyph=Glyph::KeyRound />
                    "Reset password"
                </button>
            </div>
        </section>
        <Confirm
            open=suspending
            title=format!("Suspend {name}?")
            action="Suspend"
            on_confirm=Callback::new(move |()| set(Standing::Suspended))
        >
            <p>
                {format!("{asked} is signed out everywhere and cannot sign in until somebody reactivates the account.")}
            </p>
        </Confirm>
        <Confirm
            open=resetting
            title=format!("Reset the password of {name}?")
            action="Reset password"
            on_confirm=Callback::new(move |()| {
                reset.dispatch(ResetPassword { id });
            })
        >
            <p>
                {format!(
                    "{reset_asked} is signed out everywhere. You get a password to hand over, which is shown once.",
                )}
            </p>
        </Confirm>
        <Dialog open=handing title="A new password">
            {move || reset.value().get().and_then(Result::ok).map(|password| view! { <HandOver password /> })}
        </Dialog>
    }
}
