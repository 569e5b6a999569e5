//! A person as a mark: initials on a colour of their own. Pure, but for the mark itself.

use leptos::prelude::*;

use crate::id::UserId;

/// Colours that people are told apart by, beside their initials; as many as `style/people.css` has.
const COLOURS: i64 = 8;

/// The same for a person wherever they are seen.
pub fn colour_of(user: UserId) -> i64 {
    user.0.rem_euclid(COLOURS)
}

/// "AW" of "Ada Marie Winter", "Ł" of "Łukasz".
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let (first, last) = (words.next(), words.next_back());
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// Drawn by the style sheet: words beside it say the name, and it adds nothing to what a control is called.
#[component]
pub fn Avatar(user: UserId, #[prop(into)] name: String) -> impl IntoView {
    view! { <span class="person" data-colour=colour_of(user) data-initials=initials(&name) aria-hidden="true"></span> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_those_of_the_first_and_the_last_name() {
        assert_eq!(initials("Ada Marie Winter"), "AW");
        assert_eq!(initials("łukasz"), "Ł");
        assert_eq!(initials("  "), "");
    }

    #[test]
    fn colours_are_stable_and_there() {
        assert_eq!(colour_of(UserId(3)), colour_of(UserId(3)));
        assert!((0..COLOURS).contains(&colour_of(UserId(-5))));
    }
}
