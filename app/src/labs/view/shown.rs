//! What a teacher shows to the class, on the pages of its labs: told, and put beside one's own.

use std::time::Duration;

use leptos::leptos_dom::helpers::set_interval_with_handle;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::id::SectionId;
use crate::labs::api::shown;
use crate::labs::types::ShownTerminal;
use crate::terminals::protocol::OpenKind;
use crate::terminals::view::Desk;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::notice::Notice;
use crate::ui::status::Tone;

/// A class hears of it within this time.
const LOOK_EVERY: Duration = Duration::from_secs(4);

/// What is shown now, and which of it this page shows.
#[derive(Clone, Copy)]
pub(super) struct ShownNow {
    pub all: RwSignal<Vec<ShownTerminal>>,
    pub beside: RwSignal<Option<ShownTerminal>>,
}

impl ShownNow {
    /// Looks again and again, in the browser, as long as the page is there.
    pub fn of(section: SectionId) -> Self {
        let now = Self { all: RwSignal::new(Vec::new()), beside: RwSignal::new(None) };
        let look = move || {
            spawn_local(async move {
                // A look that fails is made again.
                let Ok(found) = shown(section).await else { return };
                let gone = |beside: &Option<ShownTerminal>| beside.as_ref().is_some_and(|one| !found.contains(one));
                if now.beside.try_with_untracked(gone) == Some(true) {
                    now.beside.set(None);
                }
                if now.all.try_with_untracked(|all| *all != found) == Some(true) {
                    now.all.set(found);
                }
            });
        };
        Effect::new(move || {
            look();
            if let Ok(again) = set_interval_with_handle(look, LOOK_EVERY) {
                on_cleanup(move || again.clear());
            }
        });
        now
    }
}

#[component]
pub(super) fn ShownBanner(now: ShownNow) -> impl IntoView {
    move || {
        now.all
            .get()
            .into_iter()
            .map(|one| {
                let title = if one.by == one.owner {
                    format!("{} shows a terminal to the class", one.by)
                } else {
                    format!("{} shows the terminal of {}", one.by, one.owner)
                };
                let this = one.clone();
                let is_beside = Memo::new(move |_| now.beside.with(|beside| beside.as_ref() == Some(&this)));
                let toggle = move |_| now.beside.set((!is_beside.get_untracked()).then(|| one.clone()));
                view! {
                    <Notice tone=Tone::Idle title>
                        <div class="actions">
                            <button type="button" class="btn btn-outline btn-sm" on:click=toggle>
                                <Icon glyph=Glyph::COLUMNS_2 />
                                {move || if is_beside.get() { "Put it away" } else { "Show it beside mine" }}
                            </button>
                        </div>
                    </Notice>
                }
            })
            .collect_view()
    }
}

/// The terminal that is shown, to look at.
#[component]
pub(super) fn Beside(now: ShownNow) -> impl IntoView {
    move || {
        now.beside.get().map(|one| {
            view! {
                <Desk
                    kind=OpenKind::Lab {
                        workspace: one.workspace,
                    }
                    watch=true
                    only=one.terminal
                />
            }
        })
    }
}
