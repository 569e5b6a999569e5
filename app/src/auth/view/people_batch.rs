//! One change to many people: the bar under the list, the question before a suspension, what came of it.

use std::collections::BTreeSet;

use leptos::prelude::*;

use crate::auth::api::people::ChangePeople;
use crate::auth::batch::{BatchAnswer, Change, Report, Weight};
use crate::auth::types::Role;
use crate::auth::view::fault::{WholeFault, last_error};
use crate::id::UserId;
use crate::ui::dialog::Confirm;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::notice::Notice;
use crate::ui::plain::{ServerForm, answer_to, typed, use_script};
use crate::ui::status::Tone;

/// How many are chosen, and what to do with them. Without a script it does not count.
#[component]
pub fn BatchBar(action: ServerAction<ChangePeople>, chosen: RwSignal<BTreeSet<UserId>>) -> impl IntoView {
    let script = use_script();
    let none = move || script.get() && chosen.with(BTreeSet::is_empty);
    let idle = move || none() || action.pending().get();
    let said = move || match (script.get(), chosen.with(BTreeSet::len)) {
        (false, _) => "With the chosen:".to_owned(),
        (true, count) => format!("{count} chosen"),
    };
    let button = move |change: Change, glyph: Glyph| {
        view! {
            <button type="submit" name="change" value=change.as_str() class="btn btn-outline btn-sm" disabled=idle>
                <Icon glyph />
                {change.label()}
                {(change == Change::Suspend).then_some("…")}
            </button>
        }
    };
    let role = typed("role");
    let roles = Role::ALL
        .map(|one| {
            let is_typed = role.as_deref().map_or(one == Role::Teacher, |role| role == one.as_str());
            view! {
                <option value=one.as_str() selected=is_typed>
                    {one.label()}
                </option>
            }
        })
        .into_iter()
        .collect_view();
    view! {
        <div class="selection-bar" role="group" aria-label="With the chosen people" hidden=none>
            <strong class="mr-1 text-sm font-medium tabular-nums" aria-live="polite">
                {said}
            </strong>
            {button(Change::Suspend, Glyph::USER_X)}
            {button(Change::Resume, Glyph::USER_CHECK)}
            <span class="flex items-center gap-2">
                <select class="select" name="role" aria-label="Role to give or take">
                    {roles}
                </select>
                {button(Change::GiveRole, Glyph::PLUS)}
                {button(Change::TakeRole, Glyph::MINUS)}
            </span>
            <button
                type="button"
                class="btn btn-ghost btn-sm"
                hidden=move || !script.get()
                on:click=move |_| chosen.set(BTreeSet::new())
            >
                "Choose nobody"
            </button>
        </div>
    }
}

/// What came of the last change, for each; and the question before a suspension.
#[component]
pub fn BatchResult(action: ServerAction<ChangePeople>) -> impl IntoView {
    let value = action.value();
    let error = last_error(action);
    let script = use_script();
    let asking = RwSignal::new(false);
    let weight = Memo::new(move |_| match value.get() {
        Some(Ok(BatchAnswer::Ask(weight))) => Some(weight),
        _ => None,
    });
    let report = Memo::new(move |_| match value.get() {
        Some(Ok(BatchAnswer::Done(report))) => Some(report),
        _ => None,
    });
    Effect::new(move || {
        // Watched as a whole: the same question may be asked twice.
        value.track();
        if weight.get_untracked().is_some() {
            asking.set(true);
        }
    });
    let suspend = move |()| {
        if let Some(weight) = weight.get_untracked() {
            action.dispatch(confirmed(weight));
        }
    };
    let on_page = answer_to::<ChangePeople>().is_some();
    view! {
        <WholeFault error />
        <div aria-live="polite" class="empty:hidden">
            {move || report.get().map(|report| view! { <ReportNotice report /> })}
        </div>
        {move || {
            weight.get().filter(|_| on_page && !script.get()).map(|weight| view! { <AskOnPage action weight /> })
        }}
        <Confirm
            open=asking
            title=Signal::derive(move || {
                weight.with(|weight| weight.as_ref().map(Weight::question).unwrap_or_default())
            })
            action="Suspend"
            on_confirm=Callback::new(suspend)
        >
            <p>{move || weight.with(|weight| weight.as_ref().map(Weight::loss))}</p>
        </Confirm>
    }
}

fn confirmed(weight: Weight) -> ChangePeople {
    ChangePeople { ids: weight.ids, change: Change::Suspend, role: None, confirmed: true }
}

/// The question on a page without a script.
#[component]
fn AskOnPage(action: ServerAction<ChangePeople>, weight: Weight) -> impl IntoView {
    let ids = weight.ids.iter().map(|id| view! { <input type="hidden" name="ids[]" value=id.0 /> }).collect_view();
    view! {
        <Notice tone=Tone::Busy title=weight.question()>
            <p>{weight.loss()}</p>
            <ServerForm action attr:class="actions">
                {ids}
                <input type="hidden" name="confirmed" value="true" />
                <button type="submit" name="change" value=Change::Suspend.as_str() class="btn btn-destructive btn-sm">
                    "Suspend them"
                </button>
                <a class="btn btn-outline btn-sm" href="/admin/people">
                    "Cancel"
                </a>
            </ServerForm>
        </Notice>
    }
}

#[component]
fn ReportNotice(report: Report) -> impl IntoView {
    let refused = report
        .refused()
        .map(|(line, error)| {
            view! {
                <li>
                    <a class="font-medium underline underline-offset-4" href=format!("/admin/people/{}", line.id)>
                        {line.name.clone()}
                    </a>
                    ": "
                    {error.to_string()}
                </li>
            }
        })
        .collect::<Vec<_>>();
    let settled = report
        .settled()
        .map(|(line, now)| view! { <li>{line.name.clone()} {(!now).then_some(" (was so before)")}</li> })
        .collect::<Vec<_>>();
    let tone = if refused.is_empty() { Tone::Good } else { Tone::Busy };
    view! {
        <Notice tone title=report.summary()>
            {(!refused.is_empty()).then(|| view! { <ul class="list-disc pl-5">{refused}</ul> })}
            {(!settled.is_empty())
                .then(|| {
                    view! {
                        <details>
                            <summary class="cursor-pointer">"Who"</summary>
                            <ul class="list-disc pl-5">{settled}</ul>
                        </details>
                    }
                })}
        </Notice>
    }
}
