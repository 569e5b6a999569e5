//! Server functions of one's own account.

use leptos::prelude::*;

use crate::auth::account::{Profile, SessionInfo};
use crate::auth::types::Theme;
use crate::call::Postcard;
use crate::error::Result;

#[server(name = GetProfile, output = Postcard)]
pub async fn profile() -> Result<Profile> {
    let cx = crate::ctx::ctx_before_password()?;
    cx.require(crate::auth::types::Permission::OwnAccount)?;
    crate::auth::store::profile(&cx).await
}

#[server(name = SaveProfile, output = Postcard)]
pub async fn save_profile(
    given_name: String,
    family_name: String,
    #[server(default)] preferred_name: String,
    #[server(default)] time_zone: String,
    theme: Theme,
) -> Result<()> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::OwnAccount)?;
    let change = crate::auth::store::ProfileChange { given_name, family_name, preferred_name, time_zone, theme };
    crate::auth::store::save_profile(&cx, change).await
}

/// Takes the picture away.
#[server(name = RemovePicture, output = Postcard)]
pub async fn remove_picture() -> Result<()> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::OwnAccount)?;
    crate::auth::store::remove_picture(&cx).await
}

/// Changes one's own password and ends every other session.
#[server(name = ChangePassword, output = Postcard)]
pub async fn change_password(current: String, new: String) -> Result<()> {
    let cx = crate::ctx::ctx_before_password()?;
    cx.require(crate::auth::types::Permission::OwnAccount)?;
    crate::auth::store::change_password(&cx, &current, &new).await
}

#[server(name = MySessions, output = Postcard)]
pub async fn my_sessions() -> Result<Vec<SessionInfo>> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::OwnAccount)?;
    crate::auth::store::my_sessions(&cx).await
}

#[server(name = EndSession, output = Postcard)]
pub async fn end_session(key: String) -> Result<()> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::OwnAccount)?;
    crate::auth::store::end_session(&cx, &key).await
}

/// Ends all sessions but this one; says how many.
#[server(name = EndOtherSessions, output = Postcard)]
pub async fn end_other_sessions() -> Result<u64> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::OwnAccount)?;
    crate::auth::store::end_other_sessions(&cx).await
}
