//! Meetings and sections as people see them, and the rules of "now" and "next". Pure.

use serde::{Deserialize, Serialize};

use crate::id::{MeetingId, SectionId, UserId};
use crate::time::{DAY_MS, UnixMs};

/// Days that the timetable on the first page looks ahead, today included.
pub const WEEK_DAYS: i64 = 7;
/// Milliseconds that the first page looks ahead.
pub const WEEK_MS: i64 = WEEK_DAYS * DAY_MS;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MeetingState {
    Planned,
    Cancelled,
    Moved,
    Held,
}

impl MeetingState {
    pub const ALL: [Self; 4] = [Self::Planned, Self::Cancelled, Self::Moved, Self::Held];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Cancelled => "cancelled",
            Self::Moved => "moved",
            Self::Held => "held",
        }
    }
}

impl std::str::FromStr for MeetingState {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| format!("unknown meeting state {text:?}"))
    }
}

/// A course held in a term for one group of students, as named on pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionName {
    pub id: SectionId,
    /// "CS 101".
    pub course_code: String,
    /// "Computing in the Shell".
    pub course_title: String,
    /// "A".
    pub code: String,
}

impl SectionName {
    /// "CS 101 A".
    pub fn short(&self) -> String {
        format!("{} {}", self.course_code, self.code)
    }
}

/// One meeting; clock texts are the school's wall clock, made on the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    pub id: MeetingId,
    pub section: SectionName,
    pub room: Option<String>,
    pub teacher: Option<String>,
    pub topic: Option<String>,
    pub starts_ms: UnixMs,
    pub ends_ms: UnixMs,
    /// "14:00".
    pub from: String,
    pub to: String,
    /// "Friday 20 November".
    pub day: String,
    pub state: MeetingState,
    /// Why it was cancelled or moved.
    pub reason: Option<String>,
}

impl Meeting {
    /// Half open: a meeting that ends at noon is over at noon.
    pub fn is_on(&self, now: UnixMs) -> bool {
        self.takes_place() && self.starts_ms <= now && now < self.ends_ms
    }

    pub fn takes_place(&self) -> bool {
        self.state != MeetingState::Cancelled
    }

    /// How much of it has passed, 0 to 100.
    pub fn percent_gone(&self, now: UnixMs) -> i64 {
        let length = (self.ends_ms - self.starts_ms).max(1);
        ((now - self.starts_ms) * 100 / length).clamp(0, 100)
    }
}

/// A stretch of one section in one room without a break: what the week shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    pub section: SectionName,
    pub room: Option<String>,
    pub starts_ms: UnixMs,
    pub ends_ms: UnixMs,
    pub from: String,
    pub to: String,
    pub cancelled: bool,
}

impl Stretch {
    /// "14:00 – 16:00", "22:00 – 24:00", "all day".
    pub fn hours(&self) -> String {
        match (self.from.as_str(), self.to.as_str()) {
            ("00:00", "00:00") => "all day".to_owned(),
            (from, "00:00") => format!("{from} – 24:00"),
            (from, to) => format!("{from} – {to}"),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// "Fri 20 Nov".
    pub label: String,
    pub is_today: bool,
    pub stretches: Vec<Stretch>,
}

/// A section of the person, for the list beside the timetable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionCard {
    pub name: SectionName,
    pub teachers: Vec<String>,
    pub students: u64,
}

/// The first page of a student or a teacher.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Today {
    pub now_ms: UnixMs,
    /// "Friday 20 November".
    pub day: String,
    /// The school's IANA zone: whose clock the times are on.
    pub zone: String,
    pub on: Vec<Meeting>,
    pub next: Option<Meeting>,
    pub week: Vec<Day>,
    pub sections: Vec<SectionCard>,
}

impl Today {
    /// When this page is out of date: the next time a meeting ends or starts.
    pub fn changes_at_ms(&self) -> Option<UnixMs> {
        self.on.iter().map(|meeting| meeting.ends_ms).chain(self.next.iter().map(|meeting| meeting.starts_ms)).min()
    }
}

/// One who is enrolled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Student {
    pub id: UserId,
    pub login: String,
    pub name: String,
    /// For sorting as registers do.
    pub family_name: String,
}

/// The meetings that are on at `now`, the longest running first.
pub fn on_now(meetings: &[Meeting], now: UnixMs) -> Vec<Meeting> {
    let mut on: Vec<Meeting> = meetings.iter().filter(|meeting| meeting.is_on(now)).cloned().collect();
    on.sort_by_key(|meeting| (meeting.starts_ms, meeting.id));
    on
}

/// The first meeting that starts after `now` and takes place.
pub fn next_after(meetings: &[Meeting], now: UnixMs) -> Option<Meeting> {
    meetings
        .iter()
        .filter(|meeting| meeting.takes_place() && meeting.starts_ms > now)
        .min_by_key(|meeting| (meeting.starts_ms, meeting.id))
        .cloned()
}

/// Meetings of one day, in order, with those joined that follow each other without a break.
pub fn stretches(mut meetings: Vec<Meeting>) -> Vec<Stretch> {
    meetings.sort_by_key(|meeting| (meeting.starts_ms, meeting.id));
    let mut joined: Vec<Stretch> = Vec::new();
    for meeting in meetings {
        let cancelled = !meeting.takes_place();
        let follows = joined.iter_mut().find(|stretch| {
            stretch.ends_ms == meeting.starts_ms
                && stretch.section.id == meeting.section.id
                && stretch.room == meeting.room
                && stretch.cancelled == cancelled
        });
        if let Some(stretch) = follows {
            stretch.ends_ms = meeting.ends_ms;
            stretch.to = meeting.to;
        } else {
            joined.push(Stretch {
                section: meeting.section,
                room: meeting.room,
                starts_ms: meeting.starts_ms,
                ends_ms: meeting.ends_ms,
                from: meeting.from,
                to: meeting.to,
                cancelled,
            });
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::time::MINUTE_MS;

    fn meeting(id: i64, section: i64, starts_ms: i64, ends_ms: i64) -> Meeting {
        Meeting {
            id: MeetingId(id),
            section: SectionName {
                id: SectionId(section),
                course_code: "CS 101".into(),
                course_title: "Computing in the Shell".into(),
                code: "A".into(),
            },
            room: Some("R1".into()),
            teacher: None,
            topic: None,
            starts_ms,
            ends_ms,
            from: format!("{starts_ms}"),
            to: format!("{ends_ms}"),
            day: String::new(),
            state: MeetingState::Planned,
            reason: None,
        }
    }

    #[test]
    fn a_meeting_that_ends_now_is_over_and_the_one_that_starts_now_is_on() {
        let (first, second) = (meeting(1, 1, 0, 100), meeting(2, 1, 100, 200));
        let on = on_now(&[first, second.clone()], 100);
        assert_eq!(on, [second]);
    }

    #[test]
    fn what_is_cancelled_is_neither_on_nor_next() {
        let cancelled = Meeting { state: MeetingState::Cancelled, ..meeting(1, 1, 0, 100) };
        let later = Meeting { state: MeetingState::Cancelled, ..meeting(2, 1, 100, 200) };
        let last = meeting(3, 1, 200, 300);
        assert!(on_now(std::slice::from_ref(&cancelled), 50).is_empty());
        assert_eq!(next_after(&[cancelled, later, last.clone()], 50), Some(last));
    }

    #[test]
    fn the_bar_of_a_meeting_stays_within_its_ends() {
        let hour = meeting(1, 1, 0, 60 * MINUTE_MS);
        assert_eq!(hour.percent_gone(-5), 0);
        assert_eq!(hour.percent_gone(15 * MINUTE_MS), 25);
        assert_eq!(hour.percent_gone(90 * MINUTE_MS), 100);
    }

    #[test]
    fn hours_without_a_break_read_as_one() {
        let joined = stretches(vec![meeting(2, 1, 100, 200), meeting(1, 1, 0, 100), meeting(3, 2, 200, 300)]);
        assert_eq!(joined.len(), 2);
        assert_eq!((joined[0].starts_ms, joined[0].ends_ms), (0, 200));
        assert_eq!((joined[0].from.as_str(), joined[0].to.as_str()), ("0", "200"));
    }

    #[test]
    fn a_day_without_a_break_reads_as_all_day() {
        let hours = |from: &str, to: &str| {
            let meeting = Meeting { from: from.into(), to: to.into(), ..meeting(1, 1, 0, 100) };
            stretches(vec![meeting])[0].hours()
        };
        assert_eq!(hours("00:00", "00:00"), "all day");
        assert_eq!(hours("22:00", "00:00"), "22:00 – 24:00");
        assert_eq!(hours("08:00", "09:30"), "08:00 – 09:30");
    }

    proptest! {
        /// Joining never loses or invents time, whatever the week.
        #[test]
        fn joining_keeps_the_time(slots in proptest::collection::vec((0_i64..96, 1_i64..8, 1_i64..4), 0..40)) {
            let meetings: Vec<Meeting> = slots
                .iter()
                .enumerate()
                .map(|(index, (start, length, section))| {
                    meeting(index as i64, *section, start * 900_000, (start + length) * 900_000)
                })
                .collect();
            let before: i64 = meetings.iter().map(|m| m.ends_ms - m.starts_ms).sum();
            let after: i64 = stretches(meetings).iter().map(|s| s.ends_ms - s.starts_ms).sum();
            prop_assert_eq!(before, after);
        }

        /// What is on is never also next.
        #[test]
        fn on_and_next_do_not_meet(starts in proptest::collection::vec(0_i64..1000, 0..30), now in 0_i64..1000) {
            let meetings: Vec<Meeting> =
                starts.iter().enumerate().map(|(index, start)| meeting(index as i64, 1, *start, start + 50)).collect();
            let on = on_now(&meetings, now);
            if let Some(next) = next_after(&meetings, now) {
                prop_assert!(!on.contains(&next));
                prop_assert!(next.starts_ms > now);
            }
        }
    }
}
