//! Several people at one terminal: what the server tells of it, and what is asked of the server.

use leptos::prelude::{GetUntracked, ReadUntracked, Update};

use super::Remote;
use crate::terminals::client::connection::now_ms;
use crate::terminals::protocol::{Asking, Control, EndingWhy, Handed, How, Present, Right, Sizing};

/// What a pane shows of the others, beside who they are.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Company {
    /// How control came to whoever has it, as long as that is worth to be told.
    pub handed: Option<Handed>,
    /// That was read; it is still so.
    pub handed_is_read: bool,
    /// Who asks us for control.
    pub asking: Vec<Asking>,
    /// We have asked for control.
    pub asked: bool,
    /// Who has told us not now.
    pub declined: Option<String>,
    pub sizing: Sizing,
    /// The letters had to shrink: our window holds less than the terminal has.
    pub smaller: bool,
    pub ends: Option<Ends>,
    /// Who would like to show the terminal to the class, and waits for us.
    pub spotlight_asked: Option<Asking>,
    /// We have asked that.
    pub asks_spotlight: bool,
    /// Who shows it to the class, and how many look.
    pub spotlight: Option<(String, u32)>,
    /// And who of them is known by name.
    pub lookers: Vec<String>,
    /// What was last sent to several terminals, until it was read.
    pub text: Option<Text>,
}

impl Company {
    pub fn handed_read(&mut self) {
        self.handed_is_read = true;
    }
}

/// The terminal will be ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ends {
    /// On the page's clock, milliseconds.
    pub at_ms: f64,
    pub why: EndingWhy,
    pub extendable: bool,
}

/// What somebody types into several terminals: a text, or a key by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    pub by: String,
    pub text: String,
    pub is_key: bool,
}

impl Remote {
    /// We would like to control.
    pub fn ask_control(&self) {
        if self.tell(Control::AskControl) {
            self.company(|company| (company.asked, company.declined) = (true, None));
        }
    }

    pub fn withdraw_ask(&self) {
        if self.tell(Control::WithdrawAsk) {
            self.company(|company| company.asked = false);
        }
    }

    pub fn grant(&self, connection: u64) {
        self.tell(Control::Grant { connection });
    }

    pub fn not_now(&self, connection: u64) {
        self.tell(Control::NotNow { connection });
    }

    /// Back to the owner.
    pub fn release(&self) {
        self.tell(Control::Release);
    }

    /// For a reason that the browser has checked, as the server will.
    pub fn take_with(&self, reason: String) {
        self.tell(Control::Take { reason });
    }

    /// May the class see this terminal? Its owner is asked.
    pub fn ask_spotlight(&self) {
        if self.tell(Control::AskSpotlight) {
            self.company(|company| (company.asks_spotlight, company.declined) = (true, None));
        }
    }

    pub fn answer_spotlight(&self, connection: u64, yes: bool) {
        self.tell(Control::AnswerSpotlight { connection, yes });
    }

    pub fn end_spotlight(&self) {
        if self.tell(Control::EndSpotlight) {
            self.company(|company| company.asks_spotlight = false);
        }
    }

    pub fn set_sizing(&self, sizing: Sizing) {
        self.tell(Control::SetSizing { sizing });
    }

    pub fn extend(&self) {
        self.tell(Control::Extend);
    }

    /// What was told is known now.
    pub fn has_read(&self, forget: impl FnOnce(&mut Company)) {
        self.company(forget);
        self.focus();
    }

    fn company(&self, change: impl FnOnce(&mut Company)) {
        self.state.update(|state| change(&mut state.company));
    }

    pub(super) fn told(&self, control: Control) {
        match control {
            Control::Presence { people, .. } => {
                if !self.controller.get() {
                    self.set_hands_off(
                        self.right.get() != Right::Writer || another_controls(&people, self.connection.id()),
                    );
                }
                self.state.update(|state| state.people = people);
            }
            Control::Handed(handed) => {
                let given = matches!(handed.how, How::Granted | How::Taken { .. });
                if !self.controller.get() {
                    self.set_hands_off(given || self.right.get() != Right::Writer);
                }
                self.company(|company| {
                    company.handed = Some(handed);
                    company.handed_is_read = false;
                    company.asked &= !self.controller.get();
                });
            }
            Control::Asking { people } => self.company(|company| company.asking = people),
            Control::Declined { by } => self.company(|company| {
                (company.asked, company.asks_spotlight, company.declined) = (false, false, Some(by));
            }),
            Control::SpotlightAsked { by } => self.company(|company| company.spotlight_asked = by),
            Control::Spotlight { by, viewers } => self.company(|company| {
                company.asks_spotlight = false;
                company.spotlight = by.map(|by| (by, viewers));
            }),
            Control::Lookers { names } => self.company(|company| company.lookers = names),
            Control::SizedBy { sizing } => {
                self.company(|company| company.sizing = sizing);
                self.scale();
            }
            Control::Ending { ending } => self.company(|company| {
                company.ends = ending.map(|ending| Ends {
                    at_ms: now_ms() + f64::from(ending.in_s) * 1000.0,
                    why: ending.why,
                    extendable: ending.extendable,
                });
            }),
            Control::Broadcast { by, text, is_key, .. } => {
                self.company(|company| company.text = Some(Text { by, text, is_key }));
            }
            _ => {}
        }
    }

    /// Attached: what is not told now is no longer so.
    pub(super) fn begins_anew(&self) {
        self.hands_off.set(false);
        self.company(|company| *company = Company { text: company.text.take(), ..Company::default() });
    }

    pub(super) fn set_hands_off(&self, hands_off: bool) {
        self.hands_off.set(hands_off);
        if hands_off {
            self.outbound.borrow_mut().void();
        }
        if let Some(screen) = self.screen() {
            screen.set_read_only(hands_off || self.over.get());
        }
    }

    /// Whether the size is not our window's to choose.
    pub(super) fn is_foreign_size(&self) -> bool {
        !self.controller.get() || self.state.read_untracked().company.sizing != Sizing::Controller
    }

    /// Shows a size that is not ours as large as it fits.
    pub(super) fn scale(&self) {
        if let Some(screen) = self.screen() {
            screen.scale(self.is_foreign_size());
        }
        self.note_scale();
    }

    pub(super) fn note_scale(&self) {
        let Some(screen) = self.screen() else { return };
        let smaller = screen.is_smaller();
        if self.state.get_untracked().company.smaller != smaller {
            self.company(|company| company.smaller = smaller);
        }
    }
}

/// Whether another person than whose connection this is controls.
fn another_controls(people: &[Present], connection: u64) -> bool {
    let me = people.iter().find(|person| person.connection == connection).map(|person| person.user);
    people.iter().any(|person| person.controller && Some(person.user) != me)
}
