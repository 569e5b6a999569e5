//! A shell in a container, on a real engine.

use std::collections::BTreeMap;
use std::process::Command;
use std::time::Duration;

use app::auth::types::{Permission, Role};
use app::config::Config;
use app::ctx::Ctx;
use app::error::Result;
use app::id::{UserId, WorkspaceId};
use app::terminals::Registry;
use app::terminals::api::{InviteToTerminal, MyTerminals, ReadSharing};
use app::terminals::doors::{Doors, Target};
use app::terminals::entity::terminal_session;
use app::terminals::exec::{Dial, ExecProgram};
use app::terminals::link::{Keeper, Link};
use app::terminals::protocol::{ContainerId, Control, End, Entry, OpenKind, Right, Size};
use async_trait::async_trait;
use sea_orm::EntityTrait;
use termbench::{Site, Tab};
use tokio::net::{TcpListener, UnixStream};
use tokio::time::Instant;

use crate::common::{Kind, TestApp};
use crate::house::{SIZE, run, site};

const IMAGE: &str = "lyceum-term-test/busybox:2";
const SOCKET: &str = "/var/run/docker.sock";

/// Every terminal leads into one container; teachers may take control, the owner writes.
#[derive(Debug)]
struct TestDoor {
    dial: Dial,
    container: String,
}

#[async_trait]
impl Doors for TestDoor {
    fn leads_to(&self, kind: OpenKind) -> bool {
        kind == OpenKind::HostShell
    }

    async fn open(&self, cx: &Ctx, _kind: OpenKind) -> Result<Target> {
        cx.require(Permission::Study)?;
        Ok(Target::Exec(ExecProgram {
            dial: self.dial.clone(),
            container: self.container.clone(),
            label: self.container.clone(),
            command: vec!["/bin/sh".to_owned()],
            user: "0".to_owned(),
            workdir: "/".to_owned(),
            env: BTreeMap::from([("PS1".to_owned(), "lab> ".to_owned()), ("TERM".to_owned(), "xterm".to_owned())]),
        }))
    }

    async fn right(&self, cx: &Ctx, _kind: OpenKind, owner: UserId) -> Result<Right> {
        match cx.actor.as_ref() {
            Some(actor) if actor.id == owner => Ok(Right::Writer),
            _ => cx.require(Permission::RunClass).map(|_| Right::Taker),
        }
    }
}

/// A Lyceum whose terminals lead into a container of its own, removed with it.
struct Lab {
    app: TestApp,
    address: String,
    name: String,
}

impl Lab {
    async fn start() -> Self {
        Self::through(Dial::Unix(SOCKET.into())).await
    }

    /// The engine as one of another machine: by a port, so that its processes are none of this one.
    async fn far() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = port.local_addr().expect("an address").to_string();
        tokio::spawn(async move {
            while let Ok((mut near, _)) = port.accept().await {
                tokio::spawn(async move {
                    let mut engine = UnixStream::connect(SOCKET).await.expect("the engine's socket");
                    _ = tokio::io::copy_bidirectional(&mut near, &mut engine).await;
                });
            }
        });
        Self::through(Dial::Tcp(address)).await
    }

    async fn through(dial: Dial) -> Self {
        image();
        let name = format!("lyceum-term-test-{:08x}", rand::random::<u32>());
        docker(&["run", "-d", "--network=none", "--name", &name, IMAGE, "/bin/sleep", "600"]);
        let app = TestApp::start(Kind::Sqlite).await;
        let door = TestDoor { dial, container: name.clone() };
        let data_dir = app.state.config.data_dir.join("door");
        let config = Config { data_dir, ..Config::parse("", &BTreeMap::new()).expect("a configuration") };
        let link = Link::to(&config, Keeper::Inside).expect("an agent");
        let terminals = Registry::start(app.db().clone(), &config, link, vec![Box::new(door)]);
        let state = app::ctx::AppState { terminals, ..app.state.clone() };
        state.terminals.serve(&state);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let service = server::router(state).into_make_service_with_connect_info::<std::net::SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        Self { app, address, name }
    }

    async fn site(&self, role: Role) -> Site {
        let client = self.app.as_role(role).await;
        Site { address: self.address.clone(), cookie: client.cookie.expect("signed in") }
    }

    async fn student(&self) -> (Tab, u16) {
        let mut tab = Tab::connect(&self.site(Role::Student).await).await.expect("welcome");
        let channel = tab.open(OpenKind::HostShell, SIZE).await.expect("a shell");
        tab.until(channel, |remote| remote.shows("lab> ")).await.expect("a prompt");
        (tab, channel)
    }

    /// What was written down of each such act.
    async fn audited(&self, action: &str) -> Vec<String> {
        let rows = app::audit::entity::Entity::find().all(self.app.db()).await.expect("reads");
        rows.into_iter().filter(|row| row.action == action).filter_map(|row| row.after).collect()
    }

    /// Command lines of the container's processes.
    fn processes(&self) -> Vec<String> {
        docker(&["exec", &self.name, "/bin/ps", "-o", "args"]).lines().map(str::to_owned).collect()
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        let _ = Command::new("docker").args(["rm", "-f", &self.name]).output();
    }
}

fn docker(args: &[&str]) -> String {
    let output = Command::new("docker").args(args).output().expect("docker");
    assert!(output.status.success(), "docker {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A root of busybox with its usual names.
fn image() {
    if Command::new("docker").args(["image", "inspect", IMAGE]).output().expect("docker").status.success() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let bin = folder.path().join("bin");
    std::fs::create_dir(&bin).expect("bin");
    std::fs::copy("/usr/bin/busybox", bin.join("busybox")).expect("busybox-static is installed");
    for name in [
        "sh", "sleep", "ps", "kill", "tr", "grep", "cat", "echo", "stty", "tty", "od", "head", "seq", "yes", "env",
        "nohup", "setsid",
    ] {
        std::os::unix::fs::symlink("busybox", bin.join(name)).expect("a name");
    }
    let tar = folder.path().join("root.tar");
    let made = Command::new("tar").arg("-C").arg(folder.path()).arg("-cf").arg(&tar).arg("bin").status().expect("tar");
    assert!(made.success());
    docker(&["import", &tar.display().to_string(), IMAGE]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shell_in_a_container_answers() {
    let lab = Lab::start().await;
    let (mut tab, channel) = lab.student().await;
    run(&mut tab, channel, "echo $((6*7))", "\r\n42\r\n").await;
    // What bollard's reader would take for the header of a packet.
    run(&mut tab, channel, "stty -opost; printf '\\001\\0\\0\\0\\0\\0\\0\\377\\002\\0'; stty opost; echo e''nd", "end")
        .await;
    assert!(tab.remote(channel).text.windows(10).any(|window| window == b"\x01\0\0\0\0\0\0\xff\x02\0"));
    run(&mut tab, channel, "stty size", "24 80\r\n").await;
    let size = Size { cols: 101, rows: 33 };
    let wish = app::terminals::protocol::Frame::Viewport { channel, size, px_w: 0, px_h: 0 };
    tab.send(wish.encode()).await.expect("sent");
    tab.until(channel, |remote| remote.sizes.last().is_some_and(|(_, last)| *last == size)).await.expect("a size");
    run(&mut tab, channel, "stty size", "33 101\r\n").await;
    tab.type_in(channel, b"exit 5\r").await.expect("typed");
    tab.until(channel, |remote| remote.exited == Some(End::Code(5))).await.expect("ended");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_from_a_container_survives_cuts() {
    let lab = Lab::start().await;
    let (mut tab, channel) = lab.student().await;
    tab.remote_mut(channel).keep = 8 << 20;
    tab.type_in(channel, b"stty -echo; seq 1 300000; echo d''one\r").await.expect("typed");
    for cut in 1..=5u64 {
        tab.until(channel, |remote| remote.received > cut * 300_000).await.expect("goes on");
        tab.cut().expect("cut");
        tab.reconnect().await.expect("back");
    }
    tab.until(channel, |remote| remote.shows("done")).await.expect("the end");
    let expected: String = (1..=300_000).map(|n| format!("{n}\r\n")).collect();
    assert!(tab.remote(channel).shows(&expected[expected.len() - 1_000_000..]));
    assert_eq!(tab.remote(channel).snapshots, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closing_ends_what_runs_in_the_container() {
    let lab = Lab::start().await;
    let (mut tab, channel) = lab.student().await;
    run(&mut tab, channel, "sleep 7771 & sleep 7772 & echo go''od", "good").await;
    tab.type_in(channel, b"sleep 7773\r").await.expect("typed");
    let begun = Instant::now();
    while lab.processes().iter().filter(|line| line.contains("sleep 777")).count() < 3 {
        assert!(begun.elapsed() < Duration::from_secs(60));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    tab.control(channel, Control::Kill).await.expect("sent");
    tab.until(channel, |remote| matches!(remote.exited, Some(End::Closed(_)))).await.expect("closed");
    let left: Vec<_> = lab.processes().into_iter().filter(|line| line.contains("sleep 777")).collect();
    assert_eq!(left, Vec::<String>::new());
}

/// Programs that a shell leaves behind, and whether they run.
async fn leaves(lab: &Lab, tab: &mut Tab, channel: u16, line: &str, seconds: &str, count: usize) {
    run(tab, channel, &format!("{line} echo go''od"), "good").await;
    let begun = Instant::now();
    while sleeping(lab, seconds).len() < count {
        assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", lab.processes());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    tab.type_in(channel, b"exit 5\r").await.expect("typed");
    tab.until(channel, |remote| remote.exited == Some(End::Code(5))).await.expect("ended");
}

fn sleeping(lab: &Lab, seconds: &str) -> Vec<String> {
    lab.processes().into_iter().filter(|line| line.contains(&format!("sleep {seconds}"))).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_shell_leaves_behind_in_the_container_ends_with_it() {
    let lab = Lab::start().await;
    let (mut tab, channel) = lab.student().await;
    // Also what has left the terminal's session and forgotten its environment.
    let line = "(trap '' HUP TERM; sleep 7781) & setsid sleep 7782 & setsid env -i /bin/sleep 7783 &";
    leaves(&lab, &mut tab, channel, line, "778", 3).await;
    assert_eq!(sleeping(&lab, "778"), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_carries_the_terminals_mark_on_another_machine_ends_with_it() {
    let lab = Lab::far().await;
    let (mut tab, channel) = lab.student().await;
    leaves(&lab, &mut tab, channel, "(trap '' HUP; sleep 7791) & setsid sleep 7792 &", "779", 2).await;
    assert_eq!(sleeping(&lab, "779"), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_container_that_stops_says_so() {
    let lab = Lab::start().await;
    let (mut tab, channel) = lab.student().await;
    docker(&["kill", &lab.name]);
    tab.until(channel, |remote| remote.exited == Some(End::ContainerStopped)).await.expect("the reason");
    let refused = tab.open(OpenKind::HostShell, SIZE).await.expect_err("not running");
    assert!(refused.to_string().contains("not running"), "{refused}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_teacher_watches_is_seen_and_recorded_and_cannot_type() {
    let lab = Lab::start().await;
    let (mut tab, channel) = lab.student().await;
    let terminal = tab.remote(channel).terminal.expect("an id");
    let mut teacher = Tab::connect(&lab.site(Role::Teacher).await).await.expect("welcome");
    let watching = teacher.attach(terminal, Right::Writer).await.expect("attached");
    assert_eq!(teacher.remote(watching).attached.as_ref().map(|attached| attached.right), Some(Right::Taker));
    tab.until(channel, |remote| remote.people.iter().any(|person| !person.owner)).await.expect("seen");
    run(&mut tab, channel, "echo se''cret", "secret").await;
    teacher.until(watching, |remote| remote.shows("secret")).await.expect("watched");
    teacher.type_in(watching, b"echo in''truder\r").await.expect("sent");
    teacher.until(watching, |remote| !remote.refused.is_empty()).await.expect("refused");
    teacher.control(watching, Control::Kill).await.expect("sent");
    teacher.until(watching, |remote| remote.refused.len() == 2).await.expect("refused");
    run(&mut tab, channel, "echo af''ter", "after").await;
    assert!(!tab.remote(channel).shows("intruder"));

    let watches = lab.audited("terminal.watch").await;
    assert_eq!(watches.len(), 1);
    assert!(watches[0].contains("\"owner_told\":true"));
    // A lost network is no end of watching; that the watcher has gone is.
    teacher.cut().expect("cut");
    teacher.reconnect().await.expect("back");
    assert_eq!(lab.audited("terminal.watch").await.len(), 1);
    assert_eq!(lab.audited("terminal.unwatch").await, Vec::<String>::new());
    drop(teacher);
    let begun = Instant::now();
    while lab.audited("terminal.unwatch").await.is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(60), "the end of watching is not recorded");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(lab.audited("terminal.unwatch").await[0].contains("\"watched_s\":"));

    let mut other = Tab::connect(&lab.site(Role::Student).await).await.expect("welcome");
    let refused = other.attach(terminal, Right::Viewer).await.expect_err("not theirs");
    assert!(refused.to_string().contains("Forbidden"), "{refused}");
    let nowhere = other.open(OpenKind::Lab { workspace: WorkspaceId(1) }, SIZE).await.expect_err("no such door");
    assert!(nowhere.to_string().contains("NotFound"), "{nowhere}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_container_is_entered_by_those_who_manage_them() {
    image();
    let name = format!("lyceum-term-test-{:08x}", rand::random::<u32>());
    let label = "lyceum.student=Ada Winter";
    docker(&["run", "-d", "--network=none", "--label", label, "--name", &name, IMAGE, "/bin/sleep", "600"]);
    let _gone = Gone(name.clone());
    let app = TestApp::start_with(Kind::Sqlite, &[("LYCEUM_DOCKER_HOST", SOCKET)]).await;
    let id = docker(&["inspect", "--format", "{{.Id}}", &name]).trim().to_owned();
    let begun = Instant::now();
    while app.state.engine.container(&id).is_none() {
        assert!(begun.elapsed() < Duration::from_secs(60), "the engine is not seen");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let kind = OpenKind::Container { container: id.parse().expect("an id") };
    let mut operator = app.as_role(Role::Operator).await;
    let mut tab = Tab::connect(&site(&app, &operator)).await.expect("welcome");

    // As the container has it, then as chosen.
    let channel = tab.open(kind, SIZE).await.expect("a shell");
    run(&mut tab, channel, "echo $((6*7))", "42\r\n").await;
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let entry = Entry { user: "1000:1000".into(), workdir: "/bin".into(), command: words("sh -i") };
    let chosen = tab.enter(kind, entry.clone(), SIZE).await.expect("a shell");
    run(&mut tab, chosen, "pwd; cat /proc/self/status | grep ^Uid", "/bin\r\nUid:\t1000\t1000").await;
    let mine = operator.call(MyTerminals {}).await.expect("a list");
    assert_eq!(mine.iter().map(|mine| mine.to.label.as_str()).collect::<Vec<_>>(), [&name, &name]);
    let terminal = tab.remote(chosen).terminal.expect("an id");
    let row = terminal_session::Entity::find_by_id(terminal).one(app.db()).await.expect("reads").expect("a row");
    assert_eq!(row.kind, "container");
    let log = app::audit::entity::Entity::find().all(app.db()).await.expect("reads");
    let told: Vec<&str> =
        log.iter().filter(|row| row.action == "enter container").filter_map(|row| row.after.as_deref()).collect();
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|told| told.contains("Ada Winter") && told.contains(&name)), "whose lab it is: {told:?}");
    assert!(told[1].contains("1000:1000") && told[1].contains("/bin"), "{told:?}");

    // What hides a password in there cannot be seen: what is typed is not recorded, and not said to be.
    tab.control(chosen, Control::Record { on: true, input: true }).await.expect("sent");
    tab.until(chosen, |remote| remote.recording.is_some()).await.expect("recorded");
    assert_eq!(tab.remote(chosen).recording.as_ref().map(|sign| sign.input), Some(false));

    // Nothing else, nobody else, nowhere else.
    let bad = Entry { user: "-u root".into(), ..entry };
    let refused = tab.enter(kind, bad, SIZE).await.expect_err("no user");
    assert!(refused.to_string().contains("A user is"), "{refused}");
    let unknown = OpenKind::Container { container: ContainerId([7; 32]) };
    let refused = tab.open(unknown, SIZE).await.expect_err("unknown to the engine");
    assert!(refused.to_string().contains("NotFound"), "{refused}");
    for role in [Role::Teacher, Role::Student] {
        let mut tab = Tab::connect(&site(&app, &app.as_role(role).await)).await.expect("welcome");
        let refused = tab.open(kind, SIZE).await.expect_err("not for them");
        assert!(refused.to_string().contains("Forbidden"), "{refused}");
    }
    // Another's terminal is theirs alone, until they let in who could open one themselves.
    let mut other = Tab::connect(&site(&app, &app.as_role(Role::Admin).await)).await.expect("welcome");
    assert!(other.attach(terminal, Right::Viewer).await.is_err());
    let sharing = operator.call(ReadSharing { terminal }).await.expect("theirs");
    let [colleague] = &sharing.others[..] else { panic!("one colleague: {:?}", sharing.others) };
    operator.call(InviteToTerminal { terminal, user: colleague.user, may_ask: false }).await.expect("invited");
    let seat = other.attach(terminal, Right::Taker).await.expect("attached");
    assert_eq!(other.remote(seat).attached.as_ref().map(|attached| attached.right), Some(Right::Viewer));
    run(&mut tab, chosen, "echo for b''oth", "for both").await;
    other.until(seat, |remote| remote.shows("for both")).await.expect("seen");
}

struct Gone(String);

impl Drop for Gone {
    fn drop(&mut self) {
        let _ = Command::new("docker").args(["rm", "-f", &self.0]).output();
    }
}
