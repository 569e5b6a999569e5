//! A field of its own for text that is easier written with a keyboard's help: corrections, suggestions, speech.

use leptos::ev;
use leptos::html::Textarea;
use leptos::prelude::*;

use super::state::DeskState;
use crate::ui::icon::{Glyph, Icon};

#[component]
pub(super) fn ComposeBar(desk: DeskState) -> impl IntoView {
    // What was written stays when the field is put away.
    let text = RwSignal::new(String::new());
    let field = NodeRef::<Textarea>::new();
    Effect::new(move || {
        if let Some(field) = field.get() {
            request_animation_frame(move || drop(field.focus()));
        }
    });
    let send = move |run: bool| {
        let written = text.get_untracked();
        if let Some(shown) = untrack(|| desk.focused())
            && (run || !written.is_empty())
        {
            shown.remote.insert(&written, run);
            text.set(String::new());
        }
        if let Some(field) = field.get_untracked() {
            let _ = field.focus();
        }
    };
    let keys = move |event: ev::KeyboardEvent| match event.key().as_str() {
        "Enter" if event.ctrl_key() || event.meta_key() => {
            event.prevent_default();
            send(true);
        }
        "Escape" => desk.composing.set(false),
        _ => {}
    };
    move || {
        desk.composing.get().then(|| {
            view! {
                <form
                    aria-label="Write a line"
                    class="border-border flex items-end gap-1.5 border-t p-1.5"
                    on:submit=move |event| {
                        event.prevent_default();
                        send(true);
                    }
                >
                    <textarea
                        class="textarea max-h-32 min-h-11 min-w-0 flex-1 resize-none py-2 font-mono text-sm"
                        rows="1"
                        aria-label="Text for the terminal"
                        placeholder="Write here, then send"
                        autocapitalize="off"
                        node_ref=field
                        bind:value=text
                        on:keydown=keys
                    ></textarea>
                    <button
                        type="button"
                        class="btn btn-outline btn-sm min-h-11"
                        title="Put the text into the terminal, without Enter"
                        on:pointerdown=|event| event.prevent_default()
                        on:click=move |_| send(false)
                    >
                        "Insert"
                    </button>
                    <button
                        type="submit"
                        class="btn btn-sm min-h-11"
                        title="Put the text into the terminal and press Enter (Ctrl+Enter)"
                        on:pointerdown=|event| event.prevent_default()
                    >
                        <Icon glyph=Glyph::SEND />
                        "Send"
                    </button>
                </form>
            }
        })
    }
}
