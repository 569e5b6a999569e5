//! Who may call what: every server function, page and route, as nobody and as each role. What is not
//! in the tables below fails the test, and so does a line whose function is gone.

#![recursion_limit = "256"]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use app::audit::api as audit;
use app::audit::types::AuditQuery;
use app::auth::api::{self as auth, account, people};
use app::auth::batch::Change;
use app::auth::entity::user;
use app::auth::people::{PeopleQuery, Standing};
use app::auth::types::Role::{self, Admin, Operator, Student, Teacher};
use app::auth::types::Theme;
use app::engine::api as engine;
use app::engine::types::verb::Verb;
use app::error::Error;
use app::frame::api as frame;
use app::id::{DeskLayoutId, SectionId, SshHostId, TerminalId, UserId, WorkspaceId};
use app::labs::api as labs;
use app::school::api as school;
use app::settings::api as settings;
use app::ssh::api as ssh;
use app::ssh::types::HostForm;
use app::terminals::api as terminals;
use app::terminals::api::record as records;
use app::terminals::desks::{api as desks, types::Preferences};
use app::terminals::protocol::{self, OpenKind};
use app::terminals::types::record::RecordQuery;
use app::terminals::types::replay::PartFrom;
use common::{Client, Kind, TestApp, body_of, location};
use leptos::server_fn::ServerFn;
use reqwest::{Method, StatusCode};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
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
        row(
            people::ChangePeople { ids: vec![UserId(0)], change: Change::Resume, role: None, confirmed: false },
            Only(&[Admin]),
        ),
        row(settings::GetSettings {}, Only(&[Admin])),
        row(settings::SaveSettings { name: "x".into(), accent: "indigo".into(), own: String::new() }, Only(&[Admin])),
        row(settings::ResetSettings {}, Only(&[Admin])),
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
        row(engine::TerminalPlaces {}, Only(&[Admin, Operator])),
        row(ssh::ListSshHosts {}, Only(&[Admin, Operator])),
        row(ssh::GetSshHost { id: SshHostId(1) }, Only(&[Admin, Operator])),
        row(ssh::ListJumpHosts {}, Only(&[Admin])),
        row(ssh::CreateSshHost { host: HostForm::default() }, Only(&[Admin])),
        row(ssh::EditSshHost { id: SshHostId(1), version: 1, host: HostForm::default() }, Only(&[Admin])),
        row(ssh::RemoveSshHost { id: SshHostId(1) }, Only(&[Admin])),
        row(ssh::TestSshHost { id: SshHostId(1) }, Only(&[Admin])),
        row(ssh::AcceptHostKey { id: SshHostId(1), fingerprint: "x".into() }, Only(&[Admin])),
        row(school::StudentToday {}, Only(&[Student])),
        row(school::TeacherToday {}, Only(&[Teacher])),
        row(terminals::TerminalTicket {}, Somebody),
        row(terminals::MyTerminals {}, Somebody),
        row(terminals::TerminalsOf { kind: OpenKind::HostShell }, Somebody),
        // A terminal that is not there is nobody's; whose is whose is tested with terminals.
        row(terminals::ReadSharedTerminal { terminal: TerminalId(1) }, Somebody),
        row(terminals::ReadSharing { terminal: TerminalId(1) }, Somebody),
        row(terminals::InviteToTerminal { terminal: TerminalId(1), user: UserId(1), may_ask: true }, Somebody),
        row(terminals::UninviteFromTerminal { terminal: TerminalId(1), user: UserId(1) }, Somebody),
        row(labs::ReadShown { section: SectionId(1) }, Only(&[Student])),
        row(labs::ReadHearers { section: SectionId(1) }, Only(&[Teacher])),
        row(
            labs::Broadcast { section: SectionId(1), students: Vec::new(), text: "ls".into(), clear: true },
            Only(&[Teacher]),
        ),
        row(records::MyTerminals { query: RecordQuery::default() }, Somebody),
        row(records::ClassTerminals { query: RecordQuery::default() }, Only(&[Teacher])),
        row(records::AllTerminals { query: RecordQuery::default() }, Only(&[Admin])),
        row(records::TerminalRecord { id: TerminalId(1) }, Somebody),
        row(records::EndTerminals { ids: vec![TerminalId(1)], reason: "x".into() }, Only(&[Admin])),
        row(records::DeleteRecording { id: TerminalId(1) }, Only(&[Admin])),
        row(records::Replay { id: TerminalId(1), at_ms: 0 }, Somebody),
        row(records::ReplayPart { id: TerminalId(1), from: PartFrom::Time(0) }, Somebody),
        row(records::SearchReplay { id: TerminalId(1), text: "x".into() }, Somebody),
        row(desks::GetMyDesk {}, Somebody),
        row(desks::SaveDeskPreferences { preferences: Preferences::default() }, Somebody),
        row(desks::SaveDeskLayout { name: "x".into(), shape: "x".into() }, Somebody),
        row(desks::RenameDeskLayout { id: DeskLayoutId(0), name: "x".into() }, Somebody),
        row(desks::RemoveDeskLayout { id: DeskLayoutId(0) }, Somebody),
        row(labs::MyLabs {}, Only(&[Student])),
        row(labs::MyLabIn { section: SectionId(1) }, Only(&[Student])),
        row(labs::StartMyLab { section: SectionId(1) }, Only(&[Student])),
        row(labs::StopMyLab { section: SectionId(1) }, Only(&[Student])),
        row(labs::RecreateMyLab { section: SectionId(1) }, Only(&[Student])),
        row(labs::ClassLabs { section: SectionId(1) }, Only(&[Teacher])),
        row(labs::StartLabs { section: SectionId(1), everyone: true, students: Vec::new() }, Only(&[Teacher])),
        row(labs::StopLabs { section: SectionId(1), everyone: true, students: Vec::new() }, Only(&[Teacher])),
        row(labs::WatchLab { workspace: WorkspaceId(1) }, Only(&[Teacher])),
        row(labs::RecordClass { section: SectionId(1), on: true }, Only(&[Teacher])),
        (labs::FollowMyLabs::PATH, String::new(), Only(&[Student])),
        (labs::FollowMyLab::PATH, String::new(), Only(&[Student])),
        (labs::FollowClass::PATH, String::new(), Only(&[Teacher])),
        (labs::FollowLab::PATH, String::new(), Only(&[Teacher])),
    ]
}

/// Every page of the route table.
const PAGES: [(&str, Who); 32] = [
    ("/", Anybody),
    ("/sign-in", Anybody),
    ("/register", Anybody),
    ("/account", Somebody),
    ("/account/sessions", Somebody),
    ("/terminals/{id}", Somebody),
    ("/student", Only(&[Student])),
    ("/student/labs/{section}", Only(&[Student])),
    ("/student/terminals", Only(&[Student])),
    ("/student/terminals/{id}", Only(&[Student])),
    ("/teacher", Only(&[Teacher])),
    ("/teacher/terminals", Only(&[Teacher])),
    ("/teacher/terminals/{id}", Only(&[Teacher])),
    ("/teacher/classes/{section}", Only(&[Teacher])),
    ("/teacher/labs/{workspace}", Only(&[Teacher])),
    ("/admin", Only(&[Admin, Operator])),
    ("/admin/containers", Only(&[Admin, Operator])),
    ("/admin/containers/{name}", Only(&[Admin, Operator])),
    ("/admin/shell", Only(&[Admin])),
    ("/admin/desk", Only(&[Admin, Operator])),
    ("/admin/ssh", Only(&[Admin, Operator])),
    ("/admin/ssh/new", Only(&[Admin])),
    ("/admin/ssh/{id}", Only(&[Admin, Operator])),
    ("/admin/terminals", Only(&[Admin])),
    ("/admin/terminals/{id}", Only(&[Admin])),
    ("/terminals/{id}/replay", Somebody),
    ("/admin/people", Only(&[Admin])),
    ("/admin/people/new", Only(&[Admin])),
    ("/admin/people/{id}", Only(&[Admin])),
    ("/admin/settings", Only(&[Admin])),
    ("/admin/audit", Only(&[Admin])),
    ("/admin/style", Only(&[Admin])),
];

/// Every other route. A `{name}` in a path is filled with `1`.
const ROUTES: [(&str, Method, Who); 7] = [
    ("/account/picture", Method::POST, Somebody),
    ("/account/pictures/{sha}", Method::GET, Somebody),
    ("/admin/audit.csv", Method::GET, Only(&[Admin])),
    ("/admin/terminals.csv", Method::GET, Only(&[Admin])),
    ("/terminals/{id}/recording.cast", Method::GET, Somebody),
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

/// What somebody may do whose password was made by an admin: change it, be known, leave.
fn before_own_password() -> BTreeSet<&'static str> {
    [
        auth::WhoAmI::PATH,
        auth::GetDoors::PATH,
        auth::SignIn::PATH,
        auth::SignOut::PATH,
        auth::RegisterAccount::PATH,
        account::GetProfile::PATH,
        account::ChangePassword::PATH,
    ]
    .into()
}

/// An admin, whose roles would allow all that admins may.
async fn with_a_given_password(app: &TestApp) -> Client {
    let id = app.person(Admin).await;
    user::Entity::update_many()
        .col_expr(user::Column::PasswordIsTemporary, Expr::value(true))
        .filter(user::Column::Id.eq(id))
        .exec(app.db())
        .await
        .expect("changes");
    app.as_user(id).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_waits_for_a_password_of_ones_own() {
    let app = TestApp::start(Kind::Sqlite).await;
    let methods: BTreeMap<&str, Method> = leptos::server_fn::axum::server_fn_paths().collect();
    let open = before_own_password();
    let mut wrong = Vec::new();
    for (path, body, _) in functions() {
        // Signed out by one of them, and anew for each.
        let browser = with_a_given_password(&app).await;
        let request = if methods[path] == Method::GET {
            browser.upgrade(&format!("{path}?{body}"))
        } else {
            browser.form(path, body)
        };
        let answer = request.send().await.expect("an answer");
        let status = answer.status();
        let said = answer.bytes().await.ok().and_then(|bytes| postcard::from_bytes::<Error>(&bytes).ok());
        let refused = status == StatusCode::FORBIDDEN && said == Some(Error::PasswordFirst);
        if refused == open.contains(path) {
            wrong.push(format!("{path}: {status} {said:?}"));
        }
    }
    for (pattern, method, _) in ROUTES {
        let path = filled(pattern);
        let browser = with_a_given_password(&app).await;
        let request =
            if path.starts_with("/ws/") { browser.upgrade(&path) } else { browser.request(method.clone(), &path) };
        let answer = request.send().await.expect("an answer");
        let (status, led) = (answer.status(), location(&answer) == "/account#password");
        let said = answer.bytes().await.ok().and_then(|bytes| serde_json::from_slice::<Error>(&bytes).ok());
        if !led && (status != StatusCode::FORBIDDEN || said != Some(Error::PasswordFirst)) {
            wrong.push(format!("{method} {path}: {status} {said:?}"));
        }
    }
    for (pattern, who) in PAGES {
        let path = filled(pattern);
        let answer = with_a_given_password(&app).await.get(&path).await;
        let led = location(&answer) == "/account#password";
        if matches!(who, Anybody) || pattern == "/account" {
            continue;
        }
        if !led {
            wrong.push(format!("{path}: {} {}", answer.status(), location(&answer)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn filled(pattern: &str) -> String {
    pattern.split('/').map(|part| if part.starts_with('{') { "1" } else { part }).collect::<Vec<_>>().join("/")
}
