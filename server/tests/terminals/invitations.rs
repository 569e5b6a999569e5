//! A terminal's link opens for those who may see it; the owner lets classmates in, and out again at once.

use app::auth::types::Role;
use app::error::Error;
use app::terminals::api::{InviteToTerminal, ReadSharedTerminal, ReadSharing, UninviteFromTerminal};
use app::terminals::protocol::{Control, ErrorCode, Right};
use reqwest::StatusCode;
use termbench::{Remote, Tab};

use crate::house::{house, run, shell, site};
use crate::room::{Owner, Room};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_classmate_comes_by_invitation_and_goes_with_it() {
    let room = Room::start().await;
    let Owner { mut client, mut tab, channel, terminal, .. } = room.student().await;
    let (guest, mut browser) = room.person(Role::Student).await;
    let page = format!("/terminals/{terminal}");
    assert!(matches!(browser.call(ReadSharedTerminal { terminal }).await, Err(Error::Forbidden(_))));
    assert_eq!(browser.get(&page).await.status(), StatusCode::FORBIDDEN);
    assert!(room.tab(&browser).await.attach(terminal, Right::Viewer).await.is_err());

    let before = client.call(ReadSharing { terminal }).await.expect("hers");
    assert!(before.invited.is_empty() && before.others.iter().any(|other| other.user == guest));
    let sharing = client.call(InviteToTerminal { terminal, user: guest, may_ask: false }).await.expect("invites");
    assert_eq!(sharing.invited.iter().map(|one| (one.guest.user, one.may_ask)).collect::<Vec<_>>(), [(guest, false)]);
    assert_eq!(browser.call(ReadSharedTerminal { terminal }).await.map(|shared| shared.right), Ok(Right::Viewer));
    assert_eq!(browser.get(&page).await.status(), StatusCode::OK);
    let (mut looking, seat) = room.looks(&browser, terminal).await;
    looking.control(seat, Control::AskControl).await.expect("sent");
    looking.until(seat, |remote| !remote.refused.is_empty()).await.expect("may only look");

    // More is allowed with the next attachment.
    client.call(InviteToTerminal { terminal, user: guest, may_ask: true }).await.expect("invites");
    looking.cut().expect("cut");
    looking.reconnect().await.expect("back");
    looking.control(seat, Control::AskControl).await.expect("sent");
    tab.until(channel, |remote| {
        remote.told.iter().any(|told| matches!(told, Control::Asking { people } if people.len() == 1))
    })
    .await
    .expect("asked");

    let sharing = client.call(UninviteFromTerminal { terminal, user: guest }).await.expect("takes it back");
    assert!(sharing.invited.is_empty());
    looking.until(seat, |remote| remote.detached.is_some()).await.expect("out, at once");
    assert_eq!(looking.remote(seat).detached.as_ref().map(|(code, _)| *code), Some(ErrorCode::Forbidden));
    looking.control(seat, Control::AskControl).await.expect("sent");
    let told = |remote: &Remote| remote.refused.last().is_some_and(|(code, _)| *code == ErrorCode::NotFound);
    looking.until(seat, told).await.expect("nothing is there any more");
    assert!(room.tab(&browser).await.attach(terminal, Right::Viewer).await.is_err());
    room.audited("terminal.invite", 2).await;
    room.audited("terminal.uninvite", 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_owner_invites_and_only_whom_the_place_allows() {
    let room = Room::start().await;
    let Owner { mut client, terminal, .. } = room.student().await;
    let (teacher_id, mut teacher) = room.person(Role::Teacher).await;
    let (other, mut stranger) = room.person(Role::Student).await;
    for browser in [&mut teacher, &mut stranger] {
        let call = InviteToTerminal { terminal, user: other, may_ask: true };
        assert!(matches!(browser.call(call).await, Err(Error::NotFound(_) | Error::Forbidden(_))));
    }
    let fault =
        client.call(InviteToTerminal { terminal, user: teacher_id, may_ask: true }).await.expect_err("no guest");
    assert!(fault.field("user").is_some(), "{fault:?}");
    room.audited("terminal.invite", 0).await;
    assert_eq!(teacher.call(ReadSharedTerminal { terminal }).await.map(|shared| shared.right), Ok(Right::Taker));

    let nowhere = app::id::TerminalId(9_999);
    assert!(matches!(client.call(ReadSharedTerminal { terminal: nowhere }).await, Err(Error::NotFound(_))));
    assert_eq!(client.get("/terminals/9999").await.status(), StatusCode::NOT_FOUND);
    let answer = room.app.as_nobody().get("/terminals/1").await;
    assert_eq!(answer.status(), StatusCode::FOUND, "nobody signs in first");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shell_on_the_host_is_shared_with_colleagues_alone() {
    let app = house().await;
    let (mut owner, mut other) = (app.as_role(Role::Admin).await, app.as_role(Role::Admin).await);
    let operator = app.person(Role::Operator).await;
    let (mut tab, channel) = shell(&site(&app, &owner)).await;
    let terminal = tab.remote(channel).terminal.expect("an id");
    assert!(matches!(other.call(ReadSharedTerminal { terminal }).await, Err(Error::Forbidden(_))), "not invited");

    let sharing = owner.call(ReadSharing { terminal }).await.expect("theirs");
    assert!(!sharing.of_class && !sharing.may_show);
    let [colleague] = &sharing.others[..] else { panic!("one colleague: {:?}", sharing.others) };
    let fault = owner.call(InviteToTerminal { terminal, user: operator, may_ask: true }).await.expect_err("no admin");
    assert!(fault.field("user").is_some(), "{fault:?}");
    owner.call(InviteToTerminal { terminal, user: colleague.user, may_ask: true }).await.expect("invited");

    assert_eq!(other.call(ReadSharedTerminal { terminal }).await.map(|shared| shared.right), Ok(Right::Asker));
    let mut looking = Tab::connect(&site(&app, &other)).await.expect("welcome");
    let seat = looking.attach(terminal, Right::Taker).await.expect("attached");
    looking.control(seat, Control::AskControl).await.expect("sent");
    let asks = |remote: &Remote| {
        remote.told.iter().any(|told| matches!(told, Control::Asking { people } if people.len() == 1))
    };
    tab.until(channel, asks).await.expect("asked");
    run(&mut tab, channel, "echo for b''oth", "for both").await;
    looking.until(seat, |remote| remote.shows("for both")).await.expect("seen");
}
