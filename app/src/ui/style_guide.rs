//! Every component, for those who build screens and for the visual tests.

use leptos::prelude::*;

use crate::ui::page::page;

page!(StylePage, StyleGuide);

#[component]
fn StyleGuide() -> impl IntoView {
    view! { <h1>"Style guide"</h1> }
}
