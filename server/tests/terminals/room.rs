//! A room with shells of this machine: the owner writes, teachers may take control and show their own, students may
//! be invited, nobody else may look.

use std::collections::BTreeMap;
use std::path::PathBuf;

use app::auth::types::{Me, Permission, Role, Theme};
use app::config::Config;
use app::ctx::{Actor, AppState, Ctx, Origin};
use app::error::Result;
use app::id::{TerminalId, UserId};
use app::terminals::Registry;
use app::terminals::doors::{Doors, Target};
use app::terminals::link::{Keeper, Link};
use app::terminals::protocol::{Channel, OpenKind, Right};
use app::terminals::pty::HostProgram;
use app::terminals::types::Guest;
use async_trait::async_trait;
use sea_orm::EntityTrait;
use termbench::{Site, Tab};
use tokio::net::TcpListener;
use tokio::time::{Duration, Instant};

use crate::common::{Client, Kind, TestApp};
use crate::house::SIZE;

#[derive(Debug)]
struct RoomDoor;

#[async_trait]
impl Doors for RoomDoor {
    fn leads_to(&self, kind: OpenKind) -> bool {
        kind == OpenKind::HostShell
    }

    async fn open(&self, cx: &Ctx, _kind: OpenKind) -> Result<Target> {
        cx.require(Permission::OpenLab)?;
        Ok(Target::HostShell(HostProgram {
            command: vec!["/bin/sh".to_owned()],
            env: BTreeMap::from([
                ("PS1".to_owned(), "ready> ".to_owned()),
                ("PATH".to_owned(), "/usr/bin:/bin".to_owned()),
                ("TERM".to_owned(), "xterm-256color".to_owned()),
            ]),
            workdir: PathBuf::from("/tmp"),
        }))
    }

    async fn right(&self, cx: &Ctx, _kind: OpenKind, owner: UserId) -> Result<Right> {
        match cx.actor.as_ref() {
            Some(actor) if actor.id == owner => Ok(Right::Writer),
            _ => cx.require(Permission::RunClass).map(|_| Right::Taker),
        }
    }

    async fn guest(&self, cx: &Ctx, _kind: OpenKind, _owner: UserId) -> Result<()> {
        cx.require(Permission::Study).map(drop)
    }

    async fn may_show(&self, cx: &Ctx, _kind: OpenKind) -> Result<bool> {
        Ok(cx.actor()?.me.may(Permission::RunClass))
    }

    async fn guests(&self, cx: &Ctx, _kind: OpenKind) -> Result<Vec<Guest>> {
        let me = cx.actor()?.id;
        let people = app::auth::entity::user::Entity::find().all(cx.db()).await?;
        let others = people.into_iter().filter(|person| person.id != me && person.login.starts_with("student"));
        Ok(others.map(|person| Guest { user: person.id, name: person.display_name() }).collect())
    }
}

pub struct Room {
    pub app: TestApp,
    pub state: AppState,
    pub address: std::net::SocketAddr,
}

impl Room {
    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// With other settings than usual.
    pub async fn with(set: impl FnOnce(&mut Config)) -> Self {
        Self::built(TestApp::start(Kind::Sqlite).await, set).await
    }

    /// In this Lyceum, whatever its database.
    pub async fn of(app: TestApp) -> Self {
        Self::built(app, |_| {}).await
    }

    async fn built(app: TestApp, set: impl FnOnce(&mut Config)) -> Self {
        let mut config = (*app.state.config).clone();
        config.data_dir = config.data_dir.join("room");
        set(&mut config);
        let link = Link::to(&config, Keeper::Inside).expect("an agent");
        let terminals = Registry::start(app.db().clone(), &config, link, vec![Box::new(RoomDoor)]);
        let state = AppState { terminals, ..app.state.clone() };
        state.terminals.serve(&state);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let service = server::router(state.clone()).into_make_service_with_connect_info::<std::net::SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        Self { app, state, address }
    }

    /// A new person of this role, and a browser of theirs.
    pub async fn person(&self, role: Role) -> (UserId, Client) {
        let id = self.app.person(role).await;
        (id, self.browser(id).await)
    }

    pub async fn browser(&self, id: UserId) -> Client {
        Client::new(self.address, self.app.as_user(id).await.cookie)
    }

    pub fn site(&self, client: &Client) -> Site {
        Site { address: self.address.to_string(), cookie: client.cookie.clone().expect("signed in") }
    }

    pub async fn tab(&self, client: &Client) -> Tab {
        Tab::connect(&self.site(client)).await.expect("welcome")
    }

    /// A student with a shell that shows its prompt.
    pub async fn student(&self) -> Owner {
        self.owner(Role::Student).await
    }

    /// A new person of this role with a shell that shows its prompt.
    pub async fn owner(&self, role: Role) -> Owner {
        let (id, client) = self.person(role).await;
        let mut tab = self.tab(&client).await;
        let channel = tab.open(OpenKind::HostShell, SIZE).await.expect("a shell");
        tab.until(channel, |remote| remote.shows("ready> ")).await.expect("a prompt");
        let terminal = tab.remote(channel).terminal.expect("an id");
        Owner { id, client, tab, channel, terminal }
    }

    /// A person of this role who looks at a terminal with all the right they have.
    pub async fn looks(&self, client: &Client, terminal: TerminalId) -> (Tab, Channel) {
        let mut tab = self.tab(client).await;
        let channel = tab.attach(terminal, Right::Taker).await.expect("attached");
        (tab, channel)
    }

    /// What a request of this person would carry.
    pub fn cx(&self, id: UserId, name: &str, role: Role) -> Ctx {
        let me = Me {
            id,
            login: name.to_owned(),
            name: name.to_owned(),
            initials: String::new(),
            picture_url: None,
            roles: vec![role],
            theme: Theme::default(),
            time_zone: "UTC".to_owned(),
        };
        let actor = Some(Actor { id, me, session: String::new(), must_change_password: false });
        Ctx { state: self.state.clone(), actor, origin: Origin::default() }
    }

    /// Waits until it is in the record that this person came to the terminal.
    pub async fn visited(&self, terminal: TerminalId, user: UserId) {
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            let visits =
                app::terminals::entity::terminal_visit::Entity::find().all(self.app.db()).await.expect("reads");
            if visits.iter().any(|visit| visit.session_id == terminal && visit.user_id == user) {
                return;
            }
            assert!(Instant::now() < until, "no visit of {user} in {visits:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// What was written down of each such act, once there is as much as is waited for.
    pub async fn audited(&self, action: &str, count: usize) -> Vec<String> {
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            let rows = app::audit::entity::Entity::find().all(self.app.db()).await.expect("reads");
            let found: Vec<String> =
                rows.into_iter().filter(|row| row.action == action).filter_map(|row| row.after).collect();
            if found.len() >= count || Instant::now() >= until {
                assert_eq!(found.len(), count, "{action}: {found:?}");
                return found;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Somebody at work.
pub struct Owner {
    pub id: UserId,
    pub client: Client,
    pub tab: Tab,
    pub channel: Channel,
    pub terminal: TerminalId,
}
