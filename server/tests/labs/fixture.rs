//! The demo school on a real engine, with a small image; what it made there goes with it.
#![allow(dead_code, reason = "each test binary uses its part")]

use std::time::Duration;

use app::auth::entity::user;
use app::auth::types::{Me, Role, Theme};
use app::ctx::{Actor, Ctx, Origin};
use app::id::{SectionId, UserId, WorkspaceId};
use app::labs::api::MyLabIn;
use app::labs::entity::{lab_template, workspace};
use app::labs::types::{LabState, LabView};
use app::school::entity::{course, section};
use app::seed;
use bollard::Docker;
use bollard::exec::{CreateExecOptions, StartExecResults};
use bollard::query_parameters::{
    CreateImageOptionsBuilder, ListContainersOptionsBuilder, ListVolumesOptionsBuilder, RemoveContainerOptionsBuilder,
};
use futures::StreamExt;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use tokio::sync::OnceCell;

use crate::common::{Client, Kind, TestApp, TestEngine};

/// Busybox with the home folder of a lab.
pub const IMAGE: &str = "lyceum-school-test/busybox:1";
/// Debian's package `busybox-static`.
const BUSYBOX: &str = "/bin/busybox";
/// A start on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs one body on both databases.
#[macro_export]
macro_rules! on_both_schools {
    ($(async fn $name:ident($school:ident) $body:block)+) => {$(
        mod $name {
            use super::*;

            async fn body($school: School) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                body(School::start(Kind::Sqlite, IMAGE).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                body(School::start(Kind::Postgres, IMAGE).await).await;
            }
        }
    )+};
}

pub struct School {
    pub app: TestApp,
    instance: String,
    /// Whether the engine stays when the test ends: then its labs must go.
    engine_stays: bool,
}

impl School {
    /// The demo school on the engine of this machine; its labs are made of `image`.
    pub async fn start(kind: Kind, image: &str) -> Self {
        static DONE: OnceCell<()> = OnceCell::const_new();
        DONE.get_or_init(|| async {
            let docker = Docker::connect_with_local_defaults().expect("an engine");
            if docker.inspect_image(IMAGE).await.is_err() {
                import_image(&docker).await;
            }
        })
        .await;
        Self::with(kind, &[("LYCEUM_LAB_IMAGE", image)], true).await
    }

    /// The demo school on an engine of the test's own; its labs are made of `image`.
    pub async fn on(engine: &TestEngine, image: &str) -> Self {
        let settings = [("LYCEUM_LAB_IMAGE", image), ("LYCEUM_DOCKER_HOST", &engine.address())];
        Self::with(Kind::Sqlite, &settings, false).await
    }

    async fn with(kind: Kind, settings: &[(&str, &str)], engine_stays: bool) -> Self {
        let app = TestApp::start_with(kind, settings).await;
        seed::plant(app.db(), &app.state.config).await.expect("the demo school");
        let mut engine = app.state.engine.state();
        let up = engine.wait_for(|state| state.is_up());
        tokio::time::timeout(PATIENCE, up).await.expect("a container engine answers").expect("it is watched");
        let instance = app::labs::store::instance(app.db()).await.expect("a name");
        Self { app, instance, engine_stays }
    }

    pub fn docker(&self) -> Docker {
        self.app.state.engine.docker().expect("an engine")
    }

    pub async fn user(&self, login: &str) -> UserId {
        user_of(&self.app, login).await
    }

    /// A request of this person.
    pub async fn cx(&self, login: &str, role: Role) -> Ctx {
        self.cx_of(self.user(login).await, role)
    }

    pub fn cx_of(&self, id: UserId, role: Role) -> Ctx {
        let me = Me {
            id,
            login: id.to_string(),
            name: id.to_string(),
            initials: String::new(),
            picture_url: None,
            roles: vec![role],
            theme: Theme::default(),
            time_zone: "UTC".to_owned(),
        };
        let actor = Actor { id, me, session: String::new(), must_change_password: false };
        Ctx { state: self.app.state.clone(), actor: Some(actor), origin: Origin::default() }
    }

    pub async fn browser(&self, login: &str) -> Client {
        self.app.as_user(self.user(login).await).await
    }

    pub async fn section(&self, course: &str, code: &str) -> SectionId {
        section_of(&self.app, course, code).await
    }

    /// The lab once nothing is being done to it.
    pub async fn settled(&self, student: &mut Client, section: SectionId) -> LabView {
        let settled = async {
            loop {
                let lab = student.call(MyLabIn { section }).await.expect("a lab");
                let moving = matches!(lab.state, LabState::None | LabState::Starting(_) | LabState::Stopping);
                match lab.workspace {
                    Some(workspace) if moving => self.app.state.labs.settled(workspace).await,
                    _ => return lab,
                }
            }
        };
        tokio::time::timeout(PATIENCE, settled).await.expect("settles")
    }

    /// What is written down of a workspace.
    pub async fn workspace(&self, workspace: Option<WorkspaceId>) -> workspace::Model {
        let id = workspace.expect("was started");
        workspace::Entity::find_by_id(id).one(self.app.db()).await.expect("reads").expect("is there")
    }

    /// The container recorded for a workspace.
    pub async fn container(&self, workspace: Option<WorkspaceId>) -> String {
        self.workspace(workspace).await.container_id.expect("a container")
    }

    /// Changes what the labs of a section are made of.
    pub async fn set_template(&self, section: SectionId, change: lab_template::ActiveModel) {
        lab_template::Entity::update_many()
            .set(change)
            .filter(lab_template::Column::SectionId.eq(section))
            .exec(self.app.db())
            .await
            .expect("writes");
    }

    /// What a shell in the container prints, as a student's terminal would run it.
    pub async fn sh(&self, container: &str, script: &str) -> String {
        let docker = self.docker();
        let options = CreateExecOptions {
            attach_stdout: Some(true),
            attach_stderr: Some(true),
            user: Some("1000:1000".to_owned()),
            cmd: Some(vec!["/bin/sh".to_owned(), "-c".to_owned(), script.to_owned()]),
            ..Default::default()
        };
        let exec = docker.create_exec(container, options).await.expect("an exec").id;
        let StartExecResults::Attached { mut output, .. } = docker.start_exec(&exec, None).await.expect("starts")
        else {
            panic!("detached");
        };
        let mut text = String::new();
        while let Some(piece) = output.next().await {
            text.push_str(&piece.expect("output").to_string());
        }
        text
    }

    pub async fn remove_container(&self, id: &str) {
        let options = RemoveContainerOptionsBuilder::default().force(true).build();
        self.docker().remove_container(id, Some(options)).await.expect("removes");
    }

    /// Ids of the containers of this school.
    pub async fn containers(&self) -> Vec<String> {
        containers_of(&self.docker(), &self.instance).await
    }

    /// Every address of this machine but loopback's.
    pub async fn host_addresses(&self) -> Vec<String> {
        let output = tokio::process::Command::new("hostname").arg("-I").output().await.expect("hostname");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let addresses: Vec<String> =
            text.split_whitespace().filter(|address| address.contains('.')).map(str::to_owned).collect();
        assert!(!addresses.is_empty(), "the machine has an address");
        addresses
    }
}

pub async fn user_of(app: &TestApp, login: &str) -> UserId {
    let found = user::Entity::find().filter(user::Column::Login.eq(login)).one(app.db()).await.expect("reads");
    found.expect("is at the demo school").id
}

pub async fn section_of(app: &TestApp, course: &str, code: &str) -> SectionId {
    let found = course::Entity::find().filter(course::Column::Code.eq(course)).one(app.db()).await.expect("reads");
    let course = found.expect("is taught").id;
    let found = section::Entity::find()
        .filter(section::Column::CourseId.eq(course))
        .filter(section::Column::Code.eq(code))
        .one(app.db())
        .await;
    found.expect("reads").expect("is held").id
}

async fn containers_of(docker: &Docker, instance: &str) -> Vec<String> {
    let label = [("label", vec![format!("lyceum.instance={instance}")])];
    let options = ListContainersOptionsBuilder::default().all(true).filters(&label.into_iter().collect()).build();
    let found = docker.list_containers(Some(options)).await.expect("lists");
    found.into_iter().filter_map(|container| container.id).collect()
}

async fn forget(docker: Docker, instance: &str) {
    for id in containers_of(&docker, instance).await {
        let options = RemoveContainerOptionsBuilder::default().force(true).build();
        docker.remove_container(&id, Some(options)).await.expect("removes");
    }
    let label = [("label", vec![format!("lyceum.instance={instance}")])];
    let options = ListVolumesOptionsBuilder::default().filters(&label.into_iter().collect()).build();
    for volume in docker.list_volumes(Some(options)).await.expect("lists").volumes.unwrap_or_default() {
        docker
            .remove_volume(&volume.name, None::<bollard::query_parameters::RemoveVolumeOptions>)
            .await
            .expect("removes");
    }
}

impl Drop for School {
    fn drop(&mut self) {
        if !self.engine_stays {
            return;
        }
        let instance = self.instance.clone();
        // A runtime of its own: the test's is on its way out.
        let forgotten = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async move {
                let docker = Docker::connect_with_local_defaults().expect("an engine");
                forget(docker, &instance).await;
            });
        });
        if forgotten.join().is_err() && !std::thread::panicking() {
            panic!("the school's labs could not be removed");
        }
    }
}

/// Puts [`IMAGE`] on an engine.
pub async fn import_image(docker: &Docker) {
    let (repo, tag) = IMAGE.rsplit_once(':').expect("a tag");
    let options = CreateImageOptionsBuilder::default().from_src("-").repo(repo).tag(tag).build();
    let root = bollard::body_full(root_of_busybox().into());
    let mut import = docker.create_image(Some(options), Some(root), None);
    while let Some(news) = import.next().await {
        news.expect("imports");
    }
}

/// A tar of the image's root.
pub fn root_of_busybox() -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    let folder = |tar: &mut tar::Builder<Vec<u8>>, path: &str, owner: u64, mode: u32| {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(tar::EntryType::Directory);
        header.set_size(0);
        header.set_mode(mode);
        header.set_uid(owner);
        header.set_gid(owner);
        tar.append_data(&mut header, path, std::io::empty()).expect("a folder");
    };
    for (path, owner, mode) in
        [("bin/", 0, 0o755), ("tmp/", 0, 0o1777), ("home/", 0, 0o755), ("home/student/", 1000, 0o755)]
    {
        folder(&mut tar, path, owner, mode);
    }
    let busybox = std::fs::read(BUSYBOX).expect("Debian's busybox-static is installed");
    let mut header = tar::Header::new_gnu();
    header.set_size(busybox.len() as u64);
    header.set_mode(0o755);
    tar.append_data(&mut header, "bin/busybox", busybox.as_slice()).expect("busybox");
    for name in ["sh", "sleep", "cat", "echo", "ls", "nc", "kill", "id", "stty", "printf"] {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(tar::EntryType::Symlink);
        header.set_size(0);
        tar.append_link(&mut header, format!("bin/{name}"), "busybox").expect("a link");
    }
    tar.into_inner().expect("a root")
}
