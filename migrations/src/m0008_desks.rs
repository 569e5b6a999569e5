//! Terminals as a person likes them: preferences, and arrangements with a name.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::m0002_school::{restrict, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("desk_preferences")
                    .col(big_integer("owner_id").primary_key())
                    .col(integer("font_px"))
                    .col(boolean("copy_on_select"))
                    .col(boolean("screen_reader"))
                    .foreign_key(&mut restrict("desk_preferences", "owner_id", "users"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("desk_layouts")
                    .col(big_pk_auto("id"))
                    .col(big_integer("owner_id"))
                    .col(string_len("name", 160))
                    // Splits and what they lead to, as JSON of at most 8 KiB.
                    .col(text("shape"))
                    .foreign_key(&mut restrict("desk_layouts", "owner_id", "users"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(unique("desk_layouts_name", "desk_layouts", &["owner_id", "name"])).await
    }
}
