//! The school's wall clock. A slot keeps minutes since midnight; an instant is made from zone, date
//! and minutes, never by adding hours to another instant, so that lessons keep their time when clocks change.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};

use crate::error::{Error, Result};
use crate::time::{UnixMs, WallMinutes};

/// Minutes of a day; as an end it means the midnight that follows.
const DAY_MIN: i32 = 24 * 60;

/// Milliseconds since 1970, now.
pub fn now() -> UnixMs {
    Timestamp::now().as_millisecond()
}

/// The zone of the configuration, which was checked at start.
///
/// # Errors
/// [`Error::Internal`] when the zone's data has gone since.
pub fn zone(name: &str) -> Result<TimeZone> {
    TimeZone::get(name).map_err(Error::internal)
}

/// The instant at which the school's clock shows `minutes` on `date`. A time that the spring change
/// skips becomes the instant of the change, so that later minutes never come earlier; one that autumn
/// repeats is the first of the two.
///
/// # Errors
/// [`Error::Internal`] outside the years that a calendar has (-9999 to 9999), or minutes outside a day.
pub fn instant(zone: &TimeZone, date: Date, minutes: WallMinutes) -> Result<UnixMs> {
    let (date, minute) = match minutes.0 {
        DAY_MIN => (date.tomorrow().map_err(Error::internal)?, 0),
        minute => (date, minute),
    };
    let (hour, minute) = (minute.div_euclid(60), minute.rem_euclid(60));
    let hour = i8::try_from(hour).map_err(Error::internal)?;
    let minute = i8::try_from(minute).map_err(Error::internal)?;
    let time = Time::new(hour, minute, 0, 0).map_err(Error::internal)?;
    let local = zone.to_ambiguous_timestamp(date.to_datetime(time));
    let skipped = matches!(local.offset(), AmbiguousOffset::Gap { .. });
    let first = local.earlier().map_err(Error::internal)?;
    let change = skipped.then(|| zone.following(first).next().map(|change| change.timestamp())).flatten();
    Ok(change.unwrap_or(first).as_millisecond())
}

/// The day that the school's calendar shows at an instant.
///
/// # Errors
/// [`Error::Internal`] for an instant that no calendar has.
pub fn date_at(zone: &TimeZone, at: UnixMs) -> Result<Date> {
    Ok(Timestamp::from_millisecond(at).map_err(Error::internal)?.to_zoned(zone.clone()).date())
}

/// "14:05" on the school's clock.
///
/// # Errors
/// As [`date_at`].
pub fn clock(zone: &TimeZone, at: UnixMs) -> Result<String> {
    let local = Timestamp::from_millisecond(at).map_err(Error::internal)?.to_zoned(zone.clone());
    Ok(local.strftime("%H:%M").to_string())
}

/// "Friday 20 November".
pub fn day_label(date: Date) -> String {
    date.strftime("%A %-d %B").to_string()
}

/// "Fri 20 Nov", where there is little room.
pub fn short_day_label(date: Date) -> String {
    date.strftime("%a %-d %b").to_string()
}

/// 1 for Monday to 7 for Sunday, as slots count.
pub fn weekday(date: Date) -> i32 {
    i32::from(date.weekday().to_monday_one_offset())
}

/// Every date from `from` to `to`, both included, that falls on `weekday` (1 is Monday).
pub fn dates_on(weekday_wanted: i32, from: Date, to: Date) -> impl Iterator<Item = Date> {
    from.series(jiff::Span::new().days(1))
        .take_while(move |date| *date <= to)
        .filter(move |date| weekday(*date) == weekday_wanted)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::time::{HOUR_MS, MINUTE_MS};

    fn berlin() -> TimeZone {
        TimeZone::get("Europe/Berlin").expect("zone")
    }

    #[test]
    fn a_lesson_at_eight_is_at_eight_on_both_sides_of_the_change() {
        let (before, after) = (date(2026, 3, 28), date(2026, 3, 29));
        let zone = berlin();
        let first = instant(&zone, before, WallMinutes(480)).expect("instant");
        let second = instant(&zone, after, WallMinutes(480)).expect("instant");
        assert_eq!(second - first, 23 * HOUR_MS, "the night of the change has 23 hours");
        assert_eq!(clock(&zone, second).expect("clock"), "08:00");
    }

    #[test]
    fn what_spring_skips_begins_when_the_clock_goes_on() {
        let zone = berlin();
        let skipped = instant(&zone, date(2026, 3, 29), WallMinutes(150)).expect("instant");
        assert_eq!(clock(&zone, skipped).expect("clock"), "03:00");
        assert_eq!(skipped, instant(&zone, date(2026, 3, 29), WallMinutes(180)).expect("instant"));
    }

    #[test]
    fn the_end_of_a_day_is_the_start_of_the_next() {
        let zone = berlin();
        let day = date(2026, 10, 25);
        let end = instant(&zone, day, WallMinutes(1440)).expect("instant");
        assert_eq!(end, instant(&zone, day.tomorrow().expect("day"), WallMinutes(0)).expect("instant"));
        assert_eq!(end - instant(&zone, day, WallMinutes(0)).expect("instant"), 25 * HOUR_MS);
    }

    #[test]
    fn dates_of_a_weekday_include_both_ends() {
        let mondays: Vec<Date> = dates_on(1, date(2026, 11, 2), date(2026, 11, 16)).collect();
        assert_eq!(mondays, [date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16)]);
    }

    proptest! {
        /// Whatever the zone and the day: instants follow the wall clock's order, and the clock reads
        /// back what was asked unless the change skipped it.
        #[test]
        fn the_wall_clock_is_kept(
            zone in proptest::sample::select(vec![
                "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Casablanca", "UTC",
            ]),
            day in 0_i32..20_000,
            minute in 0_i32..287,
        ) {
            let zone = TimeZone::get(zone).expect("zone");
            let day = date(1990, 1, 1).checked_add(jiff::Span::new().days(day)).expect("day");
            let (start, end) = (WallMinutes(minute * 5), WallMinutes(minute * 5 + 5));
            let (from, to) = (instant(&zone, day, start).expect("from"), instant(&zone, day, end).expect("to"));
            prop_assert!(from <= to);
            prop_assert!(to - from <= 5 * MINUTE_MS + 2 * HOUR_MS);
            let read = clock(&zone, from).expect("clock");
            let local = day.at((start.0 / 60) as i8, (start.0 % 60) as i8, 0, 0);
            if !matches!(zone.to_ambiguous_timestamp(local).offset(), AmbiguousOffset::Gap { .. }) {
                prop_assert_eq!(read, start.to_string());
            }
        }
    }
}
