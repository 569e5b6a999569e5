//! Who joined terminal sessions, what of them was recorded, and which classes are.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::m0002_school::{plain, restrict};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let bytes_in =
            Table::alter().table("terminal_sessions").add_column(big_integer("bytes_in").default(0)).to_owned();
        manager.alter_table(bytes_in).await?;
        manager.create_index(plain("terminal_sessions_workspace", "terminal_sessions", &["workspace_id"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("terminal_visits")
                    .col(big_pk_auto("id"))
                    .col(big_integer("session_id"))
                    .col(big_integer("user_id"))
                    // viewer or writer
                    .col(string("right"))
                    .col(big_integer("from_ms"))
                    .col(big_integer_null("to_ms"))
                    .foreign_key(&mut restrict("terminal_visits", "session_id", "terminal_sessions"))
                    .foreign_key(&mut restrict("terminal_visits", "user_id", "users"))
                    .to_owned(),
            )
            .await?;
        // What is told twice is one visit.
        manager
            .create_index(
                Index::create()
                    .name("terminal_visits_once")
                    .table("terminal_visits")
                    .col("session_id")
                    .col("user_id")
                    .col("from_ms")
                    .unique()
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("terminal_recordings")
                    .col(big_integer("session_id").primary_key())
                    .col(big_integer_null("by_id"))
                    .col(string("by_name"))
                    // owner, class or house
                    .col(string("why"))
                    .col(boolean("input"))
                    .col(big_integer("started_ms"))
                    .col(big_integer_null("ended_ms"))
                    // Why it ended, for people.
                    .col(string_null("ending"))
                    .col(big_integer("duration_ms").default(0))
                    .col(big_integer("bytes").default(0))
                    .col(big_integer_null("deleted_ms"))
                    .col(string_null("deleted_by"))
                    .foreign_key(&mut restrict("terminal_recordings", "session_id", "terminal_sessions"))
                    .foreign_key(&mut restrict("terminal_recordings", "by_id", "users"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("recorded_sections")
                    .col(big_integer("section_id").primary_key())
                    .col(big_integer("by_id"))
                    .col(big_integer("since_ms"))
                    .foreign_key(&mut restrict("recorded_sections", "section_id", "sections"))
                    .foreign_key(&mut restrict("recorded_sections", "by_id", "users"))
                    .to_owned(),
            )
            .await
    }
}
