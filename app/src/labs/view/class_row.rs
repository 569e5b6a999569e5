//! One student of a class: the lab's state and use, and what can be done.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::id::UserId;
use crate::labs::api::{StartLabs, StopLabs};
use crate::labs::types::{LabAction, LabRow, LabState, Sample};
use crate::labs::view::class::Roster;
use crate::labs::view::power::Power;
use crate::labs::view::state::LabStatus;
use crate::metrics::chart::Sparkline;
use crate::metrics::types::{bytes, per_cent};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::time::Ago;

#[component]
pub fn Row(student: UserId, roster: Roster, power: Power) -> impl IntoView {
    let row = roster.row(student);
    let Some(first) = row.get_untracked() else { return ().into_any() };
    let name = first.student.name.clone();
    let state = Signal::derive(move || row.with(|row| row.as_ref().map_or(LabState::None, |row| row.state.clone())));
    let why = Memo::new(move |_| match state.get() {
        LabState::Failed { why } | LabState::Unknown { why } => Some(why),
        _ => None,
    });
    let figures = figures(student, row, roster);
    let seen = Memo::new(move |_| row.with(|row| row.as_ref().and_then(|row| row.last_seen_ms)));
    let chosen = move || roster.chosen.with(|chosen| chosen.contains(&student));
    let choose = move |_| {
        roster.chosen.update(|chosen| {
            if !chosen.remove(&student) {
                chosen.insert(student);
            }
        });
    };
    view! {
        <tr data-state=move || chosen().then_some("selected")>
            <td>
                <label class="flex size-6 items-center justify-center">
                    <span class="sr-only">{format!("Choose {name}")}</span>
                    <input
                        type="checkbox"
                        form="labs"
                        name="students[]"
                        value=student.0
                        prop:checked=chosen
                        on:change=choose
                    />
                </label>
            </td>
            <th scope="row" class="text-left whitespace-normal max-sm:px-2">
                <span class="font-medium">{name.clone()}</span>
                <span class="text-muted-foreground block font-mono text-xs font-normal wrap-anywhere">
                    {first.student.login}
                </span>
            </th>
            <td class="whitespace-normal max-sm:px-2 sm:min-w-40">
                <LabStatus state />
                {move || { why.get().map(|why| view! { <p class="text-muted-foreground max-w-80 text-xs">{why}</p> }) }}
                {figures.map(|figure| view! { <FigureLine figure /> }).into_iter().collect_view()}
                {move || {
                    seen.get()
                        .map(|at_ms| {
                            view! {
                                <p class="text-muted-foreground text-xs lg:hidden">"Last active " <Ago at_ms /></p>
                            }
                        })
                }}
            </td>
            {figures.map(|figure| view! { <FigureCell figure /> }).into_iter().collect_view()}
            <td class="text-muted-foreground hidden text-[0.8125rem] lg:table-cell">
                {move || match seen.get() {
                    Some(at_ms) => view! { <Ago at_ms /> }.into_any(),
                    None => "never".into_any(),
                }}
            </td>
            <td>
                <Actions student name row state power />
            </td>
        </tr>
    }
    .into_any()
}

/// What a lab uses of one thing: the newest in words, the last minutes as a small chart.
#[derive(Clone, Copy)]
struct Figure {
    name: &'static str,
    /// None while the lab is not running.
    now: Signal<Option<String>>,
    past: Memo<Vec<f32>>,
    /// At the top of the chart.
    most: Signal<f32>,
}

impl Figure {
    fn is_there(self) -> bool {
        self.now.with(Option::is_some)
    }

    fn text(self) -> String {
        self.now.get().unwrap_or_default()
    }

    fn chart(self) -> impl IntoView {
        let label = Signal::derive(move || format!("{}, the last two minutes; now {}", self.name, self.text()));
        view! { <Sparkline values=self.past ceiling=self.most label /> }
    }
}

/// Processor and memory.
fn figures(student: UserId, row: Memo<Option<LabRow>>, roster: Roster) -> [Figure; 2] {
    let usage = Memo::new(move |_| row.with(|row| row.as_ref().and_then(|row| row.usage)));
    let past = move |figure: fn(&Sample) -> f32| {
        Memo::new(move |_| {
            roster
                .past
                .with(|past| past.get(&student).map(|line| line.iter().map(figure).collect()).unwrap_or_default())
        })
    };
    let cpu = Figure {
        name: "CPU",
        now: Signal::derive(move || usage.get().map(|usage| per_cent(usage.cpu_percent))),
        past: past(|sample| sample.cpu_percent),
        most: Signal::stored(roster.core_percent),
    };
    let memory = Figure {
        name: "Memory",
        now: Signal::derive(move || usage.get().map(|usage| bytes(usage.memory_bytes))),
        past: past(|sample| sample.memory_bytes as f32),
        most: Signal::derive(move || usage.get().map_or(1.0, |usage| usage.memory_limit_bytes as f32)),
    };
    [cpu, memory]
}

/// A figure in a column of its own, its chart under it or beside it; a dash while the lab is not running.
#[component]
fn FigureCell(figure: Figure) -> impl IntoView {
    view! {
        <td class="hidden text-right lg:table-cell">
            <Show
                when=move || figure.is_there()
                fallback=|| {
                    view! { <span class="text-muted-foreground">"–"</span> }
                }
            >
                <span class="flex flex-col-reverse items-end justify-end gap-x-2 xl:flex-row xl:items-center">
                    <span class="flex w-16 xl:w-20 [&>svg]:w-full">{figure.chart()}</span>
                    <span class="w-16 text-right font-mono text-[0.8125rem] tabular-nums whitespace-nowrap">
                        {move || figure.text()}
                    </span>
                </span>
            </Show>
        </td>
    }
}

/// A figure in a window that has no room for its column; nothing while the lab is not running.
#[component]
fn FigureLine(figure: Figure) -> impl IntoView {
    view! {
        <Show when=move || figure.is_there()>
            <p class="flex flex-wrap items-center gap-x-2 lg:hidden">
                <span class="text-muted-foreground text-xs">
                    {figure.name} " "
                    <span class="text-foreground font-mono tabular-nums whitespace-nowrap">
                        {move || figure.text()}
                    </span>
                </span>
                {figure.chart()}
            </p>
        </Show>
    }
}

#[component]
fn Actions(
    student: UserId,
    name: String,
    row: Memo<Option<LabRow>>,
    state: Signal<LabState>,
    power: Power,
) -> impl IntoView {
    let can_start = Memo::new(move |_| state.with(LabState::can_start));
    let can_stop = Memo::new(move |_| state.with(LabState::can_stop));
    let watched =
        Memo::new(move |_| row.with(|row| row.as_ref().filter(|row| row.state.is_up()).and_then(|row| row.workspace)));
    let watch_name = format!("Watch {name}");
    let name = StoredValue::new(name);
    let form = move |action| view! { <OneLab action student name=name.get_value() power /> };
    view! {
        <div class="flex flex-col items-end justify-end gap-2 sm:flex-row sm:items-center">
            {move || {
                let label = watch_name.clone();
                watched
                    .get()
                    .map(|workspace| {
                        view! {
                            <a
                                class="btn btn-outline btn-sm"
                                href=format!("/teacher/labs/{workspace}")
                                aria-label=label
                            >
                                <Icon glyph=Glyph::EYE />
                                <span class="sr-only sm:not-sr-only">"Watch"</span>
                            </a>
                        }
                    })
            }} {move || can_start.get().then(|| form(LabAction::Start))}
            {move || can_stop.get().then(|| form(LabAction::Stop))}
        </div>
    }
}

/// Starts or stops the lab of one student.
#[component]
fn OneLab(action: LabAction, student: UserId, name: String, power: Power) -> impl IntoView {
    let (url, class, glyph, word) = match action {
        LabAction::Start => (StartLabs::url(), "btn btn-outline btn-sm", Glyph::PLAY, "Start"),
        LabAction::Stop => (StopLabs::url(), "btn btn-ghost btn-sm", Glyph::CIRCLE_STOP, "Stop"),
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        match action {
            LabAction::Start => power.start(vec![student]),
            LabAction::Stop => power.ask_to_stop(vec![student]),
        }
    };
    view! {
        <form method="post" action=url on:submit=submit>
            <input type="hidden" name="section" value=power.section().0 />
            <input type="hidden" name="students[]" value=student.0 />
            <button type="submit" class=class aria-label=format!("{word} the lab of {name}")>
                <Icon glyph />
                <span class="sr-only sm:not-sr-only">{word}</span>
            </button>
        </form>
    }
}
