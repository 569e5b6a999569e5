//! From the browser to sessions.

mod acts;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use futures::StreamExt;
use futures::stream::SplitStream;
use tokio::time::{Instant, sleep_until};
use tokio_tungstenite::tungstenite::Message;

use super::{Plug, SILENCE, Socket};
use crate::id::TerminalId;
use crate::terminals::agent::house::{Agent, now_ms};
use crate::terminals::client::clipboard::title;
use crate::terminals::protocol::{Attach, Channel, Control, End, ErrorCode, Frame, RecordWhy, Right, Size, close};
use crate::terminals::session::{Leave, Refusal, Session, ViewerId, Who};
use crate::terminals::types::replay::MARKER_MAX_CHARS;
use crate::terminals::wire::{Reply, Wants, first_attach};

/// Acknowledgements travel with an echo, or so long after their keys at most …
const ACK_EVERY: Duration = Duration::from_millis(40);
/// … but for a paste, which goes on when it is acknowledged, bytes.
const ACK_AT_ONCE_BYTES: usize = 1024;
/// Who has typed is expected to type on for so long. A clock that runs already costs a key nothing; to start one
/// wakes the thread once more, while the echo is on its way.
const TYPING: Duration = Duration::from_secs(1);
/// What a message costs of a socket's rate beside its bytes.
const MESSAGE_COST_BYTES: usize = 64;
/// A peer that sends more nonsense than this is cut.
const MAX_BAD_FRAMES: u32 = 32;

/// Runs until the browser goes, is silent for too long, or breaks the rules.
pub(super) async fn read(agent: Agent, stream: SplitStream<Socket>, plug: Arc<Plug>) {
    let mut reader = Reader {
        agent,
        plug,
        bad_frames: 0,
        acks: Vec::new(),
        typed_at: Instant::now(),
        budget: Budget::default(),
        taking: Arc::default(),
    };
    reader.run(stream).await;
}

struct Reader {
    agent: Agent,
    plug: Arc<Plug>,
    bad_frames: u32,
    /// Sessions whose input was taken and perhaps not acknowledged yet.
    acks: Vec<Arc<Session>>,
    typed_at: Instant,
    budget: Budget,
    /// Whether the web tier is being asked for control.
    taking: Arc<AtomicBool>,
}

impl Reader {
    async fn run(&mut self, mut stream: SplitStream<Socket>) {
        let mut acks_at = None;
        let mut silent_at = Instant::now() + SILENCE;
        loop {
            let message = tokio::select! {
                biased;
                message = stream.next() => message,
                () = sleep_until(acks_at.unwrap_or(silent_at)) => {
                    let Some(at) = acks_at else { return };
                    self.acks.drain(..).for_each(|session| session.announce());
                    acks_at = (at < self.typed_at + TYPING).then_some(at + ACK_EVERY);
                    continue;
                }
            };
            silent_at = Instant::now() + SILENCE;
            match message {
                Some(Ok(Message::Binary(message))) => {
                    self.take(&message);
                    if !self.acks.is_empty() {
                        acks_at.get_or_insert_with(|| Instant::now() + ACK_EVERY);
                    }
                    if let Some(until) =
                        self.budget.spend(message.len(), self.agent.limits().input_rate, Instant::now())
                    {
                        sleep_until(until).await;
                    }
                }
                Some(Ok(Message::Text(_))) => self.bad_frame(0, "This socket speaks binary frames."),
                Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => {}
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
            }
        }
    }

    fn take(&mut self, message: &[u8]) {
        match Frame::decode(message) {
            Ok(Frame::Input { channel, iseq, epoch, bytes }) => {
                let Some((session, viewer)) = self.seat(channel) else { return };
                match session.type_in(viewer, iseq, epoch, bytes) {
                    Ok(()) if bytes.len() >= ACK_AT_ONCE_BYTES => session.announce(),
                    Ok(()) => {
                        self.typed_at = Instant::now();
                        if !self.acks.iter().any(|other| Arc::ptr_eq(other, &session)) {
                            self.acks.push(session);
                        }
                    }
                    Err(Refusal::Gap) => self.bad_frame(channel, "Input is missing before this."),
                    Err(Refusal::Window) => self.bad_frame(channel, "More input is under way than the window allows."),
                }
            }
            Ok(Frame::Credit { channel, parsed, window }) => {
                self.with(channel, |session, viewer| session.credit(viewer, parsed, window));
            }
            Ok(Frame::Viewport { channel, size, .. }) => {
                self.with(channel, |session, viewer| session.wish(viewer, size));
            }
            Ok(Frame::Ping { t_us }) => self.plug.seats.bell().send(&Frame::Pong { t_us }),
            Ok(Frame::Pong { .. }) => {}
            Ok(Frame::Control { channel, control }) => self.control(channel, control),
            Ok(_) => self.bad_frame(0, "Only the server sends this."),
            Err(error) => self.bad_frame(0, &error.to_string()),
        }
    }

    fn control(&mut self, channel: Channel, control: Control) {
        match control {
            Control::Open { kind, size, key } => self.open(channel, size, Wants::New { kind, size, key, entry: None }),
            Control::Enter { kind, entry, size, key } => {
                self.open(channel, size, Wants::New { kind, size, key, entry: Some(entry) });
            }
            Control::Attach(request) => self.reserve(channel, |agent, plug| async move {
                let session = agent.session(request.terminal).ok_or_else(unknown)?;
                let owner_there = session.people().iter().any(|present| present.owner);
                let watching = agent.watches().has(request.terminal, plug.caller.user, plug.client);
                let (about, shown) = (session.about.clone(), session.shown_by().is_some());
                let wants = Wants::Old { about, owner_there, watching, want: request.want, shown };
                let (_, seat) = allowed(agent.desks().ask(&plug.question(wants)).await)?;
                sit(&agent, &plug, channel, &request, seat)
            }),
            Control::Detach => self.plug.seats.leave(channel, Leave::Gone),
            Control::Kill => self.with(channel, |session, viewer| {
                if session.about.owner == self.plug.caller.user {
                    session.stop(End::Closed(self.plug.caller.name.clone()));
                } else {
                    session.refuse(viewer, ErrorCode::Forbidden, "Only the owner ends this terminal.");
                }
            }),
            Control::Record { on, input } => self.record(channel, on, input),
            Control::Marker { text } => self.with(channel, |session, viewer| {
                let text: String = title(&text).chars().take(MARKER_MAX_CHARS).collect();
                session.mark(viewer, &text);
            }),
            other => self.share(channel, other),
        }
    }

    fn open(&self, channel: Channel, size: Size, wants: Wants) {
        self.reserve(channel, move |agent, plug| async move {
            let (terminal, seat) = allowed(agent.desks().ask(&plug.question(wants)).await)?;
            plug.seats.bell().say(channel, Control::Opened { terminal });
            sit(&agent, &plug, channel, &first_attach(terminal, size), seat)
        });
    }

    /// The owner's own wish; a class or a school that records is not overruled by it.
    fn record(&self, channel: Channel, on: bool, input: bool) {
        let Some((session, viewer)) = self.seat(channel) else { return };
        let sign = session.recording();
        let is_own = session.about.owner == self.plug.caller.user;
        match (on, sign.map(|sign| sign.why)) {
            _ if !is_own => session.refuse(viewer, ErrorCode::Forbidden, "Only its owner records a terminal."),
            (true, Some(RecordWhy::Class | RecordWhy::House)) => {}
            (true, _) => {
                let (agent, plug) = (self.agent.clone(), self.plug.clone());
                // Where it may not be recorded, nobody is told that it is.
                let input = input && session.about.kind.tells_what_it_hides();
                tokio::spawn(async move {
                    let wants = Wants::Record { about: session.about.clone(), input };
                    match agent.desks().ask(&plug.question(wants)).await {
                        Reply::Record { order } => agent.record_session(&session, order),
                        Reply::No { code, message } => session.refuse(viewer, code, &message),
                        Reply::Yes {} | Reply::Sit { .. } | Reply::Look { .. } => {}
                    }
                });
            }
            (false, Some(RecordWhy::Class | RecordWhy::House)) => {
                session.refuse(viewer, ErrorCode::Forbidden, "Who switched this recording on may switch it off.");
            }
            (false, _) => session.record_off(),
        }
    }

    fn with(&self, channel: Channel, act: impl FnOnce(&Session, ViewerId)) {
        if let Some((session, viewer)) = self.seat(channel) {
            act(&session, viewer);
        }
    }

    /// Who sits on a channel. A free one is answered and not held against the peer: what was under way when their
    /// terminal was taken from them is no nonsense. What comes while a terminal is being opened there is for nobody.
    fn seat(&self, channel: Channel) -> Option<(Arc<Session>, ViewerId)> {
        let found = self.plug.seats.get(channel);
        if found.as_ref().is_some_and(|(session, viewer)| !session.has(*viewer)) {
            // It was taken from them, and they were told.
            self.plug.seats.leave(channel, Leave::Gone);
            return self.seat(channel);
        }
        if found.is_none() && self.plug.seats.is_free(channel) {
            let (code, message) = (ErrorCode::NotFound, "There is no terminal on this channel.".to_owned());
            self.plug.seats.bell().say(channel, Control::Error { code, message, retry_after_s: 0 });
        }
        found
    }

    /// Reserves the channel and does what takes time apart from reading; a refusal frees it again.
    fn reserve<F, Fut>(&self, channel: Channel, work: F)
    where
        F: FnOnce(Agent, Arc<Plug>) -> Fut,
        Fut: Future<Output = Result<(), No>> + Send + 'static,
    {
        if let Err(message) = self.plug.seats.reserve(channel) {
            return refuse(&self.plug, channel, (ErrorCode::Limit, message));
        }
        let work = work(self.agent.clone(), self.plug.clone());
        let plug = self.plug.clone();
        tokio::spawn(async move {
            if let Err(no) = work.await {
                plug.seats.leave(channel, Leave::Gone);
                refuse(&plug, channel, no);
            }
        });
    }

    fn bad_frame(&mut self, channel: Channel, message: &str) {
        self.bad_frames += 1;
        let bell = self.plug.seats.bell();
        let code = ErrorCode::BadFrame;
        bell.say(channel, Control::Error { code, message: message.to_owned(), retry_after_s: 0 });
        if self.bad_frames > MAX_BAD_FRAMES {
            bell.close(close::PROTOCOL, "too many frames made no sense");
        }
    }
}

/// Why a channel carries no terminal.
type No = (ErrorCode, String);

/// What somebody may do at a terminal.
#[derive(Debug, Clone, Copy)]
struct Seat {
    right: Right,
    /// It is theirs to show to a class.
    may_show: bool,
    /// They are one of a class to which it is shown.
    by_spotlight: bool,
}

fn allowed(reply: Reply) -> Result<(TerminalId, Seat), No> {
    match reply {
        Reply::Sit { terminal, right, may_show } => Ok((terminal, Seat { right, may_show, by_spotlight: false })),
        Reply::Look { terminal } => Ok((terminal, Seat { right: Right::Viewer, may_show: false, by_spotlight: true })),
        Reply::No { code, message } => Err((code, message)),
        Reply::Yes {} | Reply::Record { .. } => Err(unknown()),
    }
}

fn unknown() -> No {
    (ErrorCode::NotFound, "There is no such terminal.".to_owned())
}

/// Takes a channel of the socket for the terminal, unless the socket is gone.
fn sit(
    agent: &Agent,
    plug: &Plug,
    channel: Channel,
    request: &Attach,
    Seat { right, may_show, by_spotlight }: Seat,
) -> Result<(), No> {
    let session = agent.session(request.terminal).ok_or_else(unknown)?;
    let who = Who {
        client: plug.client,
        connection: plug.connection,
        user: plug.caller.user,
        name: plug.caller.name.clone(),
        right,
        owner: session.about.owner == plug.caller.user,
        since_ms: now_ms(),
        origin: plug.caller.origin.clone(),
        may_show,
        by_spotlight,
    };
    let sat = plug.seats.sit(channel, |bell| {
        let owner = who.owner;
        let viewer: ViewerId = session.attach(who, request, channel, bell).ok()?;
        if !owner {
            agent.watch(&session, (&plug.caller, plug.client), right, by_spotlight);
        }
        Some((session, viewer))
    });
    sat.map_err(|message| (ErrorCode::Limit, message))
}

/// The channel is free, and why.
fn refuse(plug: &Plug, channel: Channel, (code, message): No) {
    plug.seats.bell().say(channel, Control::Detached { code, message });
}

/// How many bytes a socket may send, as a bucket that fills at a rate (in bytes a second) and holds a second's worth.
#[derive(Default)]
struct Budget {
    /// When all that was spent will have been filled in again.
    paid: Option<Instant>,
}

impl Budget {
    /// Spends; gives the time to wait for when too much was spent.
    fn spend(&mut self, bytes: usize, rate: u32, now: Instant) -> Option<Instant> {
        // A message costs something even when it is empty.
        let cost = Duration::from_secs_f64((bytes + MESSAGE_COST_BYTES) as f64 / f64::from(rate));
        let paid = self.paid.map_or(now, |paid| paid.max(now)) + cost;
        self.paid = Some(paid);
        let until = paid - Duration::from_secs(1);
        (until > now).then_some(until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_is_free_and_the_rest_waits_its_time() {
        let (begun, mut budget) = (Instant::now(), Budget::default());
        let (mut now, mut free) = (begun, 0);
        for _ in 0..50 {
            // A tenth of a second each.
            match budget.spend(10_000 - MESSAGE_COST_BYTES, 100_000, now) {
                Some(until) => now = until,
                None => free += 1,
            }
        }
        assert_eq!(free, 10);
        assert_eq!((now - begun).as_secs_f64().round(), 4.0, "five seconds' worth, of which one is free");
        // Empty messages are not for nothing.
        assert!((0..2000).any(|_| budget.spend(0, 100_000, now + Duration::from_secs(60)).is_some()));
    }
}
