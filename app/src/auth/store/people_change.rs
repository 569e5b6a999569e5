//! People, for admins: making and changing them. At least one admin can always sign in.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::{Value, json};

use crate::audit::store::record;
use crate::auth::entity::{user, user_role};
use crate::auth::fields::{check_email, check_name, normal_email, normal_login};
use crate::auth::password::PasswordHash;
use crate::auth::people::{OneTimePassword, Standing};
use crate::auth::store::people::{active_admins, find, roles_of};
use crate::auth::store::profile::{end_sessions, set_password};
use crate::auth::store::users::{NewUser, add_roles, check_taken, create_user, name_taken};
use crate::auth::types::Role;
use crate::ctx::Ctx;
use crate::db::begin_write;
use crate::error::{Error, Faults, Result};
use crate::id::UserId;

/// Without l, o, 0 and 1, which are mistaken for each other: 32 letters, 5 bits each.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// Groups of four letters: 80 bits.
const GROUPS: usize = 4;

/// What an admin types to make a person.
#[derive(Debug)]
pub struct NewPerson {
    pub login: String,
    pub email: String,
    pub given_name: String,
    pub family_name: String,
    pub roles: Vec<Role>,
}

/// Makes a person with a password to be handed over.
///
/// # Errors
/// [`Error::Invalid`] with every fault.
pub async fn create_person(cx: &Ctx, new: NewPerson) -> Result<OneTimePassword> {
    needs_a_role(&new.roles)?;
    let password = one_time();
    let hash = PasswordHash::of(&password).await?;
    let (login, name) = (normal_login(&new.login), format!("{} {}", new.given_name.trim(), new.family_name.trim()));
    let after = json!({"login": login, "email": normal_email(&new.email), "roles": words(&new.roles)});
    let txn = begin_write(cx.db()).await?;
    let made = NewUser {
        login: new.login,
        email: new.email,
        given: new.given_name,
        family: new.family_name,
        password: hash,
        temporary: true,
        roles: new.roles,
    };
    let id = create_user(&txn, made).await?;
    record(&txn, cx, "create person", "user", id, None, Some(after)).await?;
    txn.commit().await?;
    Ok(OneTimePassword { id, name, login, password })
}

/// What the person's form sends.
#[derive(Debug)]
pub struct PersonChange {
    pub email: String,
    pub given_name: String,
    pub family_name: String,
    pub roles: Vec<Role>,
    pub version: i32,
}

/// Changes names, e-mail and roles.
///
/// # Errors
/// [`Error::Invalid`] with every fault; [`Error::Conflict`] when another has changed the person since the
/// form was opened, or when no admin would be left.
pub async fn edit_person(cx: &Ctx, id: UserId, change: PersonChange) -> Result<()> {
    let (email, given) = (normal_email(&change.email), change.given_name.trim().to_owned());
    let family = change.family_name.trim().to_owned();
    let txn = begin_write(cx.db()).await?;
    let mut faults = Faults::default();
    check_email(&mut faults, &email);
    check_name(&mut faults, "given_name", "The given name", &given);
    check_name(&mut faults, "family_name", "The family name", &family);
    check_taken(&txn, &mut faults, Some(id), None, &email).await?;
    faults.check()?;
    needs_a_role(&change.roles)?;
    if !change.roles.contains(&Role::Admin) {
        keep_an_admin(&txn, id, "lose the role").await?;
    }
    let before = find(&txn, id).await?;
    if before.version != change.version {
        return Err(Error::Conflict("Somebody else has changed this person. Reload the page to see how.".into()));
    }
    let had = roles_of(&txn, &[id]).await?.remove(&id).unwrap_or_default();
    let mut row: user::ActiveModel = before.clone().into();
    row.email = Set(email);
    row.given_name = Set(given);
    row.family_name = Set(family);
    row.version = Set(before.version + 1);
    let after = row.update(&txn).await.map_err(name_taken)?;
    user_role::Entity::delete_many().filter(user_role::Column::UserId.eq(id)).exec(&txn).await?;
    add_roles(&txn, id, &change.roles).await?;
    let (before, after) = (facts(&before, &had), facts(&after, &change.roles));
    record(&txn, cx, "edit person", "user", id, Some(before), Some(after)).await?;
    txn.commit().await?;
    cx.state.terminals.recheck(cx, id).await;
    Ok(())
}

/// Suspends or reactivates a person; false when they are so already. Who is suspended is signed out everywhere.
///
/// # Errors
/// [`Error::Conflict`] when it is oneself or the last admin.
pub async fn set_standing(cx: &Ctx, id: UserId, standing: Standing) -> Result<bool> {
    let suspend = standing == Standing::Suspended;
    if suspend && cx.actor()?.id == id {
        return Err(Error::Conflict("You cannot suspend yourself. Another admin can.".into()));
    }
    let txn = begin_write(cx.db()).await?;
    let before = find(&txn, id).await?;
    if before.status == standing.as_str() {
        return Ok(false);
    }
    if suspend {
        keep_an_admin(&txn, id, "be suspended").await?;
        end_sessions(&txn, id, None).await?;
    }
    let was = json!({"status": before.status});
    let version = before.version + 1;
    let mut row: user::ActiveModel = before.into();
    row.status = Set(standing.as_str().to_owned());
    row.version = Set(version);
    row.update(&txn).await?;
    let action = if suspend { "suspend person" } else { "reactivate person" };
    record(&txn, cx, action, "user", id, Some(was), Some(json!({"status": standing.as_str()}))).await?;
    txn.commit().await?;
    if suspend {
        cx.state.terminals.close_sessions_of(id).await;
    }
    Ok(true)
}

/// Gives the person a new password to be handed over, and signs them out everywhere.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] for oneself, who has a page for that.
pub async fn reset_password(cx: &Ctx, id: UserId) -> Result<OneTimePassword> {
    if cx.actor()?.id == id {
        return Err(Error::Conflict("Change your own password on your account's page.".into()));
    }
    let password = one_time();
    let hash = PasswordHash::of(&password).await?;
    let txn = begin_write(cx.db()).await?;
    let user = find(&txn, id).await?;
    set_password(&txn, id, &hash, true).await?;
    let ended = end_sessions(&txn, id, None).await?;
    record(&txn, cx, "reset password", "user", id, None, Some(json!({"sessions_ended": ended.len()}))).await?;
    txn.commit().await?;
    // Whoever was signed in is not any more: their sockets ask again, and are refused.
    cx.state.terminals.recheck(cx, id).await;
    Ok(OneTimePassword { id, name: user.display_name(), login: user.login, password })
}

/// Fails when this person is the only admin who can sign in. Holds all admins' rows until the end of the
/// transaction, so that two who demote each other take turns.
pub(super) async fn keep_an_admin(txn: &DatabaseTransaction, id: UserId, what: &str) -> Result<()> {
    active_admins().order_by_asc(user::Column::Id).lock_exclusive().all(txn).await?;
    // Read again: PostgreSQL has waited for the rows, but answered from before the wait.
    let admins = active_admins().all(txn).await?;
    match admins.as_slice() {
        [last] if last.id == id => {
            Err(Error::Conflict(format!("{} is the last admin and cannot {what}.", last.display_name())))
        }
        _ => Ok(()),
    }
}

fn needs_a_role(roles: &[Role]) -> Result<()> {
    if roles.is_empty() { Err(Error::invalid("roles", "A person has at least one role.")) } else { Ok(()) }
}

fn facts(user: &user::Model, roles: &[Role]) -> Value {
    json!({"email": user.email, "given_name": user.given_name, "family_name": user.family_name, "roles": words(roles)})
}

pub(super) fn words(roles: &[Role]) -> Vec<&'static str> {
    roles.iter().map(|role| role.as_str()).collect()
}

/// "k3mv-9wqa-…": easy to read out and to type.
fn one_time() -> String {
    let group = || (0..4).map(|_| char::from(LETTERS[usize::from(rand::random::<u8>() % 32)])).collect::<String>();
    (0..GROUPS).map(|_| group()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_time_passwords_can_be_used() {
        let password = one_time();
        assert_eq!(password.len(), 19);
        assert_eq!(crate::auth::fields::password_fault(&password, "ada"), None);
        assert_ne!(password, one_time());
    }
}
