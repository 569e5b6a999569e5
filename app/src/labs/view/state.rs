//! The state of a lab: a shape, a colour, a word, and what else is known.

use leptos::prelude::*;

use crate::labs::types::{LabState, Step};
use crate::ui::live::live;
use crate::ui::notice::Notice;
use crate::ui::status::{Status, Tone};
use crate::ui::time::Ago;

fn tone(state: &LabState) -> Tone {
    match state {
        LabState::Running => Tone::Good,
        LabState::Idle { .. } => Tone::Idle,
        LabState::Starting(_) | LabState::Stopping => Tone::Busy,
        LabState::Failed { .. } | LabState::Unknown { .. } => Tone::Bad,
        LabState::Stopped | LabState::None => Tone::Off,
    }
}

/// One line: "Running", "Idle, last used 12 min ago", "Starting · Fetching the image, 40 %".
#[component]
pub fn LabStatus(#[prop(into)] state: Signal<LabState>) -> impl IntoView {
    let kind = Memo::new(move |_| state.with(|state| (tone(state), state.kind().label().to_owned())));
    let more = move || match state.get() {
        LabState::Idle { since_ms } => {
            view! { <span class="text-muted-foreground text-xs">"last used " <Ago at_ms=since_ms /></span> }.into_any()
        }
        LabState::Starting(step) => {
            view! { <span class="text-muted-foreground text-xs">{step.phrase()}</span> }.into_any()
        }
        _ => ().into_any(),
    };
    view! {
        <span class="inline-flex flex-wrap items-center gap-x-2">
            <Status tone=Signal::derive(move || kind.get().0) label=Signal::derive(move || kind.get().1) />
            {more}
        </span>
    }
}

/// How far a start is: every step, those done ticked, the present one named.
#[component]
pub fn StartProgress(#[prop(into)] step: Signal<Step>) -> impl IntoView {
    let at = Memo::new(move |_| step.get().index().unwrap_or_default());
    let rows = Step::UP
        .into_iter()
        .enumerate()
        .map(|(index, name)| {
            let label = move || if at.get() == index { step.get().phrase() } else { name.to_owned() };
            let tone = Signal::derive(move || match at.get() {
                now if now == index => Tone::Busy,
                now if now > index => Tone::Good,
                _ => Tone::Off,
            });
            let said = move || match at.get() {
                now if now == index => " (now)",
                now if now > index => " (done)",
                _ => "",
            };
            view! {
                <li class="flex items-center gap-1">
                    <Status tone label=Signal::derive(label) />
                    <span class="sr-only">{said}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card mx-auto w-full max-w-md" aria-labelledby="starting">
            <header>
                <h2 id="starting">"Starting your lab"</h2>
                <p role="status">{live(move || step.get().phrase())}</p>
            </header>
            <section>
                <ol class="flex flex-col gap-2">{rows}</ol>
            </section>
        </section>
    }
}

/// Nobody knows how labs are: the engine does not answer, why, and what comes then.
#[component]
pub fn EngineAway(why: String, then: &'static str) -> impl IntoView {
    view! {
        <Notice tone=Tone::Bad title="The container engine does not answer">
            <p>{why}</p>
            <p>{then}</p>
            <p>"Should it stay away: the overview of the administration says how to connect it."</p>
        </Notice>
    }
}
