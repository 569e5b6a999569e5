//! Instants on the wire: UTC milliseconds since 1970, and how they are written for people.

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00:00Z.
pub type UnixMs = i64;

pub const SECOND_MS: i64 = 1_000;
pub const MINUTE_MS: i64 = 60 * SECOND_MS;
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
pub const DAY_MS: i64 = 24 * HOUR_MS;

/// Minutes since midnight on the school's clock, as timetable slots keep them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WallMinutes(pub i32);

impl std::fmt::Display for WallMinutes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// "in 5 min", "3 h ago", "just now": `at` as seen from `now`, in its largest whole unit.
pub fn relative(at: UnixMs, now: UnixMs) -> String {
    let distance = (at - now).abs();
    let amount = match distance {
        d if d < 45 * SECOND_MS => return "just now".to_owned(),
        d if d < HOUR_MS => format!("{} min", (d + MINUTE_MS / 2) / MINUTE_MS),
        d if d < DAY_MS => format!("{} h", d / HOUR_MS),
        d => format!("{} d", d / DAY_MS),
    };
    if at > now { format!("in {amount}") } else { format!("{amount} ago") }
}

/// "1 h 25 min", "40 min", "12 s".
pub fn duration(ms: i64) -> String {
    let (hours, minutes, seconds) = (ms / HOUR_MS, ms % HOUR_MS / MINUTE_MS, ms % MINUTE_MS / SECOND_MS);
    match (hours, minutes) {
        (0, 0) => format!("{seconds} s"),
        (0, m) => format!("{m} min"),
        (h, 0) => format!("{h} h"),
        (h, m) => format!("{h} h {m} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_read_as_people_say_them() {
        let now = 1_700_000_000_000;
        assert_eq!(relative(now - 10 * SECOND_MS, now), "just now");
        assert_eq!(relative(now + 5 * MINUTE_MS, now), "in 5 min");
        assert_eq!(relative(now - 3 * HOUR_MS, now), "3 h ago");
        assert_eq!(relative(now - 2 * DAY_MS, now), "2 d ago");
        assert_eq!(duration(85 * MINUTE_MS), "1 h 25 min");
        assert_eq!(WallMinutes(545).to_string(), "09:05");
    }
}
