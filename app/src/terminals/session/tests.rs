use std::sync::Arc;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::core::{Core, HOLD, Leave, Pace, STALL, ViewerId};
use super::output::{RING_KEEP_BYTES, RING_MAX_BYTES};
use super::viewer::Who;
use crate::id::{TerminalId, UserId};
use crate::terminals::bell::{Bell, Call};
use crate::terminals::protocol::{
    Attach, Attached, Control, End, ErrorCode, Frame, LAST_REPLAY, MAX_INPUT_BYTES, Mode, REPLAY, Right, Size,
};

const SIZE: Size = Size { cols: 20, rows: 5 };

/// A browser tab, with an emulator in it.
struct Tab {
    client: u64,
    right: Right,
    bell: Arc<Bell>,
    id: Option<ViewerId>,
    emulator: avt::Terminal,
    /// Output handed to the emulator.
    received: u64,
    /// Output from the last snapshot on, or from the begin.
    text: Vec<u8>,
    text_from: u64,
    attached: Option<Attached>,
    exited: Option<End>,
    snapshot: bool,
    replayed_to: Option<u64>,
    refused: Option<ErrorCode>,
    typed: Vec<u8>,
    acked: u64,
}

impl Tab {
    fn new(client: u64, right: Right) -> Self {
        Self {
            client,
            right,
            bell: Arc::default(),
            id: None,
            emulator: emulator(SIZE),
            received: 0,
            text: Vec::new(),
            text_from: 0,
            attached: None,
            exited: None,
            snapshot: false,
            replayed_to: None,
            refused: None,
            typed: Vec::new(),
            acked: 0,
        }
    }

    fn attach(&mut self, core: &mut Core, next_seq: Option<u64>, now: Instant) {
        self.bell = Arc::default();
        let who = Who {
            client: self.client,
            connection: self.client,
            user: UserId(i64::try_from(self.client).unwrap_or_default()),
            name: format!("Tab {}", self.client),
            right: self.right,
            owner: self.client == 1,
            since_ms: 0,
        };
        let request = Attach { terminal: TerminalId(1), want: self.right, next_seq, next_iseq: self.acked, size: None };
        let id = core.attach(who, &request, 1, self.bell.clone(), now).expect("room for another");
        self.id = Some(id);
    }

    fn lose(&mut self, core: &mut Core, now: Instant) {
        if let Some(id) = self.id.take() {
            core.detach(id, Leave::Lost, now);
        }
    }

    /// Takes at most so many messages.
    fn pull(&mut self, core: &mut Core, most: usize) {
        for _ in 0..most {
            match self.bell.next() {
                None => return,
                Some(Call::Message(message)) => self.take(&message),
                Some(Call::Ready(channel)) => {
                    let Some(id) = self.id else { return };
                    let (message, more) = core.pull(id);
                    if more {
                        self.bell.again(channel);
                    }
                    if let Some(message) = message {
                        self.take(&message);
                    }
                }
                Some(Call::Close(..)) => panic!("nobody closes"),
            }
        }
    }

    fn take(&mut self, message: &[u8]) {
        match Frame::decode(message).expect("the server speaks well") {
            Frame::Output { seq, bytes, flags, .. } => {
                assert_eq!(seq, self.received, "nothing lost, nothing doubled");
                self.received += bytes.len() as u64;
                self.text.extend_from_slice(bytes);
                if flags & REPLAY != 0 {
                    self.replayed_to = Some(self.received);
                }
                assert!(flags & LAST_REPLAY == 0 || flags & REPLAY != 0);
                feed(&mut self.emulator, bytes);
            }
            Frame::Snapshot { seq, size, part, bytes, last, .. } => {
                if part == 0 {
                    self.emulator = emulator(size);
                    self.text.clear();
                    self.snapshot = true;
                    (self.received, self.text_from) = (seq, seq);
                }
                feed(&mut self.emulator, bytes);
                assert!(last || !bytes.is_empty());
            }
            Frame::Size { at_seq, size, .. } => {
                assert_eq!(at_seq.max(self.text_from), self.received, "a size comes in its place");
                self.emulator.resize(size.cols.into(), size.rows.into());
            }
            Frame::InputAck { iseq_written, .. } => self.acked = iseq_written,
            Frame::Control { control, .. } => match control {
                Control::Attached(attached) => {
                    self.acked = attached.iseq_written;
                    self.attached = Some(attached);
                }
                Control::Exited { end, at_seq } => {
                    assert_eq!(at_seq, self.received);
                    self.exited = Some(end);
                }
                Control::ControlChanged { you, epoch, .. } => {
                    if let Some(attached) = &mut self.attached {
                        (attached.controller, attached.epoch) = (you, epoch);
                    }
                }
                Control::Error { code, .. } => self.refused = Some(code),
                _ => {}
            },
            other => panic!("unexpected {other:?}"),
        }
    }

    fn credit(&mut self, core: &mut Core) {
        if let Some(id) = self.id {
            core.credit(id, self.received, 384 * 1024);
        }
    }

    fn see_all(&mut self, core: &mut Core) {
        for _ in 0..10_000 {
            let before = self.received;
            self.credit(core);
            self.pull(core, 100);
            if self.received == before && self.received == core.output.ring.head() {
                return;
            }
        }
    }
}

fn emulator(size: Size) -> avt::Terminal {
    avt::Terminal::new(size.cols.into(), size.rows.into()).expect("a size")
}

/// As the browser's emulator does. The tests' output is ASCII and a snapshot of their small screens fits one
/// frame, so no character is cut.
fn feed(emulator: &mut avt::Terminal, bytes: &[u8]) {
    emulator.feed(std::str::from_utf8(bytes).expect("whole characters"));
}

fn append(core: &mut Core, bytes: &[u8], now: Instant) {
    core.output.ring.append(bytes);
    core.trim(now);
    core.announce();
}

/// Lines, colours, cursor movements, alternate screens, modes.
fn output() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => "[a-z ]{0,40}\r\n".prop_map(String::into_bytes),
        2 => (1..9u8, 1..25u8).prop_map(|(row, col)| format!("\x1b[{row};{col}H").into_bytes()),
        1 => (30..48u8).prop_map(|colour| format!("\x1b[{colour}m").into_bytes()),
        1 => Just(b"\x1b[?1049h".to_vec()),
        1 => Just(b"\x1b[?1049l".to_vec()),
        1 => Just(b"\x1b[2J".to_vec()),
        1 => Just(b"\x1b[2;4r".to_vec()),
        1 => Just(b"\x1b[r\x1b[?7l".to_vec()),
        1 => Just(b"\x1b[?7h\x1b(0q\x1b(B".to_vec()),
        1 => Just(b"\x1b]2;title\x07".to_vec()),
        // Long lines fill the ring quickly.
        2 => (1..60_000usize).prop_map(|length| vec![b'x'; length]),
    ];
    proptest::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

/// Many lines, with all that changes how lines scroll before and between them.
fn flood() -> impl Strategy<Value = Vec<u8>> {
    let setting = prop::sample::select(vec![
        "\x1b[2;4r",
        "\x1b[r",
        "\x1b[1;40r",
        "\x1b[?1049h",
        "\x1b[?1049l",
        "\x1b[44m",
        "\x1b[3;5H",
        "\x1b[4h",
        "\x1b[?7l",
        "\x1b[?7h",
        "\x1b7",
        "\x1b8",
        "\x1bc",
        "\x1b(0",
        "\u{90}",
        "学é",
        "\t",
        "\x1b[20h",
        "\x1b[?6h",
        "\x1b[5b",
        "\x1b[",
    ]);
    let lines = proptest::collection::vec("[ -~]{0,40}\r?\n", 0..80).prop_map(|lines| lines.concat());
    (proptest::collection::vec(setting, 0..3), lines, "[a-z]{0,5}")
        .prop_map(|(settings, lines, tail)| [settings.concat(), lines, tail].concat().into_bytes())
}

#[derive(Debug, Clone)]
enum Step {
    Print(Vec<u8>),
    Resize(Size),
    Attach { tab: usize, fresh: bool },
    Lose { tab: usize },
    Pull { tab: usize, most: usize },
    Credit { tab: usize },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let tab = 0..3usize;
    let step = prop_oneof![
        5 => output().prop_map(Step::Print),
        1 => (4..60u16, 3..20u16).prop_map(|(cols, rows)| Step::Resize(Size { cols, rows })),
        1 => (tab.clone(), any::<bool>()).prop_map(|(tab, fresh)| Step::Attach { tab, fresh }),
        1 => tab.clone().prop_map(|tab| Step::Lose { tab }),
        4 => (tab.clone(), 1..40usize).prop_map(|(tab, most)| Step::Pull { tab, most }),
        2 => tab.prop_map(|tab| Step::Credit { tab }),
    ];
    proptest::collection::vec(step, 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// However viewers come, go, lag and resize, each receives every byte once, in order, with sizes in
    /// their places; and whoever began with a snapshot shows what the one sees who saw everything.
    #[test]
    fn every_viewer_sees_the_same(steps in steps()) {
        let now = Instant::now();
        let mut core = Core::new(SIZE);
        let mut whole = emulator(SIZE);
        let mut printed = Vec::new();
        let mut tabs = [Tab::new(1, Right::Writer), Tab::new(2, Right::Viewer), Tab::new(3, Right::Writer)];
        for step in steps {
            match step {
                Step::Print(bytes) => {
                    feed(&mut whole, &bytes);
                    printed.extend_from_slice(&bytes);
                    append(&mut core, &bytes, now);
                }
                Step::Resize(size) => {
                    core.output.resize(size);
                    core.announce();
                }
                Step::Attach { tab, fresh } => {
                    let tab = &mut tabs[tab];
                    tab.lose(&mut core, now);
                    let next = (!fresh && tab.attached.is_some()).then_some(tab.received);
                    tab.attach(&mut core, next, now);
                }
                Step::Lose { tab } => tabs[tab].lose(&mut core, now),
                Step::Pull { tab, most } => tabs[tab].pull(&mut core, most),
                Step::Credit { tab } => tabs[tab].credit(&mut core),
            }
            prop_assert!(core.output.ring.head() - core.output.ring.start() <= RING_MAX_BYTES + 64 * 1024);
        }
        core.finish(End::Code(3));
        // One who comes last sees what all the others see.
        let mut late = Tab::new(9, Right::Viewer);
        late.attach(&mut core, None, now);
        late.see_all(&mut core);
        prop_assert_eq!(late.exited.clone(), Some(End::Code(3)));
        for tab in &mut tabs {
            if tab.id.is_none() {
                let next = tab.attached.is_some().then_some(tab.received);
                tab.attach(&mut core, next, now);
            }
            tab.see_all(&mut core);
            prop_assert_eq!(tab.received, printed.len() as u64);
            prop_assert_eq!(&tab.text[..], &printed[usize::try_from(tab.text_from).unwrap()..]);
            prop_assert_eq!(tab.emulator.size(), late.emulator.size());
            prop_assert_eq!(tab.exited.clone(), Some(End::Code(3)));
        }
    }

    /// A snapshot where nothing was resized shows exactly what was printed.
    #[test]
    fn a_snapshot_is_exact(pieces in proptest::collection::vec(output(), 0..40)) {
        let now = Instant::now();
        let mut core = Core::new(SIZE);
        let mut whole = emulator(SIZE);
        for piece in &pieces {
            feed(&mut whole, piece);
            append(&mut core, piece, now);
        }
        let mut tab = Tab::new(1, Right::Viewer);
        tab.attach(&mut core, None, now);
        tab.see_all(&mut core);
        prop_assert_eq!(tab.emulator.dump(), whole.dump());
        prop_assert!(core.output.ring.head() - core.output.ring.start() <= RING_KEEP_BYTES + 64 * 1024);
    }

    /// Bytes cut anywhere, characters and sequences included, lead to the same screen.
    #[test]
    fn a_screen_does_not_mind_cuts(text in "(\\PC|\x1b\\[[0-9;]{0,6}[A-Hm]|\x1b\\[\\?[0-9]{1,4}[hl]|\r\n){0,60}", cuts in proptest::collection::vec(1..5usize, 1..40)) {
        let mut whole = super::screen::Screen::new(SIZE).unwrap();
        whole.feed(text.as_bytes());
        let mut cut = super::screen::Screen::new(SIZE).unwrap();
        let mut rest = text.as_bytes();
        for length in cuts.into_iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (head, tail) = rest.split_at(length.min(rest.len()));
            cut.feed(head);
            rest = tail;
        }
        prop_assert_eq!(whole.dump(), cut.dump());
        // And its dump leads there too.
        let mut again = super::screen::Screen::new(SIZE).unwrap();
        again.feed(&whole.dump());
        let (again, whole) = (again.dump(), whole.dump());
        prop_assert_eq!(String::from_utf8_lossy(&again), String::from_utf8_lossy(&whole));
    }

    /// Plain text that is passed by leaves the screen as if it had been parsed.
    #[test]
    fn a_flood_passed_by_is_as_if_parsed(cols in 2..30u16, rows in 2..10u16, pieces in proptest::collection::vec(flood(), 1..12)) {
        let size = Size { cols, rows };
        let (mut at_once, mut by_one) = (super::screen::Screen::new(size).unwrap(), super::screen::Screen::new(size).unwrap());
        for piece in pieces {
            at_once.feed(&piece);
            piece.iter().for_each(|byte| by_one.feed(&[*byte]));
            let (at_once, by_one) = (at_once.dump(), by_one.dump());
            prop_assert_eq!(String::from_utf8_lossy(&at_once), String::from_utf8_lossy(&by_one));
        }
    }

    /// Keys arrive once and in order, wherever the connection breaks.
    #[test]
    fn keys_arrive_once(pieces in proptest::collection::vec((proptest::collection::vec(any::<u8>(), 1..300), any::<bool>(), 0..500usize), 1..60)) {
        let now = Instant::now();
        let mut core = Core::new(SIZE);
        let mut tab = Tab::new(1, Right::Writer);
        tab.attach(&mut core, Some(0), now);
        tab.pull(&mut core, 100);
        let mut written = Vec::new();
        for (piece, breaks, takes) in pieces {
            tab.typed.extend_from_slice(&piece);
            if breaks {
                tab.lose(&mut core, now);
                tab.attach(&mut core, Some(tab.received), now);
                tab.pull(&mut core, 100);
            }
            // Everything not acknowledged, again.
            send_unacked(&tab, &mut core);
            write_some(&mut core, &mut written, takes);
            core.announce();
            if takes % 2 == 0 {
                tab.pull(&mut core, 100);
            }
        }
        write_some(&mut core, &mut written, usize::MAX);
        prop_assert_eq!(&written, &tab.typed);
        core.announce();
        tab.pull(&mut core, 1000);
        prop_assert_eq!(tab.acked, tab.typed.len() as u64);
    }
}

fn send_unacked(tab: &Tab, core: &mut Core) {
    let (id, epoch) = (tab.id.unwrap(), tab.attached.as_ref().unwrap().epoch);
    let mut iseq = tab.acked;
    for bytes in tab.typed[usize::try_from(iseq).unwrap()..].chunks(MAX_INPUT_BYTES) {
        core.type_in(id, iseq, epoch, bytes).unwrap();
        iseq += bytes.len() as u64;
    }
}

fn write_some(core: &mut Core, written: &mut Vec<u8>, mut most: usize) {
    while let Some(bytes) = core.input.next().filter(|_| most > 0) {
        let takes = bytes.len().min(most);
        written.extend_from_slice(&bytes[..takes]);
        core.input.wrote(takes);
        most -= takes;
    }
}

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

#[test]
fn the_same_tab_again_replaces_its_older_self() {
    let now = Instant::now();
    let mut core = Core::new(SIZE);
    let mut tab = Tab::new(1, Right::Writer);
    tab.attach(&mut core, Some(0), now);
    let old = tab.bell.clone();
    tab.attach(&mut core, Some(0), now);
    tab.pull(&mut core, 100);
    assert_eq!(core.people().len(), 1);
    assert!(tab.attached.as_ref().is_some_and(|attached| attached.controller && attached.mode == Mode::Resume));
    let mut told = false;
    while let Some(call) = old.next() {
        if let Call::Message(message) = call {
            told |= matches!(
                Frame::decode(&message),
                Ok(Frame::Control { control: Control::Detached { code: ErrorCode::Replaced, .. }, .. })
            );
        }
    }
    assert!(told);
}
