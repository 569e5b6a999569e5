//! What may stand in the fields of an account. Pure: the browser says it while one types, the server insists.

use crate::error::Faults;

/// Shorter passwords are guessed too soon.
pub const PASSWORD_MIN_CHARS: usize = 10;
/// Longer ones only cost time to hash.
pub const PASSWORD_MAX_BYTES: usize = 256;
pub const LOGIN_MIN_CHARS: usize = 2;
pub const LOGIN_MAX_CHARS: usize = 32;
pub const NAME_MAX_CHARS: usize = 80;
/// RFC 5321, 4.5.3.1.3, less the angle brackets.
pub const EMAIL_MAX_BYTES: usize = 254;

/// A login in the form it is kept and looked up in.
pub fn normal_login(text: &str) -> String {
    text.trim().to_lowercase()
}

/// An e-mail address in the form it is kept and looked up in.
pub fn normal_email(text: &str) -> String {
    text.trim().to_lowercase()
}

pub fn check_login(faults: &mut Faults, login: &str) {
    let fits = (LOGIN_MIN_CHARS..=LOGIN_MAX_CHARS).contains(&login.chars().count())
        && login.starts_with(|c: char| c.is_ascii_lowercase())
        && login.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c));
    if !fits {
        faults.add(
            "login",
            format!(
                "A login has {LOGIN_MIN_CHARS} to {LOGIN_MAX_CHARS} letters, digits, dots or hyphens and starts with a letter."
            ),
        );
    }
}

pub fn check_email(faults: &mut Faults, email: &str) {
    let fits = email.len() <= EMAIL_MAX_BYTES
        && !email.chars().any(|c| c.is_whitespace() || c.is_control())
        && email.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty()
                && !host.contains('@')
                && host.split('.').all(|label| !label.is_empty())
                && host.contains('.')
        });
    if !fits {
        faults.add("email", "Write an e-mail address such as ada@school.example.");
    }
}

/// `field` is the form's, `what` how people call it: "The given name".
pub fn check_name(faults: &mut Faults, field: &str, what: &str, name: &str) {
    let length = name.chars().count();
    if length == 0 {
        faults.add(field, format!("{what} is missing."));
    } else if length > NAME_MAX_CHARS || name.chars().any(char::is_control) {
        faults.add(field, format!("{what} has at most {NAME_MAX_CHARS} characters."));
    }
}

pub fn check_password(faults: &mut Faults, field: &str, password: &str, login: &str) {
    if let Some(fault) = password_fault(password, login) {
        faults.add(field, fault);
    }
}

/// What is wrong with a new password, if anything. No rules on character classes: they make passwords
/// worse (NIST SP 800-63B, 3.1.1.2).
pub fn password_fault(password: &str, login: &str) -> Option<String> {
    let characters = password.chars().count();
    let first = password.chars().next();
    if characters < PASSWORD_MIN_CHARS {
        return Some(format!("A password has at least {PASSWORD_MIN_CHARS} characters."));
    }
    if password.len() > PASSWORD_MAX_BYTES {
        return Some(format!("A password has at most {PASSWORD_MAX_BYTES} bytes."));
    }
    if password.chars().all(|c| Some(c) == first) {
        return Some("A password of one repeated character is guessed at once.".to_owned());
    }
    (!login.is_empty() && password.to_lowercase().replace(login, "").chars().count() < PASSWORD_MIN_CHARS / 2)
        .then(|| "A password made of the login is guessed at once.".to_owned())
}

/// The fault of a name that somebody has already, by the column or constraint that says so.
pub fn taken(constraint: &str) -> Option<(String, String)> {
    let fault = |field: &str, text: &str| Some((field.to_owned(), text.to_owned()));
    if constraint.contains("login") {
        fault("login", "This login is taken.")
    } else if constraint.contains("email") {
        fault("email", "There is an account with this e-mail address.")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(check: impl Fn(&mut Faults)) -> usize {
        let mut faults = Faults::default();
        check(&mut faults);
        faults.0.len()
    }

    #[test]
    fn logins_are_plain() {
        for good in ["ada", "ada.l-2", "operator"] {
            assert_eq!(faults(|f| check_login(f, good)), 0, "{good}");
        }
        for bad in ["", "a", "2ada", "Ada", "ada lovelace", "ada/..", &"a".repeat(33)] {
            assert_eq!(faults(|f| check_login(f, bad)), 1, "{bad}");
        }
    }

    #[test]
    fn addresses_have_a_name_and_a_host() {
        assert_eq!(faults(|f| check_email(f, "ada@school.example")), 0);
        for bad in ["ada", "@x.y", "ada@", "ada@host", "a b@x.y", "a@@x.y", "a@x..y"] {
            assert_eq!(faults(|f| check_email(f, bad)), 1, "{bad}");
        }
    }

    #[test]
    fn passwords_are_long_and_not_the_login() {
        assert_eq!(password_fault("correct horse", "ada"), None);
        assert_eq!(password_fault("lyceum-demo", "admin"), None);
        assert!(password_fault("short", "ada").is_some());
        assert!(password_fault("aaaaaaaaaaaa", "ada").is_some());
        assert!(password_fault("lovelace-lovelace", "lovelace").is_some());
        assert!(password_fault(&"x1".repeat(200), "ada").is_some());
    }
}
