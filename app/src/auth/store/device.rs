//! What a browser says it is, in words.

use woothee::parser::{Parser, WootheeResult};

/// What the parser says when it does not know.
const UNKNOWN: &str = "UNKNOWN";

/// "Firefox on Linux".
pub(super) fn name(agent: &str) -> String {
    match parsed(agent) {
        Some(WootheeResult { name, os, .. }) if name != UNKNOWN && os != UNKNOWN => format!("{name} on {os}"),
        Some(WootheeResult { name, .. }) if name != UNKNOWN => name.to_owned(),
        _ => "Unknown browser".to_owned(),
    }
}

pub(super) fn is_handheld(agent: &str) -> bool {
    parsed(agent).is_some_and(|known| known.category == "smartphone" || known.category == "mobilephone")
}

fn parsed(agent: &str) -> Option<WootheeResult<'_>> {
    Parser::new().parse(agent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_named_as_people_name_them() {
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
        assert_eq!(name(firefox), "Firefox on Linux");
        assert!(!is_handheld(firefox));
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1";
        assert!(is_handheld(phone));
        assert_eq!(name(""), "Unknown browser");
    }
}
