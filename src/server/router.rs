//! Every route, and the layers that a request passes on its way.

use axum::{
    Extension, Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use http::request::Parts;
use leptos::{nonce::use_nonce, prelude::*};
use leptos_axum::{ResponseOptions, handle_server_fns_with_context, render_app_async_with_context};
use metrics_exporter_prometheus::PrometheusHandle;
use tower_http::{
    CompressionLevel, catch_panic::CatchPanicLayer, compression::CompressionLayer, csrf::CsrfLayer,
};

use super::{
    api,
    auth::session_store::Store,
    cx::Services,
    edge::Edge,
    http::{
        allowed_hosts,
        assets::{self, Assets},
        audit_export, body, calls_export, client_address, contact_export, contact_list, correlation, events,
        google,
        live_streams::LiveStreams,
        metrics, oidc, page_context, page_failures, passkeys, probes, readiness, receipts, recording,
        refusal, requests_per_minute, security_headers, server_functions, session_cookie, step_up, target,
        vapi_hooks as http_vapi_hooks,
    },
    mcp,
    readiness::monitoring,
    request::cookies,
    vapi_hooks,
};
use crate::{
    app::{page_context::PageContext, paths, routes::is_page, shell::shell},
    domain::{address::Address, problem::ProblemKind},
};

/// The parts that the router needs besides the services.
pub struct RouterParts {
    pub assets: Assets,
    pub sessions: Store,
    pub edge: Edge,
    pub streams: LiveStreams,
    pub metrics: Option<PrometheusHandle>,
}

pub fn router(services: Services, parts: RouterParts) -> Router {
    let RouterParts { assets, sessions, edge, streams, metrics: handle } = parts;
    let pages =
        Router::new().fallback(page).layer(from_fn_with_state(services.clone(), page_context::page_context));
    let with_session = Router::new()
        .route(
            "/rpc/{*function}",
            post(server_function)
                .route_layer(from_fn_with_state(services.clone(), server_functions::tidy))
                .route_layer(from_fn_with_state(services.clone(), step_up::ask_first)),
        )
        .route("/events", get(events::events))
        .route(paths::TO_GOOGLE, get(google::to_google))
        .route(paths::FROM_GOOGLE, get(google::from_google))
        .route(paths::TO_OIDC, get(oidc::to_provider))
        .route(paths::FROM_OIDC, get(oidc::from_provider))
        .route(paths::PASSKEY_OPTIONS, post(passkeys::options))
        .route(paths::RECEIPTS, get(receipts::receipts))
        .route(paths::CALLS_EXPORT, get(calls_export::file))
        .route(paths::RECORDING, get(recording::recording))
        .route(paths::CONTACT_EXPORT, get(contact_export::export))
        .route(
            paths::CONTACT_LIST,
            post(contact_list::bring).layer(DefaultBodyLimit::max(contact_list::MAX_BODY)),
        )
        .route(paths::AUDIT_EXPORT, get(audit_export::file))
        .route(paths::TENANT_AUDIT_EXPORT, get(audit_export::of_tenant))
        .route(paths::PLATFORM_AUDIT_EXPORT, get(audit_export::of_platform))
        .route(monitoring::PATH, get(readiness::of_session))
        .merge(pages)
        .layer(from_fn_with_state(services.clone(), requests_per_minute::limit))
        .layer(session_cookie::layer(&services, sessions))
        .layer(from_fn(cookies::only_legible));
    let answers = Router::new()
        .merge(with_session)
        .merge(mcp::mounted(&services))
        .merge(probes::router())
        .route(&format!("{}/{{org}}/{{opens}}", monitoring::PATH), get(readiness::by_address))
        .route(
            &format!("{}{{token}}", vapi_hooks::PATH),
            post(http_vapi_hooks::vapi).layer(DefaultBodyLimit::max(http_vapi_hooks::MAX_BODY)),
        )
        .route("/metrics", get(metrics::metrics))
        .route(
            "/page-failures",
            post(page_failures::page_failure).layer(DefaultBodyLimit::max(page_failures::MAX_BODY)),
        )
        .merge(assets::router(&services.config.site_dir))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(from_fn_with_state(services.clone(), body::whole))
        .layer(CsrfLayer::new().with_rejection_response(refusal::cross_site));
    // A browser adds no token by itself, so that no other site can have it send one: programs may come from
    // wherever they are. Nothing of a session is on this way.
    let of_programs = api::mounted(&services)
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(from_fn_with_state(services.clone(), body::whole));
    answers
        .merge(of_programs)
        .layer(Extension(handle))
        .layer(Extension(edge))
        .layer(Extension(streams))
        .layer(DefaultBodyLimit::max(body::MAX_BODY))
        .layer(from_fn_with_state(services.clone(), client_address::client_address))
        .layer(from_fn_with_state(services.clone(), allowed_hosts::ours_only))
        .layer(from_fn(target::must_have_a_path))
        .layer(CatchPanicLayer::custom(refusal::panicked))
        .layer(from_fn(refusal::explain))
        .layer(from_fn_with_state(services.clone(), refusal::slow_down))
        .layer(Extension(assets))
        .layer(from_fn_with_state(services.clone(), security_headers::security_headers))
        .layer(from_fn_with_state(services.clone(), correlation::correlate))
        .with_state(services)
}

async fn server_function(State(services): State<Services>, request: Request) -> Response {
    let context = move || provide_context(services.clone());
    handle_server_fns_with_context(context, request).await.into_response()
}

/// Any path: the application knows which are pages, and answers 404 for the
/// rest. Every page is rendered whole, so its status is right.
async fn page(State(services): State<Services>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return not_to_a_page(request.uri().path());
    }
    let context = move || {
        provide_context(services.clone());
        let page = use_context::<Parts>().and_then(|parts| parts.extensions.get::<PageContext>().cloned());
        provide_context(page.unwrap_or_default());
        let nonce = use_nonce().map(|nonce| nonce.to_string()).unwrap_or_default();
        if let (Some(response), Ok(policy)) =
            (use_context::<ResponseOptions>(), HeaderValue::from_str(&security_headers::page_policy(&nonce)))
        {
            response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
        }
    };
    let mut response = render_app_async_with_context(context, shell)(request).await;
    // leptos redirects by status only requests for HTML; a page always redirects so.
    if response.headers().contains_key(header::LOCATION) && response.status().is_success() {
        *response.status_mut() = StatusCode::FOUND;
    }
    response
}

/// Forms are sent to server functions; a page is only asked for.
fn not_to_a_page(path: &str) -> Response {
    if !is_page(&Address::new(path, "")) {
        return refusal::refused(ProblemKind::NotFound);
    }
    let mut response = refusal::refused(ProblemKind::WrongMethod);
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    response
}
