//! The app and its route table.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::SsrMode;
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::path;

use crate::auth::session::provide_me;
use crate::error::Error;
use crate::frame::{Frame, register_worker};
use crate::portals::{account, admin, student, teacher, terminals};
use crate::ui::error_page::ErrorPage;
use crate::ui::plain::provide_answer;
use crate::ui::time::provide_clock;
use crate::ui::toast::Toaster;

/// One line a page. Pages are sent whole (`Async`): their status is right, and they are read without a script.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_answer();
    provide_me();
    provide_clock();
    register_worker();
    view! {
        <Title formatter=document_title text="" />
        <Router>
            <Routes fallback=|| {
                view! {
                    <main id="main">
                        <ErrorPage error=Error::NotFound("page".to_owned()) />
                    </main>
                }
            }>
                <Route path=path!("/") view=account::SignInForm ssr=SsrMode::Async />
                <Route path=path!("/sign-in") view=account::SignInForm ssr=SsrMode::Async />
                <Route path=path!("/register") view=account::Register ssr=SsrMode::Async />
                <AccountRoutes />
                <StudentRoutes />
                <TeacherRoutes />
                <AdminRoutes />
                <TerminalRoutes />
            </Routes>
        </Router>
        <Toaster />
    }
    .into_any()
}

// Each portal's routes are erased to one type: left nested, their types make the program and its build many times larger.

#[component(transparent)]
fn AccountRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/account") view=Frame ssr=SsrMode::Async>
            <Route path=path!("") view=account::Account />
            <Route path=path!("sessions") view=account::Sessions />
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}

#[component(transparent)]
fn TerminalRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/terminals") view=Frame ssr=SsrMode::Async>
            <Route path=path!(":id") view=terminals::OneTerminal />
            <Route path=path!(":id/replay") view=terminals::Replay />
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}

#[component(transparent)]
fn StudentRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/student") view=Frame ssr=SsrMode::Async>
            <Route path=path!("") view=student::StudentToday />
            <Route path=path!("labs/:section") view=terminals::Lab />
            <Route path=path!("desk") view=terminals::LabsDesk />
            <Route path=path!("terminals") view=terminals::StudentTerminals />
            <Route path=path!("terminals/:id") view=terminals::StudentTerminal />
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}

#[component(transparent)]
fn TeacherRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/teacher") view=Frame ssr=SsrMode::Async>
            <Route path=path!("") view=teacher::TeacherToday />
            <Route path=path!("classes/:section") view=teacher::Class />
            <Route path=path!("my-lab/:section") view=terminals::Lab />
            <Route path=path!("desk") view=terminals::LabsDesk />
            <Route path=path!("labs/:workspace") view=terminals::Watch />
            <Route path=path!("terminals") view=terminals::TeacherTerminals />
            <Route path=path!("terminals/:id") view=terminals::TeacherTerminal />
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}

#[component(transparent)]
fn AdminRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/admin") view=Frame ssr=SsrMode::Async>
            <Route path=path!("") view=admin::Overview />
            <Route path=path!("containers") view=admin::Containers />
            <Route path=path!("containers/:name") view=admin::Container />
            <Route path=path!("shell") view=terminals::HostShell />
            <Route path=path!("desk") view=terminals::Terminals />
            <Route path=path!("ssh") view=admin::SshHosts />
            <Route path=path!("ssh/new") view=admin::NewSshHost />
            <Route path=path!("ssh/:id") view=admin::SshHost />
            <Route path=path!("terminals") view=terminals::AdminTerminals />
            <Route path=path!("terminals/:id") view=terminals::AdminTerminal />
            <Route path=path!("people") view=admin::People />
            <Route path=path!("people/new") view=admin::NewPerson />
            <Route path=path!("people/:id") view=admin::PersonDetail />
            <Route path=path!("audit") view=admin::Audit />
            <Route path=path!("settings") view=admin::Settings />
            <Route path=path!("style") view=admin::StyleGuide />
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}

/// "Class · Lyceum", as tabs and bookmarks show it.
fn document_title(page: String) -> String {
    if page.is_empty() { "Lyceum".to_owned() } else { format!("{page} · Lyceum") }
}
