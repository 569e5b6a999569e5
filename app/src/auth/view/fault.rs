//! What a form shows of an action's error.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::error::Error;
use crate::ui::notice::Notice;
use crate::ui::status::Tone;

/// What is wrong with the form as a whole: the faults of fields stand beside them.
#[component]
pub fn WholeFault(error: Signal<Option<Error>>) -> impl IntoView {
    let whole = move || match error.get()? {
        Error::Invalid(faults) => faults.of("").map(str::to_owned),
        other => Some(other.to_string()),
    };
    view! {
        <div role="alert" class="col-span-full empty:hidden">
            {move || whole().map(|text| view! { <Notice tone=Tone::Bad title=text /> })}
        </div>
    }
}

/// The error of an action's last answer, and of the page's address where there is no script.
pub fn last_error<F>(action: ServerAction<F>) -> Signal<Option<Error>>
where
    F: ServerFn<Error = Error> + Clone + Send + Sync + 'static,
    F::Output: Clone + Send + Sync + 'static,
{
    let value = action.value();
    Signal::derive(move || value.with(|value| value.as_ref().and_then(|answer| answer.as_ref().err().cloned())))
}

/// The fault of one field.
pub fn fault_of(error: Signal<Option<Error>>, field: &'static str) -> MaybeProp<String> {
    MaybeProp::derive(move || {
        error.with(|error| error.as_ref().and_then(|error| error.field(field).map(str::to_owned)))
    })
}
