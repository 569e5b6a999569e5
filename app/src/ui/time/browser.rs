//! Zones from the browser's `Intl`.

use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::time::UnixMs;

#[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit until the year 287396")]
pub fn now_ms() -> UnixMs {
    Date::now() as UnixMs
}

/// RFC 3339, UTC, to the second.
pub fn iso(at: UnixMs) -> String {
    let text = String::from(date(at).to_iso_string());
    text.split('.').next().map_or_else(String::new, |seconds| format!("{seconds}Z"))
}

/// "14:05".
pub fn wall_clock(at: UnixMs, zone: &str) -> String {
    written(at, zone, &[("hour", "2-digit"), ("minute", "2-digit")])
}

/// "Fri 20 Nov 2026, 14:05:09".
pub fn wall_date(at: UnixMs, zone: &str) -> String {
    let day = written(at, zone, &[("weekday", "short"), ("day", "numeric"), ("month", "short"), ("year", "numeric")]);
    let clock = written(at, zone, &[("hour", "2-digit"), ("minute", "2-digit"), ("second", "2-digit")]);
    format!("{}, {clock}", day.replace(',', ""))
}

#[expect(clippy::cast_precision_loss, reason = "see now_ms")]
fn date(at: UnixMs) -> Date {
    Date::new(&JsValue::from_f64(at as f64))
}

/// As `Intl.DateTimeFormat` writes it in British English, whose order the server uses too.
fn written(at: UnixMs, zone: &str, parts: &[(&str, &str)]) -> String {
    let options = Object::new();
    let set = |key: &str, value: &str| {
        let _ = Reflect::set(&options, &key.into(), &value.into());
    };
    set("timeZone", zone);
    set("hourCycle", "h23");
    parts.iter().for_each(|(key, value)| set(key, value));
    let locales = Array::of1(&"en-GB".into());
    let format: Function = Intl::DateTimeFormat::new(&locales, &options).format();
    format
        .call1(&JsValue::UNDEFINED, &date(at))
        .ok()
        .and_then(|text| text.dyn_into::<js_sys::JsString>().ok())
        .map_or_else(String::new, String::from)
}
