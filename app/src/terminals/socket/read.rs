//! From the browser to sessions.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use futures::StreamExt;
use futures::stream::SplitStream;
use tokio::time::{Instant, sleep_until};

use super::{Plug, SILENCE};
use crate::ctx::{Actor, Ctx};
use crate::error::Error;
use crate::terminals::protocol::{Attach, Channel, Control, End, ErrorCode, Frame, OpenKind, Right, Size, close};
use crate::terminals::session::{Leave, Refusal, Session, ViewerId};

/// An acknowledgement waits so long for an echo to travel with.
const ACK_DELAY: Duration = Duration::from_millis(10);
/// A peer that sends more nonsense than this is cut.
const MAX_BAD_FRAMES: u32 = 32;
/// Input taken per second from one socket, and at once, bytes. A paste of a novel takes a second.
const INPUT_RATE_BYTES: u32 = 2 * 1024 * 1024;

/// Runs until the browser goes, is silent for too long, or breaks the rules.
pub(super) async fn read(cx: Ctx, actor: Actor, stream: SplitStream<WebSocket>, plug: Arc<Plug>) {
    let mut reader = Reader { cx, actor, plug, bad_frames: 0, acks: Vec::new(), budget: Budget::new() };
    reader.run(stream).await;
}

struct Reader {
    cx: Ctx,
    actor: Actor,
    plug: Arc<Plug>,
    bad_frames: u32,
    /// Sessions whose input was taken and perhaps not acknowledged yet.
    acks: Vec<Arc<Session>>,
    budget: Budget,
}

impl Reader {
    async fn run(&mut self, mut stream: SplitStream<WebSocket>) {
        let mut ack_at = Instant::now();
        let mut silent_at = Instant::now() + SILENCE;
        loop {
            let deadline = if self.acks.is_empty() { silent_at } else { ack_at };
            let message = tokio::select! {
                biased;
                message = stream.next() => message,
                () = sleep_until(deadline) => {
                    if self.acks.is_empty() {
                        return;
                    }
                    self.acks.drain(..).for_each(|session| session.announce());
                    continue;
                }
            };
            silent_at = Instant::now() + SILENCE;
            match message {
                Some(Ok(Message::Binary(message))) => {
                    let waited = !self.acks.is_empty();
                    self.take(&message);
                    if !waited {
                        ack_at = Instant::now() + ACK_DELAY;
                    }
                    if let Some(until) = self.budget.spend(message.len()) {
                        sleep_until(until).await;
                    }
                }
                Some(Ok(Message::Text(_))) => self.bad_frame(0, "This socket speaks binary frames."),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
            }
        }
    }

    fn take(&mut self, message: &[u8]) {
        match Frame::decode(message) {
            Ok(Frame::Input { channel, iseq, epoch, bytes }) => {
                let Some((session, viewer)) = self.plug.seats.get(channel) else { return };
                match session.type_in(viewer, iseq, epoch, bytes) {
                    Ok(()) => {
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
            Control::Open { kind, size, key } => self.reserve(channel, |cx, actor, plug| async move {
                open(&cx, &actor, &plug, channel, kind, size, key).await
            }),
            Control::Attach(request) => self.reserve(channel, |cx, _, plug| async move {
                cx.state.terminals.attach(&cx, &plug, &request, channel).await
            }),
            Control::Detach => self.plug.seats.leave(channel, Leave::Gone),
            Control::Kill => self.with(channel, |session, viewer| {
                if session.about.owner == self.actor.id || session.controls(viewer) {
                    session.stop(End::Closed(self.actor.me.name.clone()));
                } else {
                    session.refuse(viewer, ErrorCode::Forbidden, "You may watch this terminal and not end it.");
                }
            }),
            Control::TakeControl => self.with(channel, Session::take_control),
            _ => self.bad_frame(channel, "Only the server says this."),
        }
    }

    fn with(&self, channel: Channel, act: impl FnOnce(&Session, ViewerId)) {
        if let Some((session, viewer)) = self.plug.seats.get(channel) {
            act(&session, viewer);
        }
    }

    /// Reserves the channel and does what takes time apart from reading; a refusal frees it again.
    fn reserve<F, Fut>(&self, channel: Channel, work: F)
    where
        F: FnOnce(Ctx, Actor, Arc<Plug>) -> Fut,
        Fut: Future<Output = Result<(), Error>> + Send + 'static,
    {
        if let Err(error) = self.plug.seats.reserve(channel) {
            return refuse(&self.plug, channel, &error);
        }
        let work = work(self.cx.clone(), self.actor.clone(), self.plug.clone());
        let plug = self.plug.clone();
        tokio::spawn(async move {
            if let Err(error) = work.await {
                plug.seats.leave(channel, Leave::Gone);
                refuse(&plug, channel, &error);
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

async fn open(
    cx: &Ctx,
    actor: &Actor,
    plug: &Plug,
    channel: Channel,
    kind: OpenKind,
    size: Size,
    key: u64,
) -> Result<(), Error> {
    let registry = &cx.state.terminals;
    let session = registry.open(cx, kind, size, key).await?;
    let terminal = session.about.id;
    plug.seats.bell().say(channel, Control::Opened { terminal });
    let request = Attach { terminal, want: Right::Writer, next_seq: Some(0), next_iseq: 0, size: Some(size) };
    registry.seat(plug, actor, session, Right::Writer, &request, channel)
}

/// The channel is free, and why.
fn refuse(plug: &Plug, channel: Channel, error: &Error) {
    let code = match error {
        Error::SignInRequired | Error::Forbidden(_) | Error::PasswordFirst => ErrorCode::Forbidden,
        Error::NotFound(_) => ErrorCode::NotFound,
        Error::Conflict(_) | Error::TooMany { .. } | Error::Invalid(_) => ErrorCode::Limit,
        Error::Unavailable { .. } | Error::Refused(_) => ErrorCode::Unavailable,
        Error::Internal { .. } | Error::Transport(_) => ErrorCode::Internal,
    };
    plug.seats.bell().say(channel, Control::Detached { code, message: error.to_string() });
}

/// Bytes that may be taken before waiting.
struct Budget {
    left: u32,
    refilled: Instant,
}

impl Budget {
    fn new() -> Self {
        Self { left: INPUT_RATE_BYTES, refilled: Instant::now() }
    }

    /// Spends; gives the time to wait for when too much was spent.
    fn spend(&mut self, bytes: usize) -> Option<Instant> {
        // A message costs something even when it is empty.
        let cost = u32::try_from(bytes).unwrap_or(u32::MAX).saturating_add(64);
        if let Some(left) = self.left.checked_sub(cost) {
            self.left = left;
            return None;
        }
        let now = Instant::now();
        let second = self.refilled + Duration::from_secs(1);
        self.left = INPUT_RATE_BYTES;
        self.refilled = now.max(second);
        (second > now).then_some(second)
    }
}
