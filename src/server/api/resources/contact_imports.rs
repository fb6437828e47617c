//! `/api/contact-imports`: lists of contacts.

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    domain::{
        api_token::Scope,
        contact::{ContactImportId, ContactImportQuery, RowCursor},
        problem::Problem,
        role::Permission::ManageAppointments,
    },
    server::{
        api::{
            ApiProblem, Caller, Created, Json, NoContent, Path, Problems, Query,
            types::contact_import::{ContactImport, ContactImportParams, ContactListBody, ReadListBody},
        },
        contacts::imports::service,
        cx::{Cx, Services},
    },
};

pub fn routes() -> OpenApiRouter<Services> {
    OpenApiRouter::new().routes(routes!(bring)).routes(routes!(get, correct, discard)).routes(routes!(start))
}

async fn import(
    cx: &Cx,
    id: ContactImportId,
    params: ContactImportParams,
) -> Result<Json<ContactImport>, Problem> {
    let ContactImportParams { show, after } = params;
    let (show, after) = (show.unwrap_or_default(), after.map(RowCursor::new));
    let query = ContactImportQuery { list: Some(id), show, after };
    Ok(Json(service::view(cx, &query).await?.preview.into()))
}

/// Have a list of contacts looked at.
///
/// Nothing is imported yet. A list that nobody imports is forgotten after a day.
#[utoipa::path(post, path = "/api/contact-imports", tag = "contacts", operation_id = "bring_contact_list",
    request_body = ContactListBody,
    responses((status = 201, description = "The list as it is read", body = ContactImport), Problems),
    security(("token" = ["contacts:write"])))]
async fn bring(
    caller: Caller,
    Json(ContactListBody { list }): Json<ContactListBody>,
) -> Result<Created<ContactImport>, ApiProblem> {
    let cx = caller.cx(Scope::ContactsWrite, ManageAppointments).await?;
    let id = service::bring(&cx, list.as_bytes()).await?;
    let location = format!("/api/contact-imports/{id}");
    let Json(brought) = import(&cx, id, ContactImportParams::default()).await?;
    Ok(Created::new(location, brought))
}

/// Show a list, with a page of its rows.
#[utoipa::path(get, path = "/api/contact-imports/{id}", tag = "contacts",
    operation_id = "get_contact_import",
    params(("id" = inline(ContactImportId), Path, description = "The id of the list"), ContactImportParams),
    responses((status = 200, description = "The list", body = ContactImport), Problems),
    security(("token" = ["contacts:read"])))]
async fn get(
    caller: Caller,
    Path(id): Path<ContactImportId>,
    Query(params): Query<ContactImportParams>,
) -> Result<Json<ContactImport>, ApiProblem> {
    let cx = caller.cx(Scope::ContactsRead, ManageAppointments).await?;
    Ok(import(&cx, id, params).await?)
}

/// Say what the columns of a list hold.
#[utoipa::path(put, path = "/api/contact-imports/{id}", tag = "contacts",
    operation_id = "read_contact_list",
    params(("id" = inline(ContactImportId), Path, description = "The id of the list")),
    request_body = ReadListBody,
    responses((status = 200, description = "The list as it is read now", body = ContactImport), Problems),
    security(("token" = ["contacts:write"])))]
async fn correct(
    caller: Caller,
    Path(id): Path<ContactImportId>,
    Json(body): Json<ReadListBody>,
) -> Result<Json<ContactImport>, ApiProblem> {
    let cx = caller.cx(Scope::ContactsWrite, ManageAppointments).await?;
    service::correct(&cx, &id, &body.into()).await?;
    Ok(import(&cx, id, ContactImportParams::default()).await?)
}

/// Import a list.
///
/// A short one is imported at once, a long one in the background: until `state` is no more `running`.
#[utoipa::path(post, path = "/api/contact-imports/{id}/start", tag = "contacts",
    operation_id = "import_contact_list",
    params(("id" = inline(ContactImportId), Path, description = "The id of the list")),
    responses((status = 200, description = "The list, and how far it is", body = ContactImport), Problems),
    security(("token" = ["contacts:write"])))]
async fn start(caller: Caller, Path(id): Path<ContactImportId>) -> Result<Json<ContactImport>, ApiProblem> {
    let cx = caller.cx(Scope::ContactsWrite, ManageAppointments).await?;
    service::start(&cx, &id).await?;
    Ok(import(&cx, id, ContactImportParams::default()).await?)
}

/// Forget a list.
///
/// Contacts that were imported stay.
#[utoipa::path(delete, path = "/api/contact-imports/{id}", tag = "contacts",
    operation_id = "discard_contact_list",
    params(("id" = inline(ContactImportId), Path, description = "The id of the list")),
    responses((status = 204, description = "The list is forgotten"), Problems),
    security(("token" = ["contacts:write"])))]
async fn discard(caller: Caller, Path(id): Path<ContactImportId>) -> Result<NoContent, ApiProblem> {
    let cx = caller.cx(Scope::ContactsWrite, ManageAppointments).await?;
    service::discard(&cx, &id).await?;
    Ok(NoContent)
}
