//! Logs: for eyes on a terminal, JSON lines for everything else. `RUST_LOG` says how much.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// sea-orm and the session layer tell of every request at `info`.
const DEFAULT: &str =
    "info,sqlx=warn,sea_orm=warn,sea_orm_migration=warn,tower_sessions=warn,tower_sessions_core=error";

pub fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(DEFAULT));
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() {
        logs.with_target(false).init();
    } else {
        logs.json().flatten_event(true).with_current_span(true).with_span_list(false).init();
    }
}
