//! From sessions to the browser: control first, then terminals in turn, a quantum each.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use futures::SinkExt;
use futures::stream::SplitSink;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::{HEARTBEAT, Seats, Socket, WRITE_BUFFER_BYTES};
use crate::terminals::bell::{Bell, Call};
use crate::terminals::protocol::Channel;
use crate::terminals::session::Next;

/// Heartbeats are sent together, a share of the sockets at a time: a thousand that are idle wake the thread so often
/// and not each by itself, and no key waits for all of theirs.
const BEAT_EVERY: Duration = Duration::from_secs(1);

/// When the first of this process was due.
static FIRST_BEAT: LazyLock<Instant> = LazyLock::new(Instant::now);

/// The first heartbeat of the socket of this number that is not over by `now`.
fn first_beat(connection: u64, now: Instant) -> Instant {
    let shares = HEARTBEAT.as_secs() / BEAT_EVERY.as_secs();
    let first = *FIRST_BEAT + BEAT_EVERY * u32::try_from(connection % shares).unwrap_or_default();
    let Some(over) = now.checked_duration_since(first) else { return first };
    first + HEARTBEAT * (over.div_duration_f64(HEARTBEAT) as u32 + 1)
}

/// Runs until the socket of this number breaks or is told to close.
pub(super) async fn write(mut sink: SplitSink<Socket, Message>, bell: Arc<Bell>, seats: Arc<Seats>, connection: u64) {
    let mut heartbeat = interval_at(first_beat(connection, Instant::now()), HEARTBEAT);
    // One that is late does not leave the others.
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Skip);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heartbeats_are_shared_out_and_none_is_late() {
        for ms in [0, 5_000, 123_456, 604_800_001] {
            let now = *FIRST_BEAT + Duration::from_millis(ms);
            let in_time = |beat: Instant| beat >= now && beat <= now + HEARTBEAT;
            assert!((1..=40).all(|connection| in_time(first_beat(connection, now))), "{ms} ms");
        }
        let now = *FIRST_BEAT + Duration::from_millis(123_456);
        let beats: Vec<Instant> = (1..=40).map(|connection| first_beat(connection, now)).collect();
        // Twenty shares, a second apart, and two sockets in each.
        let mut shares: Vec<Duration> = beats.iter().map(|beat| *beat - *FIRST_BEAT).collect();
        shares.sort_unstable();
        shares.dedup();
        assert_eq!(shares.len(), 20);
        assert!(shares.windows(2).all(|pair| pair[1] - pair[0] == BEAT_EVERY));
    }
}
