//! Where a replay is, and how it moves. Pure.

use crate::terminals::types::replay::Marker;

/// Silence longer than this is passed over, where that is wished.
pub const IDLE_MS: f64 = 2000.0;
/// So long before what ends a silence the replay goes on.
const LEAD_MS: f64 = 300.0;
/// From a marker that was passed just now one steps back to the one before.
const JUST_NOW_MS: f64 = 1000.0;

/// Speeds that are offered.
pub const SPEEDS: [f64; 6] = [0.5, 1.0, 1.5, 2.0, 4.0, 8.0];

/// Where the replay is after `by` more milliseconds: no further than `until`, and over a silence at once where
/// `skip` says so. `next` is when the next thing happens; none where nothing more does.
pub fn advance(at_ms: f64, by: f64, next: Option<u64>, until: f64, skip: bool) -> f64 {
    let mut to = at_ms + by;
    if skip {
        let next = next.map_or(until, |next| next as f64);
        if next - at_ms > IDLE_MS {
            to = to.max(next - LEAD_MS);
        }
    }
    to.min(until).max(at_ms.min(until))
}

/// The marker that a step forward or back leads to.
pub fn step(markers: &[Marker], at_ms: f64, forward: bool) -> Option<u64> {
    let mut times = markers.iter().map(|marker| marker.at_ms);
    if forward {
        times.find(|time| *time as f64 > at_ms)
    } else {
        times.rev().find(|time| (*time as f64) < at_ms - JUST_NOW_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_passed_over_where_wished() {
        assert_eq!(advance(1000.0, 40.0, Some(60_000), 90_000.0, true), 59_700.0);
        assert_eq!(advance(1000.0, 40.0, Some(60_000), 90_000.0, false), 1040.0);
        assert_eq!(advance(1000.0, 40.0, Some(2500), 90_000.0, true), 1040.0, "a short pause stays");
        assert_eq!(advance(1000.0, 40.0, None, 90_000.0, true), 89_700.0, "nothing more happens");
        assert_eq!(advance(89_990.0, 40.0, None, 90_000.0, true), 90_000.0, "and that is the end");
    }

    #[test]
    fn steps_lead_from_marker_to_marker() {
        let markers = [1000, 5000, 9000].map(|at_ms| Marker { at_ms, text: String::new() });
        assert_eq!(step(&markers, 0.0, true), Some(1000));
        assert_eq!(step(&markers, 5000.0, true), Some(9000));
        assert_eq!(step(&markers, 9000.0, true), None);
        assert_eq!(step(&markers, 5200.0, false), Some(1000), "just passed");
        assert_eq!(step(&markers, 7000.0, false), Some(5000));
        assert_eq!(step(&markers, 500.0, false), None);
    }
}
