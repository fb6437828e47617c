//! The files that pages load, which the build laid out and named by their content.

use std::{collections::HashMap, path::Path, sync::Arc};

use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, header},
    middleware::{Next, from_fn},
    response::Response,
};
use serde::Deserialize;
use tower_http::services::{ServeDir, ServeFile};

use super::refusal::refused;
use crate::domain::{area::Area, locale::Locale, problem::ProblemKind};

/// The contents of `site/assets.json`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Assets {
    pub build: String,
    pub css: String,
    pub live: String,
    pub alive: String,
    pub passkeys: String,
    bundles: Arc<Bundles>,
}

/// The code of each area in each language; a list that lacks one is not read.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "ByArea")]
struct Bundles(ByArea);

type ByArea = HashMap<Area, HashMap<Locale, Bundle>>;

impl TryFrom<ByArea> for Bundles {
    type Error = String;

    fn try_from(bundles: ByArea) -> Result<Self, String> {
        for (area, locale) in Area::ALL.into_iter().flat_map(|area| Locale::ALL.map(|locale| (area, locale)))
        {
            if !bundles.get(&area).is_some_and(|languages| languages.contains_key(&locale)) {
                return Err(format!("no bundle {}-{}", area.code(), locale.code()));
            }
        }
        Ok(Self(bundles))
    }
}

/// The files that make a page interactive.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Bundle {
    pub js: String,
    pub wasm: String,
}

#[derive(Debug, thiserror::Error)]
#[error(
    "{path} (AVA_SITE_DIR) cannot be read ({why}): build the site first (scripts/dev.sh, or scripts/build.sh)"
)]
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

    pub fn bundle(&self, area: Area, locale: Locale) -> &Bundle {
        &self.bundles.0[&area][&locale]
    }
}

/// A file in `/pkg/` never changes under its name; the icon does, rarely.
pub fn router<S: Clone + Send + Sync + 'static>(site: &Path) -> Router<S> {
    let packed = ServeDir::new(site.join("pkg"))
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip();
    Router::new()
        .nest_service("/pkg", packed)
        .layer(from_fn(immutable))
        .route_service("/favicon.svg", ServeFile::new(site.join("favicon.svg")))
}

/// Whether the build can have laid out the path: one folder, and short names of letters,
/// digits and these signs.
fn is_a_name(path: &str) -> bool {
    let name = path.strip_prefix("/pkg/").unwrap_or_default();
    (1..=128).contains(&name.len())
        && !name.starts_with('.')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

async fn immutable(request: Request, next: Next) -> Response {
    // A file system answers for other names in ways of its own.
    if !is_a_name(request.uri().path()) {
        return refused(ProblemKind::NotFound);
    }
    let mut response = next.run(request).await;
    if response.status().is_success() {
        let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
        response.headers_mut().insert(header::CACHE_CONTROL, forever);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Result<Assets, NoSite> {
        let site = tempfile::tempdir().unwrap();
        std::fs::write(site.path().join("assets.json"), text).unwrap();
        Assets::load(site.path())
    }

    #[test]
    fn each_area_has_a_bundle_in_each_language() {
        let bundle = |name: &str| format!(r#"{{"js":"/pkg/{name}.js","wasm":"/pkg/{name}.wasm"}}"#);
        let area = |name: &str| {
            let (en, fr) = (bundle(&format!("{name}-en")), bundle(&format!("{name}-fr")));
            format!(r#""{name}":{{"en":{en},"fr":{fr}}}"#)
        };
        let whole = |areas: &str| {
            format!(
                r#"{{"build":"b","css":"c","live":"l","alive":"a","passkeys":"p","bundles":{{{areas}}}}}"#
            )
        };

        let all: Vec<_> = Area::ALL.iter().map(|one| area(one.code())).collect();
        let assets = load(&whole(&all.join(","))).unwrap();
        assert_eq!(assets.bundle(Area::Start, Locale::En).js, "/pkg/start-en.js");
        assert_eq!(assets.bundle(Area::Agents, Locale::Fr).wasm, "/pkg/agents-fr.wasm");

        let without = all.iter().filter(|one| !one.contains("providers"));
        let error = load(&whole(&without.cloned().collect::<Vec<_>>().join(","))).unwrap_err();
        assert!(error.to_string().contains("no bundle providers-en"), "{error}");
    }
}
