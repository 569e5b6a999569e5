//! Server functions of one's own desk.

use leptos::prelude::*;

use super::types::{MyDesk, NamedLayout, Preferences};
use crate::call::Postcard;
use crate::error::Result;
use crate::id::DeskLayoutId;

/// Preferences and layouts of whoever asks.
#[server(name = GetMyDesk, output = Postcard)]
pub async fn my_desk() -> Result<MyDesk> {
    let cx = crate::ctx::ctx().await?;
    let actor = cx.require(crate::auth::types::Permission::OwnAccount)?;
    super::store::mine(&cx, actor.id).await
}

#[server(name = SaveDeskPreferences, output = Postcard)]
pub async fn save_preferences(preferences: Preferences) -> Result<()> {
    let cx = crate::ctx::ctx().await?;
    let actor = cx.require(crate::auth::types::Permission::OwnAccount)?;
    super::store::save_preferences(&cx, actor.id, preferences).await
}

/// Keeps a [`super::types::Shape`], as JSON, under a name; one of that name is replaced.
#[server(name = SaveDeskLayout, output = Postcard)]
pub async fn save_layout(name: String, shape: String) -> Result<Vec<NamedLayout>> {
    let cx = crate::ctx::ctx().await?;
    let actor = cx.require(crate::auth::types::Permission::OwnAccount)?;
    super::store::save_layout(&cx, actor.id, &name, &shape).await
}

#[server(name = RenameDeskLayout, output = Postcard)]
pub async fn rename_layout(id: DeskLayoutId, name: String) -> Result<Vec<NamedLayout>> {
    let cx = crate::ctx::ctx().await?;
    let actor = cx.require(crate::auth::types::Permission::OwnAccount)?;
    super::store::rename_layout(&cx, actor.id, id, &name).await
}

#[server(name = RemoveDeskLayout, output = Postcard)]
pub async fn remove_layout(id: DeskLayoutId) -> Result<Vec<NamedLayout>> {
    let cx = crate::ctx::ctx().await?;
    let actor = cx.require(crate::auth::types::Permission::OwnAccount)?;
    super::store::remove_layout(&cx, actor.id, id).await
}
