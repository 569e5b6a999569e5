//! The way through a list that does not fit one page. The page stands in the address.

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};

use super::icon::{Glyph, Icon};

/// "Page 2 of 7", with the ways back and on; nothing for a list of one page.
#[component]
pub fn Pager(page: u64, pages: u64) -> impl IntoView {
    let query = use_query_map();
    let path = use_location().pathname;
    let href = move |page: u64| {
        let mut query = query.get_untracked();
        query.replace("page", page.to_string());
        format!("{}{}", path.get_untracked(), query.to_query_string())
    };
    let step = |to: Option<u64>, words: &'static str, rel: &'static str, face: AnyView| match to {
        Some(to) => view! {
            <a class="btn btn-outline btn-sm" href=href(to) rel=rel aria-label=words>
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
        <Icon glyph=Glyph::ChevronLeft />
        "Previous"
    };
    let on = view! {
        "Next"
        <Icon glyph=Glyph::ChevronRight />
    };
    (pages > 1).then(|| {
        view! {
            <nav class="flex items-center justify-between gap-3" aria-label="Pages of the list">
                {step((page > 1).then(|| page - 1), "Previous page", "prev", back.into_any())}
                <span class="text-muted-foreground text-sm tabular-nums">{format!("Page {page} of {pages}")}</span>
                {step((page < pages).then(|| page + 1), "Next page", "next", on.into_any())}
            </nav>
        }
    })
}
