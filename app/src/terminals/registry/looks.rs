//! Who has begun to see whose recording: so that it is audited once, and not for every part of it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::ctx::Actor;
use crate::id::TerminalId;

/// Who comes back after so long begins anew.
const AGAIN_AFTER: Duration = Duration::from_secs(30 * 60);
/// Looks that are remembered; with more the oldest begin anew.
const LOOKS_MAX: usize = 10_000;

#[derive(Debug, Default)]
pub(super) struct Looks(Mutex<HashMap<(String, TerminalId), Instant>>);

impl Looks {
    /// Whether this sign-in has seen this recording a while ago.
    pub(super) fn goes_on(&self, actor: &Actor, id: TerminalId) -> bool {
        let looks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        looks.get(&(actor.session.clone(), id)).is_some_and(|at| at.elapsed() < AGAIN_AFTER)
    }

    /// It sees it now.
    pub(super) fn begin(&self, actor: &Actor, id: TerminalId) {
        let mut looks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        looks.retain(|_, at| at.elapsed() < AGAIN_AFTER);
        if looks.len() >= LOOKS_MAX {
            let oldest = looks.iter().min_by_key(|(_, at)| **at).map(|(look, _)| look.clone());
            oldest.and_then(|look| looks.remove(&look));
        }
        looks.insert((actor.session.clone(), id), Instant::now());
    }
}
