//! Whose terminals they are: several agents may share a database, and each knows its own alone.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Empty for those from before.
        let keeper = string_len("keeper", 40).default("").to_owned();
        manager.alter_table(Table::alter().table("terminal_sessions").add_column(keeper).to_owned()).await
    }
}
