//! The tab's socket: opened with a ticket, cut, left hanging, opened again.

use std::time::Duration;

use app::terminals::protocol::{self, Attach, Channel, Control, Frame, Hello, PROTO, SUBPROTOCOL};
use bytes::Bytes;
use futures::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error as WsError, Message};

use super::{PATIENCE, Tab};
use crate::site::{Outcome, Site};

pub type Socket = WebSocketStream<TcpStream>;

impl Tab {
    pub(super) async fn plug_in(&mut self) -> Outcome<()> {
        let ticket = self.site.ticket().await?;
        self.socket = Some(Self::raw(&self.site).await?);
        self.close = None;
        self.control(0, Control::Hello(Hello { proto: PROTO, client_id: self.client, ticket })).await?;
        loop {
            let message = timeout(PATIENCE, self.heard()).await??;
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
    pub async fn raw(site: &Site) -> Outcome<Socket> {
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

    /// The tab takes its socket for dead and looks at it no more; it closes when what is returned goes.
    pub fn abandon(&mut self) -> Option<Socket> {
        self.socket.take()
    }

    /// The tab's own end of the connection.
    pub fn port(&self) -> Option<u16> {
        Some(self.socket.as_ref()?.get_ref().local_addr().ok()?.port())
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
            self.until(channel, |remote| remote.is_decided()).await?;
            if let Some(remote) = self.remotes.get_mut(&channel) {
                remote.sent = remote.acked;
            }
            self.send_input(channel).await?;
        }
        Ok(())
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

    /// The next message, for [`Tab::react`]. May be given up while it waits: nothing is lost.
    ///
    /// # Errors
    /// When the socket breaks, or is closed.
    pub async fn heard(&mut self) -> Outcome<Bytes> {
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
}

/// Bytes that a message from the server takes on the wire, unfragmented: its length and its head.
pub fn wire_bytes(message: usize) -> u64 {
    let head = match message {
        0..126 => 2,
        126..65_536 => 4,
        _ => 10,
    };
    head + message as u64
}
