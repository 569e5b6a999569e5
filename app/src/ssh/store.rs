//! Hosts in the database.

mod change;
mod keys;
mod secrets;

use std::collections::HashMap;

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

pub use change::{create, edit, remove};
pub use keys::{accept, key_changed, test};
pub use secrets::{renew_credentials, route};

use super::entity::{Column, Entity, Model};
use super::types::{AcceptedKey, HostDetail, HostLine, Other, ShownKey, check_jump, key_state, place};
use crate::auth::entity::user;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::id::SshHostId;
use crate::time::UnixMs;

fn now_ms() -> UnixMs {
    jiff::Timestamp::now().as_millisecond()
}

/// All hosts, by name.
///
/// # Errors
/// When the database does not answer.
pub async fn list(cx: &Ctx) -> Result<Vec<HostLine>> {
    let rows = all(cx.db()).await?;
    let names: HashMap<SshHostId, String> = rows.iter().map(|row| (row.id, row.name.clone())).collect();
    let line = |row: Model| HostLine {
        id: row.id,
        place: place(&row.user_name, &row.address, row.port_number()),
        jump: row.jump_id.and_then(|id| names.get(&id).cloned()),
        key: key_state(row.key_public.is_some(), row.met_fingerprint.is_some()),
        name: row.name,
        description: row.description,
        last_used_ms: row.last_used_ms,
    };
    Ok(rows.into_iter().map(line).collect())
}

/// One host, without its secrets.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn read(cx: &Ctx, id: SshHostId) -> Result<HostDetail> {
    let rows = all(cx.db()).await?;
    let row = rows.iter().find(|row| row.id == id).cloned().ok_or_else(no_host)?;
    let by = match row.key_pinned_by {
        Some(by) => user::Entity::find_by_id(by).one(cx.db()).await?.map(|user| user.display_name()),
        None => None,
    };
    let accepted = row.shown_key().map(|key| AcceptedKey {
        key,
        by: by.unwrap_or_default(),
        at_ms: row.key_pinned_ms.unwrap_or_default(),
    });
    let other = |row: &Model| Other { id: row.id, name: row.name.clone() };
    Ok(HostDetail {
        id,
        port: row.port_number(),
        jump: row.jump_id.and_then(|id| rows.iter().find(|row| row.id == id)).map(other),
        sign_in: row.credential_kind.parse().map_err(Error::internal)?,
        accepted,
        met: row.met_key(),
        leads_to: rows.iter().filter(|other| other.jump_id == Some(id)).map(|other| other.name.clone()).collect(),
        others: choices(&rows, Some(id)),
        name: row.name,
        address: row.address,
        user: row.user_name,
        description: row.description,
        last_used_ms: row.last_used_ms,
        created_ms: row.created_ms,
        version: row.version,
    })
}

/// Hosts through which `host`, or a new one, could be reached.
///
/// # Errors
/// When the database does not answer.
pub async fn others(cx: &Ctx, host: Option<SshHostId>) -> Result<Vec<Other>> {
    Ok(choices(&all(cx.db()).await?, host))
}

fn choices(rows: &[Model], host: Option<SshHostId>) -> Vec<Other> {
    let jump_of = |id: SshHostId| rows.iter().find(|row| row.id == id).and_then(|row| row.jump_id);
    let fits = |row: &&Model| check_jump(host, row.id, jump_of).is_ok();
    rows.iter().filter(fits).map(|row| Other { id: row.id, name: row.name.clone() }).collect()
}

/// Somebody has opened a terminal there.
///
/// # Errors
/// When the database does not answer.
pub async fn used(cx: &Ctx, id: SshHostId) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::LastUsedMs, Expr::value(now_ms()))
        .filter(Column::Id.eq(id))
        .exec(cx.db())
        .await?;
    Ok(())
}

async fn all(db: &impl ConnectionTrait) -> Result<Vec<Model>> {
    Ok(Entity::find().order_by_asc(Column::Name).all(db).await?)
}

async fn find(db: &impl ConnectionTrait, id: SshHostId) -> Result<Model> {
    Entity::find_by_id(id).one(db).await?.ok_or_else(no_host)
}

fn no_host() -> Error {
    Error::NotFound("SSH host".to_owned())
}

impl Model {
    fn port_number(&self) -> u16 {
        u16::try_from(self.port).unwrap_or(super::types::DEFAULT_PORT)
    }

    fn shown_key(&self) -> Option<ShownKey> {
        Some(ShownKey { algorithm: self.key_algorithm.clone()?, fingerprint: self.key_fingerprint.clone()? })
    }

    fn met_key(&self) -> Option<ShownKey> {
        Some(ShownKey { algorithm: self.met_algorithm.clone()?, fingerprint: self.met_fingerprint.clone()? })
    }
}
