//! The record of sessions: lists of them, and one.

mod end;
mod filters;
mod list;
mod recording;
mod session;

use leptos::prelude::*;

use self::list::Sessions;
use self::session::Session;
use crate::terminals::types::record::Scope;

#[component]
pub fn AdminTerminals() -> impl IntoView {
    view! { <Sessions scope=Scope::Everybody /> }
}

#[component]
pub fn AdminTerminal() -> impl IntoView {
    view! { <Session scope=Scope::Everybody /> }
}

#[component]
pub fn TeacherTerminals() -> impl IntoView {
    view! { <Sessions scope=Scope::Classes /> }
}

#[component]
pub fn TeacherTerminal() -> impl IntoView {
    view! { <Session scope=Scope::Classes /> }
}

#[component]
pub fn StudentTerminals() -> impl IntoView {
    view! { <Sessions scope=Scope::Own /> }
}

#[component]
pub fn StudentTerminal() -> impl IntoView {
    view! { <Session scope=Scope::Own /> }
}
