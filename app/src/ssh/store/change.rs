//! Adding, changing and removing hosts. What is audited holds nothing secret.

use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::secrets::{credential_of, seal, sealed_row};
use super::{all, find, now_ms};
use crate::audit::store::record;
use crate::ctx::{Ctx, lead_to};
use crate::db::begin_write;
use crate::error::{Error, Faults, Result};
use crate::id::SshHostId;
use crate::ssh::entity::{ActiveModel, Column, Entity, Model};
use crate::ssh::types::{Checked, HostForm, SignIn, check_jump};

/// Adds a host. Its key is not known yet: nothing opens before somebody has accepted it.
///
/// # Errors
/// [`Error::Invalid`] with every fault.
pub async fn create(cx: &Ctx, mut form: HostForm) -> Result<SshHostId> {
    let (checked, faults) = form.check(true);
    faults.check()?;
    let (kind, credential) =
        credential_of(&mut form).await?.ok_or_else(|| Error::invalid("credential", "Choose how to sign in."))?;
    let txn = begin_write(cx.db()).await?;
    check_against_others(&txn, None, &checked).await?;
    let row = ActiveModel {
        credential_kind: Set(kind.as_str().to_owned()),
        credential: Set(String::new()),
        created_ms: Set(now_ms()),
        ..fields(checked)
    };
    let row = row.insert(&txn).await?;
    // Sealed for the row, which has its id only now.
    let row = sealed_row(row.id, kind, seal(&cx.state.vault, row.id, credential)?).update(&txn).await?;
    record(&txn, cx, "add SSH host", "ssh_host", row.id, None, Some(facts(&row))).await?;
    txn.commit().await?;
    lead_to(&format!("/admin/ssh/{}", row.id));
    Ok(row.id)
}

/// Changes a host. The accepted key stays: a machine that moves keeps its own.
///
/// # Errors
/// [`Error::Invalid`] with every fault; [`Error::Conflict`] when another has changed the host since the form was
/// opened.
pub async fn edit(cx: &Ctx, id: SshHostId, version: i32, mut form: HostForm) -> Result<()> {
    let (checked, faults) = form.check(false);
    faults.check()?;
    let credential = credential_of(&mut form).await?;
    let txn = begin_write(cx.db()).await?;
    let before = find(&txn, id).await?;
    if before.version != version {
        return Err(Error::Conflict("Somebody else has changed this host. Reload the page to see how.".into()));
    }
    check_against_others(&txn, Some(id), &checked).await?;
    let mut row: ActiveModel = fields(checked);
    // Else who changes the address could have it sent to a machine of theirs.
    if credential.is_none() && leads_elsewhere(&before, &row) {
        return Err(Error::invalid("credential", "Enter it again: the host has another address now."));
    }
    row.id = sea_orm::ActiveValue::Unchanged(id);
    row.version = Set(before.version + 1);
    let new_credential = credential.is_some();
    if let Some((kind, credential)) = credential {
        row.credential_kind = Set(kind.as_str().to_owned());
        row.credential = Set(seal(&cx.state.vault, id, credential)?);
    }
    let after = row.update(&txn).await?;
    let mut told = facts(&after);
    told["new_credential"] = json!(new_credential);
    record(&txn, cx, "edit SSH host", "ssh_host", id, Some(facts(&before)), Some(told)).await?;
    txn.commit().await?;
    Ok(())
}

/// Whether a changed row leads to another place than before, or there by another way.
fn leads_elsewhere(before: &Model, row: &ActiveModel) -> bool {
    row.address != Set(before.address.clone()) || row.port != Set(before.port) || row.jump_id != Set(before.jump_id)
}

/// Removes a host and what signed in on it. Terminals that are open go on.
///
/// # Errors
/// [`Error::Conflict`] where another host is reached through it.
pub async fn remove(cx: &Ctx, id: SshHostId) -> Result<()> {
    let txn = begin_write(cx.db()).await?;
    let row = find(&txn, id).await?;
    let through: Vec<String> =
        Entity::find().filter(Column::JumpId.eq(id)).all(&txn).await?.into_iter().map(|row| row.name).collect();
    if !through.is_empty() {
        let words = format!("{} is the way to {}. Change them first.", row.name, through.join(", "));
        return Err(Error::Conflict(words));
    }
    Entity::delete_by_id(id).exec(&txn).await?;
    record(&txn, cx, "remove SSH host", "ssh_host", id, Some(facts(&row)), None).await?;
    txn.commit().await?;
    lead_to("/admin/ssh");
    Ok(())
}

async fn check_against_others(txn: &DatabaseTransaction, id: Option<SshHostId>, new: &Checked) -> Result<()> {
    let mut faults = Faults::default();
    let same = Entity::find().filter(Column::Name.eq(&new.name));
    let same = if let Some(id) = id { same.filter(Column::Id.ne(id)) } else { same };
    if same.count(txn).await? > 0 {
        faults.add("name", "There is a host of this name already.");
    }
    if let Some(jump) = new.jump {
        let rows = all(txn).await?;
        let of = |id: SshHostId| rows.iter().find(|row| row.id == id);
        let checked = match of(jump) {
            Some(_) => check_jump(id, jump, |id| of(id).and_then(|row| row.jump_id)),
            None => Err("Choose one of the hosts.".to_owned()),
        };
        if let Err(fault) = checked {
            faults.add("jump", fault);
        }
    }
    faults.check()
}

fn fields(new: Checked) -> ActiveModel {
    ActiveModel {
        name: Set(new.name),
        address: Set(new.address),
        port: Set(i32::from(new.port)),
        user_name: Set(new.user),
        description: Set(new.description),
        jump_id: Set(new.jump),
        ..Default::default()
    }
}

fn facts(row: &Model) -> Value {
    let kind = row.credential_kind.parse::<SignIn>().map(SignIn::label).unwrap_or_default();
    json!({
        "name": row.name, "address": row.address, "port": row.port, "user": row.user_name, "jump": row.jump_id,
        "credential": kind, "description": row.description,
    })
}
