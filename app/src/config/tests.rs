use super::*;

#[test]
fn nothing_set_is_a_working_school() {
    let config = Config::parse("", &BTreeMap::new()).expect("defaults are valid");
    assert_eq!(config.listen.port(), 3000);
    assert!(!config.allow_host_shell);
}

#[test]
fn every_fault_is_named_at_once() {
    let env = BTreeMap::from([("LYCEUM_TIME_ZONE".to_owned(), "Mars/Olympus".to_owned())]);
    let file = "listen = \"here\"\nshool_name = \"x\"\nhttps = \"maybe\"\npublic_urls = [\"lyceum.example\"]";
    let text = Config::parse(file, &env).unwrap_err().to_string();
    for key in ["listen", "shool_name", "https", "time_zone", "public_urls"] {
        assert!(text.contains(key), "{key} is not named in {text}");
    }
}

#[test]
fn origins_have_a_scheme_and_a_host() {
    let read = |url: &str| Config::parse(&format!("public_urls = [{url:?}]"), &BTreeMap::new());
    for good in ["https://lyceum.example", "http://localhost:3000/", "https://[::1]:8443"] {
        assert!(read(good).is_ok(), "{good}");
    }
    for bad in ["lyceum.example", "https://", "https://a.example/path", "ftp://a.example", "https://me@a.example"] {
        assert!(read(bad).is_err(), "{bad}");
    }
}

#[test]
fn what_looks_like_a_key_in_the_environment_is_told() {
    let names = ["LYCEUM_SHOOL_NAME", "LYCEUM_SCHOOL_NAME", "LYCEUM_CONFIG", "PATH"];
    let env = names.map(|name| (name.to_owned(), String::new())).into();
    assert_eq!(Config::unknown_in(&env), ["LYCEUM_SHOOL_NAME"]);
}

#[test]
fn the_environment_wins_over_the_file() {
    let env = BTreeMap::from([("LYCEUM_SCHOOL_NAME".to_owned(), "Env".to_owned())]);
    assert_eq!(Config::parse("school_name = \"File\"", &env).expect("valid").school_name, "Env");
}

#[test]
fn a_password_is_not_printed() {
    let env = BTreeMap::from([("DATABASE_URL".to_owned(), "postgres://u:sesame@h/d".to_owned())]);
    assert!(!format!("{:?}", Config::parse("", &env).expect("valid")).contains("sesame"));
}

#[test]
fn keys_of_secrets_are_read_and_never_printed() {
    let good = "q83vEjRWeJASNFZ4kBI0VniQEjRWeJASNFZ4kBI0Vng=";
    let config = Config::parse(&format!("secret_keys = [\"{good}\"]"), &BTreeMap::new()).expect("valid");
    assert_eq!(config.secret_keys.len(), 1);
    assert!(!format!("{config:?}").contains("q83v"));
    let faults = Config::parse("secret_keys = \"bm90IGxvbmc=\"", &BTreeMap::new()).unwrap_err().to_string();
    assert!(faults.contains("secret_keys") && !faults.contains("bm90"), "{faults}");
}

#[test]
fn every_key_is_documented_and_in_the_example() {
    let documented = include_str!("../../../docs/CONFIGURATION.md");
    let example = include_str!("../../../lyceum.example.toml");
    for key in KEYS {
        assert!(documented.contains(&format!("| `{key}` |")), "docs/CONFIGURATION.md does not document {key}");
        assert!(example.contains(&format!("\n{key} = ")), "lyceum.example.toml does not show {key}");
    }
    let shown = Config::parse(example, &BTreeMap::new()).expect("the example is valid");
    let default = Config::parse("", &BTreeMap::new()).expect("defaults are valid");
    assert_eq!(format!("{shown:?}"), format!("{default:?}"), "the example shows the defaults");
}
