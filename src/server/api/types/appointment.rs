//! Appointments.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Date, Time};
use crate::{
    domain::{
        appointment::{
            AppointmentId, AppointmentState, AppointmentView, BookForm, MoveForm, ServiceId, SlotsView,
            StateFilter,
        },
        call::CallId,
        contact::ContactId,
        ids::AgentId,
        phone::E164,
    },
    server::api::version_of,
};

#[derive(Clone, Debug, Default, Serialize, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AppointmentsParams {
    /// The day from which they are listed, in the organisation's zone; today without.
    #[param(inline)]
    pub date: Option<Date>,
    /// Those that are booked without.
    #[param(inline)]
    pub state: Option<StateFilter>,
    /// The last page's `next`.
    #[param(inline)]
    pub after: Option<AppointmentId>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SlotsParams {
    /// The service that is to be booked; it may be left out where there is one only.
    #[param(inline)]
    pub service: Option<ServiceId>,
    /// The agent whose hours and services count; the organisation's without, and for one that has none of
    /// its own.
    #[param(inline)]
    pub agent: Option<AgentId>,
    /// The appointment that is to get another time, in place of a service.
    #[param(inline)]
    pub moves: Option<AppointmentId>,
    /// The day, in the organisation's zone; without, the first that has times.
    #[param(inline)]
    pub date: Option<Date>,
}

/// The times that are offered on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Slots {
    pub date: Date,
    pub service: Option<ServiceId>,
    /// The agent whose hours these are; `null` for the organisation's.
    pub agent: Option<AgentId>,
    /// When an appointment can begin, the earliest first.
    pub slots: Vec<Time>,
    /// The first day after this one that has times.
    pub next_date: Option<Date>,
}

impl From<SlotsView> for Slots {
    fn from(view: SlotsView) -> Self {
        Self {
            date: Date::of(view.day),
            service: view.service,
            agent: view.agent,
            slots: view.slots.into_iter().map(Time::from).collect(),
            next_date: view.next_day.map(Date::of),
        }
    }
}

/// Books a time that is offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BookBody {
    pub service: ServiceId,
    /// The agent whose hours and services count; the organisation's without.
    #[serde(default)]
    pub agent: Option<AgentId>,
    /// One of the times that are offered.
    pub start: Time,
    /// The customer's; at most 120 characters.
    pub name: String,
    /// The customer's, with its country code.
    #[serde(default)]
    pub number: Option<String>,
    #[serde(default)]
    pub email: Option<String>,
    /// At most 2000 characters.
    #[serde(default)]
    pub note: String,
}

impl From<BookBody> for BookForm {
    fn from(body: BookBody) -> Self {
        let BookBody { service, agent, start, name, number, email, note } = body;
        Self {
            agent: agent.map(String::from).unwrap_or_default(),
            service: service.to_string(),
            start: start.0.to_string(),
            customer: name,
            phone: number.unwrap_or_default(),
            email: email.unwrap_or_default(),
            note,
        }
    }
}

/// Gives an appointment another time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveBody {
    /// One of the times that are offered.
    pub start: Time,
}

impl From<MoveBody> for MoveForm {
    fn from(MoveBody { start }: MoveBody) -> Self {
        Self { start: start.0.to_string() }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Appointment {
    pub id: AppointmentId,
    /// `null` once the service is deleted.
    pub service: Option<ServiceId>,
    /// The service's name when it was booked.
    pub service_name: String,
    pub start: Time,
    pub end: Time,
    /// The customer's.
    pub name: String,
    pub number: Option<E164>,
    pub email: Option<String>,
    pub note: String,
    pub state: AppointmentState,
    /// `null` where neither number nor address is known.
    pub contact: Option<ContactId>,
    /// The call in which it was made.
    pub call: Option<CallId>,
    /// The version that its `ETag` names, which changes with its time and its state.
    pub version: i64,
}

/// The version of an appointment.
pub fn version(view: &AppointmentView) -> i64 {
    version_of(&(view.starts_at, view.ends_at, view.state))
}

impl From<AppointmentView> for Appointment {
    fn from(view: AppointmentView) -> Self {
        let version = version(&view);
        let AppointmentView {
            id,
            service_id,
            service,
            starts_at,
            ends_at,
            customer,
            phone,
            email,
            note,
            state,
            contact,
            call,
        } = view;
        Self {
            id,
            service: service_id,
            service_name: service,
            start: starts_at.into(),
            end: ends_at.into(),
            name: customer,
            number: phone,
            email: email.map(|email| email.as_str().to_owned()),
            note,
            state,
            contact,
            call,
            version,
        }
    }
}
