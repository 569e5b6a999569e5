//! What a desk knows: the arrangement, and the terminal behind each pane.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use leptos::prelude::*;
use send_wrapper::SendWrapper;
use web_sys::KeyboardEvent;

use super::drag::Drag;
use super::layout::{Axis, Layout, PaneId, Saved};
use super::shortcuts::{Action, action, is_of_a_real_keyboard, letters};
use super::storage::{asked_for, read_storage, write_storage};
use crate::error::Error;
use crate::id::TerminalId;
use crate::terminals::client::remote::{Remote, State, Target};
use crate::terminals::client::screen::touches;
use crate::terminals::desks::types::{MyDesk, NamedLayout, Preferences};
use crate::terminals::protocol::{OpenKind, Right};
use crate::terminals::types::{Destination, MyTerminal};
use crate::ui::toast::{toast_error, toast_ok};

/// A pane's terminal, in the browser only.
#[derive(Clone)]
pub(super) struct Shown {
    pub remote: SendWrapper<Rc<Remote>>,
    pub state: ArcRwSignal<State>,
}

#[derive(Clone, Copy)]
pub(super) struct DeskState {
    /// Where its terminals lead; none where each leads somewhere of its own.
    pub kind: Option<OpenKind>,
    /// Where new ones can lead, where that is to be chosen and as soon as it is known.
    pub places: Signal<Option<Vec<Destination>>>,
    /// What is said where that is nowhere.
    pub nowhere: &'static str,
    /// Where each pane leads, and where running terminals do, as far as that was chosen.
    pub leads: StoredValue<HashMap<PaneId, Destination>>,
    /// Somebody else's terminals, to look at.
    pub watch: bool,
    /// One terminal alone, on a page of its own.
    pub only: Option<TerminalId>,
    pub layout: RwSignal<Layout>,
    pub shown: RwSignal<BTreeMap<PaneId, Shown>>,
    /// Where each pane leads, until it has got there and after.
    pub targets: StoredValue<HashMap<PaneId, Target>>,
    /// The running terminals are known; before that nothing is remembered.
    pub loaded: RwSignal<bool>,
    /// The pane that is to be closed, if the person says so.
    pub asking_to_close: RwSignal<Option<PaneId>>,
    /// What the person likes, here and in other browsers.
    pub preferences: RwSignal<Preferences>,
    pub layouts: RwSignal<Vec<NamedLayout>>,
    /// The terminal with the keyboard has the whole window.
    pub full: RwSignal<bool>,
    /// The pane in which something is looked for.
    pub finding: RwSignal<Option<PaneId>>,
    /// A pane that is being dragged.
    pub drag: RwSignal<Option<Drag>>,
    /// A field for text is open beside the keys.
    pub composing: RwSignal<bool>,
    /// The lines of a terminal, shown to be marked and copied.
    pub lines: RwSignal<Option<String>>,
    /// There is a real keyboard: the row of keys is put away.
    pub keys_away: RwSignal<bool>,
    /// The keyboard leaves the terminal for the bar.
    pub leave: RwSignal<u32>,
}

impl DeskState {
    pub fn new(
        kind: Option<OpenKind>,
        places: Signal<Option<Vec<Destination>>>,
        nowhere: &'static str,
        watch: bool,
        only: Option<TerminalId>,
    ) -> Self {
        Self {
            kind,
            places,
            nowhere,
            leads: StoredValue::new(HashMap::new()),
            watch,
            only,
            layout: RwSignal::new(Layout::default()),
            shown: RwSignal::new(BTreeMap::new()),
            targets: StoredValue::new(HashMap::new()),
            loaded: RwSignal::new(false),
            asking_to_close: RwSignal::new(None),
            preferences: RwSignal::new(Preferences::default()),
            layouts: RwSignal::new(Vec::new()),
            full: RwSignal::new(false),
            finding: RwSignal::new(None),
            drag: RwSignal::new(None),
            composing: RwSignal::new(false),
            lines: RwSignal::new(None),
            keys_away: RwSignal::new(false),
            leave: RwSignal::new(0),
        }
    }

    /// Terminals are opened and arranged here: a place of one's own.
    pub fn is_own(&self) -> bool {
        !self.watch && self.only.is_none()
    }

    /// Whether keys of ours go to the focused terminal, now or as soon as we type.
    pub fn types(&self) -> bool {
        self.focused().is_some_and(|shown| {
            shown.state.with(|state| state.controller || (state.right == Right::Writer && !self.watch))
        })
    }

    fn storage_key(&self) -> String {
        match self.kind {
            Some(OpenKind::Lab { workspace }) => format!("lyceum.desk.lab.{workspace}"),
            Some(OpenKind::HostShell) => "lyceum.desk.host".to_owned(),
            Some(OpenKind::Ssh { host }) => format!("lyceum.desk.ssh.{host}"),
            Some(OpenKind::Container { container }) => format!("lyceum.desk.container.{container}"),
            None => "lyceum.desk.mine".to_owned(),
        }
    }

    /// Arranges the running terminals as they were left, and opens one if there is none.
    pub fn load(&self, running: &[TerminalId], mine: MyDesk) {
        self.preferences.set(mine.preferences);
        self.layouts.set(mine.layouts);
        let saved = if !self.is_own() { None } else { read_storage(&self.storage_key()) };
        let saved = saved.and_then(|text| serde_json::from_str::<Saved>(&text).ok()).unwrap_or_default();
        let (layout, shown) = Layout::restore(&saved, running);
        self.targets.update_value(|targets| {
            targets.extend(shown.into_iter().map(|(pane, terminal)| (pane, Target::Existing(terminal))));
        });
        self.layout.set(layout);
        self.loaded.set(true);
        if running.is_empty() && self.is_own() && self.kind.is_some() {
            self.open();
        }
    }

    /// [`DeskState::load`] for a desk whose terminals lead anywhere; then what another page has asked for.
    pub fn load_mine(&self, mine: Vec<MyTerminal>, desk: MyDesk) {
        let running: Vec<TerminalId> = mine.iter().map(|mine| mine.terminal).collect();
        self.load(&running, desk);
        let targets = self.targets.get_value();
        self.leads.update_value(|leads| {
            for (pane, target) in targets {
                let found = mine.iter().find(|mine| matches!(target, Target::Existing(id) if id == mine.terminal));
                leads.extend(found.map(|mine| (pane, mine.to.clone())));
            }
        });
        if let Some(to) = asked_for() {
            self.open_to(to, None);
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
        if !self.is_own() || !self.loaded.get_untracked() {
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

    /// A new tab with a new terminal.
    pub fn open(&self) {
        match self.same_again() {
            Some(to) => self.open_to(to, None),
            // Which, is to be chosen.
            None => self.leave.update(|count| *count += 1),
        }
    }

    /// A new terminal that leads there: in a tab of its own, or beside the focused one.
    pub fn open_to(&self, to: Destination, beside: Option<Axis>) {
        let place = |layout: &mut Layout| match beside {
            Some(axis) if !layout.tabs.is_empty() => layout.split(axis),
            _ => layout.open(),
        };
        let pane = self.layout.try_update(place).flatten();
        self.lead_to_new(pane, to);
    }

    /// Where the desk leads, or the focused pane.
    fn same_again(&self) -> Option<Destination> {
        if let Some(kind) = self.kind {
            return Some(Destination { kind, entry: None, label: String::new() });
        }
        let pane = self.layout.with_untracked(Layout::focused)?;
        self.leads.with_value(|leads| leads.get(&pane).cloned())
    }

    /// What the pane's terminal leads to, on a desk where each leads somewhere of its own.
    pub fn place_of(&self, pane: PaneId) -> Option<String> {
        if self.kind.is_some() {
            return None;
        }
        self.leads.try_with_value(|leads| leads.get(&pane).map(|to| to.label.clone())).flatten()
    }

    /// Says where a pane leads.
    pub fn lead(&self, pane: PaneId, target: Target) {
        self.targets.update_value(|targets| {
            targets.insert(pane, target);
        });
    }

    /// The pane gets a new terminal that leads there.
    pub fn lead_to(&self, pane: PaneId, to: Destination) {
        self.lead(pane, Target::New(to.kind, to.entry.clone()));
        self.leads.update_value(|leads| drop(leads.insert(pane, to)));
    }

    fn lead_to_new(&self, pane: Option<PaneId>, to: Destination) {
        match pane {
            Some(pane) => self.lead_to(pane, to),
            None => toast_error(&Error::Conflict("This is as many terminals as there can be; close one first.".into())),
        }
    }

    /// A terminal beside another has ended or was never there: a new one in its place.
    pub fn open_in(&self, pane: PaneId) {
        self.layout.update(|layout| layout.focus(pane));
        let Some(to) = self.same_again() else { return };
        let new = self.layout.try_update(|layout| {
            layout.focus(pane);
            let new = layout.split(Axis::Row);
            if new.is_some() {
                layout.close(pane);
            }
            new
        });
        self.shown.update(|shown| drop(shown.remove(&pane)));
        self.lead_to_new(new.flatten(), to);
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
            Action::New if self.is_own() => self.open(),
            Action::Split(axis) if self.is_own() => {
                if let Some(to) = self.same_again() {
                    self.open_to(to, Some(axis));
                }
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
            Action::Find => self.find(),
            Action::Full => self.full.update(|full| *full = !*full),
            Action::Swap => self.layout.update(Layout::swap_with_next),
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

    /// What was marked in this pane goes to the clipboard, without a word where that fails.
    pub fn copy_quietly(&self, pane: PaneId) {
        if let Some(shown) = self.shown.with_untracked(|shown| shown.get(&pane).cloned()) {
            shown.remote.copy(|_| {});
        }
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
        let modified = event.ctrl_key() || event.alt_key() || event.meta_key();
        if is_of_a_real_keyboard(&event.key(), modified) && !self.keys_away.get_untracked() && touches() {
            self.keys_away.set(true);
        }
        if !event.ctrl_key() || event.alt_key() || event.meta_key() {
            return false;
        }
        if let Some(letters) = letters(&event.key(), event.shift_key()) {
            event.prevent_default();
            if event.type_() == "keydown" {
                self.size_letters(letters);
            }
            return true;
        }
        if !event.shift_key() {
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
