//! One tab: its socket, its terminals, and what it would show.

mod frames;
mod remote;
mod socket;

use std::collections::BTreeMap;
use std::time::Duration;

use app::id::TerminalId;
use app::terminals::protocol::{Attach, Channel, Control, Entry, ErrorCode, OpenKind, Right, Size};
use tokio::time::timeout;

pub use self::remote::Remote;
pub use self::socket::{Socket, wire_bytes};
use crate::site::{Outcome, Site};

/// What every wait here is bounded by, unless it says otherwise.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub struct Tab {
    pub site: Site,
    pub client: u64,
    pub remotes: BTreeMap<Channel, Remote>,
    socket: Option<Socket>,
    /// Errors about the socket itself.
    pub errors: Vec<(ErrorCode, String)>,
    /// Messages received, and their bytes on the wire.
    pub frames: u64,
    pub wire_bytes: u64,
    pub pongs: u32,
    pub going: Option<u16>,
    pub close: Option<u16>,
}

impl Tab {
    /// # Errors
    /// When the server does not welcome it.
    pub async fn connect(site: &Site) -> Outcome<Self> {
        let mut tab = Self {
            site: site.clone(),
            client: rand::random(),
            remotes: BTreeMap::new(),
            socket: None,
            errors: Vec::new(),
            frames: 0,
            wire_bytes: 0,
            pongs: 0,
            going: None,
            close: None,
        };
        tab.plug_in().await?;
        Ok(tab)
    }

    /// # Errors
    /// When the terminal is not opened.
    pub async fn open(&mut self, kind: OpenKind, size: Size) -> Outcome<Channel> {
        let channel = self.free_channel();
        self.remotes.insert(channel, Remote::new(None, Right::Writer));
        self.control(channel, Control::Open { kind, size, key: rand::random() }).await?;
        self.attached(channel).await
    }

    /// As [`Tab::open`], where it is said how to enter.
    ///
    /// # Errors
    /// When the terminal is not opened.
    pub async fn enter(&mut self, kind: OpenKind, entry: Entry, size: Size) -> Outcome<Channel> {
        let channel = self.free_channel();
        self.remotes.insert(channel, Remote::new(None, Right::Writer));
        self.control(channel, Control::Enter { kind, entry, size, key: rand::random() }).await?;
        self.attached(channel).await
    }

    /// # Errors
    /// When the terminal is not attached.
    pub async fn attach(&mut self, terminal: TerminalId, want: Right) -> Outcome<Channel> {
        let channel = self.free_channel();
        self.remotes.insert(channel, Remote::new(Some(terminal), want));
        let attach = Attach { terminal, want, next_seq: None, next_iseq: 0, size: None };
        self.control(channel, Control::Attach(attach)).await?;
        self.attached(channel).await
    }

    async fn attached(&mut self, channel: Channel) -> Outcome<Channel> {
        self.until(channel, |remote| remote.is_decided()).await?;
        match &self.remote(channel).detached {
            Some((code, message)) => Err(format!("{code:?}: {message}").into()),
            None => Ok(channel),
        }
    }

    fn free_channel(&self) -> Channel {
        self.remotes.last_key_value().map_or(1, |(last, _)| last + 1)
    }

    /// # Panics
    /// When the tab has no such channel.
    pub fn remote(&self, channel: Channel) -> &Remote {
        &self.remotes[&channel]
    }

    /// # Panics
    /// When the tab has no such channel.
    pub fn remote_mut(&mut self, channel: Channel) -> &mut Remote {
        self.remotes.get_mut(&channel).expect("a channel of this tab")
    }

    /// Takes messages until the terminal is as it should be.
    ///
    /// # Errors
    /// When that takes too long, or the socket breaks.
    pub async fn until(&mut self, channel: Channel, check: impl Fn(&Remote) -> bool) -> Outcome<()> {
        self.until_within(PATIENCE, channel, check).await
    }

    /// # Errors
    /// As [`Tab::until`].
    pub async fn until_within(
        &mut self,
        patience: Duration,
        channel: Channel,
        check: impl Fn(&Remote) -> bool,
    ) -> Outcome<()> {
        let waiting = async {
            while !check(self.remote(channel)) {
                self.step().await?;
            }
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(())
        };
        match timeout(patience, waiting).await {
            Ok(outcome) => outcome,
            Err(_) => {
                let remote = self.remote(channel);
                let from = remote.text.len().saturating_sub(2000);
                let shown = String::from_utf8_lossy(&remote.text[from..]).into_owned();
                Err(format!("waited in vain; the terminal shows {shown:?}, {:?} {:?}", remote.exited, remote.detached)
                    .into())
            }
        }
    }
}
