//! What was done to containers, told; and the question before one is removed.

use leptos::prelude::*;

use crate::engine::api::{ManageContainers, weigh_removal};
use crate::engine::types::details::Loss;
use crate::engine::types::verb::{Outcome, Verb, summary};
use crate::metrics::types::bytes;
use crate::ui::dialog::Confirm;
use crate::ui::icon::Glyph;
use crate::ui::notice::{ErrorNotice, Notice, outcome_line};
use crate::ui::plain::answer_to;
use crate::ui::skeleton::Skeleton;
use crate::ui::status::Tone;
use crate::ui::toast::toast_ok;

/// What is done without a question first, each with its sign.
pub(super) const AT_A_PRESS: [(Verb, Glyph); 4] = [
    (Verb::Start, Glyph::PLAY),
    (Verb::Resume, Glyph::PLAY),
    (Verb::Stop, Glyph::SQUARE),
    (Verb::Restart, Glyph::ROTATE_CW),
];

/// What was asked for last, and what came of it. A script says in a passing word that all went well; what failed, and
/// what came of a form without a script, stands here for each container.
#[component]
pub(super) fn Results(
    action: ServerAction<ManageContainers>,
    /// Once all are removed that a script asked for.
    #[prop(optional)]
    on_removed: Option<Callback<()>>,
) -> impl IntoView {
    let answer = answer_to::<ManageContainers>();
    let verb = RwSignal::new(answer.as_ref().and_then(|answer| verb_of(&answer.typed)).unwrap_or(Verb::Start));
    // What stands here is this page's answer to a form, until a script asks for something.
    let answered = RwSignal::new(answer.is_some());
    Effect::new(move || {
        if let Some(asked) = action.input().get() {
            verb.set(asked.verb);
            answered.set(false);
        }
    });
    Effect::new(move || {
        let Some(Ok(outcomes)) = action.value().get() else { return };
        if answered.get_untracked() || !outcomes.iter().all(Outcome::is_done) {
            return;
        }
        let verb = verb.get_untracked();
        toast_ok(summary(verb, &outcomes));
        if let (Verb::Remove, Some(then)) = (verb, on_removed) {
            then.run(());
        }
    });
    move || {
        // What came of the one before is not told as what comes of this one.
        if action.pending().get() {
            return None;
        }
        match action.value().get()? {
            Ok(outcomes) if !answered.get_untracked() && outcomes.iter().all(Outcome::is_done) => None,
            Ok(outcomes) => Some(view! { <Report verb=verb.get_untracked() outcomes /> }.into_any()),
            Err(error) => Some(view! { <ErrorNotice error quiet=true /> }.into_any()),
        }
    }
}

/// The verb of a form, by what was typed into it.
fn verb_of(typed: &[(String, String)]) -> Option<Verb> {
    typed.iter().find(|(name, _)| name == "verb").and_then(|(_, verb)| verb.parse().ok())
}

/// What came of each container, failures first.
#[component]
fn Report(verb: Verb, outcomes: Vec<Outcome>) -> impl IntoView {
    let title = summary(verb, &outcomes);
    if let [Outcome { fault: None, .. }] = outcomes.as_slice() {
        return view! { <Notice tone=Tone::Good title /> }.into_any();
    }
    let tone = if outcomes.iter().all(Outcome::is_done) { Tone::Good } else { Tone::Bad };
    let (done, failed): (Vec<Outcome>, Vec<Outcome>) = outcomes.into_iter().partition(Outcome::is_done);
    let each = failed
        .into_iter()
        .chain(done)
        .map(|Outcome { name, fault }| {
            let came = fault.map_or_else(|| verb.past().to_lowercase(), |fault| fault.to_string());
            outcome_line(name, came)
        })
        .collect_view();
    view! {
        <Notice tone title>
            <ul class="list-disc pl-5">{each}</ul>
        </Notice>
    }
    .into_any()
}

/// Asks before containers are removed, and says what is lost and what stays.
#[component]
pub(super) fn ConfirmRemoval(
    open: RwSignal<bool>,
    #[prop(into)] names: Signal<Vec<String>>,
    #[prop(into)] on_confirm: Callback<()>,
) -> impl IntoView {
    let title = move || {
        names.with(|names| match names.as_slice() {
            [only] => format!("Remove {only}?"),
            many => format!("Remove {} containers?", many.len()),
        })
    };
    view! {
        <Confirm open title=Signal::derive(title) action="Remove" on_confirm>
            {move || {
                names
                    .with(|names| match names.as_slice() {
                        [only] => view! { <LossOf name=only.clone() /> }.into_any(),
                        _ => {
                            view! {
                                <p>
                                    "They are stopped first. Files they have written outside their volumes are lost for good; \
                                    volumes stay."
                                </p>
                            }
                                .into_any()
                        }
                    })
            }}
        </Confirm>
    }
}

#[component]
fn LossOf(name: String) -> impl IntoView {
    let loss = LocalResource::new(move || weigh_removal(name.clone()));
    move || match loss.get() {
        None => view! { <Skeleton lines=2 /> }.into_any(),
        Some(Ok(loss)) => view! { <LossText loss /> }.into_any(),
        Some(Err(error)) => view! { <ErrorNotice error /> }.into_any(),
    }
}

#[component]
pub(super) fn LossText(loss: Loss) -> impl IntoView {
    let written = match loss.written_bytes {
        Some(0) => "It has written no files of its own: nothing is lost.".to_owned(),
        Some(count) => format!("{} of files that it has written are lost for good.", bytes(count)),
        None => "Files that it has written outside its volumes are lost for good.".to_owned(),
    };
    let volumes = loss
        .volumes_kept
        .into_iter()
        .map(|name| {
            view! {
                <li>
                    <code class="break-all">{name}</code>
                </li>
            }
        })
        .collect::<Vec<_>>();
    view! {
        {loss.running.then(|| view! { <p>"It is running: it gets SIGTERM, and SIGKILL after ten seconds."</p> })}
        <p>{written}</p>
        {(!volumes.is_empty())
            .then(|| {
                view! {
                    <p>"These volumes stay:"</p>
                    <ul class="list-disc pl-5">{volumes}</ul>
                }
            })}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_says_its_verb() {
        let typed = [("names[]", "web"), ("verb", "stop")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(verb_of(&typed), Some(Verb::Stop));
        assert_eq!(verb_of(&[]), None);
    }
}
