//! What a desk knows: the arrangement, and the terminal behind each pane.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use leptos::prelude::*;
use send_wrapper::SendWrapper;
use web_sys::KeyboardEvent;

use super::layout::{Layout, PaneId, Saved};
use super::shortcuts::{Action, action};
use crate::error::Error;
use crate::id::TerminalId;
use crate::terminals::client::remote::{Remote, State, Target};
use crate::terminals::protocol::OpenKind;
use crate::ui::toast::{toast_error, toast_ok};

/// Whether terminals are also written as plain lines, for screen readers; for all desks of a browser.
const SCREEN_READER_KEY: &str = "lyceum.terminals.screen_reader";

/// A pane's terminal, in the browser only.
#[derive(Clone)]
pub(super) struct Shown {
    pub remote: SendWrapper<Rc<Remote>>,
    pub state: ArcRwSignal<State>,
}

#[derive(Clone, Copy)]
pub(super) struct DeskState {
    pub kind: OpenKind,
    /// Somebody else's terminals, to look at.
    pub watch: bool,
    pub layout: RwSignal<Layout>,
    pub shown: RwSignal<BTreeMap<PaneId, Shown>>,
    /// Where each pane leads, until it has got there and after.
    pub targets: StoredValue<HashMap<PaneId, Target>>,
    /// The running terminals are known; before that nothing is remembered.
    pub loaded: RwSignal<bool>,
    /// The pane that is to be closed, if the person says so.
    pub asking_to_close: RwSignal<Option<PaneId>>,
    pub screen_reader: RwSignal<bool>,
    /// The keyboard leaves the terminal for the bar.
    pub leave: RwSignal<u32>,
}

impl DeskState {
    pub fn new(kind: OpenKind, watch: bool) -> Self {
        Self {
            kind,
            watch,
            layout: RwSignal::new(Layout::default()),
            shown: RwSignal::new(BTreeMap::new()),
            targets: StoredValue::new(HashMap::new()),
            loaded: RwSignal::new(false),
            asking_to_close: RwSignal::new(None),
            screen_reader: RwSignal::new(false),
            leave: RwSignal::new(0),
        }
    }

    fn storage_key(&self) -> String {
        match self.kind {
            OpenKind::Lab { workspace } => format!("lyceum.desk.lab.{workspace}"),
            OpenKind::HostShell => "lyceum.desk.host".to_owned(),
        }
    }

    /// Arranges the running terminals as they were left, and opens one if there is none.
    pub fn load(&self, running: &[TerminalId]) {
        let saved = if self.watch { None } else { read_storage(&self.storage_key()) };
        let saved = saved.and_then(|text| serde_json::from_str::<Saved>(&text).ok()).unwrap_or_default();
        let (layout, shown) = Layout::restore(&saved, running);
        self.targets.update_value(|targets| {
            targets.extend(shown.into_iter().map(|(pane, terminal)| (pane, Target::Existing(terminal))));
        });
        self.layout.set(layout);
        self.screen_reader.set(read_storage(SCREEN_READER_KEY).is_some());
        self.loaded.set(true);
        if running.is_empty() && !self.watch {
            self.open();
        }
    }

    /// Shows terminals that have been opened since, elsewhere.
    pub fn add(&self, running: &[TerminalId]) {
        let known: Vec<TerminalId> = self.targets.with_value(|targets| {
            targets
                .values()
                .filter_map(|target| if let Target::Existing(terminal) = target { Some(*terminal) } else { None })
                .collect()
        });
        for terminal in running.iter().filter(|terminal| !known.contains(terminal)) {
            let active = self.layout.with_untracked(|layout| layout.focused());
            let pane = self.layout.try_update(Layout::open).flatten();
            if let Some(pane) = pane {
                self.lead(pane, Target::Existing(*terminal));
            }
            if let Some(active) = active {
                self.layout.update(|layout| layout.focus(active));
            }
        }
    }

    /// Remembers the arrangement for the next visit.
    pub fn save(&self) {
        if self.watch || !self.loaded.get_untracked() {
            return;
        }
        let shown = self.shown.get_untracked();
        let targets = self.targets.get_value();
        let terminal_of = |pane: PaneId| match (shown.get(&pane), targets.get(&pane)) {
            (Some(shown), _) if shown.state.with_untracked(|state| state.phase.is_over()) => None,
            (Some(shown), _) => shown.remote.terminal(),
            (None, Some(Target::Existing(terminal))) => Some(*terminal),
            (None, _) => None,
        };
        let saved = self.layout.with_untracked(|layout| layout.save(terminal_of));
        if let Ok(text) = serde_json::to_string(&saved) {
            write_storage(&self.storage_key(), Some(&text));
        }
    }

    pub fn set_screen_reader(&self, on: bool) {
        self.screen_reader.set(on);
        write_storage(SCREEN_READER_KEY, on.then_some("on"));
        self.shown.with_untracked(|shown| {
            for screen in shown.values().filter_map(|shown| shown.remote.screen()) {
                screen.set_screen_reader(on);
            }
        });
    }

    /// A new tab with a new terminal.
    pub fn open(&self) {
        let pane = self.layout.try_update(Layout::open).flatten();
        self.lead_to_new(pane);
    }

    /// Says where a pane leads.
    pub fn lead(&self, pane: PaneId, target: Target) {
        self.targets.update_value(|targets| {
            targets.insert(pane, target);
        });
    }

    fn lead_to_new(&self, pane: Option<PaneId>) {
        match pane {
            Some(pane) => self.lead(pane, Target::New(self.kind)),
            None => toast_error(&Error::Conflict("This is as many terminals as there can be; close one first.".into())),
        }
    }

    /// A terminal beside another has ended or was never there: a new one in its place.
    pub fn open_in(&self, pane: PaneId) {
        let new = self.layout.try_update(|layout| {
            layout.focus(pane);
            let new = layout.split(super::layout::Axis::Row);
            if new.is_some() {
                layout.close(pane);
            }
            new
        });
        self.shown.update(|shown| drop(shown.remove(&pane)));
        self.lead_to_new(new.flatten());
    }

    /// Closes the pane; asks first where a program may be lost.
    pub fn close(&self, pane: PaneId) {
        let busy = self.shown.with_untracked(|shown| shown.get(&pane).is_some_and(|shown| shown.remote.may_be_busy()));
        if busy && !self.watch {
            self.asking_to_close.set(Some(pane));
        } else {
            self.close_now(pane);
        }
    }

    pub fn close_now(&self, pane: PaneId) {
        if let Some(shown) = self.shown.try_update(|shown| shown.remove(&pane)).flatten() {
            shown.remote.close();
        }
        self.layout.update(|layout| layout.close(pane));
    }

    /// The terminal that has the keyboard.
    pub fn focused(&self) -> Option<Shown> {
        let pane = self.layout.with(Layout::focused)?;
        self.shown.with(|shown| shown.get(&pane).cloned())
    }

    pub fn act(&self, what: Action) {
        match what {
            Action::New if !self.watch => self.open(),
            Action::Split(axis) if !self.watch => {
                let pane = self.layout.try_update(|layout| layout.split(axis)).flatten();
                self.lead_to_new(pane);
            }
            Action::Close => {
                if let Some(pane) = self.layout.with_untracked(Layout::focused) {
                    self.close(pane);
                }
            }
            Action::Move(direction) => {
                if let Some(pane) = self.layout.with_untracked(|layout| layout.neighbour(direction)) {
                    self.layout.update(|layout| layout.focus(pane));
                }
            }
            Action::NextTab => self.layout.update(|layout| layout.turn(1)),
            Action::PreviousTab => self.layout.update(|layout| layout.turn(-1)),
            Action::Copy => self.copy(),
            Action::Leave => self.leave.update(|count| *count += 1),
            Action::New | Action::Split(_) => {}
        }
    }

    pub fn copy(&self) {
        let Some(shown) = untrack(|| self.focused()) else { return };
        shown.remote.copy(|outcome| match outcome {
            Ok(chars) => toast_ok(format!("Copied {chars} characters.")),
            Err(why) => toast_error(&Error::Conflict(why)),
        });
    }

    pub fn paste(&self) {
        let Some(shown) = untrack(|| self.focused()) else { return };
        shown.remote.paste(|| {
            toast_error(&Error::Conflict(
                "The browser keeps its clipboard to itself. Press Ctrl+Shift+V in the terminal.".into(),
            ));
        });
    }

    /// A key in a terminal; whether it is one of ours.
    pub fn pressed(&self, event: &KeyboardEvent) -> bool {
        if !event.ctrl_key() || !event.shift_key() || event.alt_key() || event.meta_key() {
            return false;
        }
        let Some(what) = action(&event.code()) else { return false };
        event.prevent_default();
        if event.type_() == "keydown" {
            self.act(what);
        }
        true
    }
}

fn local_storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

fn read_storage(key: &str) -> Option<String> {
    local_storage()?.get_item(key).ok().flatten()
}

fn write_storage(key: &str, value: Option<&str>) {
    if let Some(storage) = local_storage() {
        // A full or forbidden storage loses the arrangement, nothing else.
        let _ = match value {
            Some(value) => storage.set_item(key, value),
            None => storage.remove_item(key),
        };
    }
}
