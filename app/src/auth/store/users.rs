//! Making people.

use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, SqlErr};

use crate::auth::entity::{user, user_role};
use crate::auth::fields::{check_email, check_login, check_name, normal_email, normal_login, taken};
use crate::auth::password::PasswordHash;
use crate::auth::types::{Role, Theme};
use crate::error::{Error, Faults, Result};
use crate::id::UserId;

/// A person to be. The password is hashed before the transaction begins: hashing is slow, and a
/// transaction holds SQLite's one writer.
#[derive(Debug, Clone)]
pub struct NewUser {
    pub login: String,
    pub email: String,
    pub given: String,
    pub family: String,
    pub password: PasswordHash,
    /// Somebody else knows it: it is changed at the first sign-in.
    pub temporary: bool,
    pub roles: Vec<Role>,
}

/// Inserts the person and their roles. The caller records it in the audit log.
///
/// # Errors
/// [`Error::Invalid`] with every field that will not do, also when login or e-mail are taken.
pub async fn create_user(txn: &impl ConnectionTrait, new: NewUser) -> Result<UserId> {
    let (login, email) = (normal_login(&new.login), normal_email(&new.email));
    let (given, family) = (new.given.trim().to_owned(), new.family.trim().to_owned());
    let mut faults = Faults::default();
    check_login(&mut faults, &login);
    check_email(&mut faults, &email);
    check_name(&mut faults, "given_name", "The given name", &given);
    check_name(&mut faults, "family_name", "The family name", &family);
    check_taken(txn, &mut faults, None, Some(&login), &email).await?;
    faults.check()?;

    let user = user::ActiveModel {
        login: Set(login),
        email: Set(email),
        given_name: Set(given),
        family_name: Set(family),
        password_hash: Set(new.password.as_str().to_owned()),
        password_is_temporary: Set(new.temporary),
        theme: Set(Theme::System.as_str().to_owned()),
        status: Set(user::ACTIVE.to_owned()),
        created_ms: Set(jiff::Timestamp::now().as_millisecond()),
        version: Set(1),
        ..Default::default()
    };
    let user = user.insert(txn).await.map_err(name_taken)?;
    add_roles(txn, user.id, &new.roles).await?;
    Ok(user.id)
}

/// Says which names somebody else than `but` has already; the database's own word comes too late to
/// name both.
pub(super) async fn check_taken(
    txn: &impl ConnectionTrait,
    faults: &mut Faults,
    but: Option<UserId>,
    login: Option<&str>,
    email: &str,
) -> Result<()> {
    let same = Condition::any()
        .add(user::Column::Email.eq(email))
        .add_option(login.map(|login| user::Column::Login.eq(login)));
    for other in user::Entity::find().filter(same).all(txn).await? {
        if but == Some(other.id) {
            continue;
        }
        if login == Some(other.login.as_str()) {
            faults.0.extend(taken("login"));
        }
        if other.email == email {
            faults.0.extend(taken("email"));
        }
    }
    Ok(())
}

/// Gives the roles to a person who has none of them.
pub(super) async fn add_roles(txn: &impl ConnectionTrait, id: UserId, roles: &[Role]) -> Result<()> {
    let mut roles = roles.to_vec();
    roles.sort_unstable();
    roles.dedup();
    if roles.is_empty() {
        return Ok(());
    }
    let rows =
        roles.iter().map(|role| user_role::ActiveModel { user_id: Set(id), role: Set(role.as_str().to_owned()) });
    user_role::Entity::insert_many(rows).exec_without_returning(txn).await?;
    Ok(())
}

/// A broken uniqueness becomes the fault of its field.
pub(super) fn name_taken(error: DbErr) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(text)) => {
            taken(&text).map_or_else(|| error.into(), |fault| Error::Invalid(Faults(vec![fault])))
        }
        _ => error.into(),
    }
}
