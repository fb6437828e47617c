//! `GET /api/v1/readiness`, for a person who is signed in, and the same with an address of its own
//! for programs: whether the organisation's numbers can answer.

use axum::{
    Json,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use tower_sessions::Session;

use crate::{
    domain::{problem::Problem, role::Permission},
    server::{
        cx::{Cx, Services},
        http::refusal::refused,
        readiness::{
            monitoring,
            service::{self, Report},
        },
    },
};

pub async fn of_session(State(services): State<Services>, session: Session) -> Response {
    let read = async {
        let cx = Cx::of_session(services, &session, Permission::Read).await?;
        let mut tx = cx.read().await?;
        Ok(service::report(&cx.services, &mut tx).await?)
    };
    answer(read.await)
}

pub async fn by_address(
    State(services): State<Services>,
    Path((org, opens)): Path<(String, String)>,
) -> Response {
    answer(monitoring::report(&services, &org, &opens).await)
}

/// The status says whether all numbers can answer, since that is what a monitor looks at.
fn answer(report: Result<Report, Problem>) -> Response {
    match report {
        Ok(report) => {
            let status = if report.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
            (status, [(header::CACHE_CONTROL, "no-store")], Json(report)).into_response()
        }
        Err(problem) => refused(problem),
    }
}
