//! However control is asked for, granted, taken, given back and lost, and however late everybody hears of it: no
//! key lands but the controller's, typed while they were.

use std::time::Instant;

use proptest::prelude::*;

use super::{SIZE, Tab};
use crate::terminals::protocol::Right;
use crate::terminals::session::core::{Core, Leave};

#[derive(Debug, Clone)]
enum Step {
    /// Types so many keys, as this tab believes it may.
    Type {
        tab: usize,
        keys: usize,
    },
    /// Sends what was typed and is not acknowledged again, as after a reconnect.
    Resend {
        tab: usize,
    },
    /// Hears what it was told.
    Hear {
        tab: usize,
    },
    Ask {
        tab: usize,
    },
    Grant {
        by: usize,
        to: usize,
    },
    Take {
        tab: usize,
    },
    TakeBack {
        tab: usize,
    },
    Release {
        tab: usize,
    },
    Lose {
        tab: usize,
    },
    Leave {
        tab: usize,
    },
    Come {
        tab: usize,
    },
    /// The program takes so many bytes.
    Write {
        bytes: usize,
    },
}

const TABS: usize = 4;

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let tab = || 0..TABS;
    let step = prop_oneof![
        8 => (tab(), 1..5usize).prop_map(|(tab, keys)| Step::Type { tab, keys }),
        2 => tab().prop_map(|tab| Step::Resend { tab }),
        5 => tab().prop_map(|tab| Step::Hear { tab }),
        1 => tab().prop_map(|tab| Step::Ask { tab }),
        3 => (tab(), tab()).prop_map(|(by, to)| Step::Grant { by, to }),
        2 => tab().prop_map(|tab| Step::Take { tab }),
        3 => tab().prop_map(|tab| Step::TakeBack { tab }),
        2 => tab().prop_map(|tab| Step::Release { tab }),
        1 => tab().prop_map(|tab| Step::Lose { tab }),
        1 => tab().prop_map(|tab| Step::Leave { tab }),
        2 => tab().prop_map(|tab| Step::Come { tab }),
        5 => (1..12usize).prop_map(|bytes| Step::Write { bytes }),
    ];
    proptest::collection::vec(step, 1..120)
}

/// A key with the epoch its tab knew when it was pressed.
struct Key {
    epoch: u32,
    byte: u8,
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_stray_key_lands(steps in steps()) {
        let now = Instant::now();
        let mut core = Core::new(SIZE);
        // The owner's two tabs, a guest and a teacher.
        let rights = [Right::Writer, Right::Writer, Right::Asker, Right::Taker];
        let mut tabs: Vec<Tab> = rights.iter().zip(1..).map(|(right, client)| Tab::new(client, *right)).collect();
        tabs[1].user = 1;
        let mut keys: Vec<Vec<Key>> = (0..TABS).map(|_| Vec::new()).collect();
        for tab in &mut tabs {
            tab.attach(&mut core, Some(0), now);
            tab.pull(&mut core, 1000);
        }
        for step in steps {
            match step {
                Step::Type { tab, keys: count } => {
                    let epoch = tabs[tab].epoch();
                    let from = keys[tab].len();
                    // The byte says whose key it is.
                    keys[tab].extend((0..count).map(|_| Key { epoch, byte: u8::try_from(tab).unwrap() }));
                    send(&mut core, &tabs[tab], &keys[tab], from);
                }
                Step::Resend { tab } => {
                    let from = usize::try_from(tabs[tab].acked).unwrap();
                    send(&mut core, &tabs[tab], &keys[tab], from);
                }
                Step::Hear { tab } => {
                    core.announce();
                    tabs[tab].pull(&mut core, 1000);
                }
                Step::Ask { tab } => on(&tabs[tab], |id| core.ask_control(id)),
                Step::Grant { by, to } => on(&tabs[by], |id| core.grant(id, tabs[to].client)),
                Step::Take { tab } => on(&tabs[tab], |id| core.take_with(id, "Reason".into())),
                Step::TakeBack { tab } => on(&tabs[tab], |id| core.take_control(id)),
                Step::Release { tab } => on(&tabs[tab], |id| core.release(id)),
                Step::Lose { tab } => tabs[tab].lose(&mut core, now),
                Step::Leave { tab } => {
                    if let Some(id) = tabs[tab].id.take() {
                        core.detach(id, Leave::Gone, now);
                    }
                }
                Step::Come { tab } => {
                    if tabs[tab].id.is_none() {
                        tabs[tab].attach(&mut core, None, now);
                        tabs[tab].pull(&mut core, 1000);
                        let from = usize::try_from(tabs[tab].acked).unwrap();
                        send(&mut core, &tabs[tab], &keys[tab], from);
                    }
                }
                Step::Write { mut bytes } => {
                    while let Some(waiting) = core.input.next().filter(|_| bytes > 0) {
                        let taken = waiting.len().min(bytes);
                        let written = waiting[..taken].to_vec();
                        core.input.wrote(taken);
                        bytes -= taken;
                        landed(&core, &tabs, &written)?;
                    }
                }
            }
            // What waits was typed by whoever controls now, or their other tab: nothing else can land.
            let waiting = core.input.next().map(<[u8]>::to_vec).unwrap_or_default();
            landed(&core, &tabs, &waiting)?;
        }
    }
}

/// Every key is of the person who controls, or whose hold waits for their return.
fn landed(core: &Core, tabs: &[Tab], bytes: &[u8]) -> Result<(), TestCaseError> {
    if let Some(holder) = core.holder_user() {
        for byte in bytes {
            prop_assert_eq!(tabs[usize::from(*byte)].user, holder.0);
        }
    } else {
        prop_assert!(bytes.is_empty());
    }
    Ok(())
}

fn on(tab: &Tab, act: impl FnOnce(u32)) {
    if let Some(id) = tab.id {
        act(id);
    }
}

/// Each run of keys of one epoch is a frame, as the browser sends them.
fn send(core: &mut Core, tab: &Tab, keys: &[Key], from: usize) {
    let Some(id) = tab.id else { return };
    let mut at = from;
    for run in keys[from..].chunk_by(|a, b| a.epoch == b.epoch) {
        let bytes: Vec<u8> = run.iter().map(|key| key.byte).collect();
        let before = core.holder_user();
        // A gap is refused and sent again later.
        if let Ok(true) = core.type_in(id, at as u64, run[0].epoch, &bytes) {
            assert!(core.controls(id) && core.lands(id, run[0].epoch), "held by {before:?}");
        }
        at += run.len();
    }
}
