//! The database: SQLite beside the program, or PostgreSQL when `DATABASE_URL` names one.

use std::time::Duration;

use migrations::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

/// Connections of the pool. SQLite has one writer whatever we say; readers profit.
const POOL_SIZE: u32 = 16;
/// How long a SQLite writer waits for another before it gives up, milliseconds.
const BUSY_TIMEOUT_MS: u32 = 5_000;

/// Connects and brings the schema up to date.
///
/// # Errors
/// When the database cannot be reached, or a migration fails.
pub async fn open(url: &str) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(POOL_SIZE).acquire_timeout(Duration::from_secs(5)).sqlx_logging(false);
    if url.starts_with("sqlite") {
        options.map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .create_if_missing(true)
                .foreign_keys(true)
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", "NORMAL")
                .pragma("busy_timeout", BUSY_TIMEOUT_MS.to_string())
        });
    }
    let db = Database::connect(options).await?;
    migrate(&db).await?;
    Ok(db)
}

/// Nobody turns this many pages.
const PAGES_MAX: u64 = 1_000_000;

/// How many rows stand before this page, counted from 1.
pub fn rows_before(page: u64, rows_per_page: u64) -> u64 {
    page.clamp(1, PAGES_MAX).saturating_sub(1) * rows_per_page
}

/// Begins a transaction that will write. SQLite takes its one writer at once, and waits for it: a
/// transaction that reads first and writes later is refused when another has written in between.
///
/// # Errors
/// When the database does not answer, or the writer is not free in time.
pub async fn begin_write(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let sqlite_transaction_mode = Some(SqliteTransactionMode::Immediate);
    db.begin_with_options(TransactionOptions { sqlite_transaction_mode, ..Default::default() }).await
}

/// Runs pending migrations; on PostgreSQL under an advisory lock, so that replicas starting together take turns.
async fn migrate(db: &DatabaseConnection) -> Result<(), DbErr> {
    /// Any fixed number, the same in every replica: "LYCE".
    const LOCK: i64 = 0x4c59_4345;
    let postgres = db.get_database_backend() == DbBackend::Postgres;
    if !postgres {
        return Migrator::up(db, None).await;
    }
    // The lock belongs to one connection: a transaction holds it and frees it however this ends.
    let guard = db.begin().await?;
    guard.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({LOCK})")).await?;
    let outcome = Migrator::up(db, None).await;
    guard.commit().await?;
    outcome
}
