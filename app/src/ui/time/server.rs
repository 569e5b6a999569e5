//! Zones from the server's time zone database.

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::time::UnixMs;

pub fn now_ms() -> UnixMs {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |passed| i64::try_from(passed.as_millis()).unwrap_or(0))
}

/// RFC 3339, UTC, to the second.
pub fn iso(at: UnixMs) -> String {
    written(at, "UTC", "%Y-%m-%dT%H:%M:%SZ")
}

/// "14:05".
pub fn wall_clock(at: UnixMs, zone: &str) -> String {
    written(at, zone, "%H:%M")
}

/// "Fri 20 Nov 2026, 14:05:09".
pub fn wall_date(at: UnixMs, zone: &str) -> String {
    written(at, zone, "%a %-d %b %Y, %H:%M:%S")
}

fn written(at: UnixMs, zone: &str, format: &str) -> String {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    Timestamp::from_millisecond(at).unwrap_or_default().to_zoned(zone).strftime(format).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_reads_in_its_zone() {
        let at = 1_795_181_109_000;
        assert_eq!(iso(at), "2026-11-20T13:25:09Z");
        assert_eq!(wall_clock(at, "Europe/Berlin"), "14:25");
        assert_eq!(wall_date(at, "Europe/Berlin"), "Fri 20 Nov 2026, 14:25:09");
        assert_eq!(wall_clock(at, "Mars/Olympus"), "13:25");
    }
}
