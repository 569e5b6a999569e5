//! What came of starting or stopping: in one line, each failure by name, and the others for those who ask.

use leptos::prelude::*;

use crate::labs::types::{LabAction, LabResult, Outcome};
use crate::labs::view::power::Power;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::notice::{ErrorNotice, Notice, outcome_line};
use crate::ui::plain::use_script;
use crate::ui::status::Tone;
use crate::ui::toast::toast_ok;

/// What goes on; then a passing word when all went well, else a list that stays until it is closed. On a page that
/// answers a form the list is there, whatever came of it.
#[component]
pub(super) fn Results(power: Power) -> impl IntoView {
    Effect::new(move |_| {
        if let (None, Some((action, Ok(results)))) = (power.pending(), power.answer())
            && !power.is_on_page()
            && !results.iter().any(failed)
        {
            toast_ok(summary(action, &results));
            power.forget_answer();
        }
    });
    view! {
        <div aria-live="polite" class="empty:hidden">
            {move || match (power.pending(), power.answer()) {
                (Some(LabAction::Start), _) => {
                    view! { <Notice tone=Tone::Busy title="Starting: each lab's line says how far it is" /> }.into_any()
                }
                (Some(LabAction::Stop), _) => {
                    view! { <Notice tone=Tone::Busy title="Stopping: programs have ten seconds to end" /> }.into_any()
                }
                (None, Some((_, Err(error)))) => view! { <ErrorNotice error quiet=true /> }.into_any(),
                (None, Some((action, Ok(results)))) if power.is_on_page() || results.iter().any(failed) => {
                    view! { <Answer action results power /> }.into_any()
                }
                (None, _) => ().into_any(),
            }}
        </div>
    }
}

fn failed(result: &LabResult) -> bool {
    matches!(result.outcome, Outcome::Failed(_))
}

/// "28 started, 1 already running, 1 failed".
fn summary(action: LabAction, results: &[LabResult]) -> String {
    let kinds = [Outcome::Done, Outcome::Already, Outcome::UnderWay, Outcome::Failed(String::new())];
    let parts: Vec<String> = kinds
        .iter()
        .map(|kind| words(action, kind))
        .map(|what| (results.iter().filter(|result| words(action, &result.outcome) == what).count(), what))
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    if parts.is_empty() { "Nobody was chosen".to_owned() } else { parts.join(", ") }
}

fn words(action: LabAction, outcome: &Outcome) -> &'static str {
    match (outcome, action) {
        (Outcome::Done, LabAction::Start) => "started",
        (Outcome::Done, LabAction::Stop) => "stopped",
        (Outcome::Already, LabAction::Start) => "already running",
        (Outcome::Already, LabAction::Stop) => "not running before",
        (Outcome::UnderWay, _) => "still on the way",
        (Outcome::Failed(_), _) => "failed",
    }
}

/// How many of each, the failures by name, and behind a fold everybody else.
#[component]
fn Answer(action: LabAction, results: Vec<LabResult>, power: Power) -> impl IntoView {
    let script = use_script();
    let title = summary(action, &results);
    let (failures, others): (Vec<LabResult>, Vec<LabResult>) = results.into_iter().partition(failed);
    let tone = match (failures.is_empty(), others.is_empty()) {
        (false, _) => Tone::Bad,
        (true, false) => Tone::Good,
        (true, true) => Tone::Busy,
    };
    let failures = failures
        .into_iter()
        .filter_map(|LabResult { name, outcome, .. }| match outcome {
            Outcome::Failed(why) => Some(outcome_line(name, why)),
            _ => None,
        })
        .collect::<Vec<_>>();
    let others = others
        .into_iter()
        .map(|LabResult { name, outcome, .. }| outcome_line(name, words(action, &outcome).to_owned()))
        .collect::<Vec<_>>();
    view! {
        <Notice tone title>
            {(!failures.is_empty()).then(|| view! { <ul class="flex list-disc flex-col gap-1 pl-4">{failures}</ul> })}
            {(!others.is_empty())
                .then(|| {
                    view! {
                        <details>
                            <summary class="cursor-pointer">"Who"</summary>
                            <ul class="flex list-disc flex-col gap-1 pl-4">{others}</ul>
                        </details>
                    }
                })}
            <div class="actions">
                <button
                    type="button"
                    class="btn btn-outline btn-sm"
                    hidden=move || !script.get()
                    on:click=move |_| power.forget_answer()
                >
                    <Icon glyph=Glyph::X />
                    "Close"
                </button>
            </div>
        </Notice>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::UserId;

    #[test]
    fn results_are_told_in_one_line() {
        let result = |outcome| LabResult { student: UserId(1), name: "Ada".into(), outcome };
        let results = [
            result(Outcome::Done),
            result(Outcome::Done),
            result(Outcome::Already),
            result(Outcome::Failed("no".into())),
        ];
        assert_eq!(summary(LabAction::Start, &results), "2 started, 1 already running, 1 failed");
        assert_eq!(summary(LabAction::Stop, &[]), "Nobody was chosen");
    }
}
