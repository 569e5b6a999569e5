//! Server functions of accounts: here those of the door, which anybody may call.

pub mod account;
pub mod people;

use leptos::prelude::*;

use crate::auth::types::{Doors, Me};
use crate::call::Postcard;
use crate::error::Result;

/// The signed-in person, or nobody.
#[server(name = WhoAmI, output = Postcard)]
pub async fn me() -> Result<Option<Me>> {
    let cx = crate::ctx::ctx_before_password()?;
    Ok(cx.actor.map(|actor| actor.me))
}

/// What the sign-in page says about this school.
#[server(name = GetDoors, output = Postcard)]
pub async fn doors() -> Result<Doors> {
    let state = crate::ctx::ctx_before_password()?.state;
    let school_name = state.faces.now(&state.db, &state.config).await.name;
    Ok(Doors { school_name, registration: state.config.allow_registration })
}

/// Opens a session; answers where to go, and redirects there where the browser has no script.
#[server(name = SignIn, output = Postcard)]
pub async fn sign_in(login: String, password: String, next: Option<String>) -> Result<String> {
    let (cx, session) = (crate::ctx::ctx_before_password()?, crate::ctx::session()?);
    let path = crate::auth::store::sign_in(&cx, &session, &login, &password, next.as_deref()).await?;
    crate::ctx::lead_to(&path);
    Ok(path)
}

/// Ends this session.
#[server(name = SignOut, output = Postcard)]
pub async fn sign_out() -> Result<()> {
    let (cx, session) = (crate::ctx::ctx_before_password()?, crate::ctx::session()?);
    crate::auth::store::sign_out(&cx, &session).await?;
    crate::ctx::lead_to("/sign-in");
    Ok(())
}

/// Makes a student's account where the school allows it, and signs it in.
#[server(name = RegisterAccount, output = Postcard)]
pub async fn register(
    login: String,
    email: String,
    given_name: String,
    family_name: String,
    password: String,
) -> Result<String> {
    let (cx, session) = (crate::ctx::ctx_before_password()?, crate::ctx::session()?);
    let new = crate::auth::store::NewAccount { login, email, given_name, family_name, password };
    let path = crate::auth::store::register(&cx, &session, new).await?;
    crate::ctx::lead_to(&path);
    Ok(path)
}
