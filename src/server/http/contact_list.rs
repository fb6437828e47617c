//! `POST /dashboard/contacts/import/list`: a list of contacts, as a file or pasted. It is sent as a plain
//! form by every browser, and leads to its preview.

use axum::{
    body::Bytes,
    extract::{
        Multipart, State,
        multipart::{MultipartError, MultipartRejection},
    },
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use tower_sessions::Session;

use crate::{
    app::{contacts, form_state::input_name},
    domain::{
        contact::{ContactImportId, PasteForm},
        flash::{Flash, Notice},
        problem::{Problem, ProblemKind},
        role::Permission,
        team::ORG_INPUT,
    },
    server::{
        contacts::imports::service,
        cx::{Cx, Services},
        forms::wants_html,
        http::{body, refusal::refused},
        sessions,
    },
};

/// The bytes of the largest list, with what the form has around it.
pub const MAX_BODY: usize = 1024 * 1024;

/// The parsed fields of the form.
#[derive(Default)]
struct Sent {
    file: Bytes,
    pasted: Bytes,
    org: Option<String>,
}

pub async fn bring(
    State(services): State<Services>,
    session: Session,
    headers: HeaderMap,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    let sent = match form {
        Ok(form) => read(form).await.map_err(|_| ProblemKind::Malformed),
        Err(_) => Err(ProblemKind::Malformed),
    };
    let sent = match sent {
        Ok(sent) => sent,
        Err(problem) => return refused(problem),
    };
    let answered = match kept(services, &session, &sent).await {
        Ok(id) => {
            let notice = Flash { notice: Some(Notice::ListRead), ..Flash::default() };
            sessions::leave_flash(&session, &notice).await.map(|()| contacts::import_href(&id))
        }
        Err(problem) if problem.kind == ProblemKind::SignedOut || !wants_html(&headers) => Err(problem),
        Err(problem) => sessions::leave_flash(&session, &again(&sent, problem))
            .await
            .map(|()| contacts::IMPORT.to_owned()),
    };
    match answered {
        Ok(path) => Redirect::to(&path).into_response(),
        Err(problem) => refused(problem),
    }
}

async fn read(mut form: Multipart) -> Result<Sent, MultipartError> {
    let mut sent = Sent::default();
    let pasted = input_name(PasteForm::text().name);
    while let Some(field) = form.next_field().await? {
        match field.name().map(str::to_owned).as_deref() {
            Some(contacts::FILE) => sent.file = field.bytes().await?,
            Some(ORG_INPUT) => sent.org = Some(field.text().await?),
            Some(name) if name == pasted => sent.pasted = field.bytes().await?,
            _ => {}
        }
    }
    Ok(sent)
}

async fn kept(services: Services, session: &Session, sent: &Sent) -> Result<ContactImportId, Problem> {
    let cx = Cx::of_session(services, session, Permission::ManageAppointments).await?;
    if sent.org.as_ref().is_some_and(|shown| shown != cx.org.as_str()) {
        return Err(ProblemKind::OtherOrg.into());
    }
    service::bring(&cx, if sent.file.is_empty() { &sent.pasted } else { &sent.file }).await
}

/// The form as it was typed: what was pasted comes back, as long as it is no longer than other forms are.
fn again(sent: &Sent, problem: Problem) -> Flash {
    let pasted = std::str::from_utf8(&sent.pasted).ok().filter(|text| text.len() <= body::MAX_BODY);
    let values = pasted.map(|text| (PasteForm::text().name.to_owned(), text.to_owned()));
    Flash {
        form: contacts::PASTE_FORM.to_owned(),
        problem: Some(problem),
        values: values.into_iter().collect(),
        ..Flash::default()
    }
}
