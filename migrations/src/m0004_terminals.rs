//! Terminal sessions: what ran, for whom, and how it ended.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::m0002_school::{plain, restrict};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("terminal_sessions")
                    .col(big_pk_auto("id"))
                    .col(big_integer("owner_id"))
                    .col(string("kind"))
                    // The container, or `host`.
                    .col(string("target"))
                    .col(big_integer_null("workspace_id"))
                    .col(big_integer("started_ms"))
                    .col(big_integer_null("ended_ms"))
                    // How it ended, for people.
                    .col(string_null("ending"))
                    .col(integer_null("exit_code"))
                    .col(big_integer("bytes_out").default(0))
                    .check(Expr::col("kind").is_in(["lab", "host"]))
                    .foreign_key(&mut restrict("terminal_sessions", "owner_id", "users"))
                    .foreign_key(&mut restrict("terminal_sessions", "workspace_id", "workspaces"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(plain("terminal_sessions_owner", "terminal_sessions", &["owner_id"])).await?;
        manager.create_index(plain("terminal_sessions_ended", "terminal_sessions", &["ended_ms"])).await
    }
}
