//! A person's desk in the database. Nobody else ever reads it, so nothing of it is audited.

use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use super::entity::{layout, preferences};
use super::types::{LAYOUTS_MAX, MyDesk, NamedLayout, Preferences, Shape, checked_name};
use crate::ctx::Ctx;
use crate::db::begin_write;
use crate::error::{Error, Result};
use crate::id::{DeskLayoutId, UserId};

pub async fn mine(cx: &Ctx, owner: UserId) -> Result<MyDesk> {
    let kept = preferences::Entity::find_by_id(owner).one(cx.db()).await?;
    let preferences = kept.map_or_else(Preferences::default, |row| {
        let kept = Preferences {
            copy_on_select: row.copy_on_select,
            screen_reader: row.screen_reader,
            contrast: row.contrast,
            ..Preferences::default()
        };
        kept.with_font(row.font_px)
    });
    Ok(MyDesk { preferences, layouts: layouts(cx.db(), owner).await? })
}

/// # Errors
/// [`Error::Invalid`] for what [`Preferences::check`] refuses.
pub async fn save_preferences(cx: &Ctx, owner: UserId, new: Preferences) -> Result<()> {
    use preferences::{ActiveModel, Column, Entity};
    new.check()?;
    let row = ActiveModel {
        owner_id: Set(owner),
        font_px: Set(new.font_px.into()),
        copy_on_select: Set(new.copy_on_select),
        screen_reader: Set(new.screen_reader),
        contrast: Set(new.contrast),
    };
    let over = OnConflict::column(Column::OwnerId)
        .update_columns([Column::FontPx, Column::CopyOnSelect, Column::ScreenReader, Column::Contrast])
        .to_owned();
    Entity::insert(row).on_conflict(over).exec_without_returning(cx.db()).await?;
    Ok(())
}

/// Keeps a layout under a name; one of that name is replaced.
///
/// # Errors
/// [`Error::Invalid`] for a bad name or shape, [`Error::Conflict`] when there are too many.
pub async fn save_layout(cx: &Ctx, owner: UserId, name: &str, shape: &str) -> Result<Vec<NamedLayout>> {
    let name = checked_name(name)?;
    let shape = serde_json::to_string(&Shape::parse(shape)?).map_err(Error::internal)?;
    let txn = begin_write(cx.db()).await?;
    let of_owner = layout::Entity::find().filter(layout::Column::OwnerId.eq(owner));
    match of_owner.clone().filter(layout::Column::Name.eq(&name)).one(&txn).await? {
        Some(same) => {
            layout::ActiveModel { id: Unchanged(same.id), shape: Set(shape), ..Default::default() }
                .update(&txn)
                .await?;
        }
        None if of_owner.count(&txn).await? >= LAYOUTS_MAX as u64 => {
            let fault = format!("You have {LAYOUTS_MAX} layouts, as many as there can be; remove one first.");
            return Err(Error::Conflict(fault));
        }
        None => {
            layout::ActiveModel { owner_id: Set(owner), name: Set(name), shape: Set(shape), ..Default::default() }
                .insert(&txn)
                .await?;
        }
    }
    let all = layouts(&txn, owner).await?;
    txn.commit().await?;
    Ok(all)
}

/// # Errors
/// [`Error::Invalid`] for a bad name, [`Error::Conflict`] for one that is taken, [`Error::NotFound`].
pub async fn rename_layout(cx: &Ctx, owner: UserId, id: DeskLayoutId, name: &str) -> Result<Vec<NamedLayout>> {
    let name = checked_name(name)?;
    let txn = begin_write(cx.db()).await?;
    let of_owner = layout::Entity::find().filter(layout::Column::OwnerId.eq(owner));
    let row = of_owner.clone().filter(layout::Column::Id.eq(id)).one(&txn).await?;
    let row = row.ok_or_else(|| Error::NotFound("layout".into()))?;
    let taken = of_owner.filter(layout::Column::Name.eq(&name)).filter(layout::Column::Id.ne(id)).count(&txn).await?;
    if taken > 0 {
        return Err(Error::invalid("name", format!("There is a layout “{name}” already.")));
    }
    layout::ActiveModel { id: Unchanged(row.id), name: Set(name), ..Default::default() }.update(&txn).await?;
    let all = layouts(&txn, owner).await?;
    txn.commit().await?;
    Ok(all)
}

/// Removes a layout; one that is gone already is no fault.
///
/// # Errors
/// When the database does not answer.
pub async fn remove_layout(cx: &Ctx, owner: UserId, id: DeskLayoutId) -> Result<Vec<NamedLayout>> {
    layout::Entity::delete_many()
        .filter(layout::Column::Id.eq(id))
        .filter(layout::Column::OwnerId.eq(owner))
        .exec(cx.db())
        .await?;
    layouts(cx.db(), owner).await
}

/// By name. One whose shape this release cannot read is left out.
async fn layouts(db: &impl ConnectionTrait, owner: UserId) -> Result<Vec<NamedLayout>> {
    let rows = layout::Entity::find()
        .filter(layout::Column::OwnerId.eq(owner))
        .order_by_asc(layout::Column::Name)
        .order_by_asc(layout::Column::Id)
        .all(db)
        .await?;
    let named = |row: layout::Model| {
        Shape::parse(&row.shape).ok().map(|shape| NamedLayout { id: row.id, name: row.name, shape })
    };
    Ok(rows.into_iter().filter_map(named).collect())
}
