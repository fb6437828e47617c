//! A lower bound to compare with: a plain handler behind the same two queries as the
//! integrations page, that answers a fixed body. It must not know how pages are made.

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    routing::get,
};
use tower_sessions::{SessionStore, session::Id};

use crate::{
    domain::account::Viewer,
    server::{
        application::{self, Error},
        auth::session_store::Store,
        config::Config,
        cx::Services,
        integrations::overview,
    },
};

/// About as long as the page that it stands beside.
static BODY: [u8; 16 * 1024] = [b'.'; 16 * 1024];

pub async fn serve(config: Config) -> Result<(), Error> {
    let addr = std::env::var("AVA_BENCH_ADDR").unwrap_or_else(|_| "127.0.0.1:3999".to_owned());
    let (clock, random) = application::real_clock_and_random();
    let services = application::services(config, clock, random).await?;
    let router = Router::new().route("/bench/plain", get(plain)).with_state(services);
    let listener = tokio::net::TcpListener::bind(&addr).await?;
    axum::serve(listener, router).await?;
    Ok(())
}

async fn plain(State(services): State<Services>, headers: HeaderMap) -> Result<&'static [u8], StatusCode> {
    let cookies = headers.get(header::COOKIE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let id: Id = cookies
        .split(';')
        .find_map(|pair| pair.trim().strip_prefix("sid=")?.parse().ok())
        .ok_or(StatusCode::UNAUTHORIZED)?;
    let failed = |_| StatusCode::INTERNAL_SERVER_ERROR;
    let record = Store::new(services.clone()).load(&id).await.map_err(failed)?;
    let viewer: Viewer = record
        .and_then(|record| serde_json::from_value(record.data.get("viewer")?.clone()).ok())
        .ok_or(StatusCode::UNAUTHORIZED)?;
    let failed = |_| StatusCode::INTERNAL_SERVER_ERROR;
    let mut tx = services.db.read(&viewer.org).await.map_err(failed)?;
    let view = overview::read(&services, &mut tx).await.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    std::hint::black_box(view);
    Ok(&BODY)
}
