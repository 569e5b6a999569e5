//! Everything said about terminals that is not their bytes.
//!
//! Postcard numbers variants by position: add at the end only, and never take one out.

use serde::{Deserialize, Serialize};

use super::people::{Asking, Ending, Handed, Present, Right, Sizing};
use crate::id::{SshHostId, TerminalId, WorkspaceId};
use crate::time::UnixMs;

/// One message about a socket (channel 0) or about the terminal on its channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Control {
    /// Browser, first on every socket.
    Hello(Hello),
    /// Server, to a good hello.
    Welcome(Welcome),
    /// Browser: a new terminal on this channel. `key` is drawn at random for each new terminal and
    /// sent again if the answer is lost: the same key finds the terminal it opened.
    Open { kind: OpenKind, size: Size, key: u64 },
    /// Server: the terminal exists; [`Control::Attached`] follows.
    Opened { terminal: TerminalId },
    /// Browser: an existing terminal on this channel.
    Attach(Attach),
    /// Server: the channel carries the terminal from here on.
    Attached(Attached),
    /// Browser: the channel is free again; the program goes on.
    Detach,
    /// Server: the channel is free again, and why; the program may go on.
    Detached { code: ErrorCode, message: String },
    /// Browser, as the owner: end the program and all it started.
    Kill,
    /// Server: the program has ended; its output ends at `at_seq`. Sent after all output.
    Exited { end: End, at_seq: u64 },
    /// Server: everybody who is attached, whenever that changes. `rev` grows.
    Presence { rev: u32, people: Vec<Present> },
    /// Browser, with the right to write: I control from now on.
    TakeControl,
    /// Server: who controls now. Input must carry `epoch`.
    ControlChanged { holder: Option<String>, you: bool, epoch: u32 },
    /// Server: output from `from` to `to` was not sent, a snapshot at `to` or later follows.
    Skipped { from: u64, to: u64 },
    /// Server: something asked for on this channel was refused.
    Error { code: ErrorCode, message: String, retry_after_s: u32 },
    /// Server: it stops in so many seconds; reconnect after that. 0: it stays after all.
    ServerGoing { in_s: u16 },
    /// Browser: as [`Control::Open`], where it is to be said how to enter.
    Enter { kind: OpenKind, entry: Entry, size: Size, key: u64 },
    /// Browser, with the right to ask: I would like to control.
    AskControl,
    /// Browser: I no longer would.
    WithdrawAsk,
    /// Server, to those who may grant it: who would like to control, whoever asked first first; whenever that
    /// changes.
    Asking { people: Vec<Asking> },
    /// Browser, with the right to grant: this connection controls from now on.
    Grant { connection: u64 },
    /// Browser, with the right to grant: this connection does not, for now.
    NotNow { connection: u64 },
    /// Server, to who asked: not now.
    Declined { by: String },
    /// Browser, as the controller of somebody else's terminal: the owner controls again.
    Release,
    /// Browser, with the right to take: I control from now on. The reason is recorded and shown.
    Take { reason: String },
    /// Server: how control came to whoever has it; after [`Control::ControlChanged`], and to who attaches while
    /// somebody else than the owner has it.
    Handed(Handed),
    /// Browser, as the owner: whose window decides about the terminal's size.
    SetSizing { sizing: Sizing },
    /// Server: the same, when it is not the controller's, and whenever it changes.
    SizedBy { sizing: Sizing },
    /// Server: the terminal will be ended; `None` when it no longer will.
    Ending { ending: Option<Ending> },
    /// Browser, as the owner or the controller: not yet.
    Extend,
    /// Server: this text will be typed by this person, or the key of this name pressed, after so long. It cannot be
    /// interleaved with keys.
    Broadcast { by: String, text: String, is_key: bool, in_ms: u32 },
    /// Browser, with the right to take control: may the whole class see this terminal? The owner is asked.
    AskSpotlight,
    /// Server, to the owner: who asks that, or that nobody does any more.
    SpotlightAsked { by: Option<Asking> },
    /// Browser, as the owner, to whoever asks by this connection; nobody, if they no longer do.
    AnswerSpotlight { connection: u64, yes: bool },
    /// Browser, as who shows it or the owner: the class no longer sees it.
    EndSpotlight,
    /// Server: who shows the terminal to the class, and how many look; whenever that changes.
    Spotlight { by: Option<String>, viewers: u32 },
    /// Browser, as the owner: what is shown is recorded from now on, or no longer. `input` records what is typed
    /// too, as long as the terminal shows it.
    Record { on: bool, input: bool },
    /// Server: whether the terminal is recorded; when it no longer is and nobody switched it off, why.
    Recording { sign: Option<RecordingSign>, why: Option<String> },
    /// Browser, as the owner or the controller: a name for this place in the recording.
    Marker { text: String },
    /// Server, after [`Control::Spotlight`]: who of the class looks, by the alphabet; as many names as fit, when there
    /// are more.
    Lookers { names: Vec<String> },
}

/// What everybody at a terminal sees as long as it is recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordingSign {
    /// Who switched it on.
    pub by: String,
    pub why: RecordWhy,
    pub since_ms: UnixMs,
    /// What is typed is recorded too.
    pub input: bool,
}

/// Why a terminal is recorded: that says who may switch it off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecordWhy {
    /// Its owner wants it.
    Owner,
    /// Its class is recorded.
    Class,
    /// This Lyceum records all of its kind.
    House,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// [`super::PROTO`].
    pub proto: u16,
    /// Random per tab and kept over reloads: names the tab's input streams.
    pub client_id: u64,
    /// From the server function `ticket`; good once, for half a minute.
    pub ticket: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    /// Names this socket in presence lists.
    pub connection: u64,
    /// The server pings so often; three silent rounds mean the socket is dead.
    pub heartbeat_s: u16,
    /// Most channels on one socket.
    pub max_channels: u16,
}

/// What a new terminal leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OpenKind {
    /// A shell in this workspace's container.
    Lab { workspace: WorkspaceId },
    /// A shell on the machine Lyceum runs on.
    HostShell,
    /// A shell on a registered host, over SSH.
    Ssh { host: SshHostId },
    /// A program in this container.
    Container { container: ContainerId },
}

impl OpenKind {
    /// The lab that it leads into.
    pub fn workspace(self) -> Option<WorkspaceId> {
        match self {
            Self::Lab { workspace } => Some(workspace),
            Self::HostShell | Self::Ssh { .. } | Self::Container { .. } => None,
        }
    }

    /// Whether a terminal there tells what it hides, as a password is: only then what is typed may be recorded.
    pub fn tells_what_it_hides(self) -> bool {
        self == Self::HostShell
    }
}

/// An engine's id of a container: 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ContainerId(pub [u8; 32]);

impl std::str::FromStr for ContainerId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut id = [0; 32];
        let digits = text.as_bytes();
        if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
            return Err(format!("{text:?} is no id of a container"));
        }
        for (byte, pair) in id.iter_mut().zip(digits.chunks(2)) {
            let pair = std::str::from_utf8(pair).map_err(|error| error.to_string())?;
            *byte = u8::from_str_radix(pair, 16).map_err(|error| error.to_string())?;
        }
        Ok(Self(id))
    }
}

impl std::fmt::Display for ContainerId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::fmt::Debug for ContainerId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

/// How to enter a container; what is empty is as the container has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// A name or a number, with `:group` where that is another.
    pub user: String,
    /// An absolute path.
    pub workdir: String,
    /// Words; a shell where there are none.
    pub command: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attach {
    pub terminal: TerminalId,
    pub want: Right,
    /// Offset of the first output byte not yet handed to the emulator; `None` for an empty emulator.
    pub next_seq: Option<u64>,
    /// Offset of the first input byte not yet acknowledged; 0 for a new input stream.
    pub next_iseq: u64,
    /// This viewer's wish, if it knows its size.
    pub size: Option<Size>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    pub terminal: TerminalId,
    pub right: Right,
    /// Whether this channel controls the terminal.
    pub controller: bool,
    /// To be sent with input; changes when control changes hands.
    pub epoch: u32,
    /// The size now; after a snapshot, sizes come in their places.
    pub size: Size,
    /// Offset of the end of all output so far.
    pub head: u64,
    /// Input up to here has been written: drop it from what is to be sent again.
    pub iseq_written: u64,
    pub mode: Mode,
}

/// How output goes on after [`Control::Attached`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mode {
    /// At the offset asked for.
    Resume,
    /// From a snapshot: reset first.
    Snapshot,
}

/// Columns and rows of a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Size {
    pub cols: u16,
    pub rows: u16,
}

impl Size {
    pub const DEFAULT: Self = Self { cols: 80, rows: 24 };
    /// Smallest and largest number of columns or rows.
    pub const LIMITS: std::ops::RangeInclusive<u16> = 2..=1000;

    /// The nearest size that a terminal can have.
    pub fn clamped(self) -> Self {
        let side = |cells: u16| cells.clamp(*Self::LIMITS.start(), *Self::LIMITS.end());
        Self { cols: side(self.cols), rows: side(self.rows) }
    }
}

/// How a program ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum End {
    /// Exit status.
    Code(i32),
    /// Number of the signal that ended it.
    Signal(i32),
    ContainerStopped,
    /// Closed by this person.
    Closed(String),
    /// Nobody was attached for too long.
    Idle,
    /// It could not be started, or was lost; the reason in words.
    Failed(String),
    /// Nobody typed for too long.
    Untyped,
    /// It ran as long as a terminal may.
    Life,
}

impl std::fmt::Display for End {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Code(0) => write!(f, "Ended"),
            Self::Code(code) => write!(f, "Ended with status {code}"),
            Self::Signal(number) => write!(f, "Ended by signal {number}"),
            Self::ContainerStopped => write!(f, "The container stopped"),
            Self::Closed(by) => write!(f, "Closed by {by}"),
            Self::Idle => write!(f, "Closed after a long time without anybody attached"),
            Self::Failed(reason) => write!(f, "{reason}"),
            Self::Untyped => write!(f, "Closed after a long time in which nobody typed"),
            Self::Life => write!(f, "Closed when it had run as long as a terminal may"),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ErrorCode {
    /// The frame could not be read, or came out of turn.
    BadFrame,
    /// The page is of another release: load it again.
    Reload,
    /// The ticket is used, old, or somebody else's: ask for a new one.
    Ticket,
    NotFound,
    Forbidden,
    /// Too many terminals, channels or bytes; the message says which.
    Limit,
    /// Input came from somebody who does not control the terminal, and was thrown away.
    NotController,
    /// What the terminal needs does not answer; the message says what.
    Unavailable,
    /// The same client attached again elsewhere: do not come back by yourself.
    Replaced,
    Internal,
}

/// Close codes of the socket.
pub mod close {
    /// Signed out, or the account was suspended: sign in first.
    pub const SIGN_IN: u16 = 4401;
    /// The right was taken away: do not come back by yourself.
    pub const FORBIDDEN: u16 = 4403;
    /// The tab has another socket: do not come back by yourself.
    pub const REPLACED: u16 = 4409;
    /// The peer broke the protocol.
    pub const PROTOCOL: u16 = 4400;
    /// The person has as many sockets as they may: close a tab first.
    pub const TOO_MANY: u16 = 4429;
    /// The server stops; come back soon.
    pub const GOING: u16 = 1012;
}
