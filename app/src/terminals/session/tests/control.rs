//! Who controls, and what the others are told.

use std::time::{Duration, Instant};

use super::{SIZE, Tab};
use crate::terminals::client::stream::void_epoch;
use crate::terminals::protocol::{EndingWhy, ErrorCode, How, Right, Size, Sizing};
use crate::terminals::session::core::{Change, Core, HOLD, Leave, Refused};

#[test]
fn control_changes_hands_and_old_keys_do_not_land() {
    let now = Instant::now();
    let mut core = Core::new(SIZE);
    let (mut first, mut second) = (Tab::new(1, Right::Writer), Tab::new(2, Right::Writer));
    first.attach(&mut core, Some(0), now);
    second.attach(&mut core, Some(0), now);
    first.pull(&mut core, 100);
    second.pull(&mut core, 100);
    assert!(first.attached.as_ref().unwrap().controller && !second.attached.as_ref().unwrap().controller);
    let old = first.attached.as_ref().unwrap().epoch;
    core.take_control(second.id.unwrap());
    core.type_in(first.id.unwrap(), 0, old, b"rm").unwrap();
    assert_eq!(core.input.next(), None, "thrown away");
    core.announce();
    first.pull(&mut core, 100);
    assert_eq!((first.acked, first.refused), (2, Some(ErrorCode::NotController)), "acknowledged and refused");
    second.pull(&mut core, 100);
    let epoch = second.attached.as_ref().unwrap().epoch;
    core.type_in(second.id.unwrap(), 0, epoch, b"ls").unwrap();
    assert_eq!(core.input.next(), Some(&b"ls"[..]));
}

#[test]
fn a_viewer_cannot_type_nor_take_control() {
    let now = Instant::now();
    let mut core = Core::new(SIZE);
    let mut viewer = Tab::new(1, Right::Viewer);
    viewer.attach(&mut core, Some(0), now);
    core.take_control(viewer.id.unwrap());
    core.type_in(viewer.id.unwrap(), 0, 0, b"x").unwrap();
    core.type_in(viewer.id.unwrap(), 1, 1, b"y").unwrap();
    assert_eq!(core.input.next(), None);
    viewer.pull(&mut core, 100);
    assert_eq!(viewer.refused, Some(ErrorCode::NotController));
}

/// An owner, a guest who may ask, and a teacher who may take, all attached.
pub(super) fn company(now: Instant) -> (Core, Tab, Tab, Tab) {
    let mut core = Core::new(SIZE);
    let (mut owner, mut guest, mut staff) =
        (Tab::new(1, Right::Writer), Tab::new(2, Right::Asker), Tab::new(3, Right::Taker));
    for tab in [&mut owner, &mut guest, &mut staff] {
        tab.attach(&mut core, Some(0), now);
    }
    hear(&mut core, [&mut owner, &mut guest, &mut staff]);
    (core, owner, guest, staff)
}

pub(super) fn hear<const N: usize>(core: &mut Core, tabs: [&mut Tab; N]) {
    for tab in tabs {
        tab.pull(core, 1000);
    }
}

fn types(core: &mut Core, tab: &mut Tab, bytes: &[u8]) -> bool {
    let taken = core.type_in(tab.id(), tab.acked, tab.epoch(), bytes).expect("in order");
    while let Some(waiting) = core.input.next() {
        let length = waiting.len();
        core.input.wrote(length);
    }
    core.announce();
    tab.pull(core, 1000);
    taken
}

fn hows(changes: Vec<Change>) -> Vec<How> {
    changes.into_iter().map(|change| change.handed.how).collect()
}

#[test]
fn control_is_asked_for_granted_and_handed_back() {
    let (mut core, mut owner, mut guest, mut staff) = company(Instant::now());
    core.ask_control(guest.id());
    core.ask_control(guest.id());
    hear(&mut core, [&mut owner, &mut guest, &mut staff]);
    assert_eq!(owner.asking.iter().map(|one| one.connection).collect::<Vec<_>>(), [2], "once");
    assert!(guest.asking.is_empty() && staff.asking.is_empty(), "it is the owner's to answer");
    assert!(!types(&mut core, &mut guest, b"rm"), "asking is not having");

    core.grant(guest.id(), 2);
    hear(&mut core, [&mut guest]);
    assert_eq!(guest.refused, Some(ErrorCode::Forbidden), "nobody grants themselves");
    core.grant(owner.id(), 2);
    hear(&mut core, [&mut owner, &mut guest, &mut staff]);
    assert!(guest.controls() && !owner.controls() && owner.asking.is_empty());
    assert!(types(&mut core, &mut guest, b"ls") && !types(&mut core, &mut owner, b"rm"));

    core.release(guest.id());
    hear(&mut core, [&mut owner, &mut guest]);
    assert!(owner.controls() && types(&mut core, &mut owner, b"ls"));
    assert_eq!(hows(core.take_changes()), [How::Granted, How::Released]);
}

#[test]
fn the_owner_says_not_now_and_takes_back_what_was_granted() {
    let (mut core, mut owner, mut guest, _staff) = company(Instant::now());
    core.ask_control(guest.id());
    core.not_now(owner.id(), 2);
    hear(&mut core, [&mut owner, &mut guest]);
    assert_eq!(guest.declined.as_deref(), Some("Person 1"));
    assert!(owner.asking.is_empty());
    // Also unasked.
    core.grant(owner.id(), 2);
    core.take_control(owner.id());
    hear(&mut core, [&mut owner, &mut guest]);
    assert!(owner.controls() && !guest.controls());
    assert_eq!(hows(core.take_changes()), [How::Granted, How::TakenBack]);
}

#[test]
fn staff_take_for_a_reason_and_the_owner_asks_for_it_back() {
    let (mut core, mut owner, mut guest, mut staff) = company(Instant::now());
    core.take_with(guest.id(), "me".into());
    hear(&mut core, [&mut guest]);
    assert_eq!(guest.refused, Some(ErrorCode::Forbidden));
    core.take_with(staff.id(), "Shows the next step".into());
    hear(&mut core, [&mut owner, &mut staff]);
    assert!(staff.controls());
    let handed = owner.handed.clone().expect("told");
    assert_eq!((handed.by.as_str(), &handed.how), ("Person 3", &How::Taken { reason: "Shows the next step".into() }));

    core.take_control(owner.id());
    core.grant(owner.id(), 1);
    hear(&mut core, [&mut owner]);
    assert!(!owner.controls(), "what was taken is asked for");
    core.ask_control(owner.id());
    hear(&mut core, [&mut staff]);
    assert_eq!(staff.asking.len(), 1);
    core.grant(staff.id(), 1);
    hear(&mut core, [&mut owner, &mut staff]);
    assert!(owner.controls() && !staff.controls());
    // One who comes while it is taken is told so.
    core.take_with(staff.id(), "Again".into());
    let mut late = Tab::new(9, Right::Viewer);
    late.attach(&mut core, None, Instant::now());
    late.pull(&mut core, 1000);
    assert_eq!(late.handed.map(|handed| handed.how), Some(How::Taken { reason: "Again".into() }));
}

#[test]
fn a_guest_who_goes_or_is_lost_leaves_control_to_the_owner_who_is_there() {
    let now = Instant::now();
    for leave in [Leave::Gone, Leave::Lost] {
        let (mut core, mut owner, _guest, staff) = company(now);
        core.take_with(staff.id(), "Help".into());
        core.detach(staff.id(), leave, now);
        owner.pull(&mut core, 1000);
        assert!(owner.controls(), "{leave:?}");
        assert_eq!(hows(core.take_changes()).last(), Some(&How::Left));
    }
    // Without the owner, one who was lost finds it again.
    let (mut core, owner, _guest, mut staff) = company(now);
    core.take_with(staff.id(), "Help".into());
    core.detach(owner.id(), Leave::Gone, now);
    staff.pull(&mut core, 1000);
    let epoch = staff.epoch();
    staff.lose(&mut core, now);
    staff.attach(&mut core, Some(0), now);
    staff.pull(&mut core, 1000);
    assert!(staff.controls() && staff.epoch() == epoch);
    // And the owner who comes back while they are away has it at once.
    staff.lose(&mut core, now);
    let mut owner = Tab::new(1, Right::Writer);
    owner.attach(&mut core, Some(0), now + HOLD / 2);
    owner.pull(&mut core, 1000);
    assert!(owner.controls());
}

#[test]
fn what_was_typed_while_away_counts_until_another_window_of_theirs_is_typed_in() {
    let now = Instant::now();
    for elsewhere in [false, true] {
        let mut core = Core::new(SIZE);
        let (mut away, mut other) = (Tab::new(1, Right::Writer), Tab::new(2, Right::Writer));
        other.user = away.user;
        away.attach(&mut core, Some(0), now);
        away.pull(&mut core, 1000);
        let known = away.epoch();
        away.lose(&mut core, now);
        other.attach(&mut core, None, now + 2 * HOLD);
        other.pull(&mut core, 1000);
        assert!(other.controls() && other.epoch() == known);
        if elsewhere {
            assert!(types(&mut core, &mut other, b"l"));
            assert_eq!(core.type_in(other.id(), 1, known, b"s"), Ok(true), "typed before it heard of its own");
            assert_eq!(core.type_in(other.id(), 2, void_epoch(known), b"rm"), Ok(false));
        }
        away.attach(&mut core, Some(0), now + 3 * HOLD);
        away.pull(&mut core, 1000);
        assert!(!away.controls());
        assert_eq!(away.epoch() == known, !elsewhere, "what waits is for the epoch it was typed in");
        core.take_control(away.id());
        away.pull(&mut core, 1000);
        assert!(types(&mut core, &mut away, b"kept"));
        assert_eq!(core.type_in(other.id(), other.acked, other.epoch(), b"late"), Ok(false));
    }
}

#[test]
fn what_waits_is_thrown_away_when_somebody_else_controls() {
    let (mut core, mut owner, _guest, mut staff) = company(Instant::now());
    core.type_in(owner.id(), 0, owner.epoch(), &[b'x'; 4000]).expect("taken");
    core.input.wrote(100);
    core.take_with(staff.id(), "Stop".into());
    assert_eq!(core.input.next(), None);
    core.announce();
    hear(&mut core, [&mut owner, &mut staff]);
    assert_eq!(owner.acked, 4000, "acknowledged and thrown away");
    assert!(types(&mut core, &mut staff, b"ls"));
}

#[test]
fn a_text_for_many_lands_in_one_piece_and_not_where_a_guest_controls() {
    let (mut core, mut owner, _guest, staff) = company(Instant::now());
    assert_eq!(core.may_broadcast(), Ok(()));
    core.input.insert(b"echo one\r".to_vec());
    assert_eq!(core.may_broadcast(), Err(Refused::Busy));
    core.type_in(owner.id(), 0, owner.epoch(), b"key").expect("taken");
    core.input.wrote(4);
    assert_eq!(core.input.next(), Some(&b" one\r"[..]), "no key between");
    core.input.wrote(5);
    assert_eq!(core.input.next(), Some(&b"key"[..]));
    core.input.wrote(3);
    core.announce();
    owner.pull(&mut core, 1000);
    assert_eq!(owner.acked, 3, "and counts for nobody's keys");
    core.take_with(staff.id(), "Help".into());
    assert_eq!(core.may_broadcast(), Err(Refused::Controlled));
}

#[test]
fn the_rule_says_whose_window_decides() {
    let (mut core, owner, guest, staff) = company(Instant::now());
    let size = |cols, rows| Size { cols, rows };
    let told = |core: &mut Core| {
        let wish = core.wish.take();
        wish.inspect(|wish| core.output.resize(*wish))
    };
    core.wish(owner.id(), size(100, 30));
    core.wish(staff.id(), size(50, 40));
    assert_eq!(told(&mut core), Some(size(100, 30)), "the controller's");
    core.grant(owner.id(), 3);
    assert_eq!(told(&mut core), Some(size(50, 40)), "whoever that is");
    core.set_sizing(staff.id(), Sizing::Smallest);
    assert_eq!(told(&mut core), None, "the owner says");
    core.set_sizing(owner.id(), Sizing::Smallest);
    assert_eq!(told(&mut core), Some(size(50, 30)));
    let mut looking = Tab::new(9, Right::Viewer);
    looking.attach(&mut core, None, Instant::now());
    core.wish(looking.id(), size(10, 10));
    assert_eq!(told(&mut core), None, "who may only look never sizes");
    core.wish(guest.id(), size(20, 90));
    assert_eq!(told(&mut core), Some(size(20, 30)));
    core.detach(guest.id(), Leave::Gone, Instant::now());
    assert_eq!(told(&mut core), Some(size(50, 30)));
    core.set_sizing(owner.id(), Sizing::Fixed(size(80, 24)));
    assert_eq!(told(&mut core), Some(size(80, 24)));
    core.wish(owner.id(), size(90, 10));
    assert_eq!(told(&mut core), None);
}

#[test]
fn an_end_is_announced_and_taken_back() {
    let now = Instant::now();
    let (mut core, mut owner, _guest, _staff) = company(now);
    core.set_ending(Some((now + Duration::from_secs(90), EndingWhy::Life)), now);
    owner.pull(&mut core, 1000);
    assert_eq!(owner.ending.map(|ending| (ending.in_s, ending.why)), Some((90, EndingWhy::Life)));
    let mut late = Tab::new(9, Right::Viewer);
    late.attach(&mut core, None, now + Duration::from_secs(30));
    late.pull(&mut core, 1000);
    assert_eq!(late.ending.map(|ending| ending.in_s), Some(60));
    core.set_ending(None, now);
    owner.pull(&mut core, 1000);
    assert_eq!(owner.ending, None);
}
