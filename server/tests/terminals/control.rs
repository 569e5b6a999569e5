//! Several people at one terminal: control is asked for, granted, taken for a reason and handed back; what of it is
//! recorded, and whose keys land.

use app::auth::types::Role;
use app::terminals::protocol::{Control, ErrorCode, Frame, How, Right};
use termbench::{Remote, Tab};

use crate::house::run;
use crate::room::{Owner, Room};

fn asks(remote: &Remote) -> usize {
    remote
        .told
        .iter()
        .rev()
        .find_map(|told| if let Control::Asking { people } = told { Some(people.len()) } else { None })
        .unwrap_or_default()
}

fn handed(remote: &Remote) -> Option<&How> {
    remote.told.iter().rev().find_map(|told| if let Control::Handed(handed) = told { Some(&handed.how) } else { None })
}

fn connection_of(tab: &Tab, channel: u16, right: Right) -> u64 {
    let found = tab.remote(channel).people.iter().find(|person| person.right == right);
    found.expect("is here").connection
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_teacher_asks_is_granted_control_and_hands_it_back() {
    let room = Room::start().await;
    let Owner { mut tab, channel, terminal, .. } = room.student().await;
    let (_, teacher) = room.person(Role::Teacher).await;
    let (mut watching, seat) = room.looks(&teacher, terminal).await;
    assert_eq!(watching.remote(seat).attached.as_ref().map(|attached| attached.right), Some(Right::Taker));
    tab.until(channel, |remote| remote.people.len() == 2).await.expect("the owner sees who is here");

    watching.control(seat, Control::AskControl).await.expect("sent");
    tab.until(channel, |remote| asks(remote) == 1).await.expect("asked");
    let connection = connection_of(&tab, channel, Right::Taker);
    tab.control(channel, Control::Grant { connection }).await.expect("sent");
    watching.until(seat, Remote::controls).await.expect("granted");
    run(&mut watching, seat, "echo by the tea''cher", "by the teacher").await;
    tab.until(channel, |remote| remote.shows("by the teacher")).await.expect("both see the same");

    watching.control(seat, Control::Release).await.expect("sent");
    tab.until(channel, |remote| handed(remote) == Some(&How::Released)).await.expect("handed back");
    assert!(tab.remote(channel).controls());
    run(&mut tab, channel, "echo by the stu''dent", "by the student").await;
    assert!(room.audited("terminal.grant", 1).await[0].contains("\"to\":\"Teacher Number"), "who got it");
    room.audited("terminal.release", 1).await;
    room.audited("terminal.take", 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn taking_needs_a_reason_which_is_recorded_and_the_owner_asks_for_it_back() {
    let room = Room::start().await;
    let Owner { mut tab, channel, terminal, .. } = room.student().await;
    let (_, teacher) = room.person(Role::Teacher).await;
    let (mut watching, seat) = room.looks(&teacher, terminal).await;

    watching.control(seat, Control::Take { reason: " x ".into() }).await.expect("sent");
    watching.until(seat, |remote| !remote.refused.is_empty()).await.expect("refused");
    assert!(watching.remote(seat).refused[0].1.contains("3 to 200"));
    room.audited("terminal.take", 0).await;

    run(&mut tab, channel, "echo be''fore", "before").await;
    watching.control(seat, Control::Take { reason: "Shows the next step".into() }).await.expect("sent");
    watching.until(seat, Remote::controls).await.expect("taken");
    let epoch = tab.remote(channel).attached.as_ref().map_or(0, |attached| attached.epoch);
    let how = How::Taken { reason: "Shows the next step".into() };
    tab.until(channel, |remote| handed(remote) == Some(&how)).await.expect("told");
    assert!(!tab.remote(channel).controls());
    let taken = room.audited("terminal.take", 1).await;
    assert!(taken[0].contains("\"reason\":\"Shows the next step\""), "{taken:?}");

    // Keys with the old epoch are acknowledged and thrown away; the owner cannot simply take it back.
    let iseq = tab.remote(channel).acked;
    let late = Frame::Input { channel, iseq, epoch, bytes: b"echo l''ate\r" };
    tab.send(late.encode()).await.expect("sent");
    tab.until(channel, |remote| remote.acked == iseq + 12).await.expect("acknowledged");
    tab.control(channel, Control::TakeControl).await.expect("sent");
    tab.until(channel, |remote| remote.refused.len() >= 2).await.expect("refused");
    assert!(tab.remote(channel).refused.iter().all(|(code, _)| *code == ErrorCode::NotController));

    tab.control(channel, Control::AskControl).await.expect("sent");
    watching.until(seat, |remote| asks(remote) == 1).await.expect("asked");
    let connection = connection_of(&watching, seat, Right::Writer);
    watching.control(seat, Control::Grant { connection }).await.expect("sent");
    tab.until(channel, Remote::controls).await.expect("back");
    run(&mut tab, channel, "echo do''ne", "done").await;
    assert!(!tab.remote(channel).shows("late"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_leaves_with_control_leaves_it_to_the_owner() {
    let room = Room::start().await;
    let Owner { mut tab, channel, terminal, .. } = room.student().await;
    let (_, teacher) = room.person(Role::Teacher).await;
    let (mut watching, seat) = room.looks(&teacher, terminal).await;
    watching.control(seat, Control::Take { reason: "Helping".into() }).await.expect("sent");
    tab.until(channel, |remote| !remote.controls()).await.expect("taken");
    watching.cut().expect("cut");
    tab.until(channel, |remote| handed(remote) == Some(&How::Left)).await.expect("back, at once");
    assert!(tab.remote(channel).controls());
    run(&mut tab, channel, "echo mi''ne", "mine").await;
    room.audited("terminal.leave", 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stranger_sees_nothing_and_the_program_is_its_owners_to_end() {
    let room = Room::start().await;
    let Owner { mut tab, channel, terminal, .. } = room.student().await;
    for role in [Role::Student, Role::Operator, Role::Admin] {
        let (_, client) = room.person(role).await;
        let refused = room.tab(&client).await.attach(terminal, Right::Viewer).await.expect_err("not theirs");
        assert!(refused.to_string().contains("Forbidden"), "{refused}");
    }
    let (_, teacher) = room.person(Role::Teacher).await;
    let (mut watching, seat) = room.looks(&teacher, terminal).await;
    watching.control(seat, Control::Take { reason: "Helping".into() }).await.expect("sent");
    watching.until(seat, Remote::controls).await.expect("taken");
    watching.control(seat, Control::Kill).await.expect("sent");
    watching.until(seat, |remote| !remote.refused.is_empty()).await.expect("refused");
    tab.control(channel, Control::Kill).await.expect("sent");
    tab.until(channel, |remote| remote.exited.is_some()).await.expect("ended");
}
