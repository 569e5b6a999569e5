//! The web tier ends and begins again under a running program: the real binary, twice.

use std::process::{Child, Command};
use std::time::Duration;

use app::auth::entity::user;
use app::error::Error;
use app::terminals::api::TerminalTicket;
use app::terminals::entity::terminal_session;
use app::terminals::protocol::{Channel, End, Mode, OpenKind};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use tempfile::TempDir;
use termbench::{Site, Tab};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};

use crate::common::{Client, lyceum, own_address};
use crate::house::{SIZE, processes_with, run};

/// An installed Lyceum with one admin.
struct Installed {
    folder: TempDir,
    address: String,
    /// Programs outlive the web tier by so long, seconds.
    grace_s: u64,
    /// Whether its configuration allows shells on the host.
    host_shells: bool,
    web: Option<Child>,
}

impl Installed {
    async fn start() -> Self {
        Self::with_grace(60).await
    }

    async fn with_grace(grace_s: u64) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let address = own_address().await.to_string();
        let mut installed = Self { folder, address, grace_s, host_shells: true, web: None };
        let made = installed.command(&["seed"]).output().expect("runs");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        installed.serve().await;
        installed
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = lyceum(self.folder.path());
        command
            .args(arguments)
            .env("LYCEUM_LISTEN", &self.address)
            .env("LYCEUM_ALLOW_HOST_SHELL", self.host_shells.to_string())
            .env("LYCEUM_HOST_SHELL", "/bin/sh")
            .env("LYCEUM_TERMINALS_GRACE_S", self.grace_s.to_string());
        command
    }

    async fn serve(&mut self) {
        self.web = Some(self.command(&["serve"]).spawn().expect("runs"));
        let until = Instant::now() + Duration::from_secs(60);
        while TcpStream::connect(&self.address).await.is_err() {
            assert!(Instant::now() < until, "it does not listen");
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// As its admin.
    async fn site(&self) -> Site {
        Site::sign_in(&self.address, "admin", app::seed::PASSWORD).await.expect("signs in")
    }

    /// A shell on the host, of its admin's.
    async fn shell(&self) -> (Tab, Channel) {
        shell_at(&self.site().await).await
    }

    /// Ends the web tier, as a deploy does.
    fn end(&mut self, signal: Signal) {
        let Some(mut web) = self.web.take() else { return };
        kill(Pid::from_raw(i32::try_from(web.id()).expect("an id")), signal).expect("told");
        web.wait().expect("ends");
    }

    /// The agent's process, by its folder.
    fn agents(&self) -> Vec<i32> {
        let folder = self.folder.path().join("agent").display().to_string();
        let of = |pid: &i32| {
            let line = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
            line.split(|byte| *byte == 0).any(|word| word == folder.as_bytes())
        };
        let entries = std::fs::read_dir("/proc").expect("/proc").flatten();
        entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).filter(of).collect()
    }
}

async fn shell_at(site: &Site) -> (Tab, Channel) {
    let mut tab = Tab::connect(site).await.expect("welcome");
    let channel = tab.open(OpenKind::HostShell, SIZE).await.expect("a shell");
    (tab, channel)
}

impl Drop for Installed {
    fn drop(&mut self) {
        self.end(Signal::SIGTERM);
        for pid in self.agents() {
            _ = kill(Pid::from_raw(pid), Signal::SIGTERM);
        }
        let until = std::time::Instant::now() + Duration::from_secs(60);
        while !self.agents().is_empty() && std::time::Instant::now() < until {
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn that_terminals_cannot_be_kept_is_told_in_words() {
    let installed = Installed::start().await;
    let site = installed.site().await;
    let mut browser = Client::new(installed.address.parse().expect("an address"), Some(site.cookie));
    browser.call(TerminalTicket {}).await.expect("they can be kept");
    // Where an agent would have its folder is a file; the one that there is ends.
    let folder = installed.folder.path().join("agent");
    std::fs::rename(&folder, installed.folder.path().join("old")).expect("moved");
    std::fs::write(&folder, "").expect("a file");
    for agent in installed.agents() {
        kill(Pid::from_raw(agent), Signal::SIGKILL).expect("told");
    }
    let until = Instant::now() + Duration::from_secs(60);
    let told = loop {
        match browser.call(TerminalTicket {}).await {
            // Its end is not known yet.
            Ok(_) if Instant::now() < until => sleep(Duration::from_millis(20)).await,
            told => break told,
        }
    };
    assert!(matches!(told, Err(Error::Unavailable { .. })), "{told:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_runs_on_when_the_web_tier_is_restarted_or_killed() {
    let mut installed = Installed::start().await;
    let (mut tab, channel) = installed.shell().await;
    run(&mut tab, channel, "PS1='re''ady> '; n=0; stty -echo", "ready> ").await;
    let agents = installed.agents();
    assert_eq!(agents.len(), 1, "{agents:?}");

    for (round, signal) in [Signal::SIGTERM, Signal::SIGKILL].into_iter().enumerate() {
        // A counter that no restart may lose a line of; nothing is echoed between its lines.
        let line = format!("echo; for i in $(seq 1 400); do echo {round}:$i; sleep 0.01; done; echo {round} do''ne");
        tab.type_in(channel, format!("{line}\r").as_bytes()).await.expect("typed");
        tab.until(channel, |remote| remote.shows(&format!("\n{round}:50\r"))).await.expect("counts");
        installed.end(signal);
        // The socket is the agent's: it does not even notice.
        tab.type_in(channel, format!("echo in the da''rk {round}\r").as_bytes()).await.expect("typed");
        tab.until(channel, |remote| remote.shows(&format!("\n{round}:200\r"))).await.expect("goes on");
        _ = tab.cut();
        installed.serve().await;
        tab.reconnect().await.expect("back");
        let attached = tab.remote(channel).attached.clone().expect("attached");
        assert_eq!(attached.mode, Mode::Resume, "after {signal}");
        tab.until(channel, |remote| remote.shows(&format!("ready> in the dark {round}\r"))).await.expect("goes on");
        let text = String::from_utf8_lossy(&tab.remote(channel).text).into_owned();
        let counted: Vec<_> = text.lines().filter(|line| line.starts_with(&format!("{round}:"))).collect();
        let expected: Vec<_> = (1..=400).map(|n| format!("{round}:{n}")).collect();
        assert_eq!(counted, expected, "after {signal}");
        // What is typed before the prompt would stand before it.
        tab.until(channel, |remote| remote.text.ends_with(b"ready> ")).await.expect("the prompt");
    }
    assert_eq!(installed.agents(), agents, "the same agent all the time");

    // Nor is a line missing in the recording, which is the agent's too.
    let recorded = until_recorded(&installed, "1 done").await;
    for round in 0..2 {
        let counted = recorded.lines().filter(|line| line.starts_with(&format!("{round}:"))).count();
        assert_eq!(counted, 400, "lines of round {round} in the recording");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shell_on_the_host_ends_where_a_restart_does_not_allow_it_any_more() {
    let mut installed = Installed::start().await;
    let (mut tab, channel) = installed.shell().await;
    run(&mut tab, channel, "echo he''re", "here").await;
    installed.end(Signal::SIGTERM);
    installed.host_shells = false;
    installed.serve().await;
    tab.until(channel, |remote| remote.exited.is_some()).await.expect("ends");
    assert!(matches!(tab.remote(channel).exited, Some(End::Closed(_))), "{:?}", tab.remote(channel).exited);
}

/// What the recording shows, once it holds this.
async fn until_recorded(installed: &Installed, text: &str) -> String {
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        let folder = installed.folder.path().join("recordings");
        let files = std::fs::read_dir(folder).expect("recordings").flatten().map(|entry| entry.path());
        let casts = files.filter(|path| path.extension().is_some_and(|ending| ending == "cast"));
        let shown = casts.map(|path| shown_in(&std::fs::read_to_string(path).expect("reads")));
        if let Some(found) = shown.into_iter().find(|shown| shown.contains(text)) {
            return found;
        }
        assert!(Instant::now() < until, "it is not recorded");
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_that_nobody_needs_ends() {
    let mut installed = Installed::start().await;
    let until = Instant::now() + Duration::from_secs(60);
    while installed.agents().is_empty() {
        assert!(Instant::now() < until, "it is not started");
        sleep(Duration::from_millis(20)).await;
    }
    installed.end(Signal::SIGTERM);
    let until = Instant::now() + Duration::from_secs(60);
    while !installed.agents().is_empty() {
        assert!(Instant::now() < until, "it is still there");
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_that_is_told_to_stop_says_so_before_terminals_end() {
    let installed = Installed::start().await;
    let (mut tab, channel) = installed.shell().await;
    run(&mut tab, channel, "echo he''re", "here").await;
    for pid in installed.agents() {
        kill(Pid::from_raw(pid), Signal::SIGTERM).expect("told");
    }
    let mut told_first = false;
    while tab.remote(channel).exited.is_none() {
        tab.step().await.expect("the socket stays until then");
        told_first |= tab.going.is_some() && tab.remote(channel).exited.is_none();
    }
    assert!(told_first, "{:?}", tab.going);
    while tab.step().await.is_ok() {}
    assert_eq!(tab.close, Some(app::terminals::protocol::close::GOING));
}

/// Takes messages until the tab was told such a thing of when its terminals end.
async fn until_told(tab: &mut Tab, check: impl Fn(Option<u16>) -> bool) {
    let waiting = async {
        while !check(tab.going) {
            tab.step().await.expect("the socket stays");
        }
    };
    timeout(Duration::from_secs(90), waiting).await.expect("told");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_end_of_the_grace_is_announced_and_taken_back() {
    let mut installed = Installed::start().await;
    let (mut tab, channel) = installed.shell().await;
    run(&mut tab, channel, "echo he''re", "here").await;
    installed.end(Signal::SIGTERM);
    // With half of the minute left.
    until_told(&mut tab, |in_s| in_s.is_some()).await;
    assert!(tab.going.is_some_and(|in_s| (1..=30).contains(&in_s)), "{:?}", tab.going);
    installed.serve().await;
    until_told(&mut tab, |in_s| in_s == Some(0)).await;
    run(&mut tab, channel, "echo st''ill", "still").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn terminals_to_which_nobody_comes_back_end_announced_and_not_too_soon() {
    let mut installed = Installed::with_grace(10).await;
    let (mut tab, channel) = installed.shell().await;
    run(&mut tab, channel, "echo he''re", "here").await;
    let begun = Instant::now();
    installed.end(Signal::SIGKILL);
    until_told(&mut tab, |in_s| in_s.is_some()).await;
    assert!(tab.going.is_some_and(|in_s| (1..=5).contains(&in_s)), "{:?}", tab.going);
    assert_eq!(tab.remote(channel).exited, None);
    tab.until(channel, |remote| remote.exited.is_some()).await.expect("ends");
    assert!(begun.elapsed() >= Duration::from_secs(10), "after {:?}", begun.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_terminals_of_a_killed_agent_have_started_ends_and_nothing_else() {
    let installed = Installed::start().await;
    let site = installed.site().await;
    let (mut tab, channel) = shell_at(&site).await;
    let word = format!("88{:07}", std::process::id());
    // In a session of its own and deaf to all but the last signal; and without the shell's environment.
    let line = format!(
        "(trap '' HUP TERM; exec setsid sleep {word}1) & setsid env -i \"$(command -v sleep)\" {word}2 & echo go''od"
    );
    run(&mut tab, channel, &line, "good").await;
    until_runs(&format!("sleep {word}1")).await;
    until_runs(&format!("sleep {word}2")).await;
    // Others' marks: nobody's, and that of an agent of another release in the same folder.
    let id = std::fs::read_to_string(installed.folder.path().join("agent/id")).expect("the folder's name");
    let mut others = ["someone-else".to_owned(), format!("{id}.1.0-0.0.0")].map(|marker| {
        let mut sleeps = tokio::process::Command::new("sleep");
        let sleeps = sleeps.arg(format!("{word}3")).env("LYCEUM_TERMINAL", marker).kill_on_drop(true);
        sleeps.spawn().expect("runs")
    });

    for pid in installed.agents() {
        kill(Pid::from_raw(pid), Signal::SIGKILL).expect("told");
    }
    let until = Instant::now() + Duration::from_secs(60);
    let mut new = loop {
        match Tab::connect(&site).await {
            Ok(new) => break new,
            Err(error) => assert!(Instant::now() < until, "there is no other agent: {error}"),
        }
        sleep(Duration::from_millis(50)).await;
    };
    // The new agent's own carries the same name.
    let channel = new.open(OpenKind::HostShell, SIZE).await.expect("a shell");
    run(&mut new, channel, &format!("setsid sleep {word}4 & echo go''od"), "good").await;
    until_runs(&format!("sleep {word}4")).await;

    let until = Instant::now() + Duration::from_secs(60);
    let left = || [1, 2].map(|number| processes_with(&format!("sleep {word}{number}"))).concat();
    while !left().is_empty() {
        assert!(Instant::now() < until, "{:?}", left());
        sleep(Duration::from_millis(50)).await;
    }
    for other in &mut others {
        assert!(other.try_wait().expect("looked at").is_none(), "another's was ended");
    }
    assert!(!processes_with(&format!("sleep {word}4")).is_empty(), "the new agent has ended its own");
    run(&mut new, channel, "echo st''ill", "still").await;
}

async fn until_runs(line: &str) {
    let until = Instant::now() + Duration::from_secs(60);
    while processes_with(line).is_empty() {
        assert!(Instant::now() < until, "{line} does not run");
        sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_other_agents_have_is_not_called_lost() {
    let mut installed = Installed::start().await;
    installed.end(Signal::SIGTERM);
    let folder = installed.folder.path().join("agent");
    let id = std::fs::read_to_string(folder.join("id")).expect("the folder's name");
    // An agent of an older release that goes on, and one that has ended.
    let lock = std::fs::File::create(folder.join("agent-1.pid")).expect("a lock");
    lock.try_lock().expect("free");
    std::fs::File::create(folder.join("agent-2.pid")).expect("a lock that nobody holds");
    let database = installed.folder.path().join("lyceum.db");
    let db = sea_orm::Database::connect(format!("sqlite://{}", database.display())).await.expect("the database");
    let admin = user::Entity::find().filter(user::Column::Login.eq("admin")).one(&db).await.expect("reads");
    let owner = admin.expect("the admin").id;
    let mut rows = Vec::new();
    for keeper in ["other-machine.4".to_owned(), format!("{id}.1"), format!("{id}.2"), String::new()] {
        let row = terminal_session::ActiveModel {
            owner_id: Set(owner),
            kind: Set("host".to_owned()),
            target: Set("host".to_owned()),
            started_ms: Set(1),
            bytes_out: Set(0),
            keeper: Set(keeper),
            ..Default::default()
        };
        rows.push(row.insert(&db).await.expect("writes").id);
    }

    installed.serve().await;
    let until = Instant::now() + Duration::from_secs(60);
    let ending = loop {
        let found = terminal_session::Entity::find()
            .filter(terminal_session::Column::Id.is_in(rows.clone()))
            .order_by_asc(terminal_session::Column::Id)
            .all(&db)
            .await
            .expect("reads");
        let ending: Vec<bool> = found.iter().map(|row| row.ending.is_some()).collect();
        if ending.contains(&true) || Instant::now() >= until {
            break ending;
        }
        sleep(Duration::from_millis(50)).await;
    };
    assert_eq!(ending, [false, false, true, true], "which of them are lost");
}

/// All output in a recording, as far as its lines are whole.
fn shown_in(cast: &str) -> String {
    let events = cast.lines().skip(1).filter_map(|line| serde_json::from_str::<(f64, String, String)>(line).ok());
    events.filter(|(_, code, _)| code == "o").map(|(.., data)| data).collect()
}
