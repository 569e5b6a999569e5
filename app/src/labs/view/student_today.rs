//! A student's first page: the class that is on, what is next, one's labs, the week.

use leptos::prelude::*;

use crate::error::Result;
use crate::id::SectionId;
use crate::labs::api::{follow_my_labs, my_labs};
use crate::labs::types::{LabState, MyLab};
use crate::labs::view::state::LabStatus;
use crate::metrics::feed::{FeedNotice, use_feed};
use crate::school::api::student_today;
use crate::school::types::{SectionCard, SectionName, Today};
use crate::school::view::{NextUp, NothingOn, NowCard, Week, follow_the_clock};
use crate::ui::empty::Empty;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::notice::ErrorNotice;
use crate::ui::page::page;
use crate::ui::page_head::PageHead;
use crate::ui::skeleton::Skeleton;

page!(StudentTodayPage, StudentToday);

/// The states of one's labs, kept by the feed.
#[derive(Debug, Clone, Copy)]
struct Mine(RwSignal<Vec<MyLab>>);

impl Mine {
    fn state(self, section: SectionId) -> Memo<Option<LabState>> {
        Memo::new(move |_| {
            self.0.with(|labs| labs.iter().find(|lab| lab.section == section).map(|lab| lab.state.clone()))
        })
    }
}

#[component]
fn StudentToday() -> impl IntoView {
    let today = Resource::new_blocking(|| (), |()| student_today());
    let labs = Resource::new_blocking(|| (), |()| my_labs());
    follow_the_clock(today);
    let mine = Mine(RwSignal::new(Vec::new()));
    let feed = use_feed(|| Some(()), follow_my_labs, move |news| mine.0.set(news));
    let both = move || async move { (today.await, labs.await) };
    view! {
        <Transition fallback=|| {
            view! { <Skeleton lines=6 height_px=40 /> }
        }>
            {move || Suspend::new(async move {
                let (today, labs) = both().await;
                shown(today, labs, mine)
            })}
        </Transition>
        <FeedNotice feed />
    }
}

fn shown(today: Result<Today>, labs: Result<Vec<MyLab>>, mine: Mine) -> AnyView {
    let today = match today {
        Ok(today) => today,
        Err(error) => return view! { <ErrorNotice error /> }.into_any(),
    };
    match labs {
        // What the feed has told since is newer.
        Ok(labs) if mine.0.with_untracked(Vec::is_empty) => mine.0.set(labs),
        Ok(_) => {}
        Err(error) => return view! { <ErrorNotice error /> }.into_any(),
    }
    let on = if today.on.is_empty() {
        view! { <NothingOn /> }.into_any()
    } else {
        today
            .on
            .into_iter()
            .map(|meeting| {
                let section = meeting.section.clone();
                view! {
                    <NowCard meeting>
                        <OpenLab section mine large=true />
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
            <MySections sections=today.sections mine />
        </div>
        <Week days=today.week zone=today.zone />
    }
    .into_any()
}

#[component]
fn MySections(sections: Vec<SectionCard>, mine: Mine) -> impl IntoView {
    if sections.is_empty() {
        return view! {
            <Empty
                glyph=Glyph::BookOpen
                title="No classes yet"
                text="When your school enrols you in a class, it stands here with its lab."
            />
        }
        .into_any();
    }
    let rows = sections
        .into_iter()
        .map(|section| {
            let state = mine.state(section.name.id);
            let name = section.name.clone();
            view! {
                <li class="flex items-center justify-between gap-3 px-4 py-2.5">
                    <div class="min-w-0">
                        <h3 class="truncate">{section.name.course_title.clone()}</h3>
                        <p class="text-muted-foreground flex flex-wrap items-center gap-x-2 text-xs">
                            <span>{section.name.short()}</span>
                            <span>{section.teachers.join(", ")}</span>
                        </p>
                        {move || state.get().map(|state| view! { <LabStatus state=Signal::stored(state) /> })}
                    </div>
                    <OpenLab section=name mine large=false />
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

/// The one click into the lab; a section without one has no door.
#[component]
fn OpenLab(section: SectionName, mine: Mine, large: bool) -> impl IntoView {
    let state = mine.state(section.id);
    let label = format!("Open lab of {}", section.short());
    let there = Memo::new(move |_| state.with(Option::is_some));
    view! {
        <Show when=move || there.get()>
            <a
                class=if large { "btn" } else { "btn btn-outline btn-sm" }
                href=format!("/student/labs/{}", section.id)
                aria-label=label.clone()
            >
                <Icon glyph=Glyph::SquareTerminal />
                "Open lab"
            </a>
        </Show>
    }
}
