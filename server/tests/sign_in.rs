//! Signing in and out, as a browser does it.

mod common;

use app::audit;
use app::auth::api::account::{ChangePassword, EndOtherSessions};
use app::auth::api::people::{ResetPassword, SetStanding};
use app::auth::api::{RegisterAccount, SignIn, SignOut, WhoAmI};
use app::auth::entity::{session, user};
use app::auth::people::Standing;
use app::auth::types::Role;
use app::cookies::DEVICE_COOKIE;
use app::error::Error;
use app::http::SESSION_COOKIE;
use common::{Kind, PASSWORD, TestApp, body_of, location};
use leptos::server_fn::ServerFn;
use reqwest::header::{COOKIE, HeaderMap, HeaderValue, ORIGIN, SET_COOKIE};
use reqwest::{Response, StatusCode};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

/// The address of everybody here, as the throttle has it.
const HERE: &str = "127.0.0.1";

fn sign_in(login: &str, password: &str) -> SignIn {
    SignIn { login: login.to_owned(), password: password.to_owned(), next: None }
}

/// One try to sign in by a browser with this device cookie, or with none: how it is answered.
async fn knock(app: &TestApp, device: Option<&str>, login: &str, password: &str) -> Response {
    let mut request = app.as_nobody().form(SignIn::PATH, body_of(&sign_in(login, password)));
    if let Some(device) = device {
        request = request.header(COOKIE, format!("{DEVICE_COOKIE}={device}"));
    }
    request.send().await.expect("an answer")
}

/// The device cookie of a browser with which somebody has just signed in.
async fn known_browser(app: &TestApp, login: &str) -> String {
    device_of(&knock(app, None, login, PASSWORD).await)
}

fn device_of(answer: &Response) -> String {
    let cookie = set_cookie(answer, DEVICE_COOKIE).expect("a device cookie");
    let (_, value) = cookie.split_once('=').expect("a value");
    value.split(';').next().unwrap_or_default().to_owned()
}

fn set_cookie<'answer>(answer: &'answer Response, name: &str) -> Option<&'answer str> {
    let mut cookies = answer.headers().get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.find(|cookie| cookie.strip_prefix(name).is_some_and(|rest| rest.starts_with('=')))
}

/// Strangers guess here until they have to wait: at this account, ...
fn wear_out(app: &TestApp, login: &str) {
    while app.state.throttle.charge(login, HERE, None).is_ok() {}
}

/// ... or at any.
fn wear_out_address(app: &TestApp) {
    let guess = |number: &u32| app.state.throttle.charge(&format!("nobody{number}"), HERE, None).is_ok();
    assert!((0..).take_while(guess).count() > 0);
}

on_both! {
    async fn the_right_password_opens_a_session(app: TestApp) {
        let id = app.person(Role::Teacher).await;
        let mut browser = app.as_nobody();
        assert_eq!(browser.call(WhoAmI {}).await, Ok(None));
        assert_eq!(browser.call(sign_in(" Teacher1 ", PASSWORD)).await, Ok("/teacher".to_owned()));
        let me = browser.call(WhoAmI {}).await.expect("answers").expect("is known");
        assert_eq!((me.id, me.roles), (id, vec![Role::Teacher]));
        let token = browser.cookie.clone().expect("a cookie");
        let rows = session::Entity::find().all(app.db()).await.expect("reads");
        assert!(rows.iter().all(|row| !row.id.contains(&token) && !row.data.contains(&token)), "only a hash is kept");

        browser.call(SignOut {}).await.expect("signs out");
        assert_eq!(browser.cookie, None);
        browser.cookie = Some(token);
        assert_eq!(browser.call(WhoAmI {}).await, Ok(None), "the old token is worth nothing");
    }

    async fn what_the_log_cannot_tell_does_not_happen(app: TestApp) {
        app.person(Role::Student).await;
        let mut browser = app.as_nobody();
        browser.call(sign_in("student1", PASSWORD)).await.expect("signs in");
        app.db().execute_unprepared("ALTER TABLE audit_log RENAME TO lost_log").await.expect("renames");
        let mut another = app.as_nobody();
        assert_eq!(another.call(sign_in("student1", PASSWORD)).await.expect_err("refused").status(), 500);
        assert_eq!(another.cookie, None);
        assert_eq!(browser.call(SignOut {}).await.expect_err("refused").status(), 500);
        assert_eq!(session::Entity::find().count(app.db()).await, Ok(1), "neither opened nor ended");
        app.db().execute_unprepared("ALTER TABLE lost_log RENAME TO audit_log").await.expect("renames");
        browser.call(SignOut {}).await.expect("signs out");
        let told = audit::entity::Entity::find().all(app.db()).await.expect("reads");
        assert_eq!(told.iter().map(|row| row.action.as_str()).collect::<Vec<_>>(), ["sign in", "sign out"]);
        assert!(told.iter().all(|row| !row.request_id.is_empty() && row.actor_name == told[0].actor_name));
    }

    async fn the_e_mail_address_serves_as_login(app: TestApp) {
        app.person(Role::Student).await;
        let mut browser = app.as_nobody();
        assert_eq!(browser.call(sign_in("Student1@School.example", PASSWORD)).await, Ok("/student".to_owned()));
    }

    async fn sign_in_gives_a_new_token(app: TestApp) {
        app.person(Role::Student).await;
        let mut browser = app.as_role(Role::Student).await;
        let planted = browser.cookie.clone();
        browser.call(sign_in("student1", PASSWORD)).await.expect("signs in");
        assert_ne!(browser.cookie, planted);
        assert_eq!(session::Entity::find().count(app.db()).await, Ok(1), "the planted session is gone");
    }

    async fn unknown_and_wrong_are_answered_alike(app: TestApp) {
        app.person(Role::Student).await;
        let mut browser = app.as_nobody();
        let wrong = browser.call(sign_in("student1", "not the password")).await.expect_err("refused");
        let unknown = browser.call(sign_in("nobody", "not the password")).await.expect_err("refused");
        assert_eq!(wrong, unknown);
    }

    async fn a_suspended_person_stays_out(app: TestApp) {
        let id = app.person(Role::Student).await;
        let mut inside = app.as_user(id).await;
        user::Entity::update_many()
            .col_expr(user::Column::Status, Expr::value(user::SUSPENDED))
            .filter(user::Column::Id.eq(id))
            .exec(app.db())
            .await
            .expect("suspends");
        assert_eq!(inside.call(WhoAmI {}).await, Ok(None), "also with an open session");
        let mut browser = app.as_nobody();
        let right = browser.call(sign_in("student1", PASSWORD)).await.expect_err("refused");
        assert!(right.to_string().contains("suspended"), "{right}");
        let wrong = browser.call(sign_in("student1", "not the password")).await.expect_err("refused");
        assert!(!wrong.to_string().contains("suspended"), "a stranger learns nothing: {wrong}");
    }

    async fn a_session_ends_after_a_day(app: TestApp) {
        let mut browser = app.as_role(Role::Student).await;
        assert!(browser.call(WhoAmI {}).await.expect("answers").is_some());
        let yesterday = jiff::Timestamp::now().as_millisecond() - 1;
        session::Entity::update_many()
            .col_expr(session::Column::ExpiresMs, Expr::value(yesterday))
            .exec(app.db())
            .await
            .expect("ages");
        assert_eq!(browser.call(WhoAmI {}).await, Ok(None));
    }

    async fn guessing_is_slowed_and_the_owner_is_not(app: TestApp) {
        app.person(Role::Student).await;
        app.person(Role::Student).await;
        let mut stranger = app.as_nobody();
        let mut waits = None;
        for _ in 0..6 {
            waits = stranger.call(sign_in("student1", "a guess, and another")).await.err();
        }
        assert!(matches!(waits, Some(Error::TooMany { retry_after_s: 1..=30 })), "{waits:?}");
        assert!(stranger.call(sign_in("student2", PASSWORD)).await.is_ok(), "others at this address may go on");
    }

    async fn classmates_slow_only_browsers_that_never_signed_in(app: TestApp) {
        app.person(Role::Teacher).await;
        let known = known_browser(&app, "teacher1").await;
        for _ in 0..5 {
            let guess = knock(&app, None, "teacher1", "a guess, and another").await;
            assert_eq!(guess.status(), StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(set_cookie(&guess, DEVICE_COOKIE), None);
        }
        assert_eq!(knock(&app, None, "teacher1", PASSWORD).await.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(knock(&app, Some(&known), "teacher1", PASSWORD).await.status(), StatusCode::OK);
        let by_mail = knock(&app, Some(&known), "teacher1@school.example", PASSWORD).await;
        assert_eq!(by_mail.status(), StatusCode::OK);

        app.person(Role::Student).await;
        // On a machine that takes seconds for a request, a stranger is let through meanwhile.
        let mut answers = Vec::new();
        while !answers.contains(&StatusCode::TOO_MANY_REQUESTS) {
            assert!(answers.len() < 10, "{answers:?}");
            wear_out_address(&app);
            answers.push(knock(&app, None, "student2", PASSWORD).await.status());
        }
        assert_eq!(knock(&app, Some(&known), "teacher1", PASSWORD).await.status(), StatusCode::OK);
    }

    async fn a_known_browser_may_not_guess_for_ever(app: TestApp) {
        app.person(Role::Student).await;
        let (known, another) = (known_browser(&app, "student1").await, known_browser(&app, "student1").await);
        for _ in 0..5 {
            let guess = knock(&app, Some(&known), "student1", "a guess, and another").await;
            assert_eq!(guess.status(), StatusCode::UNPROCESSABLE_ENTITY);
        }
        assert_eq!(knock(&app, Some(&known), "student1", PASSWORD).await.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(knock(&app, Some(&another), "student1", PASSWORD).await.status(), StatusCode::OK);
        assert_eq!(knock(&app, None, "student1", PASSWORD).await.status(), StatusCode::OK);
    }

    async fn a_forged_or_anothers_device_cookie_helps_nothing(app: TestApp) {
        app.person(Role::Teacher).await;
        app.person(Role::Student).await;
        let own = known_browser(&app, "teacher1").await;
        let pupils = known_browser(&app, "student2").await;
        let middle = own.len() / 2;
        let other = if own[middle..].starts_with('A') { "B" } else { "A" };
        let changed = format!("{}{other}{}", &own[..middle], &own[middle + 1..]);
        wear_out(&app, "teacher1");
        for device in [pupils.as_str(), &changed, &own[..middle], "", "teacher1"] {
            let answer = knock(&app, Some(device), "teacher1", PASSWORD).await;
            assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS, "{device}");
        }
        assert_eq!(knock(&app, Some(&own), "teacher1", PASSWORD).await.status(), StatusCode::OK);
    }

    async fn people_who_share_a_browser_are_all_known(app: TestApp) {
        app.person(Role::Teacher).await;
        app.person(Role::Student).await;
        let first = known_browser(&app, "teacher1").await;
        let shared = device_of(&knock(&app, Some(&first), "student2", PASSWORD).await);
        for login in ["teacher1", "student2"] {
            wear_out(&app, login);
            assert_eq!(knock(&app, Some(&shared), login, PASSWORD).await.status(), StatusCode::OK, "{login}");
        }
    }

    async fn browsers_are_strangers_again_once_all_sessions_were_ended(app: TestApp) {
        let mut admin = app.as_role(Role::Admin).await;
        let mut known = Vec::new();
        for _ in 0..4 {
            let id = app.person(Role::Student).await;
            let login = app.user(id).await.login;
            let device = known_browser(&app, &login).await;
            known.push((id, login, device));
        }
        let change = ChangePassword { current: PASSWORD.into(), new: "another good one".into() };
        app.as_user(known[0].0).await.call(change).await.expect("changes");
        app.as_user(known[1].0).await.call(EndOtherSessions {}).await.expect("ends");
        admin.call(ResetPassword { id: known[2].0 }).await.expect("resets");
        for standing in [Standing::Suspended, Standing::Active] {
            admin.call(SetStanding { id: known[3].0, standing }).await.expect("sets");
        }
        for (_, login, device) in known {
            wear_out(&app, &login);
            let answer = knock(&app, Some(&device), &login, PASSWORD).await;
            assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS, "{login}");
        }
    }

    async fn the_browser_in_which_a_password_is_changed_stays_known(app: TestApp) {
        let id = app.person(Role::Student).await;
        let old = known_browser(&app, "student1").await;
        wear_out(&app, "student1");
        let change = ChangePassword { current: PASSWORD.into(), new: "another good one".into() };
        let request = app.as_user(id).await.form(ChangePassword::PATH, body_of(&change));
        let answer = request.header(COOKIE, format!("{DEVICE_COOKIE}={old}")).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK);
        let new = device_of(&answer);
        assert_eq!(knock(&app, Some(&new), "student1", "another good one").await.status(), StatusCode::OK);
        let stale = knock(&app, Some(&old), "student1", "another good one").await;
        assert_eq!(stale.status(), StatusCode::TOO_MANY_REQUESTS);
    }

    async fn nobody_registers_where_the_school_does_not_allow_it(app: TestApp) {
        let answer = app.as_nobody().call(newcomer()).await;
        assert_eq!(answer, Err(Error::NotFound("page".into())));
        assert_eq!(app.as_nobody().get("/register").await.status(), StatusCode::NOT_FOUND);
        assert!(!app.as_nobody().page("/sign-in").await.contains("/register"));
    }
}

fn newcomer() -> RegisterAccount {
    RegisterAccount {
        login: "ada".into(),
        email: "ada@school.example".into(),
        given_name: "Ada".into(),
        family_name: "Lovelace".into(),
        password: "analytical engine".into(),
    }
}

#[tokio::test]
async fn a_newcomer_becomes_a_student() {
    let app = TestApp::start_with(Kind::Sqlite, &[("LYCEUM_ALLOW_REGISTRATION", "true")]).await;
    let mut browser = app.as_nobody();
    assert!(browser.page("/sign-in").await.contains("/register"));
    assert_eq!(browser.call(newcomer()).await, Ok("/student".to_owned()));
    let me = browser.call(WhoAmI {}).await.expect("answers").expect("is signed in");
    assert_eq!((me.name.as_str(), me.roles), ("Ada Lovelace", vec![Role::Student]));

    let again = app.as_nobody().call(newcomer()).await.expect_err("taken");
    assert_eq!(again.field("login"), Some("This login is taken."));
    assert!(again.field("email").is_some(), "both faults at once");
    let weak = RegisterAccount { password: "ada".into(), ..newcomer() };
    assert!(app.as_nobody().call(weak).await.expect_err("too short").field("password").is_some());
}

#[tokio::test]
async fn registrations_that_succeed_do_not_use_up_the_address() {
    let app = TestApp::start_with(Kind::Sqlite, &[("LYCEUM_ALLOW_REGISTRATION", "true")]).await;
    let mut tries = Vec::new();
    while let Ok(attempt) = app.state.throttle.charge(&format!("nobody{}", tries.len()), HERE, None) {
        tries.push(attempt);
    }
    // One is left.
    tries.pop().expect("some").give_back();
    for name in ["ada", "grace", "mary", "emmy"] {
        let new = RegisterAccount { login: name.into(), email: format!("{name}@school.example"), ..newcomer() };
        assert_eq!(app.as_nobody().call(new).await, Ok("/student".to_owned()), "{name}");
    }
    // But nobody fills the school with accounts.
    while app.state.throttle.charge_new_account(HERE).is_ok() {}
    let new = RegisterAccount { login: "late".into(), email: "late@school.example".into(), ..newcomer() };
    assert!(matches!(app.as_nobody().call(new).await, Err(Error::TooMany { .. })));
}

#[tokio::test]
async fn it_works_without_a_script() {
    let app = TestApp::start(Kind::Sqlite).await;
    app.person(Role::Student).await;
    let browser = app.as_nobody();
    let page = browser.page("/sign-in?next=/student/labs/1").await;
    let action = page.split("action=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a form");
    let post = |password: &str| {
        let body = format!("login=student1&password={password}&next=%2Fstudent%2Flabs%2F1");
        browser.form(action, body).header("accept", "text/html").header("referer", app.url("/sign-in"))
    };
    let wrong = post("wrong").send().await.expect("an answer");
    assert_eq!(wrong.status(), StatusCode::SEE_OTHER);
    assert!(browser.page(location(&wrong)).await.contains("Login or password is wrong."));

    let right = post("correct+horse+battery").send().await.expect("an answer");
    assert_eq!((right.status(), location(&right)), (StatusCode::SEE_OTHER, "/student/labs/1"));
    for (name, age) in [(SESSION_COOKIE, "Max-Age=86400"), (DEVICE_COOKIE, "Max-Age=31536000")] {
        let cookie = set_cookie(&right, name).expect("a cookie");
        for part in ["HttpOnly", "SameSite=Lax", "Path=/", age] {
            assert!(cookie.contains(part), "{part} is not in {cookie}");
        }
    }
}

#[tokio::test]
async fn another_site_cannot_write() {
    let app = TestApp::start(Kind::Sqlite).await;
    let browser = app.as_role(Role::Student).await;
    let path = <SignOut as leptos::server_fn::ServerFn>::PATH;
    for origin in ["https://evil.example", "null", &format!("http://evil.example:{}", app.address.port())] {
        let from = HeaderMap::from_iter([(ORIGIN, HeaderValue::from_str(origin).expect("an origin"))]);
        let written = browser.form(path, String::new()).headers(from.clone()).send().await.expect("an answer");
        assert_eq!(written.status(), StatusCode::FORBIDDEN, "{origin} writes");
        let opened = browser.upgrade(path).headers(from).send().await.expect("an answer");
        assert_eq!(opened.status(), StatusCode::FORBIDDEN, "{origin} opens a socket");
    }
    assert_eq!(session::Entity::find().count(app.db()).await, Ok(1), "nobody was signed out");
}
