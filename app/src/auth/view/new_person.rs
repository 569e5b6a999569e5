//! Making a person: in a dialog over the list, and on a page of its own.

use leptos::prelude::*;

use crate::auth::api::people::CreatePerson;
use crate::auth::types::Role;
use crate::auth::view::fault::{WholeFault, fault_of, last_error};
use crate::auth::view::hand_over::HandOver;
use crate::auth::view::names::NameFields;
use crate::auth::view::roles::RoleChecks;
use crate::ui::form::TextField;
use crate::ui::page_head::PageHead;
use crate::ui::plain::{ServerForm, use_action};

#[component]
pub fn NewPerson() -> impl IntoView {
    view! {
        <PageHead title="Add a person" subtitle="You get a password to hand over, which is shown once." />
        <div class="card max-w-xl p-5">
            <MakeForm made=Callback::new(|()| ()) />
        </div>
        <p class="text-sm">
            <a class="link" href="/admin/people">
                "Back to the list"
            </a>
        </p>
    }
}

/// The form, and after it the password. `made` is called when somebody was made.
#[component]
pub fn MakeForm(made: Callback<()>) -> impl IntoView {
    let action = use_action::<CreatePerson>();
    let error = last_error(action);
    let value = action.value();
    // A refusal leaves the form as it is, with what was typed.
    let done = Memo::new(move |_| value.get().and_then(Result::ok));
    Effect::new(move || {
        if done.with(Option::is_some) {
            made.run(());
        }
    });
    move || match done.get() {
        Some(password) => view! { <HandOver password /> }.into_any(),
        None => view! {
            <ServerForm action attr:class="flex flex-col gap-4">
                <WholeFault error />
                <div class="grid gap-4 sm:grid-cols-2">
                    <NameFields autofocus=true error />
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
            </ServerForm>
        }
        .into_any(),
    }
}
