//! Form fields: the label above, help below, the fault beside the field and tied to it.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::live::live;
use super::plain::{ticked, typed};

/// A label, the control (children, whose id is `id`), its help and its fault.
///
/// The control names `{id}-help {id}-fault` in `aria-describedby`; [`TextField`] does so by itself.
#[component]
pub fn Field(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    #[prop(into, optional)] help: MaybeProp<String>,
    #[prop(into, optional)] error: MaybeProp<String>,
    children: Children,
) -> impl IntoView {
    let help_id = format!("{id}-help");
    let fault_id = format!("{id}-fault");
    view! {
        <div class="field" data-invalid=move || error.get().map(|_| "true")>
            <label for=id>{label}</label>
            {children()}
            {live(move || help.get().map(|text| view! { <p id=help_id.clone()>{text}</p> }))}
            {live(move || {
                error
                    .get()
                    .map(|text| {
                        view! {
                            <p id=fault_id.clone() data-fault="" role="alert">
                                <span class="mt-0.5">
                                    <Icon glyph=Glyph::CIRCLE_ALERT size=14 />
                                </span>
                                {text}
                            </p>
                        }
                    })
            })}
        </div>
    }
}

/// One line of text. `name` is the field's name in the form and its id in the page.
#[component]
pub fn TextField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(into, optional)] help: MaybeProp<String>,
    #[prop(into, optional)] error: MaybeProp<String>,
    /// `text`, `email`, `password`, `search` …
    #[prop(into, default = "text".to_owned())]
    kind: String,
    #[prop(into, optional)] value: String,
    #[prop(into, optional)] autocomplete: Option<String>,
    #[prop(optional)] required: bool,
    #[prop(optional)] autofocus: bool,
    #[prop(optional)] node_ref: NodeRef<leptos::html::Input>,
) -> impl IntoView {
    let described = format!("{name}-help {name}-fault");
    let value = typed(&name).unwrap_or(value);
    let spelling = !matches!(kind.as_str(), "email" | "password") && autocomplete.is_none();
    view! {
        <Field id=name.clone() label help error>
            <input
                id=name.clone()
                name=name
                type=kind
                class="input"
                value=value
                autocomplete=autocomplete
                required=required
                autofocus=autofocus
                spellcheck=spelling.to_string()
                aria-describedby=described
                aria-invalid=move || error.get().map(|_| "true")
                node_ref=node_ref
            />
        </Field>
    }
}

/// Values with their words, to choose one of.
pub(super) fn choices(options: Vec<(String, String)>, chosen: &str) -> impl IntoView + use<> {
    options
        .into_iter()
        .map(|(key, words)| {
            let selected = key == chosen;
            view! {
                <option value=key selected=selected>
                    {words}
                </option>
            }
        })
        .collect_view()
}

/// A choice of one; options are values with their words.
#[component]
pub fn SelectField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    options: Vec<(String, String)>,
    #[prop(into, optional)] value: String,
    #[prop(into, optional)] help: MaybeProp<String>,
    #[prop(into, optional)] error: MaybeProp<String>,
) -> impl IntoView {
    let described = format!("{name}-help {name}-fault");
    let value = typed(&name).unwrap_or(value);
    let choices = choices(options, &value);
    view! {
        <Field id=name.clone() label help error>
            <select
                id=name.clone()
                name=name
                class="select"
                aria-describedby=described
                aria-invalid=move || error.get().map(|_| "true")
            >
                {choices}
            </select>
        </Field>
    }
}

/// A tick with its words.
#[component]
pub fn Check(
    #[prop(into)] name: String,
    #[prop(into, default = "true".to_owned())] value: String,
    #[prop(into)] label: String,
    #[prop(optional)] checked: bool,
) -> impl IntoView {
    let checked = ticked(&name, &value).unwrap_or(checked);
    view! {
        <label class="check">
            <input type="checkbox" name=name value=value checked=checked />
            {label}
        </label>
    }
}
