//! A database for one test.

use std::path::Path;

use sea_orm::{ConnectionTrait, Database};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

#[derive(Debug)]
pub struct TestDatabase {
    folder: tempfile::TempDir,
    url: String,
    /// Where and what to drop at the end, on PostgreSQL.
    drop: Option<(String, String)>,
}

impl TestDatabase {
    pub async fn create(kind: Kind) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        match kind {
            Kind::Sqlite => {
                let url = format!("sqlite://{}?mode=rwc", folder.path().join("lyceum.db").display());
                Self { folder, url, drop: None }
            }
            Kind::Postgres => {
                let admin = std::env::var("LYCEUM_TEST_POSTGRES")
                    .expect("LYCEUM_TEST_POSTGRES is the URL of a PostgreSQL server on which tests make databases");
                let name = format!("lyceum_test_{:016x}", rand::random::<u64>());
                execute(&admin, &format!("CREATE DATABASE {name}")).await;
                let url = with_name(&admin, &name);
                Self { folder, url, drop: Some((admin, name)) }
            }
        }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// Takes the database away under those who use it; PostgreSQL only.
    pub async fn lose(&self) {
        let (admin, name) = self.drop.as_ref().expect("on PostgreSQL");
        execute(admin, &drop_statement(name)).await;
    }
}

/// `postgres://user@host/postgres?x=y` with another database.
fn with_name(admin: &str, name: &str) -> String {
    let (base, query) = admin.split_once('?').map_or((admin, None), |(base, query)| (base, Some(query)));
    let authority = base.find("://").map_or(0, |at| at + 3);
    let server = base[authority..].find('/').map_or(base, |slash| &base[..authority + slash]);
    query.map_or_else(|| format!("{server}/{name}"), |query| format!("{server}/{name}?{query}"))
}

fn drop_statement(name: &str) -> String {
    format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")
}

async fn execute(url: &str, statement: &str) {
    let admin = Database::connect(url).await.expect("LYCEUM_TEST_POSTGRES answers");
    admin.execute_unprepared(statement).await.expect("the statement runs");
    admin.close().await.expect("closes");
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let Some((admin, name)) = self.drop.take() else { return };
        // A runtime of its own: the test's is on its way out.
        let dropped = std::thread::spawn(move || {
            tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime")
                .block_on(execute(&admin, &drop_statement(&name)));
        });
        if dropped.join().is_err() && !std::thread::panicking() {
            panic!("the test's database could not be dropped");
        }
    }
}
