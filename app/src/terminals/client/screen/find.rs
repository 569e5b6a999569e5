//! Finding in a screen and in what has scrolled out of it.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Reflect;
use leptos::task::spawn_local;
use wasm_bindgen::prelude::*;

use super::{Screen, keep};
use crate::terminals::client::palette::Palette;
use crate::terminals::client::xterm::{self, Disposable, Search, object};

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    pub text: String,
    pub case: bool,
    pub regex: bool,
}

/// How many there are, and which is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    Nothing,
    /// Counted from 1; unknown where there are more than the browser counts.
    Some {
        at: Option<u32>,
        of: u32,
    },
    /// The expression is none.
    BadPattern,
    /// The search could not be fetched.
    Unavailable(String),
}

/// The search of one screen, with its listener.
pub(super) struct Finder {
    search: Search,
    results: Disposable,
    /// Whether case counted, and whether it was an expression, when it looked last.
    last: Cell<(bool, bool)>,
    _closures: Vec<Box<dyn std::any::Any>>,
}

impl Drop for Finder {
    fn drop(&mut self) {
        self.results.drop_it();
    }
}

impl Screen {
    /// Shows the next (or previous) place, and tells how many there are.
    pub fn find(self: &Rc<Self>, query: Query, forward: bool, typing: bool, told: impl Fn(Found) + 'static) {
        let me = Rc::downgrade(self);
        let told = Rc::new(told);
        spawn_local(async move {
            let Some(screen) = me.upgrade() else { return };
            if screen.finder.borrow().is_none() {
                match xterm::search().await {
                    Ok(search) if screen.finder.borrow().is_none() => screen.take_search(search),
                    Ok(_) => {}
                    Err(error) => return told(Found::Unavailable(super::words(&error))),
                }
            }
            told(screen.look(&query, forward, typing));
        });
    }

    fn take_search(&self, search: Search) {
        let mut closures = Vec::new();
        let results = self.results.clone();
        let heard = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
            let number = |name: &str| Reflect::get(&event, &name.into()).ok().and_then(|value| value.as_f64());
            let (at, of) = (number("resultIndex").unwrap_or(-1.0), number("resultCount").unwrap_or(0.0));
            results.set((at, of));
        });
        let results = search.on_results(&keep(&mut closures, heard));
        self.terminal.load_addon(&search);
        self.finder.replace(Some(Finder { search, results, last: Cell::default(), _closures: closures }));
    }

    fn look(&self, query: &Query, forward: bool, typing: bool) -> Found {
        let finder = self.finder.borrow();
        let Some(Finder { search, last, .. }) = finder.as_ref() else { return Found::Nothing };
        if query.text.is_empty() {
            search.clear();
            self.terminal.clear_selection();
            return Found::Nothing;
        }
        // It counts anew when other words are looked for, not when the same are looked for otherwise.
        if last.replace((query.case, query.regex)) != (query.case, query.regex) {
            search.clear();
        }
        let options = object(&[
            ("caseSensitive", query.case.into()),
            ("regex", query.regex.into()),
            ("incremental", typing.into()),
            ("decorations", Palette::of_page().marks()),
        ]);
        self.results.set((-1.0, 0.0));
        self.marking.set(false);
        let found = match forward {
            true => search.find_next(&query.text, &options),
            false => search.find_previous(&query.text, &options),
        };
        match (found, self.results.get()) {
            (Err(_), _) => Found::BadPattern,
            (Ok(false), _) => Found::Nothing,
            (Ok(true), (at, of)) => Found::Some { at: (at >= 0.0).then_some(at as u32 + 1), of: of as u32 },
        }
    }

    /// Takes the marks away.
    pub fn found_enough(&self) {
        if let Some(finder) = self.finder.borrow().as_ref() {
            finder.search.clear();
        }
        self.terminal.clear_selection();
    }
}
