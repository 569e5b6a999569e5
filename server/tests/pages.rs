//! Pages under many requests at once: each is whole, whatever the others do.

mod common;

use app::auth::types::Role;
use common::{Kind, TestApp};
use reqwest::StatusCode;

const READERS: usize = 4;
const READS: usize = 25;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_asked_for_at_once_are_whole() {
    let app = TestApp::start(Kind::Sqlite).await;
    let mut readers = tokio::task::JoinSet::new();
    for (role, path, title) in [
        (Role::Student, "/student", "<title>Today ·"),
        (Role::Teacher, "/teacher", "<title>Today ·"),
        (Role::Admin, "/admin/people", "<title>People ·"),
        (Role::Admin, "/account", "<title>My account ·"),
    ] {
        for _ in 0..READERS {
            let browser = app.as_role(role).await;
            readers.spawn(async move {
                for _ in 0..READS {
                    let answer = browser.get(path).await;
                    assert_eq!(answer.status(), StatusCode::OK, "{path}");
                    let page = answer.text().await.expect("text");
                    assert!(page.contains(title), "{path} has another title");
                }
            });
        }
    }
    while let Some(read) = readers.join_next().await {
        read.expect("pages are whole");
    }
}
