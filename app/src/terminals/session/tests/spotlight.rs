//! A terminal that is shown to a class: with consent, over a blip, and no longer than somebody shows it.

use std::time::{Duration, Instant};

use super::control::{company, hear};
use super::{SIZE, Tab};
use crate::id::UserId;
use crate::terminals::protocol::{End, ErrorCode, Right};
use crate::terminals::session::core::{Core, Leave, SPOTLIGHT_HOLD};

#[test]
fn a_class_is_shown_a_terminal_with_its_owners_consent_and_until_it_ends() {
    let now = Instant::now();
    let (mut core, mut owner, guest, mut staff) = company(now);
    core.ask_spotlight(guest.id());
    core.answer_spotlight(owner.id(), guest.client, true);
    assert_eq!(core.shown_by(), None, "a guest shows nothing");
    core.ask_spotlight(owner.id());
    assert_eq!(core.shown_by(), None, "a student shows nothing of their own");
    core.ask_spotlight(staff.id());
    core.answer_spotlight(staff.id(), staff.client, true);
    assert_eq!(core.shown_by(), None, "the owner is asked");
    core.answer_spotlight(owner.id(), staff.client + 1, true);
    assert_eq!(core.shown_by(), None, "what another was told is no consent");
    core.answer_spotlight(owner.id(), staff.client, true);
    assert_eq!(core.shown_by(), Some("Person 3"));
    let mut class: Vec<Tab> = (100..140).map(|client| Tab::new(client, Right::Viewer)).collect();
    for tab in &mut class {
        tab.by_spotlight = true;
        tab.attach(&mut core, None, now);
        tab.pull(&mut core, 1000);
    }
    hear(&mut core, [&mut owner, &mut staff]);
    assert_eq!(owner.spotlight, Some((Some("Person 3".into()), 40)));
    assert_eq!(owner.people.len(), 3, "the class is counted and not listed");
    // It ends with who shows it. That all have gone is told at once: their names over and over would be too much.
    owner.lookers.clear();
    core.detach(staff.id(), Leave::Gone, now);
    see_it_end(&mut core, &mut owner, &mut class);
    assert_eq!(owner.lookers.iter().map(Vec::len).collect::<Vec<_>>(), [40, 0]);
}

/// A student's terminal that a teacher shows to a class, with the owner, the teacher and those who look on.
fn spotlight(now: Instant) -> (Core, Tab, Tab, Vec<Tab>) {
    let (mut core, owner, _guest, staff) = company(now);
    core.ask_spotlight(staff.id());
    core.answer_spotlight(owner.id(), staff.client, true);
    let mut class: Vec<Tab> = (100..103).map(|client| Tab::new(client, Right::Viewer)).collect();
    for tab in &mut class {
        tab.by_spotlight = true;
        tab.attach(&mut core, None, now);
    }
    (core, owner, staff, class)
}

/// All see that it is shown, as before.
fn see_it_shown(core: &mut Core, owner: &mut Tab, class: &mut [Tab]) {
    assert_eq!(core.shown_by(), Some("Person 3"));
    owner.pull(core, 1000);
    assert_eq!(owner.spotlight, Some((Some("Person 3".into()), 3)));
    for tab in class {
        tab.pull(core, 1000);
        assert!(!tab.detached);
    }
}

/// All see that it is over, and it is noted once that it began and that it ended, and by whom.
fn see_it_end(core: &mut Core, owner: &mut Tab, class: &mut [Tab]) {
    assert_eq!(core.shown_by(), None);
    for tab in class {
        tab.pull(core, 1000);
        assert!(tab.detached);
    }
    owner.pull(core, 1000);
    assert_eq!(owner.spotlight, Some((None, 0)));
    let noted: Vec<(bool, UserId)> = core.take_shown().iter().map(|shown| (shown.on, shown.by)).collect();
    assert_eq!(noted, [(true, UserId(3)), (false, UserId(3))]);
}

#[test]
fn a_class_looks_on_while_who_shows_it_is_lost_for_a_moment() {
    let now = Instant::now();
    let (mut core, mut owner, mut staff, mut class) = spotlight(now);
    see_it_shown(&mut core, &mut owner, &mut class);
    let mut lost_at = now;
    for _ in 0..2 {
        staff.lose(&mut core, lost_at);
        let almost = lost_at + SPOTLIGHT_HOLD - Duration::from_millis(1);
        core.look_at_spotlight(almost);
        see_it_shown(&mut core, &mut owner, &mut class);
        staff.attach(&mut core, None, almost);
        staff.pull(&mut core, 1000);
        assert_eq!(staff.spotlight, Some((Some("Person 3".into()), 3)));
        lost_at = almost + SPOTLIGHT_HOLD;
        core.look_at_spotlight(lost_at);
        see_it_shown(&mut core, &mut owner, &mut class);
    }
    // A page that is loaded anew may be there before its old socket is seen to be gone.
    staff.attach(&mut core, None, lost_at);
    core.look_at_spotlight(lost_at + SPOTLIGHT_HOLD);
    see_it_shown(&mut core, &mut owner, &mut class);
    core.end_spotlight(staff.id());
    see_it_end(&mut core, &mut owner, &mut class);
}

#[test]
fn what_is_shown_ends_when_who_shows_it_does_not_come_back() {
    let now = Instant::now();
    let over = now + SPOTLIGHT_HOLD;
    // Another tab of theirs, and another person in the same tab.
    for (client, user) in [(4, 3), (3, 9)] {
        let (mut core, mut owner, mut staff, mut class) = spotlight(now);
        staff.lose(&mut core, now);
        let mut other = Tab { user, ..Tab::new(client, Right::Taker) };
        other.attach(&mut core, None, now);
        see_it_shown(&mut core, &mut owner, &mut class);
        core.look_at_spotlight(over);
        see_it_end(&mut core, &mut owner, &mut class);
        staff.attach(&mut core, None, over);
        core.look_at_spotlight(over + SPOTLIGHT_HOLD);
        assert!(core.shown_by().is_none() && core.take_shown().is_empty(), "it is asked for anew");
    }
    // In time, but with less right.
    let (mut core, mut owner, mut staff, mut class) = spotlight(now);
    staff.lose(&mut core, now);
    staff.right = Right::Viewer;
    staff.attach(&mut core, None, now);
    core.look_at_spotlight(now);
    see_it_end(&mut core, &mut owner, &mut class);
}

#[test]
fn what_is_shown_by_one_who_is_away_ends_at_once_when_it_must() {
    let now = Instant::now();
    let ways: [fn(&mut Core, &Tab, Instant); 4] = [
        |core, owner, _| core.end_spotlight(owner.id()),
        |core, _, now| {
            let mut other = Tab { user: 3, ..Tab::new(4, Right::Taker) };
            other.attach(core, None, now);
            core.end_spotlight(other.id());
        },
        |core, _, now| core.detach_all(|who| who.user == UserId(3), ErrorCode::Forbidden, "No longer.", now),
        |core, _, _| core.finish(End::Code(0)),
    ];
    for end in ways {
        let (mut core, mut owner, mut staff, mut class) = spotlight(now);
        staff.lose(&mut core, now);
        core.end_spotlight(class[0].id());
        see_it_shown(&mut core, &mut owner, &mut class);
        end(&mut core, &owner, now);
        see_it_end(&mut core, &mut owner, &mut class);
        staff.attach(&mut core, None, now);
        assert_eq!(core.shown_by(), None);
    }
    // Of a program that has ended nothing is held.
    let (mut core, mut owner, mut staff, mut class) = spotlight(now);
    core.finish(End::Code(0));
    see_it_shown(&mut core, &mut owner, &mut class);
    staff.lose(&mut core, now);
    see_it_end(&mut core, &mut owner, &mut class);
}

#[test]
fn staff_show_their_own_terminal_without_being_asked() {
    let now = Instant::now();
    let mut core = Core::new(SIZE);
    let mut owner = Tab { may_show: true, ..Tab::new(1, Right::Writer) };
    let mut colleague = Tab::new(2, Right::Taker);
    owner.attach(&mut core, Some(0), now);
    colleague.attach(&mut core, Some(0), now);
    core.ask_spotlight(colleague.id());
    core.ask_spotlight(owner.id());
    assert_eq!(core.shown_by(), Some("Person 1"));
    hear(&mut core, [&mut owner, &mut colleague]);
    assert_eq!(colleague.spotlight, Some((Some("Person 1".into()), 0)));
    core.answer_spotlight(owner.id(), colleague.client, false);
    core.end_spotlight(colleague.id());
    assert_eq!(core.shown_by(), Some("Person 1"), "what was asked before is settled");
    core.end_spotlight(owner.id());
    assert_eq!(core.shown_by(), None);
    assert_eq!(core.take_shown().iter().map(|shown| shown.on).collect::<Vec<_>>(), [true, false]);
}
