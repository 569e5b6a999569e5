//! The raw two-way stream of a program's terminal: the engine's socket, after the upgrade.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use bollard::Docker;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::timeout;

use crate::error::{Error, Result};
use crate::terminals::session::TryWrite;

/// Longest head of the engine's answer, bytes.
const MAX_HEAD_BYTES: usize = 16 * 1024;
/// How long the engine may take to answer one call, seconds.
const CALL_TIMEOUT_S: u64 = 30;
/// Starting a program may wait for a busy engine.
const START_TIMEOUT: Duration = Duration::from_secs(30);

/// Where the engine listens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Dial {
    Unix(PathBuf),
    /// `host:port`.
    Tcp(String),
}

impl Dial {
    /// From an address as Docker writes it: `unix:///path`, `/path`, `tcp://host:port`, `http://host:port`.
    pub fn parse(address: &str) -> Option<Self> {
        match address.split_once("://") {
            Some(("unix", path)) => Some(Self::Unix(path.into())),
            None if address.starts_with('/') => Some(Self::Unix(address.into())),
            Some(("tcp" | "http", host)) => Some(Self::Tcp(host.trim_end_matches('/').to_owned())),
            _ => None,
        }
    }

    /// A client for the engine there, of the newest version that both speak.
    ///
    /// # Errors
    /// When it does not answer.
    pub(super) async fn docker(&self) -> std::result::Result<Docker, bollard::errors::Error> {
        let newest = bollard::API_DEFAULT_VERSION;
        let docker = match self {
            Self::Unix(path) => Docker::connect_with_unix(&path.to_string_lossy(), CALL_TIMEOUT_S, newest)?,
            Self::Tcp(host) => Docker::connect_with_http(&format!("tcp://{host}"), CALL_TIMEOUT_S, newest)?,
        };
        docker.negotiate_version().await
    }
}

#[derive(Debug)]
pub(super) enum Stream {
    Unix(UnixStream),
    Tcp(TcpStream),
}

impl Stream {
    async fn open(dial: &Dial) -> io::Result<Self> {
        match dial {
            Dial::Unix(path) => UnixStream::connect(path).await.map(Self::Unix),
            Dial::Tcp(host) => {
                let stream = TcpStream::connect(host).await?;
                stream.set_nodelay(true)?;
                Ok(Self::Tcp(stream))
            }
        }
    }

    async fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Unix(stream) => stream.write_all(bytes).await,
            Self::Tcp(stream) => stream.write_all(bytes).await,
        }
    }

    async fn read_buf(&mut self, bytes: &mut Vec<u8>) -> io::Result<usize> {
        match self {
            Self::Unix(stream) => stream.read_buf(bytes).await,
            Self::Tcp(stream) => stream.read_buf(bytes).await,
        }
    }

    pub(super) async fn readable(&self) -> io::Result<()> {
        match self {
            Self::Unix(stream) => stream.readable().await,
            Self::Tcp(stream) => stream.readable().await,
        }
    }

    pub(super) async fn writable(&self) -> io::Result<()> {
        match self {
            Self::Unix(stream) => stream.writable().await,
            Self::Tcp(stream) => stream.writable().await,
        }
    }

    pub(super) fn try_read(&self, room: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Unix(stream) => stream.try_read(room),
            Self::Tcp(stream) => stream.try_read(room),
        }
    }
}

impl TryWrite for Stream {
    fn try_write(&self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Unix(stream) => stream.try_write(bytes),
            Self::Tcp(stream) => stream.try_write(bytes),
        }
    }
}

/// Starts a program that was made ready, and gives its stream with what it has said already.
pub(super) async fn start(dial: &Dial, docker: &Docker, exec: &str) -> Result<(Stream, Vec<u8>)> {
    let unavailable = |detail: String| Error::Unavailable { part: "The container engine".to_owned(), detail };
    match timeout(START_TIMEOUT, upgrade(dial, docker, exec)).await {
        Ok(Ok(Answer::Upgraded(stream, first))) => Ok((stream, first)),
        Ok(Ok(Answer::Refused(words))) => Err(Error::Refused(words)),
        Ok(Err(error)) => Err(unavailable(error.to_string())),
        Err(_) => Err(unavailable(format!("it did not start the program within {} s", START_TIMEOUT.as_secs()))),
    }
}

enum Answer {
    Upgraded(Stream, Vec<u8>),
    Refused(String),
}

async fn upgrade(dial: &Dial, docker: &Docker, exec: &str) -> io::Result<Answer> {
    const BODY: &str = r#"{"Detach":false,"Tty":true}"#;
    let version = docker.client_version();
    let mut stream = Stream::open(dial).await?;
    let request = format!(
        "POST /v{version}/exec/{exec}/start HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{BODY}",
        BODY.len()
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::with_capacity(1024);
    let body = loop {
        if let Some(at) = answer.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        if answer.len() > MAX_HEAD_BYTES || stream.read_buf(&mut answer).await? == 0 {
            return Err(io::Error::other("its answer makes no sense"));
        }
    };
    let status = answer.split(|byte| *byte == b' ').nth(1).unwrap_or_default().to_vec();
    // Engines before the upgrade was asked for answer 200 and send the stream all the same.
    if status == b"101" || status == b"200" {
        return Ok(Answer::Upgraded(stream, answer.split_off(body)));
    }
    // The refusal is one short JSON text, which has come or is about to.
    while answer.len() < MAX_HEAD_BYTES && !answer[body..].contains(&b'}') {
        if stream.read_buf(&mut answer).await? == 0 {
            break;
        }
    }
    let text = String::from_utf8_lossy(&answer[body..]);
    let words = text.find('{').and_then(|from| {
        let to = text.rfind('}')?;
        let json: serde_json::Value = serde_json::from_str(text.get(from..=to)?).ok()?;
        json.get("message")?.as_str().map(str::to_owned)
    });
    Ok(Answer::Refused(words.unwrap_or_else(|| "the program could not be started".to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_docker_writes_them() {
        assert_eq!(Dial::parse("unix:///var/run/docker.sock"), Some(Dial::Unix("/var/run/docker.sock".into())));
        assert_eq!(Dial::parse("/run/x.sock"), Some(Dial::Unix("/run/x.sock".into())));
        assert_eq!(Dial::parse("tcp://lab:2375"), Some(Dial::Tcp("lab:2375".into())));
        assert_eq!(Dial::parse("ssh://lab"), None);
    }
}
