//! One tab: its socket, its terminals, and what it would show.

use std::collections::BTreeMap;
use std::time::Duration;

use app::id::TerminalId;
use app::terminals::protocol::{
    self, Attach, Attached, Channel, Control, End, Entry, ErrorCode, Frame, Hello, MAX_INPUT_BYTES, Mode,
    OUTPUT_WINDOW_BYTES, OpenKind, PROTO, Present, Right, SUBPROTOCOL, Size,
};
use bytes::Bytes;
use futures::{SinkExt, StreamExt};
use sha2::{Digest, Sha256};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error as WsError, Message};

use crate::site::{Outcome, Site};

/// Credit is given after so much was taken, bytes.
const CREDIT_EVERY_BYTES: u64 = 32 * 1024;
/// What every wait here is bounded by, unless it says otherwise.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Debug)]
pub struct Tab {
    pub site: Site,
    pub client: u64,
    pub remotes: BTreeMap<Channel, Remote>,
    socket: Option<WebSocketStream<TcpStream>>,
    /// Errors about the socket itself.
    pub errors: Vec<(ErrorCode, String)>,
    /// Messages received, and their bytes.
    pub frames: u64,
    pub wire_bytes: u64,
    pub pongs: u32,
    pub going: Option<u16>,
    pub close: Option<u16>,
}

/// A terminal as its tab knows it.
#[derive(Debug)]
pub struct Remote {
    pub terminal: Option<TerminalId>,
    pub want: Right,
    pub attached: Option<Attached>,
    /// Output received; the offset of the next byte.
    pub received: u64,
    pub hash: Sha256,
    /// Whether [`Remote::hash`] is kept.
    pub hashes: bool,
    /// The last output, as much as [`Remote::keep`] says.
    pub text: Vec<u8>,
    pub keep: usize,
    pub snapshots: u32,
    pub skipped: u64,
    /// Sizes with their places.
    pub sizes: Vec<(u64, Size)>,
    credited: u64,
    /// Whether output counts as parsed when it arrives.
    pub parses: bool,
    typed: Vec<u8>,
    typed_from: u64,
    sent: u64,
    pub acked: u64,
    pub people: Vec<Present>,
    pub exited: Option<End>,
    pub refused: Vec<(ErrorCode, String)>,
    pub detached: Option<(ErrorCode, String)>,
}

impl Remote {
    fn new(terminal: Option<TerminalId>, want: Right) -> Self {
        Self {
            terminal,
            want,
            attached: None,
            received: 0,
            hash: Sha256::new(),
            hashes: true,
            text: Vec::new(),
            keep: 1 << 20,
            snapshots: 0,
            skipped: 0,
            sizes: Vec::new(),
            credited: 0,
            parses: true,
            typed: Vec::new(),
            typed_from: 0,
            sent: 0,
            acked: 0,
            people: Vec::new(),
            exited: None,
            refused: Vec::new(),
            detached: None,
        }
    }

    pub fn shows(&self, text: &str) -> bool {
        let text = text.as_bytes();
        self.text.windows(text.len()).any(|window| window == text)
    }

    fn output(&mut self, seq: u64, bytes: &[u8]) -> Outcome<()> {
        if seq != self.received {
            return Err(format!("output at {seq}, expected {}", self.received).into());
        }
        self.received += bytes.len() as u64;
        if self.hashes {
            self.hash.update(bytes);
        }
        if self.keep > 0 {
            self.text.extend_from_slice(bytes);
            if self.text.len() > 2 * self.keep {
                self.text.drain(..self.text.len() - self.keep);
            }
        }
        Ok(())
    }
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

    async fn plug_in(&mut self) -> Outcome<()> {
        let ticket = self.site.ticket().await?;
        self.socket = Some(Self::raw(&self.site).await?);
        self.close = None;
        self.control(0, Control::Hello(Hello { proto: PROTO, client_id: self.client, ticket })).await?;
        loop {
            let message = timeout(PATIENCE, self.message()).await??;
            if let Frame::Control { control: Control::Welcome(_), .. } = Frame::decode(&message)? {
                return Ok(());
            }
            self.take(&message)?;
        }
    }

    /// A socket on which nothing has been said.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn raw(site: &Site) -> Outcome<WebSocketStream<TcpStream>> {
        let mut request = format!("ws://{}{}", site.address, protocol::PATH).into_client_request()?;
        let headers = request.headers_mut();
        headers.insert("origin", site.origin().parse()?);
        headers.insert("cookie", site.cookie_header().parse()?);
        headers.insert("sec-websocket-protocol", SUBPROTOCOL.parse()?);
        let stream = TcpStream::connect(&site.address).await?;
        stream.set_nodelay(true)?;
        Ok(tokio_tungstenite::client_async(request, stream).await?.0)
    }

    /// The network goes: nothing is said, nothing more is sent or received.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn cut(&mut self) -> Outcome<()> {
        if let Some(socket) = self.socket.take() {
            let stream = socket.into_inner().into_std()?;
            socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO))?;
        }
        Ok(())
    }

    /// Comes back and resumes every terminal where it was.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn reconnect(&mut self) -> Outcome<()> {
        self.plug_in().await?;
        let channels: Vec<_> = self.remotes.keys().copied().collect();
        for channel in channels {
            let Some(remote) = self.remotes.get_mut(&channel) else { continue };
            remote.attached = None;
            let Some(terminal) = remote.terminal else { continue };
            let attach = Attach {
                terminal,
                want: remote.want,
                next_seq: Some(remote.received),
                next_iseq: remote.acked,
                size: None,
            };
            self.control(channel, Control::Attach(attach)).await?;
            self.until(channel, |remote| remote.attached.is_some() || remote.detached.is_some()).await?;
            if let Some(remote) = self.remotes.get_mut(&channel) {
                remote.sent = remote.acked;
            }
            self.send_input(channel).await?;
        }
        Ok(())
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
        self.until(channel, |remote| remote.attached.is_some() || remote.detached.is_some()).await?;
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

    /// Types; what the window does not allow yet goes when it does.
    ///
    /// # Errors
    /// When the socket breaks: the keys are kept.
    pub async fn type_in(&mut self, channel: Channel, bytes: &[u8]) -> Outcome<()> {
        self.remote_mut(channel).typed.extend_from_slice(bytes);
        self.send_input(channel).await
    }

    async fn send_input(&mut self, channel: Channel) -> Outcome<()> {
        loop {
            let remote = self.remote_mut(channel);
            let Some(attached) = &remote.attached else { return Ok(()) };
            let end = remote.typed_from + remote.typed.len() as u64;
            let room = remote.acked + u64::from(protocol::INPUT_WINDOW_BYTES);
            let to = end.min(room).min(remote.sent + MAX_INPUT_BYTES as u64);
            if to <= remote.sent {
                return Ok(());
            }
            let from = usize::try_from(remote.sent - remote.typed_from)?;
            let bytes = &remote.typed[from..usize::try_from(to - remote.typed_from)?];
            let frame = Frame::Input { channel, iseq: remote.sent, epoch: attached.epoch, bytes }.encode();
            remote.sent = to;
            self.send(frame).await?;
        }
    }

    /// # Errors
    /// When the socket breaks.
    pub async fn control(&mut self, channel: Channel, control: Control) -> Outcome<()> {
        self.send(Frame::Control { channel, control }.encode()).await
    }

    /// # Errors
    /// When the socket breaks.
    pub async fn send(&mut self, frame: Vec<u8>) -> Outcome<()> {
        let socket = self.socket.as_mut().ok_or("not connected")?;
        Ok(socket.send(Message::Binary(frame.into())).await?)
    }

    async fn message(&mut self) -> Outcome<Bytes> {
        let socket = self.socket.as_mut().ok_or("not connected")?;
        loop {
            match socket.next().await {
                Some(Ok(Message::Binary(message))) => return Ok(message),
                Some(Ok(Message::Close(frame))) => {
                    self.close = frame.map(|frame| frame.code.into());
                    return Err(format!("closed by the server: {:?}", self.close).into());
                }
                Some(Ok(_)) => {}
                Some(Err(WsError::ConnectionClosed)) | None => return Err("the socket ended".into()),
                Some(Err(error)) => return Err(error.into()),
            }
        }
    }

    /// Takes the next message and does what a browser does with it.
    ///
    /// # Errors
    /// When the socket breaks, or the server breaks the rules.
    pub async fn step(&mut self) -> Outcome<()> {
        let message = self.message().await?;
        let channel = self.take(&message)?;
        if let Some(channel) = channel {
            self.credit(channel).await?;
            self.send_input(channel).await?;
        }
        Ok(())
    }

    async fn credit(&mut self, channel: Channel) -> Outcome<()> {
        let Some(remote) = self.remotes.get_mut(&channel) else { return Ok(()) };
        if !remote.parses || remote.received < remote.credited + CREDIT_EVERY_BYTES {
            return Ok(());
        }
        remote.credited = remote.received;
        let frame = Frame::Credit { channel, parsed: remote.received, window: OUTPUT_WINDOW_BYTES }.encode();
        self.send(frame).await
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

    fn take(&mut self, message: &[u8]) -> Outcome<Option<Channel>> {
        self.frames += 1;
        self.wire_bytes += message.len() as u64;
        let (channel, control) = match Frame::decode(message)? {
            Frame::Output { channel, seq, bytes, .. } => {
                if let Some(remote) = self.remotes.get_mut(&channel) {
                    remote.output(seq, bytes)?;
                }
                return Ok(Some(channel));
            }
            Frame::Snapshot { channel, seq, size, part, .. } => {
                if let Some(remote) = self.remotes.get_mut(&channel).filter(|_| part == 0) {
                    remote.snapshots += 1;
                    remote.text.clear();
                    (remote.received, remote.credited) = (seq, seq);
                    remote.sizes.push((seq, size));
                }
                return Ok(Some(channel));
            }
            Frame::Size { channel, at_seq, size } => {
                if let Some(remote) = self.remotes.get_mut(&channel) {
                    remote.sizes.push((at_seq, size));
                }
                return Ok(Some(channel));
            }
            Frame::InputAck { channel, iseq_written, .. } => {
                if let Some(remote) = self.remotes.get_mut(&channel) {
                    remote.acknowledged(iseq_written);
                }
                return Ok(Some(channel));
            }
            Frame::Pong { .. } => {
                self.pongs += 1;
                return Ok(None);
            }
            Frame::Control { channel, control } => (channel, control),
            other => return Err(format!("the server sent {other:?}").into()),
        };
        let Some(remote) = self.remotes.get_mut(&channel) else {
            match control {
                Control::Error { code, message, .. } => self.errors.push((code, message)),
                Control::ServerGoing { in_s } => self.going = Some(in_s),
                _ => {}
            }
            return Ok(None);
        };
        match control {
            Control::Opened { terminal } => remote.terminal = Some(terminal),
            Control::Attached(attached) => {
                if attached.mode == Mode::Resume {
                    remote.credited = remote.received;
                }
                remote.acknowledged(attached.iseq_written);
                remote.attached = Some(attached);
            }
            Control::ControlChanged { you, epoch, .. } => {
                if let Some(attached) = &mut remote.attached {
                    (attached.controller, attached.epoch) = (you, epoch);
                }
            }
            Control::Presence { people, .. } => remote.people = people,
            Control::Skipped { from, to } => remote.skipped += to - from,
            Control::Exited { end, .. } => remote.exited = Some(end),
            Control::Error { code, message, .. } => remote.refused.push((code, message)),
            Control::Detached { code, message } => remote.detached = Some((code, message)),
            _ => {}
        }
        Ok(Some(channel))
    }
}

impl Remote {
    fn acknowledged(&mut self, written: u64) {
        let written = written.max(self.acked);
        let gone = usize::try_from(written.saturating_sub(self.typed_from)).unwrap_or_default();
        self.typed.drain(..gone.min(self.typed.len()));
        self.typed_from = self.typed_from.max(written);
        self.acked = written;
        self.sent = self.sent.max(written);
    }
}
