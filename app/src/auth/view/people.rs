use leptos::prelude::*;

use crate::ui::page::page;

page!(PeoplePage, People);

#[component]
fn People() -> impl IntoView {
    view! { <h1>"People"</h1> }
}
