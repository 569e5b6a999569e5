//! The way through a list that does not fit one page. Page and size stand in the address.

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};

use super::icon::{Glyph, Icon};
use super::list::{PageOf, PerPage};
use super::plain::ANSWER_KEY;

/// "Page 2 of 7" with the ways back and on, and how many rows a page has; nothing for a short list.
#[component]
pub fn Pager(at: PageOf) -> impl IntoView {
    let query = use_query_map();
    let path = use_location().pathname;
    let href = move |changes: [(&'static str, Option<String>); 2]| {
        let mut query = query.get_untracked();
        query.remove(ANSWER_KEY);
        for (key, value) in changes {
            query.remove(key);
            if let Some(value) = value {
                query.replace(key, value);
            }
        }
        format!("{}{}", path.get_untracked(), query.to_query_string())
    };
    let rows = at.per_page.rows();
    let size = (at.per_page != PerPage::default()).then(|| rows.to_string());
    let turned = move |page: u64| href([("page", Some(page.to_string())), ("per_page", size.clone())]);
    let step = move |to: Option<u64>, words: &'static str, rel: &'static str, face: AnyView| match to {
        Some(to) => view! {
            <a class="btn btn-outline btn-sm" href=turned(to) rel=rel aria-label=words>
                {face}
            </a>
        }
        .into_any(),
        None => view! {
            <button type="button" class="btn btn-outline btn-sm" disabled aria-label=words>
                {face}
            </button>
        }
        .into_any(),
    };
    let back = view! {
        <Icon glyph=Glyph::CHEVRON_LEFT />
        "Previous"
    };
    let on = view! {
        "Next"
        <Icon glyph=Glyph::CHEVRON_RIGHT />
    };
    let sizes = PerPage::OFFERED.map(|offered| {
        let here = (offered == rows).then_some("true");
        view! {
            <a
                class="btn btn-ghost btn-sm tabular-nums"
                href=href([("page", None), ("per_page", Some(offered.to_string()))])
                aria-current=here
                aria-label=format!("{offered} rows a page")
            >
                {offered}
            </a>
        }
    });
    let (page, pages) = (at.page, at.pages());
    (at.total > PerPage::OFFERED[0]).then(|| {
        view! {
            <nav class="pager" aria-label="Pages of the list">
                <div class="flex items-center gap-3">
                    {step((page > 1).then(|| page - 1), "Previous page", "prev", back.into_any())}
                    <span class="text-muted-foreground text-sm tabular-nums">{format!("Page {page} of {pages}")}</span>
                    {step((page < pages).then(|| page + 1), "Next page", "next", on.into_any())}
                </div>
                <div class="text-muted-foreground flex items-center gap-0.5 text-sm">
                    <span class="mr-1">"Rows"</span>
                    {sizes}
                </div>
            </nav>
        }
    })
}
