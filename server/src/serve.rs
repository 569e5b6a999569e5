//! Builds the state and the router, listens, and stops in good order.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use app::App;
use app::audit::download;
use app::auth::pictures;
use app::auth::throttle::Throttle;
use app::config::Config;
use app::ctx::AppState;
use app::document::{Sheet, document};
use app::engine::docker::Engine;
use app::engine::doors::ContainerDoors;
use app::engine::download::log_file;
use app::error::Error;
use app::http::plain::Answers;
use app::http::{BODY_LIMIT_BYTES, headers, health, layered, limited};
use app::labs::doors::LabDoors;
use app::labs::work::Labs;
use app::settings::store::Faces;
use app::ssh::doors::SshDoors;
use app::ssh::store::renew_credentials;
use app::ssh::vault::Vault;
use app::terminals::doors::Doors;
use app::terminals::host::HostDoor;
use app::terminals::link::{Keeper, Link};
use app::terminals::{self, agent, protocol};
use axum::routing::{MethodRouter, any, get};
use axum::serve::ListenerExt;
use axum::{Extension, Router};
use leptos_axum::{LeptosRoutes, file_and_error_handler_with_context, generate_route_list};
use sea_orm::DatabaseConnection;

use crate::{site, stop};

pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// How long running requests may take to end once the program was told to stop.
const DRAIN: Duration = Duration::from_secs(10);

/// Serves until the process is told to stop.
pub async fn serve(config: Config) -> Outcome<()> {
    let listen = config.listen;
    let state = state(config, Keeper::Process).await?;
    state.terminals.serve(&state);
    let listener = tokio::net::TcpListener::bind(listen).await?;
    tracing::info!("listening on http://{}", listener.local_addr()?);
    tokio::spawn(app::auth::store::forget_expired(state.db.clone()));
    tokio::spawn(app::labs::activity::watch(state.clone()));
    renew(&state).await?;
    let service = router(state).into_make_service_with_connect_info::<SocketAddr>();
    // A key's echo does not wait for a full packet.
    let listener = listener.tap_io(|stream| _ = stream.set_nodelay(true));
    stop::within(DRAIN, |told| axum::serve(listener, service).with_graceful_shutdown(told)).await?;
    tracing::info!("stopped");
    Ok(())
}

/// Brings the schema up to date.
pub async fn migrate(config: &Config) -> Outcome<()> {
    database(config).await?;
    Ok(())
}

/// Plants the demo school and says how to sign in.
///
/// # Errors
/// When the database holds people already.
pub async fn seed(config: &Config, if_empty: bool) -> Outcome<()> {
    let db = database(config).await?;
    match app::seed::plant(&db, config).await {
        Ok(planted) => println!("{planted}"),
        Err(Error::Conflict(_)) if if_empty => {}
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

/// The process that keeps terminals, until nobody needs it; started by [`serve`].
pub async fn keep_terminals(folder: &Path, grace: Duration) -> Outcome<()> {
    Ok(agent::run(folder, grace).await?)
}

/// Everything a running program holds.
///
/// # Errors
/// When the database does not open.
pub async fn state(config: Config, keeper: Keeper) -> Outcome<AppState> {
    let db = database(&config).await?;
    tokio::task::spawn_blocking(app::auth::password::warm_up).await?;
    let engine = Engine::start(&config);
    let throttle = Throttle::default();
    let vault = Vault::open(&config)?;
    let link = Link::to(&config, keeper)?;
    let doors: Vec<Box<dyn Doors>> =
        vec![Box::new(HostDoor), Box::new(LabDoors), Box::new(ContainerDoors), Box::new(SshDoors)];
    let terminals = terminals::Registry::start(db.clone(), &config, link, doors);
    let labs = Labs::default();
    let (config, leptos) = (Arc::new(config), site::options());
    let (answers, faces) = (Answers::default(), Faces::default());
    Ok(AppState { db, config, engine, terminals, labs, leptos, throttle, answers, faces, vault })
}

/// Credentials that an older key has sealed are sealed with the newest.
async fn renew(state: &AppState) -> Outcome<()> {
    let (renewed, lost) = renew_credentials(state).await?;
    if renewed > 0 {
        tracing::info!(renewed, "credentials are sealed with the newest key");
    }
    if lost > 0 {
        tracing::error!(lost, "credentials of SSH hosts are sealed with a key that secret_keys does not have");
    }
    Ok(())
}

async fn database(config: &Config) -> Outcome<DatabaseConnection> {
    std::fs::create_dir_all(&config.data_dir)?;
    Ok(app::db::open(&config.database_url.0).await?)
}

/// Routes that are neither pages nor server functions: sockets, downloads, uploads, signs of life.
pub fn plain_routes() -> Vec<(&'static str, MethodRouter<AppState>)> {
    vec![
        ("/account/picture", pictures::upload()),
        ("/account/pictures/{sha}", pictures::picture()),
        ("/admin/audit.csv", download::csv()),
        ("/admin/terminals.csv", terminals::download::csv()),
        ("/terminals/{id}/recording.cast", terminals::download::recording()),
        ("/terminals/{id}/recording.raw", terminals::download::raw()),
        (protocol::PATH, get(terminals::socket::upgrade)),
        ("/admin/containers/{name}/log.txt", get(log_file)),
    ]
}

/// All routes of the product over one state.
pub fn router(state: AppState) -> Router {
    let routes = generate_route_list(App);
    let leptos = state.leptos.clone();
    let not_found = any(file_and_error_handler_with_context::<AppState, _>(headers::page, document));
    let pages = Router::new()
        .leptos_routes_with_context(&state, routes, headers::page, move || document(leptos.clone()))
        .fallback_service(site::files(&state.leptos, not_found.with_state(state.clone())));
    // Plain routes bound their bodies themselves: a picture may be larger than a form.
    let pages = limited(pages, BODY_LIMIT_BYTES);
    let routes = plain_routes().into_iter().fold(pages, |router, (path, handler)| router.route(path, handler));
    let guarded = layered(routes, &state).layer(Extension(Sheet::of(&state.leptos, state.config.https)));
    // Outside the layers: it must answer when the database does not.
    guarded.merge(health::routes()).with_state(state)
}
