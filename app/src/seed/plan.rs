//! Courses, sections and the week of the demo school.
//!
//! Cohort A has a class at every hour of the week, so that whoever opens the demo finds one going on:
//! its studio section runs around the clock, but for the hours of its two other sections. Everyone
//! else has a school's usual hours. Nobody and no room is in two places at once; a test holds that.

use super::people::{ADA, CLAIRE, RAFAEL};

pub(super) struct Course {
    pub code: &'static str,
    pub title: &'static str,
    pub description: &'static str,
}

pub(super) const COURSES: [Course; 4] = [
    Course {
        code: "CS 101",
        title: "Computing in the Shell",
        description: "Files, pipes, processes and scripts, from the first prompt to a small tool of one's own.",
    },
    Course {
        code: "NET 201",
        title: "Networks and Services",
        description: "Addresses, sockets and protocols, by building and breaking small services.",
    },
    Course {
        code: "DB 310",
        title: "Databases in Practice",
        description: "Modelling, SQL, transactions and indexes on data that is worth asking.",
    },
    Course {
        code: "WEB 220",
        title: "Web Programming",
        description: "From a socket to a site: HTTP, templates, forms, state and safety.",
    },
];

pub(super) const ROOMS: [(&str, &str, &str, i32); 6] = [
    ("T1", "Terminal Studio", "Turing House", 32),
    ("T2", "Systems Lab", "Turing House", 32),
    ("H3", "Hopper Lab", "Hopper House", 32),
    ("H5", "Network Workshop", "Hopper House", 20),
    ("L2", "Lovelace Room", "Lovelace Hall", 24),
    ("L4", "Lecture Room", "Lovelace Hall", 40),
];

/// Cohorts by code, name, and the students of each as a range of the list of people.
pub(super) const COHORTS: [(&str, &str, std::ops::Range<usize>); 3] =
    [("A", "Cohort A", 0..30), ("B", "Cohort B", 30..45), ("C", "Cohort C", 45..60)];

pub(super) struct Section {
    pub course: usize,
    pub code: &'static str,
    pub cohorts: &'static [usize],
    pub lead: usize,
    pub assistant: Option<usize>,
    pub room: usize,
    /// Weekday (1 is Monday), start and end in minutes since midnight.
    pub hours: Hours,
    pub lab: Lab,
}

pub(super) enum Hours {
    Weekly(&'static [(i32, i32, i32)]),
    /// All hours of the week in blocks, but those of the sections named.
    AroundTheClock {
        but: &'static [usize],
    },
}

#[derive(Clone, Copy)]
pub(super) struct Lab {
    pub name: &'static str,
    pub cpu_milli: i32,
    pub memory_mb: i32,
    pub pids: i32,
}

const SHELL: Lab = Lab { name: "Shell", cpu_milli: 1_000, memory_mb: 512, pids: 256 };
const SERVICES: Lab = Lab { name: "Services", cpu_milli: 1_000, memory_mb: 768, pids: 384 };

/// Length of a block of the studio that runs around the clock, minutes.
const BLOCK_MIN: i32 = 120;

pub(super) const SECTIONS: [Section; 6] = [
    Section {
        course: 0,
        code: "A",
        cohorts: &[0],
        lead: ADA,
        assistant: None,
        room: 0,
        hours: Hours::AroundTheClock { but: &[1, 2] },
        lab: SHELL,
    },
    Section {
        course: 1,
        code: "A",
        cohorts: &[0],
        lead: ADA,
        assistant: None,
        room: 1,
        hours: Hours::Weekly(&[(1, 600, 720), (3, 600, 720)]),
        lab: SERVICES,
    },
    Section {
        course: 2,
        code: "A",
        cohorts: &[0],
        lead: RAFAEL,
        assistant: Some(ADA),
        room: 2,
        hours: Hours::Weekly(&[(2, 840, 960), (4, 840, 960)]),
        lab: SERVICES,
    },
    Section {
        course: 0,
        code: "B",
        cohorts: &[1],
        lead: RAFAEL,
        assistant: None,
        room: 4,
        hours: Hours::Weekly(&[(1, 480, 570), (3, 480, 570), (5, 600, 690)]),
        lab: SHELL,
    },
    Section {
        course: 1,
        code: "B",
        cohorts: &[2],
        lead: CLAIRE,
        assistant: None,
        room: 3,
        hours: Hours::Weekly(&[(2, 480, 570), (4, 480, 570), (5, 780, 870)]),
        lab: SERVICES,
    },
    Section {
        course: 3,
        code: "A",
        cohorts: &[1, 2],
        lead: CLAIRE,
        assistant: None,
        room: 5,
        hours: Hours::Weekly(&[(1, 780, 870), (3, 780, 870)]),
        lab: SERVICES,
    },
];

impl Section {
    /// Its weekly hours, in order.
    pub(super) fn slots(&self) -> Vec<(i32, i32, i32)> {
        match self.hours {
            Hours::Weekly(slots) => slots.to_vec(),
            Hours::AroundTheClock { but } => {
                let taken: Vec<(i32, i32, i32)> = but.iter().flat_map(|index| SECTIONS[*index].slots()).collect();
                (1..=7)
                    .flat_map(|weekday| (0..1_440 / BLOCK_MIN).map(move |block| (weekday, block)))
                    .map(|(weekday, block)| (weekday, block * BLOCK_MIN, (block + 1) * BLOCK_MIN))
                    .filter(|block| !taken.iter().any(|slot| overlap(*block, *slot)))
                    .collect()
            }
        }
    }
}

/// Half open: a slot may begin when another ends.
fn overlap(a: (i32, i32, i32), b: (i32, i32, i32)) -> bool {
    a.0 == b.0 && a.1 < b.2 && b.1 < a.2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cohort_a_always_has_a_class() {
        let minutes: i32 = SECTIONS[..3].iter().flat_map(Section::slots).map(|(_, start, end)| end - start).sum();
        assert_eq!(minutes, 7 * 1_440);
    }

    #[test]
    fn nobody_and_no_room_is_in_two_places() {
        for (index, one) in SECTIONS.iter().enumerate() {
            for other in &SECTIONS[index + 1..] {
                let share_cohort = one.cohorts.iter().any(|cohort| other.cohorts.contains(cohort));
                let staff = |section: &Section| [Some(section.lead), section.assistant];
                let share_staff = staff(one).into_iter().flatten().any(|person| staff(other).contains(&Some(person)));
                if share_cohort || share_staff || one.room == other.room {
                    let clash = one.slots().iter().any(|a| other.slots().iter().any(|b| overlap(*a, *b)));
                    assert!(!clash, "{} {} clashes", COURSES[one.course].code, one.code);
                }
            }
        }
    }
}
