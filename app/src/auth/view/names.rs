//! The two names of a person, side by side where there is room.

use leptos::prelude::*;

use crate::auth::view::fault::fault_of;
use crate::error::Error;
use crate::ui::form::TextField;

/// Fields `given_name` and `family_name`, in a grid of the form's.
#[component]
pub fn NameFields(
    #[prop(into, optional)] given: String,
    #[prop(into, optional)] family: String,
    /// One types one's own names, which the browser may know.
    #[prop(optional)]
    own: bool,
    #[prop(optional)] autofocus: bool,
    error: Signal<Option<Error>>,
) -> impl IntoView {
    let known = |name: &str| if own { name.to_owned() } else { "off".to_owned() };
    view! {
        <TextField
            name="given_name"
            label="Given name"
            value=given
            autocomplete=known("given-name")
            required=true
            autofocus=autofocus
            error=fault_of(error, "given_name")
        />
        <TextField
            name="family_name"
            label="Family name"
            value=family
            autocomplete=known("family-name")
            required=true
            error=fault_of(error, "family_name")
        />
    }
}
