//! Signing in, and the host's own key.

use std::time::Duration;

use app::ssh::api::{AcceptHostKey, CreateSshHost, EditSshHost, GetSshHost, TestSshHost};
use app::ssh::types::{HostForm, KEEP, KeyState, Tested};

use crate::place::{accept, actions, add, fault, form, known, place, refusal, run, shell, site};
use crate::sshd::{PASSPHRASE, Somebody, Sshd};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_opens_before_the_key_is_accepted() {
    let (app, mut admin, sshd) = place().await;
    let id = add(&mut admin, form("Build", &sshd)).await;
    let why = refusal(&site(&app, &admin), id).await;
    assert!(why.contains("nobody has accepted") && why.contains(&sshd.fingerprint()), "{why}");

    let Tested::NewKey(key) = admin.call(TestSshHost { id }).await.expect("tested") else { panic!("it is new") };
    assert_eq!((key.algorithm.as_str(), &key.fingerprint), ("ssh-ed25519", &sshd.fingerprint()));
    let wrong = AcceptHostKey { id, fingerprint: "SHA256:another".into() };
    let error = admin.call(wrong).await.expect_err("not what it shows");
    assert!(error.to_string().contains(&sshd.fingerprint()), "{error}");
    accept(&mut admin, id).await;

    let Tested::Works { .. } = admin.call(TestSshHost { id }).await.expect("tested") else { panic!("it works") };
    let host = admin.call(GetSshHost { id }).await.expect("reads");
    let accepted = host.accepted.expect("accepted");
    assert_eq!(accepted.key, key);
    assert!(accepted.by.starts_with("Admin"), "{}", accepted.by);
    assert_eq!(host.last_used_ms, None, "tried and tested is not used");
    let (mut tab, channel) = shell(&site(&app, &admin), id).await;
    run(&mut tab, channel, "echo $((6*7))", "42\r\n").await;
    assert!(admin.call(GetSshHost { id }).await.expect("reads").last_used_ms.is_some());
    assert!(actions(&app).await.contains(&"accept host key".to_owned()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_key_is_refused_until_it_is_accepted() {
    let (app, mut admin, mut sshd) = place().await;
    let id = known(&mut admin, form("Build", &sshd)).await;
    let before = sshd.fingerprint();
    sshd.new_host_key();
    sshd.serve();

    let why = refusal(&site(&app, &admin), id).await;
    assert!(why.contains(&before) && why.contains(&sshd.fingerprint()), "both are named: {why}");
    // The list of hosts says so too, without a test of the connection.
    let noted = async {
        while admin.call(GetSshHost { id }).await.expect("reads").key_state() != KeyState::Changed {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), noted).await.expect("noted");
    assert!(actions(&app).await.contains(&"refuse changed host key".to_owned()));
    let tested = admin.call(TestSshHost { id }).await.expect("tested");
    assert!(matches!(&tested, Tested::ChangedKey { accepted, .. } if accepted.fingerprint == before), "{tested:?}");
    assert_eq!(admin.call(GetSshHost { id }).await.expect("reads").key_state(), KeyState::Changed);

    accept(&mut admin, id).await;
    assert_eq!(admin.call(GetSshHost { id }).await.expect("reads").key_state(), KeyState::Accepted);
    shell(&site(&app, &admin), id).await;
    let log = actions(&app).await;
    assert!(log.contains(&"accept changed host key".to_owned()), "{log:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_with_a_passphrase_signs_in() {
    let (app, mut admin, sshd) = place().await;
    let locked = |passphrase: &str| HostForm {
        private_key: sshd.locked_key(),
        passphrase: passphrase.into(),
        ..form("Build", &sshd)
    };
    let error = admin.call(CreateSshHost { host: locked("") }).await.expect_err("it needs one");
    assert!(fault(&error, "passphrase").contains("needs"));
    let error = admin.call(CreateSshHost { host: locked("close sesame") }).await.expect_err("a wrong one");
    assert!(fault(&error, "passphrase").contains("does not fit"));
    let id = known(&mut admin, locked(PASSPHRASE)).await;
    shell(&site(&app, &admin), id).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_strange_key_is_refused_in_words() {
    let (app, mut admin, sshd) = place().await;
    let strange = HostForm { private_key: sshd.strange_key(), ..form("Build", &sshd) };
    let id = known(&mut admin, strange).await;
    let why = refusal(&site(&app, &admin), id).await;
    assert!(why.contains("does not accept the user with this key"), "{why}");
    let tested = admin.call(TestSshHost { id }).await.expect("tested");
    assert!(matches!(&tested, Tested::Failed(why) if why.contains("with this key")), "{tested:?}");

    // The right one in its place.
    let host = admin.call(GetSshHost { id }).await.expect("reads");
    admin.call(EditSshHost { id, version: host.version, host: form("Build", &sshd) }).await.expect("saved");
    shell(&site(&app, &admin), id).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_signs_in_and_a_wrong_one_does_not() {
    let (app, mut admin, _) = place().await;
    let somebody = Somebody::new();
    let sshd = Sshd::start_with("PasswordAuthentication yes");
    let with = |password: &str| HostForm {
        user: somebody.name.clone(),
        credential: "password".into(),
        password: password.into(),
        private_key: String::new(),
        ..form("Build", &sshd)
    };
    let id = known(&mut admin, with("wrong")).await;
    let why = refusal(&site(&app, &admin), id).await;
    assert!(why.contains("does not accept the user with this password"), "{why}");

    let host = admin.call(GetSshHost { id }).await.expect("reads");
    admin.call(EditSshHost { id, version: host.version, host: with(&somebody.password) }).await.expect("saved");
    let (mut tab, channel) = shell(&site(&app, &admin), id).await;
    run(&mut tab, channel, "id -un", &format!("{}\r\n", somebody.name)).await;

    // What is kept still signs in.
    let host = admin.call(GetSshHost { id }).await.expect("reads");
    let kept = HostForm { credential: KEEP.into(), ..with("") };
    admin.call(EditSshHost { id, version: host.version, host: kept }).await.expect("saved");
    let Tested::Works { .. } = admin.call(TestSshHost { id }).await.expect("tested") else { panic!("it works") };
    tab.type_in(channel, b"exit\r").await.expect("typed");
    tab.until(channel, |remote| remote.exited.is_some()).await.expect("ended");
}
