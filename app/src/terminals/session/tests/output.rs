//! What viewers see of the program's output.

use std::time::Instant;

use proptest::prelude::*;

use super::{SIZE, Tab, append, emulator, feed};
use crate::terminals::protocol::{End, OUTPUT_WINDOW_BYTES, Right, Size};
use crate::terminals::session::core::Core;
use crate::terminals::session::output::{RING_KEEP_BYTES, RING_MAX_BYTES};
use crate::terminals::session::screen::Screen;

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
    // Wide, combining and zero-width characters, colours, and moves within the line.
    let words =
        r"([ -~]{0,20}|\PC|[学é🙂\u{301}\u{200d}]|\t|\x08|\x07|\x1b\[[0-9;]{0,5}m|\x1b\[[0-2]?K|\x1b\[[0-9]?[CDG])";
    let mixed = proptest::string::string_regex(&format!("{words}{{0,6}}\r?\n")).unwrap();
    let line = prop_oneof![3 => "[ -~]{0,40}\r?\n".boxed(), 1 => mixed.boxed()];
    let lines = proptest::collection::vec(line, 0..80).prop_map(|lines| lines.concat());
    (proptest::collection::vec(setting, 0..3), lines, words)
        .prop_map(|(settings, lines, tail)| [settings.concat(), lines, tail].concat().into_bytes())
}

#[derive(Debug, Clone)]
enum Step {
    Print(Vec<u8>),
    Resize(Size),
    Attach { tab: usize, fresh: bool },
    Lose { tab: usize },
    Pull { tab: usize, most: usize },
    Credit { tab: usize, window: u32 },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let tab = 0..3usize;
    let window = prop_oneof![3 => Just(OUTPUT_WINDOW_BYTES), 1 => 0..3000u32, 1 => Just(0)];
    let step = prop_oneof![
        5 => output().prop_map(Step::Print),
        1 => (4..60u16, 3..20u16).prop_map(|(cols, rows)| Step::Resize(Size { cols, rows })),
        1 => (tab.clone(), any::<bool>()).prop_map(|(tab, fresh)| Step::Attach { tab, fresh }),
        1 => tab.clone().prop_map(|tab| Step::Lose { tab }),
        4 => (tab.clone(), 1..40usize).prop_map(|(tab, most)| Step::Pull { tab, most }),
        2 => (tab, window).prop_map(|(tab, window)| Step::Credit { tab, window }),
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
        let is_one_size = !steps.iter().any(|step| matches!(step, Step::Resize(_)));
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
                Step::Credit { tab, window } => tabs[tab].credit_within(&mut core, window),
            }
            prop_assert!(core.output.ring.head() - core.output.ring.start() <= RING_MAX_BYTES + 64 * 1024);
        }
        core.finish(End::Code(3));
        // One who comes last sees what all the others see.
        let mut late = Tab::new(9, Right::Viewer);
        late.attach(&mut core, None, now);
        late.see_all(&mut core);
        prop_assert_eq!(late.exited.clone(), Some(End::Code(3)));
        // A size that changes wraps lines anew, of which a snapshot has only those of the screen.
        let shown = |emulator: &avt::Terminal| is_one_size.then(|| emulator.dump());
        prop_assert_eq!(shown(&late.emulator), shown(&whole));
        for tab in &mut tabs {
            if tab.id.is_none() {
                let next = tab.attached.is_some().then_some(tab.received);
                tab.attach(&mut core, next, now);
            }
            tab.see_all(&mut core);
            prop_assert_eq!(tab.received, printed.len() as u64);
            prop_assert_eq!(&tab.text[..], &printed[usize::try_from(tab.text_from).unwrap()..]);
            prop_assert_eq!(tab.emulator.size(), late.emulator.size());
            prop_assert_eq!(shown(&tab.emulator), shown(&whole));
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
        let mut whole = Screen::new(SIZE).unwrap();
        whole.feed(text.as_bytes());
        let mut cut = Screen::new(SIZE).unwrap();
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
        let mut again = Screen::new(SIZE).unwrap();
        again.feed(&whole.dump());
        let (again, whole) = (again.dump(), whole.dump());
        prop_assert_eq!(String::from_utf8_lossy(&again), String::from_utf8_lossy(&whole));
    }

    /// Whatever was printed at whatever sizes, what a screen dumps brings a new one of its size there.
    #[test]
    fn a_dump_leads_back_after_changes_of_size(
        pieces in proptest::collection::vec((output(), (4..60u16, 3..20u16)), 1..12),
    ) {
        let mut screen = Screen::new(SIZE).unwrap();
        let mut size = SIZE;
        for (bytes, (cols, rows)) in pieces {
            screen.feed(&bytes);
            size = Size { cols, rows };
            screen.resize(size);
        }
        let mut again = Screen::new(size).unwrap();
        again.feed(&screen.dump());
        let (again, screen) = (again.dump(), screen.dump());
        prop_assert_eq!(String::from_utf8_lossy(&again), String::from_utf8_lossy(&screen));
    }

    /// Plain text that is passed by leaves the screen as if it had been parsed.
    #[test]
    fn a_flood_passed_by_is_as_if_parsed(cols in 2..30u16, rows in 2..10u16, pieces in proptest::collection::vec(flood(), 1..12)) {
        let size = Size { cols, rows };
        let (mut at_once, mut by_one) = (Screen::new(size).unwrap(), Screen::new(size).unwrap());
        for piece in pieces {
            at_once.feed(&piece);
            piece.iter().for_each(|byte| by_one.feed(&[*byte]));
            let (at_once, by_one) = (at_once.dump(), by_one.dump());
            prop_assert_eq!(String::from_utf8_lossy(&at_once), String::from_utf8_lossy(&by_one));
        }
    }

    /// So does text that was held until the text after it scrolled it away, or did not, however it is cut.
    #[test]
    fn a_flood_held_is_as_if_parsed(
        cols in 2..30u16,
        rows in 2..10u16,
        pieces in proptest::collection::vec((flood(), 1..120usize), 1..12),
        cut in 1024..9000usize,
    ) {
        let size = Size { cols, rows };
        let (mut at_once, mut by_one) = (Screen::new(size).unwrap(), Screen::new(size).unwrap());
        let output: Vec<u8> = pieces.into_iter().flat_map(|(piece, times)| piece.repeat(times)).collect();
        output.chunks(cut).for_each(|chunk| at_once.feed(chunk));
        output.iter().for_each(|byte| by_one.feed(&[*byte]));
        let (at_once, by_one) = (at_once.dump(), by_one.dump());
        prop_assert_eq!(String::from_utf8_lossy(&at_once), String::from_utf8_lossy(&by_one));
    }
}
