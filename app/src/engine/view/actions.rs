//! What was done to containers, told; and the question before one is removed.

use leptos::prelude::*;

use crate::engine::api::{ManageContainers, weigh_removal};
use crate::engine::types::details::Loss;
use crate::engine::types::verb::{Outcome, Verb, summary};
use crate::metrics::types::bytes;
use crate::ui::dialog::Confirm;
use crate::ui::notice::{ErrorNotice, Notice};
use crate::ui::skeleton::Skeleton;
use crate::ui::status::Tone;
use crate::ui::toast::toast_ok;

/// Tells what came of the last action: a toast when all went well, else a notice with each failure.
#[component]
pub(super) fn Results(action: ServerAction<ManageContainers>) -> impl IntoView {
    let verb = RwSignal::new(Verb::Start);
    Effect::new(move || {
        if let Some(asked) = action.input().get() {
            verb.set(asked.verb);
        }
    });
    Effect::new(move || {
        if let Some(Ok(outcomes)) = action.value().get()
            && outcomes.iter().all(|outcome| outcome.fault.is_none())
        {
            toast_ok(summary(verb.get_untracked(), &outcomes));
        }
    });
    move || match action.value().get()? {
        Ok(outcomes) if outcomes.iter().all(|outcome| outcome.fault.is_none()) => None,
        Ok(outcomes) => Some(view! { <Failures verb=verb.get_untracked() outcomes /> }.into_any()),
        Err(error) => Some(view! { <ErrorNotice error /> }.into_any()),
    }
}

#[component]
fn Failures(verb: Verb, outcomes: Vec<Outcome>) -> impl IntoView {
    let title = summary(verb, &outcomes);
    let failures = outcomes
        .into_iter()
        .filter_map(|Outcome { name, fault }| {
            Some(view! {
                <li>
                    <strong>{name}</strong>
                    ": "
                    {fault?.to_string()}
                </li>
            })
        })
        .collect_view();
    view! {
        <Notice tone=Tone::Bad title>
            <ul class="list-disc pl-5">{failures}</ul>
        </Notice>
    }
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
