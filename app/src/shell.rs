//! The app and its route table.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::path;
use leptos_router::{Lazy, SsrMode};

use crate::auth::session::provide_me;
use crate::error::Error;
use crate::frame::{Frame, register_worker};
use crate::portals::{account, admin, student, style, teacher, terminals};
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
                <Route path=path!("/") view={Lazy::<account::SignInForm>::new()} ssr=SsrMode::Async />
                <Route path=path!("/sign-in") view={Lazy::<account::SignInForm>::new()} ssr=SsrMode::Async />
                <Route path=path!("/register") view={Lazy::<account::Register>::new()} ssr=SsrMode::Async />
                <AccountRoutes />
                <StudentRoutes />
                <TeacherRoutes />
                <AdminRoutes />
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
            <Route path=path!("") view={Lazy::<account::Account>::new()} />
            <Route path=path!("sessions") view={Lazy::<account::Sessions>::new()} />
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}

#[component(transparent)]
fn StudentRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/student") view=Frame ssr=SsrMode::Async>
            <Route path=path!("") view={Lazy::<student::StudentToday>::new()} />
            <Route path=path!("labs/:section") view={Lazy::<terminals::Lab>::new()} />
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}

#[component(transparent)]
fn TeacherRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/teacher") view=Frame ssr=SsrMode::Async>
            <Route path=path!("") view={Lazy::<teacher::TeacherToday>::new()} />
            <Route path=path!("classes/:section") view={Lazy::<teacher::Class>::new()} />
            <Route path=path!("labs/:workspace") view={Lazy::<terminals::Watch>::new()} />
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}

#[component(transparent)]
fn AdminRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/admin") view=Frame ssr=SsrMode::Async>
            <Route path=path!("") view={Lazy::<admin::Overview>::new()} />
            <Route path=path!("containers") view={Lazy::<admin::Containers>::new()} />
            <Route path=path!("containers/:name") view={Lazy::<admin::Container>::new()} />
            <Route path=path!("shell") view={Lazy::<terminals::HostShell>::new()} />
            <Route path=path!("terminals") view={Lazy::<terminals::Terminals>::new()} />
            <Route path=path!("ssh") view={Lazy::<admin::SshHosts>::new()} />
            <Route path=path!("ssh/new") view={Lazy::<admin::NewSshHost>::new()} />
            <Route path=path!("ssh/:id") view={Lazy::<admin::SshHost>::new()} />
            <Route path=path!("people") view={Lazy::<admin::People>::new()} />
            <Route path=path!("people/new") view={Lazy::<admin::NewPerson>::new()} />
            <Route path=path!("people/:id") view={Lazy::<admin::PersonDetail>::new()} />
            <Route path=path!("audit") view={Lazy::<admin::Audit>::new()} />
            <Route path=path!("settings") view={Lazy::<admin::Settings>::new()} />
            <Route path=path!("style") view={Lazy::<style::StyleGuide>::new()} />
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}

/// "Class · Lyceum", as tabs and bookmarks show it.
fn document_title(page: String) -> String {
    if page.is_empty() { "Lyceum".to_owned() } else { format!("{page} · Lyceum") }
}
