//! A work bench on the real engine: a tiny image, containers of its own, nothing left behind.

use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use app::config::Config;
use app::engine::docker::{Containers, Engine};
use app::engine::types::{ContainerSummary, EngineState};
use bollard::Docker;
use bollard::models::{ContainerCreateBody, HostConfig};
use bollard::query_parameters::{
    CreateContainerOptionsBuilder, CreateImageOptions, ListContainersOptionsBuilder, RemoveContainerOptionsBuilder,
};
use futures::StreamExt;
use tokio::sync::watch;

/// A root with nothing but a static busybox.
pub const IMAGE: &str = "lyceum-engine-test/busybox:1";
/// Marks what a test has made; its value is the bench.
const LABEL: &str = "lyceum-engine-test";
/// What anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub struct Bench {
    pub docker: Docker,
    pub engine: Engine,
    name: String,
}

impl Bench {
    /// Connects to the engine of this machine.
    pub async fn new() -> Self {
        Self::on("").await
    }

    /// The bench's own calls go straight to the engine; what is tested goes through `docker_host`.
    pub async fn on(docker_host: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("lyceum-engine-test-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let docker = Docker::connect_with_defaults().expect("an engine").negotiate_version().await.expect("an engine");
        import_image(&docker).await;
        let file = format!("docker_host = {docker_host:?}");
        let engine = Engine::start(&Config::parse(&file, &std::collections::BTreeMap::new()).expect("a configuration"));
        until(&mut engine.state(), "the engine is up", EngineState::is_up).await;
        Self { docker, engine, name }
    }

    /// The name of this bench's container `which`.
    pub fn name(&self, which: &str) -> String {
        format!("{}-{which}", self.name)
    }

    /// Creates a container that runs a shell script.
    pub async fn create(&self, which: &str, script: &str, host: HostConfig) -> Result<String, bollard::errors::Error> {
        let body = ContainerCreateBody {
            image: Some(IMAGE.to_owned()),
            cmd: Some(["/bin/busybox", "sh", "-c", script].map(str::to_owned).to_vec()),
            labels: Some([(LABEL.to_owned(), self.name.clone())].into()),
            host_config: Some(HostConfig { network_mode: Some("none".into()), ..host }),
            ..ContainerCreateBody::default()
        };
        let options = CreateContainerOptionsBuilder::new().name(&self.name(which)).build();
        Ok(self.docker.create_container(Some(options), body).await?.id)
    }

    /// Creates and starts one; its id.
    pub async fn run(&self, which: &str, script: &str) -> String {
        let id = self.create(which, script, HostConfig::default()).await.expect("created");
        self.docker.start_container(&id, None).await.expect("started");
        id
    }

    /// Waits for what the engine's events tell of one container, as long as [`until`] does.
    pub async fn told(&self, id: &str, what: &str, check: impl Fn(Option<&ContainerSummary>) -> bool) {
        let mut containers = self.engine.containers();
        until(&mut containers, what, |containers: &Containers| check(containers.get(id))).await;
    }
}

/// Nothing of a bench is left, however its test ended.
impl Drop for Bench {
    fn drop(&mut self) {
        let (docker, label) = (self.docker.clone(), format!("{LABEL}={}", self.name));
        let clean = async move {
            let filters = std::collections::HashMap::from([("label", vec![label])]);
            let options = ListContainersOptionsBuilder::new().all(true).filters(&filters).build();
            for container in docker.list_containers(Some(options)).await.unwrap_or_default() {
                let options = RemoveContainerOptionsBuilder::new().force(true).v(true).build();
                let _ = docker.remove_container(&container.id.unwrap_or_default(), Some(options)).await;
            }
        };
        let cleaner = std::thread::spawn(move || tokio::runtime::Runtime::new().map(|runtime| runtime.block_on(clean)));
        cleaner.join().expect("cleaned").expect("a runtime");
    }
}

/// Waits until a watched value is as it must be; fails after [`PATIENCE`], saying what was awaited.
pub async fn until<T: Clone + std::fmt::Debug>(
    values: &mut watch::Receiver<T>,
    what: &str,
    check: impl Fn(&T) -> bool,
) -> T {
    let found = tokio::time::timeout(PATIENCE, values.wait_for(|value| check(value))).await;
    let found = found.map(|value| value.expect("the engine lives").clone());
    found.unwrap_or_else(|_| panic!("waited {PATIENCE:?} in vain for: {what}; it is {:?}", *values.borrow()))
}

async fn import_image(docker: &Docker) {
    if docker.inspect_image(IMAGE).await.is_ok() {
        return;
    }
    let tar = Command::new("tar").args(["--create", "--directory=/usr", "bin/busybox"]).output().expect("tar");
    assert!(tar.status.success(), "busybox-static is installed: {}", String::from_utf8_lossy(&tar.stderr));
    let (repo, tag) = IMAGE.split_once(':').expect("a tag");
    let options = CreateImageOptions {
        from_src: Some("-".into()),
        repo: Some(repo.into()),
        tag: Some(tag.into()),
        ..CreateImageOptions::default()
    };
    let mut progress = Box::pin(docker.create_image(Some(options), Some(bollard::body_full(tar.stdout.into())), None));
    while let Some(step) = progress.next().await {
        step.expect("imported");
    }
}
