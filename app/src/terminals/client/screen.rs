//! One emulator in its box: everything it says goes to [`Events`], and all of it is taken down on drop.
//! [`listen`] is what it hears, [`fit`] how large it is and in which colours, [`find`] what is found in it;
//! [`touch`] and [`soft`] are for fingers and for keyboards without keys.

mod find;
mod fit;
mod listen;
mod soft;
mod text;
mod touch;

pub use self::find::{Found, Query};

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use js_sys::{Function, Uint8Array};
use leptos::leptos_dom::helpers::TimeoutHandle;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, KeyboardEvent, ResizeObserver};

use self::find::Finder;
use self::fit::{ThemeWatch, measure, proposal, watch_box, watch_theme};
use super::clipboard::is_web_link;
use super::palette::Palette;
use super::xterm::{Disposable, Fit, Modules, Terminal, load, object, set};
use crate::terminals::desks::types::{FONT_PX, Preferences};
use crate::terminals::protocol::Size;

/// Where a terminal of another's size does not fit, its letters shrink to this at least.
const FONT_MIN_PX: f64 = 5.0;
const FONT_FALLBACK: &str = "\"JetBrains Mono\", ui-monospace, SFMono-Regular, Menlo, Consolas, monospace";
const SCROLLBACK_LINES: u32 = 5000;
/// Programs choose colours without knowing the theme; who wishes gets letters of this ratio to their ground at least
/// (WCAG 2.2, 1.4.3).
const CONTRAST: f64 = 4.5;

fn contrast(preferences: Preferences) -> f64 {
    // 1 leaves them as they are.
    if preferences.contrast { CONTRAST } else { 1.0 }
}

/// What an emulator says.
pub trait Events {
    /// Keys, pastes, and answers to queries, as bytes for the program.
    fn typed(&self, bytes: &[u8]);
    /// The oldest bytes written and not yet parsed have been parsed.
    fn parsed(&self);
    /// The box holds this many cells, on so many pixels.
    fn measured(&self, size: Size, px: (u16, u16));
    fn titled(&self, title: String);
    /// The program wants this on the clipboard.
    fn copies(&self, text: String);
    /// The person pastes this.
    fn pastes(&self, text: String);
    /// The person has marked something with the mouse.
    fn marked(&self);
    /// Two fingers ask for letters of so many pixels.
    fn wants_letters(&self, px: i32);
    /// A key, before the emulator sees it; whether it was taken.
    fn pressed(&self, event: &KeyboardEvent) -> bool;
    /// Whether queries in the bytes that are being parsed are ours to answer.
    fn answers(&self) -> bool;
    fn focused(&self);
}

#[derive(Debug, Clone, Copy)]
pub struct Look {
    pub read_only: bool,
    pub preferences: Preferences,
}

/// What must be there before a [`Screen`] can open.
#[derive(Debug, Clone)]
pub struct Ready {
    modules: Modules,
    font: String,
}

/// Fetches the emulator.
///
/// # Errors
/// What the browser says, in words.
pub async fn ready() -> Result<Ready, String> {
    let font = page_font();
    let modules = load(&format!("{FONT_PX}px {font}")).await.map_err(|error| words(&error))?;
    Ok(Ready { modules, font })
}

/// The mono space font of the page's tokens.
fn page_font() -> String {
    leptos::prelude::document()
        .document_element()
        .and_then(|root| leptos::prelude::window().get_computed_style(&root).ok().flatten())
        .and_then(|style| style.get_property_value("--font-mono").ok())
        .map(|font| font.trim().to_owned())
        .filter(|font| !font.is_empty())
        .unwrap_or_else(|| FONT_FALLBACK.to_owned())
}

/// What a JavaScript error says.
pub(super) fn words(error: &JsValue) -> String {
    error
        .dyn_ref::<js_sys::Error>()
        .map(|error| String::from(error.message()))
        .or_else(|| error.as_string())
        .unwrap_or_else(|| "the browser gave no reason".to_owned())
}

type Timer = Rc<RefCell<Option<TimeoutHandle>>>;

pub struct Screen {
    terminal: Terminal,
    fit: Fit,
    host: HtmlElement,
    /// The size of letters that the person has chosen, and the one that is shown.
    chosen_px: Rc<Cell<f64>>,
    font_px: Rc<Cell<f64>>,
    /// Which of how many found places is shown, as the search says it.
    results: Rc<Cell<(f64, f64)>>,
    finder: RefCell<Option<Finder>>,
    /// The mouse went down in the terminal: what is marked next is marked by the person.
    marking: Rc<Cell<bool>>,
    parsed: Function,
    disposables: Vec<Disposable>,
    resized: ResizeObserver,
    _themed: ThemeWatch,
    timer: Timer,
    listeners: Vec<(&'static str, Function)>,
    /// Alive as long as JavaScript may call them.
    _closures: Vec<Box<dyn std::any::Any>>,
}

impl std::fmt::Debug for Screen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Screen").field("size", &self.size()).finish_non_exhaustive()
    }
}

/// Keeps a closure and hands out its function.
fn keep<T: ?Sized + wasm_bindgen::closure::WasmClosure + 'static>(
    closures: &mut Vec<Box<dyn std::any::Any>>,
    closure: Closure<T>,
) -> Function {
    let function = closure.as_ref().unchecked_ref::<Function>().clone();
    closures.push(Box::new(closure));
    function
}

impl Screen {
    /// Opens an emulator in `host`, whose box has a size already.
    ///
    /// # Errors
    /// What the browser says, in words.
    pub fn open(ready: &Ready, host: HtmlElement, look: Look, events: Weak<dyn Events>) -> Result<Self, String> {
        Self::build(ready, host, look, events).map_err(|error| words(&error))
    }

    fn build(ready: &Ready, host: HtmlElement, look: Look, events: Weak<dyn Events>) -> Result<Self, JsValue> {
        let mut closures = Vec::new();
        let follow = keep(&mut closures, Closure::<dyn Fn(JsValue, String)>::new(|_, url: String| follow_link(&url)));
        let link = link_handler(&host, &follow, &mut closures);
        let font_px = f64::from(look.preferences.font_px);
        let options = object(&[
            ("allowProposedApi", true.into()),
            ("cursorBlink", false.into()),
            ("disableStdin", look.read_only.into()),
            ("cursorInactiveStyle", if look.read_only { "none" } else { "outline" }.into()),
            ("fontFamily", ready.font.as_str().into()),
            ("fontSize", font_px.into()),
            ("screenReaderMode", look.preferences.screen_reader.into()),
            ("scrollback", SCROLLBACK_LINES.into()),
            ("theme", Palette::of_page().theme()),
            ("linkHandler", link),
            ("minimumContrastRatio", contrast(look.preferences).into()),
        ]);
        let terminal = ready.modules.terminal(&options)?;
        let fit = ready.modules.fit()?;
        terminal.load_addon(&fit);
        terminal.load_addon(&ready.modules.links(&follow)?);
        terminal.load_addon(&ready.modules.unicode()?);
        set(&terminal.unicode(), "activeVersion", &"11".into());
        terminal.open(&host);

        let timer = Timer::default();
        let (chosen_px, font_px) = (Rc::new(Cell::new(font_px)), Rc::new(Cell::new(font_px)));
        let mut screen = Self {
            parsed: keep(&mut closures, {
                let events = events.clone();
                Closure::<dyn Fn()>::new(move || with(&events, |events| events.parsed()))
            }),
            disposables: Vec::new(),
            resized: {
                let (terminal, fit, host) = (terminal.clone(), fit.clone(), host.clone());
                let (chosen_px, font_px) = (chosen_px.clone(), font_px.clone());
                let measure = move || measure(&terminal, &fit, &host, font_px.get() / chosen_px.get());
                watch_box(measure, &timer, &mut closures, &events)?
            },
            _themed: watch_theme(&terminal, &mut closures)?,
            listeners: Vec::new(),
            terminal,
            fit,
            chosen_px,
            font_px,
            results: Rc::default(),
            finder: RefCell::default(),
            marking: Rc::default(),
            timer,
            host,
            _closures: Vec::new(),
        };
        screen.resized.observe(&screen.host);
        screen.listen(&mut closures, &events)?;
        screen.mute(&mut closures, &events);
        if touches() {
            screen.listen_to_fingers(&mut closures, &events)?;
            screen.listen_to_soft_keys(&mut closures, &events)?;
        }
        screen._closures = closures;
        Ok(screen)
    }

    pub fn write(&self, bytes: &Uint8Array) {
        self.terminal.write(bytes, &self.parsed);
    }

    pub fn reset(&self) {
        self.terminal.reset();
    }

    pub fn size(&self) -> Size {
        Size { cols: self.terminal.cols() as u16, rows: self.terminal.rows() as u16 }
    }

    /// Shows this many cells; they are ours to choose, or (`fixed`) another's and must fit our box.
    pub fn resize(&self, size: Size, fixed: bool) {
        if self.size() != size {
            self.terminal.resize(size.cols.into(), size.rows.into());
        }
        self.scale(fixed);
    }

    /// Shrinks the letters of a terminal whose size is another's until it fits the box.
    pub fn scale(&self, fixed: bool) {
        self.scale_up_to(fixed, self.chosen_px.get());
    }

    /// As [`Screen::scale`], and grows them up to this height where there is room.
    pub fn scale_up_to(&self, fixed: bool, most_px: f64) {
        let size = self.size();
        let font = match (fixed, proposal(&self.fit)) {
            (true, Some((cols, rows))) => {
                let fits = (cols / f64::from(size.cols)).min(rows / f64::from(size.rows));
                (self.font_px.get() * fits * 2.0).floor() / 2.0
            }
            (true, None) => return,
            (false, _) => self.chosen_px.get(),
        }
        .clamp(FONT_MIN_PX, most_px);
        if font != self.font_px.replace(font) {
            set(&self.terminal.options(), "fontSize", &font.into());
        }
    }

    /// Whether the letters had to shrink.
    pub fn is_smaller(&self) -> bool {
        self.font_px.get() < self.chosen_px.get()
    }

    /// How many cells the box holds, if it can be seen.
    pub fn measure(&self) -> Option<(Size, (u16, u16))> {
        measure(&self.terminal, &self.fit, &self.host, self.font_px.get() / self.chosen_px.get())
    }

    pub fn set_read_only(&self, read_only: bool) {
        set(&self.terminal.options(), "disableStdin", &read_only.into());
    }

    /// Takes over what the person likes; letters of another size want another number of cells, which is for
    /// the caller to ask for.
    pub fn prefer(&self, preferences: Preferences) {
        set(&self.terminal.options(), "screenReaderMode", &preferences.screen_reader.into());
        set(&self.terminal.options(), "minimumContrastRatio", &contrast(preferences).into());
        let px = f64::from(preferences.font_px);
        if px != self.chosen_px.replace(px) {
            self.font_px.set(px);
            set(&self.terminal.options(), "fontSize", &px.into());
        }
    }

    /// What assistive technology calls this terminal.
    pub fn set_label(&self, label: &str) {
        if let Some(textarea) = self.terminal.textarea() {
            let _ = textarea.set_attribute("aria-label", label);
        }
    }

    pub fn focus(&self) {
        self.terminal.focus();
    }

    /// Keys go to this terminal.
    pub fn has_keyboard(&self) -> bool {
        let active = leptos::prelude::document().active_element();
        active.is_some() && active == self.terminal.textarea().map(Into::into)
    }

    pub fn blur(&self) {
        self.terminal.blur();
    }

    pub fn selection(&self) -> String {
        self.terminal.selection()
    }

    pub fn bracketed_paste(&self) -> bool {
        self.terminal.modes().bracketed_paste()
    }

    /// Arrow keys are sent as programs with menus want them.
    pub fn application_cursor(&self) -> bool {
        self.terminal.modes().application_cursor()
    }

    /// A program has taken the whole screen, as editors do.
    pub fn is_alternate(&self) -> bool {
        self.terminal.buffer().active().kind() == "alternate"
    }

    /// As if typed, in brackets where the program asks for them.
    pub fn paste(&self, text: &str) {
        self.terminal.paste(text);
    }

    /// Back from what has scrolled out of sight, as when a key is pressed.
    pub fn show_newest(&self) {
        self.terminal.scroll_to_bottom();
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.finder.replace(None);
        self.resized.disconnect();
        if let Some(timer) = self.timer.borrow_mut().take() {
            timer.clear();
        }
        for (event, listener) in &self.listeners {
            let _ = self.host.remove_event_listener_with_callback_and_bool(event, listener, true);
        }
        for disposable in &self.disposables {
            disposable.drop_it();
        }
        self.terminal.dispose();
    }
}

fn with(events: &Weak<dyn Events>, tell: impl FnOnce(Rc<dyn Events>)) {
    if let Some(events) = events.upgrade() {
        tell(events);
    }
}

/// Links whose words a program chose (OSC 8): where they lead is seen before one goes there.
fn link_handler(host: &HtmlElement, follow: &Function, closures: &mut Vec<Box<dyn std::any::Any>>) -> JsValue {
    let on = host.clone();
    let over = Closure::<dyn Fn(JsValue, String)>::new(move |_, url: String| {
        if is_web_link(&url) {
            on.set_title(&url);
        }
    });
    let on = host.clone();
    let out = Closure::<dyn Fn()>::new(move || drop(on.remove_attribute("title")));
    object(&[
        ("activate", follow.clone().into()),
        ("hover", keep(closures, over).into()),
        ("leave", keep(closures, out).into()),
    ])
}

/// The person's finger is the mouse here.
pub(in crate::terminals) fn touches() -> bool {
    leptos::prelude::window().match_media("(pointer: coarse)").ok().flatten().is_some_and(|query| query.matches())
}

fn follow_link(url: &str) {
    if is_web_link(url) {
        let _ = leptos::prelude::window().open_with_url_and_target_and_features(url, "_blank", "noopener,noreferrer");
    }
}
