//! Who may call what: every server function, page and route, as nobody and as each role. What is not
//! in the tables below fails the test, and so does a line whose function is gone.

#![recursion_limit = "256"]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use app::audit::api as audit;
use app::audit::types::AuditQuery;
use app::auth::api::{self as auth, account, people};
use app::auth::people::{PeopleQuery, Standing};
use app::auth::types::Role::{self, Admin, Operator, Student, Teacher};
use app::auth::types::Theme;
use app::engine::api as engine;
use app::engine::types::verb::Verb;
use app::frame::api as frame;
use app::id::{SectionId, UserId, WorkspaceId};
use app::labs::api as labs;
use app::school::api as school;
use app::terminals::api as terminals;
use app::terminals::protocol::{self, OpenKind};
use common::{Client, Kind, TestApp, body_of, location};
use leptos::server_fn::ServerFn;
use reqwest::{Method, StatusCode};
use serde::Serialize;

/// Who may.
#[derive(Debug, Clone, Copy)]
enum Who {
    /// Also without signing in.
    Anybody,
    /// Whoever has signed in.
    Somebody,
    Only(&'static [Role]),
}

impl Who {
    fn includes(self, role: Option<Role>) -> bool {
        match (self, role) {
            (Self::Anybody, _) | (Self::Somebody, Some(_)) => true,
            (Self::Somebody | Self::Only(_), None) => false,
            (Self::Only(roles), Some(role)) => roles.contains(&role),
        }
    }
}

use Who::{Anybody, Only, Somebody};

/// Every server function with arguments that reach its first statement.
fn functions() -> Vec<(&'static str, String, Who)> {
    vec![
        row(auth::WhoAmI {}, Anybody),
        row(auth::GetDoors {}, Anybody),
        row(auth::SignIn { login: "nobody".into(), password: "wrong".into(), next: None }, Anybody),
        row(auth::SignOut {}, Anybody),
        row(
            auth::RegisterAccount {
                login: "x".into(),
                email: "x".into(),
                given_name: "x".into(),
                family_name: "x".into(),
                password: "x".into(),
            },
            Anybody,
        ),
        row(account::GetProfile {}, Somebody),
        row(
            account::SaveProfile {
                given_name: "x".into(),
                family_name: "x".into(),
                preferred_name: String::new(),
                time_zone: String::new(),
                theme: Theme::Dark,
            },
            Somebody,
        ),
        row(account::RemovePicture {}, Somebody),
        row(account::ChangePassword { current: "x".into(), new: "x".into() }, Somebody),
        row(account::MySessions {}, Somebody),
        row(account::EndSession { key: "x".into() }, Somebody),
        row(account::EndOtherSessions {}, Somebody),
        row(people::ListPeople { query: PeopleQuery::default() }, Only(&[Admin])),
        row(people::GetPerson { id: UserId(1) }, Only(&[Admin])),
        row(
            people::CreatePerson {
                login: "x".into(),
                email: "x".into(),
                given_name: "x".into(),
                family_name: "x".into(),
                roles: vec![Student],
            },
            Only(&[Admin]),
        ),
        row(
            people::EditPerson {
                id: UserId(1),
                email: "x".into(),
                given_name: "x".into(),
                family_name: "x".into(),
                roles: vec![Student],
                version: 1,
            },
            Only(&[Admin]),
        ),
        row(people::SetStanding { id: UserId(0), standing: Standing::Suspended }, Only(&[Admin])),
        row(people::ResetPassword { id: UserId(0) }, Only(&[Admin])),
        row(audit::ReadAudit { query: AuditQuery::default() }, Only(&[Admin])),
        row(frame::SearchEverything { typed: "ada".into() }, Somebody),
        row(frame::ChooseTheme { theme: Theme::Dark }, Somebody),
        row(frame::GetShortcuts {}, Somebody),
        row(engine::ReadOverview {}, Only(&[Admin, Operator])),
        row(engine::ReadContainers {}, Only(&[Admin, Operator])),
        row(engine::ReadContainer { name: "x".into() }, Only(&[Admin, Operator])),
        row(engine::ReadLog { name: "x".into() }, Only(&[Admin, Operator])),
        row(engine::WeighRemoval { name: "x".into() }, Only(&[Admin, Operator])),
        row(engine::ManageContainers { verb: Verb::Stop, names: vec!["x".into()] }, Only(&[Admin, Operator])),
        feed::<engine::WatchOverview>(Only(&[Admin, Operator])),
        feed::<engine::WatchContainers>(Only(&[Admin, Operator])),
        feed::<engine::WatchContainer>(Only(&[Admin, Operator])),
        feed::<engine::WatchLog>(Only(&[Admin, Operator])),
        row(school::StudentToday {}, Only(&[Student])),
        row(school::TeacherToday {}, Only(&[Teacher])),
        row(terminals::TerminalTicket {}, Somebody),
        row(terminals::TerminalsOf { kind: OpenKind::HostShell }, Somebody),
        row(labs::MyLabs {}, Only(&[Student])),
        row(labs::MyLabIn { section: SectionId(1) }, Only(&[Student])),
        row(labs::StartMyLab { section: SectionId(1) }, Only(&[Student])),
        row(labs::StopMyLab { section: SectionId(1) }, Only(&[Student])),
        row(labs::RecreateMyLab { section: SectionId(1) }, Only(&[Student])),
        row(labs::ClassLabs { section: SectionId(1) }, Only(&[Teacher])),
        row(labs::StartLabs { section: SectionId(1), everyone: true, students: Vec::new() }, Only(&[Teacher])),
        row(labs::StopLabs { section: SectionId(1), everyone: true, students: Vec::new() }, Only(&[Teacher])),
        row(labs::WatchLab { workspace: WorkspaceId(1) }, Only(&[Teacher])),
        (labs::FollowMyLabs::PATH, String::new(), Only(&[Student])),
        (labs::FollowMyLab::PATH, String::new(), Only(&[Student])),
        (labs::FollowClass::PATH, String::new(), Only(&[Teacher])),
        (labs::FollowLab::PATH, String::new(), Only(&[Teacher])),
    ]
}

/// Every page of the route table.
const PAGES: [(&str, Who); 18] = [
    ("/", Anybody),
    ("/sign-in", Anybody),
    ("/register", Anybody),
    ("/account", Somebody),
    ("/account/sessions", Somebody),
    ("/student", Only(&[Student])),
    ("/student/labs/{section}", Only(&[Student])),
    ("/teacher", Only(&[Teacher])),
    ("/teacher/classes/{section}", Only(&[Teacher])),
    ("/teacher/labs/{workspace}", Only(&[Teacher])),
    ("/admin", Only(&[Admin, Operator])),
    ("/admin/containers", Only(&[Admin, Operator])),
    ("/admin/containers/{name}", Only(&[Admin, Operator])),
    ("/admin/shell", Only(&[Admin])),
    ("/admin/people", Only(&[Admin])),
    ("/admin/people/{id}", Only(&[Admin])),
    ("/admin/audit", Only(&[Admin])),
    ("/admin/style", Only(&[Admin])),
];

/// Every other route. A `{name}` in a path is filled with `1`.
const ROUTES: [(&str, Method, Who); 5] = [
    ("/account/picture", Method::POST, Somebody),
    ("/account/pictures/{sha}", Method::GET, Somebody),
    ("/admin/audit.csv", Method::GET, Only(&[Admin])),
    (protocol::PATH, Method::GET, Somebody),
    ("/admin/containers/{name}/log.txt", Method::GET, Only(&[Admin, Operator])),
];

/// A feed's arguments are its first message; its right is asked for before that.
fn feed<F: ServerFn>(who: Who) -> (&'static str, String, Who) {
    (F::PATH, String::new(), who)
}

fn row<F: ServerFn + Serialize>(call: F, who: Who) -> (&'static str, String, Who) {
    (F::PATH, body_of(&call), who)
}

/// Nobody, and somebody of each role.
const ASKING: [Option<Role>; 5] = [None, Some(Admin), Some(Operator), Some(Teacher), Some(Student)];

async fn browser(app: &TestApp, role: Option<Role>) -> Client {
    match role {
        None => app.as_nobody(),
        Some(role) => app.as_role(role).await,
    }
}

fn refusal(role: Option<Role>) -> StatusCode {
    if role.is_none() { StatusCode::UNAUTHORIZED } else { StatusCode::FORBIDDEN }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_server_function() {
    let app = TestApp::start(Kind::Sqlite).await;
    let methods: BTreeMap<&str, Method> = leptos::server_fn::axum::server_fn_paths().collect();
    let rows = functions();
    let expected: BTreeSet<&str> = rows.iter().map(|(path, ..)| *path).collect();
    let there: BTreeSet<&str> = methods.keys().copied().collect();
    assert_eq!(
        there.difference(&expected).collect::<Vec<_>>(),
        Vec::<&&str>::new(),
        "functions without an expectation"
    );

    let mut wrong = Vec::new();
    for (path, body, who) in rows {
        for role in ASKING {
            let browser = browser(&app, role).await;
            let request = if methods[path] == Method::GET {
                browser.upgrade(&format!("{path}?{body}"))
            } else {
                browser.form(path, body.clone())
            };
            let status = request.send().await.expect("an answer").status();
            let refused = matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
            let right = if who.includes(role) { !refused } else { status == refusal(role) };
            if !right {
                wrong.push(format!("{path} as {role:?}: {status}, expected {who:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page() {
    let app = TestApp::start(Kind::Sqlite).await;
    let there: BTreeSet<String> =
        leptos_axum::generate_route_list(app::App).iter().map(|route| route.path().to_owned()).collect();
    let expected: BTreeSet<String> = PAGES.iter().map(|(path, _)| (*path).to_owned()).collect();
    assert_eq!(there, expected, "left: pages that are there; right: pages with an expectation");

    let mut wrong = Vec::new();
    for (pattern, who) in PAGES {
        let path = filled(pattern);
        for role in ASKING {
            let answer = browser(&app, role).await.get(&path).await;
            let (status, to) = (answer.status(), location(&answer).to_owned());
            let right = match (who.includes(role), role) {
                (true, _) => !matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN),
                (false, None) => status == StatusCode::FOUND && to.starts_with("/sign-in?next=/"),
                (false, Some(_)) => status == StatusCode::FORBIDDEN,
            };
            if !right {
                wrong.push(format!("{path} as {role:?}: {status} {to}, expected {who:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_other_route() {
    let app = TestApp::start(Kind::Sqlite).await;
    let there: BTreeSet<&str> = server::plain_routes().iter().map(|(path, _)| *path).collect();
    let expected: BTreeSet<&str> = ROUTES.iter().map(|(path, ..)| *path).collect();
    assert_eq!(there, expected, "left: routes that are there; right: routes with an expectation");

    let mut wrong = Vec::new();
    for (pattern, method, who) in ROUTES {
        let path = filled(pattern);
        for role in ASKING {
            let browser = browser(&app, role).await;
            let request =
                if path.starts_with("/ws/") { browser.upgrade(&path) } else { browser.request(method.clone(), &path) };
            let answer = request.send().await.expect("an answer");
            let (status, to) = (answer.status(), location(&answer).to_owned());
            let sent_to_sign_in = status == StatusCode::FOUND && to.starts_with("/sign-in");
            let refused = matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) || sent_to_sign_in;
            let right = if who.includes(role) {
                !refused
            } else {
                status == refusal(role) || (role.is_none() && sent_to_sign_in)
            };
            if !right {
                wrong.push(format!("{method} {path} as {role:?}: {status} {to}, expected {who:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn filled(pattern: &str) -> String {
    pattern.split('/').map(|part| if part.starts_with('{') { "1" } else { part }).collect::<Vec<_>>().join("/")
}
