//! The engine room on a real engine.

mod acts;
mod bench;
#[path = "../common/mod.rs"]
mod common;
mod relay;

use app::engine::docker::explain;
use app::engine::types::{ContainerState, EngineState};
use app::error::Error;
use bench::{Bench, IMAGE, until};
use bollard::models::{ContainerCreateBody, HostConfig};
use bollard::query_parameters::{CreateContainerOptions, RemoveContainerOptionsBuilder, RenameContainerOptions};
use relay::Relay;

const SLEEP: &str = "trap 'exit 3' TERM; while :; do /bin/busybox sleep 0.05; done";

#[tokio::test]
async fn what_happens_to_a_container_is_known_without_asking() {
    let bench = Bench::new().await;
    let id = bench.create("life", SLEEP, HostConfig::default()).await.expect("created");
    bench.told(&id, "created", |found| found.is_some_and(|c| c.state == ContainerState::Created)).await;

    bench.docker.start_container(&id, None).await.expect("started");
    let running = |c: &app::engine::types::ContainerSummary| c.is_running() && c.started_ms.is_some();
    bench.told(&id, "running", |found| found.is_some_and(running)).await;
    assert_eq!(bench.engine.container(&bench.name("life")).map(|found| found.image), Some(IMAGE.to_owned()));

    bench.docker.pause_container(&id).await.expect("paused");
    bench.told(&id, "paused", |found| found.is_some_and(|c| c.state == ContainerState::Paused)).await;
    bench.docker.unpause_container(&id).await.expect("resumed");

    let name = bench.name("renamed");
    bench.docker.rename_container(&id, RenameContainerOptions { name: name.clone() }).await.expect("renamed");
    bench.told(&id, "renamed", |found| found.is_some_and(|c| c.name == name)).await;

    bench.docker.stop_container(&id, None).await.expect("stopped");
    let ended = |c: &app::engine::types::ContainerSummary| c.exit_code == Some(3) && c.finished_ms.is_some();
    bench.told(&id, "ended with its own code", |found| found.is_some_and(ended)).await;

    // Behind our back, by force.
    bench.docker.start_container(&id, None).await.expect("started");
    let options = RemoveContainerOptionsBuilder::new().force(true).build();
    bench.docker.remove_container(&id, Some(options)).await.expect("removed");
    bench.told(&id, "gone", |found| found.is_none()).await;
}

#[tokio::test]
async fn a_class_that_starts_at_once_is_known_whole() {
    const CLASS: usize = 20;
    let bench = Bench::new().await;
    let start = |seat: usize| {
        let bench = &bench;
        async move { bench.run(&format!("seat{seat}"), SLEEP).await }
    };
    let ids = futures::future::join_all((0..CLASS).map(start)).await;
    for id in &ids {
        bench.told(id, "running", |found| found.is_some_and(|c| c.is_running())).await;
    }
}

#[tokio::test]
async fn a_busy_container_is_seen_to_be_busy() {
    let bench = Bench::new().await;
    let id = bench.run("busy", "while :; do :; done").await;
    let usage = until(&mut bench.engine.usage(), "a busy core", |usages| {
        usages.get(&id).is_some_and(|usage| usage.cpu_percent > 5.0)
    })
    .await;
    let usage = usage[&id];
    assert!(usage.memory_bytes > 0 && usage.memory_bytes < 64 << 20, "{} bytes", usage.memory_bytes);
    assert!(usage.memory_limit_bytes > usage.memory_bytes);
    assert_eq!(usage.pids, 1);
    assert!(bench.engine.history(&id).iter().count() >= 2);
}

#[tokio::test]
async fn the_engines_refusals_are_explained() {
    let bench = Bench::new().await;

    let body = ContainerCreateBody { image: Some("lyceum-engine-test/none:7".into()), ..Default::default() };
    let missing = bench.docker.create_container(None::<CreateContainerOptions>, body).await.map(|_| ());
    let missing = explain(missing.expect_err("no such image"));
    assert!(
        matches!(&missing, Error::Unavailable { part, .. } if part == "The image lyceum-engine-test/none:7"),
        "{missing:?}"
    );

    bench.create("twice", SLEEP, HostConfig::default()).await.expect("created");
    let again = bench.create("twice", SLEEP, HostConfig::default()).await.expect_err("a name conflict");
    let again = explain(again);
    assert!(matches!(&again, Error::Conflict(text) if text.contains(&bench.name("twice"))), "{again:?}");

    let little = HostConfig { memory: Some(1 << 20), ..HostConfig::default() };
    let little = explain(bench.create("little", SLEEP, little).await.expect_err("too little memory"));
    assert!(matches!(&little, Error::Refused(text) if text.contains("limit")), "{little:?}");

    let many = HostConfig { nano_cpus: Some(4_096_000_000_000), ..HostConfig::default() };
    let many = explain(bench.create("many", SLEEP, many).await.expect_err("too many cores"));
    assert!(matches!(&many, Error::Refused(text) if text.contains("limit")), "{many:?}");

    let gone = bench.docker.start_container(&bench.name("gone"), None).await.expect_err("no such container");
    assert!(matches!(explain(gone), Error::NotFound(_)));
}

#[tokio::test]
async fn an_engine_that_restarts_is_found_again_with_what_happened_meanwhile() {
    let mut relay = Relay::new("restart");
    let bench = Bench::on(&relay.address()).await;
    let stays = bench.run("stays", SLEEP).await;
    let goes = bench.run("goes", SLEEP).await;
    bench.told(&goes, "running", |found| found.is_some_and(|c| c.is_running())).await;

    relay.stop();
    let down = until(
        &mut bench.engine.state(),
        "the engine is down",
        |state| matches!(state, EngineState::Down(outage) if !outage.tried.is_empty()),
    )
    .await;
    let EngineState::Down(outage) = down else { panic!("{down:?}") };
    assert!(outage.answered_before && outage.tried[0].fault.contains("no such socket"), "{outage:?}");
    assert!(matches!(bench.engine.docker(), Err(Error::Unavailable { .. })));
    assert!(bench.engine.container(&stays).is_some(), "what was known stays known");

    let options = RemoveContainerOptionsBuilder::new().force(true).build();
    bench.docker.remove_container(&goes, Some(options)).await.expect("removed");
    let came = bench.run("came", SLEEP).await;

    relay.start();
    until(&mut bench.engine.state(), "the engine is up again", EngineState::is_up).await;
    assert!(bench.engine.container(&goes).is_none());
    assert!(bench.engine.container(&came).is_some_and(|found| found.is_running()));
    assert!(bench.engine.docker().is_ok());
}
