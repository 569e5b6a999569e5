use leptos::prelude::*;

use crate::ui::page::page;

page!(PersonPage, Person);

#[component]
fn Person() -> impl IntoView {
    view! { <h1>"Person"</h1> }
}
