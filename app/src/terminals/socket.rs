//! The upgrade of a browser tab's socket. Once answered, the connection itself is handed to the agent: its bytes
//! no longer pass here, and it outlives this process.

use std::os::fd::AsFd;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{SEC_WEBSOCKET_PROTOCOL, SEC_WEBSOCKET_VERSION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use hyper_util::server::conn::auto::upgrade::downcast;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::handshake::server::create_response_with_body;

use super::link::Link;
use super::protocol::SUBPROTOCOL;
use super::wire::{Caller, HandOver};
use crate::auth::types::Permission;
use crate::ctx::Ctx;

/// `GET /ws/terminals`: for whoever is signed in; what they may open is each door's to say.
pub async fn upgrade(cx: Ctx, mut request: Request) -> Response {
    let caller = match cx.require(Permission::OwnAccount) {
        Ok(actor) => Caller {
            user: actor.id,
            name: actor.me.name.clone(),
            session: actor.session.clone(),
            origin: cx.origin.clone(),
        },
        Err(error) => return error.into_response(),
    };
    let Ok(mut response) = create_response_with_body(&request, Body::empty) else {
        let version = [(SEC_WEBSOCKET_VERSION, "13")];
        return (StatusCode::UPGRADE_REQUIRED, version, "This address is for WebSockets.").into_response();
    };
    if !speaks(request.headers()) {
        return (StatusCode::BAD_REQUEST, format!("This socket speaks {SUBPROTOCOL} and nothing else."))
            .into_response();
    }
    let Some(upgrade) = request.extensions_mut().remove::<OnUpgrade>() else {
        return (StatusCode::UPGRADE_REQUIRED, "This connection cannot become a WebSocket.").into_response();
    };
    let link = cx.state.terminals.link().clone();
    // Who cannot be handed over is told so, as long as there is somebody to tell.
    if let Err(error) = link.ready().await {
        return error.into_response();
    }
    tokio::spawn(async move {
        if let Err(error) = hand_over(&link, upgrade, caller).await {
            tracing::warn!(%error, "a browser's socket was not handed over");
        }
    });
    response.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(SUBPROTOCOL));
    response.into_response()
}

/// Whether the browser offers our protocol.
fn speaks(headers: &HeaderMap) -> bool {
    let offered = headers.get_all(SEC_WEBSOCKET_PROTOCOL).iter().filter_map(|value| value.to_str().ok());
    offered.flat_map(|value| value.split(',')).any(|name| name.trim() == SUBPROTOCOL)
}

async fn hand_over(
    link: &Link,
    upgrade: OnUpgrade,
    caller: Caller,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let parts = downcast::<TokioIo<TcpStream>>(upgrade.await?).map_err(|_| "it is no TCP connection")?;
    let browser = parts.io.into_inner();
    let early = parts.read_buf.to_vec();
    Ok(link.hand_over(browser.as_fd(), HandOver { caller, early }).await?)
}
