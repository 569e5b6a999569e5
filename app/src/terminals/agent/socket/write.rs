//! From sessions to the browser: control first, then terminals in turn, a quantum each.

use std::sync::Arc;

use futures::SinkExt;
use futures::stream::SplitSink;
use tokio::time::{MissedTickBehavior, interval};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::{HEARTBEAT, Seats, Socket, WRITE_BUFFER_BYTES};
use crate::terminals::bell::{Bell, Call};

/// Runs until the socket breaks or is told to close.
pub(super) async fn write(mut sink: SplitSink<Socket, Message>, bell: Arc<Bell>, seats: Arc<Seats>) {
    let mut heartbeat = interval(HEARTBEAT);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    heartbeat.reset();
    loop {
        match send_all(&mut sink, &bell, &seats).await {
            Ok(Next::Wait) => {}
            Ok(Next::Closed) | Err(_) => return bell.cut_off(),
        }
        tokio::select! {
            () = bell.rung() => {}
            _ = heartbeat.tick() => {
                if sink.send(Message::Ping(Default::default())).await.is_err() {
                    return bell.cut_off();
                }
            }
        }
    }
}

enum Next {
    Wait,
    Closed,
}

async fn send_all(sink: &mut SplitSink<Socket, Message>, bell: &Bell, seats: &Seats) -> Result<Next, Error> {
    let mut held = 0;
    while let Some(call) = bell.next() {
        let message = match call {
            Call::Message(message) => message,
            Call::Ready(channel) => {
                let Some((session, viewer)) = seats.get(channel) else { continue };
                let (message, more) = session.pull(viewer);
                if more {
                    bell.again(channel);
                }
                let Some(message) = message else { continue };
                message
            }
            Call::Close(code, reason) => {
                sink.send(Message::Close(Some(CloseFrame { code: code.into(), reason: reason.into() }))).await?;
                return Ok(Next::Closed);
            }
        };
        held += message.len();
        sink.feed(Message::Binary(message.into())).await?;
        if held >= WRITE_BUFFER_BYTES {
            sink.flush().await?;
            held = 0;
        }
    }
    if held > 0 {
        sink.flush().await?;
    }
    Ok(Next::Wait)
}
