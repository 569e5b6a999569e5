//! Making an account, where the school allows it.

use leptos::prelude::*;

use crate::auth::api::{RegisterAccount, doors};
use crate::auth::fields::PASSWORD_MIN_CHARS;
use crate::auth::view::fault::{WholeFault, fault_of, last_error};
use crate::auth::view::names::NameFields;
use crate::auth::view::password_field::PasswordField;
use crate::auth::view::sign_out::go;
use crate::call::fetch;
use crate::error::Error;
use crate::ui::door::Door;
use crate::ui::error_page::ErrorPage;
use crate::ui::form::TextField;
use crate::ui::plain::{ServerForm, use_action};

#[component]
pub fn Register() -> impl IntoView {
    let doors = fetch(|| (), |()| doors());
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                let school = doors
                    .await
                    .and_then(|doors| {
                        if doors.registration { Ok(doors.school_name) } else { Err(Error::NotFound("page".into())) }
                    });
                match school {
                    Ok(school_name) => view! { <RegisterForm school_name /> }.into_any(),
                    Err(error) => {
                        view! {
                            <main id="main">
                                <ErrorPage error />
                            </main>
                        }
                            .into_any()
                    }
                }
            })}
        </Suspense>
    }
}

#[component]
fn RegisterForm(school_name: String) -> impl IntoView {
    let action = use_action::<RegisterAccount>();
    let (value, error) = (action.value(), last_error(action));
    Effect::new(move || {
        if let Some(Ok(path)) = value.get() {
            go(&path);
        }
    });
    view! {
        <Door title="Make an account">
            <p class="text-muted-foreground -mt-5 text-center">{school_name}</p>
            <ServerForm action attr:class="card gap-4 p-5">
                <WholeFault error />
                <div class="grid gap-4 sm:grid-cols-2">
                    <NameFields own=true error />
                </div>
                <TextField
                    name="email"
                    label="E-mail"
                    kind="email"
                    autocomplete="email"
                    required=true
                    error=fault_of(error, "email")
                />
                <TextField
                    name="login"
                    label="Login"
                    help="Letters, digits, dots and hyphens. Containers and files will carry it."
                    autocomplete="username"
                    required=true
                    error=fault_of(error, "login")
                />
                <PasswordField
                    name="password"
                    label="Password"
                    autocomplete="new-password"
                    help=format!("At least {PASSWORD_MIN_CHARS} characters.")
                    error=fault_of(error, "password")
                />
                <button class="btn w-full" type="submit" disabled=move || action.pending().get()>
                    "Make the account"
                </button>
            </ServerForm>
            <p class="text-muted-foreground text-center text-sm">
                "Have one? " <a class="link" href="/sign-in">
                    "Sign in"
                </a>
            </p>
        </Door>
    }
}
