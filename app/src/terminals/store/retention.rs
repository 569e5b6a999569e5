//! Recordings that are older than the configuration keeps them.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use serde_json::json;

use super::recordings::{deleted, files_of, lying_here};
use crate::audit;
use crate::auth::store::roles_of;
use crate::auth::types::Role;
use crate::config::Config;
use crate::ctx::Ctx;
use crate::db::begin_write;
use crate::error::{Error, Result};
use crate::id::UserId;
use crate::terminals::entity::{terminal_recording, terminal_session};
use crate::time::{DAY_MS, UnixMs};

/// Recordings that one sweep deletes; the next takes the rest.
const SWEEP_MOST: u64 = 1000;
/// Who deletes, in the record.
const BY: &str = "retention";

/// Deletes recordings that ended longer ago than their owners' roles keep them, and says how many. That of a terminal
/// which runs may go on, and stays. One row of the
/// audit log tells of all. Those of other machines are theirs to delete: their files are not here.
pub async fn sweep(cx: &Ctx, now: UnixMs) -> Result<u64> {
    let config = &cx.state.config;
    let Some(shortest) = Role::ALL.into_iter().filter_map(|role| days_of(config, role)).min() else { return Ok(0) };
    let here = terminal_session::Entity::find()
        .select_only()
        .column(terminal_session::Column::Id)
        .filter(lying_here(cx.state.terminals.link().keepers()))
        .filter(terminal_session::Column::EndedMs.is_not_null())
        .into_query();
    let found = terminal_recording::Entity::find()
        .filter(terminal_recording::Column::SessionId.in_subquery(here))
        .filter(terminal_recording::Column::DeletedMs.is_null())
        .filter(terminal_recording::Column::EndedMs.lt(now - shortest * DAY_MS))
        .order_by_asc(terminal_recording::Column::EndedMs)
        .limit(SWEEP_MOST)
        .all(cx.db())
        .await?;
    if found.is_empty() {
        return Ok(0);
    }
    let sessions: HashMap<_, _> = terminal_session::Entity::find()
        .filter(terminal_session::Column::Id.is_in(found.iter().map(|recording| recording.session_id)))
        .all(cx.db())
        .await?
        .into_iter()
        .map(|session| (session.id, session))
        .collect();
    let owners: Vec<UserId> = sessions.values().map(|session| session.owner_id).collect();
    let roles = roles_of(cx.db(), &owners).await?;
    let mut files = Vec::new();
    let (mut count, mut bytes) = (0, 0);
    let txn = begin_write(cx.db()).await?;
    for recording in found {
        let Some(session) = sessions.get(&recording.session_id) else { continue };
        let of_owner = roles.get(&session.owner_id).map(Vec::as_slice).unwrap_or_default();
        let ended_ms = recording.ended_ms.unwrap_or(now);
        if kept_days(config, of_owner).is_none_or(|days| ended_ms >= now - days * DAY_MS) {
            continue;
        }
        deleted(&txn, session.id, BY).await?;
        files.push(files_of(cx, session));
        (count, bytes) = (count + 1, bytes + recording.bytes);
    }
    if count > 0 {
        let after = json!({ "recordings": count, "bytes": bytes });
        audit::store::record(&txn, cx, "terminal.recording.sweep", "terminal", "", None, Some(after)).await?;
        tokio::task::spawn_blocking(move || files.into_iter().try_for_each(|files| files.remove()))
            .await
            .map_err(Error::internal)??;
    }
    txn.commit().await?;
    Ok(count)
}

/// Days that the recordings of somebody with these roles are kept; none for ever. The longest of them counts.
fn kept_days(config: &Config, roles: &[Role]) -> Option<i64> {
    // Somebody without a role has what the least of them has.
    let roles = if roles.is_empty() { &[Role::Student] } else { roles };
    roles.iter().map(|role| days_of(config, *role)).max_by_key(|days| days.unwrap_or(i64::MAX)).flatten()
}

fn days_of(config: &Config, role: Role) -> Option<i64> {
    let days = match role {
        Role::Student => config.recordings_days_student,
        Role::Teacher => config.recordings_days_teacher,
        Role::Operator | Role::Admin => config.recordings_days_admin,
    };
    Some(i64::from(days)).filter(|days| *days > 0)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn the_longest_role_counts_and_zero_is_for_ever() {
        let config = Config::parse("recordings_days_teacher = 0", &BTreeMap::new()).expect("valid");
        assert_eq!(kept_days(&config, &[Role::Student]), Some(30));
        assert_eq!(kept_days(&config, &[Role::Student, Role::Admin]), Some(365));
        assert_eq!(kept_days(&config, &[Role::Student, Role::Teacher]), None);
        assert_eq!(kept_days(&config, &[]), Some(30));
    }
}
