//! The switch between light, dark and what the system says.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;

use super::api::{ChooseTheme, choose_theme};
use super::memory;
use crate::auth::types::Theme;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::menu::Menu;
use crate::ui::toast::toast_error;

/// The words and the drawing of a theme.
pub fn shown_as(theme: Theme) -> (&'static str, Glyph) {
    match theme {
        Theme::System => ("As the system", Glyph::MONITOR),
        Theme::Light => ("Light", Glyph::SUN),
        Theme::Dark => ("Dark", Glyph::MOON),
    }
}

/// Draws the page in this theme at once, and keeps it.
pub fn choose(theme: Theme) {
    memory::show_theme(theme);
    spawn_local(async move {
        if let Err(error) = choose_theme(theme).await {
            toast_error(&error);
        }
    });
}

/// A form of three buttons, so that it works without a script.
#[component]
pub fn ThemeMenu() -> impl IntoView {
    let chosen = RwSignal::new(Theme::System);
    Effect::new(move || chosen.set(memory::shown_theme()));
    let click = move |event: MouseEvent, theme: Theme| {
        event.prevent_default();
        chosen.set(theme);
        choose(theme);
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
                    on:click=move |event| click(event, theme)
                >
                    <Icon glyph />
                    <span class="flex-1">{words}</span>
                    <Show when=move || chosen.get() == theme>
                        <Icon glyph=Glyph::CHECK />
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
                        <Icon glyph=Glyph::SUN size=18 />
                    </span>
                    <span class="hidden dark:contents">
                        <Icon glyph=Glyph::MOON size=18 />
                    </span>
                }
            }
        >
            <form method="post" action=ChooseTheme::url()>
                {entries}
            </form>
        </Menu>
    }
}
