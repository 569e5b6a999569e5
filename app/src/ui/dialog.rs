//! Dialogs with a title, and those that ask before something is lost.

use leptos::ev;
use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::live::live;
use super::modal::Modal;

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
    view! {
        <Modal open class="dialog" label=title>
            <article style:max-width=wide.then_some("48rem")>
                <header>
                    <h2>{live(move || title.get())}</h2>
                </header>
                <Show when=move || open.get()>{children()}</Show>
                <button type="button" class="close" aria-label="Close" on:click=move |_| open.set(false)>
                    <Icon glyph=Glyph::X />
                </button>
            </article>
        </Modal>
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
