//! Rows of the audit log. The database itself refuses to change or remove one.

use sea_orm::entity::prelude::*;

use crate::id::{AuditId, UserId};
use crate::time::UnixMs;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_log")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: AuditId,
    pub at_ms: UnixMs,
    pub actor_id: Option<UserId>,
    /// The name as it was: the row outlives the account.
    pub actor_name: String,
    /// What was done, as people say it: "sign in", "start lab".
    pub action: String,
    /// The kind of thing it was done to: "user", "container".
    pub entity: String,
    pub entity_id: String,
    /// JSON of what changed.
    pub before: Option<String>,
    pub after: Option<String>,
    pub address: String,
    pub request_id: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
