//! The app and its route table.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::path;
use leptos_router::{Lazy, SsrMode};

use crate::audit::view::AuditPage;
use crate::auth::session::provide_me;
use crate::auth::view::{AccountPage, PeoplePage, PersonPage, RegisterPage, SessionsPage, SignInPage};
use crate::engine::view::{ContainerPage, ContainersPage, HostShellPage, OverviewPage};
use crate::error::Error;
use crate::frame::{Frame, register_worker};
use crate::labs::view::{ClassPage, LabPage, StudentTodayPage, TeacherTodayPage, WatchPage};
use crate::ui::error_page::ErrorPage;
use crate::ui::style_guide::StylePage;
use crate::ui::time::provide_clock;
use crate::ui::toast::Toaster;

/// One line a page. Pages are sent whole (`Async`): their status is right, and they are read without a script.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
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
                <Route path=path!("/") view={Lazy::<SignInPage>::new()} ssr=SsrMode::Async />
                <Route path=path!("/sign-in") view={Lazy::<SignInPage>::new()} ssr=SsrMode::Async />
                <Route path=path!("/register") view={Lazy::<RegisterPage>::new()} ssr=SsrMode::Async />
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
            <Route path=path!("") view={Lazy::<AccountPage>::new()} />
            <Route path=path!("sessions") view={Lazy::<SessionsPage>::new()} />
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}

#[component(transparent)]
fn StudentRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/student") view=Frame ssr=SsrMode::Async>
            <Route path=path!("") view={Lazy::<StudentTodayPage>::new()} />
            <Route path=path!("labs/:section") view={Lazy::<LabPage>::new()} />
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}

#[component(transparent)]
fn TeacherRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/teacher") view=Frame ssr=SsrMode::Async>
            <Route path=path!("") view={Lazy::<TeacherTodayPage>::new()} />
            <Route path=path!("classes/:section") view={Lazy::<ClassPage>::new()} />
            <Route path=path!("labs/:workspace") view={Lazy::<WatchPage>::new()} />
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}

#[component(transparent)]
fn AdminRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/admin") view=Frame ssr=SsrMode::Async>
            <Route path=path!("") view={Lazy::<OverviewPage>::new()} />
            <Route path=path!("containers") view={Lazy::<ContainersPage>::new()} />
            <Route path=path!("containers/:name") view={Lazy::<ContainerPage>::new()} />
            <Route path=path!("shell") view={Lazy::<HostShellPage>::new()} />
            <Route path=path!("people") view={Lazy::<PeoplePage>::new()} />
            <Route path=path!("people/:id") view={Lazy::<PersonPage>::new()} />
            <Route path=path!("audit") view={Lazy::<AuditPage>::new()} />
            <Route path=path!("style") view={Lazy::<StylePage>::new()} />
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}

/// "Class · Lyceum", as tabs and bookmarks show it.
fn document_title(page: String) -> String {
    if page.is_empty() { "Lyceum".to_owned() } else { format!("{page} · Lyceum") }
}
