//! The payload of each kind of event: ids and codes, as the API has them. No secret is in it, and nothing that
//! a person said or is called: programs read that by the API, with the rights of their token.

use serde::Serialize;

use crate::domain::{
    appointment::{AppointmentId, AppointmentState, AppointmentView, ServiceId},
    call::{CallId, CallOutcome, Direction},
    contact::ContactId,
    credential::{Account, CredentialStatus},
    health::Cause,
    ids::{AgentId, CredentialId, NumberId, OperationId},
    moment::iso,
    operation::{OperationKind, OperationState},
    phone::E164,
    problem::Problem,
    readiness::Break,
    webhook::{EventKind, WebhookId},
};

/// The `data` of a payload.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Data<'a> {
    Number {
        number_id: &'a NumberId,
        number: &'a E164,
        /// The first link of its call path that is broken.
        broken: Option<Break>,
    },
    Credential {
        credential_id: &'a CredentialId,
        provider: &'static str,
        /// Whether it is the account in which numbers are supplied.
        managed: bool,
        /// `null` where nothing was connected.
        before: Option<CredentialStatus>,
        /// `null` where it was disconnected.
        status: Option<CredentialStatus>,
        cause: Option<Cause>,
        problem: Option<&'static str>,
    },
    Operation {
        operation_id: &'a OperationId,
        kind: OperationKind,
        state: OperationState,
        /// The id or the code of what it was about.
        subject: Option<String>,
        problem: Option<&'static str>,
    },
    Call {
        call_id: &'a CallId,
        agent_id: Option<&'a AgentId>,
        number_id: Option<&'a NumberId>,
        contact_id: Option<&'a ContactId>,
        direction: Direction,
        outcome: Option<CallOutcome>,
        begun_at: String,
        answered_at: Option<String>,
        ended_at: Option<String>,
    },
    Appointment {
        appointment_id: &'a AppointmentId,
        service_id: Option<&'a ServiceId>,
        contact_id: Option<&'a ContactId>,
        call_id: Option<&'a CallId>,
        state: AppointmentState,
        starts_at: String,
        ends_at: String,
    },
    Contact {
        contact_id: &'a ContactId,
        created_at: String,
    },
    Test {
        webhook_id: &'a WebhookId,
    },
}

impl<'a> Data<'a> {
    pub fn of_credential(
        credential_id: &'a CredentialId,
        account: Account,
        (before, status): (Option<CredentialStatus>, Option<CredentialStatus>),
        cause: Option<Cause>,
        problem: Option<&Problem>,
    ) -> Self {
        Self::Credential {
            credential_id,
            provider: account.provider.code(),
            managed: account.is_managed(),
            before,
            status,
            cause,
            problem: problem.map(Problem::code),
        }
    }

    pub fn of_appointment(appointment: &'a AppointmentView) -> Self {
        Self::Appointment {
            appointment_id: &appointment.id,
            service_id: appointment.service_id.as_ref(),
            contact_id: appointment.contact.as_ref(),
            call_id: appointment.call.as_ref(),
            state: appointment.state,
            starts_at: iso(appointment.starts_at),
            ends_at: iso(appointment.ends_at),
        }
    }

    /// The id or the code of what it is about: what is told of the same object comes in its order.
    pub fn object(&self) -> &str {
        match self {
            Self::Number { number_id, .. } => number_id.as_str(),
            Self::Credential { credential_id, .. } => credential_id.as_str(),
            Self::Operation { operation_id, .. } => operation_id.as_str(),
            Self::Call { call_id, .. } => call_id.as_str(),
            Self::Appointment { appointment_id, .. } => appointment_id.as_str(),
            Self::Contact { contact_id, .. } => contact_id.as_str(),
            Self::Test { webhook_id } => webhook_id.as_str(),
        }
    }
}

/// A payload as it is sent.
#[derive(Serialize)]
struct Payload<'a> {
    r#type: EventKind,
    timestamp: String,
    data: &'a Data<'a>,
}

/// The body of the request, which says when it happened.
///
/// # Errors
/// Fails with `Encode` for what JSON has no form for.
pub(super) fn body(kind: EventKind, at: i64, data: &Data<'_>) -> Result<String, sqlx::Error> {
    crate::server::db::to_json(&Payload { r#type: kind, timestamp: iso(at), data })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_says_what_happened_when_and_to_what() {
        let id = "0190a5e2-7c1b-7def-8123-0123456789ab".parse().unwrap();
        let contact = Data::Contact { contact_id: &id, created_at: iso(1_795_246_560_000) };
        assert_eq!(contact.object(), id.as_str());
        assert_eq!(
            body(EventKind::ContactMade, 1_795_246_560_000, &contact).unwrap(),
            r#"{"type":"contact.made","timestamp":"2026-11-21T07:36:00Z","data":{"contact_id":"0190a5e2-7c1b-7def-8123-0123456789ab","created_at":"2026-11-21T07:36:00Z"}}"#
        );
    }
}
