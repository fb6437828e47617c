//! `/api/contacts`.

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    domain::{
        api_token::Scope,
        contact::{ContactAsked, ContactForm, ContactId, ContactsQuery},
        problem::Problem,
        role::Permission,
    },
    server::{
        api::{
            ApiProblem, Caller, Created, IfMatch, Json, NoContent, Page, Path, Problems, Query, Tagged,
            searching,
            types::contact::{
                Contact, ContactBody, ContactsParams, MergeBody, TimelineEntry, TimelineParams,
            },
        },
        contacts::{self, service},
        cx::{Cx, Services},
        personal_data::{
            erase,
            export::{self, Export},
        },
        timeline,
    },
};

/// The scopes of what stands beside a contact in everything that is known of them.
const IN_IT: [Scope; 2] = [Scope::CallsRead, Scope::AppointmentsRead];

pub fn routes() -> OpenApiRouter<Services> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get, update, erase_contact))
        .routes(routes!(merge))
        .routes(routes!(separate))
        .routes(routes!(export_contact))
        .routes(routes!(happened))
}

async fn contact(cx: &Cx, id: &ContactId) -> Result<Tagged<Contact>, Problem> {
    let contact = Contact::from(service::get(cx, id).await?);
    Ok(Tagged(contact.version, contact))
}

/// List contacts, those that were merged into another one left out.
#[utoipa::path(get, path = "/api/contacts", tag = "contacts", operation_id = "list_contacts",
    params(ContactsParams),
    responses((status = 200, description = "A page of contacts", body = Page<Contact>), Problems),
    security(("token" = ["contacts:read"])))]
async fn list(
    caller: Caller,
    Query(params): Query<ContactsParams>,
) -> Result<Json<Page<Contact>>, ApiProblem> {
    let cx = caller.cx(Scope::ContactsRead, Permission::Read).await?;
    let ContactsParams { search, show, after } = params;
    let query = ContactsQuery { show: show.unwrap_or_default(), before: after, ..searching(&search)? };
    let view = service::list(&cx, &query).await?;
    Ok(Json(Page::of(view.contacts, view.next.map(String::from))))
}

/// Add a contact.
///
/// One with the same number and name is the one that is there.
#[utoipa::path(post, path = "/api/contacts", tag = "contacts", operation_id = "create_contact",
    request_body = ContactBody,
    responses((status = 201, description = "The contact that was added", body = Contact), Problems),
    security(("token" = ["contacts:write"])))]
async fn create(caller: Caller, Json(body): Json<ContactBody>) -> Result<Created<Contact>, ApiProblem> {
    let cx = caller.cx(Scope::ContactsWrite, Permission::ManageAppointments).await?;
    let id = service::add(&cx, &ContactForm::from(&body)).await?;
    let Tagged(version, contact) = contact(&cx, &id).await?;
    Ok(Created::new(format!("/api/contacts/{id}"), contact).tagged(version))
}

/// Show a contact.
#[utoipa::path(get, path = "/api/contacts/{id}", tag = "contacts", operation_id = "get_contact",
    params(("id" = inline(ContactId), Path, description = "The id of the contact")),
    responses((status = 200, description = "The contact, with its ETag", body = Contact), Problems),
    security(("token" = ["contacts:read"])))]
async fn get(caller: Caller, Path(id): Path<ContactId>) -> Result<Tagged<Contact>, ApiProblem> {
    let cx = caller.cx(Scope::ContactsRead, Permission::Read).await?;
    Ok(contact(&cx, &id).await?)
}

/// Replace whatever people have written of a contact.
#[utoipa::path(put, path = "/api/contacts/{id}", tag = "contacts", operation_id = "update_contact",
    params(
        ("id" = inline(ContactId), Path, description = "The id of the contact"),
        ("If-Match" = Option<String>, Header, description = "The ETag of the version that is replaced")
    ),
    request_body = ContactBody,
    responses((status = 200, description = "The contact as it is now", body = Contact), Problems),
    security(("token" = ["contacts:write"])))]
async fn update(
    caller: Caller,
    Path(id): Path<ContactId>,
    if_match: IfMatch,
    Json(body): Json<ContactBody>,
) -> Result<Tagged<Contact>, ApiProblem> {
    let cx = caller.cx(Scope::ContactsWrite, Permission::ManageAppointments).await?;
    let form = ContactForm::from(&body);
    service::change_if(&cx, &id, &form, |there| if_match.expects(ContactBody::from(there).version())).await?;
    Ok(contact(&cx, &id).await?)
}

/// Erase a contact everywhere, with whatever was said in their calls.
#[utoipa::path(delete, path = "/api/contacts/{id}", tag = "contacts", operation_id = "erase_contact",
    params(("id" = inline(ContactId), Path, description = "The id of the contact")),
    responses((status = 204, description = "The contact is erased"), Problems),
    security(("token" = ["contacts:write"])))]
async fn erase_contact(caller: Caller, Path(id): Path<ContactId>) -> Result<NoContent, ApiProblem> {
    let cx = caller.cx(Scope::ContactsWrite, Permission::ExportContacts.proved()).await?;
    erase::erase(&cx, &id).await?;
    Ok(NoContent)
}

/// Merge another contact into this one: what happened with both is told of one.
#[utoipa::path(post, path = "/api/contacts/{id}/merge", tag = "contacts", operation_id = "merge_contacts",
    params(("id" = inline(ContactId), Path, description = "The id of the contact that stays")),
    request_body = MergeBody,
    responses((status = 200, description = "The contact that stays", body = Contact), Problems),
    security(("token" = ["contacts:write"])))]
async fn merge(
    caller: Caller,
    Path(id): Path<ContactId>,
    Json(body): Json<MergeBody>,
) -> Result<Tagged<Contact>, ApiProblem> {
    let cx = caller.cx(Scope::ContactsWrite, Permission::ManageAppointments).await?;
    contacts::merge::merge(&cx, &id, &body.into()).await?;
    Ok(contact(&cx, &id).await?)
}

/// Take the merge of a contact into another one back.
#[utoipa::path(post, path = "/api/contacts/{id}/separate", tag = "contacts",
    operation_id = "separate_contact",
    params(("id" = inline(ContactId), Path, description = "The id of the contact that was merged")),
    responses((status = 200, description = "The contact by itself", body = Contact), Problems),
    security(("token" = ["contacts:write"])))]
async fn separate(caller: Caller, Path(id): Path<ContactId>) -> Result<Tagged<Contact>, ApiProblem> {
    let cx = caller.cx(Scope::ContactsWrite, Permission::ManageAppointments).await?;
    contacts::merge::separate(&cx, &id).await?;
    Ok(contact(&cx, &id).await?)
}

/// Give everything that is known of a contact, to be given to them.
///
/// It has what was said in their calls, and their appointments. The log says that it was taken.
#[utoipa::path(get, path = "/api/contacts/{id}/export", tag = "contacts", operation_id = "export_contact",
    params(("id" = inline(ContactId), Path, description = "The id of the contact")),
    responses((status = 200, description = "Everything about the contact", body = Export), Problems),
    security(("token" = ["contacts:read", "calls:read", "appointments:read"])))]
async fn export_contact(caller: Caller, Path(id): Path<ContactId>) -> Result<Json<Export>, ApiProblem> {
    let cx = caller.cx(Scope::ContactsRead, Permission::ExportContacts).await?;
    caller.needs(&IN_IT)?;
    Ok(Json(export::export(&cx, &id).await?))
}

/// List the calls and appointments of a contact and of those that were merged into it, the newest first.
#[utoipa::path(get, path = "/api/contacts/{id}/timeline", tag = "contacts", operation_id = "contact_timeline",
    params(("id" = inline(ContactId), Path, description = "The id of the contact"), TimelineParams),
    responses((status = 200, description = "A page of what happened", body = Page<TimelineEntry>), Problems),
    security(("token" = ["contacts:read", "calls:read", "appointments:read"])))]
async fn happened(
    caller: Caller,
    Path(id): Path<ContactId>,
    Query(TimelineParams { after }): Query<TimelineParams>,
) -> Result<Json<Page<TimelineEntry>>, ApiProblem> {
    let cx = caller.cx(Scope::ContactsRead, Permission::Read).await?;
    caller.needs(&IN_IT)?;
    let page = timeline::service::page(&cx, ContactAsked { id, before: after }).await?;
    Ok(Json(Page::of(page.entries, page.next.map(String::from))))
}
