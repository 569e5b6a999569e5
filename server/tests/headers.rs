//! What every answer carries, as Mozilla's HTTP Observatory grades it.

mod common;

use app::auth::api::SignIn;
use app::auth::types::{Role, Theme};
use app::cookies::{DEVICE_COOKIE, THEME_COOKIE};
use app::frame::api::ChooseTheme;
use app::http::SESSION_COOKIE;
use common::{Kind, PASSWORD, TestApp, body_of};
use leptos::server_fn::ServerFn;
use reqwest::Response;
use reqwest::header::{HeaderMap, ORIGIN, SET_COOKIE};

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

async fn answers(app: &TestApp) -> Vec<Response> {
    let browser = app.as_nobody();
    vec![browser.get("/sign-in").await, browser.get("/nowhere").await, browser.get("/student").await]
}

#[tokio::test]
async fn every_answer_is_safe() {
    let app = TestApp::start(Kind::Sqlite).await;
    for answer in answers(&app).await {
        let headers = answer.headers();
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(header(headers, name), value, "{name} of {}", answer.url());
        }
        let policy = header(headers, "content-security-policy");
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(policy.contains("base-uri 'none'"), "{policy}");
        assert!(!header(headers, "x-request-id").is_empty());
        assert_eq!(header(headers, "strict-transport-security"), "", "plain HTTP makes no promise");
    }
}

#[tokio::test]
async fn scripts_are_named_one_by_one() {
    let app = TestApp::start(Kind::Sqlite).await;
    let answer = app.as_nobody().get("/sign-in").await;
    let policy = header(answer.headers(), "content-security-policy").to_owned();
    let scripts = policy.split(';').find(|part| part.trim().starts_with("script-src")).expect("a rule for scripts");
    assert!(!scripts.contains("unsafe-inline") && !scripts.contains("'unsafe-eval'"), "{scripts}");
    let nonce = scripts.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).expect("a nonce");
    let page = answer.text().await.expect("text");
    let named = format!("nonce=\"{nonce}\"");
    for script in page.split("<script").skip(1) {
        let tag = script.split('>').next().unwrap_or_default();
        assert!(tag.contains(&named) || tag.contains("src="), "a script without its nonce: {tag}");
    }
    for handler in [" onclick=", " onload=", "javascript:"] {
        assert!(!page.contains(handler), "{handler}");
    }
    let again = app.as_nobody().get("/sign-in").await;
    assert_ne!(header(again.headers(), "content-security-policy"), policy, "a nonce is used once");
}

#[tokio::test]
async fn behind_https_the_promise_is_made_and_cookies_go_nowhere_else() {
    let app = TestApp::start_with(Kind::Sqlite, &[("LYCEUM_HTTPS", "true")]).await;
    let answer = app.as_nobody().get("/sign-in").await;
    assert!(header(answer.headers(), "strict-transport-security").starts_with("max-age=63072000"));

    let origin = HeaderMap::from_iter([(ORIGIN, format!("https://{}", app.address).parse().expect("a header"))]);
    app.person(Role::Student).await;
    let sign_in = SignIn { login: "student1".to_owned(), password: PASSWORD.to_owned(), next: None };
    let theme = ChooseTheme { theme: Theme::Dark };
    let (nobody, student) = (app.as_nobody(), app.as_role(Role::Student).await);
    let signs_in = nobody.form(SignIn::PATH, body_of(&sign_in));
    let chooses = student.form(ChooseTheme::PATH, body_of(&theme));
    let mut seen = Vec::new();
    for request in [signs_in, chooses] {
        let answer = request.headers(origin.clone()).send().await.expect("an answer");
        for cookie in answer.headers().get_all(SET_COOKIE) {
            let cookie = cookie.to_str().expect("text");
            for word in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
                assert!(cookie.split("; ").any(|part| part == word), "{word} in {cookie}");
            }
            seen.extend(cookie.split_once('=').map(|(name, _)| name.to_owned()));
        }
    }
    seen.sort();
    assert_eq!(seen, [DEVICE_COOKIE, SESSION_COOKIE, THEME_COOKIE]);
}

#[tokio::test]
async fn a_body_has_a_limit() {
    let app = TestApp::start(Kind::Sqlite).await;
    let path = <app::auth::api::SignOut as leptos::server_fn::ServerFn>::PATH;
    let body = "x".repeat(app::http::BODY_LIMIT_BYTES + 1);
    let answer = app.as_nobody().form(path, body).send().await.expect("an answer");
    assert_eq!(answer.status(), reqwest::StatusCode::PAYLOAD_TOO_LARGE);
}
