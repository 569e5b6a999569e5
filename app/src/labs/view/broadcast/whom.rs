//! For whom something is typed.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::Draft;
use crate::id::UserId;
use crate::labs::types::Hearer;

/// The class, with a box for everybody who has a terminal open.
#[component]
pub(super) fn Whom(draft: Draft, hearers: Vec<Hearer>) -> impl IntoView {
    let (listening, deaf): (Vec<Hearer>, Vec<Hearer>) = hearers.into_iter().partition(|one| one.terminals > 0);
    let all: BTreeSet<UserId> = listening.iter().map(|one| one.student).collect();
    let nobody = listening.is_empty();
    let count = all.len();
    let choose_all = {
        let all = all.clone();
        move |_| {
            draft
                .chosen
                .update(|chosen| *chosen = if chosen.len() == all.len() { BTreeSet::new() } else { all.clone() })
        }
    };
    let boxes = listening
        .into_iter()
        .map(|one| {
            let student = one.student;
            view! {
                <label class="check">
                    <input
                        type="checkbox"
                        prop:checked=move || draft.chosen.with(|chosen| chosen.contains(&student))
                        on:change=move |event| {
                            let on = event_target_checked(&event);
                            draft
                                .chosen
                                .update(|chosen| {
                                    if on { chosen.insert(student) } else { chosen.remove(&student) };
                                });
                        }
                    />
                    {one.name}
                </label>
            }
        })
        .collect_view();
    let without = (!deaf.is_empty()).then(|| {
        let names = deaf.into_iter().map(|one| one.name).collect::<Vec<_>>().join(", ");
        view! { <p class="text-muted-foreground text-xs">{format!("No terminal is open: {names}.")}</p> }
    });
    view! {
        <fieldset class="flex flex-col gap-2">
            <legend class="mb-2 flex w-full items-center gap-3 text-sm font-medium">
                "For whom" <button type="button" class="btn btn-ghost btn-sm" disabled=nobody on:click=choose_all>
                    {format!("All with a terminal ({count})")}
                </button>
            </legend>
            {nobody
                .then(|| {
                    view! { <p class="text-sm">"Nobody of this class has a terminal open now."</p> }
                })}
            <div class="grid max-h-52 gap-x-4 gap-y-1.5 overflow-y-auto sm:grid-cols-2 lg:grid-cols-3" tabindex="-1">
                {boxes}
            </div>
            {move || {
                draft
                    .whom_fault
                    .get()
                    .map(|fault| {
                        view! {
                            <p role="alert" class="text-bad text-sm">
                                {fault}
                            </p>
                        }
                    })
            }}
            {without}
        </fieldset>
    }
}
