//! A teacher's first page: the class that is on, what is next, one's sections, the week.

use leptos::prelude::*;

use crate::error::Result;
use crate::school::api::teacher_today;
use crate::school::types::{SectionCard, Today};
use crate::school::view::{NextUp, NothingOn, NowCard, Week, follow_the_clock};
use crate::ui::empty::Empty;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::notice::ErrorNotice;
use crate::ui::page::page;
use crate::ui::page_head::PageHead;
use crate::ui::skeleton::Skeleton;

page!(TeacherTodayPage, TeacherToday);

#[component]
fn TeacherToday() -> impl IntoView {
    let today = Resource::new_blocking(|| (), |()| teacher_today());
    follow_the_clock(today);
    view! {
        <Transition fallback=|| {
            view! { <Skeleton lines=6 height_px=40 /> }
        }>{move || Suspend::new(async move { shown(today.await) })}</Transition>
    }
}

fn shown(today: Result<Today>) -> AnyView {
    let today = match today {
        Ok(today) => today,
        Err(error) => return view! { <ErrorNotice error /> }.into_any(),
    };
    let on = if today.on.is_empty() {
        view! { <NothingOn /> }.into_any()
    } else {
        today
            .on
            .into_iter()
            .map(|meeting| {
                let href = format!("/teacher/classes/{}", meeting.section.id);
                view! {
                    <NowCard meeting>
                        <a class="btn" href=href>
                            <Icon glyph=Glyph::Users />
                            "Open class"
                        </a>
                    </NowCard>
                }
            })
            .collect_view()
            .into_any()
    };
    view! {
        <PageHead title="Today" subtitle=today.day />
        <div class="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
            <div class="flex flex-col gap-4">{on} <NextUp meeting=today.next /></div>
            <MyClasses sections=today.sections />
        </div>
        <Week days=today.week zone=today.zone />
    }
    .into_any()
}

#[component]
fn MyClasses(sections: Vec<SectionCard>) -> impl IntoView {
    if sections.is_empty() {
        return view! {
            <Empty
                glyph=Glyph::BookOpen
                title="No classes yet"
                text="When your school makes you teacher of a class, it stands here with its roster and labs."
            />
        }
        .into_any();
    }
    let rows = sections
        .into_iter()
        .map(|section| {
            let students = if section.students == 1 { "student" } else { "students" };
            view! {
                <li class="flex items-center justify-between gap-3 px-4 py-2.5">
                    <div class="min-w-0">
                        <h3 class="truncate">{section.name.course_title.clone()}</h3>
                        <p class="text-muted-foreground flex flex-wrap items-center gap-x-2 text-xs">
                            <span>{section.name.short()}</span>
                            <span>{format!("{} {students}", section.students)}</span>
                            <span>{section.teachers.join(", ")}</span>
                        </p>
                    </div>
                    <a
                        class="btn btn-outline btn-sm"
                        href=format!("/teacher/classes/{}", section.name.id)
                        aria-label=format!("Open class {}", section.name.short())
                    >
                        "Open"
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card !gap-2 !pb-0" aria-labelledby="classes">
            <header>
                <h2 id="classes">"My classes"</h2>
            </header>
            <ul class="divide-y border-t">{rows}</ul>
        </section>
    }
    .into_any()
}
