//! What people do to containers through Lyceum, and what they read of them.

use std::time::{Duration, Instant};

use app::audit::entity as audit;
use app::auth::types::Role;
use app::ctx::{Ctx, Origin};
use app::engine::api::{ManageContainers, ReadContainer, ReadContainers, ReadLog, WeighRemoval};
use app::engine::store::log::follow;
use app::engine::types::log::LogQuestion;
use app::engine::types::verb::{STOP_GRACE_S, Verb};
use app::engine::types::{ContainerState, ContainerSummary, EngineState};
use app::error::Error;
use bollard::models::HostConfig;
use futures::StreamExt;
use sea_orm::{EntityTrait, QueryOrder};

use crate::bench::{Bench, until};
use crate::common::{Kind, TestApp};

const OBEYS: &str = "trap 'exit 3' TERM; while :; do /bin/busybox sleep 0.05; done";
const DEAF: &str = "trap '' TERM; while :; do /bin/busybox sleep 1; done";

/// A Lyceum on the engine of this machine, which it has found.
async fn school() -> TestApp {
    let app = TestApp::start_with(Kind::Sqlite, &[]).await;
    until(&mut app.state.engine.state(), "the engine is up", EngineState::is_up).await;
    app
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopping_asks_first_and_kills_after_ten_seconds() {
    let (bench, app) = (Bench::new().await, school().await);
    let obeys = bench.run("obeys", OBEYS).await;
    let deaf = bench.run("deaf", DEAF).await;
    for id in [&obeys, &deaf] {
        until(&mut app.state.engine.containers(), "it runs", |all| all.get(id).is_some_and(|c| c.is_running())).await;
    }
    let mut operator = app.as_role(Role::Operator).await;
    let begun = Instant::now();
    let names = vec![bench.name("obeys"), bench.name("deaf"), bench.name("nobody")];
    let outcomes = operator.call(ManageContainers { verb: Verb::Stop, names }).await.expect("outcomes");
    assert!(begun.elapsed() >= Duration::from_secs(STOP_GRACE_S as u64), "killed after {:?}", begun.elapsed());
    assert_eq!(outcomes.iter().map(|outcome| outcome.fault.is_none()).collect::<Vec<_>>(), [true, true, false]);
    assert_eq!(outcomes[2].fault, Some(Error::NotFound("container".into())));

    bench.told(&obeys, "ended by itself", |c| c.is_some_and(|c| c.exit_code == Some(3))).await;
    bench.told(&deaf, "was killed", |c| c.is_some_and(|c| c.exit_code == Some(137))).await;

    let rows = audit::Entity::find().order_by_asc(audit::Column::Id).all(app.db()).await.expect("the log");
    let told: Vec<(&str, &str)> = rows.iter().map(|row| (row.action.as_str(), row.entity_id.as_str())).collect();
    assert!(told.contains(&("stop container", &obeys)) && told.contains(&("stop container", &deaf)), "{told:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_paused_elsewhere_is_resumed() {
    let (bench, app) = (Bench::new().await, school().await);
    let id = bench.run("held", OBEYS).await;
    let mut containers = app.state.engine.containers();
    until(&mut containers, "it runs", |all| all.get(&id).is_some_and(|c| c.is_running())).await;
    bench.docker.pause_container(&id).await.expect("paused");
    let paused = |c: &ContainerSummary| c.state == ContainerState::Paused;
    until(&mut containers, "it is paused", |all| all.get(&id).is_some_and(paused)).await;

    let mut operator = app.as_role(Role::Operator).await;
    let names = vec![bench.name("held")];
    let outcomes =
        operator.call(ManageContainers { verb: Verb::Resume, names: names.clone() }).await.expect("outcomes");
    assert_eq!(outcomes[0].fault, None);
    until(&mut containers, "it runs again", |all| all.get(&id).is_some_and(|c| c.is_running())).await;
    let again = operator.call(ManageContainers { verb: Verb::Resume, names }).await.expect("outcomes");
    assert!(again[0].fault.is_some(), "it is not paused");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_removal_is_weighed_and_leaves_nothing_but_volumes() {
    let (bench, app) = (Bench::new().await, school().await);
    let volume = bench.name("home");
    let host = HostConfig { binds: Some(vec![format!("{volume}:/home")]), ..HostConfig::default() };
    let script = "/bin/busybox echo hello > /hello; trap 'exit 0' TERM; while :; do /bin/busybox sleep 0.05; done";
    let id = bench.create("heavy", script, host).await.expect("created");
    bench.docker.start_container(&id, None).await.expect("started");
    until(&mut app.state.engine.containers(), "it runs", |all| all.get(&id).is_some_and(|c| c.is_running())).await;

    let mut operator = app.as_role(Role::Operator).await;
    let loss = operator.call(WeighRemoval { name: bench.name("heavy") }).await.expect("a weight");
    assert!(loss.running && loss.written_bytes.is_some_and(|bytes| bytes > 0), "{loss:?}");
    assert_eq!(loss.volumes_kept, [volume.as_str()]);

    let details = operator.call(ReadContainer { name: bench.name("heavy") }).await.expect("details");
    assert_eq!(details.mounts[0].target, "/home");
    let remove = ManageContainers { verb: Verb::Remove, names: vec![bench.name("heavy")] };
    let outcomes = operator.call(remove).await.expect("outcomes");
    assert_eq!(outcomes[0].fault, None);
    until(&mut app.state.engine.containers(), "gone", |all| !all.contains_key(&id)).await;
    assert!(bench.docker.inspect_volume(&volume).await.is_ok(), "the volume stays");
    bench
        .docker
        .remove_volume(&volume, None::<bollard::query_parameters::RemoveVolumeOptions>)
        .await
        .expect("cleaned up");
    let listing = operator.call(ReadContainers {}).await.expect("a list");
    assert!(listing.containers.iter().all(|container| container.id != id));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_follows_and_begins_where_the_page_is() {
    let (bench, app) = (Bench::new().await, school().await);
    let script = "n=0; while :; do n=$((n+1)); echo line $n; echo oops $n >&2; /bin/busybox sleep 0.1; done";
    let id = bench.run("talks", script).await;
    until(&mut app.state.engine.containers(), "it runs", |all| all.get(&id).is_some_and(|c| c.is_running())).await;
    tokio::time::timeout(Duration::from_secs(60), async {
        let mut operator = app.as_role(Role::Operator).await;
        let page = loop {
            let page = operator.call(ReadLog { name: bench.name("talks") }).await.expect("lines");
            if page.len() >= 4 {
                break page;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
        // The engine reads the two streams side by side: only within one is there an order.
        let first = page.iter().find(|line| !line.stderr).map(|line| line.text.as_str());
        assert_eq!(first, Some("line 1"));
        assert!(page.iter().any(|line| line.stderr && line.text.starts_with("oops")));

        let cx = Ctx { state: app.state.clone(), actor: None, origin: Origin::default() };
        let last = page.last().expect("a line").at_ns;
        let question = LogQuestion { container: bench.name("talks"), after_ns: last };
        let mut lines = Box::pin(follow(&cx, &question).expect("a feed"));
        let first = lines.next().await.expect("goes on").expect("lines");
        assert!(first.iter().all(|line| line.at_ns > last), "nothing twice");
        assert!(lines.next().await.is_some(), "and on");
    })
    .await
    .expect("within a minute");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readiness_names_what_is_missing() {
    let ready = |app: TestApp| async move {
        let answer = app.as_nobody().get("/readyz").await;
        (answer.status().as_u16(), answer.text().await.expect("a body"))
    };
    let (status, body) = ready(school().await).await;
    assert_eq!((status, body.as_str()), (200, r#"{"status":"ready","database":"ok","engine":"ok"}"#));

    let app = TestApp::start(Kind::Sqlite).await;
    until(&mut app.state.engine.state(), "no engine", |state| matches!(state, EngineState::Down(_))).await;
    assert_eq!(app.as_nobody().page("/healthz").await, "alive\n");
    let (status, body) = ready(app).await;
    assert_eq!((status, body.as_str()), (200, r#"{"status":"degraded","database":"ok","engine":"missing"}"#));

    let app = TestApp::start(Kind::Sqlite).await;
    app.db().clone().close().await.expect("closes");
    assert_eq!(ready(app).await.0, 503);
}
