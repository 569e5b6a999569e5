//! What came of starting or stopping: in one line, and each failure by name.

use leptos::prelude::*;

use crate::labs::types::{LabAction, LabResult, Outcome};
use crate::labs::view::power::Power;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::notice::{ErrorNotice, Notice};
use crate::ui::status::Tone;
use crate::ui::toast::toast_ok;

/// What goes on; then a passing word when all went well, else a list that stays until it is closed.
#[component]
pub(super) fn Results(power: Power) -> impl IntoView {
    Effect::new(move |_| {
        if let (None, Some((action, Ok(results)))) = (power.pending(), power.answer())
            && results.iter().all(|result| !matches!(result.outcome, Outcome::Failed(_)))
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
                (None, Some((_, Err(error)))) => view! { <ErrorNotice error /> }.into_any(),
                (None, Some((action, Ok(results)))) => view! { <Answer action results power /> }.into_any(),
                (None, None) => ().into_any(),
            }}
        </div>
    }
}

/// "28 started, 1 already running, 1 failed".
fn summary(action: LabAction, results: &[LabResult]) -> String {
    let count = |outcome: fn(&Outcome) -> bool| results.iter().filter(|result| outcome(&result.outcome)).count();
    let (done, already) = match action {
        LabAction::Start => ("started", "already running"),
        LabAction::Stop => ("stopped", "not running before"),
    };
    let parts = [
        (count(|outcome| *outcome == Outcome::Done), done),
        (count(|outcome| *outcome == Outcome::Already), already),
        (count(|outcome| *outcome == Outcome::UnderWay), "still on the way"),
        (count(|outcome| matches!(outcome, Outcome::Failed(_))), "failed"),
    ];
    let parts: Vec<String> =
        parts.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    if parts.is_empty() { "Nobody was chosen".to_owned() } else { parts.join(", ") }
}

#[component]
fn Answer(action: LabAction, results: Vec<LabResult>, power: Power) -> impl IntoView {
    let title = summary(action, &results);
    let failures: Vec<(String, String)> = results
        .into_iter()
        .filter_map(|result| match result.outcome {
            Outcome::Failed(why) => Some((result.name, why)),
            _ => None,
        })
        .collect();
    if failures.is_empty() {
        return ().into_any();
    }
    let failures = failures
        .into_iter()
        .map(|(name, why)| {
            view! {
                <li>
                    <strong>{name}</strong>
                    ": "
                    {why}
                </li>
            }
        })
        .collect_view();
    view! {
        <Notice tone=Tone::Bad title>
            <ul class="flex list-disc flex-col gap-1 pl-4">{failures}</ul>
            <div class="actions">
                <button type="button" class="btn btn-outline btn-sm" on:click=move |_| power.forget_answer()>
                    <Icon glyph=Glyph::X />
                    "Close"
                </button>
            </div>
        </Notice>
    }
    .into_any()
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
