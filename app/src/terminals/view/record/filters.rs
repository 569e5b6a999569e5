//! What is looked for among sessions; it stands in the address.

use leptos::prelude::*;
use leptos_router::components::Form;

use crate::terminals::types::record::{RecordPage, RecordQuery, Scope, kind_label};
use crate::ui::choice::Choice;
use crate::ui::icon::{Glyph, Icon};

#[component]
pub(super) fn Filters(scope: Scope, found: RecordPage, query: RecordQuery) -> impl IntoView {
    let words =
        |words: &[(&str, &str)]| words.iter().map(|(key, label)| ((*key).to_owned(), (*label).to_owned())).collect();
    let kinds: Vec<_> = found.kinds.iter().map(|kind| (kind.clone(), kind_label(kind).to_owned())).collect();
    let classes: Vec<_> = found.classes.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
    let clear = query.is_filtered().then(|| {
        view! {
            <a class="btn btn-ghost" href=scope.path()>
                "Clear"
            </a>
        }
    });
    let who = (scope != Scope::Own).then(|| {
        view! {
            <label>
                "Who"
                <input class="input" type="search" name="who" value=query.who.clone() placeholder="Name or login" />
            </label>
        }
    });
    let class = (scope == Scope::Classes)
        .then(|| view! { <Choice name="section" label="Class" words=classes chosen=query.section.clone() /> });
    view! {
        <Form method="GET" action="" attr:class="filters" attr:role="search" attr:aria-label="Filter terminals">
            {who}
            {class}
            {(kinds.len() > 1)
                .then(|| view! { <Choice name="kind" label="Kind" words=kinds chosen=query.kind.clone() /> })}
            <Choice
                name="state"
                label="State"
                words=words(&[("running", "Running"), ("ended", "Ended")])
                chosen=query.state.clone()
            />
            <Choice
                name="recorded"
                label="Recording"
                words=words(&[("yes", "With a recording")])
                chosen=query.recorded.clone()
            />
            <label>"From" <input class="input" type="date" name="from" value=query.from.clone() /></label>
            <label>"Until" <input class="input" type="date" name="until" value=query.until.clone() /></label>
            <button type="submit" class="btn btn-outline">
                <Icon glyph=Glyph::FUNNEL />
                "Filter"
            </button>
            {clear}
        </Form>
    }
}
