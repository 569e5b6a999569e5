//! What the first pages of students and teachers share: what is on, what is next, one's classes, the week.

use leptos::prelude::*;

use crate::school::types::{Meeting, SectionCard, SectionName, Today};
use crate::school::view::{NextUp, NothingOn, NowCard, Week};
use crate::ui::empty::Empty;
use crate::ui::icon::Glyph;
use crate::ui::page_head::PageHead;

/// The page. `on` leads from a meeting that is on, `line` shows one of the classes; `none_yet` says what will
/// stand there when there is one.
pub(super) fn today_page(
    today: Today,
    on: impl Fn(SectionName) -> AnyView,
    line: impl Fn(SectionCard) -> AnyView,
    none_yet: &'static str,
) -> AnyView {
    let meetings = if today.on.is_empty() {
        view! { <NothingOn /> }.into_any()
    } else {
        let card = |meeting: Meeting| {
            let door = on(meeting.section.clone());
            view! { <NowCard meeting>{door}</NowCard> }
        };
        today.on.into_iter().map(card).collect_view().into_any()
    };
    let classes = if today.sections.is_empty() {
        view! { <Empty glyph=Glyph::BOOK_OPEN title="No classes yet" text=none_yet /> }.into_any()
    } else {
        let lines = today.sections.into_iter().map(line).collect_view();
        view! {
            <section class="card !gap-2 !pb-0" aria-labelledby="classes">
                <header>
                    <h2 id="classes">"My classes"</h2>
                </header>
                <ul class="divide-y border-t">{lines}</ul>
            </section>
        }
        .into_any()
    };
    view! {
        <PageHead title="Today" subtitle=today.day />
        <div class="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
            <div class="flex flex-col gap-4">{meetings} <NextUp meeting=today.next /></div>
            {classes}
        </div>
        <Week days=today.week zone=today.zone />
    }
    .into_any()
}

/// One of one's classes; `more` is known of it beside its teachers, children lead on.
#[component]
pub(super) fn ClassLine(
    section: SectionCard,
    #[prop(optional, into)] more: Option<String>,
    /// Stands under the name.
    #[prop(optional, into)]
    below: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    view! {
        <li class="flex items-center justify-between gap-3 px-4 py-2.5">
            <div class="min-w-0">
                <h3 class="truncate">{section.name.course_title.clone()}</h3>
                <p class="text-muted-foreground flex flex-wrap items-center gap-x-2 text-xs">
                    <span>{section.name.short()}</span>
                    {more.map(|more| view! { <span>{more}</span> })}
                    <span>{section.teachers.join(", ")}</span>
                </p>
                {below}
            </div>
            {children()}
        </li>
    }
}
