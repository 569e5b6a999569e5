//! Dialogs on the browser's own `<dialog>`: it traps focus, gives it back, and closes on Escape.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::live::live;

/// Shows its children while `open` is true; closing it in any way sets `open` to false.
#[component]
pub fn Dialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    /// Wider than 28 rem, for tables and logs.
    #[prop(optional)]
    wide: bool,
    children: ChildrenFn,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        let Some(element) = dialog.get() else { return };
        if open.get() {
            if !element.open() {
                let _ = element.show_modal();
            }
        } else if element.open() {
            element.close();
        }
    });
    // The browser tells it later; by then it may have been opened again.
    let closed = move |_| {
        if dialog.get_untracked().is_none_or(|element| !element.open()) {
            open.set(false);
        }
    };
    let backdrop = move |event: ev::MouseEvent| {
        let on_backdrop = dialog.get_untracked().is_some_and(|element| {
            let element: &web_sys::EventTarget = element.as_ref();
            event.target().as_ref() == Some(element)
        });
        if on_backdrop {
            open.set(false);
        }
    };
    view! {
        <dialog
            class="dialog"
            node_ref=dialog
            aria-label=move || title.get()
            on:close=closed
            on:click=backdrop
        >
            <article style:max-width=wide.then_some("48rem")>
                <header>
                    <h2>{live(move || title.get())}</h2>
                </header>
                <Show when=move || open.get()>{children()}</Show>
                <button type="button" class="close" aria-label="Close" on:click=move |_| open.set(false)>
                    <Icon glyph=Glyph::X />
                </button>
            </article>
        </dialog>
    }
}

/// Asks before something is lost. Children say what, and how much.
#[component]
pub fn Confirm(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    /// The verb on the button: "Remove container".
    #[prop(into)]
    action: Signal<String>,
    #[prop(into)] on_confirm: Callback<()>,
    /// True where it loses something, which is the usual reason to ask.
    #[prop(default = true)]
    destructive: bool,
    /// What must be typed first, where there is no undo.
    #[prop(into, optional)]
    type_first: MaybeProp<String>,
    children: ChildrenFn,
) -> impl IntoView {
    let children = StoredValue::new(children);
    let typed = RwSignal::new(String::new());
    let ready = move || type_first.get().is_none_or(|wanted| typed.get() == wanted);
    Effect::new(move || {
        if !open.get() {
            typed.set(String::new());
        }
    });
    let confirm = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if ready() {
            open.set(false);
            on_confirm.run(());
        }
    };
    view! {
        <Dialog open title>
            <form class="contents" on:submit=confirm>
                <section class="text-muted-foreground flex flex-col gap-3">
                    {children.read_value()()}
                    {live(move || {
                        type_first
                            .get()
                            .map(|wanted| {
                                view! {
                                    <label class="text-foreground flex flex-col gap-1.5 text-sm">
                                        <span>"Type " <code class="font-semibold">{wanted}</code> " to go on"</span>
                                        <input
                                            type="text"
                                            class="input"
                                            autocomplete="off"
                                            spellcheck="false"
                                            bind:value=typed
                                        />
                                    </label>
                                }
                            })
                    })}
                </section>
                <footer>
                    <button type="button" class="btn btn-outline" autofocus on:click=move |_| open.set(false)>
                        "Cancel"
                    </button>
                    <button type="submit" class="btn" class:btn-destructive=destructive disabled=move || !ready()>
                        {live(move || action.get())}
                    </button>
                </footer>
            </form>
        </Dialog>
    }
}
