//! How long the agent stays while no web tier is there, and when that is told to those who look at terminals.

use std::time::Duration;

/// Without a web tier and without anything to keep, the agent ends after so long.
const UNNEEDED: Duration = Duration::from_secs(5);
/// The end of terminals is announced so long before, or when half of the grace is left.
const NOTICE: Duration = Duration::from_secs(60);

/// What there is to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Wait,
    /// All are told that the terminals end in so many seconds; 0: that they stay after all.
    Tell {
        in_s: u16,
    },
    End,
}

#[derive(Debug)]
pub(super) struct Absence {
    grace: Duration,
    announced: bool,
}

impl Absence {
    /// Programs outlive a web tier by `grace`.
    pub(super) fn new(grace: Duration) -> Self {
        Self { grace, announced: false }
    }

    /// What is to be done when there has been no web tier for `away`; none while one is there. The agent is `needed` as
    /// long as a program runs, or has ended and nobody has recorded it.
    pub(super) fn look(&mut self, away: Option<Duration>, needed: bool, runs: bool) -> Step {
        let Some(away) = away else {
            return if std::mem::take(&mut self.announced) { Step::Tell { in_s: 0 } } else { Step::Wait };
        };
        let patience = if needed { self.grace } else { UNNEEDED };
        if away >= patience {
            return Step::End;
        }
        let left = self.grace.saturating_sub(away);
        if self.announced || !runs || left > NOTICE.min(self.grace / 2) {
            return Step::Wait;
        }
        self.announced = true;
        Step::Tell { in_s: u16::try_from(left.as_millis().div_ceil(1000).max(1)).unwrap_or(u16::MAX) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(s: f64) -> Option<Duration> {
        Some(Duration::from_secs_f64(s))
    }

    #[test]
    fn the_end_is_announced_once_and_taken_back_when_somebody_is_there_again() {
        let mut absence = Absence::new(Duration::from_secs(600));
        let mut look = |away| absence.look(away, true, true);
        assert_eq!(look(None), Step::Wait);
        assert_eq!(look(seconds(539.9)), Step::Wait);
        assert_eq!(look(seconds(540.4)), Step::Tell { in_s: 60 });
        assert_eq!(look(seconds(541.4)), Step::Wait);
        assert_eq!(look(None), Step::Tell { in_s: 0 });
        assert_eq!(look(None), Step::Wait);
        assert_eq!(look(seconds(545.0)), Step::Tell { in_s: 55 });
        assert_eq!(look(seconds(599.999)), Step::Wait);
        assert_eq!(look(seconds(600.0)), Step::End);
    }

    #[test]
    fn a_short_grace_is_announced_at_its_half() {
        let mut absence = Absence::new(Duration::from_secs(10));
        assert_eq!(absence.look(seconds(4.9), true, true), Step::Wait);
        assert_eq!(absence.look(seconds(5.0), true, true), Step::Tell { in_s: 5 });
        let mut last = Absence::new(Duration::from_secs(10));
        // 0 would take it back.
        assert_eq!(last.look(seconds(9.9999), true, true), Step::Tell { in_s: 1 });
    }

    #[test]
    fn what_does_not_run_needs_no_announcement() {
        let mut absence = Absence::new(Duration::from_secs(600));
        assert_eq!(absence.look(seconds(4.9), false, false), Step::Wait);
        assert_eq!(absence.look(seconds(5.0), false, false), Step::End);
        // Something has ended, and is not recorded.
        assert_eq!(absence.look(seconds(599.0), true, false), Step::Wait);
        assert_eq!(absence.look(seconds(600.0), true, false), Step::End);
    }
}
