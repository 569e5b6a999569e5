//! The socket of one browser tab: many terminals, one reader, one writer.

mod read;
mod seats;
mod write;

use std::sync::Arc;
use std::time::Duration;

use futures::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};

use self::seats::{MAX_CHANNELS, Seats};
use super::house::Agent;
use crate::terminals::bell::Bell;
use crate::terminals::protocol::{Control, ErrorCode, Frame, Hello, PROTO, Welcome, close};
use crate::terminals::wire::{Caller, Question, Reply, Wants};

type Socket = WebSocketStream<TcpStream>;

/// Largest message taken, bytes: anything above a frame is answered, anything above this cuts the socket.
const MAX_MESSAGE_BYTES: usize = 256 * 1024;
/// Read from the network at once, bytes: input is small, and every socket has one such buffer.
const READ_BUFFER_BYTES: usize = 4 * 1024;
/// Held in the sink before it is flushed, and at most, bytes.
const WRITE_BUFFER_BYTES: usize = 64 * 1024;
const MAX_WRITE_BUFFER_BYTES: usize = 1024 * 1024;
/// A socket that does not say hello in this time is cut.
const HELLO_PATIENCE: Duration = Duration::from_secs(10);
/// A socket that is closed gets so long to hear why.
const CLOSE_PATIENCE: Duration = Duration::from_secs(2);
/// The agent pings so often …
const HEARTBEAT: Duration = Duration::from_secs(20);
/// … and takes a socket for dead after so long without a sign.
const SILENCE: Duration = Duration::from_secs(60);

/// A socket's place in the house.
#[derive(Debug)]
struct Plug {
    caller: Caller,
    /// Names the socket in presence lists.
    connection: u64,
    /// Of [`Hello`].
    client: u64,
    seats: Arc<Seats>,
}

impl Plug {
    fn question(&self, wants: Wants) -> Question {
        Question { caller: self.caller.clone(), wants }
    }
}

/// From hello to the end of the connection; the web tier has answered the upgrade.
pub(super) async fn serve(agent: Agent, caller: Caller, stream: TcpStream, early: Vec<u8>) {
    // A key's echo does not wait for a full packet.
    _ = stream.set_nodelay(true);
    let config = WebSocketConfig::default()
        .max_message_size(Some(MAX_MESSAGE_BYTES))
        .max_frame_size(Some(MAX_MESSAGE_BYTES))
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(WRITE_BUFFER_BYTES)
        .max_write_buffer_size(MAX_WRITE_BUFFER_BYTES);
    let mut socket = WebSocketStream::from_partially_read(stream, early, Role::Server, Some(config)).await;
    let hello = match timeout(HELLO_PATIENCE, hello(&mut socket)).await {
        Ok(Some(hello)) => hello,
        Ok(None) | Err(_) => return end(socket, close::PROTOCOL, "hello was expected").await,
    };
    if let Err((code, message)) = welcome(&agent, &caller, &hello).await {
        say(&mut socket, Control::Error { code, message, retry_after_s: 0 }).await;
        return end(socket, close::PROTOCOL, "refused").await;
    }
    let bell = Arc::new(Bell::default());
    let most = agent.limits().sockets_per_person;
    let Ok(connection) = agent.sockets().plug_in(&caller, hello.client_id, bell.clone(), most) else {
        let message = format!("You have {most} windows with terminals open, the most allowed. Close one first.");
        say(&mut socket, Control::Error { code: ErrorCode::Limit, message, retry_after_s: 0 }).await;
        return end(socket, close::TOO_MANY, "too many sockets").await;
    };
    let seats = Arc::new(Seats::new(bell.clone()));
    let plug = Arc::new(Plug { caller, connection, client: hello.client_id, seats: seats.clone() });
    let heartbeat_s = u16::try_from(HEARTBEAT.as_secs()).unwrap_or(u16::MAX);
    bell.say(0, Control::Welcome(Welcome { connection, heartbeat_s, max_channels: MAX_CHANNELS }));
    let (sink, stream) = socket.split();
    let writer = tokio::spawn(write::write(sink, bell.clone(), seats.clone(), connection));
    tokio::select! {
        () = read::read(agent.clone(), stream, plug) => {}
        () = bell.cut() => {}
        () = bell.closing() => {
            seats.clear();
            // Why is told to those who listen; who does not is not waited for.
            _ = timeout(CLOSE_PATIENCE, bell.cut()).await;
        }
    }
    seats.clear();
    agent.sockets().unplug(connection);
    writer.abort();
}

async fn welcome(agent: &Agent, caller: &Caller, hello: &Hello) -> Result<(), (ErrorCode, String)> {
    if hello.proto != PROTO {
        let words = "This page is of another release of Lyceum. Load it again.";
        return Err((ErrorCode::Reload, words.to_owned()));
    }
    let wants = Wants::In { ticket: hello.ticket.clone() };
    match agent.desks().ask(&Question { caller: caller.clone(), wants }).await {
        Reply::No { code, message } => Err((code, message)),
        Reply::Yes {} | Reply::Sit { .. } | Reply::Look { .. } | Reply::Record { .. } => Ok(()),
    }
}

async fn hello(socket: &mut Socket) -> Option<Hello> {
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

/// To one who is not let in; nobody waits for whether it arrives.
async fn say(socket: &mut Socket, control: Control) {
    _ = socket.send(Message::Binary(Frame::Control { channel: 0, control }.encode().into())).await;
}

async fn end(mut socket: Socket, code: u16, reason: &'static str) {
    _ = socket.send(Message::Close(Some(CloseFrame { code: code.into(), reason: reason.into() }))).await;
}
