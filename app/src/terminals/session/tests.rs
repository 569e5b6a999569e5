//! The core, driven by tabs that do what browsers do.

mod control;
mod handover;
mod input;
mod output;
mod pace;
mod spotlight;

use std::sync::Arc;
use std::time::Instant;

use super::core::{Core, Leave, Next, ViewerId};
use super::viewer::Who;
use crate::ctx::Origin;
use crate::id::{TerminalId, UserId};
use crate::terminals::bell::{Bell, Call};
use crate::terminals::protocol::{
    Asking, Attach, Attached, Control, End, Ending, ErrorCode, Frame, Handed, LAST_REPLAY, OUTPUT_WINDOW_BYTES,
    Present, REPLAY, Right, Size,
};

const SIZE: Size = Size { cols: 20, rows: 5 };

/// A browser tab, with an emulator in it.
struct Tab {
    client: u64,
    right: Right,
    bell: Arc<Bell>,
    id: Option<ViewerId>,
    emulator: avt::Terminal,
    /// Output handed to the emulator.
    received: u64,
    /// Output from the last snapshot on, or from the begin.
    text: Vec<u8>,
    text_from: u64,
    attached: Option<Attached>,
    exited: Option<End>,
    snapshot: bool,
    replayed_to: Option<u64>,
    refused: Option<ErrorCode>,
    typed: Vec<u8>,
    acked: u64,
    /// Whose tab it is; the client's number unless it is another tab of theirs.
    user: i64,
    people: Vec<Present>,
    asking: Vec<Asking>,
    handed: Option<Handed>,
    declined: Option<String>,
    ending: Option<Ending>,
    may_show: bool,
    by_spotlight: bool,
    /// Who shows it to the class, and to how many.
    spotlight: Option<(Option<String>, u32)>,
    /// Who of it looks, each time that was told.
    lookers: Vec<Vec<String>>,
    detached: bool,
    /// Its clock, which goes on when it is told to ask later …
    now: Instant,
    /// … unless it does not wait.
    waits: bool,
}

impl Tab {
    fn new(client: u64, right: Right) -> Self {
        Self {
            client,
            right,
            bell: Arc::default(),
            id: None,
            emulator: emulator(SIZE),
            received: 0,
            text: Vec::new(),
            text_from: 0,
            attached: None,
            exited: None,
            snapshot: false,
            replayed_to: None,
            refused: None,
            typed: Vec::new(),
            acked: 0,
            user: i64::try_from(client).unwrap_or_default(),
            people: Vec::new(),
            asking: Vec::new(),
            handed: None,
            declined: None,
            ending: None,
            may_show: false,
            by_spotlight: false,
            spotlight: None,
            lookers: Vec::new(),
            detached: false,
            now: Instant::now(),
            waits: true,
        }
    }

    fn id(&self) -> ViewerId {
        self.id.expect("attached")
    }

    fn controls(&self) -> bool {
        self.attached.as_ref().is_some_and(|attached| attached.controller)
    }

    fn epoch(&self) -> u32 {
        self.attached.as_ref().map_or(0, |attached| attached.epoch)
    }

    fn attach(&mut self, core: &mut Core, next_seq: Option<u64>, now: Instant) {
        self.bell = Arc::default();
        let who = Who {
            client: self.client,
            connection: self.client,
            user: UserId(self.user),
            name: format!("Person {}", self.user),
            right: self.right,
            owner: self.user == 1,
            since_ms: 0,
            origin: Origin::default(),
            may_show: self.may_show,
            by_spotlight: self.by_spotlight,
        };
        let request = Attach { terminal: TerminalId(1), want: self.right, next_seq, next_iseq: self.acked, size: None };
        let id = core.attach(who, &request, 1, self.bell.clone(), now).expect("room for another");
        self.id = Some(id);
    }

    fn lose(&mut self, core: &mut Core, now: Instant) {
        if let Some(id) = self.id.take() {
            core.detach(id, Leave::Lost, now);
        }
    }

    /// Takes at most so many messages.
    fn pull(&mut self, core: &mut Core, most: usize) {
        for _ in 0..most {
            match self.bell.next() {
                None => return,
                Some(Call::Message(message)) => self.take(&message),
                Some(Call::Ready(channel)) => {
                    let Some(id) = self.id else { return };
                    let (message, next) = core.pull(id, self.now);
                    assert!(
                        message.is_some() || !matches!(next, Next::Now),
                        "who is told to ask again is given something"
                    );
                    match next {
                        Next::Rung => {}
                        Next::Now => self.bell.again(channel),
                        Next::At(then) if self.waits => {
                            self.now = then;
                            self.bell.again(channel);
                        }
                        Next::At(_) => return self.bell.again(channel),
                    }
                    if let Some(message) = message {
                        self.take(&message);
                    }
                }
                Some(Call::Close(..)) => panic!("nobody closes"),
            }
        }
    }

    fn take(&mut self, message: &[u8]) {
        match Frame::decode(message).expect("the server speaks well") {
            Frame::Output { seq, bytes, flags, .. } => {
                assert_eq!(seq, self.received, "nothing lost, nothing doubled");
                self.received += bytes.len() as u64;
                self.text.extend_from_slice(bytes);
                if flags & REPLAY != 0 {
                    self.replayed_to = Some(self.received);
                }
                assert!(flags & LAST_REPLAY == 0 || flags & REPLAY != 0);
                feed(&mut self.emulator, bytes);
            }
            Frame::Snapshot { seq, size, part, bytes, last, .. } => {
                if part == 0 {
                    self.emulator = emulator(size);
                    self.text.clear();
                    self.snapshot = true;
                    (self.received, self.text_from) = (seq, seq);
                }
                feed(&mut self.emulator, bytes);
                assert!(last || !bytes.is_empty());
            }
            Frame::Size { at_seq, size, .. } => {
                assert_eq!(at_seq.max(self.text_from), self.received, "a size comes in its place");
                self.emulator.resize(size.cols.into(), size.rows.into());
            }
            Frame::InputAck { iseq_written, .. } => self.acked = iseq_written,
            Frame::Control { control, .. } => match control {
                Control::Attached(attached) => {
                    self.acked = attached.iseq_written;
                    self.attached = Some(attached);
                }
                Control::Exited { end, at_seq } => {
                    assert_eq!(at_seq, self.received);
                    self.exited = Some(end);
                }
                Control::ControlChanged { you, epoch, .. } => {
                    if let Some(attached) = &mut self.attached {
                        (attached.controller, attached.epoch) = (you, epoch);
                    }
                }
                Control::Error { code, .. } => self.refused = Some(code),
                Control::Presence { people, .. } => self.people = people,
                Control::Asking { people } => self.asking = people,
                Control::Handed(handed) => self.handed = Some(handed),
                Control::Declined { by } => self.declined = Some(by),
                Control::Ending { ending } => self.ending = ending,
                Control::Spotlight { by, viewers } => self.spotlight = Some((by, viewers)),
                Control::Lookers { names } => self.lookers.push(names),
                Control::Detached { .. } => self.detached = true,
                _ => {}
            },
            other => panic!("unexpected {other:?}"),
        }
    }

    fn credit(&mut self, core: &mut Core) {
        self.credit_within(core, OUTPUT_WINDOW_BYTES);
    }

    fn credit_within(&mut self, core: &mut Core, window: u32) {
        if let Some(id) = self.id {
            core.credit(id, self.received, window);
        }
    }

    fn see_all(&mut self, core: &mut Core) {
        for _ in 0..10_000 {
            let before = self.received;
            self.credit(core);
            self.pull(core, 100);
            if self.received == before && self.received == core.output.ring.head() {
                return;
            }
        }
    }
}

fn emulator(size: Size) -> avt::Terminal {
    avt::Terminal::new(size.cols.into(), size.rows.into()).expect("a size")
}

/// As the browser's emulator does. The tests' output is ASCII and a snapshot of their small screens fits one
/// frame, so no character is cut.
fn feed(emulator: &mut avt::Terminal, bytes: &[u8]) {
    emulator.feed(std::str::from_utf8(bytes).expect("whole characters"));
}

fn append(core: &mut Core, bytes: &[u8], now: Instant) {
    core.output.ring.append(bytes);
    core.trim(now);
    core.announce();
}

fn write_some(core: &mut Core, written: &mut Vec<u8>, mut most: usize) {
    while let Some(bytes) = core.input.next().filter(|_| most > 0) {
        let takes = bytes.len().min(most);
        written.extend_from_slice(&bytes[..takes]);
        core.input.wrote(takes);
        most -= takes;
    }
}
