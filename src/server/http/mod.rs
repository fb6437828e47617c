//! The layers between a socket and a page: sessions, limits, headers, assets, health,
//! metrics, live events and files.

pub mod allowed_hosts;
pub mod assets;
pub mod audit_export;
pub mod body;
pub mod calls_export;
pub mod client_address;
pub mod contact_export;
pub mod contact_list;
pub mod correlation;
pub mod events;
pub mod google;
pub mod live_streams;
pub mod metrics;
pub mod oidc;
pub mod page_context;
pub mod page_failures;
pub mod passkeys;
pub mod probes;
pub mod problem_document;
pub mod readiness;
pub mod receipts;
pub mod recording;
pub mod refusal;
pub mod requests_per_minute;
pub mod security_headers;
pub mod server_functions;
pub mod session_cookie;
pub mod step_up;
pub mod target;
pub mod vapi_hooks;
