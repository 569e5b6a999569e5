//! The switch between light, dark and what the system says.

use leptos::form::ActionForm;
use leptos::prelude::*;

use super::api::ChooseTheme;
use super::memory;
use crate::auth::types::Theme;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::menu::Menu;
use crate::ui::plain::use_action;
use crate::ui::toast::toast_error;

/// The words and the drawing of a theme.
pub fn shown_as(theme: Theme) -> (&'static str, Glyph) {
    match theme {
        Theme::System => ("As the system", Glyph::Monitor),
        Theme::Light => ("Light", Glyph::Sun),
        Theme::Dark => ("Dark", Glyph::Moon),
    }
}

/// A form of three buttons, so that it works without a script.
#[component]
pub fn ThemeMenu() -> impl IntoView {
    let action = use_action::<ChooseTheme>();
    let chosen = RwSignal::new(Theme::System);
    Effect::new(move || chosen.set(memory::shown_theme()));
    Effect::new(move || {
        if let Some(Err(error)) = action.value().get() {
            toast_error(&error);
        }
    });
    let choose = move |theme: Theme| {
        memory::show_theme(theme);
        chosen.set(theme);
    };
    let entries = Theme::ALL
        .into_iter()
        .map(|theme| {
            let (words, glyph) = shown_as(theme);
            let pressed = move || (chosen.get() == theme).to_string();
            view! {
                <button
                    type="submit"
                    class="entry"
                    name="theme"
                    value=theme.as_str()
                    aria-pressed=pressed
                    on:click=move |_| choose(theme)
                >
                    <Icon glyph />
                    <span class="flex-1">{words}</span>
                    <Show when=move || chosen.get() == theme>
                        <Icon glyph=Glyph::Check />
                    </Show>
                </button>
            }
        })
        .collect_view();
    view! {
        <Menu
            label="Theme"
            trigger=|| {
                view! {
                    <span class="contents dark:hidden">
                        <Icon glyph=Glyph::Sun size=18 />
                    </span>
                    <span class="hidden dark:contents">
                        <Icon glyph=Glyph::Moon size=18 />
                    </span>
                }
            }
        >
            <ActionForm action>{entries}</ActionForm>
        </Menu>
    }
}
