//! A class: the roster with each student's lab, live; start, stop and watch.

use std::collections::{BTreeSet, HashMap, VecDeque};

use leptos::html::Input;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_params_map, use_query_map};

use crate::call::fetch;
use crate::error::{Error, Result};
use crate::id::{SectionId, UserId};
use crate::labs::api::{class, follow_class};
use crate::labs::roster::{Look, Sort};
use crate::labs::types::{ClassView, LabRow, Sample, StateKind};
use crate::labs::view::broadcast::BroadcastButton;
use crate::labs::view::class_row::Row;
use crate::labs::view::power::{Power, PowerBar};
use crate::labs::view::record::RecordSwitch;
use crate::labs::view::results::Results;
use crate::labs::view::state::EngineAway;
use crate::metrics::feed::{FeedNotice, use_feed};
use crate::ui::empty::Empty;
use crate::ui::error_page::ErrorPage;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::page_head::PageHead;
use crate::ui::skeleton::Skeleton;

/// Samples of a lab that its small charts show: two minutes at the pace of a page that is looked at.
const PAST: usize = 60;

/// The roster as last told, and who is ticked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Roster {
    pub section: SectionId,
    pub rows: RwSignal<Vec<LabRow>>,
    /// What each lab used since the page was opened.
    pub past: RwSignal<HashMap<UserId, VecDeque<Sample>>>,
    pub chosen: RwSignal<BTreeSet<UserId>>,
    pub fault: RwSignal<Option<String>>,
    /// Who has switched on that terminals are recorded.
    pub recorded_by: RwSignal<Option<String>>,
    /// What a lab's processor limit is, per cent of one core: the top of its chart.
    pub core_percent: f32,
}

impl Roster {
    fn new(first: ClassView) -> Self {
        let roster = Self {
            section: first.section.id,
            rows: RwSignal::new(Vec::new()),
            past: RwSignal::new(HashMap::new()),
            chosen: RwSignal::new(BTreeSet::new()),
            fault: RwSignal::new(None),
            recorded_by: RwSignal::new(None),
            core_percent: first.template.cpu_milli as f32 / 10.0,
        };
        roster.told(first);
        roster
    }

    fn told(self, news: ClassView) {
        self.past.update(|past| {
            for row in &news.rows {
                let newest = row.usage.as_ref().map(Sample::from);
                let line = past.entry(row.student.id).or_default();
                for sample in row.past.iter().copied().chain(newest) {
                    if line.back().is_none_or(|last| last.at_ms < sample.at_ms) {
                        line.push_back(sample);
                    }
                }
                line.drain(..line.len().saturating_sub(PAST));
            }
        });
        if self.fault.with_untracked(|fault| *fault != news.engine_fault) {
            self.fault.set(news.engine_fault);
        }
        if self.recorded_by.with_untracked(|by| *by != news.recorded_by) {
            self.recorded_by.set(news.recorded_by);
        }
        self.rows.set(news.rows);
    }

    pub(super) fn row(self, student: UserId) -> Memo<Option<LabRow>> {
        Memo::new(move |_| self.rows.with(|rows| rows.iter().find(|row| row.student.id == student).cloned()))
    }
}

#[component]
pub fn Class() -> impl IntoView {
    let params = use_params_map();
    let section = Memo::new(move |_| params.read().get("section").and_then(|id| id.parse::<SectionId>().ok()));
    let first = fetch(
        move || section.get(),
        |section| async move {
            match section {
                Some(section) => class(section).await,
                None => Err(Error::NotFound("class of yours".into())),
            }
        },
    );
    view! {
        <Suspense fallback=|| {
            view! { <Skeleton lines=8 height_px=40 /> }
        }>{move || Suspend::new(async move { shown(first.await) })}</Suspense>
    }
}

fn shown(first: Result<ClassView>) -> AnyView {
    match first {
        Ok(first) => view! { <Shown first /> }.into_any(),
        Err(error) => view! { <ErrorPage error /> }.into_any(),
    }
}

#[component]
fn Shown(first: ClassView) -> impl IntoView {
    let title = format!("{} · {}", first.section.short(), first.section.course_title);
    let limits = format!("Lab {}: {}", first.template.image, first.template.limits());
    let empty = first.rows.is_empty();
    let roster = Roster::new(first);
    let feed = use_feed(move || Some(roster.section), follow_class, move |news| roster.told(news));
    let power = Power::new(roster);
    view! {
        <PageHead title subtitle=limits>
            <a class="btn btn-outline btn-sm" href=format!("/teacher/my-lab/{}", roster.section)>
                <Icon glyph=Glyph::FLASK_CONICAL />
                "My lab"
            </a>
            <a class="btn btn-outline btn-sm" href=format!("/teacher/terminals?section={}", roster.section)>
                <Icon glyph=Glyph::SQUARE_TERMINAL />
                "Terminals"
            </a>
            {(!empty).then(|| view! { <BroadcastButton roster /> })}
        </PageHead>
        {move || {
            roster
                .fault
                .get()
                .map(|why| {
                    let then = "Labs can be started when it is back; this page goes on by itself.";
                    view! { <EngineAway why then /> }
                })
        }}
        {if empty {
            view! {
                <Empty
                    glyph=Glyph::USERS
                    title="Nobody is enrolled"
                    text="When students are enrolled in this class, they stand here with their labs."
                />
            }
                .into_any()
        } else {
            view! {
                <div class="flex flex-col gap-3">
                    <PowerBar power />
                    <RecordSwitch roster />
                    <Notes roster />
                    <Results power />
                    <FeedNotice feed />
                </div>
                <Table roster power />
            }
                .into_any()
        }}
    }
}

/// What this engine could not enforce, once for the class.
#[component]
fn Notes(roster: Roster) -> impl IntoView {
    let notes = Memo::new(move |_| {
        roster.rows.with(|rows| rows.iter().filter_map(|row| row.note.clone()).collect::<BTreeSet<String>>())
    });
    move || {
        notes
            .get()
            .into_iter()
            .map(|note| {
                view! {
                    <p class="text-muted-foreground flex items-center gap-1.5 text-xs">
                        <Icon glyph=Glyph::INFO size=14 />
                        {note}
                    </p>
                }
            })
            .collect_view()
    }
}

#[component]
fn Table(roster: Roster, power: Power) -> impl IntoView {
    let query = use_query_map();
    let look = Memo::new(move |_| query.with(|query| Look::from_query(|key| query.get(key))));
    let order = Memo::new(move |_| {
        let look = look.get();
        roster.rows.with(|rows| {
            let mut shown: Vec<&LabRow> = rows.iter().filter(|row| look.shows(row)).collect();
            shown.sort_by(|a, b| look.order(a, b));
            shown.into_iter().map(|row| row.student.id).collect::<Vec<UserId>>()
        })
    });
    let all = Memo::new(move |_| {
        let shown = order.get();
        roster.chosen.with(|chosen| !shown.is_empty() && shown.iter().all(|id| chosen.contains(id)))
    });
    let choose_all = move |_| {
        let every = all.get_untracked();
        roster.chosen.update(|chosen| {
            for id in order.get_untracked() {
                if every {
                    chosen.remove(&id);
                } else {
                    chosen.insert(id);
                }
            }
        });
    };
    let nobody = move || order.with(Vec::is_empty);
    view! {
        <LookBar look roster />
        <div class="table-container overflow-x-auto">
            <table class="table">
                <caption class="sr-only">"Students of this class and their labs"</caption>
                <thead>
                    <tr>
                        <th class="w-10">
                            <label class="flex size-6 items-center justify-center">
                                <span class="sr-only">"Choose all shown"</span>
                                <input type="checkbox" prop:checked=move || all.get() on:change=choose_all />
                            </label>
                        </th>
                        <th scope="col" class="max-sm:w-3/8 max-sm:px-2">
                            "Student"
                        </th>
                        <th scope="col" class="max-sm:px-2">
                            "Lab"
                        </th>
                        <th scope="col" class="num hidden lg:table-cell">
                            "CPU"
                        </th>
                        <th scope="col" class="num hidden lg:table-cell">
                            "Memory"
                        </th>
                        <th scope="col" class="hidden lg:table-cell">
                            "Last activity"
                        </th>
                        <th scope="col">
                            <span class="sr-only">"Actions"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || order.get() key=|id| *id let:student>
                        <Row student roster power />
                    </For>
                </tbody>
            </table>
        </div>
        <Show when=nobody>
            <Empty
                glyph=Glyph::SEARCH
                title="Nobody matches"
                text="No student of this class fits the search and the filter."
            >
                <a class="btn btn-outline" href="?">
                    "Show everyone"
                </a>
            </Empty>
        </Show>
    }
}

/// Search, filter and order; they live in the address line. Without script it is a plain form.
#[component]
fn LookBar(look: Memo<Look>, roster: Roster) -> impl IntoView {
    let navigate = use_navigate();
    let path = use_location().pathname;
    let go = StoredValue::new(move |wanted: Look| {
        let to = format!("{}{}", path.get_untracked(), wanted.to_query(leptos_router::location::Url::escape));
        navigate(&to, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
    });
    let field = NodeRef::<Input>::new();
    // What was typed before the page was listening is searched for as well.
    Effect::new(move || {
        if let Some(search) = field.get().map(|field| field.value())
            && search != look.get_untracked().search
        {
            go.with_value(|go| go(Look { search, ..look.get_untracked() }));
        }
    });
    let search = move |event| {
        go.with_value(|go| go(Look { search: event_target_value(&event), ..look.get_untracked() }));
    };
    let filter = move |event| {
        go.with_value(|go| go(Look { state: event_target_value(&event).parse().ok(), ..look.get_untracked() }));
    };
    let sort = move |event| {
        let wanted = event_target_value(&event);
        let sort = Sort::ALL.into_iter().find(|sort| sort.as_str() == wanted).unwrap_or_default();
        go.with_value(|go| go(Look { sort, ..look.get_untracked() }));
    };
    let states = StateKind::ALL
        .into_iter()
        .map(|kind| {
            let count =
                Memo::new(move |_| roster.rows.with(|rows| rows.iter().filter(|row| row.state.kind() == kind).count()));
            view! {
                <option value=kind.as_str() selected=move || look.get().state == Some(kind)>
                    {move || format!("{} ({})", kind.label(), count.get())}
                </option>
            }
        })
        .collect_view();
    let sorts = Sort::ALL
        .into_iter()
        .map(|sort| {
            view! {
                <option value=sort.as_str() selected=move || look.get().sort == sort>
                    {sort.label()}
                </option>
            }
        })
        .collect_view();
    view! {
        <form
            method="get"
            class="flex flex-wrap items-end gap-3"
            role="search"
            on:submit=|event| event.prevent_default()
        >
            <div class="field min-w-48 flex-1 sm:!max-w-xs">
                <label for="q">"Search"</label>
                <input
                    id="q"
                    name="q"
                    type="search"
                    class="input"
                    placeholder="Name or login"
                    value=look.get_untracked().search
                    node_ref=field
                    on:input=search
                />
            </div>
            <div class="field !w-auto min-w-36">
                <label for="state">"Lab"</label>
                <select id="state" name="state" class="select" on:change=filter>
                    <option value="" selected=move || look.get().state.is_none()>
                        "All"
                    </option>
                    {states}
                </select>
            </div>
            <div class="field !w-auto min-w-36">
                <label for="sort">"Sort by"</label>
                <select id="sort" name="sort" class="select" on:change=sort>
                    {sorts}
                </select>
            </div>
            <button type="submit" class="btn btn-outline !hidden noscript:!inline-flex">
                "Apply"
            </button>
        </form>
    }
}
