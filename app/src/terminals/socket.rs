//! The socket of one browser tab: many terminals, one reader, one writer.

mod read;
mod seats;
mod write;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use tokio::time::timeout;

pub use self::seats::{MAX_CHANNELS, Seats};
use super::bell::Bell;
use super::protocol::{Control, ErrorCode, Frame, Hello, PROTO, SUBPROTOCOL, Welcome, close};
use crate::auth::types::Permission;
use crate::ctx::{Actor, Ctx};

/// Largest message taken, bytes: anything above a frame is answered, anything above this cuts the socket.
const MAX_MESSAGE_BYTES: usize = 256 * 1024;
/// Read from the network at once, bytes: input is small, and every socket has one such buffer.
const READ_BUFFER_BYTES: usize = 4 * 1024;
/// Held in the sink before it is flushed, and at most, bytes.
const WRITE_BUFFER_BYTES: usize = 64 * 1024;
const MAX_WRITE_BUFFER_BYTES: usize = 1024 * 1024;
/// A socket that does not say hello in this time is cut.
const HELLO_PATIENCE: Duration = Duration::from_secs(10);
/// The server pings so often …
const HEARTBEAT: Duration = Duration::from_secs(20);
/// … and takes a socket for dead after so long without a sign.
const SILENCE: Duration = Duration::from_secs(60);

/// A socket's place in the house.
#[derive(Debug)]
pub struct Plug {
    pub connection: u64,
    /// Of [`Hello`].
    pub client: u64,
    pub seats: Arc<Seats>,
}

/// `GET /ws/terminals`: for whoever is signed in; what they may open is each door's to say.
pub async fn upgrade(cx: Ctx, upgrade: WebSocketUpgrade) -> Response {
    let actor = match cx.require(Permission::OwnAccount) {
        Ok(actor) => actor.clone(),
        Err(error) => return error.into_response(),
    };
    let mut upgrade = upgrade.protocols([SUBPROTOCOL]);
    if upgrade.selected_protocol().is_none() {
        return (StatusCode::BAD_REQUEST, format!("This socket speaks {SUBPROTOCOL} and nothing else."))
            .into_response();
    }
    upgrade = upgrade
        .max_message_size(MAX_MESSAGE_BYTES)
        .max_frame_size(MAX_MESSAGE_BYTES)
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(WRITE_BUFFER_BYTES)
        .max_write_buffer_size(MAX_WRITE_BUFFER_BYTES);
    upgrade.on_upgrade(move |socket| serve(cx, actor, socket))
}

async fn serve(cx: Ctx, actor: Actor, mut socket: WebSocket) {
    let registry = cx.state.terminals.clone();
    let hello = match timeout(HELLO_PATIENCE, hello(&mut socket)).await {
        Ok(Some(hello)) => hello,
        Ok(None) | Err(_) => return end(socket, close::PROTOCOL, "hello was expected").await,
    };
    let refused = if hello.proto != PROTO {
        Some((ErrorCode::Reload, "This page is of another release of Lyceum. Load it again."))
    } else if !registry.take_ticket(&hello.ticket, &actor) {
        Some((ErrorCode::Ticket, "The ticket is used or too old."))
    } else {
        None
    };
    if let Some((code, message)) = refused {
        let control = Control::Error { code, message: message.to_owned(), retry_after_s: 0 };
        let message = Message::Binary(Frame::Control { channel: 0, control }.encode().into());
        _ = socket.send(message).await;
        return end(socket, close::PROTOCOL, "refused").await;
    }
    let bell = Arc::new(Bell::default());
    let connection = registry.sockets().plug_in(&actor, hello.client_id, bell.clone());
    let seats = Arc::new(Seats::new(bell.clone()));
    let plug = Arc::new(Plug { connection, client: hello.client_id, seats: seats.clone() });
    let heartbeat_s = u16::try_from(HEARTBEAT.as_secs()).unwrap_or(u16::MAX);
    bell.say(0, Control::Welcome(Welcome { connection, heartbeat_s, max_channels: MAX_CHANNELS }));
    let (sink, stream) = socket.split();
    let writer = tokio::spawn(write::write(sink, bell.clone(), seats.clone()));
    tokio::select! {
        // Boxed: it is large, and a thousand idle sockets wait in it.
        () = read::read(cx, actor, stream, plug) => {}
        () = bell.cut() => {}
    }
    seats.clear();
    registry.sockets().unplug(connection);
    writer.abort();
}

async fn hello(socket: &mut WebSocket) -> Option<Hello> {
    loop {
        match socket.next().await? {
            Ok(Message::Binary(message)) => {
                return match Frame::decode(&message) {
                    Ok(Frame::Control { control: Control::Hello(hello), .. }) => Some(hello),
                    _ => None,
                };
            }
            Ok(Message::Ping(_) | Message::Pong(_)) => {}
            _ => return None,
        }
    }
}

async fn end(mut socket: WebSocket, code: u16, reason: &'static str) {
    _ = socket.send(Message::Close(Some(CloseFrame { code, reason: reason.into() }))).await;
}
