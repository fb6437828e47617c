//! The forms of contacts.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{
    answer::Answer,
    contact::{ContactForm, ContactId, ContactImportId, MappingForm, MergeForm},
    problem::Problem,
};
#[cfg(feature = "ssr")]
use crate::{
    domain::{
        flash::Notice,
        role::Permission::{ExportContacts, ManageAppointments},
    },
    server::{
        contacts::{imports, merge, service},
        forms::{Accepted, handle},
        personal_data,
    },
};

/// The names under which refused forms come back without JavaScript.
pub const NEW_CONTACT_FORM: &str = "new_contact";
pub const CONTACT_FORM: &str = "contact";
pub const MERGE_FORM: &str = "merge_contacts";
pub const SEPARATE_FORM: &str = "separate_contacts";
pub const ERASE_FORM: &str = "erase_contact";
pub const PASTE_FORM: &str = "contact_list";
pub const MAPPING_FORM: &str = "contact_list_columns";
pub const START_FORM: &str = "import_contact_list";
pub const DISCARD_FORM: &str = "discard_contact_list";

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
        merge::merge(cx, &contact, form).await?;
        Ok(Accepted::here(Notice::ContactsMerged))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "contacts/separate", output = Postcard)]
pub async fn separate_contacts(contact: ContactId) -> Result<Answer, Problem> {
    handle(SEPARATE_FORM, ManageAppointments, (), async |cx, ()| {
        merge::separate(cx, &contact).await?;
        Ok(Accepted::here(Notice::ContactsSeparated))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "contacts/erase", output = Postcard)]
pub async fn erase_contact(contact: ContactId) -> Result<Answer, Problem> {
    handle(ERASE_FORM, ExportContacts.proved(), (), async |cx, ()| {
        personal_data::erase::erase(cx, &contact).await?;
        Ok(Accepted::on_to(super::PATH, Notice::ContactErased))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "contacts/read_list", output = Postcard)]
pub async fn read_list(list: ContactImportId, form: MappingForm) -> Result<Answer, Problem> {
    handle(MAPPING_FORM, ManageAppointments, form, async |cx, form| {
        imports::service::correct(cx, &list, form).await?;
        Ok(Accepted::here(Notice::ListRead))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "contacts/import_list", output = Postcard)]
pub async fn import_list(list: ContactImportId) -> Result<Answer, Problem> {
    handle(START_FORM, ManageAppointments, (), async |cx, ()| {
        imports::service::start(cx, &list).await?;
        Ok(Accepted::here(Notice::ListImported))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "contacts/discard_list", output = Postcard)]
pub async fn discard_list(list: ContactImportId) -> Result<Answer, Problem> {
    handle(DISCARD_FORM, ManageAppointments, (), async |cx, ()| {
        imports::service::discard(cx, &list).await?;
        Ok(Accepted::on_to(super::IMPORT, Notice::ListDiscarded))
    })
    .await
}
