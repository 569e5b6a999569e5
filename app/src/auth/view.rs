//! Pages of accounts: signing in and out, registering, one's own profile and sessions; people, for admins.

use leptos::prelude::*;

use crate::ui::page::page;

page!(SignInPage, SignIn);

#[component]
fn SignIn() -> impl IntoView {
    view! { <h1>"Sign in"</h1> }
}

page!(RegisterPage, Register);

#[component]
fn Register() -> impl IntoView {
    view! { <h1>"Register"</h1> }
}

page!(AccountPage, Account);

#[component]
fn Account() -> impl IntoView {
    view! { <h1>"Account"</h1> }
}

page!(SessionsPage, Sessions);

#[component]
fn Sessions() -> impl IntoView {
    view! { <h1>"My sessions"</h1> }
}

page!(PeoplePage, People);

#[component]
fn People() -> impl IntoView {
    view! { <h1>"People"</h1> }
}

page!(PersonPage, Person);

#[component]
fn Person() -> impl IntoView {
    view! { <h1>"Person"</h1> }
}
