//! Server functions of labs: one's own, then a class's for its staff.

use leptos::prelude::*;
use leptos::server_fn::Websocket;

use crate::call::{Postcard, PostcardEncoding};
use crate::error::Result;
use crate::id::{SectionId, UserId, WorkspaceId};
use crate::labs::types::{ClassView, Heard, Hearer, LabResult, LabView, MyLab, ShownTerminal, WatchView};
use crate::metrics::feed::{Answers, Asks};
use crate::terminals::protocol::Typing;
use crate::terminals::types::Destination;

/// The states of the labs beside one's sections.
#[server(name = MyLabs, output = Postcard)]
pub async fn my_labs() -> Result<Vec<MyLab>> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::Study)?;
    crate::labs::store::my_labs(&cx).await
}

/// [`my_labs`], live.
#[server(name = FollowMyLabs, protocol = Websocket<PostcardEncoding, PostcardEncoding>)]
pub async fn follow_my_labs(asks: Asks<()>) -> Result<Answers<Vec<MyLab>>> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::Study)?;
    Ok(crate::labs::feed::my_labs(cx, asks))
}

/// Where terminals in one's own labs can lead: to those that run.
#[server(name = MyLabPlaces, output = Postcard)]
pub async fn my_lab_places() -> Result<Vec<Destination>> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::OpenLab)?;
    crate::labs::store::my_places(&cx).await
}

/// One's own lab in a section.
#[server(name = MyLabIn, output = Postcard)]
pub async fn my_lab(section: SectionId) -> Result<LabView> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::OpenLab)?;
    crate::labs::store::my_lab(&cx, section).await
}

/// [`my_lab`], live.
#[server(name = FollowMyLab, protocol = Websocket<PostcardEncoding, PostcardEncoding>)]
pub async fn follow_my_lab(asks: Asks<SectionId>) -> Result<Answers<LabView>> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::OpenLab)?;
    Ok(crate::labs::feed::my_lab(cx, asks))
}

/// Makes or wakes one's own lab.
#[server(name = StartMyLab, output = Postcard)]
pub async fn start_my_lab(section: SectionId) -> Result<()> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::OpenLab)?;
    crate::labs::store::start_mine(&cx, section).await
}

/// Stops one's own lab; the home folder stays.
#[server(name = StopMyLab, output = Postcard)]
pub async fn stop_my_lab(section: SectionId) -> Result<()> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::OpenLab)?;
    crate::labs::store::stop_mine(&cx, section).await
}

/// Makes the container of one's own lab anew; the home folder stays.
#[server(name = RecreateMyLab, output = Postcard)]
pub async fn recreate_my_lab(section: SectionId) -> Result<()> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::OpenLab)?;
    crate::labs::store::recreate_mine(&cx, section).await
}

/// A class with each student's lab.
#[server(name = ClassLabs, output = Postcard)]
pub async fn class(section: SectionId) -> Result<ClassView> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::RunClass)?;
    crate::labs::store::class_with_past(&cx, section).await
}

/// [`class`], live.
#[server(name = FollowClass, protocol = Websocket<PostcardEncoding, PostcardEncoding>)]
pub async fn follow_class(asks: Asks<SectionId>) -> Result<Answers<ClassView>> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::RunClass)?;
    Ok(crate::labs::feed::class(cx, asks))
}

/// Starts the labs of a class: everyone's, or those of the students named.
#[server(name = StartLabs, output = Postcard)]
pub async fn start_labs(
    section: SectionId,
    #[server(default)] everyone: bool,
    #[server(default)] students: Vec<UserId>,
) -> Result<Vec<LabResult>> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::RunClass)?;
    crate::labs::store::start_labs(&cx, section, everyone, students).await
}

/// Stops them; home folders stay.
#[server(name = StopLabs, output = Postcard)]
pub async fn stop_labs(
    section: SectionId,
    #[server(default)] everyone: bool,
    #[server(default)] students: Vec<UserId>,
) -> Result<Vec<LabResult>> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::RunClass)?;
    crate::labs::store::stop_labs(&cx, section, everyone, students).await
}

/// Records the terminals of a class's labs from now on, or no longer.
#[server(name = RecordClass, output = Postcard)]
pub async fn record_class(section: SectionId, #[server(default)] on: bool) -> Result<()> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::RunClass)?;
    crate::labs::store::record_class(&cx, section, on).await
}

/// One lab of one's classes, to watch.
#[server(name = WatchLab, output = Postcard)]
pub async fn watch_lab(workspace: WorkspaceId) -> Result<WatchView> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::RunClass)?;
    crate::labs::store::watch(&cx, workspace).await
}

/// [`watch_lab`], live.
#[server(name = FollowLab, protocol = Websocket<PostcardEncoding, PostcardEncoding>)]
pub async fn follow_lab(asks: Asks<WorkspaceId>) -> Result<Answers<WatchView>> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::RunClass)?;
    Ok(crate::labs::feed::watch(cx, asks))
}

/// The terminals that are shown to one's class now.
#[server(name = ReadShown, output = Postcard)]
pub async fn shown(section: SectionId) -> Result<Vec<ShownTerminal>> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::OpenLab)?;
    crate::labs::store::shown(&cx, section).await
}

/// The students of one's class, with the number of their running terminals.
#[server(name = ReadHearers, output = Postcard)]
pub async fn hearers(section: SectionId) -> Result<Vec<Hearer>> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::RunClass)?;
    crate::labs::store::hearers(&cx, section).await
}

/// Types into one terminal of each student named.
#[server(name = Broadcast, output = Postcard)]
pub async fn broadcast(
    section: SectionId,
    #[server(default)] students: Vec<UserId>,
    what: Typing,
) -> Result<Vec<Heard>> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::RunClass)?;
    crate::labs::store::broadcast(&cx, section, students, what).await
}
