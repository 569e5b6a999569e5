//! A password that can be looked at while it is typed.

use leptos::prelude::*;

use crate::ui::form::Field;
use crate::ui::icon::{Glyph, Icon};

/// `name` is the field's name in the form and its id in the page.
#[component]
pub fn PasswordField(
    name: &'static str,
    label: &'static str,
    /// `current-password` or `new-password`.
    autocomplete: &'static str,
    #[prop(into, optional)] help: MaybeProp<String>,
    #[prop(into, optional)] error: MaybeProp<String>,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    let capitals = RwSignal::new(false);
    let ready = RwSignal::new(false);
    Effect::new(move || ready.set(true));
    let words = move || if shown.get() { "Hide password" } else { "Show password" };
    let glyph = Signal::derive(move || if shown.get() { Glyph::EYE_OFF } else { Glyph::EYE });
    view! {
        <Field id=name label=label help error>
            <div class="relative">
                <input
                    class="input w-full pr-11"
                    id=name
                    name=name
                    type=move || if shown.get() { "text" } else { "password" }
                    autocomplete=autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    required
                    aria-describedby=format!("{name}-help {name}-fault {name}-capitals")
                    aria-invalid=move || error.get().map(|_| "true")
                    on:keyup=move |event| capitals.set(event.get_modifier_state("CapsLock"))
                />
                <Show when=move || ready.get()>
                    <button
                        type="button"
                        class="btn btn-ghost btn-icon absolute inset-y-0 right-0 my-auto"
                        aria-label=words
                        title=words
                        aria-controls=name
                        on:click=move |_| shown.update(|shown| *shown = !*shown)
                    >
                        <Icon glyph />
                    </button>
                </Show>
            </div>
            <p id=format!("{name}-capitals") role="status" class="empty:hidden">
                {move || capitals.get().then_some("Caps Lock is on.")}
            </p>
        </Field>
    }
}
