//! Making an account, where the school allows it.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::auth::api::{RegisterAccount, doors};
use crate::auth::view::sign_out::go;
use crate::error::Error;
use crate::ui::mark::Mark;
use crate::ui::page::page;

page!(RegisterPage, Register);

#[component]
fn Register() -> impl IntoView {
    let doors = Resource::new_blocking(|| (), |()| doors());
    view! {
        <main id="main" class="door">
            <div class="flex w-full max-w-sm flex-col gap-6">
                <Suspense>
                    {move || Suspend::new(async move {
                        match doors.await {
                            Ok(doors) if doors.registration => {
                                view! { <RegisterForm school_name=doors.school_name /> }.into_any()
                            }
                            Ok(_) => view! { <Closed /> }.into_any(),
                            Err(error) => view! { <p role="alert">{error.to_string()}</p> }.into_any(),
                        }
                    })}
                </Suspense>
            </div>
        </main>
    }
}

#[component]
fn Closed() -> impl IntoView {
    view! {
        <Title text="Not found" />
        <h1>"This school makes the accounts"</h1>
        <p>"Ask your teacher or an admin for yours."</p>
        <p>
            <a class="btn btn-outline" href="/sign-in">
                "Sign in"
            </a>
        </p>
    }
}

#[component]
fn RegisterForm(school_name: String) -> impl IntoView {
    let action = ServerAction::<RegisterAccount>::new();
    let value = action.value();
    let error = Signal::derive(move || value.get().and_then(Result::err));
    let whole = move || error.get().filter(|error| !matches!(error, Error::Invalid(faults) if faults.of("").is_none()));
    Effect::new(move || {
        if let Some(Ok(path)) = value.get() {
            go(&path);
        }
    });
    view! {
        <Title text="Make an account" />
        <header class="flex flex-col items-center gap-2 text-center">
            <Mark size=44 />
            <h1>"Make an account"</h1>
            <p class="text-muted-foreground">{school_name}</p>
        </header>
        <ActionForm action attr:class="card gap-4 p-5">
            <div role="alert" class="empty:hidden">
                {move || whole().map(|error| view! { <p class="alert alert-destructive">{error.to_string()}</p> })}
            </div>
            <Entry error name="given_name" label="Given name" autocomplete="given-name" />
            <Entry error name="family_name" label="Family name" autocomplete="family-name" />
            <Entry error name="email" label="E-mail" kind="email" autocomplete="email" />
            <Entry error name="login" label="Login" autocomplete="username" />
            <Entry
                error
                name="password"
                label="Password, at least 10 characters"
                kind="password"
                autocomplete="new-password"
            />
            <button class="btn w-full" type="submit" disabled=move || action.pending().get()>
                "Make the account"
            </button>
        </ActionForm>
        <p class="text-center text-sm">
            "Have one? " <a class="link" href="/sign-in">
                "Sign in"
            </a>
        </p>
    }
}

#[component]
fn Entry(
    error: Signal<Option<Error>>,
    name: &'static str,
    label: &'static str,
    #[prop(default = "text")] kind: &'static str,
    autocomplete: &'static str,
) -> impl IntoView {
    let fault = move || error.get().and_then(|error| error.field(name).map(str::to_owned));
    let described = format!("{name}-fault");
    view! {
        <div class="field grid gap-2">
            <label class="label" for=name>
                {label}
            </label>
            <input
                class="input"
                id=name
                name=name
                type=kind
                autocomplete=autocomplete
                required
                aria-invalid=move || fault().map(|_| "true")
                aria-describedby=described.clone()
            />
            <p id=described class="text-destructive text-sm empty:hidden" role="alert">
                {fault}
            </p>
        </div>
    }
}
