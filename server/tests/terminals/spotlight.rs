//! A terminal is shown to a class: its owner agrees, or is the teacher; the class looks on, also while whoever shows it
//! is lost for a moment, and it ends with them.

use app::auth::types::Role;
use app::terminals::protocol::{Channel, Control, ErrorCode, Right};
use termbench::{Remote, Tab};
use tokio::time::{Duration, Instant, sleep};

use crate::house::run;
use crate::room::{Owner, Room};

/// Students who look on.
const CLASS: usize = 100;
/// Whoever shows a terminal and has not come back by then is no longer waited for; a look each second notices.
const HOLD_IS_OVER: Duration = Duration::from_secs(18);

/// By which connection the owner is asked.
fn asker(remote: &Remote) -> u64 {
    let asked = remote.told.iter().rev().find_map(|told| match told {
        Control::SpotlightAsked { by } => by.as_ref().map(|by| by.connection),
        _ => None,
    });
    asked.expect("somebody asks")
}

fn shown(remote: &Remote) -> Option<(Option<String>, u32)> {
    remote.told.iter().rev().find_map(|told| match told {
        Control::Spotlight { by, viewers } => Some((by.clone(), *viewers)),
        _ => None,
    })
}

/// The teacher asks, the owner agrees, and it is shown.
pub async fn agree((showing, seat): (&mut Tab, Channel), (tab, channel): (&mut Tab, Channel)) {
    showing.control(seat, Control::AskSpotlight).await.expect("sent");
    let asked = |remote: &Remote| {
        remote
            .told
            .iter()
            .any(|told| matches!(told, Control::SpotlightAsked { by: Some(by) } if by.name.starts_with("Teacher")))
    };
    tab.until(channel, asked).await.expect("the owner is asked");
    let connection = asker(tab.remote(channel));
    tab.control(channel, Control::AnswerSpotlight { connection, yes: true }).await.expect("sent");
    showing.until(seat, |remote| shown(remote).is_some_and(|(by, _)| by.is_some())).await.expect("it is shown");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_class_looks_on_until_the_teacher_leaves() {
    // Fewer than the class: being shown has a bound of its own.
    let room = Room::with(|config| config.viewers_per_terminal = 4).await;
    let Owner { mut tab, channel, terminal, .. } = room.student().await;
    let (classmate_id, classmate) = room.person(Role::Student).await;
    let (_, operator) = room.person(Role::Operator).await;
    assert!(room.tab(&classmate).await.attach(terminal, Right::Viewer).await.is_err(), "not before");
    let (_, teacher) = room.person(Role::Teacher).await;
    let (mut showing, seat) = room.looks(&teacher, terminal).await;
    agree((&mut showing, seat), (&mut tab, channel)).await;
    assert!(room.tab(&operator).await.attach(terminal, Right::Viewer).await.is_err(), "the class alone");

    let mut class = Vec::with_capacity(CLASS);
    for _ in 0..CLASS {
        let mut one = room.tab(&classmate).await;
        let seat = one.attach(terminal, Right::Taker).await.expect("shown");
        assert_eq!(one.remote(seat).attached.as_ref().map(|attached| attached.right), Some(Right::Viewer));
        class.push((one, seat));
    }
    tab.until(channel, |remote| shown(remote).is_some_and(|(_, viewers)| viewers as usize == CLASS))
        .await
        .expect("counted");
    assert_eq!(tab.remote(channel).people.len(), 2, "apart from those who may ask for more");
    let named = |told: &Control| matches!(told, Control::Lookers { names } if names.len() == 1);
    tab.until(channel, |remote| remote.told.iter().any(named)).await.expect("the one person is named");
    room.visited(terminal, classmate_id).await;

    let begun = Instant::now();
    run(&mut tab, channel, "for i in $(seq 1 2000); do echo line $i; done; echo fin''ished", "finished").await;
    let controller = begun.elapsed();
    for (one, seat) in &mut class {
        one.until(*seat, |remote| remote.shows("finished")).await.expect("all see it");
    }
    println!("2000 lines: {controller:?} for the owner, {:?} for all {CLASS}", begun.elapsed());

    // They might have been back, and are not.
    showing.cut().expect("cut");
    for (one, seat) in &mut class {
        one.until(*seat, |remote| remote.detached.is_some()).await.expect("no longer");
        assert_eq!(one.remote(*seat).detached.as_ref().map(|(code, _)| *code), Some(ErrorCode::Forbidden));
    }
    tab.until(channel, |remote| shown(remote) == Some((None, 0))).await.expect("the owner sees that it is over");
    room.audited("terminal.show", 1).await;
    room.audited("terminal.show_end", 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_class_looks_on_while_the_teacher_is_lost_for_a_moment() {
    let room = Room::start().await;
    let Owner { mut tab, channel, terminal, .. } = room.student().await;
    let (_, classmate) = room.person(Role::Student).await;
    let (_, teacher) = room.person(Role::Teacher).await;
    let (mut showing, seat) = room.looks(&teacher, terminal).await;
    agree((&mut showing, seat), (&mut tab, channel)).await;
    let mut looking = room.tab(&classmate).await;
    let look = looking.attach(terminal, Right::Viewer).await.expect("shown");

    showing.cut().expect("cut");
    tab.until(channel, |remote| remote.people.len() == 1).await.expect("the teacher is away");
    run(&mut tab, channel, "echo a''lone", "alone").await;
    looking.until(look, |remote| remote.shows("alone")).await.expect("seen all the same");
    let mut late = room.tab(&classmate).await;
    late.attach(terminal, Right::Viewer).await.expect("it is shown, also to who comes now");

    showing.reconnect().await.expect("back");
    tab.until(channel, |remote| remote.people.len() == 2).await.expect("the teacher is here");
    sleep(HOLD_IS_OVER).await;
    run(&mut tab, channel, "echo lo''ng", "long").await;
    looking.until(look, |remote| remote.shows("long")).await.expect("seen after that too");
    let told = shown(tab.remote(channel)).expect("told");
    assert!(told.0.is_some_and(|by| by.starts_with("Teacher")) && told.1 == 2, "as if nothing had been");
    room.audited("terminal.show_end", 0).await;

    showing.control(seat, Control::EndSpotlight).await.expect("sent");
    looking.until(look, |remote| remote.detached.is_some()).await.expect("theirs to end, and at once");
    room.audited("terminal.show", 1).await;
    room.audited("terminal.show_end", 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owner_who_does_not_agree_is_not_shown_and_one_who_did_may_end_it() {
    let room = Room::start().await;
    let Owner { mut tab, channel, terminal, .. } = room.student().await;
    let (_, teacher) = room.person(Role::Teacher).await;
    let (mut showing, seat) = room.looks(&teacher, terminal).await;
    for yes in [false, true] {
        showing.control(seat, Control::AskSpotlight).await.expect("sent");
        let asked = |remote: &Remote| matches!(remote.told.last(), Some(Control::SpotlightAsked { by: Some(_) }));
        tab.until(channel, asked).await.expect("asked");
        let connection = asker(tab.remote(channel));
        tab.control(channel, Control::AnswerSpotlight { connection, yes }).await.expect("sent");
        if !yes {
            let declined = |remote: &Remote| remote.told.iter().any(|told| matches!(told, Control::Declined { .. }));
            showing.until(seat, declined).await.expect("told so");
            let over = |remote: &Remote| matches!(remote.told.last(), Some(Control::SpotlightAsked { by: None }));
            tab.until(channel, over).await.expect("the question is gone");
        }
    }
    showing.until(seat, |remote| shown(remote).is_some_and(|(by, _)| by.is_some())).await.expect("it is shown");
    tab.control(channel, Control::EndSpotlight).await.expect("sent");
    showing.until(seat, |remote| shown(remote) == Some((None, 0))).await.expect("it is over");
    room.audited("terminal.show", 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_teacher_shows_a_terminal_of_their_own_and_a_student_does_not() {
    let room = Room::start().await;
    let Owner { client: teacher, tab: mut showing, channel, terminal, .. } = room.owner(Role::Teacher).await;
    let Owner { client: student, mut tab, channel: own, .. } = room.student().await;
    tab.control(own, Control::AskSpotlight).await.expect("sent");
    tab.until(own, |remote| !remote.refused.is_empty()).await.expect("refused");
    assert_eq!(tab.remote(own).refused[0].0, ErrorCode::Forbidden);

    assert!(room.tab(&student).await.attach(terminal, Right::Viewer).await.is_err(), "not before");
    showing.control(channel, Control::AskSpotlight).await.expect("sent");
    let by_teacher =
        |remote: &Remote| shown(remote).is_some_and(|(by, _)| by.is_some_and(|by| by.starts_with("Teacher")));
    showing.until(channel, by_teacher).await.expect("at once");
    let mut looking = room.tab(&student).await;
    let seat = looking.attach(terminal, Right::Viewer).await.expect("one of the class");
    run(&mut showing, channel, "echo lo''ok", "look").await;
    looking.until(seat, |remote| remote.shows("look")).await.expect("seen");

    // Back in another tab, it is still theirs to show, when what the first has shown is over.
    showing.cut().expect("cut");
    looking.until(seat, |remote| remote.detached.is_some()).await.expect("it ends with who shows it");
    let mut again = room.tab(&teacher).await;
    let channel = again.attach(terminal, Right::Writer).await.expect("theirs");
    again.control(channel, Control::AskSpotlight).await.expect("sent");
    again.until(channel, by_teacher).await.expect("at once");
    room.audited("terminal.show", 2).await;
    room.audited("terminal.show_end", 1).await;
}
