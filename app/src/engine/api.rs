//! Server functions of the engine room.

use leptos::prelude::*;
use leptos::server_fn::Websocket;

use crate::call::{Postcard, PostcardEncoding};
use crate::engine::types::details::{ContainerNews, Details, Loss};
use crate::engine::types::list::{ListNews, Listing};
use crate::engine::types::log::{LogLine, LogQuestion};
use crate::engine::types::overview::{Overview, OverviewNews};
use crate::engine::types::verb::{Outcome, Verb};
use crate::error::Result;
use crate::metrics::feed::{Answers, Asks};
use crate::terminals::types::Destination;

/// The host, its engine and its last minutes.
#[server(name = ReadOverview, output = Postcard)]
pub async fn read_overview() -> Result<Overview> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::ViewEngine)?;
    Ok(crate::engine::store::overview::read(&cx))
}

/// What changes on the overview.
#[server(name = WatchOverview, protocol = Websocket<PostcardEncoding, PostcardEncoding>)]
pub async fn watch_overview(asks: Asks<()>) -> Result<Answers<OverviewNews>> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::ViewEngine)?;
    Ok(crate::metrics::feed::answer(cx, asks, |cx, ()| async move { Ok(crate::engine::store::overview::changes(&cx)) }))
}

/// All containers of the host.
#[server(name = ReadContainers, output = Postcard)]
pub async fn read_containers() -> Result<Listing> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::ViewEngine)?;
    Ok(crate::engine::store::list::read(&cx))
}

/// What changes in the list of containers.
#[server(name = WatchContainers, protocol = Websocket<PostcardEncoding, PostcardEncoding>)]
pub async fn watch_containers(asks: Asks<()>) -> Result<Answers<ListNews>> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::ViewEngine)?;
    Ok(crate::metrics::feed::answer(cx, asks, |cx, ()| async move { Ok(crate::engine::store::list::changes(&cx)) }))
}

/// One container in full.
#[server(name = ReadContainer, output = Postcard)]
pub async fn read_container(name: String) -> Result<Details> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::ViewEngine)?;
    crate::engine::store::details::read(&cx, &name).await
}

/// What changes about one container; the question is its name.
#[server(name = WatchContainer, protocol = Websocket<PostcardEncoding, PostcardEncoding>)]
pub async fn watch_container(asks: Asks<String>) -> Result<Answers<ContainerNews>> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::ViewEngine)?;
    Ok(crate::metrics::feed::answer(
        cx,
        asks,
        |cx, name| async move { crate::engine::store::details::changes(&cx, &name) },
    ))
}

/// The last lines of a container's log.
#[server(name = ReadLog, output = Postcard)]
pub async fn read_log(name: String) -> Result<Vec<LogLine>> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::ViewEngine)?;
    crate::engine::store::log::tail(&cx, &name).await
}

/// A container's log as it is written.
#[server(name = WatchLog, protocol = Websocket<PostcardEncoding, PostcardEncoding>)]
pub async fn watch_log(asks: Asks<LogQuestion>) -> Result<Answers<Vec<LogLine>>> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::ViewEngine)?;
    Ok(crate::metrics::feed::answer(cx, asks, |cx, question| async move {
        crate::engine::store::log::follow(&cx, &question)
    }))
}

/// What would be lost if a container were removed.
#[server(name = WeighRemoval, output = Postcard)]
pub async fn weigh_removal(name: String) -> Result<Loss> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::ManageContainers)?;
    crate::engine::store::details::weigh(&cx, &name).await
}

/// Starts, stops, restarts or removes containers; each by its name, with its own outcome.
#[server(name = ManageContainers, output = Postcard)]
pub async fn manage_containers(verb: Verb, #[server(default)] names: Vec<String>) -> Result<Vec<Outcome>> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::ManageContainers)?;
    crate::engine::store::act::act(&cx, verb, names).await
}

/// Where the actor's terminals can lead.
#[server(name = TerminalPlaces, output = Postcard)]
pub async fn terminal_places() -> Result<Vec<Destination>> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::ViewEngine)?;
    crate::engine::store::places::read(&cx).await
}
