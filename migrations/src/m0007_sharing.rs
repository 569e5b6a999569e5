//! Whom the owner of a terminal has invited to it.

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
                    .table("terminal_invitations")
                    .col(big_pk_auto("id"))
                    .col(big_integer("terminal_id"))
                    .col(big_integer("user_id"))
                    // Whether they may ask for control, or look alone.
                    .col(boolean("may_ask"))
                    .col(big_integer("invited_ms"))
                    // Null while it holds.
                    .col(big_integer_null("revoked_ms"))
                    .foreign_key(&mut restrict("terminal_invitations", "terminal_id", "terminal_sessions"))
                    .foreign_key(&mut restrict("terminal_invitations", "user_id", "users"))
                    .to_owned(),
            )
            .await?;
        let columns = ["terminal_id", "user_id"];
        manager.create_index(unique("terminal_invitations_guest", "terminal_invitations", &columns)).await
    }
}
