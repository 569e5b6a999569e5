//! Who sets the pace.

use std::time::{Duration, Instant};

use super::{SIZE, Tab, append};
use crate::terminals::protocol::Right;
use crate::terminals::session::core::{Core, HOLD, Pace, STALL};
use crate::terminals::session::output::RING_MAX_BYTES;
use crate::terminals::session::viewer::{QUANTUM_BYTES, SHARE_BYTES};

#[test]
fn the_controller_sets_the_pace_and_a_viewer_does_not() {
    let now = Instant::now();
    let mut core = Core::new(SIZE);
    let (mut writer, mut viewer) = (Tab::new(1, Right::Writer), Tab::new(2, Right::Viewer));
    writer.attach(&mut core, Some(0), now);
    viewer.attach(&mut core, Some(0), now);
    let mut read = 0;
    while core.pace(now) == Pace::Read {
        append(&mut core, &[b'x'; 4096], now);
        writer.pull(&mut core, 1000);
        read += 4096;
        assert!(read < 600_000, "the controller stops the program");
    }
    assert!(read > 384 * 1024);
    writer.credit(&mut core);
    writer.pull(&mut core, 1000);
    writer.credit(&mut core);
    assert_eq!(core.pace(now), Pace::Read, "and lets it go on, whatever the viewer has seen");
    viewer.pull(&mut core, 1000);
    assert!(viewer.received <= 384 * 1024);
}

#[test]
fn a_controller_who_parses_nothing_is_passed_by() {
    let now = Instant::now();
    let mut core = Core::new(SIZE);
    let mut writer = Tab::new(1, Right::Writer);
    writer.attach(&mut core, Some(0), now);
    while core.pace(now) == Pace::Read {
        append(&mut core, &[b'x'; 4096], now);
        writer.pull(&mut core, 1000);
    }
    let later = now + STALL + Duration::from_millis(1);
    assert_eq!(core.pace(later), Pace::Read);
    for _ in 0..1000 {
        append(&mut core, &[b'y'; 4096], later);
    }
    writer.see_all(&mut core);
    assert!(writer.snapshot, "what it missed comes back as a snapshot");
    assert_eq!(writer.received, core.output.ring.head());
}

#[test]
fn a_lost_controller_finds_everything_within_the_hold_and_the_program_goes_on_after_it() {
    let now = Instant::now();
    let mut core = Core::new(SIZE);
    let mut writer = Tab::new(1, Right::Writer);
    writer.attach(&mut core, Some(0), now);
    append(&mut core, b"$ ", now);
    writer.see_all(&mut core);
    writer.lose(&mut core, now);
    while core.pace(now) == Pace::Read {
        append(&mut core, &[b'x'; 4096], now);
        assert!(core.output.ring.head() < 2 * RING_MAX_BYTES);
    }
    assert_eq!(core.pace(now), Pace::Wait(now + HOLD));
    writer.attach(&mut core, Some(writer.received), now);
    writer.see_all(&mut core);
    assert!(!writer.snapshot, "resumed without a snapshot");
    assert_eq!(writer.received, core.output.ring.head());
    writer.lose(&mut core, now);
    assert_eq!(core.pace(now + HOLD), Pace::Read, "after the hold the program goes on alone");
}

#[test]
fn one_who_looks_has_a_share_of_a_flood_and_the_screen_after_it() {
    let now = Instant::now();
    let mut core = Core::new(SIZE);
    let (mut writer, mut viewer) = (Tab::new(1, Right::Writer), Tab::new(2, Right::Viewer));
    writer.attach(&mut core, Some(0), now);
    viewer.attach(&mut core, Some(0), now);
    viewer.waits = false;
    // Later than what is printed, on no clock.
    viewer.now = now;
    let mut deaf = Tab::new(3, Right::Viewer);
    deaf.attach(&mut core, Some(0), now);
    for line in 0..40_000 {
        append(&mut core, format!("line {line} of a flood, and more words\r\n").as_bytes(), now);
        if line % 100 == 0 {
            writer.see_all(&mut core);
            viewer.credit(&mut core);
            viewer.pull(&mut core, 1000);
            deaf.pull(&mut core, 1000);
        }
    }
    assert!(deaf.received <= 384 * 1024 && !deaf.snapshot, "who parses nothing gets nothing more");
    let share = SHARE_BYTES as u64;
    assert!((share..share + QUANTUM_BYTES).contains(&viewer.received), "{} bytes", viewer.received);
    writer.see_all(&mut core);
    assert_eq!(writer.received, core.output.ring.head());
    viewer.waits = true;
    viewer.see_all(&mut core);
    assert!(viewer.snapshot, "what was passed over comes as a snapshot");
    assert_eq!(viewer.emulator.dump(), writer.emulator.dump());
}

#[test]
fn a_window_of_nothing_in_the_middle_of_a_snapshot_is_no_work() {
    let now = Instant::now();
    let mut core = Core::new(SIZE);
    let (mut writer, mut viewer) = (Tab::new(1, Right::Writer), Tab::new(2, Right::Viewer));
    writer.attach(&mut core, Some(0), now);
    append(&mut core, b"begun\r\n", now);
    // Its snapshot waits, and the ring goes on beyond it.
    viewer.attach(&mut core, None, now);
    viewer.credit_within(&mut core, 0);
    for _ in 0..2 * RING_MAX_BYTES / 4096 {
        append(&mut core, &[b'x'; 4096], now);
        writer.see_all(&mut core);
    }
    viewer.pull(&mut core, 1000);
    assert!(viewer.bell.next().is_none(), "who can be sent nothing is not asked for again");
    viewer.see_all(&mut core);
    assert_eq!(viewer.received, core.output.ring.head());
    assert_eq!(viewer.emulator.dump(), writer.emulator.dump());
}
