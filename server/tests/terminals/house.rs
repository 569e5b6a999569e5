//! A Lyceum that allows shells on its host, and ways to look at what runs there.

use app::auth::types::Role;
use app::terminals::protocol::{Channel, Control, OpenKind, Size};
use termbench::{Site, Tab};
use tokio::time::{Duration, Instant, sleep};

use crate::common::{Client, Kind, TestApp};

pub const SIZE: Size = Size { cols: 80, rows: 24 };

pub async fn house() -> TestApp {
    TestApp::start_with(Kind::Sqlite, &SETTINGS).await
}

/// A shell without anybody's profile.
pub const SETTINGS: [(&str, &str); 3] = [
    ("LYCEUM_DOCKER_HOST", "unix:///nowhere/docker.sock"),
    ("LYCEUM_ALLOW_HOST_SHELL", "true"),
    ("LYCEUM_HOST_SHELL", "/bin/sh"),
];

pub fn site(app: &TestApp, client: &Client) -> Site {
    Site { address: app.address.to_string(), cookie: client.cookie.clone().expect("signed in") }
}

pub async fn admin(app: &TestApp) -> Site {
    site(app, &app.as_role(Role::Admin).await)
}

/// A tab with a shell on the host that shows a prompt of its own.
pub async fn shell(site: &Site) -> (Tab, Channel) {
    let mut tab = Tab::connect(site).await.expect("welcome");
    let channel = tab.open(OpenKind::HostShell, SIZE).await.expect("a shell");
    // Typed in two pieces, so that the echo is not taken for the answer.
    tab.type_in(channel, b"PS1='re''ady> '; unset HISTFILE\r").await.expect("typed");
    tab.until(channel, |remote| remote.shows("ready> ") && remote.is_settled()).await.expect("a prompt");
    (tab, channel)
}

/// Runs a line and waits for what it must show, and for the acknowledgement of its keys, which may come after it.
pub async fn run(tab: &mut Tab, channel: Channel, line: &str, shows: &str) {
    tab.type_in(channel, format!("{line}\r").as_bytes()).await.expect("typed");
    tab.until(channel, |remote| remote.shows(shows) && remote.is_settled()).await.expect(line);
}

/// The owner switches the recording on or off, and sees that it is.
pub async fn record(tab: &mut Tab, channel: Channel, on: bool, input: bool) {
    tab.control(channel, Control::Record { on, input }).await.expect("sent");
    tab.until(channel, |remote| remote.recording.is_some() == on).await.expect("said");
}

/// Looks until there is what is looked for; fails after a minute.
pub async fn until<T>(mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < until, "it never came");
        sleep(Duration::from_millis(50)).await;
    }
}

/// Living processes whose command line has this word.
pub fn processes_with(word: &str) -> Vec<String> {
    let entries = std::fs::read_dir("/proc").expect("/proc").flatten();
    entries
        .filter_map(|entry| {
            let line = std::fs::read(entry.path().join("cmdline")).ok()?;
            let line = String::from_utf8_lossy(&line).replace('\0', " ");
            line.contains(word).then_some(line)
        })
        .collect()
}
