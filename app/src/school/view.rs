//! Today, for students and teachers.

use leptos::prelude::*;

use crate::ui::page::page;

page!(StudentTodayPage, StudentToday);

#[component]
fn StudentToday() -> impl IntoView {
    view! { <h1>"Today"</h1> }
}

page!(TeacherTodayPage, TeacherToday);

#[component]
fn TeacherToday() -> impl IntoView {
    view! { <h1>"Today"</h1> }
}
