//! Host keys: looked at, accepted, and noticed when they change.

use std::time::Instant;

use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ActiveModelTrait, ConnectionTrait};
use serde_json::{Value, json};

use super::secrets::route;
use super::{find, now_ms};
use crate::audit::store::record;
use crate::ctx::Ctx;
use crate::db::begin_write;
use crate::error::{Error, Result};
use crate::id::SshHostId;
use crate::ssh::entity::ActiveModel;
use crate::ssh::types::{ShownKey, Tested};
use crate::terminals::ssh::{HostKey, Trouble, What, connect};

impl From<HostKey> for ShownKey {
    fn from(key: HostKey) -> Self {
        Self { algorithm: key.algorithm, fingerprint: key.fingerprint }
    }
}

/// Goes to the host. What comes of it is an answer, not an error.
///
/// # Errors
/// [`Error::NotFound`], or when a credential on the way cannot be opened.
pub async fn test(cx: &Ctx, id: SshHostId) -> Result<Tested> {
    let route = route(cx, id).await?;
    let begun = Instant::now();
    let tested = match Box::pin(connect(&route)).await {
        Ok(connection) => {
            let took_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
            connection.end().await;
            Tested::Works { took_ms }
        }
        // A jump host's key is accepted on its own page.
        Err(Trouble { jump: false, what: What::Unpinned(key), .. }) => Tested::NewKey((*key).into()),
        Err(Trouble { jump: false, what: What::Changed { pinned, came }, .. }) => {
            Tested::ChangedKey { accepted: (*pinned).into(), came: (*came).into() }
        }
        Err(trouble) => Tested::Failed(trouble.to_string()),
    };
    match &tested {
        Tested::ChangedKey { came, .. } => met(cx.db(), id, Some(came)).await?,
        Tested::Works { .. } => met(cx.db(), id, None).await?,
        Tested::NewKey(_) | Tested::Failed(_) => {}
    }
    Ok(tested)
}

/// Accepts a key, in place of another if there was one. The host is asked again: what is accepted is what it
/// shows now.
///
/// # Errors
/// [`Error::Conflict`] when it shows another, or cannot be reached.
pub async fn accept(cx: &Ctx, id: SshHostId, fingerprint: &str) -> Result<()> {
    let route = route(cx, id).await?;
    let key = match Box::pin(connect(&route)).await {
        Err(Trouble { jump: false, what: What::Unpinned(key) | What::Changed { came: key, .. }, .. }) => key,
        Ok(connection) => {
            connection.end().await;
            return Err(Error::Conflict("The host shows the key that is accepted already.".into()));
        }
        Err(Trouble { jump: false, what: What::Credential { .. }, .. }) => {
            return Err(Error::Conflict("The host shows the key that is accepted already.".into()));
        }
        Err(trouble) => return Err(trouble.into()),
    };
    if key.fingerprint != fingerprint {
        return Err(Error::Conflict(format!(
            "The host shows yet another key now: {}. Nothing was accepted; test the connection again.",
            key.short()
        )));
    }
    let actor = cx.actor()?.id;
    let txn = begin_write(cx.db()).await?;
    let before = find(&txn, id).await?;
    let row = ActiveModel {
        id: Unchanged(id),
        key_algorithm: Set(Some(key.algorithm.clone())),
        key_fingerprint: Set(Some(key.fingerprint.clone())),
        key_public: Set(Some(key.public.clone())),
        key_pinned_by: Set(Some(actor)),
        key_pinned_ms: Set(Some(now_ms())),
        met_algorithm: Set(None),
        met_fingerprint: Set(None),
        ..Default::default()
    };
    row.update(&txn).await?;
    let was = before.shown_key().map(|key| told(None, &key));
    let action = if was.is_some() { "accept changed host key" } else { "accept host key" };
    let now = told(Some(&before.name), &(*key).into());
    record(&txn, cx, action, "ssh_host", id, was, Some(now)).await?;
    txn.commit().await?;
    Ok(())
}

/// Another key than the accepted one came when a terminal was opened.
///
/// # Errors
/// When the database does not answer.
pub async fn key_changed(cx: &Ctx, id: SshHostId, came: &HostKey) -> Result<()> {
    let txn = begin_write(cx.db()).await?;
    let before = find(&txn, id).await?;
    // It may have been accepted meanwhile; and what is known already is not told again.
    let known =
        [before.shown_key(), before.met_key()].into_iter().flatten().any(|key| key.fingerprint == came.fingerprint);
    if known {
        return Ok(());
    }
    let came = came.clone().into();
    met(&txn, id, Some(&came)).await?;
    let was = before.shown_key().map(|key| told(None, &key));
    let now = told(Some(&before.name), &came);
    record(&txn, cx, "refuse changed host key", "ssh_host", id, was, Some(now)).await?;
    txn.commit().await?;
    Ok(())
}

/// A key as the audit log has it.
fn told(host: Option<&str>, key: &ShownKey) -> Value {
    let mut told = json!({ "algorithm": key.algorithm, "fingerprint": key.fingerprint });
    if let Some(name) = host {
        told["name"] = name.into();
    }
    told
}

/// Remembers that another key came, or that the accepted one did.
async fn met(db: &impl ConnectionTrait, id: SshHostId, key: Option<&ShownKey>) -> Result<()> {
    let row = ActiveModel {
        id: Unchanged(id),
        met_algorithm: Set(key.map(|key| key.algorithm.clone())),
        met_fingerprint: Set(key.map(|key| key.fingerprint.clone())),
        ..Default::default()
    };
    row.update(db).await?;
    Ok(())
}
