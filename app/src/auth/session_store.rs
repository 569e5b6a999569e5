//! Sign-in sessions in the product's own database. The table holds a hash of each token: who reads it
//! cannot sign in with it.

use std::collections::HashMap;

use async_trait::async_trait;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};
use tower_sessions::cookie::time::OffsetDateTime;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions::{ExpiredDeletion, SessionStore};

use crate::audit::store::record_for;
use crate::auth::entity::session;
use crate::ctx::Origin;
use crate::db::begin_write;
use crate::id::UserId;
use crate::time::UnixMs;

/// Keys of a session's data that have columns of their own.
pub const USER_ID: &str = "user_id";
pub const DEVICE: &str = "device";
pub const ADDRESS: &str = "address";
/// Of a new session that somebody signs in with: who, and by which request. They go into the audit log, not into the
/// session's row.
pub const NAME: &str = "name";
pub const REQUEST_ID: &str = "request_id";

/// Tries for a token that no other session has; one in 2^128 needs a second.
const TOKEN_TRIES: usize = 4;

/// The session's primary key: SHA-256 of the cookie's token, hexadecimal.
pub fn session_key(id: &Id) -> String {
    Sha256::digest(id.to_string().as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[derive(Debug, Clone)]
pub struct Sessions {
    db: DatabaseConnection,
}

impl Sessions {
    pub fn new(db: DatabaseConnection) -> Self {
        Self { db }
    }
}

#[async_trait]
impl SessionStore for Sessions {
    /// With [`NAME`] in it, it is a sign-in: the audit log has it in the same write.
    async fn create(&self, record: &mut Record) -> Result<()> {
        for _ in 0..TOKEN_TRIES {
            let taken = session::Entity::find_by_id(session_key(&record.id)).one(&self.db).await.map_err(backend)?;
            if taken.is_none() {
                return opened(&self.db, record).await;
            }
            record.id = Id::default();
        }
        Err(Error::Backend("no free session token".into()))
    }

    /// Changes a session that is there; one that was ended meanwhile stays ended.
    async fn save(&self, record: &Record) -> Result<()> {
        session::Entity::update_many()
            .col_expr(session::Column::Data, encode(record)?.into())
            .col_expr(session::Column::ExpiresMs, unix_ms(record.expiry_date).into())
            .filter(session::Column::Id.eq(session_key(&record.id)))
            .exec(&self.db)
            .await
            .map_err(backend)?;
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let found = session::Entity::find_by_id(session_key(id))
            .filter(session::Column::ExpiresMs.gt(now_ms()))
            .one(&self.db)
            .await
            .map_err(backend)?;
        found.map(|model| decode(*id, &model)).transpose()
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        session::Entity::delete_by_id(session_key(id)).exec(&self.db).await.map_err(backend)?;
        Ok(())
    }
}

#[async_trait]
impl ExpiredDeletion for Sessions {
    async fn delete_expired(&self) -> Result<()> {
        session::Entity::delete_many()
            .filter(session::Column::ExpiresMs.lte(now_ms()))
            .exec(&self.db)
            .await
            .map_err(backend)?;
        Ok(())
    }
}

/// Writes a new session down, and in the audit log who has signed in.
async fn opened(db: &DatabaseConnection, record: &Record) -> Result<()> {
    let text = |key: &str| record.data.get(key).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
    let origin = Origin { address: text(ADDRESS), device: text(DEVICE), request_id: text(REQUEST_ID) };
    let user = record.data.get(USER_ID).and_then(serde_json::Value::as_i64).map(UserId);
    let txn = begin_write(db).await.map_err(backend)?;
    session::Entity::insert(row(record, user, &origin)?).exec_without_returning(&txn).await.map_err(backend)?;
    if let Some(id) = user.filter(|_| record.data.contains_key(NAME)) {
        record_for(&txn, &origin, (Some(id), &text(NAME)), "sign in", "user", id, None, None).await.map_err(backend)?;
    }
    txn.commit().await.map_err(backend)
}

fn row(record: &Record, user: Option<UserId>, origin: &Origin) -> Result<session::ActiveModel> {
    Ok(session::ActiveModel {
        id: Set(session_key(&record.id)),
        user_id: Set(user),
        data: Set(encode(record)?),
        device: Set(origin.device.clone()),
        address: Set(origin.address.clone()),
        created_ms: Set(now_ms()),
        last_used_ms: Set(now_ms()),
        expires_ms: Set(unix_ms(record.expiry_date)),
    })
}

fn encode(record: &Record) -> Result<String> {
    let kept: HashMap<_, _> =
        record.data.iter().filter(|(key, _)| ![NAME, REQUEST_ID].contains(&key.as_str())).collect();
    serde_json::to_string(&kept).map_err(|error| Error::Encode(error.to_string()))
}

fn decode(id: Id, model: &session::Model) -> Result<Record> {
    let unreadable = |error: String| Error::Decode(error);
    Ok(Record {
        id,
        data: serde_json::from_str(&model.data).map_err(|error| unreadable(error.to_string()))?,
        expiry_date: OffsetDateTime::from_unix_timestamp_nanos(i128::from(model.expires_ms) * 1_000_000)
            .map_err(|error| unreadable(error.to_string()))?,
    })
}

fn unix_ms(at: OffsetDateTime) -> UnixMs {
    UnixMs::try_from(at.unix_timestamp_nanos() / 1_000_000).unwrap_or(UnixMs::MAX)
}

fn now_ms() -> UnixMs {
    jiff::Timestamp::now().as_millisecond()
}

/// The store's errors are words: ours travels in them as JSON.
fn backend(error: impl Into<crate::error::Error>) -> Error {
    let error = error.into();
    Error::Backend(serde_json::to_string(&error).unwrap_or_else(|_| error.to_string()))
}

/// What [`Error::Backend`] of this store says.
pub fn read_fault(told: String) -> crate::error::Error {
    serde_json::from_str(&told).unwrap_or_else(|_| crate::error::Error::internal(told))
}
