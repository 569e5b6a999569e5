//! Hosts that terminals reach over SSH, and sessions that lead further than labs and this machine.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::m0002_school::{plain, restrict};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// The kinds of sessions are a check, which SQLite changes with its table alone: all or nothing.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(ssh_hosts()).await?;
        manager.create_index(plain("ssh_hosts_jump", "ssh_hosts", &["jump_id"])).await?;
        widen_kinds(manager).await
    }
}

fn ssh_hosts() -> TableCreateStatement {
    Table::create()
        .table("ssh_hosts")
        .col(big_pk_auto("id"))
        .col(string_uniq("name"))
        .col(string("address"))
        .col(integer("port"))
        .col(string("user_name"))
        .col(text("description").default(""))
        // The host through which this one is reached.
        .col(big_integer_null("jump_id"))
        // `password`, `key` or `key_passphrase`: what `credential` holds, encrypted.
        .col(string("credential_kind"))
        .col(text("credential"))
        // The key that somebody accepted: its algorithm, its SHA-256 as OpenSSH prints it, the key itself.
        .col(string_null("key_algorithm"))
        .col(string_null("key_fingerprint"))
        .col(text_null("key_public"))
        .col(big_integer_null("key_pinned_by"))
        .col(big_integer_null("key_pinned_ms"))
        // A key other than the pinned one was met last: its algorithm and fingerprint.
        .col(string_null("met_algorithm"))
        .col(string_null("met_fingerprint"))
        .col(big_integer_null("last_used_ms"))
        .col(big_integer("created_ms"))
        // Counts the changes.
        .col(integer("version").default(1))
        .check(Expr::col("port").between(1, 65_535))
        .check(Expr::col("credential_kind").is_in(["password", "key", "key_passphrase"]))
        .foreign_key(&mut restrict("ssh_hosts", "jump_id", "ssh_hosts"))
        .foreign_key(&mut restrict("ssh_hosts", "key_pinned_by", "users"))
        .to_owned()
}

async fn widen_kinds(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let db = manager.get_connection();
    if manager.get_database_backend() == sea_orm_migration::sea_orm::DbBackend::Postgres {
        return db
            .execute_unprepared(
                "ALTER TABLE terminal_sessions DROP CONSTRAINT terminal_sessions_kind_check, \
                 ADD CONSTRAINT terminal_sessions_kind_check CHECK (kind IN ('lab', 'host', 'ssh', 'container'))",
            )
            .await
            .map(drop);
    }
    const COLUMNS: &str =
        "id, owner_id, kind, target, workspace_id, started_ms, ended_ms, ending, exit_code, bytes_out";
    manager.create_table(terminal_sessions("terminal_sessions_wider")).await?;
    let copy = format!("INSERT INTO terminal_sessions_wider ({COLUMNS}) SELECT {COLUMNS} FROM terminal_sessions");
    db.execute_unprepared(&copy).await?;
    db.execute_unprepared("DROP TABLE terminal_sessions").await?;
    db.execute_unprepared("ALTER TABLE terminal_sessions_wider RENAME TO terminal_sessions").await?;
    manager.create_index(plain("terminal_sessions_owner", "terminal_sessions", &["owner_id"])).await?;
    manager.create_index(plain("terminal_sessions_ended", "terminal_sessions", &["ended_ms"])).await
}

/// As in the migration before, with two kinds more.
fn terminal_sessions(name: &'static str) -> TableCreateStatement {
    Table::create()
        .table(name)
        .col(big_pk_auto("id"))
        .col(big_integer("owner_id"))
        .col(string("kind"))
        // The container, the registered host, or `host`.
        .col(string("target"))
        .col(big_integer_null("workspace_id"))
        .col(big_integer("started_ms"))
        .col(big_integer_null("ended_ms"))
        // How it ended, for people.
        .col(string_null("ending"))
        .col(integer_null("exit_code"))
        .col(big_integer("bytes_out").default(0))
        .check(Expr::col("kind").is_in(["lab", "host", "ssh", "container"]))
        .foreign_key(&mut restrict(name, "owner_id", "users"))
        .foreign_key(&mut restrict(name, "workspace_id", "workspaces"))
        .to_owned()
}
