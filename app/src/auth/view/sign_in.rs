//! The way in.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::auth::api::{SignIn, doors};
use crate::auth::view::sign_out::go;
use crate::ui::page::page;

page!(SignInPage, SignInForm);

#[component]
fn SignInForm() -> impl IntoView {
    let query = use_query_map();
    let action = ServerAction::<SignIn>::new();
    let value = action.value();
    let error = move || value.get().and_then(Result::err);
    let doors = Resource::new_blocking(|| (), |()| doors());
    Effect::new(move || {
        if let Some(Ok(path)) = value.get() {
            go(&path);
        }
    });
    view! {
        <Title text="Sign in" />
        <main id="main" class="mx-auto grid min-h-dvh w-full max-w-sm content-center gap-6 p-6">
            <header class="grid gap-1 text-center">
                <h1 class="text-2xl font-semibold">"Sign in"</h1>
                <Suspense>
                    {move || Suspend::new(async move {
                        doors.await.ok().map(|doors| view! { <p class="text-muted-foreground">{doors.school_name}</p> })
                    })}
                </Suspense>
            </header>
            <ActionForm action attr:class="grid gap-4">
                <div role="alert">{move || error().map(|error| view! { <p class="alert-destructive">{error.to_string()}</p> })}</div>
                <input type="hidden" name="next" value=move || query.read().get("next").unwrap_or_default() />
                <div class="field grid gap-2">
                    <label class="label" for="login">
                        "Login or e-mail"
                    </label>
                    <input
                        class="input"
                        id="login"
                        name="login"
                        type="text"
                        autocomplete="username"
                        autocapitalize="none"
                        spellcheck="false"
                        required
                        autofocus
                    />
                </div>
                <div class="field grid gap-2">
                    <label class="label" for="password">
                        "Password"
                    </label>
                    <input class="input" id="password" name="password" type="password" autocomplete="current-password" required />
                </div>
                <button class="btn w-full" type="submit" disabled=move || action.pending().get()>
                    {move || if action.pending().get() { "Signing in…" } else { "Sign in" }}
                </button>
            </ActionForm>
            <Suspense>
                {move || Suspend::new(async move {
                    doors
                        .await
                        .is_ok_and(|doors| doors.registration)
                        .then(|| {
                            view! {
                                <p class="text-center text-sm">
                                    "New here? " <a class="underline" href="/register">
                                        "Make an account"
                                    </a>
                                </p>
                            }
                        })
                })}
            </Suspense>
        </main>
    }
}
