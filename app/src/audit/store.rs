//! Writing the audit log, in the transaction of the write that it tells of.

use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, EntityTrait};
use serde_json::Value;

use crate::audit::entity;
use crate::ctx::{Ctx, Origin};
use crate::error::Result;
use crate::id::UserId;

/// Who acts when no person does: a timer, the container engine, the command line.
pub const SYSTEM: &str = "Lyceum";

/// Records what the actor of `cx` did. `before` and `after` hold what changed and nothing secret.
///
/// # Errors
/// When the database does not answer: then the write it belongs to must not be committed either.
pub async fn record(
    txn: &impl ConnectionTrait,
    cx: &Ctx,
    action: &str,
    entity: &str,
    entity_id: impl std::fmt::Display,
    before: Option<Value>,
    after: Option<Value>,
) -> Result<()> {
    let actor = cx.actor.as_ref().map_or((None, SYSTEM), |actor| (Some(actor.id), actor.me.name.as_str()));
    record_for(txn, &cx.origin, actor, action, entity, entity_id, before, after).await
}

/// [`record`] for an actor whom the request did not bring along: one who is just signing in.
///
/// # Errors
/// As [`record`].
#[expect(clippy::too_many_arguments, reason = "one for each column")]
pub async fn record_for(
    txn: &impl ConnectionTrait,
    origin: &Origin,
    (actor_id, actor_name): (Option<UserId>, &str),
    action: &str,
    entity: &str,
    entity_id: impl std::fmt::Display,
    before: Option<Value>,
    after: Option<Value>,
) -> Result<()> {
    let row = entity::ActiveModel {
        at_ms: Set(jiff::Timestamp::now().as_millisecond()),
        actor_id: Set(actor_id),
        actor_name: Set(actor_name.to_owned()),
        action: Set(action.to_owned()),
        entity: Set(entity.to_owned()),
        entity_id: Set(entity_id.to_string()),
        before: Set(before.map(|value| value.to_string())),
        after: Set(after.map(|value| value.to_string())),
        address: Set(origin.address.clone()),
        request_id: Set(origin.request_id.clone()),
        ..Default::default()
    };
    entity::Entity::insert(row).exec_without_returning(txn).await?;
    Ok(())
}
