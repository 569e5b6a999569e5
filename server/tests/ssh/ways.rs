//! The way to a host: through another, or to nowhere.

use app::ssh::api::TestSshHost;
use app::ssh::types::{HostForm, Tested};

use crate::common::own_ip;
use crate::place::{accept, add, form, known, place, refusal, run, shell, site};
use crate::sshd::Sshd;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_host_is_reached_through_another() {
    let (app, mut admin, gate) = place().await;
    let inner = Sshd::start();
    let through = add(&mut admin, form("Gate", &gate)).await;
    let id = add(&mut admin, HostForm { jump: through.to_string(), ..form("Inner", &inner) }).await;

    let why = refusal(&site(&app, &admin), id).await;
    assert!(why.contains("jump host") && why.contains("Gate") && why.contains(&gate.fingerprint()), "{why}");
    accept(&mut admin, through).await;
    let why = refusal(&site(&app, &admin), id).await;
    assert!(why.contains("Inner") && why.contains(&inner.fingerprint()), "{why}");
    accept(&mut admin, id).await;

    let (mut tab, channel) = shell(&site(&app, &admin), id).await;
    run(&mut tab, channel, "echo $SSH_CONNECTION | cut -d' ' -f4", &format!("{}\r\n", inner.port)).await;
    // Much passes through two connections as well.
    let from = tab.remote(channel).received;
    run(&mut tab, channel, "seq 1 200000 | tail -c 1200000; echo do''ne", "done").await;
    assert!(tab.remote(channel).received - from > 1_200_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_jump_host_that_lets_nobody_through_is_named() {
    let (app, mut admin, inner) = place().await;
    let mut gate = Sshd::start_with("AllowTcpForwarding no");
    let through = known(&mut admin, form("Gate", &gate)).await;
    let id = add(&mut admin, HostForm { jump: through.to_string(), ..form("Inner", &inner) }).await;
    let why = refusal(&site(&app, &admin), id).await;
    assert!(why.contains("Gate does not lead on") && why.contains("not allow"), "{why}");
    gate.stop();
    let why = refusal(&site(&app, &admin), id).await;
    assert!(why.contains("jump host cannot be used") && why.contains("Gate refuses"), "{why}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_jump_host_with_another_key_is_refused_and_the_host_behind_it_not_asked() {
    let (app, mut admin, inner) = place().await;
    let mut gate = Sshd::start();
    let through = known(&mut admin, form("Gate", &gate)).await;
    let id = known(&mut admin, HostForm { jump: through.to_string(), ..form("Inner", &inner) }).await;
    shell(&site(&app, &admin), id).await;
    let before = gate.fingerprint();
    gate.new_host_key();
    gate.serve();
    let why = refusal(&site(&app, &admin), id).await;
    assert!(why.contains("Gate") && why.contains(&before) && why.contains(&gate.fingerprint()), "{why}");
    assert!(!why.contains(&inner.fingerprint()), "{why}");
    accept(&mut admin, through).await;
    shell(&site(&app, &admin), id).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_on_the_way_is_said_in_words() {
    let (_app, mut admin, mut sshd) = place().await;
    let nowhere = HostForm { address: "no-such-host.invalid".into(), ..form("Nowhere", &sshd) };
    let nowhere = add(&mut admin, nowhere).await;
    let closed = add(&mut admin, form("Closed", &sshd)).await;
    // Something that is no SSH server answers there; bound while the other still has its port.
    let web = tokio::net::TcpListener::bind((own_ip(), 0)).await.expect("a port");
    sshd.stop();
    let port = web.local_addr().expect("an address").port().to_string();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = web.accept().await {
            use tokio::io::AsyncWriteExt;
            _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let web = add(&mut admin, HostForm { port, ..form("Web", &sshd) }).await;
    for (id, words) in [(nowhere, "is not found"), (closed, "refuses the connection"), (web, "cannot be talked to")] {
        let tested = admin.call(TestSshHost { id }).await.expect("tested");
        assert!(matches!(&tested, Tested::Failed(why) if why.contains(words)), "{words}: {tested:?}");
    }
}
