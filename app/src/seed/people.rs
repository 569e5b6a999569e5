//! Who is at the demo school.

use crate::auth::types::Role;

/// The password of every demo account.
pub const PASSWORD: &str = "lyceum-demo";

#[derive(Debug, Clone, Copy)]
pub(super) struct Person {
    pub given: &'static str,
    pub family: &'static str,
    /// None: `given.family` in plain letters.
    pub login: Option<&'static str>,
    pub role: Role,
}

const fn person(given: &'static str, family: &'static str, login: Option<&'static str>, role: Role) -> Person {
    Person { given, family, login, role }
}

pub(super) const STAFF: [Person; 7] = [
    person("Ingrid", "Halvorsen", Some("admin"), Role::Admin),
    person("Tomasz", "Wilk", None, Role::Admin),
    person("Devon", "Okafor", Some("operator"), Role::Operator),
    person("Marit", "Sandvik", None, Role::Operator),
    person("Ada", "Winter", Some("teacher"), Role::Teacher),
    person("Rafael", "Moreno", None, Role::Teacher),
    person("Claire", "Dubois", None, Role::Teacher),
];

/// The three teachers by their place in [`STAFF`].
pub(super) const ADA: usize = 4;
pub(super) const RAFAEL: usize = 5;
pub(super) const CLAIRE: usize = 6;

/// Sixty students; the first is the demo student.
pub(super) const STUDENTS: [(&str, &str); 60] = [
    ("Jonas", "Lindqvist"),
    ("Amira", "Haddad"),
    ("Ben", "Albrecht"),
    ("Chiara", "Romano"),
    ("Daniel", "Novak"),
    ("Elif", "Yilmaz"),
    ("Felix", "Bauer"),
    ("Greta", "Nilsen"),
    ("Hugo", "Marchand"),
    ("Isabel", "Santos"),
    ("Jakub", "Kowalski"),
    ("Katja", "Vogel"),
    ("Liam", "Murphy"),
    ("Mei", "Tanaka"),
    ("Noah", "Fischer"),
    ("Olga", "Petrova"),
    ("Pavel", "Dvorak"),
    ("Quentin", "Leroy"),
    ("Rosa", "Jimenez"),
    ("Samir", "Rahman"),
    ("Tara", "Kelly"),
    ("Umut", "Demir"),
    ("Vera", "Horvath"),
    ("William", "Andersen"),
    ("Xenia", "Papadakis"),
    ("Yusuf", "Osman"),
    ("Zoe", "Lambert"),
    ("Anton", "Schuster"),
    ("Bianca", "Ionescu"),
    ("Carlos", "Vega"),
    ("Diana", "Popescu"),
    ("Emil", "Jensen"),
    ("Fatima", "El Amrani"),
    ("Gustav", "Berg"),
    ("Hana", "Kim"),
    ("Ivan", "Markovic"),
    ("Julia", "Weber"),
    ("Kofi", "Mensah"),
    ("Lena", "Hoffmann"),
    ("Mateo", "Silva"),
    ("Nadia", "Karimi"),
    ("Oscar", "Eriksson"),
    ("Priya", "Nair"),
    ("Robin", "de Vries"),
    ("Sofia", "Costa"),
    ("Theo", "Kramer"),
    ("Ulrike", "Brandt"),
    ("Viktor", "Sokolov"),
    ("Wanda", "Zielinska"),
    ("Yara", "Mansour"),
    ("Adrian", "Keller"),
    ("Beatrice", "Conti"),
    ("Cem", "Aydin"),
    ("Dora", "Szabo"),
    ("Eva", "Krause"),
    ("Finn", "O'Brien"),
    ("Gabriel", "Fontaine"),
    ("Helena", "Virtanen"),
    ("Ismail", "Benali"),
    ("Klara", "Svoboda"),
];

pub(super) fn all() -> impl Iterator<Item = Person> {
    let students = STUDENTS
        .into_iter()
        .enumerate()
        .map(|(index, (given, family))| person(given, family, (index == 0).then_some("student"), Role::Student));
    STAFF.into_iter().chain(students)
}

impl Person {
    pub(super) fn login(&self) -> String {
        let plain = |name: &str| name.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_lowercase();
        self.login.map_or_else(|| format!("{}.{}", plain(self.given), plain(self.family)), str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_share_a_login_and_each_role_has_its_demo_account() {
        let logins: BTreeSet<String> = all().map(|person| person.login()).collect();
        assert_eq!(logins.len(), STAFF.len() + STUDENTS.len());
        for role in Role::ALL {
            let demo = all().find(|person| person.login() == role.as_str()).expect("demo account");
            assert_eq!(demo.role, role);
        }
    }
}
