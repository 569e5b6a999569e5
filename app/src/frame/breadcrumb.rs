//! The way to the page shown.

use leptos::prelude::*;

use super::places::{Crumb, crumbs};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::live::live;
use crate::ui::page_head::use_page_title;

#[component]
pub fn Breadcrumb(path: Memo<String>) -> impl IntoView {
    let title = use_page_title();
    let way = move || {
        // The title belongs to the page of its path alone; a page on its way has none yet.
        let title = title.get().filter(|(of, _)| *of == path.get()).map(|(_, title)| title);
        crumbs(&path.get(), title.as_deref())
    };
    view! {
        <nav class="crumbs" aria-label="Way to this page">
            <ol>{live(move || way().into_iter().enumerate().map(step).collect_view())}</ol>
        </nav>
    }
}

fn step((index, crumb): (usize, Crumb)) -> impl IntoView {
    view! {
        <li>
            {(index > 0).then(|| view! { <Icon glyph=Glyph::CHEVRON_RIGHT size=14 /> })}
            {match crumb.href {
                Some(href) => view! { <a href=href>{crumb.label}</a> }.into_any(),
                None => view! { <span aria-current="page">{crumb.label}</span> }.into_any(),
            }}
        </li>
    }
}
