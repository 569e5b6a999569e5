//! A teacher's first page: the class that is on, what is next, one's sections, the week.

use leptos::prelude::*;

use crate::call::fetch;
use crate::error::Result;
use crate::labs::view::today::{ClassLine, today_page};
use crate::school::api::teacher_today;
use crate::school::types::Today;
use crate::school::view::follow_the_clock;
use crate::ui::error_page::ErrorPage;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::skeleton::Skeleton;

#[component]
pub fn TeacherToday() -> impl IntoView {
    let today = fetch(|| (), |()| teacher_today());
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
        Err(error) => return view! { <ErrorPage error /> }.into_any(),
    };
    today_page(
        today,
        |section| {
            view! {
                <a class="btn" href=format!("/teacher/classes/{}", section.id)>
                    <Icon glyph=Glyph::USERS />
                    "Open class"
                </a>
            }
            .into_any()
        },
        |section| {
            let more = format!("{} {}", section.students, if section.students == 1 { "student" } else { "students" });
            let href = format!("/teacher/classes/{}", section.name.id);
            let label = format!("Open class {}", section.name.short());
            view! {
                <ClassLine section more>
                    <a class="btn btn-outline btn-sm" href=href aria-label=label>
                        "Open"
                    </a>
                </ClassLine>
            }
            .into_any()
        },
        "When your school makes you teacher of a class, it stands here with its roster and labs.",
    )
}
