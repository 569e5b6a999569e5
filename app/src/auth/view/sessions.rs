use leptos::prelude::*;

use crate::ui::page::page;

page!(SessionsPage, Sessions);

#[component]
fn Sessions() -> impl IntoView {
    view! { <h1>"Sessions"</h1> }
}
