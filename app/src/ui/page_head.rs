//! The head of a page: what it is, and its actions.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::live::live;

/// The path and title of the page shown, for the breadcrumb above it.
#[derive(Debug, Clone, Copy)]
struct PageTitle(RwSignal<Option<(String, String)>>);

/// Once, in the frame: pages below tell their title upwards.
pub fn provide_page_title() {
    provide_context(PageTitle(RwSignal::new(None)));
}

/// Path and title of the page that spoke last.
pub fn use_page_title() -> Signal<Option<(String, String)>> {
    use_context::<PageTitle>().map_or_else(|| Signal::stored(None), |title| title.0.into())
}

/// The page's one `<h1>`, the document's title, and at the right the page's actions (children).
#[component]
pub fn PageHead(
    #[prop(into)] title: Signal<String>,
    /// One line under the title.
    #[prop(into, optional)]
    subtitle: MaybeProp<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let shown = use_context::<PageTitle>();
    let path = use_location().pathname;
    Effect::new(move || {
        if let Some(PageTitle(shown)) = shown {
            shown.set(Some((path.get(), title.get())));
        }
    });
    // The server writes the document's head last, when the page's own values are gone, and where they stood may be
    // those of another request. So it is taken now, as a word that stands nowhere else.
    let text = if is_server() { TextProp::from(title.get_untracked()) } else { TextProp::from(move || title.get()) };
    view! {
        <Title text />
        <header class="page-head">
            <div class="min-w-0">
                <h1 class="truncate">{live(move || title.get())}</h1>
                {live(move || subtitle.get().map(|line| view! { <p class="text-muted-foreground text-sm">{line}</p> }))}
            </div>
            {children.map(|children| view! { <div class="actions">{children()}</div> })}
        </header>
    }
}
