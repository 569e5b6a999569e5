//! Signing in and out, as a browser does it.

mod common;

use app::audit;
use app::auth::api::{RegisterAccount, SignIn, SignOut, WhoAmI};
use app::auth::entity::{session, user};
use app::auth::types::Role;
use app::error::Error;
use common::{Kind, PASSWORD, TestApp, location};
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderValue, ORIGIN, SET_COOKIE};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

fn sign_in(login: &str, password: &str) -> SignIn {
    SignIn { login: login.to_owned(), password: password.to_owned(), next: None }
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
    let cookie = right.headers()[SET_COOKIE].to_str().expect("text");
    for part in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=86400"] {
        assert!(cookie.contains(part), "{part} is not in {cookie}");
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
