//! Appointments: what is offered, what is booked, and by whom.

mod agents;
mod assistant;
mod booking;
mod calendar;
mod calendar_killed;
mod contacts;
mod mails;
mod pages;

use ava::{
    domain::appointment::{
        AppointmentId, AppointmentMark, AppointmentsQuery, BookForm, BookingSettingsForm, DateText, Layout,
        ServiceForm, ServiceId, SlotsQuery, SlotsView, StateFilter,
    },
    server::{
        appointments::{service, settings},
        cx::Cx,
    },
};

/// Hours for all days of the week, in a zone.
pub(crate) fn hours(zone: &str, hours: &str) -> BookingSettingsForm {
    let hours = || hours.to_owned();
    BookingSettingsForm {
        zone: zone.to_owned(),
        monday: hours(),
        tuesday: hours(),
        wednesday: hours(),
        thursday: hours(),
        friday: hours(),
        saturday: hours(),
        sunday: hours(),
        closed: String::new(),
        lead_hours: "0".to_owned(),
        days_ahead: "60".to_owned(),
        ..BookingSettingsForm::default()
    }
}

fn service_form(name: &str, minutes: &str, buffer: &str) -> ServiceForm {
    let [name, minutes, buffer] = [name, minutes, buffer].map(str::to_owned);
    ServiceForm { name, minutes, buffer, price: String::new() }
}

/// Opens an organisation for bookings of one service, of half an hour.
pub(crate) async fn open(cx: &Cx) -> ServiceId {
    settings::save(cx, &hours("Europe/Paris", "9-12, 14-18")).await.unwrap();
    settings::add_service(cx, &service_form("Consultation", "30", "0")).await.unwrap();
    settings::view(cx).await.unwrap().services.pop().unwrap().id
}

async fn offered(cx: &Cx, service: &ServiceId, date: DateText) -> SlotsView {
    let query = SlotsQuery { service: Some(service.clone()), date, ..SlotsQuery::default() };
    service::offered(cx, &query).await.unwrap()
}

/// The times of the day after the first that has any: a whole day, whatever the time is.
pub(crate) async fn free(cx: &Cx, service: &ServiceId) -> Vec<i64> {
    let first = offered(cx, service, DateText::default()).await.day;
    offered(cx, service, DateText::of(first + 1)).await.slots
}

/// Why somebody has to look at one of the appointments to come, as their list says it.
async fn marks(cx: &Cx) -> Vec<(AppointmentId, AppointmentMark)> {
    let all =
        AppointmentsQuery { layout: Layout::List, state: StateFilter::All, ..AppointmentsQuery::default() };
    service::list(cx, &all).await.unwrap().marks
}

pub(crate) fn book_form(service: &ServiceId, start: i64, customer: &str) -> BookForm {
    BookForm {
        service: service.to_string(),
        start: start.to_string(),
        customer: customer.to_owned(),
        ..BookForm::default()
    }
}
