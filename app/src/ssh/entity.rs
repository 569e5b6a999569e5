//! Rows of registered hosts.

use sea_orm::entity::prelude::*;

use crate::id::{SshHostId, UserId};
use crate::time::UnixMs;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ssh_hosts")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: SshHostId,
    pub name: String,
    /// Name or IP address.
    pub address: String,
    /// 1 to 65535.
    pub port: i32,
    pub user_name: String,
    pub description: String,
    pub jump_id: Option<SshHostId>,
    /// As [`super::types::SignIn::as_str`] says it.
    pub credential_kind: String,
    /// Sealed by the vault.
    pub credential: String,
    pub key_algorithm: Option<String>,
    pub key_fingerprint: Option<String>,
    pub key_public: Option<String>,
    pub key_pinned_by: Option<UserId>,
    pub key_pinned_ms: Option<UnixMs>,
    /// A key other than the pinned one, met last.
    pub met_algorithm: Option<String>,
    pub met_fingerprint: Option<String>,
    pub last_used_ms: Option<UnixMs>,
    pub created_ms: UnixMs,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
