//! Who may call what: every server function, page and route, as nobody and as each role. What is not in the table
//! fails the test, and so does a line whose function is gone.

#![recursion_limit = "256"]

#[path = "../common/mod.rs"]
mod common;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use app::auth::api::{self as auth, account};
use app::auth::entity::user;
use app::auth::types::Role::{self, Admin, Operator, Student, Teacher};
use app::error::Error;
use common::{Client, Kind, TestApp, location};
use leptos::server_fn::ServerFn;
use reqwest::{Method, RequestBuilder, StatusCode};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use table::{Anybody, PAGES, ROUTES, functions};

/// Nobody, and somebody of each role.
const ASKING: [Option<Role>; 5] = [None, Some(Admin), Some(Operator), Some(Teacher), Some(Student)];

async fn browser(app: &TestApp, role: Option<Role>) -> Client {
    match role {
        None => app.as_nobody(),
        Some(role) => app.as_role(role).await,
    }
}

/// A call of a server function; of a feed, its upgrade.
fn calling(browser: &Client, method: &Method, path: &str, body: &str) -> RequestBuilder {
    match *method {
        Method::GET => browser.upgrade(&format!("{path}?{body}")),
        _ => browser.form(path, body.to_owned()),
    }
}

/// A request of a plain route; of a socket, its upgrade.
fn going(browser: &Client, method: &Method, path: &str) -> RequestBuilder {
    if path.starts_with("/ws/") { browser.upgrade(path) } else { browser.request(method.clone(), path) }
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
            let status = calling(&browser, &methods[path], path, &body).send().await.expect("an answer").status();
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
            let answer = going(&browser, &method, &path).send().await.expect("an answer");
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
        let answer = calling(&browser, &methods[path], path, &body).send().await.expect("an answer");
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
        let answer = going(&browser, &method, &path).send().await.expect("an answer");
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
