//! Parts of the first page: the meeting that is on, the one after it, the week.

use std::time::Duration;

use leptos::prelude::*;

use crate::call::Data;
use crate::school::types::{Day, Meeting, Today};
use crate::time::{HOUR_MS, SECOND_MS, duration, relative};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::live::live;
use crate::ui::time::use_now;

/// Loads the page's data again when a meeting ends or starts, in the browser.
pub fn follow_the_clock(today: Data<Today>) {
    Effect::new(move |before: Option<Option<TimeoutHandle>>| {
        if let Some(Some(before)) = before {
            before.clear();
        }
        let at_ms = today.get()?.ok()?.changes_at_ms()?;
        // An hour at most, so that a clock that was set meanwhile is seen.
        let wait_ms = (at_ms - crate::ui::time::now_ms()).clamp(SECOND_MS, HOUR_MS) + SECOND_MS;
        set_timeout_with_handle(move || today.refetch(), Duration::from_millis(wait_ms.unsigned_abs())).ok()
    });
}

/// The meeting that is on; children are what can be done with it.
#[component]
pub fn NowCard(meeting: Meeting, children: Children) -> impl IntoView {
    let now = use_now();
    let heading = format!("now-{}", meeting.id);
    let heading_id = heading.clone();
    let title = meeting.section.course_title.clone();
    let short = meeting.section.short();
    let hours = format!("{} – {}", meeting.from, meeting.to);
    let ends_ms = meeting.ends_ms;
    let left = move || format!("{} left", duration((ends_ms - now.get()).max(0)));
    let place = place(&meeting);
    let label = format!("{title}: how much of the meeting has passed");
    view! {
        <section class="card" aria-labelledby=heading>
            <header>
                <p class="!text-good flex items-center gap-1.5 !text-xs font-semibold">
                    <span class="bg-good size-2 rounded-full" aria-hidden="true"></span>
                    "On now"
                </p>
                <h2 id=heading_id class="!text-lg">
                    {title}
                </h2>
                <p class="flex flex-wrap gap-x-3 gap-y-0.5">
                    <span class="font-medium">{short}</span>
                    {place}
                </p>
            </header>
            <section class="flex flex-col gap-1.5">
                <progress
                    class="accent-primary h-1.5 w-full"
                    max="100"
                    value=move || meeting.percent_gone(now.get())
                    aria-label=label
                ></progress>
                <p class="text-muted-foreground flex justify-between text-[0.8125rem] tabular-nums">
                    <span>{hours}</span>
                    <span>{left}</span>
                </p>
            </section>
            <footer class="flex flex-wrap gap-2">{children()}</footer>
        </section>
    }
}

/// Room and teacher, each behind its icon.
fn place(meeting: &Meeting) -> impl IntoView + use<> {
    let room = meeting.room.clone().map(|room| {
        view! {
            <span class="inline-flex items-center gap-1">
                <Icon glyph=Glyph::MAP_PIN size=14 />
                {room}
            </span>
        }
    });
    let teacher = meeting.teacher.clone().map(|teacher| {
        view! {
            <span class="inline-flex items-center gap-1">
                <Icon glyph=Glyph::USER size=14 />
                {teacher}
            </span>
        }
    });
    (room, teacher)
}

/// Where the card of a meeting would be when none is on.
#[component]
pub fn NothingOn() -> impl IntoView {
    view! {
        <section class="card">
            <header>
                <h2>"No class right now"</h2>
                <p>"This page shows the next one when it starts."</p>
            </header>
        </section>
    }
}

/// What comes next, in one line.
#[component]
pub fn NextUp(meeting: Option<Meeting>) -> impl IntoView {
    let now = use_now();
    let Some(meeting) = meeting else {
        return view! { <p class="text-muted-foreground text-sm">"Nothing more in the next days."</p> }.into_any();
    };
    let starts_ms = meeting.starts_ms;
    let place = place(&meeting);
    view! {
        <section class="card !gap-2" aria-label="Next">
            <header>
                <p class="flex items-center gap-1.5 !text-xs font-semibold">
                    <Icon glyph=Glyph::CLOCK size=14 />
                    {live(move || format!("Next, {}", relative(starts_ms, now.get())))}
                </p>
                <h2>{format!("{} · {}", meeting.section.short(), meeting.section.course_title)}</h2>
                <p class="flex flex-wrap gap-x-3 gap-y-0.5 tabular-nums">
                    <span>{format!("{}, {} – {}", meeting.day, meeting.from, meeting.to)}</span>
                    {place}
                </p>
            </header>
        </section>
    }
    .into_any()
}

/// Seven days, today first.
#[component]
pub fn Week(days: Vec<Day>, zone: String) -> impl IntoView {
    let days = days
        .into_iter()
        .map(|day| {
            let empty = day.stretches.is_empty();
            let stretches = day
                .stretches
                .into_iter()
                .map(|stretch| {
                    let hours = stretch.hours();
                    view! {
                        <li
                            class="border-primary/60 bg-primary-soft/60 rounded-md border-l-2 px-2 py-1"
                            class:line-through=stretch.cancelled
                            title=stretch.section.course_title
                        >
                            <p class="text-xs font-medium">
                                {format!("{} {}", stretch.section.course_code, stretch.section.code)}
                                {stretch.cancelled.then_some(" (cancelled)")}
                            </p>
                            <p class="text-muted-foreground text-xs tabular-nums">{hours}</p>
                        </li>
                    }
                })
                .collect_view();
            view! {
                <li class="flex min-w-0 flex-col gap-2 p-3" class=("bg-muted/50", day.is_today)>
                    <h3 class="text-xs font-semibold">{if day.is_today { "Today".to_owned() } else { day.label }}</h3>
                    {if empty {
                        view! { <p class="text-muted-foreground text-xs">"Free"</p> }.into_any()
                    } else {
                        view! { <ul class="flex flex-col gap-1.5">{stretches}</ul> }.into_any()
                    }}
                </li>
            }
        })
        .collect_view();
    view! {
        <section aria-labelledby="week" class="flex flex-col gap-2">
            <div class="flex flex-wrap items-baseline justify-between gap-2">
                <h2 id="week">"The week"</h2>
                <p class="text-muted-foreground text-xs">{format!("School time, {zone}")}</p>
            </div>
            <ol class="bg-card grid grid-cols-1 divide-y overflow-hidden rounded-xl border sm:grid-cols-2 sm:divide-y-0 lg:grid-cols-7 lg:divide-x">
                {days}
            </ol>
        </section>
    }
}
