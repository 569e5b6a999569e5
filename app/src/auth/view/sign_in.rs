//! The way in.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::auth::api::{SignIn, doors};
use crate::auth::view::fault::{WholeFault, last_error};
use crate::auth::view::password_field::PasswordField;
use crate::auth::view::sign_out::go;
use crate::call::fetch;
use crate::ui::door::Door;
use crate::ui::form::TextField;
use crate::ui::plain::{ServerForm, use_action};

#[component]
pub fn SignInForm() -> impl IntoView {
    let query = use_query_map();
    let action = use_action::<SignIn>();
    let (value, error) = (action.value(), last_error(action));
    let doors = fetch(|| (), |()| doors());
    let school_name =
        Signal::derive(move || doors.get().and_then(Result::ok).map(|doors| doors.school_name).unwrap_or_default());
    let registration = move || doors.get().is_some_and(|doors| doors.is_ok_and(|doors| doors.registration));
    Effect::new(move || {
        if let Some(Ok(path)) = value.get() {
            go(&path);
        }
    });
    view! {
        <Suspense>
            <Door title="Sign in">
                <p class="text-muted-foreground -mt-5 text-center">{move || school_name.get()}</p>
                <ServerForm action attr:class="card gap-4 p-5">
                    <WholeFault error />
                    <input type="hidden" name="next" value=move || query.read().get("next").unwrap_or_default() />
                    <TextField
                        name="login"
                        label="Login or e-mail"
                        autocomplete="username"
                        required=true
                        autofocus=true
                    />
                    <PasswordField name="password" label="Password" autocomplete="current-password" />
                    <button class="btn w-full" type="submit" disabled=move || action.pending().get()>
                        {move || if action.pending().get() { "Signing in…" } else { "Sign in" }}
                    </button>
                </ServerForm>
                <p class="text-muted-foreground text-center text-sm">
                    {move || {
                        if registration() {
                            view! {
                                "New here? "
                                <a class="link" href="/register">
                                    "Make an account"
                                </a>
                            }
                                .into_any()
                        } else {
                            "Forgotten? Your teacher or an admin can give you a new password.".into_any()
                        }
                    }}
                </p>
            </Door>
        </Suspense>
    }
}
