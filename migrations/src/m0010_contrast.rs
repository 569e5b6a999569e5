//! Whether letters of terminals are kept apart from their ground.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let contrast = boolean("contrast").default(false).to_owned();
        manager.alter_table(Table::alter().table("desk_preferences").add_column(contrast).to_owned()).await
    }
}
