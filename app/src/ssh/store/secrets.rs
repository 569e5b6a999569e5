//! Credentials, sealed and opened; and the way to a host with all that signs in on it.

use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{all, find, no_host};
use crate::ctx::{AppState, Ctx};
use crate::error::{Error, Result};
use crate::id::SshHostId;
use crate::ssh::entity::{ActiveModel, Column, Entity, Model};
use crate::ssh::types::{HostForm, KEEP, MAX_JUMPS, SignIn};
use crate::ssh::vault::Vault;
use crate::terminals::ssh::{Credential, Hop, HostKey, Route, Secret, What, read_key};

/// What a credential is sealed for: it opens for no other row or column.
fn owner(id: SshHostId) -> String {
    format!("ssh_hosts/{id}/credential")
}

/// What the vault holds of a host.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    credential: Credential,
}

pub(super) fn seal(vault: &Vault, id: SshHostId, credential: Credential) -> Result<String> {
    let plain = Zeroizing::new(serde_json::to_vec(&Kept { credential }).map_err(Error::internal)?);
    vault.seal(&owner(id), &plain)
}

fn unseal(vault: &Vault, row: &Model) -> Result<Credential> {
    let plain = vault.unseal(&owner(row.id), &row.credential)?;
    Ok(serde_json::from_slice::<Kept>(&plain).map_err(Error::internal)?.credential)
}

/// The credential that a form brings, which is taken out of it; none where the stored one is kept. A key is read
/// once, so that a wrong passphrase is said here and not at the first terminal.
///
/// # Errors
/// [`Error::Invalid`] with the field.
pub(super) async fn credential_of(form: &mut HostForm) -> Result<Option<(SignIn, Credential)>> {
    let secret = |text: &mut String| Secret::new(std::mem::take(text));
    match form.credential.as_str() {
        KEEP => Ok(None),
        "password" => {
            let password = secret(&mut form.password);
            Ok(Some((SignIn::Password, Credential::Password { password })))
        }
        _ => {
            let private = secret(&mut form.private_key);
            let passphrase = Some(secret(&mut form.passphrase)).filter(|passphrase| !passphrase.is_empty());
            let (key, word) = (private.clone(), passphrase.clone());
            let read = tokio::task::spawn_blocking(move || read_key(&key, word.as_ref()).map(drop));
            read.await.map_err(Error::internal)?.map_err(|what| match what {
                What::KeyNeedsPassphrase => Error::invalid("passphrase", "This key needs its passphrase."),
                What::WrongPassphrase => Error::invalid("passphrase", "The passphrase does not fit this key."),
                _ => Error::invalid(
                    "private_key",
                    "This is no private key that can be read. Paste the whole file, with its first and last line.",
                ),
            })?;
            let kind = if passphrase.is_some() { SignIn::KeyWithPassphrase } else { SignIn::Key };
            Ok(Some((kind, Credential::Key { private, passphrase })))
        }
    }
}

/// The way to a host.
///
/// # Errors
/// [`Error::NotFound`], or when a credential on the way cannot be opened.
pub async fn route(cx: &Ctx, id: SshHostId) -> Result<Route> {
    let mut hops = Vec::new();
    let mut at = Some(id);
    while let Some(id) = at {
        if hops.len() > MAX_JUMPS {
            return Err(no_host());
        }
        let row = find(cx.db(), id).await?;
        at = row.jump_id;
        hops.push(hop(&cx.state.vault, row)?);
    }
    hops.reverse();
    Ok(Route { hops })
}

fn hop(vault: &Vault, row: Model) -> Result<Hop> {
    let credential = unseal(vault, &row)?;
    let port = row.port_number();
    let pinned = match (row.key_algorithm, row.key_fingerprint, row.key_public) {
        (Some(algorithm), Some(fingerprint), Some(public)) => Some(HostKey { algorithm, fingerprint, public }),
        _ => None,
    };
    Ok(Hop { name: row.name, address: row.address, port, user: row.user_name, credential, pinned })
}

/// Seals again what an older key has sealed; how many were, and how many none of the keys opens.
///
/// # Errors
/// When the database does not answer.
pub async fn renew_credentials(state: &AppState) -> Result<(usize, usize)> {
    let (mut renewed, mut lost) = (0, 0);
    for row in all(&state.db).await?.into_iter().filter(|row| !state.vault.is_newest(&row.credential)) {
        let Ok(credential) = unseal(&state.vault, &row) else {
            lost += 1;
            continue;
        };
        let sealed = seal(&state.vault, row.id, credential)?;
        // Whoever has changed it meanwhile has sealed it with the newest key.
        let done = Entity::update_many()
            .col_expr(Column::Credential, Expr::value(sealed))
            .filter(Column::Id.eq(row.id))
            .filter(Column::Credential.eq(row.credential))
            .exec(&state.db)
            .await?;
        renewed += usize::try_from(done.rows_affected).unwrap_or_default();
    }
    Ok((renewed, lost))
}

/// A row's sealed credential, to be written.
pub(super) fn sealed_row(id: SshHostId, kind: SignIn, sealed: String) -> ActiveModel {
    ActiveModel {
        id: Unchanged(id),
        credential_kind: Set(kind.as_str().to_owned()),
        credential: Set(sealed),
        ..Default::default()
    }
}
