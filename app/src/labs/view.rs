//! A student's lab, and a teacher's class.

use leptos::prelude::*;

use crate::ui::page::page;

page!(LabPage, Lab);

#[component]
fn Lab() -> impl IntoView {
    view! { <h1>"Lab"</h1> }
}

page!(ClassPage, Class);

#[component]
fn Class() -> impl IntoView {
    view! { <h1>"Class"</h1> }
}

page!(WatchPage, Watch);

#[component]
fn Watch() -> impl IntoView {
    view! { <h1>"Watch"</h1> }
}
