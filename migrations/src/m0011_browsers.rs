//! Which browsers are known: those with which somebody has signed in since their sessions were last ended all at once.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let epoch = integer("sessions_epoch").default(0).to_owned();
        manager.alter_table(Table::alter().table("users").add_column(epoch).to_owned()).await
    }
}
