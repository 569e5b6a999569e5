//! A menu that opens from a button. It is a `<details>`: without script it opens and closes all the same.

use leptos::ev;
use leptos::html::Details;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// `trigger` is what the button shows; children are `<a class="entry">` and `<button class="entry">`.
/// Escape, a click elsewhere and a choice close it.
#[component]
pub fn Menu(
    #[prop(into)] label: String,
    #[prop(into, default = "btn btn-ghost btn-icon".to_owned())] class: String,
    /// The sheet opens above the button, for buttons at the bottom of the page.
    #[prop(optional)]
    up: bool,
    /// The sheet begins where the button does, for buttons at the left.
    #[prop(optional)]
    left: bool,
    #[prop(into)] trigger: ViewFn,
    children: Children,
) -> impl IntoView {
    let details = NodeRef::<Details>::new();
    let close = move |back: bool| {
        if let Some(element) = details.get_untracked()
            && element.open()
        {
            element.set_open(false);
            if back && let Ok(Some(summary)) = element.query_selector("summary") {
                let _ = summary.unchecked_into::<web_sys::HtmlElement>().focus();
            }
        }
    };
    Effect::new(move || {
        let elsewhere = window_event_listener(ev::pointerdown, move |event| {
            let inside = details.get_untracked().is_some_and(|element| {
                let target = event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
                element.contains(target.as_ref())
            });
            if !inside {
                close(false);
            }
        });
        on_cleanup(move || elsewhere.remove());
    });
    let keys = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            close(true);
        }
    };
    let chosen = move |event: ev::MouseEvent| {
        let entry = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            .and_then(|element| element.closest(".entry").ok().flatten());
        if entry.is_some() {
            close(false);
        }
    };
    view! {
        <details class="menu" node_ref=details on:keydown=keys>
            <summary class=class aria-label=label.clone() title=label>
                {trigger.run()}
            </summary>
            <div class="sheet" data-side=up.then_some("up") data-align=left.then_some("left") on:click=chosen>
                {children()}
            </div>
        </details>
    }
}
