//! The configuration: `lyceum.toml`, then the environment over it. Checked whole at start; every
//! fault is named at once, with the mend.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use base64::Engine;

/// Everything a school can set. Each field is also `LYCEUM_<FIELD>` in the environment;
/// the database is `DATABASE_URL`, as everywhere.
#[derive(Debug, Clone)]
pub struct Config {
    /// The school's name, on every page, until an admin sets another.
    pub school_name: String,
    /// The school's IANA time zone; the timetable's clock.
    pub time_zone: String,
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// The addresses people type, scheme and host, comma separated: the only origins that may write.
    /// The listening address on localhost is always one of them.
    pub public_urls: Vec<String>,
    /// `sqlite://path?mode=rwc` or `postgres://…`. May hold a password: never printed.
    pub database_url: DatabaseUrl,
    /// Where the database file, uploads and other state live.
    pub data_dir: PathBuf,
    /// May people make their own account?
    pub allow_registration: bool,
    /// May an admin open a shell on the host? It runs as the user that runs Lyceum.
    pub allow_host_shell: bool,
    /// What such a shell runs, words separated by spaces; empty is the user's login shell.
    pub host_shell: String,
    /// How many terminals one person may have running.
    pub terminals_per_person: usize,
    /// How long terminals go on while Lyceum itself is stopped or restarted, seconds.
    pub terminals_grace_s: u64,
    /// How many windows may show one terminal.
    pub viewers_per_terminal: usize,
    /// How many windows with terminals one person may have.
    pub sockets_per_person: usize,
    /// So much may be typed and pasted in one window in a second, kilobytes; what is more waits.
    pub input_kb_per_second: u32,
    /// A terminal in which nobody types for so long ends, seconds; 0 is never.
    pub terminals_idle_s: u64,
    /// A terminal that is shown nowhere for so long ends, seconds; 0 is never.
    pub terminals_detached_s: u64,
    /// A terminal ends after so long, seconds; 0 is never.
    pub terminals_life_s: u64,
    /// An end that comes by itself is announced so long before, seconds.
    pub terminals_warning_s: u64,
    /// Is every shell on the host recorded?
    pub record_host_shells: bool,
    /// Size at which a recording ends, megabytes.
    pub recording_max_mb: u64,
    /// How long recordings of students' terminals are kept, days; 0 keeps them for ever.
    pub recordings_days_student: u32,
    /// Of teachers' terminals.
    pub recordings_days_teacher: u32,
    /// Of the terminals of operators and admins.
    pub recordings_days_admin: u32,
    /// The engine's socket or address; empty looks for Docker, Podman and Colima.
    pub docker_host: String,
    /// The image that lab templates of the demo school use.
    pub lab_image: String,
    /// Proxies in front, whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<std::net::IpAddr>,
    /// Behind HTTPS: cookies become `Secure`, HSTS is sent.
    pub https: bool,
    /// Keys for what is kept encrypted, newest first; none keeps one in a file in `data_dir`.
    pub secret_keys: Vec<SecretKey>,
}

/// A connection string whose `Debug` shows the kind alone.
#[derive(Clone)]
pub struct DatabaseUrl(pub String);

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}://…", self.0.split(':').next().unwrap_or_default())
    }
}

/// 32 bytes that encrypt what is kept; never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretKey(pub [u8; 32]);

impl SecretKey {
    /// From base64.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = base64::engine::general_purpose::STANDARD.decode(text.trim()).ok()?;
        bytes.try_into().ok().map(Self)
    }
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

/// Made by set-up. No registry is asked for an image of this name, which anybody could own there.
const LAB_IMAGE: &str = "localhost/lyceum/lab:2";

/// Every fault found in a configuration, each with its key and its mend.
#[derive(Debug, thiserror::Error)]
#[error("the configuration has {} fault(s):\n  - {}", .0.len(), .0.join("\n  - "))]
pub struct ConfigFaults(pub Vec<String>);

/// The keys of `lyceum.toml`; any other is a fault, so that a misspelt key is not silently ignored.
const KEYS: [&str; 28] = [
    "school_name",
    "time_zone",
    "listen",
    "public_urls",
    "database_url",
    "data_dir",
    "allow_registration",
    "allow_host_shell",
    "host_shell",
    "terminals_per_person",
    "terminals_grace_s",
    "viewers_per_terminal",
    "sockets_per_person",
    "input_kb_per_second",
    "terminals_idle_s",
    "terminals_detached_s",
    "terminals_life_s",
    "terminals_warning_s",
    "record_host_shells",
    "recording_max_mb",
    "recordings_days_student",
    "recordings_days_teacher",
    "recordings_days_admin",
    "docker_host",
    "lab_image",
    "trusted_proxies",
    "https",
    "secret_keys",
];

/// Names that stand in the environment and set nothing here: where the file is, a terminal's mark, the scripts' own.
const NO_KEYS: [&str; 6] = ["CONFIG", "TERMINAL", "PROFILE", "URL", "DEBIAN_MIRROR", "TEST_POSTGRES"];

impl Config {
    /// Reads `lyceum.toml` at `path` if it is there, and the environment.
    ///
    /// # Errors
    /// [`ConfigFaults`] with everything that is wrong.
    pub fn load(path: &Path) -> Result<Self, ConfigFaults> {
        let file = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(ConfigFaults(vec![format!("{}: cannot be read: {error}", path.display())])),
        };
        Self::parse(&file, &std::env::vars().collect())
    }

    /// Names in the environment that look like keys and are none: misspelt, or somebody else's.
    pub fn unknown_in(env: &BTreeMap<String, String>) -> Vec<String> {
        let known = |name: &str| KEYS.iter().any(|key| name.eq_ignore_ascii_case(key)) || NO_KEYS.contains(&name);
        env.keys().filter(|name| name.strip_prefix("LYCEUM_").is_some_and(|rest| !known(rest))).cloned().collect()
    }

    /// The pure half of [`Config::load`].
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn parse(file: &str, env: &BTreeMap<String, String>) -> Result<Self, ConfigFaults> {
        let mut values = Values { map: BTreeMap::new(), faults: Vec::new() };
        values.read_file(file);
        values.read_env(env);

        let data_dir = PathBuf::from(values.text("data_dir", "data"));
        let default_database = format!("sqlite://{}?mode=rwc", data_dir.join("lyceum.db").display());
        let config = Self {
            school_name: values.text("school_name", "Lyceum"),
            time_zone: values.checked("time_zone", "Europe/Berlin", "an IANA name such as Europe/Berlin", |zone| {
                jiff::tz::TimeZone::get(zone).ok().map(|_| zone.to_owned())
            }),
            listen: values.parsed("listen", "127.0.0.1:3000", "an address and port such as 127.0.0.1:3000"),
            public_urls: values.origins("public_urls"),
            database_url: DatabaseUrl(values.checked(
                "database_url",
                &default_database,
                "sqlite://PATH?mode=rwc or postgres://USER:PASSWORD@HOST/NAME",
                |url| {
                    ["sqlite:", "postgres:", "postgresql:"]
                        .iter()
                        .any(|kind| url.starts_with(kind))
                        .then(|| url.to_owned())
                },
            )),
            data_dir,
            allow_registration: values.parsed("allow_registration", "false", "true or false"),
            allow_host_shell: values.parsed("allow_host_shell", "false", "true or false"),
            host_shell: values.text("host_shell", ""),
            terminals_per_person: values.parsed("terminals_per_person", "16", "a number such as 16"),
            terminals_grace_s: values.parsed("terminals_grace_s", "600", "a number of seconds such as 600"),
            viewers_per_terminal: values.parsed("viewers_per_terminal", "64", "a number such as 64"),
            sockets_per_person: values.parsed("sockets_per_person", "200", "a number such as 200"),
            input_kb_per_second: values.checked(
                "input_kb_per_second",
                "2000",
                "a number from 1 on, such as 2000",
                |text| text.trim().parse().ok().filter(|kb| *kb > 0),
            ),
            terminals_idle_s: values.parsed("terminals_idle_s", "0", "a number of seconds, or 0 for never"),
            terminals_detached_s: values.parsed("terminals_detached_s", "43200", "a number of seconds, or 0 for never"),
            terminals_life_s: values.parsed("terminals_life_s", "0", "a number of seconds, or 0 for never"),
            terminals_warning_s: values.parsed("terminals_warning_s", "300", "a number of seconds such as 300"),
            record_host_shells: values.parsed("record_host_shells", "true", "true or false"),
            recording_max_mb: values.parsed("recording_max_mb", "256", "a number of megabytes such as 256"),
            recordings_days_student: values.parsed("recordings_days_student", "30", "a number of days such as 30"),
            recordings_days_teacher: values.parsed("recordings_days_teacher", "90", "a number of days such as 90"),
            recordings_days_admin: values.parsed("recordings_days_admin", "365", "a number of days such as 365"),
            docker_host: values.text("docker_host", ""),
            lab_image: values.text("lab_image", LAB_IMAGE),
            trusted_proxies: values.addresses("trusted_proxies"),
            https: values.parsed("https", "false", "true or false"),
            secret_keys: values.secret_keys(),
        };
        if values.faults.is_empty() { Ok(config) } else { Err(ConfigFaults(values.faults)) }
    }
}

impl Config {
    /// [`Config::recording_max_mb`] in bytes.
    pub fn recording_most_bytes(&self) -> u64 {
        self.recording_max_mb.saturating_mul(1_000_000)
    }
}

/// Values by key, the environment's over the file's, and what was wrong with them.
struct Values {
    map: BTreeMap<String, String>,
    faults: Vec<String>,
}

impl Values {
    fn read_file(&mut self, file: &str) {
        let table: toml::Table = match file.parse() {
            Ok(table) => table,
            Err(error) => return self.faults.push(format!("lyceum.toml is not valid TOML: {error}")),
        };
        for (key, value) in table {
            if !KEYS.contains(&key.as_str()) {
                self.faults.push(format!("{key}: there is no such key; the keys are {}", KEYS.join(", ")));
                continue;
            }
            let text = match value {
                toml::Value::String(text) => text,
                toml::Value::Array(items) => items
                    .iter()
                    .map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned))
                    .collect::<Vec<_>>()
                    .join(","),
                other => other.to_string(),
            };
            self.map.insert(key, text);
        }
    }

    fn read_env(&mut self, env: &BTreeMap<String, String>) {
        for key in KEYS {
            if let Some(value) = env.get(&format!("LYCEUM_{}", key.to_uppercase())) {
                self.map.insert(key.to_owned(), value.clone());
            }
        }
        if let Some(url) = env.get("DATABASE_URL").filter(|url| !url.is_empty()) {
            self.map.insert("database_url".to_owned(), url.clone());
        }
    }

    fn text(&self, key: &str, default: &str) -> String {
        self.map.get(key).cloned().unwrap_or_else(|| default.to_owned())
    }

    fn checked<T>(&mut self, key: &str, default: &str, mend: &str, check: impl Fn(&str) -> Option<T>) -> T {
        let text = self.text(key, default);
        check(&text).unwrap_or_else(|| {
            let shown = if key == "database_url" { "the value".to_owned() } else { format!("{text:?}") };
            self.faults.push(format!("{key}: {shown} will not do; write {mend}"));
            check(default).expect("every default passes its own check")
        })
    }

    fn parsed<T: std::str::FromStr>(&mut self, key: &str, default: &str, mend: &str) -> T {
        self.checked(key, default, mend, |text| text.trim().parse().ok())
    }

    fn list(&self, key: &str) -> Vec<String> {
        self.text(key, "").split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
    }

    /// Scheme and host, as browsers name where a request comes from.
    fn origins(&mut self, key: &str) -> Vec<String> {
        let urls = self.list(key);
        let is_origin = |url: &str| {
            let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
            host.map(|host| host.trim_end_matches('/'))
                .is_some_and(|host| !host.is_empty() && !host.contains(['/', '?', '#', '@']))
        };
        for url in urls.iter().filter(|url| !is_origin(url)) {
            self.faults
                .push(format!("{key}: {url:?} will not do; write scheme and host such as https://lyceum.example"));
        }
        urls
    }

    /// What is wrong is not shown: it is nearly right.
    fn secret_keys(&mut self) -> Vec<SecretKey> {
        let keys: Vec<Option<SecretKey>> = self.list("secret_keys").iter().map(|text| SecretKey::parse(text)).collect();
        for (at, _) in keys.iter().enumerate().filter(|(_, key)| key.is_none()) {
            let mend = "write 32 bytes in base64, as `openssl rand -base64 32` makes them";
            self.faults.push(format!("secret_keys: key {} will not do; {mend}", at + 1));
        }
        keys.into_iter().flatten().collect()
    }

    fn addresses(&mut self, key: &str) -> Vec<std::net::IpAddr> {
        let mut addresses = Vec::new();
        for text in self.list(key) {
            match text.parse() {
                Ok(address) => addresses.push(address),
                Err(_) => self.faults.push(format!("{key}: {text:?} is not an IP address")),
            }
        }
        addresses
    }
}
