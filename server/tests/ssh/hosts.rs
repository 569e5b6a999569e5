//! Hosts in the database, on both.

use app::auth::types::Role;
use app::config::SecretKey;
use app::error::Error;
use app::id::SshHostId;
use app::ssh::api::{CreateSshHost, EditSshHost, GetSshHost, ListSshHosts, RemoveSshHost};
use app::ssh::entity::{Column, Entity};
use app::ssh::store::renew_credentials;
use app::ssh::types::{HostForm, KEEP, KeyState, SignIn};
use app::ssh::vault::Vault;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::common::{Client, Kind, TestApp};
use crate::place::fault;

fn form(name: &str) -> HostForm {
    HostForm {
        name: name.into(),
        address: "build.school.example".into(),
        port: "2222".into(),
        user: "ada".into(),
        credential: "password".into(),
        password: "open sesame".into(),
        ..Default::default()
    }
}

async fn add(admin: &mut Client, host: HostForm) -> SshHostId {
    admin.call(CreateSshHost { host }).await.expect("added")
}

async fn sealed(app: &TestApp, id: SshHostId) -> String {
    Entity::find_by_id(id).one(app.db()).await.expect("reads").expect("a row").credential
}

on_both! {
    async fn a_host_is_added_changed_and_removed(app: TestApp) {
        let mut admin = app.as_role(Role::Admin).await;
        let id = add(&mut admin, form("Build")).await;
        let host = admin.call(GetSshHost { id }).await.expect("reads");
        assert_eq!((host.name.as_str(), host.port, host.sign_in), ("Build", 2222, SignIn::Password));
        assert_eq!(host.key_state(), KeyState::Unknown);

        let kept = HostForm { credential: KEEP.into(), name: "Build 2".into(), password: String::new(), ..form("") };
        let edit = |version, host| EditSshHost { id, version, host };
        let before = sealed(&app, id).await;
        admin.call(edit(host.version, kept.clone())).await.expect("saved");
        assert_eq!(sealed(&app, id).await, before, "what is stored is kept");
        let late = admin.call(edit(host.version, kept.clone())).await.expect_err("another was first");
        assert!(matches!(late, Error::Conflict(_)), "{late:?}");
        // What is stored is never sent to another place than the one it was entered for.
        for moved in [
            HostForm { address: "elsewhere.example".into(), ..kept.clone() },
            HostForm { port: "2223".into(), ..kept.clone() },
        ] {
            let refused = admin.call(edit(host.version + 1, moved)).await.expect_err("it is to be entered again");
            assert!(fault(&refused, "credential").contains("again"), "{refused:?}");
        }
        admin.call(edit(host.version + 1, form("Build 3"))).await.expect("saved");
        assert_ne!(sealed(&app, id).await, before, "it was replaced");

        admin.call(RemoveSshHost { id }).await.expect("removed");
        assert_eq!(admin.call(ListSshHosts {}).await.expect("a list").len(), 0);
        let log = app::audit::entity::Entity::find()
            .filter(app::audit::entity::Column::Entity.eq("ssh_host"))
            .all(app.db())
            .await
            .expect("reads");
        let actions: Vec<&str> = log.iter().map(|row| row.action.as_str()).collect();
        assert_eq!(actions, ["add SSH host", "edit SSH host", "edit SSH host", "remove SSH host"]);
        assert!(log.iter().all(|row| !format!("{row:?}").contains("sesame")), "nothing secret is written");
    }

    async fn names_are_one_each_and_ways_do_not_come_back(app: TestApp) {
        let mut admin = app.as_role(Role::Admin).await;
        let gate = add(&mut admin, form("Gate")).await;
        let twice = admin.call(CreateSshHost { host: form("Gate") }).await.expect_err("a name is one's own");
        assert!(fault(&twice, "name").contains("already"));

        let behind = add(&mut admin, HostForm { jump: gate.to_string(), ..form("Behind") }).await;
        let back = HostForm { jump: behind.to_string(), ..form("Gate") };
        let circle = admin.call(EditSshHost { id: gate, version: 1, host: back }).await.expect_err("a circle");
        assert!(fault(&circle, "jump").contains("come back"));
        let nobody = HostForm { jump: "999".into(), ..form("Other") };
        let nobody = admin.call(CreateSshHost { host: nobody }).await.expect_err("no such host");
        assert!(fault(&nobody, "jump").contains("one of"));

        let host = admin.call(GetSshHost { id: gate }).await.expect("reads");
        assert_eq!((host.leads_to, host.others), (vec!["Behind".to_owned()], Vec::new()));
        let needed = admin.call(RemoveSshHost { id: gate }).await.expect_err("needed");
        assert!(needed.to_string().contains("Behind"), "{needed}");
    }

    async fn secrets_are_sealed_and_keys_turned_over(app: TestApp) {
        let mut admin = app.as_role(Role::Admin).await;
        let id = add(&mut admin, form("Build")).await;
        let before = sealed(&app, id).await;
        assert!(before.starts_with("v1.") && !before.contains("sesame"));
        let rows = format!("{:?}", Entity::find().filter(Column::Id.eq(id)).all(app.db()).await.expect("reads"));
        assert!(!rows.contains("sesame"));

        // The key that was used so far, and a new one before it.
        let text = std::fs::read_to_string(app.state.config.data_dir.join("secret.key")).expect("a key");
        let old = SecretKey::parse(&text).expect("32 bytes");
        let mut state = app.state.clone();
        state.vault = Vault::with(&[SecretKey([9; 32]), old]);
        assert_eq!(renew_credentials(&state).await.expect("renews"), (1, 0));
        assert_ne!(sealed(&app, id).await, before);
        assert_eq!(renew_credentials(&state).await.expect("renews"), (0, 0), "once is enough");
        // Without the new key it is lost, and said so.
        assert_eq!(renew_credentials(&app.state).await.expect("looks"), (0, 1));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_is_said_at_its_field() {
    let app = TestApp::start(Kind::Sqlite).await;
    let mut admin = app.as_role(Role::Admin).await;
    let bad = HostForm { address: "a b".into(), port: "x".into(), password: String::new(), ..form("") };
    let error = admin.call(CreateSshHost { host: bad }).await.expect_err("refused");
    for field in ["name", "address", "port", "password"] {
        fault(&error, field);
    }
    let nonsense = HostForm { credential: "key".into(), private_key: "a key".into(), ..form("Build") };
    let error = admin.call(CreateSshHost { host: nonsense }).await.expect_err("refused");
    assert!(fault(&error, "private_key").contains("no private key"));
}
