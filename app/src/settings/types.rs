//! The school's name and accent. Pure: the browser shows with it what the server insists on.

use serde::{Deserialize, Serialize};

use crate::error::Faults;

pub const NAME_MAX_CHARS: usize = 60;
/// Words on a ground: WCAG 2.2, 1.4.3.
pub const TEXT_CONTRAST: f64 = 4.5;

/// The lightest and the darkest ground of each theme on which the accent is read (style/tokens.css).
const LIGHT_GROUNDS: [Colour; 2] = [Colour::new(0xff, 0xff, 0xff), Colour::new(0xf2, 0xf3, 0xf5)];
const DARK_GROUNDS: [Colour; 2] = [Colour::new(0x0d, 0x0e, 0x12), Colour::new(0x1e, 0x20, 0x25)];
const WHITE: Colour = LIGHT_GROUNDS[0];
const INK: Colour = DARK_GROUNDS[0];
/// How much of the accent its soft ground holds, by theme.
const LIGHT_SOFT: f64 = 0.09;
const DARK_SOFT: f64 = 0.2;
/// Steps in which a colour is lightened until it reads on the dark grounds.
const LIGHTER: usize = 50;

/// sRGB, written `#3655cd`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

impl Colour {
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// Relative luminance as WCAG 2.2 defines it, 0 to 1.
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }

    /// This colour with `share` (0 to 1) of another.
    fn mixed(self, other: Self, share: f64) -> Self {
        let mix = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share).round() as u8;
        Self::new(mix(self.red, other.red), mix(self.green, other.green), mix(self.blue, other.blue))
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

impl std::str::FromStr for Colour {
    type Err = String;

    /// `#3655cd`, `3655CD` or `#35c`.
    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.trim().trim_start_matches('#');
        let whole = match digits.len() {
            3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
            _ => digits.to_owned(),
        };
        let plain = whole.len() == 6 && whole.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = u32::from_str_radix(&whole, 16).ok().filter(|_| plain);
        let [_, red, green, blue] = number.ok_or("Write a colour such as #3655cd.")?.to_be_bytes();
        Ok(Self::new(red, green, blue))
    }
}

impl TryFrom<String> for Colour {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

/// Contrast of two colours as WCAG 2.2 defines it, 1 to 21.
pub fn contrast(a: Colour, b: Colour) -> f64 {
    let (a, b) = (a.luminance(), b.luminance());
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The accent in one theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shades {
    pub primary: Colour,
    pub on_primary: Colour,
    pub soft: Colour,
}

impl Shades {
    /// The least contrast of words in it, or on it.
    fn least(self, grounds: [Colour; 2]) -> f64 {
        let [a, b] = grounds;
        [a, b, self.soft, self.on_primary]
            .into_iter()
            .map(|ground| contrast(self.primary, ground))
            .fold(f64::INFINITY, f64::min)
    }

    /// As an element's style.
    pub fn style(self) -> String {
        let Self { primary, on_primary, soft } = self;
        format!("--primary:{primary};--primary-foreground:{on_primary};--primary-soft:{soft};--ring:{primary}")
    }
}

/// A colour that may lead: its words are read in both themes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accent {
    pub light: Shades,
    pub dark: Shades,
}

impl Accent {
    /// The shades of a colour. On light grounds it stands as it is; for dark ones it is lightened as far as needed.
    ///
    /// # Errors
    /// What to change, when white words on it or its words on a light ground are hard to read.
    pub fn of(colour: Colour) -> Result<Self, String> {
        let light = Shades { primary: colour, on_primary: WHITE, soft: WHITE.mixed(colour, LIGHT_SOFT) };
        let has = light.least(LIGHT_GROUNDS);
        if has < TEXT_CONTRAST {
            let shown = (has * 10.0).floor() / 10.0;
            return Err(format!(
                "Words in this colour have a contrast of {shown:.1} to 1 on a light ground; {TEXT_CONTRAST} is needed. \
                 Choose a darker one."
            ));
        }
        let lighter = |step: usize| {
            let primary = colour.mixed(WHITE, step as f64 / LIGHTER as f64);
            Shades { primary, on_primary: INK, soft: DARK_GROUNDS[0].mixed(primary, DARK_SOFT) }
        };
        let dark = (0..LIGHTER).map(lighter).find(|dark| dark.least(DARK_GROUNDS) >= TEXT_CONTRAST);
        Ok(Self { light, dark: dark.unwrap_or_else(|| lighter(LIGHTER)) })
    }

    /// The rule that gives every page this accent, over the one of the style sheet.
    pub fn css(self) -> String {
        let Self { light, dark } = self;
        let both = |light: Colour, dark: Colour| format!("light-dark({light},{dark})");
        let primary = both(light.primary, dark.primary);
        format!(
            "html:root{{--primary:{primary};--ring:{primary};--primary-foreground:{};--primary-soft:{}}}",
            both(light.on_primary, dark.on_primary),
            both(light.soft, dark.soft),
        )
    }

    /// Least contrasts of words, light and dark.
    pub fn contrasts(self) -> (f64, f64) {
        (self.light.least(LIGHT_GROUNDS), self.dark.least(DARK_GROUNDS))
    }
}

/// Colours with names; the first is the one of the style sheet.
pub const PALETTE: [(&str, &str, Colour); 8] = [
    ("indigo", "Indigo", Colour::new(0x36, 0x55, 0xcd)),
    ("ocean", "Ocean", Colour::new(0x0b, 0x65, 0x9c)),
    ("teal", "Teal", Colour::new(0x0a, 0x6b, 0x66)),
    ("forest", "Forest", Colour::new(0x2d, 0x6a, 0x2f)),
    ("rust", "Rust", Colour::new(0x9c, 0x43, 0x14)),
    ("berry", "Berry", Colour::new(0xa3, 0x1f, 0x5b)),
    ("plum", "Plum", Colour::new(0x7a, 0x35, 0xa8)),
    ("slate", "Slate", Colour::new(0x44, 0x51, 0x66)),
];
/// The word of a form for a colour that has no name here.
pub const OWN: &str = "own";

/// The colour that a form names; none for the style sheet's own.
///
/// # Errors
/// What is wrong with a colour of one's own, or with a name that is none.
pub fn chosen(word: &str, own: &str) -> Result<Option<Colour>, String> {
    let colour = match PALETTE.iter().position(|(name, ..)| *name == word) {
        Some(0) => return Ok(None),
        Some(at) => PALETTE[at].2,
        None if word == OWN => own.parse()?,
        None => return Err("Choose one of the colours.".to_owned()),
    };
    Accent::of(colour).map(|_| Some(colour))
}

/// What the page of settings shows and sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolSettings {
    pub name: String,
    /// None for the style sheet's own.
    pub accent: Option<Colour>,
    /// What the name is when nobody sets one here.
    pub configured_name: String,
}

impl SchoolSettings {
    pub fn is_default(&self) -> bool {
        self.accent.is_none() && self.name == self.configured_name
    }

    /// The word and the colour of one's own that a form shows for the accent.
    pub fn as_chosen(&self) -> (&'static str, String) {
        match self.accent {
            None => (PALETTE[0].0, String::new()),
            Some(colour) => match PALETTE.iter().find(|(_, _, named)| *named == colour) {
                Some((word, ..)) => (word, String::new()),
                None => (OWN, colour.to_string()),
            },
        }
    }
}

pub fn check_name(faults: &mut Faults, name: &str) {
    let length = name.chars().count();
    if length == 0 {
        faults.add("name", "The school's name is missing.");
    } else if length > NAME_MAX_CHARS || name.chars().any(char::is_control) {
        faults.add("name", format!("The name has at most {NAME_MAX_CHARS} characters."));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn colour(text: &str) -> Colour {
        text.parse().expect("a colour")
    }

    #[test]
    fn contrast_is_as_the_guideline_says() {
        assert!((contrast(colour("#000"), colour("#fff")) - 21.0).abs() < 1e-9);
        assert!((contrast(colour("#777777"), colour("#ffffff")) - 4.478).abs() < 0.001);
        assert!((contrast(colour("#fff"), colour("#fff")) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn colours_are_read_as_people_write_them() {
        assert_eq!(colour(" 3655CD "), colour("#3655cd"));
        assert_eq!(colour("#35c"), colour("#3355cc"));
        for bad in ["", "#", "#12", "#12345", "#1234567", "blue", "#12345g", "+12345", "#ääa"] {
            assert!(bad.parse::<Colour>().is_err(), "{bad}");
        }
    }

    #[test]
    fn every_named_colour_may_lead() {
        for (word, _, colour) in PALETTE {
            let accent = Accent::of(colour).unwrap_or_else(|fault| panic!("{word}: {fault}"));
            let (light, dark) = accent.contrasts();
            assert!(light >= TEXT_CONTRAST && dark >= TEXT_CONTRAST, "{word}: {light} {dark}");
        }
    }

    #[test]
    fn a_pale_colour_is_refused_with_the_reason() {
        let fault = chosen(OWN, "#ffcc00").expect_err("too pale");
        assert!(fault.contains("4.5") && fault.contains("darker"), "{fault}");
        assert_eq!(chosen("indigo", ""), Ok(None));
        assert_eq!(chosen("teal", ""), Ok(Some(PALETTE[2].2)));
        assert!(chosen("octarine", "").is_err());
    }

    proptest! {
        #[test]
        fn words_are_read_in_both_themes_or_the_colour_is_refused(red: u8, green: u8, blue: u8) {
            let colour = Colour::new(red, green, blue);
            match Accent::of(colour) {
                Ok(accent) => {
                    for (shades, grounds) in [(accent.light, LIGHT_GROUNDS), (accent.dark, DARK_GROUNDS)] {
                        for ground in grounds {
                            prop_assert!(contrast(shades.primary, ground) >= TEXT_CONTRAST);
                        }
                        prop_assert!(contrast(shades.primary, shades.on_primary) >= TEXT_CONTRAST);
                        prop_assert!(contrast(shades.primary, shades.soft) >= TEXT_CONTRAST);
                    }
                }
                Err(_) => {
                    let darkest = LIGHT_GROUNDS.map(|ground| contrast(colour, ground)).into_iter().fold(21.0, f64::min);
                    prop_assert!(darkest < TEXT_CONTRAST * 1.3, "{colour} is dark enough");
                }
            }
        }

        #[test]
        fn a_colour_is_written_as_it_is_read(red: u8, green: u8, blue: u8) {
            let colour = Colour::new(red, green, blue);
            prop_assert_eq!(colour.to_string().parse::<Colour>(), Ok(colour));
        }

        #[test]
        fn anything_may_be_typed(text: String) {
            let _ = text.parse::<Colour>();
        }
    }
}
