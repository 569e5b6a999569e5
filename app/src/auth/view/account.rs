use leptos::prelude::*;

use crate::ui::page::page;

page!(AccountPage, Account);

#[component]
fn Account() -> impl IntoView {
    view! { <h1>"Account"</h1> }
}
