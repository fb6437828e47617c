//! The forms of contacts.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{
    answer::Answer,
    contact::{ContactForm, ContactId, MergeForm},
    problem::Problem,
};
#[cfg(feature = "ssr")]
use crate::{
    domain::{flash::Notice, role::Permission::ManageAppointments},
    server::{
        appointments,
        contacts::service,
        forms::{Accepted, handle},
    },
};

/// The names under which refused forms come back without JavaScript.
pub const NEW_CONTACT_FORM: &str = "new_contact";
pub const CONTACT_FORM: &str = "contact";
pub const MERGE_FORM: &str = "merge_contacts";
pub const SEPARATE_FORM: &str = "separate_contacts";
pub const ERASE_FORM: &str = "erase_contact";

#[server(prefix = "/rpc", endpoint = "contacts/add", output = Postcard)]
pub async fn add_contact(form: ContactForm) -> Result<Answer, Problem> {
    handle(NEW_CONTACT_FORM, ManageAppointments, form, async |cx, form| {
        let id = service::add(cx, form).await?;
        Ok(Accepted::on_to(super::contact_href(&id), Notice::ContactSaved))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "contacts/change", output = Postcard)]
pub async fn change_contact(contact: ContactId, form: ContactForm) -> Result<Answer, Problem> {
    handle(CONTACT_FORM, ManageAppointments, form, async |cx, form| {
        service::change(cx, &contact, form).await?;
        Ok(Accepted::here(Notice::ContactSaved))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "contacts/merge", output = Postcard)]
pub async fn merge_contacts(contact: ContactId, form: MergeForm) -> Result<Answer, Problem> {
    handle(MERGE_FORM, ManageAppointments, form, async |cx, form| {
        service::merge(cx, &contact, form).await?;
        Ok(Accepted::here(Notice::ContactsMerged))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "contacts/separate", output = Postcard)]
pub async fn separate_contacts(contact: ContactId) -> Result<Answer, Problem> {
    handle(SEPARATE_FORM, ManageAppointments, (), async |cx, ()| {
        service::separate(cx, &contact).await?;
        Ok(Accepted::here(Notice::ContactsSeparated))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "contacts/erase", output = Postcard)]
pub async fn erase_contact(contact: ContactId) -> Result<Answer, Problem> {
    handle(ERASE_FORM, ManageAppointments.proved(), (), async |cx, ()| {
        appointments::contacts::erase(cx, &contact).await?;
        Ok(Accepted::on_to(super::PATH, Notice::ContactErased))
    })
    .await
}
