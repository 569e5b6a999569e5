//! What the web tier and the agent say to each other, over a Unix socket that only the user who runs Lyceum
//! can reach.
//!
//! A connection begins with one byte ([`descriptor`]): with a descriptor it hands a browser's socket over, and a
//! [`Caller`] follows; without, it is a *desk*, on which each side asks and the other answers ([`talk`]).
//! Messages have their length before them and are JSON, so that an agent and a web tier of neighbouring
//! releases understand each other.

pub mod descriptor;
pub mod talk;

use std::io;

use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::net::UnixStream;
use tokio_util::codec::{Framed, LengthDelimitedCodec};

use super::exec::ExecProgram;
use super::limits::Limits;
use super::protocol::{
    Attach, End, Entry, ErrorCode, OpenKind, PROTO, Present, RecordWhy, RecordingSign, Right, Size, Typing,
};
use super::pty::HostProgram;
use super::session::{Change, Shown};
use super::ssh::{HostKey, SshProgram};
use super::types::Sent;
use crate::ctx::Origin;
use crate::error::Error;
use crate::id::{TerminalId, UserId};
use crate::time::UnixMs;

/// Grows when the two can no longer talk, or the agent no longer with browsers
/// ([`PROTO`]): a web tier then starts an agent of its own beside the old one.
pub const VERSION: u16 = 5;
// Where the one grows, so does the other.
const _: () = assert!(PROTO == 5 && VERSION == 5);
/// Longest message, bytes: a list of thousands of terminals.
const MAX_MESSAGE_BYTES: usize = 4 * 1024 * 1024;

pub type Stream = Framed<UnixStream, LengthDelimitedCodec>;

/// Messages of a connection.
pub fn messages(stream: UnixStream) -> Stream {
    LengthDelimitedCodec::builder().little_endian().max_frame_length(MAX_MESSAGE_BYTES).new_framed(stream)
}

pub fn encode(message: &impl Serialize) -> io::Result<Bytes> {
    serde_json::to_vec(message).map(Bytes::from).map_err(io::Error::other)
}

pub fn decode<T: DeserializeOwned>(message: &[u8]) -> io::Result<T> {
    serde_json::from_slice(message).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// Whose socket it is: enough to look them up anew at each question.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Caller {
    pub user: UserId,
    pub name: String,
    /// Key of the sign-in session.
    pub session: String,
    pub origin: Origin,
}

/// A browser's socket is the agent's from here on.
#[derive(Debug, Serialize, Deserialize)]
pub struct HandOver {
    pub caller: Caller,
    /// What the browser has sent already, after the upgrade.
    pub early: Vec<u8>,
}

/// The web tier asks the agent.
#[derive(Debug, Serialize, Deserialize)]
pub enum Ask {
    /// A new terminal, which is in the record already. Answered by [`Answer::Done`].
    Start {
        about: About,
        size: Size,
        target: Box<Target>,
        #[serde(default)]
        record: Option<RecordOrder>,
    },
    /// The terminal opened with this key: [`Answer::Known`] with one or none.
    ByKey { owner: UserId, key: u64 },
    /// Terminals of this kind: [`Answer::Known`].
    OfKind { kind: OpenKind },
    /// How many programs of this person run, not counting the one with this key: [`Answer::Count`].
    Running { owner: UserId, but: u64 },
    /// All that are there, ended or not: [`Answer::Known`].
    All {},
    /// When somebody last typed, by where terminals lead: [`Answer::Typed`].
    Typed {},
    /// Ends the programs of this person. Answered by [`Answer::Done`], before they have ended.
    StopOf { owner: UserId, end: End },
    /// Waits for what has happened and is not in the record: [`Answer::News`].
    News {},
    /// These are in the record now. Answered by [`Answer::Done`].
    Recorded { numbers: Vec<u64> },
    /// The sign-ins behind open sockets, each once: [`Answer::SignIns`].
    SignIns {},
    /// Sockets are to end with this code and reason. Answered by [`Answer::Done`].
    Close { sockets: Sockets, code: u16, reason: String },
    /// From now on these limits hold. Answered by [`Answer::Done`].
    Limit { limits: Limits },
    /// The terminal with this id: [`Answer::Known`] with one or none.
    ById { terminal: TerminalId },
    /// Types into one terminal of each: [`Answer::Broadcast`], in the same order.
    Broadcast { to: Vec<Listener>, by: String, what: Typing },
    /// This person may no longer be attached to this terminal. Answered by [`Answer::Done`].
    Dismiss { terminal: TerminalId, user: UserId, message: String },
    /// Terminals of these kinds are recorded from now on, or no longer because of their class. Answered by
    /// [`Answer::Done`].
    Record { kinds: Vec<OpenKind>, order: Option<RecordOrder> },
    /// Ends these programs: [`Answer::Known`] with those that ran.
    Stop { terminals: Vec<TerminalId>, end: End },
    /// This terminal, shown nowhere perhaps, is not to end soon: [`Answer::Known`] with one or none.
    Keep { terminal: TerminalId },
}

/// Whose terminals at which place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listener {
    pub kind: OpenKind,
    pub owner: UserId,
}

/// That a terminal is to be recorded, and who says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordOrder {
    /// None where nobody in particular does.
    pub by: Option<UserId>,
    pub by_name: String,
    pub why: RecordWhy,
    /// What is typed too, as long as the terminal shows it.
    pub input: bool,
    /// The recording ends when it has so many bytes.
    pub most_bytes: u64,
}

impl RecordOrder {
    pub fn sign(&self, since_ms: UnixMs) -> RecordingSign {
        RecordingSign { by: self.by_name.clone(), why: self.why, since_ms, input: self.input }
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub enum Answer {
    Done {},
    Known { terminals: Vec<Known> },
    Count { count: usize },
    Typed { typed: Vec<(OpenKind, UnixMs)> },
    News { news: Vec<News> },
    SignIns { sessions: Vec<String> },
    Refused { error: Error },
    Broadcast { sent: Vec<Sent> },
}

impl talk::Ask for Ask {
    type Answer = Answer;

    fn not_understood() -> Answer {
        let detail = "terminals that began before Lyceum was renewed cannot do this".to_owned();
        Answer::Refused { error: Error::Unavailable { part: "This".to_owned(), detail } }
    }
}

/// Which sockets.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Sockets {
    OfUser { user: UserId },
    OfSignIn { session: String },
}

/// The agent asks the web tier, about one socket: only that knows rights and the record.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Question {
    pub caller: Caller,
    pub wants: Wants,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Wants {
    /// To be let in with this ticket: [`Reply::Yes`].
    In { ticket: String },
    /// A new terminal: [`Reply::Sit`], after [`Ask::Start`].
    New {
        kind: OpenKind,
        size: Size,
        key: u64,
        #[serde(default)]
        entry: Option<Entry>,
    },
    /// An existing one, of which this much is known; `watching` when this tab showed it a moment ago, `shown` when it
    /// is shown to a class: [`Reply::Sit`], or [`Reply::Look`] for one of the class.
    Old { about: About, owner_there: bool, watching: bool, want: Right, shown: bool },
    /// Control of another's terminal, for this reason: [`Reply::Yes`], and it is in the record.
    Take { about: About, reason: String },
    /// To have one's own recorded: [`Reply::Record`].
    Record { about: About, input: bool },
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Reply {
    Yes {},
    Sit {
        terminal: TerminalId,
        right: Right,
        /// Whether it is theirs, and theirs to show to a class.
        #[serde(default)]
        may_show: bool,
    },
    /// As one of a class to which it is shown.
    Look {
        terminal: TerminalId,
    },
    Record {
        order: RecordOrder,
    },
    No {
        code: ErrorCode,
        message: String,
    },
}

impl talk::Ask for Question {
    type Answer = Reply;

    fn not_understood() -> Reply {
        Reply::No { code: ErrorCode::Unavailable, message: "This Lyceum is too old for it.".to_owned() }
    }
}

/// What is known of a terminal from its begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    pub id: TerminalId,
    pub owner: UserId,
    pub owner_name: String,
    pub kind: OpenKind,
    pub started_ms: UnixMs,
    /// Of [`super::protocol::Control::Open`].
    pub key: u64,
    /// What it leads to, for people.
    #[serde(default)]
    pub label: String,
}

/// A terminal as it is now.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Known {
    pub about: About,
    pub people: Vec<Present>,
    pub has_ended: bool,
    /// Who shows it to the class.
    pub shown_by: Option<String>,
    #[serde(default)]
    pub bytes_in: u64,
    #[serde(default)]
    pub bytes_out: u64,
    /// When it is ended, should nobody open it until then: it is shown nowhere.
    #[serde(default)]
    pub ends_ms: Option<UnixMs>,
}

/// What belongs in the record.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct News {
    /// Of this agent's.
    pub number: u64,
    pub at_ms: UnixMs,
    pub what: Happened,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Happened {
    /// A program has ended.
    Ended {
        terminal: TerminalId,
        end: End,
        bytes_out: u64,
        #[serde(default)]
        bytes_in: u64,
    },
    /// Somebody who looked at another's terminal has gone, after so long.
    Unwatched { about: About, caller: Caller, watched_s: u64 },
    /// Control was granted, given back or taken back.
    Handed { about: About, change: Change },
    /// A terminal was shown to a class, or no longer is.
    Shown { about: About, shown: Shown },
    /// Somebody has joined another's terminal, and later: has left it.
    Visited { terminal: TerminalId, user: UserId, right: Right, from_ms: UnixMs, to_ms: Option<UnixMs> },
    /// A terminal is recorded from now on.
    RecordingBegan { terminal: TerminalId, order: RecordOrder },
    /// A terminal was not opened: its host showed another key than the accepted one.
    KeyChanged { kind: OpenKind, came: HostKey },
    /// It is no longer, and why, for people.
    RecordingEnded { terminal: TerminalId, why: String, duration_ms: u64, bytes: u64 },
}

impl Happened {
    /// The terminal whose row in the record it concerns, if it does one's.
    pub fn terminal(&self) -> Option<TerminalId> {
        match self {
            Self::Ended { terminal, .. }
            | Self::Visited { terminal, .. }
            | Self::RecordingBegan { terminal, .. }
            | Self::RecordingEnded { terminal, .. } => Some(*terminal),
            Self::Unwatched { about, .. } | Self::Handed { about, .. } | Self::Shown { about, .. } => Some(about.id),
            Self::KeyChanged { .. } => None,
        }
    }
}

/// What a terminal leads to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Target {
    Exec(ExecProgram),
    HostShell(HostProgram),
    /// With what signs in on the way: this socket is private.
    Ssh(SshProgram),
}

impl Target {
    /// For people.
    pub fn label(&self) -> &str {
        match self {
            Self::Exec(program) => &program.label,
            Self::HostShell(_) => "Host shell",
            Self::Ssh(program) => program.route.name(),
        }
    }

    /// For the record.
    pub fn name(&self) -> &str {
        match self {
            Self::Exec(program) => &program.container,
            Self::HostShell(_) => "host",
            Self::Ssh(program) => program.route.name(),
        }
    }
}

/// The request that puts a terminal made for this channel on it.
pub fn first_attach(terminal: TerminalId, size: Size) -> Attach {
    Attach { terminal, want: Right::Writer, next_seq: Some(0), next_iseq: 0, size: Some(size) }
}
