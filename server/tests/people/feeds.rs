//! Live pages end with the rights by which they were opened, at once.

use app::auth::api::SignOut;
use app::auth::api::people::{EditPerson, SetStanding};
use app::auth::people::Standing;
use app::auth::types::Role;
use app::engine::api::WatchContainers;
use app::id::UserId;
use futures::StreamExt;
use leptos::server_fn::ServerFn;
use reqwest::header::{COOKIE, HeaderValue, ORIGIN};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::common::{Client, Kind, TestApp};
use crate::{AT_ONCE, edit};

type Feed = WebSocketStream<MaybeTlsStream<TcpStream>>;

async fn feed(app: &TestApp, browser: &Client) -> Result<Feed, Error> {
    let mut request = format!("ws://{}{}", app.address, WatchContainers::PATH).into_client_request()?;
    let cookie = format!("{}={}", app::http::SESSION_COOKIE, browser.cookie.as_deref().expect("signed in"));
    request.headers_mut().insert(COOKIE, HeaderValue::from_str(&cookie).expect("a cookie"));
    let origin = format!("http://{}", app.address);
    request.headers_mut().insert(ORIGIN, HeaderValue::from_str(&origin).expect("an origin"));
    connect_async(request).await.map(|(socket, _)| socket)
}

/// The server ends it, and opens no other.
async fn expect_over(app: &TestApp, browser: &Client, mut open: Feed) {
    let end = timeout(AT_ONCE, open.next()).await.expect("at once");
    assert!(matches!(end, None | Some(Ok(Message::Close(_)) | Err(_))), "{end:?}");
    assert!(feed(app, browser).await.is_err(), "it may not be opened any more");
}

#[tokio::test]
async fn a_feed_ends_with_the_right_to_it() {
    let app = TestApp::start(Kind::Sqlite).await;
    let mut admin = app.as_role(Role::Admin).await;
    let ids: [UserId; 3] =
        [app.person(Role::Operator).await, app.person(Role::Operator).await, app.person(Role::Operator).await];
    let [suspended, demoted, mut gone] =
        [app.as_user(ids[0]).await, app.as_user(ids[1]).await, app.as_user(ids[2]).await];
    let mut other = feed(&app, &admin).await.expect("an admin's");

    let open = feed(&app, &suspended).await.expect("an operator's");
    admin.call(SetStanding { id: ids[0], standing: Standing::Suspended }).await.expect("suspends");
    expect_over(&app, &suspended, open).await;

    let open = feed(&app, &demoted).await.expect("an operator's");
    let version = app.user(ids[1]).await.version;
    let call: EditPerson = edit(ids[1], vec![Role::Student], version);
    admin.call(call).await.expect("changes roles");
    expect_over(&app, &demoted, open).await;

    let open = feed(&app, &gone).await.expect("an operator's");
    let before = gone.clone();
    gone.call(SignOut {}).await.expect("signs out");
    expect_over(&app, &before, open).await;

    let still = timeout(std::time::Duration::from_millis(1), other.next()).await;
    assert!(still.is_err(), "another's goes on: {still:?}");
}
