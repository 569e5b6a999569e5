//! What the record keeps of a terminal's life, on both databases: whose it was, who came and went, what was done at it
//! and by whom, and how it ended.

use app::audit::entity as audit;
use app::auth::types::Role;
use app::id::{TerminalId, UserId};
use app::terminals::api::{InviteToTerminal, UninviteFromTerminal};
use app::terminals::entity::{terminal_invitation, terminal_recording, terminal_session, terminal_visit};
use app::terminals::protocol::{Channel, Control, End};
use app::time::UnixMs;
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};
use termbench::{Remote, Tab};

use crate::common::{Kind, TestApp};
use crate::house::{record, run, until};
use crate::on_both;
use crate::room::{Owner, Room};
use crate::spotlight::agree;

const EXIT: &[u8] = b"exit 3\r";
const LOST: &str = "Lost when Lyceum was stopped";

fn now_ms() -> UnixMs {
    jiff::Timestamp::now().as_millisecond()
}

/// By which connection somebody asks for control.
fn asker(remote: &Remote) -> Option<u64> {
    let asking = remote.told.iter().rev().find_map(|told| match told {
        Control::Asking { people } => Some(people),
        _ => None,
    });
    asking?.first().map(|one| one.connection)
}

/// Whoever has control by the owner's grace or for a reason gives it back.
async fn hand_back((watching, seat): (&mut Tab, Channel), (tab, channel): (&mut Tab, Channel)) {
    tab.until(channel, |remote| !remote.controls()).await.expect("the owner knows that it is gone");
    watching.control(seat, Control::Release).await.expect("sent");
    tab.until(channel, Remote::controls).await.expect("handed back");
}

/// A terminal's row, once it has ended.
async fn ended_session(db: &DatabaseConnection, id: TerminalId) -> terminal_session::Model {
    until(async || {
        let row = terminal_session::Entity::find_by_id(id).one(db).await.expect("reads");
        row.filter(|row| row.ended_ms.is_some())
    })
    .await
}

/// A recording's row, once it has ended for this reason.
async fn ended_recording(db: &DatabaseConnection, id: TerminalId, why: &str) -> terminal_recording::Model {
    until(async || {
        let row = terminal_recording::Entity::find_by_id(id).one(db).await.expect("reads");
        row.filter(|row| row.ending.as_deref() == Some(why))
    })
    .await
}

/// Who came to a terminal, whoever came first first, once all have gone.
async fn ended_visits(db: &DatabaseConnection, id: TerminalId) -> Vec<terminal_visit::Model> {
    until(async || {
        let visits = terminal_visit::Entity::find().filter(terminal_visit::Column::SessionId.eq(id));
        let visits = visits.order_by_asc(terminal_visit::Column::FromMs).all(db).await.expect("reads");
        visits.iter().all(|visit| visit.to_ms.is_some()).then_some(visits)
    })
    .await
}

/// A terminal that runs and is recorded, as an agent of this name had written down long ago.
async fn begun(app: &TestApp, owner: UserId, keeper: &str) -> TerminalId {
    const STARTED_MS: UnixMs = 1_700_000_000_000;
    let session = terminal_session::ActiveModel {
        owner_id: Set(owner),
        kind: Set("host".into()),
        target: Set("host".into()),
        started_ms: Set(STARTED_MS),
        keeper: Set(keeper.into()),
        ..Default::default()
    };
    let session = session.insert(app.db()).await.expect("a session").id;
    let recording = terminal_recording::ActiveModel {
        session_id: Set(session),
        by_id: Set(Some(owner)),
        by_name: Set("Lena".into()),
        why: Set("owner".into()),
        input: Set(false),
        started_ms: Set(STARTED_MS),
        duration_ms: Set(0),
        bytes: Set(0),
        ..Default::default()
    };
    recording.insert(app.db()).await.expect("a recording");
    session
}

on_both! {
    async fn a_terminals_life_is_written_down(app: TestApp) {
        let room = Room::of(app).await;
        let db = room.app.db();
        let begun_ms = now_ms();
        let Owner { id: owner, mut client, mut tab, channel, terminal } = room.student().await;
        let (teacher, teachers) = room.person(Role::Teacher).await;
        let (guest, guests) = room.person(Role::Student).await;

        // A teacher looks, takes control and gives it back, is granted it, shows the terminal to the class, and goes.
        let teacher_came_ms = now_ms();
        let (mut watching, seat) = room.looks(&teachers, terminal).await;
        tab.until(channel, |remote| remote.people.len() == 2).await.expect("the owner sees who is here");
        room.visited(terminal, teacher).await;
        watching.control(seat, Control::Take { reason: "Shows the next step".into() }).await.expect("sent");
        watching.until(seat, Remote::controls).await.expect("taken");
        run(&mut watching, seat, "echo by the tea''cher", "by the teacher").await;
        hand_back((&mut watching, seat), (&mut tab, channel)).await;
        watching.control(seat, Control::AskControl).await.expect("sent");
        tab.until(channel, |remote| asker(remote).is_some()).await.expect("asked");
        let connection = asker(tab.remote(channel)).expect("asks");
        tab.control(channel, Control::Grant { connection }).await.expect("sent");
        hand_back((&mut watching, seat), (&mut tab, channel)).await;
        agree((&mut watching, seat), (&mut tab, channel)).await;
        watching.control(seat, Control::EndSpotlight).await.expect("sent");
        watching.control(seat, Control::Detach).await.expect("sent");
        tab.until(channel, |remote| remote.people.len() == 1).await.expect("the teacher has gone");
        let teacher_gone_ms = now_ms();

        // A classmate may first ask for control, then only look; looks, and is sent away.
        for may_ask in [true, false] {
            client.call(InviteToTerminal { terminal, user: guest, may_ask }).await.expect("invites");
        }
        let guest_came_ms = now_ms();
        let (mut looking, look) = room.looks(&guests, terminal).await;
        room.visited(terminal, guest).await;
        client.call(UninviteFromTerminal { terminal, user: guest }).await.expect("takes it back");
        looking.until(look, |remote| remote.detached.is_some()).await.expect("out, at once");
        let guest_gone_ms = now_ms();

        // Its owner records it with what is typed, then without, and ends it.
        record(&mut tab, channel, true, true).await;
        run(&mut tab, channel, "echo rec''orded", "recorded").await;
        record(&mut tab, channel, false, false).await;
        record(&mut tab, channel, true, false).await;
        let typed = tab.remote(channel).acked + watching.remote(seat).acked + EXIT.len() as u64;
        tab.type_in(channel, EXIT).await.expect("typed");
        tab.until(channel, |remote| remote.exited == Some(End::Code(3))).await.expect("ended");
        let (shown, ended_ms) = (tab.remote(channel).received, now_ms());

        let session = ended_session(db, terminal).await;
        assert_eq!((session.owner_id, session.kind.as_str(), session.target.as_str()), (owner, "host", "host"));
        assert_eq!((session.exit_code, session.ending.as_deref()), (Some(3), Some("Ended with status 3")));
        assert_eq!((session.bytes_in, session.bytes_out), (typed as i64, shown as i64));
        let times = [Some(begun_ms), Some(session.started_ms), session.ended_ms, Some(ended_ms)];
        assert!(times.is_sorted(), "{times:?}");

        let recording = ended_recording(db, terminal, "The terminal ended").await;
        assert_eq!((recording.by_id, recording.why.as_str()), (Some(owner), "owner"));
        assert!(recording.input, "what is typed is in it, though not to its end");
        assert!(recording.bytes > 0 && recording.duration_ms > 0, "{recording:?}");
        let times = [Some(guest_gone_ms), Some(recording.started_ms), recording.ended_ms, Some(now_ms())];
        assert!(times.is_sorted(), "{times:?}");

        let invitations = terminal_invitation::Entity::find().all(db).await.expect("reads");
        let [invitation] = &invitations[..] else { panic!("one invitation: {invitations:?}") };
        assert_eq!((invitation.terminal_id, invitation.user_id, invitation.may_ask), (terminal, guest, false));
        assert!(invitation.revoked_ms >= Some(invitation.invited_ms), "{invitation:?}");

        let visits = ended_visits(db, terminal).await;
        let who: Vec<_> = visits.iter().map(|visit| (visit.user_id, visit.right.as_str())).collect();
        assert_eq!(who, [(teacher, "taker"), (guest, "viewer")]);
        let there = [(teacher_came_ms, teacher_gone_ms), (guest_came_ms, guest_gone_ms)];
        for (visit, (came_ms, gone_ms)) in visits.iter().zip(there) {
            let times = [Some(came_ms), Some(visit.from_ms), visit.to_ms, Some(gone_ms)];
            assert!(times.is_sorted(), "{visit:?} between {came_ms} and {gone_ms}");
        }

        let number = terminal.to_string();
        let audited = [
            ("terminal.open", vec![owner]),
            ("terminal.watch", vec![teacher, guest]),
            ("terminal.take", vec![teacher]),
            ("terminal.release", vec![teacher, teacher]),
            ("terminal.grant", vec![owner]),
            ("terminal.show", vec![teacher]),
            ("terminal.show_end", vec![teacher]),
            ("terminal.invite", vec![owner, owner]),
            ("terminal.uninvite", vec![owner]),
            ("terminal.unwatch", vec![teacher, guest]),
            ("terminal.record", vec![owner, owner]),
        ];
        for (action, by) in &audited {
            room.audited(action, by.len()).await;
            let rows = audit::Entity::find().filter(audit::Column::Action.eq(*action)).all(db).await.expect("reads");
            let is_of_it = |row: &audit::Model| row.entity == "terminal" && row.entity_id == number;
            assert!(rows.iter().all(is_of_it), "{rows:?}");
            let mut who: Vec<_> = rows.iter().filter_map(|row| row.actor_id).collect();
            who.sort_unstable();
            assert_eq!(who, *by, "{action}");
        }
        let taken = room.audited("terminal.take", 1).await;
        assert!(taken[0].contains("\"reason\":\"Shows the next step\""), "{taken:?}");
        let all = audit::Entity::find().filter(audit::Column::Entity.eq("terminal")).count(db).await.expect("counts");
        assert_eq!(all, audited.iter().map(|(_, by)| by.len() as u64).sum::<u64>(), "nothing else is in the log");
    }

    async fn what_no_agent_of_this_machine_has_any_more_is_lost(app: TestApp) {
        let owner = app.person(Role::Student).await;
        // From before agents had names, and so of this machine; and another machine's.
        let here = begun(&app, owner, "").await;
        let elsewhere = begun(&app, owner, "other-machine.1").await;
        let room = Room::of(app).await;
        let db = room.app.db();

        let session = ended_session(db, here).await;
        assert_eq!((session.exit_code, session.ending.as_deref()), (None, Some(LOST)));
        assert!(ended_recording(db, here, LOST).await.ended_ms.is_some());
        let session = terminal_session::Entity::find_by_id(elsewhere).one(db).await.expect("reads").expect("a row");
        assert_eq!((session.ended_ms, session.ending), (None, None), "nobody here knows");
        let recording = terminal_recording::Entity::find_by_id(elsewhere).one(db).await.expect("reads").expect("a row");
        assert_eq!((recording.ended_ms, recording.ending), (None, None));
    }
}
