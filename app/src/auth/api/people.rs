//! Server functions of people, for admins.

use leptos::prelude::*;

use crate::auth::batch::{BatchAnswer, Change};
use crate::auth::people::{OneTimePassword, PeopleList, PeopleQuery, Person, Standing};
use crate::auth::types::Role;
use crate::call::Postcard;
use crate::error::Result;
use crate::id::UserId;

#[server(name = ListPeople, output = Postcard)]
pub async fn list_people(query: PeopleQuery) -> Result<PeopleList> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::ManagePeople)?;
    crate::auth::store::list_people(&cx, &query).await
}

#[server(name = GetPerson, output = Postcard)]
pub async fn person(id: UserId) -> Result<Person> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::ManagePeople)?;
    crate::auth::store::person(&cx, id).await
}

/// Makes a person; answers with the password to hand over.
#[server(name = CreatePerson, output = Postcard)]
pub async fn create_person(
    login: String,
    email: String,
    given_name: String,
    family_name: String,
    #[server(default)] roles: Vec<Role>,
) -> Result<OneTimePassword> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::ManagePeople)?;
    let new = crate::auth::store::NewPerson { login, email, given_name, family_name, roles };
    crate::auth::store::create_person(&cx, new).await
}

#[server(name = EditPerson, output = Postcard)]
pub async fn edit_person(
    id: UserId,
    email: String,
    given_name: String,
    family_name: String,
    #[server(default)] roles: Vec<Role>,
    version: i32,
) -> Result<()> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::ManagePeople)?;
    let change = crate::auth::store::PersonChange { email, given_name, family_name, roles, version };
    crate::auth::store::edit_person(&cx, id, change).await
}

/// Suspends or reactivates.
#[server(name = SetStanding, output = Postcard)]
pub async fn set_standing(id: UserId, standing: Standing) -> Result<()> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::ManagePeople)?;
    crate::auth::store::set_standing(&cx, id, standing).await.map(|_| ())
}

/// Ends the person's sessions; answers with the password to hand over.
#[server(name = ResetPassword, output = Postcard)]
pub async fn reset_password(id: UserId) -> Result<OneTimePassword> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::ManagePeople)?;
    crate::auth::store::reset_password(&cx, id).await
}

/// One change to many people. Asks before a suspension, unless it is confirmed.
#[server(name = ChangePeople, output = Postcard)]
pub async fn change_people(
    #[server(default)] ids: Vec<UserId>,
    change: Change,
    role: Option<Role>,
    #[server(default)] confirmed: bool,
) -> Result<BatchAnswer> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::ManagePeople)?;
    crate::auth::store::change_people(&cx, ids, change, role, confirmed).await
}
