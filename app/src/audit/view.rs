//! The audit page.

use leptos::prelude::*;

use crate::ui::page::page;

page!(AuditPage, Audit);

#[component]
fn Audit() -> impl IntoView {
    view! { <h1>"Audit"</h1> }
}
