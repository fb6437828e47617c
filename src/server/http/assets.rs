//! What pages load: the files that the build laid out, named by their content.

use std::path::Path;

use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, header},
    middleware::{Next, from_fn},
    response::Response,
};
use serde::Deserialize;
use tower_http::services::{ServeDir, ServeFile};

/// `site/assets.json`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Assets {
    pub build: String,
    pub js: String,
    pub wasm: String,
    pub css: String,
    pub live: String,
}

#[derive(Debug, thiserror::Error)]
#[error("{path} cannot be read ({why}): build the site first (scripts/dev.sh, or scripts/build.sh)")]
pub struct NoSite {
    path: String,
    why: String,
}

impl Assets {
    pub fn load(site: &Path) -> Result<Self, NoSite> {
        let path = site.join("assets.json");
        let failed = |why: String| NoSite { path: path.display().to_string(), why };
        let text = std::fs::read(&path).map_err(|error| failed(error.to_string()))?;
        serde_json::from_slice(&text).map_err(|error| failed(error.to_string()))
    }
}

/// `/pkg/…` never changes under its name; the icon does, rarely.
pub fn router<S: Clone + Send + Sync + 'static>(site: &Path) -> Router<S> {
    let packed = ServeDir::new(site.join("pkg")).precompressed_br().precompressed_gzip();
    Router::new()
        .nest_service("/pkg", packed)
        .layer(from_fn(immutable))
        .route_service("/favicon.svg", ServeFile::new(site.join("favicon.svg")))
}

async fn immutable(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if response.status().is_success() {
        let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
        response.headers_mut().insert(header::CACHE_CONTROL, forever);
    }
    response
}
