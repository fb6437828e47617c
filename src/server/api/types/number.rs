//! Phone numbers: those of the organisation, of its Twilio account, and for sale.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Time, operation::AnsweredBy};
use crate::domain::{
    account_numbers_query::AccountQuery,
    drift::{DriftAction, Finding, FindingKind},
    ids::{AgentId, FindingId, NumberId, OperationId},
    integrations::ImportForm,
    leftover::{Leftover, LeftoverKind},
    managed::{AddressRequirement, BuyForm, FindQuery, NumberKind, ReleaseForm},
    number::{
        AssignForm, CallsGoTo, NumberDetails, NumberFilter, NumberSource, NumberState, NumbersQuery,
        OwnedNumber,
    },
    operation::OperationState,
    phone::{self, E164},
    provider::Provider,
    readiness::{Break, CallPath},
};

/// A number of the organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Number {
    pub id: NumberId,
    pub number: E164,
    pub source: NumberSource,
    pub state: NumberState,
    /// Whether a call is answered: it was proved, and no link that it needs is known to be broken.
    pub answers: bool,
    /// The first link that is broken.
    pub broken: Option<Break>,
    /// The way in which it differs at the providers.
    pub difference: Option<FindingKind>,
    pub agent: Option<AgentId>,
    pub agent_name: Option<String>,
    /// Who answers instead of the agent, as far as it is known.
    pub calls_go_to: Option<AnsweredBy>,
    /// Whether its text messages go to Vapi.
    pub sms: bool,
    /// Who takes the messages instead.
    pub messages_go_to: Option<AnsweredBy>,
    /// When the providers last agreed that it can answer.
    pub proved_at: Option<Time>,
    pub added_at: Time,
    pub released_at: Option<Time>,
    /// The last operation on it, and how that stands.
    pub operation: Option<OperationId>,
    pub operation_state: Option<OperationState>,
    pub twilio_sid: Option<String>,
    pub vapi_phone_id: Option<String>,
}

/// A number that the connected Twilio account owns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AccountNumber {
    pub number: E164,
    /// Its name at Twilio.
    pub label: String,
    pub voice: bool,
    /// Whether the organisation has it in AVA already.
    pub known: bool,
    pub answered_by: AnsweredBy,
    pub messages_taken_by: AnsweredBy,
}

/// A number that is for sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AvailableNumber {
    pub number: E164,
    /// ISO 3166-1.
    pub country: String,
    pub kind: NumberKind,
    pub locality: Option<String>,
    pub region: Option<String>,
    pub voice: bool,
    pub sms: bool,
    /// The address that is asked for with the purchase.
    pub address: AddressRequirement,
}

/// A difference between a number here and at the providers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Difference {
    pub id: FindingId,
    pub number: E164,
    /// Empty for a number that AVA does not know.
    pub number_id: Option<NumberId>,
    pub kind: FindingKind,
    /// The name of who answers now, or of the number at Vapi.
    pub detail: Option<String>,
    pub agent: Option<AgentId>,
    pub found_at: Time,
    /// Whether somebody chose to leave it as it is.
    pub ignored: bool,
    /// What can be done about it.
    pub actions: Vec<DriftAction>,
}

/// An object that AVA made at a provider and does not use. It is deleted, or left, as a difference is:
/// `repair` deletes it, `forget` leaves it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnusedObject {
    pub id: FindingId,
    pub kind: LeftoverKind,
    pub provider: Provider,
    /// The provider's id of it.
    pub object: String,
    /// The name of the agent or the number that it was made for, or its own.
    pub name: String,
    pub found_at: Time,
}

/// Brings a number of the connected Twilio account to Vapi.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportNumber {
    /// The number with its country code, in any spelling.
    #[schema(example = "+33 1 84 88 00 12")]
    pub number: String,
    /// The agent that answers; without one, the organisation's first.
    #[serde(default)]
    pub agent: Option<AgentId>,
    /// Whether Vapi takes its text messages too.
    #[serde(default)]
    pub sms: bool,
}

/// Buys a number that is for sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PurchaseNumber {
    /// A number of the search.
    pub number: String,
    /// ISO 3166-1.
    pub country: String,
    pub kind: NumberKind,
    /// The agent that answers; without one, the organisation's first.
    #[serde(default)]
    pub agent: Option<AgentId>,
    /// The address that the number is for, where one is asked for.
    #[serde(default)]
    pub address: Option<PostalAddress>,
    /// Twilio's regulatory bundle (`BU…`), where it asks for one.
    #[serde(default)]
    pub bundle: Option<String>,
}

/// The address of whoever has a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PostalAddress {
    pub customer_name: String,
    pub street: String,
    pub city: String,
    /// State, province or county.
    pub region: String,
    pub postal_code: String,
    /// ISO 3166-1; the number's country where it is left out.
    #[serde(default)]
    pub country: Option<String>,
}

/// The agent that is to answer a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    pub agent: AgentId,
}

/// Gives all managed numbers back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseAll {
    /// Has to be `true`: the numbers are gone for good.
    pub agree: bool,
}

/// What is done about a difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Resolution {
    pub action: DriftAction,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NumbersParams {
    /// A part of the number, as one dials it.
    pub search: Option<String>,
    /// Which numbers; those in use where it is left out.
    pub show: Option<NumberFilter>,
    /// The agent that answers.
    pub agent: Option<AgentId>,
    /// The last page's `next`.
    pub after: Option<NumberId>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DifferencesParams {
    /// The last page's `next`.
    pub after: Option<FindingId>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AccountNumbersParams {
    /// A part of the number, as one dials it.
    pub search: Option<String>,
    /// The last page's `next`.
    pub after: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AvailableNumbersParams {
    /// ISO 3166-1.
    pub country: String,
    #[serde(default)]
    pub kind: Option<NumberKind>,
    /// Three digits, in the United States and in Canada.
    #[serde(default)]
    pub area: Option<String>,
    /// Digits anywhere in the number; `*` before or after them is any one.
    #[serde(default)]
    pub digits: Option<String>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RemovalParams {
    /// The last four digits of a managed number: it is given back for good.
    pub last_four: Option<String>,
    /// Seconds to wait for the operation's end, from 1 to 30.
    #[param(minimum = 1, maximum = 30)]
    pub wait: Option<u8>,
}

impl From<NumbersParams> for NumbersQuery {
    fn from(params: NumbersParams) -> Self {
        let NumbersParams { search, show, agent, after } = params;
        Self {
            search: phone::search(&search.unwrap_or_default()),
            show: show.unwrap_or_default(),
            agent,
            before: after,
            differences: None,
        }
    }
}

impl From<AccountNumbersParams> for AccountQuery {
    fn from(params: AccountNumbersParams) -> Self {
        let AccountNumbersParams { search, after } = params;
        Self { search: phone::search(&search.unwrap_or_default()), after: after.unwrap_or_default() }
    }
}

impl From<AvailableNumbersParams> for FindQuery {
    fn from(params: AvailableNumbersParams) -> Self {
        let AvailableNumbersParams { country, kind, area, digits } = params;
        Self {
            country,
            kind: kind.unwrap_or(NumberKind::Local),
            area: area.unwrap_or_default(),
            digits: digits.unwrap_or_default(),
            asked: true,
        }
    }
}

impl From<ImportNumber> for ImportForm {
    fn from(ImportNumber { number, agent, sms }: ImportNumber) -> Self {
        Self { picked: String::new(), number, agent: agent.map(String::from).unwrap_or_default(), sms }
    }
}

impl From<PurchaseNumber> for BuyForm {
    fn from(purchase: PurchaseNumber) -> Self {
        let PurchaseNumber { number, country, kind, agent, address, bundle } = purchase;
        let form = Self {
            number,
            country,
            kind: kind.code().to_owned(),
            agent: agent.map(String::from).unwrap_or_default(),
            bundle: bundle.unwrap_or_default(),
            ..Self::default()
        };
        match address {
            None => form,
            Some(address) => Self {
                customer_name: address.customer_name,
                street: address.street,
                city: address.city,
                region: address.region,
                postal_code: address.postal_code,
                address_country: address.country.unwrap_or_default(),
                ..form
            },
        }
    }
}

impl From<Assignment> for AssignForm {
    fn from(Assignment { agent }: Assignment) -> Self {
        Self { agent: agent.into() }
    }
}

impl From<&RemovalParams> for ReleaseForm {
    fn from(params: &RemovalParams) -> Self {
        Self { last_four: params.last_four.clone().unwrap_or_default() }
    }
}

impl From<NumberDetails> for Number {
    fn from(details: NumberDetails) -> Self {
        let is_cut = details.broken.is_some_and(|broken| !broken.link().is_beside());
        let answers = details.number.answers() && !is_cut;
        let NumberDetails { number, calls_go_to, broken, .. } = details;
        let (agent, agent_name) = number.agent.unzip();
        Self {
            id: number.id,
            number: number.e164,
            source: number.source,
            state: number.state,
            answers,
            broken,
            difference: number.drift,
            agent,
            agent_name,
            calls_go_to: match calls_go_to {
                Some(CallsGoTo::Elsewhere(answerer) | CallsGoTo::Own(answerer)) => Some(answerer.into()),
                Some(CallsGoTo::Agent(_)) | None => None,
            },
            sms: details.sms_enabled,
            messages_go_to: details.messages_go_to.map(AnsweredBy::from),
            proved_at: number.proved_at.map(Time),
            added_at: Time(details.added_at),
            released_at: details.released_at.map(Time),
            operation: number.operation,
            operation_state: details.standing,
            twilio_sid: details.twilio_sid,
            vapi_phone_id: details.vapi_phone_id,
        }
    }
}

impl Number {
    /// A number with the links of its calls, which say where the first is broken.
    pub fn with(details: NumberDetails, call_path: Option<&CallPath>) -> Self {
        let broken = call_path.and_then(CallPath::broken).or(details.broken);
        Self::from(NumberDetails { broken, ..details })
    }
}

impl From<OwnedNumber> for AccountNumber {
    fn from(owned: OwnedNumber) -> Self {
        let OwnedNumber { e164, label, voice, known, answerer, messages } = owned;
        Self {
            number: e164,
            label,
            voice,
            known,
            answered_by: answerer.into(),
            messages_taken_by: messages.into(),
        }
    }
}

impl From<crate::domain::managed::AvailableNumber> for AvailableNumber {
    fn from(offered: crate::domain::managed::AvailableNumber) -> Self {
        Self {
            number: offered.e164,
            country: offered.country,
            kind: offered.kind,
            locality: offered.locality,
            region: offered.region,
            voice: offered.voice,
            sms: offered.sms,
            address: offered.address,
        }
    }
}

impl From<Finding> for Difference {
    fn from(finding: Finding) -> Self {
        Self {
            id: finding.id,
            number: finding.e164,
            number_id: finding.number,
            kind: finding.kind,
            detail: finding.detail,
            agent: finding.agent,
            found_at: Time(finding.found_at),
            ignored: finding.ignored,
            actions: finding.actions,
        }
    }
}

impl From<Leftover> for UnusedObject {
    fn from(Leftover { id, kind, object, name, found_at }: Leftover) -> Self {
        Self { id, kind, provider: kind.provider(), object, name, found_at: Time(found_at) }
    }
}
