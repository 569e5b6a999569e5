use proptest::prelude::*;

use super::*;

const WIDE: Size = Size { cols: 120, rows: 40 };

#[test]
fn a_size_lands_between_the_bytes_it_belongs_between() {
    let mut inbound = Inbound::default();
    assert_eq!(inbound.size(4, WIDE), []);
    assert_eq!(inbound.output(0, 10), Ok(vec![Step::Write(0..4), Step::Resize(WIDE), Step::Write(4..10)]));
    assert_eq!(inbound.size(10, WIDE), [Step::Resize(WIDE)]);
}

#[test]
fn what_was_seen_is_not_written_again() {
    let mut inbound = Inbound::default();
    inbound.restart(100);
    assert_eq!(inbound.output(95, 5), Ok(vec![]));
    assert_eq!(inbound.output(95, 8), Ok(vec![Step::Write(5..8)]));
    assert_eq!(inbound.output(104, 1), Err(Gap));
    assert_eq!(inbound.next(), 103);
}

#[test]
fn keys_typed_before_the_first_answer_take_the_servers_count() {
    let mut outbound = Outbound::default();
    outbound.push(b"ls\r").expect("fits");
    assert_eq!(outbound.next_frame(), None);
    outbound.resume(500);
    assert_eq!(outbound.next_frame(), Some((500, b"ls\r".to_vec())));
    assert_eq!(outbound.keys(), 1);
    outbound.ack(503, INPUT_WINDOW_BYTES);
    assert!(outbound.is_empty());
    assert_eq!(outbound.keys(), 0);
}

#[test]
fn the_rest_of_a_paste_is_taken_back() {
    let mut outbound = Outbound::default();
    outbound.resume(10);
    outbound.push(&vec![b'x'; 100_000]).expect("fits");
    outbound.push(b"ls").expect("fits");
    let (at, frame) = outbound.next_frame().expect("a frame");
    outbound.take_back();
    assert_eq!((outbound.waiting(), outbound.keys(), outbound.next_frame()), (frame.len(), 1, None));
    outbound.push(b"!").expect("fits");
    assert_eq!(outbound.next_frame(), Some((at + frame.len() as u64, b"!".to_vec())));
    outbound.ack(at + frame.len() as u64 + 1, INPUT_WINDOW_BYTES);
    assert_eq!((outbound.waiting(), outbound.keys()), (0, 0));
}

#[test]
fn what_a_page_leaves_is_typed_by_the_next_and_only_once() {
    let mut before = Outbound::default();
    before.push(b"lost").expect("fits");
    assert_eq!(before.unsent(100), None, "numbered by nobody");
    before.resume(10);
    before.push(b"ls\r").expect("fits");
    assert_eq!((before.unsent(6), before.next_frame()), (None, Some((10, b"lostls\r".to_vec()))));
    let unsent = before.unsent(7).expect("is left");
    // Four of the bytes that were under way have arrived.
    let mut after = Outbound::default();
    after.restore(unsent);
    assert_eq!((after.keys(), after.next_iseq()), (2, 10));
    after.push(b"q").expect("fits");
    after.resume(14);
    assert_eq!(after.next_frame(), Some((14, b"ls\rq".to_vec())));
    after.void();
    assert_eq!(after.unsent(100), None, "not to be typed any more");
}

#[test]
fn a_paste_waits_for_the_window() {
    let mut outbound = Outbound::default();
    outbound.resume(0);
    outbound.push(&vec![b'x'; 100_000]).expect("fits");
    let mut sent = 0;
    while let Some((at, frame)) = outbound.next_frame() {
        assert_eq!(at, sent);
        sent += frame.len() as u64;
    }
    assert_eq!(sent, u64::from(INPUT_WINDOW_BYTES));
    outbound.ack(5000, INPUT_WINDOW_BYTES);
    assert_eq!(outbound.next_frame().map(|(at, frame)| (at, frame.len())), Some((sent, MAX_INPUT_BYTES)));
    assert_eq!(outbound.push(&vec![b'x'; INPUT_QUEUE_BYTES]), Err(Full));
}

#[test]
fn what_is_void_goes_out_apart_from_the_rest() {
    let mut outbound = Outbound::default();
    outbound.resume(10);
    outbound.push(b"rm").expect("fits");
    assert_eq!(outbound.void(), 1);
    outbound.push(b"ls").expect("fits");
    assert!(outbound.next_is_void() && outbound.has_keys());
    assert_eq!(outbound.next_frame(), Some((10, b"rm".to_vec())));
    assert!(!outbound.next_is_void());
    assert_eq!(outbound.next_frame(), Some((12, b"ls".to_vec())));
    // Sent again after a reconnect, it is still void.
    outbound.resume(11);
    assert!(outbound.next_is_void());
    assert_eq!(outbound.next_frame(), Some((11, b"m".to_vec())));
    let mut unattached = Outbound::default();
    unattached.push(b"rm").expect("fits");
    assert_eq!((unattached.void(), unattached.void()), (1, 0));
    assert!(unattached.is_empty());
}

proptest! {
    /// A server that cuts the line at will still gets every byte once.
    #[test]
    fn every_byte_arrives_once(steps in prop::collection::vec((0u8..4, 1usize..9000), 1..80)) {
        let (mut outbound, mut typed, mut got) = (Outbound::default(), Vec::new(), Vec::new());
        outbound.resume(0);
        let receive = |got: &mut Vec<u8>, at: u64, frame: &[u8]| {
            let known = (got.len() as u64).saturating_sub(at) as usize;
            assert!(at <= got.len() as u64, "nothing is skipped");
            got.extend(&frame[known.min(frame.len())..]);
        };
        for (what, len) in steps {
            match what {
                0 => {
                    let bytes: Vec<u8> = (0..len).map(|i| (typed.len() + i) as u8).collect();
                    outbound.push(&bytes).expect("fits");
                    typed.extend(bytes);
                }
                // Arrives, and the acknowledgement may be lost.
                1 => if let Some((at, frame)) = outbound.next_frame() { receive(&mut got, at, &frame) },
                2 => outbound.ack(got.len() as u64, INPUT_WINDOW_BYTES),
                // Sent into a dead socket, then back.
                _ => { outbound.next_frame(); outbound.resume(got.len() as u64) }
            }
        }
        outbound.resume(got.len() as u64);
        while !outbound.is_empty() {
            while let Some((at, frame)) = outbound.next_frame() { receive(&mut got, at, &frame) }
            outbound.ack(got.len() as u64, INPUT_WINDOW_BYTES);
        }
        prop_assert_eq!(got, typed);
        prop_assert_eq!(outbound.keys(), 0);
    }

    #[test]
    fn output_cut_anywhere_is_whole(cuts in prop::collection::vec((0u64..60, 0usize..60), 0..40), sizes in prop::collection::vec(0u64..400, 0..6)) {
        let whole: Vec<u8> = (0..=255).collect();
        let mut inbound = Inbound::default();
        let mut screen: Vec<u8> = Vec::new();
        let mut sizes = sizes;
        sizes.sort_unstable();
        for at in sizes { inbound.size(at, WIDE); }
        for (back, len) in cuts.into_iter().chain([(0, 256)]) {
            let seq = inbound.next().saturating_sub(back);
            let end = (seq as usize + len).min(whole.len());
            let bytes = &whole[seq as usize..end];
            for step in inbound.output(seq, bytes.len()).expect("no gap") {
                if let Step::Write(range) = step { screen.extend(&bytes[range]); }
            }
        }
        prop_assert_eq!(screen, whole);
    }
}
