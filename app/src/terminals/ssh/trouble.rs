//! What can go wrong on the way to a host, in words.

use super::route::HostKey;
use crate::error::Error;

/// At which host, and what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// As it is registered.
    pub host: String,
    /// Where it was looked for: `address:port`.
    pub at: String,
    /// Only on the way to another.
    pub jump: bool,
    pub what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The address has no IP address.
    NoName,
    Refused,
    TimedOut,
    /// The system's own words.
    Unreachable(String),
    /// What answers does not speak SSH, or nothing that we speak.
    NoCommon(String),
    /// Nobody has accepted a key of this host.
    Unpinned(Box<HostKey>),
    Changed {
        pinned: Box<HostKey>,
        came: Box<HostKey>,
    },
    /// The host does not take the password or the key; it would take these ways.
    Credential {
        by_password: bool,
        takes: Vec<String>,
    },
    KeyNeedsPassphrase,
    WrongPassphrase,
    UnreadableKey,
    /// The jump host lets nobody through to the next.
    NoWayOn(String),
    NoShell,
    Lost,
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { host, at, jump, what } = self;
        if *jump {
            write!(f, "The jump host cannot be used. ")?;
        }
        match what {
            What::NoName => write!(f, "{host}: the address of {at} is not found. Check its name."),
            What::Refused => {
                write!(f, "{host} refuses the connection at {at}: no SSH server listens there. Check address and port.")
            }
            What::TimedOut => write!(f, "{host} does not answer at {at}. It may be off, or a firewall is between."),
            What::Unreachable(why) => write!(f, "{host} cannot be reached at {at}: {why}."),
            What::NoCommon(why) => write!(f, "{host}: what answers at {at} cannot be talked to by SSH: {why}."),
            What::Unpinned(key) => write!(
                f,
                "{host} shows the key {}, which nobody has accepted yet. An admin compares it with the host's own and \
                 accepts it on the host's page.",
                key.short()
            ),
            What::Changed { pinned, came } => write!(
                f,
                "{host} shows another key than the one that was accepted. Accepted was {}; {} came. Either the host was \
                 set up anew, or somebody stands between. Nothing was sent. An admin who knows why it changed accepts \
                 the new key on the host's page.",
                pinned.short(),
                came.short()
            ),
            What::Credential { by_password, takes } => {
                let with = if *by_password { "password" } else { "key" };
                write!(f, "{host} does not accept the user with this {with}.")?;
                if takes.is_empty() { Ok(()) } else { write!(f, " It accepts: {}.", takes.join(", ")) }
            }
            What::KeyNeedsPassphrase => write!(f, "The private key for {host} needs its passphrase."),
            What::WrongPassphrase => write!(f, "The passphrase does not fit the private key for {host}."),
            What::UnreadableKey => write!(f, "The private key for {host} is in a format that cannot be read."),
            What::NoWayOn(why) => write!(f, "{host} does not lead on to the next host: {why}."),
            What::NoShell => write!(f, "{host} lets the user in and gives no terminal."),
            What::Lost => write!(f, "The connection to {host} was lost."),
        }
    }
}

impl From<Trouble> for Error {
    fn from(trouble: Trouble) -> Self {
        Self::Conflict(trouble.to_string())
    }
}
