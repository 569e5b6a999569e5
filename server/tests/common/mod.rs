//! A whole Lyceum for one test: its own database, its own port, the real router.
//!
//! SQLite runs in memory's stead in a folder that goes with the test. PostgreSQL needs
//! `LYCEUM_TEST_POSTGRES`, the URL of a server and a user who may create databases; without it the
//! tests on PostgreSQL fail, so that nobody takes half the tests for all of them.
#![allow(dead_code, reason = "each test binary uses its part")]

mod client;
mod database;
mod engine;
mod program;
mod registry;

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU32, Ordering};

use app::auth::entity::user;
use app::auth::password::PasswordHash;
use app::auth::session_store::{ADDRESS, DEVICE, Sessions, USER_ID};
use app::auth::store::{NewUser, create_user};
use app::auth::types::Role;
use app::config::Config;
use app::ctx::AppState;
use app::db::begin_write;
use app::id::UserId;
use app::terminals::link::Keeper;
use sea_orm::{DatabaseConnection, EntityTrait};
use tokio::sync::OnceCell;
use tower_sessions::SessionStore;
use tower_sessions::cookie::time::{Duration, OffsetDateTime};
use tower_sessions::session::{Id, Record};

#[allow(unused_imports, reason = "each test binary uses its part")]
pub use client::{Client, body_of, location};
pub use database::Kind;
use database::TestDatabase;
#[allow(unused_imports, reason = "each test binary uses its part")]
pub use engine::TestEngine;
#[allow(unused_imports, reason = "each test binary uses its part")]
pub use program::{lyceum, own_address};
#[allow(unused_imports, reason = "each test binary uses its part")]
pub use registry::{Mood, Registry};

/// A loopback address at which no other test listens: a port that is free there stays so until it is used.
pub fn own_ip() -> Ipv4Addr {
    let [_, high, middle, low] = std::process::id().to_be_bytes();
    Ipv4Addr::new(127, 64 + high % 64, middle, low)
}

/// The password of everybody whom the tests make.
pub const PASSWORD: &str = "correct horse battery";

/// Runs one body on both databases, as two tests.
#[macro_export]
macro_rules! on_both {
    ($(async fn $name:ident($app:ident: TestApp) $body:block)+) => {$(
        mod $name {
            #[allow(unused_imports, reason = "not every body uses all")]
            use super::*;

            async fn body($app: TestApp) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                body(TestApp::start(Kind::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                body(TestApp::start(Kind::Postgres).await).await;
            }
        }
    )+};
}

/// The program under test. It ends, and its database goes, when this is dropped.
#[derive(Debug)]
pub struct TestApp {
    pub state: AppState,
    pub address: SocketAddr,
    server: tokio::task::JoinHandle<()>,
    people: AtomicU32,
    // Last: the database goes after those who use it.
    database: TestDatabase,
}

impl TestApp {
    /// A school where nothing is set, nobody is there and no engine is near.
    pub async fn start(kind: Kind) -> Self {
        Self::start_with(kind, &[("LYCEUM_DOCKER_HOST", "unix:///nowhere/docker.sock")]).await
    }

    /// With these settings, by their names in the environment.
    pub async fn start_with(kind: Kind, settings: &[(&str, &str)]) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let database = TestDatabase::create(kind).await;
        let mut env: BTreeMap<String, String> =
            settings.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        env.insert("LYCEUM_LISTEN".into(), address.to_string());
        env.insert("LYCEUM_DATA_DIR".into(), database.folder().display().to_string());
        env.insert("DATABASE_URL".into(), database.url().to_owned());
        let config = Config::parse("", &env).expect("valid settings");
        let state = server::state(config, Keeper::Inside).await.expect("a state");
        state.terminals.serve(&state);
        let service = server::router(state.clone()).into_make_service_with_connect_info::<SocketAddr>();
        let server = tokio::spawn(async move {
            axum::serve(listener, service).await.expect("serves");
        });
        Self { state, address, server, people: AtomicU32::new(0), database }
    }

    pub fn db(&self) -> &DatabaseConnection {
        &self.state.db
    }

    /// The database goes away under the program.
    pub async fn lose_database(&self) {
        self.database.lose().await;
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// A browser that nobody has signed in with.
    pub fn as_nobody(&self) -> Client {
        Client::new(self.address, None)
    }

    /// A browser in which a new person of this role is signed in.
    pub async fn as_role(&self, role: Role) -> Client {
        let id = self.person(role).await;
        self.as_user(id).await
    }

    /// A browser in which this person is signed in.
    pub async fn as_user(&self, id: UserId) -> Client {
        let mut record = Record {
            id: Id::default(),
            data: [
                (USER_ID.to_owned(), id.0.into()),
                (DEVICE.to_owned(), "test".into()),
                (ADDRESS.to_owned(), "127.0.0.1".into()),
            ]
            .into(),
            expiry_date: OffsetDateTime::now_utc() + Duration::hours(24),
        };
        Sessions::new(self.db().clone()).create(&mut record).await.expect("a session");
        Client::new(self.address, Some(record.id.to_string()))
    }

    /// A new person of this role, with [`PASSWORD`] and the login `role` and a number: `student1`.
    pub async fn person(&self, role: Role) -> UserId {
        static HASH: OnceCell<PasswordHash> = OnceCell::const_new();
        let password = HASH.get_or_init(|| async { PasswordHash::of(PASSWORD).await.expect("hashes") }).await.clone();
        let number = self.people.fetch_add(1, Ordering::Relaxed) + 1;
        let login = format!("{}{number}", role.as_str());
        let new = NewUser {
            email: format!("{login}@school.example"),
            login,
            given: role.label().to_owned(),
            family: format!("Number {number}"),
            password,
            temporary: false,
            roles: vec![role],
        };
        let txn = begin_write(self.db()).await.expect("a transaction");
        let id = create_user(&txn, new).await.expect("a person");
        txn.commit().await.expect("commits");
        id
    }

    pub async fn user(&self, id: UserId) -> user::Model {
        user::Entity::find_by_id(id).one(self.db()).await.expect("reads").expect("is there")
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.server.abort();
    }
}
