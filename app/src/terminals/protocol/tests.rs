use proptest::prelude::*;

use super::*;
use crate::id::{SshHostId, TerminalId, UserId, WorkspaceId};

const SIZE: Size = Size { cols: 80, rows: 24 };

/// Every frame and every control message with its bytes: a change here is a change of the protocol.
fn golden() -> Vec<(Frame<'static>, &'static str)> {
    let control = |control| Frame::Control { channel: 3, control };
    vec![
        (Frame::Output { channel: 1, flags: REPLAY, seq: 0x0102, bytes: b"hi" }, "0101010002010000000000006869"),
        (Frame::Input { channel: 2, iseq: 5, epoch: 7, bytes: b"\x03" }, "0200020005000000000000000700000003"),
        (Frame::Credit { channel: 1, parsed: 258, window: 393_216 }, "03000100020100000000000000000600"),
        (Frame::InputAck { channel: 1, iseq_written: 9, window: 65_536 }, "04000100090000000000000000000100"),
        (Frame::Viewport { channel: 1, size: SIZE, px_w: 640, px_h: 384 }, "050001005000180080028001"),
        (Frame::Size { channel: 1, at_seq: 4, size: SIZE }, "06000100040000000000000050001800"),
        (
            Frame::Snapshot { channel: 1, seq: 4, size: SIZE, part: 0, last: true, bytes: b"$" },
            "07000100040000000000000050001800000124",
        ),
        (Frame::Ping { t_us: 1 }, "080000000100000000000000"),
        (Frame::Pong { t_us: 1 }, "090000000100000000000000"),
        (control(Control::Hello(Hello { proto: 1, client_id: 300, ticket: "ab".into() })), "400003000001ac02026162"),
        (control(Control::Welcome(Welcome { connection: 1, heartbeat_s: 20, max_channels: 64 })), "4000030001011440"),
        (
            control(Control::Open { kind: OpenKind::Lab { workspace: WorkspaceId(4) }, size: SIZE, key: 9 }),
            "40000300020008501809",
        ),
        (control(Control::Open { kind: OpenKind::HostShell, size: SIZE, key: 9 }), "400003000201501809"),
        (
            control(Control::Open { kind: OpenKind::Ssh { host: SshHostId(3) }, size: SIZE, key: 9 }),
            "40000300020206501809",
        ),
        (control(Control::Opened { terminal: TerminalId(7) }), "40000300030e"),
        (
            control(Control::Attach(Attach {
                terminal: TerminalId(7),
                want: Right::Writer,
                next_seq: Some(5),
                next_iseq: 2,
                size: None,
            })),
            "40000300040e0101050200",
        ),
        (
            control(Control::Attached(Attached {
                terminal: TerminalId(7),
                right: Right::Viewer,
                controller: false,
                epoch: 2,
                size: SIZE,
                head: 300,
                iseq_written: 0,
                mode: Mode::Snapshot,
            })),
            "40000300050e0000025018ac020001",
        ),
        (control(Control::Detach), "4000030006"),
        (control(Control::Detached { code: ErrorCode::Replaced, message: "x".into() }), "4000030007080178"),
        (control(Control::Kill), "4000030008"),
        (control(Control::Exited { end: End::Code(-1), at_seq: 4 }), "4000030009000104"),
        (
            control(Control::Presence {
                rev: 1,
                people: vec![Present {
                    connection: 1,
                    user: UserId(2),
                    name: "A".into(),
                    right: Right::Viewer,
                    controller: false,
                    owner: false,
                    since_ms: 1,
                    typed_ms: None,
                    window: None,
                }],
            }),
            "400003000a010101040141000000020000",
        ),
        (control(Control::TakeControl), "400003000b"),
        (control(Control::ControlChanged { holder: None, you: true, epoch: 3 }), "400003000c000103"),
        (control(Control::Skipped { from: 1, to: 2 }), "400003000d0102"),
        (
            control(Control::Error { code: ErrorCode::Internal, message: String::new(), retry_after_s: 1 }),
            "400003000e090001",
        ),
        (control(Control::ServerGoing { in_s: 5 }), "400003000f05"),
        (
            control(Control::Enter {
                kind: OpenKind::Container { container: ContainerId([0xab; 32]) },
                entry: Entry { user: "0".into(), workdir: "/".into(), command: vec!["sh".into()] },
                size: SIZE,
                key: 9,
            }),
            concat!(
                "400003001003",
                "abababababababababababababababababababababababababababababababab",
                "0130012f01027368501809"
            ),
        ),
        (control(Control::AskControl), "4000030011"),
        (control(Control::WithdrawAsk), "4000030012"),
        (
            control(Control::Asking { people: vec![Asking { connection: 1, user: UserId(2), name: "A".into() }] }),
            "40000300130101040141",
        ),
        (control(Control::Grant { connection: 300 }), "4000030014ac02"),
        (control(Control::NotNow { connection: 300 }), "4000030015ac02"),
        (control(Control::Declined { by: "A".into() }), "40000300160141"),
        (control(Control::Release), "4000030017"),
        (control(Control::Take { reason: "ab".into() }), "4000030018026162"),
        (
            control(Control::Handed(Handed {
                by: "A".into(),
                to: Some("B".into()),
                how: How::Taken { reason: "c".into() },
            })),
            "40000300190141010142010163",
        ),
        (control(Control::SetSizing { sizing: Sizing::Fixed(SIZE) }), "400003001a025018"),
        (control(Control::SizedBy { sizing: Sizing::Smallest }), "400003001b01"),
        (
            control(Control::Ending { ending: Some(Ending { in_s: 300, why: EndingWhy::Life, extendable: true }) }),
            "400003001c01ac020101",
        ),
        (control(Control::Ending { ending: None }), "400003001c00"),
        (control(Control::Extend), "400003001d"),
        (
            control(Control::Broadcast { by: "A".into(), text: "ls".into(), is_key: false, in_ms: 1500 }),
            "400003001e0141026c7300dc0b",
        ),
        (control(Control::AskSpotlight), "400003001f"),
        (
            control(Control::SpotlightAsked {
                by: Some(Asking { connection: 300, user: UserId(2), name: "A".into() }),
            }),
            "400003002001ac02040141",
        ),
        (control(Control::AnswerSpotlight { connection: 300, yes: true }), "4000030021ac0201"),
        (control(Control::EndSpotlight), "4000030022"),
        (control(Control::Spotlight { by: None, viewers: 300 }), "400003002300ac02"),
        (control(Control::Record { on: true, input: false }), "40000300240100"),
        (
            control(Control::Recording {
                sign: Some(RecordingSign { by: "A".into(), why: RecordWhy::Class, since_ms: 1, input: false }),
                why: None,
            }),
            "400003002501014101020000",
        ),
        (control(Control::Marker { text: "x".into() }), "40000300260178"),
        (control(Control::Lookers { names: vec!["A".into(), "B".into()] }), "40000300270201410142"),
    ]
}

/// Every word that stands inside a message, with its bytes.
fn golden_words() -> Vec<(Vec<u8>, &'static str)> {
    fn of<T: serde::Serialize>(word: T, bytes: &'static str) -> (Vec<u8>, &'static str) {
        (postcard::to_allocvec(&word).expect("encodes"), bytes)
    }
    vec![
        of(ErrorCode::BadFrame, "00"),
        of(ErrorCode::Reload, "01"),
        of(ErrorCode::Ticket, "02"),
        of(ErrorCode::NotFound, "03"),
        of(ErrorCode::Forbidden, "04"),
        of(ErrorCode::Limit, "05"),
        of(ErrorCode::NotController, "06"),
        of(ErrorCode::Unavailable, "07"),
        of(ErrorCode::Replaced, "08"),
        of(ErrorCode::Internal, "09"),
        of(End::Code(3), "0006"),
        of(End::Signal(9), "0112"),
        of(End::ContainerStopped, "02"),
        of(End::Closed("a".into()), "030161"),
        of(End::Idle, "04"),
        of(End::Failed("a".into()), "050161"),
        of(End::Untyped, "06"),
        of(End::Life, "07"),
        of(Mode::Resume, "00"),
        of(Mode::Snapshot, "01"),
        of(Right::Viewer, "00"),
        of(Right::Writer, "01"),
        of(Right::Asker, "02"),
        of(Right::Taker, "03"),
        of(How::Granted, "00"),
        of(How::Taken { reason: "a".into() }, "010161"),
        of(How::Released, "02"),
        of(How::TakenBack, "03"),
        of(How::Left, "04"),
        of(Sizing::Controller, "00"),
        of(Sizing::Smallest, "01"),
        of(Sizing::Fixed(SIZE), "025018"),
        of(EndingWhy::Untyped, "00"),
        of(EndingWhy::Life, "01"),
        of(RecordWhy::Owner, "00"),
        of(RecordWhy::Class, "01"),
        of(RecordWhy::House, "02"),
    ]
}

#[test]
fn the_bytes_of_every_word_inside_a_message_are_as_agreed() {
    for (encoded, bytes) in golden_words() {
        assert_eq!(hex(&encoded), bytes);
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_bytes_of_every_frame_are_as_agreed() {
    for (frame, bytes) in golden() {
        let encoded = frame.encode();
        assert_eq!(hex(&encoded), bytes, "{frame:?}");
        assert_eq!(Frame::decode(&encoded), Ok(frame));
    }
}

#[test]
fn every_control_message_has_its_bytes_among_them() {
    let variants: std::collections::BTreeSet<u8> = golden()
        .into_iter()
        .filter(|(frame, _)| matches!(frame, Frame::Control { .. }))
        .map(|(frame, _)| frame.encode()[HEADER_BYTES])
        .collect();
    let next = variants.len() as u8;
    assert!(variants.into_iter().eq(0..next), "one of each");
    // And there are no more of them: whatever follows, the next number is none.
    for zeros in 0..80 {
        let mut message = vec![TYPE_CONTROL, 0, 3, 0, next];
        message.resize(message.len() + zeros, 0);
        assert!(Frame::decode(&message).is_err(), "message {next} is not among them");
    }
}

#[test]
fn a_frame_cut_anywhere_is_refused_or_shorter() {
    for (frame, _) in golden() {
        let encoded = frame.encode();
        for end in 0..encoded.len() {
            match (Frame::decode(&encoded[..end]), &frame) {
                (Ok(_), Frame::Output { .. } | Frame::Input { .. } | Frame::Snapshot { .. }) => {}
                (Ok(other), _) => panic!("{frame:?} cut at {end} reads as {other:?}"),
                (Err(error), _) => {
                    assert!(matches!(error, DecodeError::Truncated | DecodeError::BadControl), "{error:?}");
                }
            }
        }
    }
}

#[test]
fn a_containers_id_is_its_digits() {
    let digits = "0123456789abcdef".repeat(4);
    let id: ContainerId = digits.parse().expect("an id");
    assert_eq!(id.to_string(), digits);
    for bad in ["", "abc", &"g".repeat(64), &"é".repeat(32)] {
        assert!(bad.parse::<ContainerId>().is_err(), "{bad}");
    }
}

#[test]
fn an_oversize_frame_is_refused() {
    let bytes = vec![b'x'; MAX_FRAME_BYTES];
    let encoded = Frame::Output { channel: 1, flags: 0, seq: 0, bytes: &bytes }.encode();
    assert_eq!(Frame::decode(&encoded), Err(DecodeError::TooLong(MAX_FRAME_BYTES + OUTPUT_HEAD_BYTES)));
    let input = Frame::Input { channel: 1, iseq: 0, epoch: 0, bytes: &bytes[..MAX_INPUT_BYTES + 1] }.encode();
    assert_eq!(Frame::decode(&input), Err(DecodeError::TooLong(MAX_INPUT_BYTES + 1)));
}

#[test]
fn the_head_of_output_is_the_frame_without_its_bytes() {
    let frame = Frame::Output { channel: 515, flags: REPLAY | LAST_REPLAY, seq: u64::MAX - 1, bytes: &[] };
    assert_eq!(output_head(515, REPLAY | LAST_REPLAY, u64::MAX - 1).to_vec(), frame.encode());
}

/// What fuzzing found worth keeping.
#[test]
fn the_corpus_decodes_or_is_refused_and_reads_as_it_is_written() {
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/corpus/frame");
    let mut frames = 0;
    for entry in std::fs::read_dir(corpus).expect("the corpus") {
        let path = entry.expect("an entry").path();
        let message = std::fs::read(&path).expect("a message");
        if let Ok(frame) = Frame::decode(&message) {
            frames += 1;
            assert_eq!(Frame::decode(&frame.encode()), Ok(frame), "{}", path.display());
        }
    }
    assert!(frames > 0, "the corpus holds frames");
}

proptest! {
    #[test]
    fn any_bytes_decode_or_are_refused(message in proptest::collection::vec(any::<u8>(), 0..600)) {
        if let Ok(frame) = Frame::decode(&message) {
            let encoded = frame.encode();
            prop_assert_eq!(Frame::decode(&encoded), Ok(frame));
        }
    }

    #[test]
    fn any_control_bytes_decode_or_are_refused(payload in proptest::collection::vec(any::<u8>(), 0..200), variant in 0u8..50) {
        let mut message = vec![TYPE_CONTROL, 0, 1, 0, variant];
        message.extend(payload);
        if let Ok(frame) = Frame::decode(&message) {
            let encoded = frame.encode();
            prop_assert_eq!(Frame::decode(&encoded), Ok(frame));
        }
    }

    #[test]
    fn output_travels_unchanged(channel: u16, flags: u8, seq: u64, bytes in proptest::collection::vec(any::<u8>(), 0..5000)) {
        let frame = Frame::Output { channel, flags, seq, bytes: &bytes };
        let encoded = frame.encode();
        prop_assert_eq!(Frame::decode(&encoded), Ok(frame));
    }
}
