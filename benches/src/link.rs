//! One terminal of one product, as a client of it sees it: bytes in, bytes out.

use std::time::Duration;

use app::id::TerminalId;
use app::terminals::protocol::{Channel, Control, OpenKind, Right, Size};
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use termbench::{Socket, Tab, wire_bytes};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::Outcome;
use crate::place::{Left, Lyceum};

pub const SIZE: Size = Size { cols: 80, rows: 24 };
/// A program that was told to end has ended after so long.
const END_PATIENCE: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub enum Link {
    Lyceum(Box<Tab>, Channel, Left),
    Peer(Box<Wire>),
}

/// The socket of a peer's page.
#[derive(Debug)]
pub struct Wire {
    socket: Socket,
    speaks: Speaks,
    frames: u64,
    bytes: u64,
}

#[derive(Debug, Clone, Copy)]
pub enum Speaks {
    /// A byte that says what follows.
    Ttyd,
    /// Lists in JSON.
    Terminado,
}

impl Link {
    pub async fn lyceum(place: &Lyceum) -> Outcome<Self> {
        let mut tab = Tab::connect(&place.site).await?;
        let channel = tab.open(OpenKind::HostShell, SIZE).await?;
        let remote = tab.remote_mut(channel);
        remote.hashes = false;
        remote.terminal.into_iter().for_each(|terminal| place.left.add(terminal));
        Ok(Self::Lyceum(Box::new(tab), channel, place.left.clone()))
    }

    pub async fn viewer(place: &Lyceum, terminal: TerminalId) -> Outcome<Self> {
        let mut tab = Tab::connect(&place.site).await?;
        let channel = tab.attach(terminal, Right::Viewer).await?;
        tab.remote_mut(channel).hashes = false;
        Ok(Self::Lyceum(Box::new(tab), channel, place.left.clone()))
    }

    pub async fn peer(speaks: Speaks, address: &str, path: &str) -> Outcome<Self> {
        let mut request = format!("ws://{address}{path}").into_client_request()?;
        if matches!(speaks, Speaks::Ttyd) {
            request.headers_mut().insert("sec-websocket-protocol", "tty".parse()?);
        }
        request.headers_mut().insert("origin", format!("http://{address}").parse()?);
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (mut socket, _) = tokio_tungstenite::client_async(request, stream).await?;
        let hello = match speaks {
            Speaks::Ttyd => {
                let hello = json!({ "AuthToken": "", "columns": SIZE.cols, "rows": SIZE.rows }).to_string();
                Message::Binary(hello.into_bytes().into())
            }
            Speaks::Terminado => Message::Text(json!(["set_size", SIZE.rows, SIZE.cols]).to_string().into()),
        };
        socket.send(hello).await?;
        Ok(Self::Peer(Box::new(Wire { socket, speaks, frames: 0, bytes: 0 })))
    }

    pub async fn send(&mut self, bytes: &[u8]) -> Outcome<()> {
        match self {
            Self::Lyceum(tab, channel, _) => tab.type_in(*channel, bytes).await,
            Self::Peer(wire) => {
                let message = match wire.speaks {
                    Speaks::Ttyd => Message::Binary([b"0", bytes].concat().into()),
                    Speaks::Terminado => {
                        Message::Text(json!(["stdin", String::from_utf8_lossy(bytes)]).to_string().into())
                    }
                };
                Ok(wire.socket.send(message).await?)
            }
        }
    }

    /// The next message, for [`Link::output`]. May be given up while it waits: nothing is lost.
    pub async fn heard(&mut self) -> Outcome<Message> {
        match self {
            Self::Lyceum(tab, ..) => Ok(Message::Binary(tab.heard().await?)),
            Self::Peer(wire) => Ok(wire.socket.next().await.ok_or("the socket ended")??),
        }
    }

    /// What a message says; empty for anything but output. To be waited for to its end.
    pub async fn output(&mut self, message: Message) -> Outcome<Vec<u8>> {
        match self {
            Self::Lyceum(tab, channel, _) => {
                tab.react(&message.into_data()).await?;
                Ok(std::mem::take(&mut tab.remote_mut(*channel).text))
            }
            Self::Peer(wire) => {
                wire.frames += 1;
                wire.bytes += wire_bytes(message.len());
                match (wire.speaks, message) {
                    (Speaks::Ttyd, Message::Binary(bytes)) if bytes.first() == Some(&b'0') => Ok(bytes[1..].to_vec()),
                    (Speaks::Terminado, Message::Text(text)) => {
                        let value: Value = serde_json::from_str(&text)?;
                        let output = value[1].as_str().filter(|_| value[0] == "stdout").unwrap_or_default();
                        Ok(output.as_bytes().to_vec())
                    }
                    (_, Message::Close(_)) => Err("closed by the server".into()),
                    _ => Ok(Vec::new()),
                }
            }
        }
    }

    pub async fn receive(&mut self) -> Outcome<Vec<u8>> {
        let message = self.heard().await?;
        self.output(message).await
    }

    /// Receives until these bytes have come.
    pub async fn until(&mut self, words: &[u8]) -> Outcome<()> {
        let mut last = Vec::new();
        while !last.windows(words.len()).any(|window| window == words) {
            let keep = last.len().saturating_sub(words.len());
            last.drain(..keep);
            last.extend_from_slice(&self.receive().await?);
        }
        Ok(())
    }

    /// A quiet line: no prompt, no echo, no translation.
    pub async fn make_raw(&mut self) -> Outcome<()> {
        self.send(b"exec sh\rPS1=; stty raw -echo; printf rea'dy\\n'\r").await?;
        self.until(b"ready\n").await
    }

    /// Another terminal that floods: beside this one on its socket, where a product has that.
    pub async fn flood_beside(&mut self) -> Outcome<bool> {
        let Self::Lyceum(tab, _, left) = self else { return Ok(false) };
        let beside = tab.open(OpenKind::HostShell, SIZE).await?;
        let remote = tab.remote_mut(beside);
        (remote.hashes, remote.keep) = (false, 0);
        remote.terminal.into_iter().for_each(|terminal| left.add(terminal));
        tab.type_in(beside, b"exec yes\r").await?;
        Ok(true)
    }

    /// Messages received so far, and the bytes they took on the wire.
    pub fn traffic(&self) -> (u64, u64) {
        match self {
            Self::Lyceum(tab, ..) => (tab.frames, tab.wire_bytes),
            Self::Peer(wire) => (wire.frames, wire.bytes),
        }
    }

    /// Bytes of output that were passed over for this client, which was too slow for them.
    pub fn skipped(&self) -> u64 {
        match self {
            Self::Lyceum(tab, channel, _) => tab.remote(*channel).skipped,
            Self::Peer(_) => 0,
        }
    }

    /// Ends the program, as a person who closes the terminal.
    pub async fn close(self) -> Outcome<()> {
        match self {
            Self::Lyceum(tab, _, left) => end_all(*tab, &left).await,
            // The program ends with its socket.
            Self::Peer(mut wire) => {
                let _ = timeout(END_PATIENCE, wire.socket.close(None)).await;
                Ok(())
            }
        }
    }

    /// The network goes; what becomes of the program is the product's affair.
    pub fn cut(self) -> Outcome<()> {
        match self {
            Self::Lyceum(mut tab, ..) => tab.cut(),
            Self::Peer(wire) => {
                let stream = wire.socket.into_inner().into_std()?;
                Ok(socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO))?)
            }
        }
    }
}

/// Ends every program of this tab.
pub async fn end_all(mut tab: Tab, left: &Left) -> Outcome<()> {
    let channels: Vec<Channel> = tab.remotes.keys().copied().collect();
    for channel in &channels {
        tab.control(*channel, Control::Kill).await?;
    }
    for channel in channels {
        tab.until_within(END_PATIENCE, channel, |remote| remote.exited.is_some() || remote.detached.is_some()).await?;
        tab.remote(channel).terminal.iter().for_each(|terminal| left.remove(*terminal));
    }
    Ok(())
}

/// Ends programs that were left behind, as a person who finds them in the list of running terminals.
pub async fn sweep(place: &Lyceum) -> Outcome<()> {
    for terminal in place.left.all() {
        let mut tab = Tab::connect(&place.site).await?;
        // One that is not there any more needs no end.
        if tab.attach(terminal, Right::Writer).await.is_ok() {
            end_all(tab, &place.left).await?;
        }
        place.left.remove(terminal);
    }
    Ok(())
}
