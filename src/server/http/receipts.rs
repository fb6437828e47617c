//! `GET /dashboard/operations/{id}/receipts.json`: the record of an operation's steps, to
//! be kept by the person who asks.

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use tower_sessions::Session;

use crate::{
    domain::{
        ids::OperationId,
        moment::iso,
        operation::{Action, OperationKind, OperationView, StepKind, Subject, Target},
        problem::{Problem, ProblemKind},
        provider::Provider,
        role::Permission,
    },
    server::{
        cx::{Cx, Services},
        http::refusal::refused,
        operations::service,
    },
};

#[derive(Serialize)]
struct Receipts<'a> {
    operation: &'a OperationId,
    kind: OperationKind,
    /// The number, the agent's name, or the provider.
    subject: &'a str,
    started: String,
    finished: Option<String>,
    receipts: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    step: StepKind,
    /// The number or the agent's name, where a step has one of its own.
    about: Option<&'a str>,
    action: Action,
    provider: Option<Provider>,
    object: Option<&'a str>,
    count: Option<u32>,
    at: Option<String>,
}

pub async fn receipts(
    State(services): State<Services>,
    Path(id): Path<String>,
    session: Session,
) -> Response {
    match file(services, &session, &id).await {
        Ok(response) => response,
        Err(problem) => refused(problem),
    }
}

async fn file(services: Services, session: &Session, id: &str) -> Result<Response, Problem> {
    let cx = Cx::of_session(services, session, Permission::Read).await?;
    let id: OperationId = id.parse().map_err(|_| ProblemKind::NotFound)?;
    let page = service::page(&cx, id).await?;
    let text = serde_json::to_string_pretty(&of(&page.operation))?;
    // An id is digits, letters and hyphens.
    let disposition = format!("attachment; filename=\"receipts-{}.json\"", page.operation.id);
    let headers =
        [(header::CONTENT_TYPE, "application/json".to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, text).into_response())
}

fn of(operation: &OperationView) -> Receipts<'_> {
    let receipts = operation
        .steps
        .iter()
        .filter_map(|step| {
            let receipt = step.receipt.as_ref()?;
            Some(Line {
                step: step.kind,
                about: step.target.as_ref().map(Target::name),
                action: receipt.action,
                provider: receipt.provider,
                object: receipt.object.as_deref(),
                count: receipt.count,
                at: step.finished_at.map(iso),
            })
        })
        .collect();
    Receipts {
        operation: &operation.id,
        kind: operation.kind,
        subject: match &operation.subject {
            Subject::Number(e164) => e164.as_str(),
            Subject::Agent(_, name) => name,
            Subject::Credential(provider) => provider.code(),
            Subject::Numbers => "numbers",
            Subject::Calls => "calls",
            Subject::Leftover(name) => name,
        },
        started: iso(operation.created_at),
        finished: operation.finished_at.map(iso),
        receipts,
    }
}
