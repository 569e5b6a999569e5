//! A text for several terminals: announced, typed in one piece, and never where a password is asked for.

use app::auth::types::Role;
use app::terminals::protocol::{Control, Key, OpenKind, Typing};
use app::terminals::types::Sent;
use app::terminals::wire::Listener;
use termbench::Remote;

use crate::house::run;
use crate::room::{Owner, Room};

fn announced(remote: &Remote) -> bool {
    remote
        .told
        .iter()
        .any(|told| matches!(told, Control::Broadcast { by, text, .. } if by == "Ms Hart" && text.contains("shared")))
}

fn listener(owner: &Owner) -> Listener {
    Listener { kind: OpenKind::HostShell, owner: owner.id }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_listener_gets_it_once_and_the_sender_a_report() {
    let room = Room::start().await;
    let (mut one, mut asked, mut held, mut gone) =
        (room.student().await, room.student().await, room.student().await, room.student().await);
    let (teacher_id, teacher) = room.person(Role::Teacher).await;
    let (nobody, _) = room.person(Role::Student).await;
    // Half a line is typed, a password is asked for, somebody has taken control, a shell has ended.
    one.tab.type_in(one.channel, b"rm -rf half").await.expect("typed");
    one.tab.until(one.channel, |remote| remote.shows("rm -rf half")).await.expect("echo");
    run(&mut asked.tab, asked.channel, "stty -echo; echo hid''den; cat >/dev/null", "hidden").await;
    let (mut watching, seat) = room.looks(&teacher, held.terminal).await;
    watching.control(seat, Control::Take { reason: "Helping".into() }).await.expect("sent");
    held.tab.until(held.channel, |remote| !remote.controls()).await.expect("taken");
    gone.tab.control(gone.channel, Control::Kill).await.expect("sent");
    gone.tab.until(gone.channel, |remote| remote.exited.is_some()).await.expect("ended");

    let cx = room.cx(teacher_id, "Ms Hart", Role::Teacher);
    let nobody = Listener { kind: OpenKind::HostShell, owner: nobody };
    let to = vec![listener(&one), listener(&asked), listener(&held), listener(&gone), nobody];
    let what = Typing::Lines { text: "echo shared 1\necho shared 2".to_owned(), clear: true };
    let sending = room.state.terminals.broadcast(&cx, to, what);
    let hearing = async {
        one.tab.until(one.channel, announced).await.expect("told who sends what");
        assert!(!one.tab.remote(one.channel).shows("\nshared"), "before it runs");
        // Keys that are typed meanwhile come before or after it, whole.
        one.tab.until(one.channel, |remote| remote.shows("ready> shared 2\r")).await.expect("typed");
    };
    let (sent, ()) = tokio::join!(sending, hearing);
    let report = [Sent::Typed, Sent::Secret, Sent::Controlled, Sent::NoTerminal, Sent::NoTerminal];
    assert_eq!(sent.expect("an answer"), report);
    run(&mut one.tab, one.channel, "echo af''ter", "after").await;
    let text = String::from_utf8_lossy(&one.tab.remote(one.channel).text).into_owned();
    assert_eq!(text.matches("\nshared 1").count(), 1, "{text}");
    assert!(!text.contains("cannot remove"), "what was half typed did not run: {text}");
    run(&mut asked.tab, asked.channel, "\x04stty echo; echo qu''iet", "quiet").await;
    assert!(!asked.tab.remote(asked.channel).shows("shared"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_stops_what_runs_and_questions_too() {
    let room = Room::start().await;
    let (mut runs, mut asked) = (room.student().await, room.student().await);
    let (teacher_id, _) = room.person(Role::Teacher).await;
    run(&mut runs.tab, runs.channel, "echo beg''un; sleep 1000", "begun").await;
    run(&mut asked.tab, asked.channel, "stty -echo; echo hid''den; cat >/dev/null", "hidden").await;
    let cx = room.cx(teacher_id, "Ms Hart", Role::Teacher);
    let to = vec![listener(&runs), listener(&asked)];
    let enter = room.state.terminals.broadcast(&cx, to.clone(), Typing::Key(Key::Enter)).await.expect("a report");
    assert_eq!(enter, [Sent::Typed, Sent::Secret]);
    let stop = room.state.terminals.broadcast(&cx, to, Typing::Key(Key::Interrupt)).await.expect("a report");
    assert_eq!(stop, [Sent::Typed, Sent::Typed]);
    run(&mut runs.tab, runs.channel, "echo af''ter", "after").await;
    run(&mut asked.tab, asked.channel, "stty echo; echo aw''ake", "awake").await;
}
