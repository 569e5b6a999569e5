//! Server functions of the frame.

use leptos::prelude::*;

use crate::auth::types::Theme;
use crate::call::Postcard;
use crate::error::Result;
use crate::frame::types::{Doors, Hit};

/// What this person may open whose name fits: people, classes, labs, containers.
#[server(name = SearchEverything, output = Postcard)]
pub async fn search(typed: String) -> Result<Vec<Hit>> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::OwnAccount)?;
    crate::frame::store::search(&cx, &typed).await
}

/// The labs and classes of this person, and which pages this school has, for the bars and the search.
#[server(name = GetShortcuts, output = Postcard)]
pub async fn doors() -> Result<Doors> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::OwnAccount)?;
    crate::frame::store::doors(&cx).await
}

/// Keeps the theme in this browser, and with the account of a signed-in person.
#[server(name = ChooseTheme, output = Postcard)]
pub async fn choose_theme(theme: Theme) -> Result<()> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::OwnAccount)?;
    crate::frame::store::choose_theme(&cx, theme).await
}
