//! What becomes of keys.

use std::time::Instant;

use proptest::prelude::*;

use super::{SIZE, Tab, write_some};
use crate::terminals::bell::Call;
use crate::terminals::protocol::{Control, ErrorCode, Frame, MAX_INPUT_BYTES, Mode, Right};
use crate::terminals::session::core::Core;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

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
