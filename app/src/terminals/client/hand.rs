//! What a device that is held in a hand can do besides.

use js_sys::Function;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/terminals/client/browser.js")]
extern "C" {
    #[wasm_bindgen(js_name = stayAwake)]
    fn stay_awake() -> Function;
    /// A tick under the finger, where the device can and the person likes things to move.
    pub fn tick();
}

/// Keeps the screen on until it is dropped.
#[derive(Debug)]
pub struct Awake(Function);

impl Awake {
    pub fn begin() -> Self {
        Self(stay_awake())
    }
}

impl Drop for Awake {
    fn drop(&mut self) {
        let _ = self.0.call0(&JsValue::UNDEFINED);
    }
}
