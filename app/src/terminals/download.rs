//! The record and recordings as files.

use std::collections::HashMap;
use std::io::{BufReader, ErrorKind, Write};

use axum::body::{Body, Bytes};
use axum::extract::{Path, Query};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::io::ReaderStream;

use super::recording::files::Files;
use super::recording::{cast, raw};
use super::store;
use super::types::record::RecordQuery;
use crate::audit;
use crate::auth::types::Permission;
use crate::ctx::{AppState, Ctx};
use crate::error::{Error, Result};
use crate::id::TerminalId;

/// Pieces of a converted recording on their way.
const PIECES: usize = 4;
const PIECE_BYTES: usize = 64 * 1024;

/// `GET /admin/terminals.csv`: the record, filtered as the page is.
pub fn csv() -> MethodRouter<AppState> {
    get(send_csv)
}

async fn send_csv(cx: Ctx, Query(asked): Query<HashMap<String, String>>) -> Result<Response> {
    cx.require(Permission::ManageTerminals)?;
    let query = RecordQuery::of(|key| asked.get(key).cloned());
    let bytes = store::csv(&cx, &query).await?;
    audit::store::record(cx.db(), &cx, "export terminals", "terminals", "", None, None).await?;
    Ok(saved_as("terminals.csv", "text/csv; charset=utf-8", bytes))
}

/// `GET /terminals/{id}/recording.cast`: as it was written, asciicast v3; with `?version=2` as the older format.
pub fn recording() -> MethodRouter<AppState> {
    get(send_recording)
}

async fn send_recording(
    cx: Ctx,
    Path(id): Path<TerminalId>,
    Query(asked): Query<HashMap<String, String>>,
) -> Result<Response> {
    let file = opened(&recording_of(&cx, id).await?).await?;
    let old = asked.get("version").is_some_and(|version| version == "2");
    let body = if old {
        let file = BufReader::new(file.into_std().await);
        Body::from_stream(made(move |output| cast::to_v2(file, output)))
    } else {
        Body::from_stream(ReaderStream::new(file))
    };
    let name = format!("terminal-{id}{}.cast", if old { "-v2" } else { "" });
    Ok(saved_as(&name, "application/x-asciicast", body))
}

/// `GET /terminals/{id}/recording.raw`: all output as the program wrote it, byte by byte, whether it is text or not.
pub fn raw() -> MethodRouter<AppState> {
    get(send_raw)
}

async fn send_raw(cx: Ctx, Path(id): Path<TerminalId>) -> Result<Response> {
    let files = recording_of(&cx, id).await?;
    let file = BufReader::new(opened(&files).await?.into_std().await);
    let replaced = match tokio::fs::File::open(files.raw).await {
        Ok(file) => Some(file.into_std().await),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(Error::internal(error)),
    };
    let body = Body::from_stream(made(move |output| match replaced {
        Some(replaced) => raw::restore(file, BufReader::new(replaced), output),
        None => raw::restore(file, std::io::empty(), output),
    }));
    Ok(saved_as(&format!("terminal-{id}.raw"), "application/octet-stream", body))
}

/// Something to be saved under this name, and kept by nobody on the way.
fn saved_as(name: &str, kind: &'static str, body: impl Into<Body>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, body.into()).into_response()
}

/// The files of a recording that this person may look at.
async fn recording_of(cx: &Ctx, id: TerminalId) -> Result<Files> {
    cx.require(Permission::OwnAccount)?;
    let (session, ..) = cx.state.terminals.look(cx, id).await?;
    Ok(store::files_of(cx, &session))
}

async fn opened(files: &Files) -> Result<tokio::fs::File> {
    let gone = |_| Error::NotFound("recording on this machine".to_owned());
    tokio::fs::File::open(&files.cast).await.map_err(gone)
}

/// A file that is made while it is sent.
fn made(
    make: impl FnOnce(&mut Pieces) -> std::io::Result<()> + Send + 'static,
) -> ReceiverStream<std::io::Result<Bytes>> {
    let (pieces, sent) = mpsc::channel(PIECES);
    tokio::task::spawn_blocking(move || {
        let mut output = Pieces { pieces: pieces.clone(), held: Vec::new() };
        let outcome = make(&mut output).and_then(|()| output.flush());
        if let Err(error) = outcome {
            _ = pieces.blocking_send(Err(error));
        }
    });
    ReceiverStream::new(sent)
}

/// Writes into a channel, in pieces of some size.
struct Pieces {
    pieces: mpsc::Sender<std::io::Result<Bytes>>,
    held: Vec<u8>,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.held.extend_from_slice(bytes);
        if self.held.len() >= PIECE_BYTES {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        let held = Bytes::from(std::mem::take(&mut self.held));
        self.pieces.blocking_send(Ok(held)).map_err(|_| std::io::ErrorKind::BrokenPipe.into())
    }
}
