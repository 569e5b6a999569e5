//! Server functions of terminals; their bytes travel over [`super::protocol`].

pub mod record;

use leptos::prelude::*;

use crate::call::Postcard;
use crate::error::Result;
use crate::id::{TerminalId, UserId};
use crate::terminals::protocol::OpenKind;
use crate::terminals::types::{MyTerminal, RunningTerminal, SharedTerminal, Sharing};

/// A ticket for one [`super::protocol::Hello`]: good once, for half a minute, for this sign-in.
#[server(name = TerminalTicket, output = Postcard)]
pub async fn ticket() -> Result<String> {
    let cx = crate::ctx::ctx().await?;
    let actor = cx.require(crate::auth::types::Permission::OwnAccount)?;
    // Said here: of a socket that does not open a browser learns no more.
    cx.state.terminals.link().ready().await?;
    Ok(cx.state.terminals.ticket(actor))
}

/// Running terminals of this kind that the actor may attach, oldest first.
#[server(name = TerminalsOf, output = Postcard)]
pub async fn sessions_of(kind: OpenKind) -> Result<Vec<RunningTerminal>> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::OwnAccount)?;
    cx.state.terminals.clone().running(&cx, kind).await
}

/// All running terminals of the actor's own, oldest first.
#[server(name = MyTerminals, output = Postcard)]
pub async fn my_terminals() -> Result<Vec<MyTerminal>> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::OwnAccount)?;
    cx.state.terminals.clone().mine(&cx).await
}

/// Puts off the end of a terminal of the actor's own that is shown nowhere.
#[server(name = KeepTerminal, output = Postcard)]
pub async fn keep_terminal(terminal: TerminalId) -> Result<()> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::OwnAccount)?;
    cx.state.terminals.clone().keep(&cx, terminal).await
}

/// A running terminal that the actor may see, for its own page.
#[server(name = ReadSharedTerminal, output = Postcard)]
pub async fn shared(terminal: TerminalId) -> Result<SharedTerminal> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::OwnAccount)?;
    cx.state.terminals.clone().shared(&cx, terminal).await
}

/// Whom the actor has invited to a terminal of theirs, and whom they may.
#[server(name = ReadSharing, output = Postcard)]
pub async fn sharing(terminal: TerminalId) -> Result<Sharing> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::OwnAccount)?;
    cx.state.terminals.clone().sharing(&cx, terminal).await
}

/// Lets somebody of the class look at a terminal of the actor's, or also ask for control.
#[server(name = InviteToTerminal, output = Postcard)]
pub async fn invite(terminal: TerminalId, user: UserId, #[server(default)] may_ask: bool) -> Result<Sharing> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::OwnAccount)?;
    cx.state.terminals.clone().invite(&cx, terminal, user, may_ask).await
}

/// Takes an invitation back, at once.
#[server(name = UninviteFromTerminal, output = Postcard)]
pub async fn uninvite(terminal: TerminalId, user: UserId) -> Result<Sharing> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::OwnAccount)?;
    cx.state.terminals.clone().uninvite(&cx, terminal, user).await
}
