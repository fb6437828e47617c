//! `/api/appointments`.

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    domain::{
        api_token::Scope,
        appointment::{AppointmentId, AppointmentsQuery, DateText, Layout, SlotsQuery},
        problem::{Field, Problem, Rule},
        role::Permission,
    },
    server::{
        api::{
            ApiProblem, Caller, Created, IfMatch, Json, NoContent, Page, Path, Problems, Query, Tagged,
            types::appointment::{
                Appointment, AppointmentsParams, BookBody, MoveBody, Slots, SlotsParams, version,
            },
        },
        appointments::{mails, service},
        cx::{Cx, Services},
    },
};

pub fn routes() -> OpenApiRouter<Services> {
    OpenApiRouter::new()
        .routes(routes!(list, book))
        .routes(routes!(slots))
        .routes(routes!(get, reschedule))
        .routes(routes!(cancel))
        .routes(routes!(mail))
}

async fn appointment(cx: &Cx, id: AppointmentId) -> Result<Tagged<Appointment>, Problem> {
    let appointment = Appointment::from(service::page(cx, id).await?.appointment);
    Ok(Tagged(appointment.version, appointment))
}

/// List appointments from a day on, the earliest first.
#[utoipa::path(get, path = "/api/appointments", tag = "appointments", operation_id = "list_appointments",
    params(AppointmentsParams),
    responses((status = 200, description = "A page of appointments", body = Page<Appointment>), Problems),
    security(("token" = ["appointments:read"])))]
async fn list(
    caller: Caller,
    Query(params): Query<AppointmentsParams>,
) -> Result<Json<Page<Appointment>>, ApiProblem> {
    let cx = caller.cx(Scope::AppointmentsRead, Permission::Read).await?;
    let AppointmentsParams { date, state, after } = params;
    let query = AppointmentsQuery {
        layout: Layout::List,
        date: date.map(|date| DateText::of(date.number())).unwrap_or_default(),
        state: state.unwrap_or_default(),
        after,
    };
    let view = service::list(&cx, &query).await?;
    Ok(Json(Page::of(view.appointments, view.next)))
}

/// Book a time that is offered.
///
/// The same booking sent again is the one that is there.
#[utoipa::path(post, path = "/api/appointments", tag = "appointments", operation_id = "book_appointment",
    request_body = BookBody,
    responses((status = 201, description = "The appointment that was booked", body = Appointment), Problems),
    security(("token" = ["appointments:write"])))]
async fn book(caller: Caller, Json(body): Json<BookBody>) -> Result<Created<Appointment>, ApiProblem> {
    let cx = caller.cx(Scope::AppointmentsWrite, Permission::ManageAppointments).await?;
    let id = service::book(&cx, &body.into()).await?;
    let location = format!("/api/appointments/{id}");
    let Tagged(version, appointment) = appointment(&cx, id).await?;
    Ok(Created::new(location, appointment).tagged(version))
}

/// List the times of a day at which a service can be booked, or an appointment be moved to.
#[utoipa::path(get, path = "/api/appointments/slots", tag = "appointments", operation_id = "list_slots",
    params(SlotsParams),
    responses((status = 200, description = "The times of a day", body = Slots), Problems),
    security(("token" = ["appointments:read"])))]
async fn slots(caller: Caller, Query(params): Query<SlotsParams>) -> Result<Json<Slots>, ApiProblem> {
    let cx = caller.cx(Scope::AppointmentsRead, Permission::ManageAppointments).await?;
    let SlotsParams { service, agent, moves, date } = params;
    let date = date.map(|date| DateText::of(date.number())).unwrap_or_default();
    let view = service::offered(&cx, &SlotsQuery { agent, service, moves, date }).await?;
    if view.service.is_none() && view.moves.is_none() {
        return Err(Problem::invalid(Field::Service, Rule::UnknownChoice).into());
    }
    Ok(Json(view.into()))
}

/// Show an appointment.
#[utoipa::path(get, path = "/api/appointments/{id}", tag = "appointments", operation_id = "get_appointment",
    params(("id" = inline(AppointmentId), Path, description = "The id of the appointment")),
    responses((status = 200, description = "The appointment, with its ETag", body = Appointment), Problems),
    security(("token" = ["appointments:read"])))]
async fn get(caller: Caller, Path(id): Path<AppointmentId>) -> Result<Tagged<Appointment>, ApiProblem> {
    let cx = caller.cx(Scope::AppointmentsRead, Permission::Read).await?;
    Ok(appointment(&cx, id).await?)
}

/// Give an appointment another time that is offered.
#[utoipa::path(put, path = "/api/appointments/{id}", tag = "appointments",
    operation_id = "reschedule_appointment",
    params(
        ("id" = inline(AppointmentId), Path, description = "The id of the appointment"),
        ("If-Match" = Option<String>, Header, description = "The ETag of the version that is moved")
    ),
    request_body = MoveBody,
    responses((status = 200, description = "The appointment as it is now", body = Appointment), Problems),
    security(("token" = ["appointments:write"])))]
async fn reschedule(
    caller: Caller,
    Path(id): Path<AppointmentId>,
    if_match: IfMatch,
    Json(body): Json<MoveBody>,
) -> Result<Tagged<Appointment>, ApiProblem> {
    let cx = caller.cx(Scope::AppointmentsWrite, Permission::ManageAppointments).await?;
    service::reschedule_if(&cx, &id, &body.into(), |there| if_match.expects(version(there))).await?;
    Ok(appointment(&cx, id).await?)
}

/// Cancel an appointment: its time is free again.
///
/// One that is cancelled stays so.
#[utoipa::path(post, path = "/api/appointments/{id}/cancel", tag = "appointments",
    operation_id = "cancel_appointment",
    params(("id" = inline(AppointmentId), Path, description = "The id of the appointment")),
    responses((status = 200, description = "The appointment that is cancelled", body = Appointment), Problems),
    security(("token" = ["appointments:write"])))]
async fn cancel(caller: Caller, Path(id): Path<AppointmentId>) -> Result<Tagged<Appointment>, ApiProblem> {
    let cx = caller.cx(Scope::AppointmentsWrite, Permission::ManageAppointments).await?;
    service::cancel(&cx, &id).await?;
    Ok(appointment(&cx, id).await?)
}

/// Mail the customer how an appointment stands, whatever they were told before.
#[utoipa::path(post, path = "/api/appointments/{id}/mail", tag = "appointments",
    operation_id = "mail_appointment",
    params(("id" = inline(AppointmentId), Path, description = "The id of the appointment")),
    responses((status = 204, description = "The mail is on its way"), Problems),
    security(("token" = ["appointments:write"])))]
async fn mail(caller: Caller, Path(id): Path<AppointmentId>) -> Result<NoContent, ApiProblem> {
    let cx = caller.cx(Scope::AppointmentsWrite, Permission::ManageAppointments).await?;
    mails::send_again(&cx, &id).await?;
    Ok(NoContent)
}
