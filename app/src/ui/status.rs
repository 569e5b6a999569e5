//! What state a thing is in: a colour, a shape and always a word.

use leptos::prelude::*;

use super::live::live;

/// The five ways things can be. Colours of status mean nothing else anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Running, healthy, done.
    Good,
    /// On its way: starting, stopping, pulling.
    Busy,
    /// Fine, and nobody is using it.
    Idle,
    /// Not there, stopped, switched off.
    Off,
    /// Failed.
    Bad,
}

impl Tone {
    pub const ALL: [Self; 5] = [Self::Good, Self::Busy, Self::Idle, Self::Off, Self::Bad];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Busy => "busy",
            Self::Idle => "idle",
            Self::Off => "off",
            Self::Bad => "bad",
        }
    }
}

#[component]
pub fn Status(#[prop(into)] tone: Signal<Tone>, #[prop(into)] label: Signal<String>) -> impl IntoView {
    view! {
        <span class="status" data-tone=move || tone.get().as_str()>
            {live(move || label.get())}
        </span>
    }
}
