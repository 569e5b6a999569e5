//! One terminal of one product, as a client of it sees it: bytes in, bytes out.

use app::terminals::protocol::{Channel, OpenKind, Size};
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use termbench::{Site, Tab};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::Outcome;

pub const SIZE: Size = Size { cols: 80, rows: 24 };

/// Where a terminal can be had.
#[derive(Debug, Clone)]
pub enum Place {
    Lyceum(Site),
    /// Address of a ttyd.
    Ttyd(String),
    /// Address of a terminado.
    Terminado(String),
}

impl Place {
    pub fn name(&self) -> &'static str {
        match self {
            Self::Lyceum(_) => "lyceum",
            Self::Ttyd(_) => "ttyd",
            Self::Terminado(_) => "terminado",
        }
    }

    pub async fn open(&self) -> Outcome<Link> {
        match self {
            Self::Lyceum(site) => {
                let mut tab = Tab::connect(site).await?;
                let channel = tab.open(OpenKind::HostShell, SIZE).await?;
                tab.remote_mut(channel).hashes = false;
                Ok(Link::Lyceum(Box::new(tab), channel))
            }
            Self::Ttyd(address) => {
                let mut socket = connect(address, "/ws", Some("tty")).await?;
                let hello = json!({ "AuthToken": "", "columns": SIZE.cols, "rows": SIZE.rows }).to_string();
                socket.send(Message::Binary(hello.into_bytes().into())).await?;
                Ok(Link::Ttyd(Box::new(socket)))
            }
            Self::Terminado(address) => {
                let mut socket = connect(address, "/websocket", None).await?;
                let size = json!(["set_size", SIZE.rows, SIZE.cols]).to_string();
                socket.send(Message::Text(size.into())).await?;
                Ok(Link::Terminado(Box::new(socket)))
            }
        }
    }
}

#[derive(Debug)]
pub enum Link {
    Lyceum(Box<Tab>, Channel),
    Ttyd(Box<WebSocketStream<TcpStream>>),
    Terminado(Box<WebSocketStream<TcpStream>>),
}

impl Link {
    pub async fn send(&mut self, bytes: &[u8]) -> Outcome<()> {
        match self {
            Self::Lyceum(tab, channel) => tab.type_in(*channel, bytes).await,
            Self::Ttyd(socket) => {
                let message = [b"0", bytes].concat();
                Ok(socket.send(Message::Binary(message.into())).await?)
            }
            Self::Terminado(socket) => {
                let message = json!(["stdin", String::from_utf8_lossy(bytes)]).to_string();
                Ok(socket.send(Message::Text(message.into())).await?)
            }
        }
    }

    /// The next output; empty for anything else that came.
    pub async fn receive(&mut self) -> Outcome<Vec<u8>> {
        match self {
            Self::Lyceum(tab, channel) => {
                tab.step().await?;
                Ok(std::mem::take(&mut tab.remote_mut(*channel).text))
            }
            Self::Ttyd(socket) => match message(socket).await? {
                Message::Binary(bytes) if bytes.first() == Some(&b'0') => Ok(bytes[1..].to_vec()),
                _ => Ok(Vec::new()),
            },
            Self::Terminado(socket) => match message(socket).await? {
                Message::Text(text) => {
                    let value: Value = serde_json::from_str(&text)?;
                    let output = value[1].as_str().filter(|_| value[0] == "stdout").unwrap_or_default();
                    Ok(output.as_bytes().to_vec())
                }
                _ => Ok(Vec::new()),
            },
        }
    }

    /// Receives until the output ends with this; gives everything that came.
    pub async fn until(&mut self, end: &[u8]) -> Outcome<Vec<u8>> {
        let mut all = Vec::new();
        while !all.ends_with(end) {
            all.extend_from_slice(&self.receive().await?);
        }
        Ok(all)
    }

    /// A quiet line: no prompt, no echo, no translation.
    pub async fn make_raw(&mut self) -> Outcome<()> {
        self.send(b"exec sh\rPS1=; stty raw -echo; printf rea'dy\\n'\r").await?;
        self.until(b"ready\n").await?;
        Ok(())
    }
}

async fn message(socket: &mut WebSocketStream<TcpStream>) -> Outcome<Message> {
    Ok(socket.next().await.ok_or("the socket ended")??)
}

async fn connect(address: &str, path: &str, protocol: Option<&str>) -> Outcome<WebSocketStream<TcpStream>> {
    let mut request = format!("ws://{address}{path}").into_client_request()?;
    if let Some(protocol) = protocol {
        request.headers_mut().insert("sec-websocket-protocol", protocol.parse()?);
    }
    request.headers_mut().insert("origin", format!("http://{address}").parse()?);
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    Ok(tokio_tungstenite::client_async(request, stream).await?.0)
}
