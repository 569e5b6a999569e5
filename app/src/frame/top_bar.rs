//! The bar over the page: where one is, the search, the theme, the account.

use leptos::prelude::*;

use super::account_menu::AccountMenu;
use super::breadcrumb::Breadcrumb;
use super::theme::ThemeMenu;
use crate::auth::types::Me;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::live::live;

#[component]
pub fn TopBar(me: Signal<Option<Me>>, path: Memo<String>, searching: RwSignal<bool>) -> impl IntoView {
    view! {
        <header class="top-bar">
            <Breadcrumb path />
            <div class="flex items-center gap-1">
                <button
                    type="button"
                    class="find"
                    aria-keyshortcuts="Control+K Meta+K"
                    on:click=move |_| searching.set(true)
                >
                    <Icon glyph=Glyph::SEARCH />
                    <span>"Search"</span>
                    <kbd class="kbd">"Ctrl K"</kbd>
                </button>
                <Transition>
                    {live(move || {
                        me.get()
                            .map(|me| {
                                view! {
                                    <ThemeMenu />
                                    <AccountMenu me path />
                                }
                            })
                    })}
                </Transition>
            </div>
        </header>
    }
}
