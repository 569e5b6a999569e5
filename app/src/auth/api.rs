//! Server functions of accounts.

use leptos::prelude::*;

use crate::auth::types::Me;
use crate::error::Result;

/// The signed-in person, or nobody.
#[server(name = WhoAmI)]
pub async fn me() -> Result<Option<Me>> {
    let cx = crate::ctx::ctx().await?;
    Ok(cx.actor.map(|actor| actor.me))
}
