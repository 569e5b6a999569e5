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
            <th scope="row" class="text-left">
                <span class="font-medium">{name.clone()}</span>
                <span class="text-muted-foreground block font-mono text-xs font-normal">{first.student.login}</span>
            </th>
            <td class="whitespace-normal sm:min-w-40">
                <LabStatus state />
                {move || { why.get().map(|why| view! { <p class="text-muted-foreground max-w-80 text-xs">{why}</p> }) }}
            </td>
            <Use student row roster />
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

/// Processor and memory: the last minutes as a small chart, the newest as a figure.
#[component]
fn Use(student: UserId, row: Memo<Option<LabRow>>, roster: Roster) -> impl IntoView {
    let usage = Memo::new(move |_| row.with(|row| row.as_ref().and_then(|row| row.usage)));
    let line = move |figure: fn(&Sample) -> f32| {
        Memo::new(move |_| {
            roster
                .past
                .with(|past| past.get(&student).map(|line| line.iter().map(figure).collect()).unwrap_or_default())
        })
    };
    let cpu_line = line(|sample| sample.cpu_percent);
    let memory_line = line(|sample| sample.memory_bytes as f32);
    let cpu = Signal::derive(move || usage.get().map(|usage| per_cent(usage.cpu_percent)));
    let memory = Signal::derive(move || usage.get().map(|usage| bytes(usage.memory_bytes)));
    let most = Signal::derive(move || usage.get().map_or(1.0, |usage| usage.memory_limit_bytes as f32));
    view! {
        <td class="hidden text-right md:table-cell">
            <Figure name="CPU" value=cpu values=cpu_line ceiling=roster.core_percent />
        </td>
        <td class="hidden text-right md:table-cell">
            <Figure name="Memory" value=memory values=memory_line ceiling=most />
        </td>
    }
}

/// A small chart with its newest value; a dash while the lab is not running.
#[component]
fn Figure(
    name: &'static str,
    value: Signal<Option<String>>,
    values: Memo<Vec<f32>>,
    #[prop(into)] ceiling: Signal<f32>,
) -> impl IntoView {
    let there = Memo::new(move |_| value.with(Option::is_some));
    let text = move || value.get().unwrap_or_default();
    view! {
        <Show when=move || there.get() fallback=|| view! { <span class="text-muted-foreground">"–"</span> }>
            <span class="flex items-center justify-end gap-2">
                <span class="hidden w-20 xl:block">
                    <Sparkline
                        values
                        ceiling
                        label=Signal::derive(move || format!("{name}, the last two minutes; now {}", text()))
                    />
                </span>
                <span class="w-16 text-right font-mono text-[0.8125rem] tabular-nums whitespace-nowrap">{text}</span>
            </span>
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
        <div class="flex items-center justify-end gap-2">
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
                                <Icon glyph=Glyph::Eye />
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
        LabAction::Start => (StartLabs::url(), "btn btn-outline btn-sm", Glyph::Play, "Start"),
        LabAction::Stop => (StopLabs::url(), "btn btn-ghost btn-sm", Glyph::CircleStop, "Stop"),
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
