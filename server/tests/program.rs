//! The program itself: what it says where nobody watches a terminal, what it refuses to start with, and how it stops.

mod common;

use std::net::SocketAddr;
use std::process::Stdio;
use std::time::Duration;

use app::auth::api::SignIn;
use common::{lyceum, own_address};
use leptos::server_fn::ServerFn;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStderr, Command};
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(60);

/// With its log to be read.
fn heard(folder: &TempDir) -> Command {
    let mut command = Command::from(lyceum(folder.path()));
    command.env("RUST_LOG", "info,app::http=debug").stderr(Stdio::piped()).kill_on_drop(true);
    command
}

/// The next line of the log, each of which is an object.
async fn next_line(log: &mut Lines<BufReader<ChildStderr>>) -> Value {
    let line = timeout(PATIENCE, log.next_line()).await.expect("in time").expect("readable").expect("a line");
    serde_json::from_str(&line).unwrap_or_else(|fault| panic!("{fault} in {line}"))
}

fn message(line: &Value) -> &str {
    line["message"].as_str().unwrap_or_default()
}

/// A running program, where it listens, and its log from there on.
async fn serving(folder: &TempDir) -> (Child, SocketAddr, Lines<BufReader<ChildStderr>>) {
    let listen = own_address().await.to_string();
    let mut child = heard(folder).env("LYCEUM_LISTEN", listen).arg("serve").spawn().expect("starts");
    let mut log = BufReader::new(child.stderr.take().expect("a log")).lines();
    loop {
        let line = next_line(&mut log).await;
        if let Some(address) = message(&line).strip_prefix("listening on http://") {
            return (child, address.parse().expect("an address"), log);
        }
    }
}

#[tokio::test]
async fn what_runs_is_finished_before_it_stops() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut child, address, mut log) = serving(&folder).await;
    // Half a request: its body is still on the way when the program is told to stop.
    let body = "login=nobody&password=wrong";
    let head = format!(
        "POST {} HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\nexpect: 100-continue\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        SignIn::PATH,
        body.len(),
    );
    let mut slow = BufReader::new(TcpStream::connect(address).await.expect("a connection"));
    slow.write_all(head.as_bytes()).await.expect("sent");
    let mut first = String::new();
    timeout(PATIENCE, slow.read_line(&mut first)).await.expect("in time").expect("read");
    assert_eq!(first, "HTTP/1.1 100 Continue\r\n", "it has been taken in");

    let id = i32::try_from(child.id().expect("it runs")).expect("a process");
    kill(Pid::from_raw(id), Signal::SIGTERM).expect("told");
    while message(&next_line(&mut log).await) != "stopping" {}
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(child.try_wait().expect("known").is_none(), "a request is under way");
    slow.write_all(body.as_bytes()).await.expect("sent");
    let mut answer = Vec::new();
    timeout(PATIENCE, slow.read_to_end(&mut answer)).await.expect("in time").expect("read");
    let answer = String::from_utf8_lossy(&answer);
    assert!(answer.contains("HTTP/1.1 422"), "nobody is called so: {answer}");

    let status = timeout(PATIENCE, child.wait()).await.expect("in time").expect("waited");
    assert!(status.success(), "{status}");
    let (mut named, mut stopped) = (false, false);
    while !(named && stopped) {
        let line = next_line(&mut log).await;
        let id = line["span"]["id"].as_str().unwrap_or("none");
        named |= message(&line) == "answered" && answer.contains(&format!("x-request-id: {id}"));
        stopped |= message(&line) == "stopped";
    }
}

#[tokio::test]
async fn every_fault_of_the_settings_is_named_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = heard(&folder);
    command.env("LYCEUM_LISTEN", "nowhere").env("LYCEUM_TIME_ZONE", "Mars/Olympus").arg("serve");
    let output = timeout(PATIENCE, command.output()).await.expect("in time").expect("ran");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("listen") && said.contains("Mars/Olympus"), "{said}");
}
