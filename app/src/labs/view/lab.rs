//! One's own lab: on its way up, a desk of terminals, or why not and what mends it.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::{use_location, use_params_map};

use crate::auth::types::Portal;
use crate::call::fetch;
use crate::error::{Error, Result};
use crate::id::{SectionId, WorkspaceId};
use crate::labs::api::{RecreateMyLab, StartMyLab, StopMyLab, follow_my_lab, my_lab};
use crate::labs::types::{LabState, LabView, Step};
use crate::labs::view::shown::{Beside, ShownBanner, ShownNow};
use crate::labs::view::state::{EngineAway, LabStatus, StartProgress};
use crate::metrics::feed::{FeedNotice, use_feed};
use crate::terminals::protocol::OpenKind;
use crate::terminals::view::Desk;
use crate::ui::dialog::Confirm;
use crate::ui::empty::Empty;
use crate::ui::error_page::ErrorPage;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::notice::{ErrorNotice, Notice};
use crate::ui::page_head::PageHead;
use crate::ui::skeleton::Skeleton;
use crate::ui::status::Tone;

/// What can be asked for, and what came of it.
#[derive(Clone, Copy)]
struct Doing {
    start: ServerAction<StartMyLab>,
    stop: ServerAction<StopMyLab>,
    anew: ServerAction<RecreateMyLab>,
}

impl Doing {
    fn pending(self) -> bool {
        self.start.pending().get() || self.stop.pending().get() || self.anew.pending().get()
    }

    fn error(self) -> Option<Error> {
        let outcomes = [self.start.value().get(), self.stop.value().get(), self.anew.value().get()];
        outcomes.into_iter().flatten().find_map(Result::err)
    }
}

#[component]
pub fn Lab() -> impl IntoView {
    let params = use_params_map();
    let section = Memo::new(move |_| params.read().get("section").and_then(|id| id.parse::<SectionId>().ok()));
    let first = fetch(
        move || section.get(),
        |section| async move {
            match section {
                Some(section) => my_lab(section).await,
                None => Err(Error::NotFound("class of yours".into())),
            }
        },
    );
    let lab = RwSignal::new(None::<LabView>);
    let doing = Doing { start: ServerAction::new(), stop: ServerAction::new(), anew: ServerAction::new() };
    let feed = use_feed(move || section.get(), follow_my_lab, move |news| lab.set(Some(news)));
    open_at_once(lab, doing);
    view! {
        <Suspense fallback=|| {
            view! { <Skeleton lines=4 height_px=48 /> }
        }>
            {move || Suspend::new(async move {
                match first.await {
                    Ok(found) => {
                        if lab.with_untracked(|lab| lab.as_ref().is_none_or(|lab| lab.section != found.section)) {
                            lab.set(Some(found.clone()));
                        }
                        view! { <Shown found lab doing /> }.into_any()
                    }
                    Err(error) => view! { <ErrorPage error /> }.into_any(),
                }
            })}
        </Suspense>
        <FeedNotice feed />
    }
}

/// Who comes here wants the lab: one that is not up is started, once for each visit, and not after it was stopped here.
fn open_at_once(lab: RwSignal<Option<LabView>>, doing: Doing) {
    Effect::new(move |asked: Option<Option<SectionId>>| {
        let asked = asked.flatten();
        lab.with(|lab| {
            let Some(lab) = lab else { return asked };
            if asked != Some(lab.section.id) && matches!(lab.state, LabState::None | LabState::Stopped) {
                doing.start.dispatch(StartMyLab { section: lab.section.id });
            }
            Some(lab.section.id)
        })
    });
}

/// What the page shows instead of, or as, the desk. Two states that show the same are equal.
#[derive(Clone, PartialEq)]
enum Phase {
    Starting,
    Up(WorkspaceId),
    Stopping,
    Down,
    Failed(String),
    Unknown(String),
}

impl Phase {
    fn of(state: &LabState, workspace: Option<WorkspaceId>) -> Self {
        match state {
            LabState::Starting(_) => Self::Starting,
            LabState::Running | LabState::Idle { .. } => workspace.map_or(Self::Starting, Self::Up),
            LabState::Stopping => Self::Stopping,
            LabState::None | LabState::Stopped => Self::Down,
            LabState::Failed { why } => Self::Failed(why.clone()),
            LabState::Unknown { why } => Self::Unknown(why.clone()),
        }
    }
}

#[component]
fn Shown(found: LabView, lab: RwSignal<Option<LabView>>, doing: Doing) -> impl IntoView {
    let section = found.section.id;
    let limits = found.template.limits();
    let title = format!("{} lab", found.section.short());
    let subtitle = format!("{} · {limits}", found.section.course_title);
    let state = Signal::derive({
        let first = found.state.clone();
        move || lab.with(|lab| lab.as_ref().map_or_else(|| first.clone(), |lab| lab.state.clone()))
    });
    let workspace = Signal::derive(move || lab.with(|lab| lab.as_ref().map_or(found.workspace, |lab| lab.workspace)));
    let phase = Memo::new(move |_| state.with(|state| Phase::of(state, workspace.get())));
    let step = Signal::derive(move || match state.get() {
        LabState::Starting(step) => step,
        _ => Step::Starting,
    });
    let shown = ShownNow::of(section);
    let others = Memo::new(move |_| lab.with(|lab| lab.as_ref().map_or(found.others_run, |lab| lab.others_run)));
    let path = use_location().pathname;
    let desk = move || {
        let portal = if path.get().starts_with(Portal::Teacher.path()) { Portal::Teacher } else { Portal::Student };
        format!("{}/desk", portal.path())
    };
    let body = move || match phase.get() {
        Phase::Starting => view! { <StartProgress step /> }.into_any(),
        Phase::Up(workspace) => view! {
            <div class="desks">
                <Desk kind=OpenKind::Lab { workspace } />
                <Beside now=shown />
            </div>
        }
        .into_any(),
        Phase::Stopping => view! {
            <Notice tone=Tone::Busy title="Your lab is being stopped">
                <p>"Programs are told to end and have ten seconds to do so. Your home folder is kept."</p>
            </Notice>
        }
        .into_any(),
        Phase::Down => view! { <Down section doing /> }.into_any(),
        Phase::Failed(why) => view! { <Failed section why doing /> }.into_any(),
        Phase::Unknown(why) => {
            let then = "This page goes on by itself when it is back. What runs in your lab is not lost by waiting.";
            view! { <EngineAway why then /> }.into_any()
        }
    };
    view! {
        <PageHead title subtitle>
            <LabStatus state />
            <Show when=move || others.get()>
                <a class="btn btn-outline btn-sm" href=desk title="Terminals of several labs on one page">
                    <Icon glyph=Glyph::COLUMNS_2 />
                    "Side by side"
                </a>
            </Show>
            <StopLab section state doing />
        </PageHead>
        {move || doing.error().map(|error| view! { <ErrorNotice error /> })}
        <ShownBanner now=shown />
        {body}
    }
}

#[component]
fn StopLab(section: SectionId, state: Signal<LabState>, doing: Doing) -> impl IntoView {
    let asking = RwSignal::new(false);
    let can = Memo::new(move |_| state.with(LabState::can_stop));
    let ask = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        asking.set(true);
    };
    view! {
        <Show when=move || can.get()>
            // Without script the form itself stops the lab.
            <form method="post" action=StopMyLab::url() on:submit=ask>
                <input type="hidden" name="section" value=section.0 />
                <button type="submit" class="btn btn-outline btn-sm" disabled=move || doing.pending()>
                    <Icon glyph=Glyph::CIRCLE_STOP />
                    "Stop my lab"
                </button>
            </form>
        </Show>
        <Confirm
            open=asking
            title="Stop your lab?"
            action="Stop my lab"
            on_confirm=move |()| {
                doing.stop.dispatch(StopMyLab { section });
            }
        >
            <p>
                "Every program in it is told to end and has ten seconds to do so; what it had not saved is lost. Your home folder is kept."
            </p>
        </Confirm>
    }
}

#[component]
fn Down(section: SectionId, doing: Doing) -> impl IntoView {
    view! {
        <Empty
            glyph=Glyph::SQUARE_TERMINAL
            title="Your lab is not running"
            text="It starts in a moment, with your home folder as you left it."
        >
            <ActionForm action=doing.start>
                <input type="hidden" name="section" value=section.0 />
                <button type="submit" class="btn" disabled=move || doing.pending()>
                    <Icon glyph=Glyph::PLAY />
                    "Start my lab"
                </button>
            </ActionForm>
        </Empty>
    }
}

#[component]
fn Failed(section: SectionId, why: String, doing: Doing) -> impl IntoView {
    view! {
        <Notice tone=Tone::Bad title="Your lab is not running">
            <p>{why}</p>
            <div class="actions">
                <ActionForm action=doing.start>
                    <input type="hidden" name="section" value=section.0 />
                    <button type="submit" class="btn btn-sm" disabled=move || doing.pending()>
                        <Icon glyph=Glyph::ROTATE_CW />
                        "Start again"
                    </button>
                </ActionForm>
                <ActionForm action=doing.anew>
                    <input type="hidden" name="section" value=section.0 />
                    <button
                        type="submit"
                        class="btn btn-outline btn-sm"
                        disabled=move || doing.pending()
                        title="The home folder is kept; what was changed outside it is not"
                    >
                        <Icon glyph=Glyph::REFRESH_CW />
                        "Make the container anew"
                    </button>
                </ActionForm>
            </div>
        </Notice>
    }
}
