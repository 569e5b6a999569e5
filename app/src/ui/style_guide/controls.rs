//! Buttons and fields.

use leptos::prelude::*;

use super::Row;
use crate::ui::choice::Choice;
use crate::ui::form::{Check, Field, SelectField, TextField};
use crate::ui::icon::{Glyph, Icon};

#[component]
pub(super) fn Buttons() -> impl IntoView {
    view! {
        <Row>
            <button type="button" class="btn">
                "Primary"
            </button>
            <button type="button" class="btn btn-outline">
                "Outline"
            </button>
            <button type="button" class="btn btn-secondary">
                "Secondary"
            </button>
            <button type="button" class="btn btn-ghost">
                "Ghost"
            </button>
            <button type="button" class="btn btn-destructive">
                "Destructive"
            </button>
            <a class="btn btn-link" href="#buttons">
                "Link"
            </a>
        </Row>
        <Row>
            <button type="button" class="btn btn-sm">
                "Small"
            </button>
            <button type="button" class="btn">
                <Icon glyph=Glyph::SQUARE_TERMINAL />
                "With icon"
            </button>
            <button type="button" class="btn btn-lg">
                "Large"
            </button>
            <button type="button" class="btn btn-outline btn-icon" aria-label="Restart">
                <Icon glyph=Glyph::ROTATE_CW />
            </button>
            <button type="button" class="btn btn-ghost btn-icon btn-sm" aria-label="More">
                <Icon glyph=Glyph::ELLIPSIS />
            </button>
        </Row>
        <Row>
            <button type="button" class="btn" disabled>
                "Disabled"
            </button>
            <button type="button" class="btn btn-outline" disabled>
                "Disabled"
            </button>
            <button type="button" class="btn" aria-disabled="true">
                <span class="spinner"></span>
                "Starting"
            </button>
        </Row>
    }
}

#[component]
pub(super) fn Fields(theme: &'static str) -> impl IntoView {
    let name = move |field: &str| format!("{theme}-{field}");
    let states = [("any", "Any state"), ("running", "Running"), ("stopped", "Stopped")];
    let states: Vec<_> = states.into_iter().map(|(key, words)| (key.to_owned(), words.to_owned())).collect();
    let filter = states[1..].to_vec();
    view! {
        <div class="grid gap-4 sm:grid-cols-2">
            <TextField name=name("name") label="Name" value="Ada Lovelace" help="As it stands on the register." />
            <TextField name=name("mail") label="E-mail" kind="email" value="ada@" error="This is not an address." />
            <TextField name=name("key") label="Password" kind="password" value="lyceum" required=true />
            <SelectField name=name("state") label="State" options=states value="running" />
            <Field id=name("notes") label="Notes" help="Any other control has its label, help and fault alike.">
                <textarea
                    id=name("notes")
                    class="textarea"
                    rows="3"
                    aria-describedby=format!("{0}-help {0}-fault", name("notes"))
                ></textarea>
            </Field>
        </div>
        <Row>
            <Check name=name("ticked") label="Ticked" checked=true />
            <Check name=name("open") label="Not ticked" />
        </Row>
        <div class="filters">
            <Choice name="filter" label="Filter" words=filter chosen="running".to_owned() />
        </div>
    }
}
