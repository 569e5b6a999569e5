//! The way in.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::auth::api::{SignIn, doors};
use crate::auth::view::sign_out::go;
use crate::ui::door::Door;
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
        <Door title="Sign in">
            <Suspense>
                {move || Suspend::new(async move {
                    doors
                        .await
                        .ok()
                        .map(|doors| {
                            view! { <p class="text-muted-foreground -mt-5 text-center">{doors.school_name}</p> }
                        })
                })}
            </Suspense>
            <ActionForm action attr:class="card gap-4 p-5">
                <div role="alert" class="empty:hidden">
                    {move || error().map(|error| view! { <p class="alert alert-destructive">{error.to_string()}</p> })}
                </div>
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
                    <input
                        class="input"
                        id="password"
                        name="password"
                        type="password"
                        autocomplete="current-password"
                        required
                    />
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
                                    "New here? " <a class="link" href="/register">
                                        "Make an account"
                                    </a>
                                </p>
                            }
                        })
                })}
            </Suspense>
        </Door>
    }
}
