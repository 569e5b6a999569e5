//! A Lyceum with hosts, and tabs on them.

use app::auth::types::Role;
use app::error::Error;
use app::id::SshHostId;
use app::ssh::api::{AcceptHostKey, CreateSshHost, TestSshHost};
use app::ssh::types::{HostForm, Tested};
use app::terminals::protocol::{Channel, OpenKind, Size};
use termbench::{Site, Tab};

use crate::common::{Client, Kind, TestApp, own_ip};
use crate::sshd::{Sshd, me};

pub const SIZE: Size = Size { cols: 80, rows: 24 };

/// A Lyceum, an admin who is signed in, and an SSH server.
pub async fn place() -> (TestApp, Client, Sshd) {
    let app = TestApp::start(Kind::Sqlite).await;
    let admin = app.as_role(Role::Admin).await;
    (app, admin, Sshd::start())
}

pub fn site(app: &TestApp, client: &Client) -> Site {
    Site { address: app.address.to_string(), cookie: client.cookie.clone().expect("signed in") }
}

/// The form of a host that the server's plain key opens.
pub fn form(name: &str, sshd: &Sshd) -> HostForm {
    HostForm {
        name: name.into(),
        address: own_ip().to_string(),
        port: sshd.port.to_string(),
        user: me(),
        credential: "key".into(),
        private_key: sshd.key(),
        ..Default::default()
    }
}

pub async fn add(admin: &mut Client, host: HostForm) -> SshHostId {
    admin.call(CreateSshHost { host }).await.expect("added")
}

/// Looks at the host's key and accepts it.
pub async fn accept(admin: &mut Client, id: SshHostId) {
    let key = match admin.call(TestSshHost { id }).await.expect("tested") {
        Tested::NewKey(key) | Tested::ChangedKey { came: key, .. } => key,
        other => panic!("{other:?}"),
    };
    admin.call(AcceptHostKey { id, fingerprint: key.fingerprint }).await.expect("accepted");
}

/// A host whose key is accepted.
pub async fn known(admin: &mut Client, host: HostForm) -> SshHostId {
    let id = add(admin, host).await;
    accept(admin, id).await;
    id
}

/// A tab with a plain shell on the host, and a prompt of its own.
pub async fn shell(site: &Site, host: SshHostId) -> (Tab, Channel) {
    let mut tab = Tab::connect(site).await.expect("welcome");
    let channel = tab.open(OpenKind::Ssh { host }, SIZE).await.expect("a shell");
    tab.type_in(channel, b"exec sh\r").await.expect("typed");
    // Typed in two pieces, so that the echo is not taken for the answer.
    tab.type_in(channel, b"PS1='re''ady> '; unset HISTFILE\r").await.expect("typed");
    tab.until(channel, |remote| remote.shows("ready> ")).await.expect("a prompt");
    (tab, channel)
}

/// Why no terminal opens on the host.
pub async fn refusal(site: &Site, host: SshHostId) -> String {
    let mut tab = Tab::connect(site).await.expect("welcome");
    tab.open(OpenKind::Ssh { host }, SIZE).await.expect_err("refused").to_string()
}

/// Runs a line and waits for what it must show.
pub async fn run(tab: &mut Tab, channel: Channel, line: &str, shows: &str) {
    tab.type_in(channel, format!("{line}\r").as_bytes()).await.expect("typed");
    tab.until(channel, |remote| remote.shows(shows)).await.expect(line);
}

/// The words of a fault at a field.
pub fn fault(error: &Error, field: &str) -> String {
    error.field(field).unwrap_or_else(|| panic!("{field} in {error:?}")).to_owned()
}

pub async fn actions(app: &TestApp) -> Vec<String> {
    use sea_orm::EntityTrait;
    let rows = app::audit::entity::Entity::find().all(app.db()).await.expect("reads");
    rows.into_iter().map(|row| row.action).collect()
}
