//! The school's settings in the database, and as every page shows them.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::audit::store::record;
use crate::config::Config;
use crate::ctx::Ctx;
use crate::db::begin_write;
use crate::error::{Faults, Result};
use crate::settings::entity::{ActiveModel, Column, Entity};
use crate::settings::types::{Accent, Colour, SchoolSettings, check_name, chosen};

const NAME: &str = "school_name";
const ACCENT: &str = "school_accent";
/// How old a page's name and accent may be where another process has changed them.
const FRESH: Duration = Duration::from_secs(5);

/// Name and accent, as every page shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Face {
    pub name: String,
    pub accent: Option<Accent>,
}

/// The face that was read last; clones share it.
#[derive(Debug, Clone, Default)]
pub struct Faces(Arc<Mutex<Option<(Instant, Face)>>>);

impl Faces {
    /// The face, read again when it is older than [`FRESH`]; the configured one while the database does not answer.
    pub async fn now(&self, db: &DatabaseConnection, config: &Config) -> Face {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((at, face)) = known
            && at.elapsed() < FRESH
        {
            return face;
        }
        match read(db, config).await {
            Ok(settings) => self.keep(&settings),
            Err(_) => Face { name: config.school_name.clone(), accent: None },
        }
    }

    fn keep(&self, settings: &SchoolSettings) -> Face {
        let accent = settings.accent.and_then(|colour| Accent::of(colour).ok());
        let face = Face { name: settings.name.clone(), accent };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), face.clone()));
        face
    }
}

pub async fn settings(cx: &Ctx) -> Result<SchoolSettings> {
    read(cx.db(), &cx.state.config).await
}

/// Keeps name and accent.
///
/// # Errors
/// [`crate::error::Error::Invalid`] with every fault: no name, no colour, or one in which words are hard to read.
pub async fn save_settings(cx: &Ctx, name: &str, accent: &str, own: &str) -> Result<SchoolSettings> {
    let name = name.trim();
    let mut faults = Faults::default();
    check_name(&mut faults, name);
    let colour = chosen(accent, own).unwrap_or_else(|fault| {
        faults.add("own", fault);
        None
    });
    faults.check()?;
    let own_name = Some(name).filter(|name| *name != cx.state.config.school_name);
    keep(cx, "change settings", own_name.map(str::to_owned), colour).await
}

/// Back to what the configuration and the style sheet say.
///
/// # Errors
/// When the database does not answer.
pub async fn reset_settings(cx: &Ctx) -> Result<SchoolSettings> {
    keep(cx, "reset settings", None, None).await
}

async fn keep(cx: &Ctx, action: &str, name: Option<String>, accent: Option<Colour>) -> Result<SchoolSettings> {
    let config = &cx.state.config;
    let txn = begin_write(cx.db()).await?;
    let before = read(&txn, config).await?;
    put(&txn, NAME, name).await?;
    put(&txn, ACCENT, accent.map(|colour| colour.to_string())).await?;
    let after = read(&txn, config).await?;
    if before != after {
        record(&txn, cx, action, "school", "", Some(facts(&before)), Some(facts(&after))).await?;
    }
    txn.commit().await?;
    cx.state.faces.keep(&after);
    Ok(after)
}

async fn read(db: &impl ConnectionTrait, config: &Config) -> Result<SchoolSettings> {
    let rows = Entity::find().filter(Column::Key.is_in([NAME, ACCENT])).all(db).await?;
    let value = |key: &str| rows.iter().find(|row| row.key == key).map(|row| row.value.clone());
    Ok(SchoolSettings {
        name: value(NAME).unwrap_or_else(|| config.school_name.clone()),
        accent: value(ACCENT).and_then(|text| text.parse().ok()),
        configured_name: config.school_name.clone(),
    })
}

async fn put(txn: &impl ConnectionTrait, key: &str, value: Option<String>) -> Result<()> {
    let Some(value) = value else {
        Entity::delete_by_id(key).exec(txn).await?;
        return Ok(());
    };
    let row = ActiveModel { key: Set(key.to_owned()), value: Set(value) };
    let over = OnConflict::column(Column::Key).update_column(Column::Value).to_owned();
    Entity::insert(row).on_conflict(over).exec_without_returning(txn).await?;
    Ok(())
}

fn facts(settings: &SchoolSettings) -> Value {
    json!({"name": settings.name, "accent": settings.accent})
}
