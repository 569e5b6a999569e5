//! A student's first page: the class that is on, what is next, one's labs, the week.

use leptos::prelude::*;

use crate::call::fetch;
use crate::error::Result;
use crate::id::SectionId;
use crate::labs::api::{follow_my_labs, my_labs};
use crate::labs::types::{LabState, MyLab};
use crate::labs::view::state::LabStatus;
use crate::labs::view::today::{ClassLine, today_page};
use crate::metrics::feed::{FeedNotice, use_feed};
use crate::school::api::student_today;
use crate::school::types::{SectionName, Today};
use crate::school::view::follow_the_clock;
use crate::ui::error_page::ErrorPage;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::skeleton::Skeleton;

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
pub fn StudentToday() -> impl IntoView {
    let today = fetch(|| (), |()| student_today());
    let labs = fetch(|| (), |()| my_labs());
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
        Err(error) => return view! { <ErrorPage error /> }.into_any(),
    };
    match labs {
        // What the feed has told since is newer.
        Ok(labs) if mine.0.with_untracked(Vec::is_empty) => mine.0.set(labs),
        Ok(_) => {}
        Err(error) => return view! { <ErrorPage error /> }.into_any(),
    }
    today_page(
        today,
        |section| view! { <OpenLab section mine large=true /> }.into_any(),
        |section| {
            let name = section.name.clone();
            let state = mine.state(name.id);
            let below = move || state.get().map(|state| view! { <LabStatus state=Signal::stored(state) /> });
            view! {
                <ClassLine section below=below.into_any()>
                    <OpenLab section=name mine large=false />
                </ClassLine>
            }
            .into_any()
        },
        "When your school enrols you in a class, it stands here with its lab.",
    )
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
                <Icon glyph=Glyph::SQUARE_TERMINAL />
                "Open lab"
            </a>
        </Show>
    }
}
