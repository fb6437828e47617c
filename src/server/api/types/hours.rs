//! When an organisation can be booked.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    domain::{
        appointment::{
            AgentBooking, AgentHoursForm, AgentServicesForm, BookingAgent, BookingSettings,
            BookingSettingsForm, ClosedDays, OwnHours, ServiceId, write_spans,
        },
        ids::AgentId,
        locale::Locale,
    },
    server::api::version_of,
};

/// When an organisation can be booked, as it is replaced. A day is `9:00–12:30, 14:00–18:00`, and empty
/// where it is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoursBody {
    /// The zone of the hours, such as `Europe/Paris`.
    pub time_zone: String,
    #[serde(default)]
    pub monday: String,
    #[serde(default)]
    pub tuesday: String,
    #[serde(default)]
    pub wednesday: String,
    #[serde(default)]
    pub thursday: String,
    #[serde(default)]
    pub friday: String,
    #[serde(default)]
    pub saturday: String,
    #[serde(default)]
    pub sunday: String,
    /// Days on which nothing is offered: each `2026-12-25`, or `2026-12-24 – 2027-01-02`.
    #[serde(default)]
    pub closed_days: Vec<String>,
    /// Hours that lie between a booking and its appointment at least, up to 720.
    #[serde(default = "lead_time")]
    pub lead_time: u32,
    /// Days on which something is offered, with today, up to 366.
    #[serde(default = "days_ahead")]
    pub days_ahead: u32,
    /// The language of the mails to customers; `null` where they get none.
    #[serde(default)]
    pub mails: Option<Locale>,
    /// Hours before an appointment at which its customer is reminded of it, up to 336; 0 for no reminder.
    #[serde(default = "reminder")]
    pub reminder: u32,
}

fn lead_time() -> u32 {
    BookingSettings::default().lead_hours
}

fn days_ahead() -> u32 {
    BookingSettings::default().days_ahead
}

fn reminder() -> u32 {
    BookingSettings::default().reminder_hours
}

impl From<HoursBody> for BookingSettingsForm {
    fn from(body: HoursBody) -> Self {
        let HoursBody {
            time_zone: zone,
            monday,
            tuesday,
            wednesday,
            thursday,
            friday,
            saturday,
            sunday,
            closed_days,
            lead_time,
            days_ahead,
            mails,
            reminder,
        } = body;
        Self {
            zone,
            monday,
            tuesday,
            wednesday,
            thursday,
            friday,
            saturday,
            sunday,
            closed: closed_days.join("\n"),
            lead_hours: lead_time.to_string(),
            days_ahead: days_ahead.to_string(),
            mails: mails.map(Locale::code).unwrap_or_default().to_owned(),
            reminder_hours: reminder.to_string(),
        }
    }
}

impl From<&BookingSettings> for HoursBody {
    fn from(settings: &BookingSettings) -> Self {
        let BookingSettings { zone, hours, closed, lead_hours, days_ahead, mails, reminder_hours } = settings;
        let [monday, tuesday, wednesday, thursday, friday, saturday, sunday] =
            hours.each_ref().map(|spans| write_spans(spans));
        Self {
            time_zone: zone.as_str().to_owned(),
            monday,
            tuesday,
            wednesday,
            thursday,
            friday,
            saturday,
            sunday,
            closed_days: closed.iter().map(ClosedDays::to_string).collect(),
            lead_time: *lead_hours,
            days_ahead: *days_ahead,
            mails: *mails,
            reminder: *reminder_hours,
        }
    }
}

impl HoursBody {
    /// The version of settings that are so.
    pub fn version(&self) -> i64 {
        version_of(self)
    }
}

/// When an organisation can be booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Hours {
    pub time_zone: String,
    pub monday: String,
    pub tuesday: String,
    pub wednesday: String,
    pub thursday: String,
    pub friday: String,
    pub saturday: String,
    pub sunday: String,
    pub closed_days: Vec<String>,
    /// Hours that lie between a booking and its appointment at least.
    pub lead_time: u32,
    /// Days on which something is offered, with today.
    pub days_ahead: u32,
    /// The language of the mails to customers; `null` where they get none.
    pub mails: Option<Locale>,
    /// Hours before an appointment at which its customer is reminded of it; 0 for no reminder.
    pub reminder: u32,
    /// The version that its `ETag` names.
    pub version: i64,
}

impl From<&BookingSettings> for Hours {
    fn from(settings: &BookingSettings) -> Self {
        let body = HoursBody::from(settings);
        let version = body.version();
        let HoursBody {
            time_zone,
            monday,
            tuesday,
            wednesday,
            thursday,
            friday,
            saturday,
            sunday,
            closed_days,
            lead_time,
            days_ahead,
            mails,
            reminder,
        } = body;
        Self {
            time_zone,
            monday,
            tuesday,
            wednesday,
            thursday,
            friday,
            saturday,
            sunday,
            closed_days,
            lead_time,
            days_ahead,
            mails,
            reminder,
            version,
        }
    }
}

/// The hours of an agent, in place of the organisation's. A day is `9:00–12:30, 14:00–18:00`, and empty where
/// it is closed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgentWeek {
    #[serde(default)]
    pub monday: String,
    #[serde(default)]
    pub tuesday: String,
    #[serde(default)]
    pub wednesday: String,
    #[serde(default)]
    pub thursday: String,
    #[serde(default)]
    pub friday: String,
    #[serde(default)]
    pub saturday: String,
    #[serde(default)]
    pub sunday: String,
    /// Days on which nothing is offered: each `2026-12-25`, or `2026-12-24 – 2027-01-02`.
    #[serde(default)]
    pub closed_days: Vec<String>,
}

impl From<OwnHours> for AgentWeek {
    fn from(OwnHours { hours, closed }: OwnHours) -> Self {
        let [monday, tuesday, wednesday, thursday, friday, saturday, sunday] =
            hours.each_ref().map(|spans| write_spans(spans));
        let closed_days = closed.iter().map(ClosedDays::to_string).collect();
        Self { monday, tuesday, wednesday, thursday, friday, saturday, sunday, closed_days }
    }
}

/// Gives an agent hours and a lead time of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgentHoursBody {
    /// `null` for the organisation's.
    #[serde(default)]
    pub hours: Option<AgentWeek>,
    /// Hours that lie between a booking and its appointment at least, up to 720; `null` for the organisation's.
    #[serde(default)]
    pub lead_time: Option<u32>,
}

impl From<AgentHoursBody> for AgentHoursForm {
    fn from(AgentHoursBody { hours, lead_time }: AgentHoursBody) -> Self {
        let own = hours.is_some();
        let AgentWeek { monday, tuesday, wednesday, thursday, friday, saturday, sunday, closed_days } =
            hours.unwrap_or_default();
        Self {
            own,
            monday,
            tuesday,
            wednesday,
            thursday,
            friday,
            saturday,
            sunday,
            closed: closed_days.join("\n"),
            lead_hours: lead_time.map(|hours| hours.to_string()).unwrap_or_default(),
        }
    }
}

/// Has an agent offer some services alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgentServicesBody {
    /// `null` for all of them.
    #[serde(default)]
    pub services: Option<Vec<ServiceId>>,
}

impl From<AgentServicesBody> for AgentServicesForm {
    fn from(AgentServicesBody { services }: AgentServicesBody) -> Self {
        let own = services.is_some();
        Self { own, services: services.unwrap_or_default().into_iter().map(String::from).collect() }
    }
}

/// What can be booked through an agent, as far as it differs from the organisation's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AgentOffer {
    pub agent: AgentId,
    /// `null` for the organisation's.
    pub hours: Option<AgentWeek>,
    /// `null` for the organisation's.
    pub lead_time: Option<u32>,
    /// The services that it offers; `null` for all.
    pub services: Option<Vec<ServiceId>>,
    /// The version that its `ETag` names.
    pub version: i64,
}

/// The version of what an agent has of its own.
pub fn offer_version(own: &AgentBooking) -> i64 {
    version_of(own)
}

impl From<BookingAgent> for AgentOffer {
    fn from(BookingAgent { id, own, .. }: BookingAgent) -> Self {
        Self {
            version: offer_version(&own),
            agent: id,
            hours: own.hours.map(AgentWeek::from),
            lead_time: own.lead_hours,
            services: own.services,
        }
    }
}
