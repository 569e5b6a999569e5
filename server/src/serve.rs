//! Builds the state and the router, listens, and stops in good order.

use std::sync::Arc;

use app::App;
use app::config::Config;
use app::ctx::AppState;
use app::document::document;
use app::engine::docker::Engine;
use app::error::Error;
use axum::Router;
use axum::routing::any;
use leptos::prelude::provide_context;
use leptos_axum::{LeptosRoutes, generate_route_list};
use sea_orm::DatabaseConnection;

use crate::site;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Serves until the process is told to stop.
pub async fn serve(config: Config) -> Outcome<()> {
    tracing_subscriber::fmt().with_env_filter("info").init();
    let db = database(&config).await?;
    let listen = config.listen;
    let engine = Engine::start(&config);
    let state = AppState { db, config: Arc::new(config), engine, leptos: site::options() };
    let listener = tokio::net::TcpListener::bind(listen).await?;
    tracing::info!("listening on http://{listen}");
    axum::serve(listener, router(state).into_make_service_with_connect_info::<std::net::SocketAddr>()).await?;
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

async fn database(config: &Config) -> Outcome<DatabaseConnection> {
    std::fs::create_dir_all(&config.data_dir)?;
    Ok(app::db::open(&config.database_url.0).await?)
}

/// All routes of the product over one state.
pub fn router(state: AppState) -> Router {
    let routes = generate_route_list(App);
    let context = {
        let state = state.clone();
        move || provide_context(state.clone())
    };
    let not_found = any(leptos_axum::file_and_error_handler_with_context::<AppState, _>(context.clone(), document));
    Router::new()
        .leptos_routes_with_context(&state, routes, context.clone(), {
            let leptos = state.leptos.clone();
            move || document(leptos.clone())
        })
        .fallback_service(site::files(&state.leptos, not_found.with_state(state.clone())))
        .with_state(state)
}
