//! The services that an organisation connects.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Time;
use crate::{
    domain::{
        credential::CredentialStatus,
        health::{Cause, ChangeView},
        ids::OperationId,
        integrations::{Card, Checked},
        problem::Problem,
        provider::{
            OfProvider as _, Provider, PublicConfig,
            google_calendar::{Calendar, CalendarForm, GoogleCalendarConfig},
            openai::{self, OpenaiForm},
            smtp::{self, SmtpForm, SmtpSecurity},
            twilio::{self, TwilioAuth, TwilioForm},
            vapi::{self, VapiForm, VapiRegion},
        },
        secret_text::SecretText,
        way_in::{WayIn, WayInView},
    },
    server::{cx::Cx, integrations::service},
};

/// A service, and how the credential for it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Integration {
    pub provider: Provider,
    pub connected: bool,
    pub credential: Option<IntegrationCredential>,
    /// The count of numbers that need it.
    pub numbers: u32,
    /// The count of agents that need it.
    pub agents: u32,
}

/// What is known of a stored credential. The secret is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IntegrationCredential {
    pub status: CredentialStatus,
    /// The account, as people tell it from others.
    pub account: String,
    /// The settings beside the secret, by the names of their fields.
    pub settings: BTreeMap<String, String>,
    /// Tells two secrets apart without showing either.
    pub fingerprint: String,
    pub saved_at: Time,
    pub verified_at: Option<Time>,
    pub checked_at: Option<Time>,
    pub last_used_at: Option<Time>,
    /// When the consent ends by itself.
    pub expires_at: Option<Time>,
    /// Of a Google account, its calendars.
    pub calendars: Vec<CalendarChoice>,
    pub problem: Option<ProblemCode>,
}

/// A calendar of the connected Google account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CalendarChoice {
    pub id: String,
    pub name: String,
    /// Whether it is the one for appointments.
    pub chosen: bool,
}

/// The calendar for appointments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChooseCalendar {
    /// The id of a calendar, or `primary` for the main one, whichever that is.
    pub calendar: String,
}

/// A change of how a credential stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IntegrationChange {
    pub at: Time,
    /// `null` where nothing was connected.
    pub from: Option<CredentialStatus>,
    pub to: Option<CredentialStatus>,
    pub cause: Option<Cause>,
    pub problem: Option<ProblemCode>,
}

/// A test mail that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TestMail {
    /// The last answer of the mail server.
    pub reply: String,
}

/// The way by which what Vapi sends of calls comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EventAddress {
    /// Whether Vapi can send anything to this installation.
    pub reachable: bool,
    /// The address, without the part that opens it; `null` before there is one.
    pub address: Option<String>,
    pub made_at: Option<Time>,
    /// Whether events come, as far as that is known.
    pub open: Option<bool>,
    /// When the last event came.
    pub last_event_at: Option<Time>,
    /// What the last check found.
    pub check: Option<WayIn>,
    pub checked_at: Option<Time>,
    /// Assistants at Vapi, and those of them that send their events here.
    pub assistants: u32,
    pub told: u32,
    /// The rotation that is under way.
    pub rotation: Option<OperationId>,
}

impl From<WayInView> for EventAddress {
    fn from(view: WayInView) -> Self {
        let WayInView { now: _, reachable, address, made_at, heard, assistants, told, rotation } = view;
        Self {
            reachable,
            address,
            made_at: made_at.map(Time::from),
            open: heard.is_open(),
            last_event_at: heard.last_event_at.map(Time::from),
            check: heard.check.map(|(found, _)| found),
            checked_at: heard.check.map(|(_, at)| Time::from(at)),
            assistants,
            told,
            rotation,
        }
    }
}

/// Whether what Vapi sends of calls can come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WayInCheck {
    pub way_in: WayIn,
}

/// A problem by its stable code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProblemCode {
    pub code: String,
    /// The provider where it happened.
    pub provider: Option<Provider>,
}

/// A credential to connect, by provider. A secret that is left out is kept as it is stored. Google is
/// connected by a consent that a person gives on the pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "provider", rename_all = "snake_case", deny_unknown_fields)]
pub enum Credentials {
    Vapi {
        #[serde(default)]
        key: Option<SecretText>,
        #[serde(default)]
        region: VapiRegion,
        /// Agrees to leave the connected organisation for this one.
        #[serde(default)]
        switch: bool,
    },
    Twilio {
        account_sid: String,
        #[serde(default)]
        auth: TwilioAuth,
        #[serde(default)]
        auth_token: Option<SecretText>,
        #[serde(default)]
        api_key_sid: Option<String>,
        #[serde(default)]
        api_key_secret: Option<SecretText>,
        /// With the Auth Token: whether Vapi gets an API key of its own instead of it; it does without.
        #[serde(default = "ticked")]
        vapi_key: bool,
        /// Agrees to leave the connected account for this one.
        #[serde(default)]
        switch: bool,
    },
    Openai {
        #[serde(default)]
        key: Option<SecretText>,
        /// Whether Vapi gets the key too.
        #[serde(default)]
        hand_over: bool,
        /// Agrees to leave the connected account for this one.
        #[serde(default)]
        switch: bool,
    },
    Smtp {
        host: String,
        /// The usual one of `security` where it is left out.
        #[serde(default)]
        port: Option<u16>,
        #[serde(default)]
        security: SmtpSecurity,
        user: String,
        #[serde(default)]
        password: Option<SecretText>,
        #[serde(default)]
        from_name: Option<String>,
        /// The user, where that is an address.
        #[serde(default)]
        from_address: Option<String>,
        /// Agrees to leave the connected mailbox for this one.
        #[serde(default)]
        switch: bool,
    },
}

/// As the page has the box of a new account: whoever does not choose hands on less.
const fn ticked() -> bool {
    true
}

impl Credentials {
    pub const fn provider(&self) -> Provider {
        match self {
            Self::Vapi { .. } => vapi::PROVIDER,
            Self::Twilio { .. } => twilio::PROVIDER,
            Self::Openai { .. } => openai::PROVIDER,
            Self::Smtp { .. } => smtp::PROVIDER,
        }
    }

    /// Saves it as the form of its provider does on the pages.
    ///
    /// # Errors
    /// Fails as [`service::save`] does.
    pub async fn save(self, cx: &Cx) -> Result<Checked, Problem> {
        match self {
            Self::Vapi { key, region, switch } => {
                let form =
                    VapiForm { key: key.unwrap_or_default(), region: region.code().to_owned(), switch };
                service::save(cx, &form).await
            }
            Self::Twilio { account_sid, auth, auth_token, api_key_sid, api_key_secret, vapi_key, switch } => {
                let form = TwilioForm {
                    account_sid,
                    auth: auth.code().to_owned(),
                    auth_token: auth_token.unwrap_or_default(),
                    api_key_sid: api_key_sid.unwrap_or_default(),
                    api_key_secret: api_key_secret.unwrap_or_default(),
                    vapi_key,
                    switch,
                    ..TwilioForm::default()
                };
                service::save(cx, &form).await
            }
            Self::Openai { key, hand_over, switch } => {
                let form = OpenaiForm { key: key.unwrap_or_default(), hand_over, switch };
                service::save(cx, &form).await
            }
            Self::Smtp { host, port, security, user, password, from_name, from_address, switch } => {
                let form = SmtpForm {
                    host,
                    port: port.map(|port| port.to_string()).unwrap_or_default(),
                    security: security.code().to_owned(),
                    user,
                    password: password.unwrap_or_default(),
                    from_name: from_name.unwrap_or_default(),
                    from_address: from_address.unwrap_or_default(),
                    switch,
                };
                service::save(cx, &form).await
            }
        }
    }
}

impl From<&Problem> for ProblemCode {
    fn from(problem: &Problem) -> Self {
        Self { code: problem.code().to_owned(), provider: problem.provider() }
    }
}

impl From<Card> for Integration {
    fn from(card: Card) -> Self {
        let Card { provider, credential, numbers, agents, tokens_at_vapi: _ } = card;
        let credential = credential.map(|held| {
            let shown = provider.spec().fields.iter().filter(|field| !field.kind.is_secret());
            let settings = shown
                .filter_map(|field| Some((field.name.to_owned(), held.config.value(field.name)?)))
                .collect();
            IntegrationCredential {
                status: held.status,
                account: held.config.masked(&held.last4),
                settings,
                fingerprint: held.fingerprint,
                saved_at: Time(held.saved_at),
                verified_at: held.verified_at.map(Time),
                checked_at: held.checks.last.map(Time),
                last_used_at: held.last_used_at.map(Time),
                expires_at: held.config.expires_at().map(Time),
                calendars: calendars(&held.config),
                problem: held.problem.as_ref().map(ProblemCode::from),
            }
        });
        Self { provider, connected: credential.is_some(), credential, numbers, agents }
    }
}

fn calendars(config: &PublicConfig) -> Vec<CalendarChoice> {
    let Some(google) = GoogleCalendarConfig::of(config) else { return Vec::new() };
    let chosen = google.chosen().map(|calendar| calendar.id.as_str());
    let choice = |calendar: &Calendar| CalendarChoice {
        id: calendar.id.clone(),
        name: calendar.name.clone(),
        chosen: chosen == Some(calendar.id.as_str()),
    };
    google.calendars.iter().map(choice).collect()
}

impl From<ChooseCalendar> for CalendarForm {
    fn from(ChooseCalendar { calendar }: ChooseCalendar) -> Self {
        Self { calendar }
    }
}

impl From<ChangeView> for IntegrationChange {
    fn from(ChangeView { at, from, to, cause, problem }: ChangeView) -> Self {
        Self { at: Time(at), from, to, cause, problem: problem.as_ref().map(ProblemCode::from) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use utoipa::PartialSchema as _;

    use super::*;

    #[test]
    fn what_people_type_to_connect_a_service_programs_send_too() {
        let schema = serde_json::to_value(Credentials::schema()).unwrap();
        let variants = schema["oneOf"].as_array().unwrap();
        for provider in Provider::ALL {
            let of_provider =
                |one: &&Value| one["properties"]["provider"]["enum"] == json!([provider.code()]);
            let variant = variants.iter().find(of_provider);
            let fields = provider.spec().fields;
            // Where there is nothing to type, people consent at the provider.
            assert_eq!(variant.is_some(), !fields.is_empty(), "{provider:?}: {schema}");
            for field in fields {
                let sent = variant.map(|variant| &variant["properties"][field.name]);
                assert!(sent.is_some_and(|sent| !sent.is_null()), "{provider:?}: {}", field.name);
            }
        }
    }

    #[test]
    fn vapi_gets_a_key_of_its_own_where_nothing_is_said() {
        let sent = json!({ "provider": "twilio", "account_sid": "AC", "auth_token": "x" });
        let Credentials::Twilio { vapi_key, .. } = serde_json::from_value(sent).unwrap() else { panic!() };
        assert!(vapi_key);
    }
}
