//! A filter of a list that is one of several words.

use leptos::prelude::*;

use super::form::choices;

/// What each word means in the address, and how it reads; `chosen` is offered too when it is none of them.
#[component]
pub fn Choice(
    name: &'static str,
    label: &'static str,
    mut words: Vec<(String, String)>,
    chosen: String,
) -> impl IntoView {
    if !chosen.is_empty() && !words.iter().any(|(word, _)| *word == chosen) {
        words.push((chosen.clone(), chosen.clone()));
    }
    let options = choices(words, &chosen);
    view! {
        <label>
            {label} <select class="select" name=name>
                <option value="">"All"</option>
                {options}
            </select>
        </label>
    }
}

/// Words that read as they are written.
pub fn as_they_are(words: Vec<String>) -> Vec<(String, String)> {
    words.into_iter().map(|word| (word.clone(), word)).collect()
}
