//! Server functions of terminals; their bytes travel over [`super::protocol`].

use leptos::prelude::*;

use crate::error::Result;
use crate::terminals::protocol::OpenKind;
use crate::terminals::types::{MyTerminal, RunningTerminal};

/// A ticket for one [`super::protocol::Hello`]: good once, for half a minute, for this sign-in.
#[server(name = TerminalTicket)]
pub async fn ticket() -> Result<String> {
    let cx = crate::ctx::ctx().await?;
    let actor = cx.require(crate::auth::types::Permission::OwnAccount)?;
    Ok(cx.state.terminals.ticket(actor))
}

/// Running terminals of this kind that the actor may attach, oldest first.
#[server(name = TerminalsOf)]
pub async fn sessions_of(kind: OpenKind) -> Result<Vec<RunningTerminal>> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::OwnAccount)?;
    cx.state.terminals.clone().running(&cx, kind).await
}

/// All running terminals of the actor's own, oldest first.
#[server(name = MyTerminals)]
pub async fn my_terminals() -> Result<Vec<MyTerminal>> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::OwnAccount)?;
    cx.state.terminals.clone().mine(&cx).await
}
