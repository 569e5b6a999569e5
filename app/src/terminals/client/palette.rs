//! The emulator's colours, light and dark, on the ground of the cards around them. Every colour but the
//! dark theme's black has a contrast of 4.5 to the ground, as WCAG AA asks for. (xterm.js can enforce
//! that by itself, but in 6.0 it greys inverse text.)

use wasm_bindgen::JsValue;

use super::xterm::object;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    pub background: &'static str,
    foreground: &'static str,
    cursor: &'static str,
    selection: &'static str,
    /// Black, red, green, yellow, blue, magenta, cyan, white; then the bright ones.
    ansi: [&'static str; 16],
}

pub const LIGHT: Palette = Palette {
    background: "#ffffff",
    foreground: "#1f2328",
    cursor: "#1f2328",
    selection: "#0969da40",
    ansi: [
        "#24292f", "#cf222e", "#116329", "#7d4e00", "#0969da", "#8250df", "#1b7c83", "#6e7781", "#57606a", "#a40e26",
        "#1a7f37", "#633c01", "#1a6fd6", "#9057e0", "#1f7a90", "#69727d",
    ],
};

pub const DARK: Palette = Palette {
    background: "#131519",
    foreground: "#e6edf3",
    cursor: "#e6edf3",
    selection: "#58a6ff50",
    ansi: [
        "#484f58", "#ff7b72", "#3fb950", "#d29922", "#58a6ff", "#bc8cff", "#39c5cf", "#b1bac4", "#7d8590", "#ffa198",
        "#56d364", "#e3b341", "#79c0ff", "#d2a8ff", "#56d4dd", "#ffffff",
    ],
};

impl Palette {
    /// The page's theme as it is now.
    pub fn of_page() -> Self {
        let scheme = leptos::prelude::document()
            .document_element()
            .and_then(|root| leptos::prelude::window().get_computed_style(&root).ok().flatten())
            .and_then(|style| style.get_property_value("color-scheme").ok())
            .unwrap_or_default();
        let dark = match (scheme.contains("light"), scheme.contains("dark")) {
            (true, true) => system_prefers_dark().is_some_and(|query| query.matches()),
            (_, dark) => dark,
        };
        if dark { DARK } else { LIGHT }
    }

    /// What is found, and which of it is shown, for xterm's search: borders, as words keep their contrast on
    /// the ground they have.
    pub(super) fn marks(&self) -> JsValue {
        let (found, shown) = (self.ansi[3], self.ansi[1]);
        object(&[
            ("matchBorder", found.into()),
            ("matchOverviewRuler", found.into()),
            ("activeMatchBorder", shown.into()),
            ("activeMatchColorOverviewRuler", shown.into()),
        ])
    }

    /// As xterm's `ITheme`.
    pub(super) fn theme(&self) -> JsValue {
        const NAMES: [&str; 16] = [
            "black",
            "red",
            "green",
            "yellow",
            "blue",
            "magenta",
            "cyan",
            "white",
            "brightBlack",
            "brightRed",
            "brightGreen",
            "brightYellow",
            "brightBlue",
            "brightMagenta",
            "brightCyan",
            "brightWhite",
        ];
        let mut fields = vec![
            ("background", self.background.into()),
            ("foreground", self.foreground.into()),
            ("cursor", self.cursor.into()),
            ("cursorAccent", self.background.into()),
            ("selectionBackground", self.selection.into()),
        ];
        fields.extend(NAMES.into_iter().zip(self.ansi.map(JsValue::from_str)));
        object(&fields)
    }
}

/// The system's choice, where the person has made none.
pub(super) fn system_prefers_dark() -> Option<web_sys::MediaQueryList> {
    leptos::prelude::window().match_media("(prefers-color-scheme: dark)").ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance as WCAG defines it.
    fn luminance(colour: &str) -> f64 {
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).expect("hexadecimal")) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    fn contrast(one: &str, other: &str) -> f64 {
        let (a, b) = (luminance(one), luminance(other));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_colour_can_be_read() {
        for palette in [LIGHT, DARK] {
            for (index, colour) in palette.ansi.into_iter().enumerate() {
                let is_ground = palette == DARK && index == 0;
                assert!(is_ground || contrast(colour, palette.background) >= 4.5, "{colour} on {}", palette.background);
            }
            assert!(contrast(palette.foreground, palette.background) >= 12.0);
        }
    }
}
