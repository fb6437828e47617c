//! The forms of appointments.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{
    answer::Answer,
    appointment::{
        AgentHoursForm, AgentServicesForm, AppointmentId, BookForm, BookingSettingsForm, MoveForm,
        ServiceForm, ServiceId,
    },
    ids::AgentId,
    problem::Problem,
};
#[cfg(feature = "ssr")]
use crate::{
    domain::{flash::Notice, role::Permission::ManageAppointments},
    server::{
        appointments::{agents, mails, service, settings},
        forms::{Accepted, handle},
    },
};

/// The names under which refused forms come back without JavaScript.
pub const SETTINGS_FORM: &str = "booking_settings";
pub const AGENT_HOURS_FORM: &str = "agent_hours";
pub const AGENT_SERVICES_FORM: &str = "agent_services";
pub const NEW_SERVICE_FORM: &str = "new_service";
pub const SERVICE_FORM: &str = "service";
pub const DELETE_SERVICE_FORM: &str = "delete_service";
pub const BOOK_FORM: &str = "book_appointment";
pub const MOVE_FORM: &str = "move_appointment";
pub const CANCEL_FORM: &str = "cancel_appointment";
pub const MAIL_FORM: &str = "mail_appointment";

#[server(prefix = "/rpc", endpoint = "appointments/settings", output = Postcard)]
pub async fn save_booking_settings(form: BookingSettingsForm) -> Result<Answer, Problem> {
    handle(SETTINGS_FORM, ManageAppointments, form, async |cx, form| {
        settings::save(cx, form).await?;
        Ok(Accepted::here(Notice::BookingSettingsSaved))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "appointments/agent_hours", output = Postcard)]
pub async fn save_agent_hours(agent: AgentId, form: AgentHoursForm) -> Result<Answer, Problem> {
    handle(AGENT_HOURS_FORM, ManageAppointments, form, async |cx, form| {
        agents::save_hours(cx, &agent, form).await?;
        Ok(Accepted::here(Notice::AgentBookingSaved))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "appointments/agent_services", output = Postcard)]
pub async fn save_agent_services(agent: AgentId, form: AgentServicesForm) -> Result<Answer, Problem> {
    handle(AGENT_SERVICES_FORM, ManageAppointments, form, async |cx, form| {
        agents::save_services(cx, &agent, form).await?;
        Ok(Accepted::here(Notice::AgentBookingSaved))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "appointments/add_service", output = Postcard)]
pub async fn add_service(form: ServiceForm) -> Result<Answer, Problem> {
    handle(NEW_SERVICE_FORM, ManageAppointments, form, async |cx, form| {
        settings::add_service(cx, form).await?;
        Ok(Accepted::on_to(super::SETTINGS, Notice::ServiceSaved))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "appointments/change_service", output = Postcard)]
pub async fn change_service(service: ServiceId, form: ServiceForm) -> Result<Answer, Problem> {
    handle(SERVICE_FORM, ManageAppointments, form, async |cx, form| {
        settings::change_service(cx, &service, form).await?;
        Ok(Accepted::on_to(super::SETTINGS, Notice::ServiceSaved))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "appointments/delete_service", output = Postcard)]
pub async fn delete_service(service: ServiceId) -> Result<Answer, Problem> {
    handle(DELETE_SERVICE_FORM, ManageAppointments.proved(), (), async |cx, ()| {
        settings::delete_service(cx, &service).await?;
        Ok(Accepted::on_to(super::SETTINGS, Notice::ServiceDeleted))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "appointments/book", output = Postcard)]
pub async fn book_appointment(form: BookForm) -> Result<Answer, Problem> {
    handle(BOOK_FORM, ManageAppointments, form, async |cx, form| {
        let id = service::book(cx, form).await?;
        Ok(Accepted::on_to(super::appointment_href(&id), Notice::AppointmentBooked))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "appointments/move", output = Postcard)]
pub async fn move_appointment(appointment: AppointmentId, form: MoveForm) -> Result<Answer, Problem> {
    handle(MOVE_FORM, ManageAppointments, form, async |cx, form| {
        service::reschedule(cx, &appointment, form).await?;
        Ok(Accepted::on_to(super::appointment_href(&appointment), Notice::AppointmentMoved))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "appointments/cancel", output = Postcard)]
pub async fn cancel_appointment(appointment: AppointmentId) -> Result<Answer, Problem> {
    handle(CANCEL_FORM, ManageAppointments, (), async |cx, ()| {
        service::cancel(cx, &appointment).await?;
        Ok(Accepted::here(Notice::AppointmentCancelled))
    })
    .await
}

/// Sends the customer how the appointment stands.
#[server(prefix = "/rpc", endpoint = "appointments/mail", output = Postcard)]
pub async fn mail_appointment(appointment: AppointmentId) -> Result<Answer, Problem> {
    handle(MAIL_FORM, ManageAppointments, (), async |cx, ()| {
        mails::send_again(cx, &appointment).await?;
        Ok(Accepted::here(Notice::AppointmentMailed))
    })
    .await
}
