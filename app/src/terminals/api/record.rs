//! Server functions of the record of sessions and of their recordings.

use leptos::prelude::*;

use crate::call::Postcard;
use crate::error::Result;
use crate::id::TerminalId;
use crate::terminals::types::record::{EndLine, RecordPage, RecordQuery, SessionView};
use crate::terminals::types::replay::{Hits, Part, PartFrom, ReplayView};

/// One's own sessions.
#[server(name = MyTerminals, output = Postcard)]
pub async fn my_terminals(query: RecordQuery) -> Result<RecordPage> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::OwnAccount)?;
    crate::terminals::store::page(&cx, crate::terminals::types::record::Scope::Own, &query).await
}

/// The sessions in the labs of one's classes.
#[server(name = ClassTerminals, output = Postcard)]
pub async fn class_terminals(query: RecordQuery) -> Result<RecordPage> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::RunClass)?;
    crate::terminals::store::page(&cx, crate::terminals::types::record::Scope::Classes, &query).await
}

/// Everybody's sessions.
#[server(name = AllTerminals, output = Postcard)]
pub async fn all_terminals(query: RecordQuery) -> Result<RecordPage> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::ManageTerminals)?;
    crate::terminals::store::page(&cx, crate::terminals::types::record::Scope::Everybody, &query).await
}

/// One session that the actor may see.
#[server(name = TerminalRecord, output = Postcard)]
pub async fn terminal_record(id: TerminalId) -> Result<SessionView> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::OwnAccount)?;
    crate::terminals::store::session(&cx, id).await
}

/// Ends sessions; their people read the reason.
#[server(name = EndTerminals, output = Postcard)]
pub async fn end_terminals(#[server(default)] ids: Vec<TerminalId>, reason: String) -> Result<Vec<EndLine>> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::ManageTerminals)?;
    cx.state.terminals.clone().end(&cx, ids, &reason).await
}

#[server(name = DeleteRecording, output = Postcard)]
pub async fn delete_recording(id: TerminalId) -> Result<()> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::ManageTerminals)?;
    crate::terminals::store::delete(&cx, id).await
}

/// A recording that the actor may see, with the screen at this time.
#[server(name = Replay, output = Postcard)]
pub async fn replay(id: TerminalId, at_ms: u64) -> Result<ReplayView> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::OwnAccount)?;
    cx.state.terminals.clone().replay(&cx, id, at_ms).await
}

/// Some of a recording, to play.
#[server(name = ReplayPart, output = Postcard)]
pub async fn replay_part(id: TerminalId, from: PartFrom) -> Result<Part> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::OwnAccount)?;
    cx.state.terminals.clone().replay_part(&cx, id, from).await
}

/// Where a recording shows a text.
#[server(name = SearchReplay, output = Postcard)]
pub async fn search_replay(id: TerminalId, text: String) -> Result<Hits> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::OwnAccount)?;
    cx.state.terminals.clone().search_replay(&cx, id, text).await
}
