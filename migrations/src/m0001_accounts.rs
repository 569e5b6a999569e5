//! People, their roles and sessions, the audit log, and settings.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("users")
                    .col(big_pk_auto("id"))
                    .col(string_uniq("login"))
                    .col(string_uniq("email"))
                    .col(string("given_name"))
                    .col(string("family_name"))
                    .col(string_null("preferred_name"))
                    .col(string("password_hash"))
                    .col(boolean("password_is_temporary").default(false))
                    .col(string_null("time_zone"))
                    .col(string("theme").default("system"))
                    .col(string_null("picture_sha256"))
                    .col(string("status").default("active"))
                    .col(big_integer("created_ms"))
                    .col(integer("version").default(1))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("user_roles")
                    .col(big_integer("user_id"))
                    .col(string("role"))
                    .primary_key(Index::create().col("user_id").col("role"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("user_roles", "user_id")
                            .to("users", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("sessions")
                    // SHA-256 of the cookie's token: a stolen table opens no session.
                    .col(string("id").primary_key())
                    .col(big_integer_null("user_id"))
                    .col(text("data"))
                    .col(string("device").default(""))
                    .col(string("address").default(""))
                    .col(big_integer("created_ms"))
                    .col(big_integer("last_used_ms"))
                    .col(big_integer("expires_ms"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("sessions", "user_id")
                            .to("users", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        manager.create_index(Index::create().name("sessions_user").table("sessions").col("user_id").to_owned()).await?;
        manager
            .create_table(
                Table::create()
                    .table("audit_log")
                    .col(big_pk_auto("id"))
                    .col(big_integer("at_ms"))
                    .col(big_integer_null("actor_id"))
                    // The name as it was: the row outlives the account.
                    .col(string("actor_name"))
                    .col(string("action"))
                    .col(string("entity"))
                    .col(string("entity_id"))
                    .col(text_null("before"))
                    .col(text_null("after"))
                    .col(string("address"))
                    .col(string("request_id"))
                    .to_owned(),
            )
            .await?;
        for column in ["at_ms", "actor_id", "entity"] {
            let name = format!("audit_log_{column}");
            manager.create_index(Index::create().name(name).table("audit_log").col(column).to_owned()).await?;
        }
        append_only(manager).await?;
        manager
            .create_table(
                Table::create().table("settings").col(string("key").primary_key()).col(text("value")).to_owned(),
            )
            .await
    }
}

/// The database itself keeps the audit log as it was written, whoever asks.
async fn append_only(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let statements: &[&str] = match manager.get_database_backend() {
        DbBackend::Postgres => &[
            "CREATE FUNCTION audit_log_append_only() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$",
            "CREATE TRIGGER audit_log_keep BEFORE UPDATE OR DELETE ON audit_log \
             FOR EACH ROW EXECUTE FUNCTION audit_log_append_only()",
            "CREATE TRIGGER audit_log_keep_all BEFORE TRUNCATE ON audit_log \
             FOR EACH STATEMENT EXECUTE FUNCTION audit_log_append_only()",
        ],
        _ => &[
            "CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log \
             BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
            "CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log \
             BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
        ],
    };
    for statement in statements {
        manager.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}
