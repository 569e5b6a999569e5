//! From sessions to the browser: control first, then terminals in turn, a quantum each.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::SinkExt;
use futures::stream::SplitSink;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::{HEARTBEAT, Seats, Socket, WRITE_BUFFER_BYTES};
use crate::terminals::bell::{Bell, Call};
use crate::terminals::protocol::Channel;
use crate::terminals::session::Next;

/// Runs until the socket breaks or is told to close.
pub(super) async fn write(mut sink: SplitSink<Socket, Message>, bell: Arc<Bell>, seats: Arc<Seats>) {
    let mut heartbeat = interval(HEARTBEAT);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    heartbeat.reset();
    let mut later = BTreeMap::new();
    loop {
        match send_all(&mut sink, &bell, &seats, &mut later).await {
            Ok(Sent::All) => {}
            Ok(Sent::Close) | Err(_) => return bell.cut_off(),
        }
        let due = later.values().min().copied();
        tokio::select! {
            () = bell.rung() => {}
            () = sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => {
                let now = Instant::now();
                later.extract_if(.., |_, due| *due <= now).for_each(|(channel, _)| bell.again(channel));
            }
            _ = heartbeat.tick() => {
                if sink.send(Message::Ping(Default::default())).await.is_err() {
                    return bell.cut_off();
                }
            }
        }
    }
}

enum Sent {
    All,
    Close,
}

/// What there is; channels that are to be asked again in a while are noted in `later`.
async fn send_all(
    sink: &mut SplitSink<Socket, Message>,
    bell: &Bell,
    seats: &Seats,
    later: &mut BTreeMap<Channel, Instant>,
) -> Result<Sent, Error> {
    let mut held = 0;
    while let Some(call) = bell.next() {
        let message = match call {
            Call::Message(message) => message,
            Call::Ready(channel) => {
                let Some((session, viewer)) = seats.get(channel) else { continue };
                let (message, next) = session.pull(viewer);
                match next {
                    Next::Now => bell.again(channel),
                    Next::At(due) => _ = later.insert(channel, due.into()),
                    Next::Rung => {}
                }
                let Some(message) = message else { continue };
                message
            }
            Call::Close(code, reason) => {
                sink.send(Message::Close(Some(CloseFrame { code: code.into(), reason: reason.into() }))).await?;
                return Ok(Sent::Close);
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
    Ok(Sent::All)
}
