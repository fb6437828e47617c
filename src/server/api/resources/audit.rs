//! `/api/audit`: who did what in the organisation.

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    domain::{
        api_token::Scope,
        audit::{AuditQuery, AuditView, Day, Person},
        list::InQuery as _,
        problem::{Problem, Program},
        role::Permission,
    },
    server::{
        api::{
            ApiProblem, Caller, Json, Page, Problems, Query, searching,
            types::{
                Date,
                audit::{AuditEntry, AuditParams},
            },
        },
        audit_log,
        cx::Services,
    },
};

pub fn routes() -> OpenApiRouter<Services> {
    OpenApiRouter::default().routes(routes!(list))
}

fn day(date: Date) -> Day {
    Day::of(date.number())
}

/// List the entries of the audit log, the newest first.
///
/// That it is read stands in the log as well.
#[utoipa::path(get, path = "/api/audit", tag = "audit", operation_id = "list_audit",
    params(AuditParams),
    responses((status = 200, description = "A page of the log", body = Page<AuditEntry>), Problems),
    security(("token" = ["audit:read"])))]
async fn list(
    caller: Caller,
    Query(params): Query<AuditParams>,
) -> Result<Json<Page<AuditEntry>>, ApiProblem> {
    let cx = caller.cx(Scope::AuditRead, Permission::ReadAudit).await?;
    Ok(page(audit_log::service::page(&cx, &query(params)?).await?))
}

/// The query of a log.
///
/// # Errors
/// Fails with `Query` for a person whom nobody is called.
pub(super) fn query(params: AuditParams) -> Result<AuditQuery, Problem> {
    let AuditParams { search, person, about, outcome, since, until, after } = params;
    let person = match person.as_deref().map(Person::read) {
        // Whom nobody is called must not stand for everybody.
        Some(Person::Anybody) => return Err(Program::Query.into()),
        person => person.unwrap_or_default(),
    };
    let (since, until) = (since.map(day), until.map(day));
    Ok(AuditQuery { person, about, outcome, since, until, before: after, ..searching(&search)? })
}

/// A page of a log.
pub(super) fn page(view: AuditView) -> Json<Page<AuditEntry>> {
    Json(Page::of(view.entries, view.next.map(String::from)))
}
