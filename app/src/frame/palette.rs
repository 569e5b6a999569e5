//! The search that opens with Ctrl K: pages, actions, and what the server finds.

use std::time::Duration;

use leptos::ev;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;

use super::account_menu::portal_glyph;
use super::api::search;
use super::places::PLACES;
use super::theme::{choose, shown_as};
use super::types::{Doors, Hit, HitKind, SEARCH_LETTERS, fit};
use crate::auth::types::{Me, Theme};
use crate::auth::view::leave;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::modal::Modal;

/// A pause this long in typing asks the server.
const TYPING_PAUSE: Duration = Duration::from_millis(120);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Act {
    Go(String),
    Theme(Theme),
    SignOut,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    title: String,
    /// What kind of thing it is, or where.
    detail: String,
    glyph: Glyph,
    act: Act,
}

/// What the server has found for what was typed last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Found {
    hits: Vec<Hit>,
    fault: Option<String>,
}

#[component]
pub fn Palette(me: Signal<Option<Me>>, doors: Signal<Doors>, open: RwSignal<bool>) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    let typed = RwSignal::new(String::new());
    let at = RwSignal::new(0_usize);
    let found = RwSignal::new(Found::default());
    let asked = StoredValue::new(0_u32);
    let entries = Memo::new(move |_| {
        if !open.get() {
            return Vec::new();
        }
        let typed = typed.get();
        let mut entries = me.with(|me| me.as_ref().map(|me| of_frame(me, &doors.get(), &typed)).unwrap_or_default());
        entries.extend(found.get().hits.into_iter().map(of_hit));
        entries
    });

    let opened = move |()| {
        typed.set(String::new());
        found.set(Found::default());
        at.set(0);
        if let Some(input) = input.get_untracked() {
            let _ = input.focus();
        }
    };

    let look_up = move |text: String| {
        at.set(0);
        asked.update_value(|asked| *asked += 1);
        let mine = asked.get_value();
        if text.trim().chars().count() < SEARCH_LETTERS {
            found.set(Found::default());
            return;
        }
        let ask = move || {
            if asked.try_get_value() != Some(mine) {
                return;
            }
            spawn_local(async move {
                let answer = search(text).await;
                if asked.try_get_value() == Some(mine) {
                    found.set(match answer {
                        Ok(hits) => Found { hits, fault: None },
                        Err(error) => Found { hits: Vec::new(), fault: Some(error.to_string()) },
                    });
                }
            });
        };
        set_timeout(ask, TYPING_PAUSE);
    };
    let navigate = StoredValue::new(use_navigate());
    let run = move |act: Act| {
        open.set(false);
        match act {
            Act::Go(href) => navigate.with_value(|navigate| navigate(&href, Default::default())),
            Act::Theme(theme) => choose(theme),
            Act::SignOut => leave(),
        }
    };
    let keys = move |event: ev::KeyboardEvent| {
        let count = entries.with(Vec::len);
        match event.key().as_str() {
            "ArrowDown" if count > 0 => at.update(|at| *at = (*at + 1) % count),
            "ArrowUp" if count > 0 => at.update(|at| *at = (*at + count - 1) % count),
            "Enter" => {
                if let Some(entry) = entries.with(|entries| entries.get(at.get()).cloned()) {
                    event.prevent_default();
                    // It may lead to another page, and this one is gone then.
                    return run(entry.act);
                }
            }
            _ => return,
        }
        event.prevent_default();
        scroll_to(at.get_untracked());
    };
    let line = move |(index, entry): (usize, Entry)| {
        let act = entry.act;
        view! {
            <li
                id=option_id(index)
                role="option"
                aria-selected=move || (at.get() == index).to_string()
                on:pointermove=move |_| at.set(index)
                on:click=move |_| run(act.clone())
            >
                <Icon glyph=entry.glyph />
                <span class="truncate">{entry.title}</span>
                <span class="detail">{entry.detail}</span>
            </li>
        }
    };
    view! {
        <Modal open class="palette" label="Search" on_open=opened>
            <div class="sheet" on:keydown=keys>
                <div class="box">
                    <Icon glyph=Glyph::SEARCH size=18 />
                    <input
                        node_ref=input
                        type="text"
                        role="combobox"
                        aria-label="Search pages, people, classes, containers"
                        aria-expanded="true"
                        aria-controls="palette-list"
                        aria-autocomplete="list"
                        aria-activedescendant=move || option_id(at.get())
                        autocomplete="off"
                        spellcheck="false"
                        placeholder="Search pages, people, classes, containers…"
                        prop:value=move || typed.get()
                        on:input=move |event| {
                            let text = event_target_value(&event);
                            typed.set(text.clone());
                            look_up(text);
                        }
                    />
                    <button
                        type="button"
                        class="close"
                        aria-label="Close the search, Esc"
                        on:click=move |_| open.set(false)
                    >
                        <kbd class="kbd">"Esc"</kbd>
                    </button>
                </div>
                <ul id="palette-list" role="listbox" aria-label="Found">
                    {move || entries.get().into_iter().enumerate().map(line).collect_view()}
                </ul>
                <p class="note" role="status">
                    {move || {
                        let found = found.get();
                        match (found.fault, entries.with(Vec::len)) {
                            (Some(fault), _) => fault,
                            (None, 0) => "Nothing fits. Try the start of a name.".to_owned(),
                            (None, _) => String::new(),
                        }
                    }}
                </p>
            </div>
        </Modal>
    }
}

/// Pages and actions of this person that fit, best first.
fn of_frame(me: &Me, doors: &Doors, typed: &str) -> Vec<Entry> {
    let places =
        PLACES.into_iter().filter(|place| me.may(place.permission) && doors.has(place.path)).map(|place| Entry {
            title: place.label.to_owned(),
            detail: place.portal.map_or("Account", |portal| portal.label()).to_owned(),
            glyph: place.portal.filter(|portal| place.path == portal.path()).map_or(place.glyph, portal_glyph),
            act: Act::Go(place.path.to_owned()),
        });
    let themes = Theme::ALL.into_iter().map(|theme| {
        let (words, glyph) = shown_as(theme);
        Entry { title: format!("Theme: {words}"), detail: "Action".to_owned(), glyph, act: Act::Theme(theme) }
    });
    let out =
        Entry { title: "Sign out".to_owned(), detail: "Action".to_owned(), glyph: Glyph::LOG_OUT, act: Act::SignOut };
    let mut fitting: Vec<(u32, Entry)> = places
        .chain(themes)
        .chain([out])
        .filter_map(|entry| fit(typed, &entry.title).map(|fit| (fit, entry)))
        .collect();
    fitting.sort_by_key(|(fit, _)| *fit);
    fitting.into_iter().map(|(_, entry)| entry).collect()
}

fn of_hit(hit: Hit) -> Entry {
    let glyph = match hit.kind {
        HitKind::Person => Glyph::USER,
        HitKind::Class => Glyph::SCHOOL,
        HitKind::Lab => Glyph::SQUARE_TERMINAL,
        HitKind::Container => Glyph::CONTAINER,
        HitKind::Host => Glyph::SERVER,
    };
    let detail = if hit.detail.is_empty() {
        hit.kind.label().to_owned()
    } else {
        format!("{} · {}", hit.kind.label(), hit.detail)
    };
    Entry { title: hit.title, detail, glyph, act: Act::Go(hit.href) }
}

fn option_id(index: usize) -> String {
    format!("palette-option-{index}")
}

fn scroll_to(index: usize) {
    if let Some(option) = document().get_element_by_id(&option_id(index)) {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        option.scroll_into_view_with_scroll_into_view_options(&options);
    }
}
