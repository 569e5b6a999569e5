//! The database goes away, or answers what cannot be used.

use app::auth::types::Role;
use app::error::Error;
use app::labs::api::MyLabs;
use reqwest::{Response, StatusCode};
use sea_orm::ConnectionTrait;

use crate::common::{Kind, TestApp};

/// The page's text, which must be one of ours and name its request.
async fn error_page(response: Response, status: StatusCode, heading: &str) -> String {
    assert_eq!(response.status(), status);
    let header = |name: &str| {
        let value = response.headers().get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    let id = header("x-request-id");
    assert!(header("content-type").starts_with("text/html"), "{}", header("content-type"));
    assert_eq!(header("cache-control"), "no-store");
    let page = response.text().await.expect("text");
    assert!(page.contains("</html>") && page.contains("rel=\"stylesheet\""), "{page}");
    assert!(page.contains(heading) && page.contains("Try again"), "{page}");
    assert!(!id.is_empty() && page.contains(&id), "{id} is not on the page");
    page
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_say_that_the_database_is_gone_and_what_to_quote() {
    let app = TestApp::start(Kind::Postgres).await;
    let mut student = app.as_role(Role::Student).await;
    assert!(student.page("/student").await.contains("Today"));
    app.lose_database().await;

    let answer = student.get("/student").await;
    error_page(answer, StatusCode::SERVICE_UNAVAILABLE, "The database is not available").await;
    let asked = student.call(MyLabs {}).await.expect_err("there is no database");
    assert!(matches!(&asked, Error::Unavailable { part, .. } if part == "The database"), "{asked:?}");

    let ready = app.as_nobody().get("/readyz").await;
    assert_eq!(ready.status(), StatusCode::SERVICE_UNAVAILABLE);
    let ready: serde_json::Value = serde_json::from_slice(&ready.bytes().await.expect("a body")).expect("JSON");
    assert_eq!((ready["status"].as_str(), ready["database"].as_str()), (Some("unready"), Some("missing")));
    assert_eq!(app.as_nobody().get("/healthz").await.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_not_ours_any_more_is_our_fault_and_not_explained_to_strangers() {
    let app = TestApp::start(Kind::Sqlite).await;
    let student = app.as_role(Role::Student).await;
    app.db().execute_unprepared("ALTER TABLE sections RENAME TO sections_away").await.expect("renames");
    let answer = student.get("/student").await;
    let page = error_page(answer, StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong on our side").await;
    assert!(!page.contains("no such table"), "the cause is not for strangers");
}
