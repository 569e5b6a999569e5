//! Server functions of the school's settings.

use leptos::prelude::*;

use crate::call::Postcard;
use crate::error::Result;
use crate::settings::types::SchoolSettings;

#[server(name = GetSettings, output = Postcard)]
pub async fn settings() -> Result<SchoolSettings> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::ManageSettings)?;
    crate::settings::store::settings(&cx).await
}

/// Keeps name and accent; `own` counts where `accent` says so.
#[server(name = SaveSettings, output = Postcard)]
pub async fn save_settings(name: String, accent: String, #[server(default)] own: String) -> Result<SchoolSettings> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::ManageSettings)?;
    crate::settings::store::save_settings(&cx, &name, &accent, &own).await
}

/// Back to what the configuration and the style sheet say.
#[server(name = ResetSettings, output = Postcard)]
pub async fn reset_settings() -> Result<SchoolSettings> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::ManageSettings)?;
    crate::settings::store::reset_settings(&cx).await
}
