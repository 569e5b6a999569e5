//! How long a terminal may run: each end is announced before it comes, and can be put off.

use std::time::{Duration, Instant};

use super::{Session, ViewerId, lock};
use crate::terminals::limits::Limits;
use crate::terminals::protocol::{End, EndingWhy, ErrorCode};

/// A terminal that has run as long as it may, and is extended, runs so much longer.
const EXTENSION: Duration = Duration::from_secs(60 * 60);

/// What the limits are counted from.
#[derive(Debug)]
pub(super) struct Clock {
    started: Instant,
    typed: Instant,
    extended: Duration,
}

impl Clock {
    pub fn new(now: Instant) -> Self {
        Self { started: now, typed: now, extended: Duration::ZERO }
    }

    pub fn typed(&mut self, now: Instant) {
        self.typed = now;
    }

    fn extend(&mut self, now: Instant) {
        self.typed = now;
        self.extended = self.extended.max(now - self.started) + EXTENSION;
    }

    /// What comes first, and when.
    fn end(&self, limits: &Limits) -> Option<(Instant, EndingWhy)> {
        let untyped = limits.untyped().map(|limit| (self.typed + limit, EndingWhy::Untyped));
        let life = limits.life().map(|limit| (self.started + limit.max(self.extended), EndingWhy::Life));
        [untyped, life].into_iter().flatten().min_by_key(|(at, _)| *at)
    }
}

impl Session {
    /// Ends what has run for too long, and announces what soon will have.
    pub fn look_at_clock(&self, limits: &Limits, now: Instant) {
        self.look_at_spotlight(now);
        if self.has_ended() || self.stopping().is_some() {
            return;
        }
        if self.ends_alone_in(limits) == Some(Duration::ZERO) {
            return self.stop(End::Idle);
        }
        let end = lock(&self.clock).end(limits);
        match end {
            Some((at, why)) if now >= at => self.stop(match why {
                EndingWhy::Untyped => End::Untyped,
                EndingWhy::Life => End::Life,
            }),
            Some((at, why)) if now + limits.warning() >= at => self.core().set_ending(Some((at, why)), now),
            _ => self.core().set_ending(None, now),
        }
    }

    /// After what time a terminal that runs and is shown nowhere is ended for that.
    fn ends_alone_in(&self, limits: &Limits) -> Option<Duration> {
        Some(limits.detached()?.saturating_sub(self.runs_alone_for()?))
    }

    /// How long a terminal that runs has been shown nowhere.
    fn runs_alone_for(&self) -> Option<Duration> {
        self.alone_for().filter(|_| !self.has_ended())
    }

    /// After what time a terminal that runs and is shown nowhere is ended, whichever limit is the first: those who are
    /// not there are told of it in their lists alone.
    pub fn ends_unseen_in(&self, limits: &Limits) -> Option<Duration> {
        self.runs_alone_for()?;
        let clock = lock(&self.clock).end(limits).map(|(at, _)| at.saturating_duration_since(Instant::now()));
        [self.ends_alone_in(limits), clock].into_iter().flatten().min()
    }

    /// Not yet, says somebody who may.
    pub fn extend(&self, id: ViewerId, limits: &Limits) {
        let now = Instant::now();
        {
            let core = self.core();
            if !core.may_extend(id) {
                return core.refuse(id, ErrorCode::Forbidden, "Only who controls this terminal keeps it running.");
            }
        }
        lock(&self.clock).extend(now);
        self.look_at_clock(limits, now);
    }

    /// Not yet, says its owner elsewhere: it counts as if it was opened and left just now.
    pub fn keep(&self, limits: &Limits) {
        let now = Instant::now();
        if let Some(since) = lock(&self.alone_since).as_mut() {
            *since = now;
        }
        lock(&self.clock).extend(now);
        self.look_at_clock(limits, now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(idle_s: u64, life_s: u64) -> Limits {
        Limits { idle_s, life_s, ..Limits::default() }
    }

    #[test]
    fn the_first_end_counts_and_is_put_off() {
        let begin = Instant::now();
        let at = |s| begin + Duration::from_secs(s);
        let mut clock = Clock::new(begin);
        assert_eq!(clock.end(&limits(0, 0)), None);
        assert_eq!(clock.end(&limits(60, 100)), Some((at(60), EndingWhy::Untyped)));
        clock.typed(at(50));
        assert_eq!(clock.end(&limits(60, 100)), Some((at(100), EndingWhy::Life)));
        clock.extend(at(90));
        assert_eq!(clock.end(&limits(0, 100)), Some((at(90) + EXTENSION, EndingWhy::Life)));
        assert_eq!(clock.end(&limits(60, 100)), Some((at(150), EndingWhy::Untyped)));
    }
}
