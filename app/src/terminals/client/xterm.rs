//! xterm.js 6: the calls we use, and nothing imported until a terminal is shown.
//!
//! All methods are structural, so that the page's own JavaScript names no module of xterm; the
//! constructors come from [`load`]. Bytes for the emulator stay JavaScript's own: it keeps what it is
//! given and parses it later, when WebAssembly's memory may have moved.

use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlElement, HtmlTextAreaElement};

/// Served as immutable: a new version is a new folder.
const FOLDER: &str = "/vendor/xterm-6.0.0";

/// The font that is measured before the first terminal opens, or its cells get the wrong width.
const FONT_WAIT_MS: i32 = 1500;

#[wasm_bindgen(module = "/src/terminals/client/browser.js")]
extern "C" {
    #[wasm_bindgen(js_name = load)]
    fn import(url: &str) -> Promise;
    #[wasm_bindgen(js_name = copyText)]
    pub(super) fn copy_text(text: &str) -> Promise;
    #[wasm_bindgen(js_name = clipboardText)]
    pub(super) fn clipboard_text() -> Promise;
}

#[wasm_bindgen]
extern "C" {
    #[derive(Debug, Clone)]
    pub(super) type Terminal;
    #[wasm_bindgen(method)]
    pub(super) fn open(this: &Terminal, parent: &HtmlElement);
    #[wasm_bindgen(method)]
    pub(super) fn write(this: &Terminal, bytes: &Uint8Array, parsed: &Function);
    #[wasm_bindgen(method)]
    pub(super) fn resize(this: &Terminal, cols: u32, rows: u32);
    #[wasm_bindgen(method)]
    pub(super) fn reset(this: &Terminal);
    #[wasm_bindgen(method)]
    pub(super) fn focus(this: &Terminal);
    #[wasm_bindgen(method)]
    pub(super) fn blur(this: &Terminal);
    #[wasm_bindgen(method)]
    pub(super) fn paste(this: &Terminal, text: &str);
    #[wasm_bindgen(method)]
    pub(super) fn input(this: &Terminal, data: &str, by_user: bool);
    #[wasm_bindgen(method, js_name = getSelection)]
    pub(super) fn selection(this: &Terminal) -> String;
    #[wasm_bindgen(method, js_name = loadAddon)]
    pub(super) fn load_addon(this: &Terminal, addon: &JsValue);
    #[wasm_bindgen(method, js_name = attachCustomKeyEventHandler)]
    pub(super) fn on_key_event(this: &Terminal, handler: &Function);
    #[wasm_bindgen(method, js_name = onData)]
    pub(super) fn on_data(this: &Terminal, listener: &Function) -> Disposable;
    #[wasm_bindgen(method, js_name = onBinary)]
    pub(super) fn on_binary(this: &Terminal, listener: &Function) -> Disposable;
    #[wasm_bindgen(method, js_name = onTitleChange)]
    pub(super) fn on_title(this: &Terminal, listener: &Function) -> Disposable;
    #[wasm_bindgen(method, js_name = onSelectionChange)]
    pub(super) fn on_selection(this: &Terminal, listener: &Function) -> Disposable;
    #[wasm_bindgen(method, js_name = clearSelection)]
    pub(super) fn clear_selection(this: &Terminal);
    #[wasm_bindgen(method, js_name = scrollToBottom)]
    pub(super) fn scroll_to_bottom(this: &Terminal);
    #[wasm_bindgen(method, js_name = scrollLines)]
    pub(super) fn scroll_lines(this: &Terminal, lines: i32);
    #[wasm_bindgen(method)]
    pub(super) fn dispose(this: &Terminal);
    #[wasm_bindgen(method, getter)]
    pub(super) fn cols(this: &Terminal) -> u32;
    #[wasm_bindgen(method, getter)]
    pub(super) fn rows(this: &Terminal) -> u32;
    #[wasm_bindgen(method, getter)]
    pub(super) fn options(this: &Terminal) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub(super) fn modes(this: &Terminal) -> Modes;
    #[wasm_bindgen(method, getter)]
    pub(super) fn buffer(this: &Terminal) -> Buffers;
    #[wasm_bindgen(method, getter)]
    pub(super) fn parser(this: &Terminal) -> Parser;
    #[wasm_bindgen(method, getter)]
    pub(super) fn unicode(this: &Terminal) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub(super) fn textarea(this: &Terminal) -> Option<HtmlTextAreaElement>;

    #[derive(Debug)]
    pub(super) type Disposable;
    #[wasm_bindgen(method, js_name = dispose)]
    pub(super) fn drop_it(this: &Disposable);

    #[derive(Debug)]
    pub(super) type Modes;
    #[wasm_bindgen(method, getter, js_name = bracketedPasteMode)]
    pub(super) fn bracketed_paste(this: &Modes) -> bool;
    #[wasm_bindgen(method, getter, js_name = applicationCursorKeysMode)]
    pub(super) fn application_cursor(this: &Modes) -> bool;
    /// `none`, or which mouse events the program wants.
    #[wasm_bindgen(method, getter, js_name = mouseTrackingMode)]
    pub(super) fn mouse(this: &Modes) -> String;

    #[derive(Debug)]
    pub(super) type Buffers;
    #[wasm_bindgen(method, getter)]
    pub(super) fn active(this: &Buffers) -> Buffer;

    #[derive(Debug)]
    pub(super) type Buffer;
    #[wasm_bindgen(method, getter, js_name = type)]
    pub(super) fn kind(this: &Buffer) -> String;
    /// Lines with those scrolled out of sight.
    #[wasm_bindgen(method, getter)]
    pub(super) fn length(this: &Buffer) -> u32;
    #[wasm_bindgen(method, js_name = getLine)]
    pub(super) fn line(this: &Buffer, at: u32) -> Option<Line>;

    #[derive(Debug)]
    pub(super) type Line;
    #[wasm_bindgen(method, getter, js_name = isWrapped)]
    pub(super) fn is_wrapped(this: &Line) -> bool;
    #[wasm_bindgen(method, js_name = translateToString)]
    pub(super) fn text(this: &Line, trim_right: bool) -> String;

    #[derive(Debug)]
    pub(super) type Parser;
    #[wasm_bindgen(method, js_name = registerCsiHandler)]
    pub(super) fn on_csi(this: &Parser, id: &JsValue, handler: &Function) -> Disposable;
    #[wasm_bindgen(method, js_name = registerDcsHandler)]
    pub(super) fn on_dcs(this: &Parser, id: &JsValue, handler: &Function) -> Disposable;
    #[wasm_bindgen(method, js_name = registerOscHandler)]
    pub(super) fn on_osc(this: &Parser, id: u32, handler: &Function) -> Disposable;

    #[derive(Debug, Clone)]
    pub(super) type Fit;
    #[wasm_bindgen(method, js_name = proposeDimensions)]
    pub(super) fn propose(this: &Fit) -> Option<Dimensions>;

    #[derive(Debug)]
    pub(super) type Dimensions;
    #[wasm_bindgen(method, getter)]
    pub(super) fn cols(this: &Dimensions) -> f64;
    #[wasm_bindgen(method, getter)]
    pub(super) fn rows(this: &Dimensions) -> f64;
}

#[wasm_bindgen]
extern "C" {
    #[derive(Debug, Clone)]
    pub(super) type Search;
    /// Throws at an expression that is none.
    #[wasm_bindgen(method, catch, js_name = findNext)]
    pub(super) fn find_next(this: &Search, term: &str, options: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(method, catch, js_name = findPrevious)]
    pub(super) fn find_previous(this: &Search, term: &str, options: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(method, js_name = clearDecorations)]
    pub(super) fn clear(this: &Search);
    #[wasm_bindgen(method, js_name = onDidChangeResults)]
    pub(super) fn on_results(this: &Search, listener: &Function) -> Disposable;
}

/// Fetches the search; it is seldom needed.
///
/// # Errors
/// What the browser says when it cannot be fetched.
pub(super) async fn search() -> Result<Search, JsValue> {
    let module = JsFuture::from(import(&format!("{FOLDER}/addon-search.mjs"))).await?;
    construct(&module, "SearchAddon", &Array::new()).map(JsCast::unchecked_into)
}

/// The constructors of the emulator and its add-ons.
#[derive(Debug, Clone)]
pub struct Modules {
    terminal: JsValue,
    fit: JsValue,
    links: JsValue,
    unicode: JsValue,
}

impl Modules {
    pub(super) fn terminal(&self, options: &JsValue) -> Result<Terminal, JsValue> {
        construct(&self.terminal, "Terminal", &Array::of1(options)).map(JsCast::unchecked_into)
    }

    pub(super) fn fit(&self) -> Result<Fit, JsValue> {
        construct(&self.fit, "FitAddon", &Array::new()).map(JsCast::unchecked_into)
    }

    pub(super) fn links(&self, open: &Function) -> Result<JsValue, JsValue> {
        construct(&self.links, "WebLinksAddon", &Array::of1(open))
    }

    pub(super) fn unicode(&self) -> Result<JsValue, JsValue> {
        construct(&self.unicode, "Unicode11Addon", &Array::new())
    }
}

fn construct(module: &JsValue, name: &str, arguments: &Array) -> Result<JsValue, JsValue> {
    let constructor: Function = Reflect::get(module, &name.into())?.unchecked_into();
    Reflect::construct(&constructor, arguments)
}

/// Fetches xterm.js, its style sheet and the font; the browser keeps them for the next terminal.
///
/// # Errors
/// What the browser says when a part cannot be fetched.
pub async fn load(font: &str) -> Result<Modules, JsValue> {
    let module = |name: &str| JsFuture::from(import(&format!("{FOLDER}/{name}.mjs")));
    let (terminal, fit, links, unicode, style, _) = futures::join!(
        module("xterm"),
        module("addon-fit"),
        module("addon-web-links"),
        module("addon-unicode11"),
        style_sheet(),
        fonts(font),
    );
    style?;
    Ok(Modules { terminal: terminal?, fit: fit?, links: links?, unicode: unicode? })
}

async fn style_sheet() -> Result<(), JsValue> {
    const ID: &str = "xterm-style";
    let document = leptos::prelude::document();
    if document.get_element_by_id(ID).is_some() {
        return Ok(());
    }
    let link: web_sys::HtmlLinkElement = document.create_element("link")?.unchecked_into();
    link.set_id(ID);
    link.set_rel("stylesheet");
    link.set_href(&format!("{FOLDER}/xterm.css"));
    let loaded = Promise::new(&mut |resolve, reject| {
        link.set_onload(Some(&resolve));
        link.set_onerror(Some(&reject));
    });
    if let Some(head) = document.head() {
        head.append_child(&link)?;
    }
    let outcome = JsFuture::from(loaded).await;
    if outcome.is_err() {
        link.remove();
    }
    outcome.map(drop)
}

/// Waits for the terminal's font, but not for ever: without it the browser's own will do.
async fn fonts(font: &str) {
    let window = leptos::prelude::window();
    let fonts = leptos::prelude::document().fonts();
    let late = Promise::new(&mut |resolve, _| {
        let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, FONT_WAIT_MS);
    });
    let wanted = [font.to_owned(), format!("bold {font}")].map(|font| fonts.load(&font));
    let loaded = Promise::all(&wanted.iter().collect::<Array>());
    let _ = JsFuture::from(Promise::race(&Array::of2(&loaded, &late))).await;
}

/// A plain JavaScript object.
pub(super) fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = js_sys::Object::new();
    for (name, value) in fields {
        set(&object, name, value);
    }
    object.into()
}

/// Sets a property of a plain object, which cannot fail.
pub(super) fn set(target: &JsValue, name: &str, value: &JsValue) {
    let _ = Reflect::set(target, &JsValue::from_str(name), value);
}
