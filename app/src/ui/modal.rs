//! What every dialog is: the browser's own `<dialog>`, opened and closed by a signal. It traps focus and gives it back.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

/// A modal `<dialog>` that is open while `open` is; Escape and a press beside it close it.
#[component]
pub fn Modal(
    open: RwSignal<bool>,
    class: &'static str,
    #[prop(into)] label: Signal<String>,
    /// Runs each time it has opened.
    #[prop(into, optional)]
    on_open: Option<Callback<()>>,
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        let Some(element) = dialog.get() else { return };
        match (open.get(), element.open()) {
            (true, false) => {
                let _ = element.show_modal();
                if let Some(on_open) = on_open {
                    untrack(|| on_open.run(()));
                }
            }
            (false, true) => element.close(),
            _ => {}
        }
    });
    // The browser tells it later; by then it may have been opened again.
    let closed = move |_| {
        if dialog.get_untracked().is_none_or(|element| !element.open()) {
            open.set(false);
        }
    };
    // What is beside the contents is the dialog itself.
    let beside = move |event: ev::MouseEvent| {
        let hit = dialog.get_untracked().is_some_and(|element| {
            let element: &web_sys::EventTarget = element.as_ref();
            event.target().as_ref() == Some(element)
        });
        if hit {
            open.set(false);
        }
    };
    view! {
        <dialog class=class node_ref=dialog aria-label=move || label.get() on:close=closed on:click=beside>
            {children()}
        </dialog>
    }
}
