//! The head of a page: what it is, and its actions.

use leptos::prelude::*;
use leptos_meta::Title;

/// The page's one `<h1>`, the document's title, and at the right the page's actions (children).
#[component]
pub fn PageHead(
    #[prop(into)] title: Signal<String>,
    /// One line under the title.
    #[prop(into, optional)]
    subtitle: MaybeProp<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <Title text=move || title.get() />
        <header class="page-head">
            <div class="min-w-0">
                <h1 class="truncate">{move || title.get()}</h1>
                {move || subtitle.get().map(|line| view! { <p class="text-muted-foreground text-sm">{line}</p> })}
            </div>
            {children.map(|children| view! { <div class="actions">{children()}</div> })}
        </header>
    }
}
