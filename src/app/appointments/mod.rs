//! Appointments: what is booked, booking by hand, and what can be booked when.

mod agent_page;
pub mod api;
mod book_page;
mod list_page;
mod page;
mod service_page;
mod settings_page;
mod texts;
mod week;
mod written;

pub use agent_page::AgentBookingPage;
pub use book_page::BookPage;
pub use list_page::{AppointmentsPage, row_of};
pub use page::AppointmentPage;
pub use service_page::{NewServicePage, ServicePage};
pub use settings_page::BookingSettingsPage;
pub use texts::AppointmentTexts;

use crate::domain::{
    appointment::{AppointmentId, ServiceId},
    ids::AgentId,
};

pub const PATH: &str = "/dashboard/appointments";
pub const BOOK: &str = "/dashboard/appointments/new";
pub const SETTINGS: &str = "/dashboard/appointments/settings";
pub const NEW_SERVICE: &str = "/dashboard/appointments/services/new";
pub const SERVICE: &str = "/dashboard/appointments/services/{id}";
/// The page of the hours and services that an agent has of its own.
pub const AGENT: &str = "/dashboard/appointments/agents/{id}";
pub const APPOINTMENT: &str = "/dashboard/appointments/{id}";

pub fn appointment_href(id: &AppointmentId) -> String {
    format!("{PATH}/{id}")
}

pub fn agent_booking_href(id: &AgentId) -> String {
    format!("{PATH}/agents/{id}")
}

fn service_href(id: &ServiceId) -> String {
    format!("{PATH}/services/{id}")
}
