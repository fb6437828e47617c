//! Phone numbers of an org, as pages see them.

use serde::{Deserialize, Serialize};

use super::{
    answerer::Answerer,
    codes::codes,
    drift::{Comparison, Finding, FindingKind},
    form::form,
    ids::{AgentId, FindingId, NumberId, OperationId},
    integrations::AgentChoice,
    leftover::Leftover,
    list::{filters, list_query},
    managed::ManagedState,
    operation::{OperationState, OperationView},
    phone::{self, E164},
    problem::{Field, Problem, Rule},
    readiness::{Break, CallPath},
};

codes! {
    pub enum NumberState {
        /// The number is asked for, and not yet seen in the account, so that it blocks nobody.
        Requested = "requested",
        /// The number is on its way to Vapi.
        Importing = "importing",
        /// The number is at Vapi, bound, and proved.
        Ready = "ready",
        /// The number is ours, and nobody answers it: its agent was taken off, or Vapi was
        /// disconnected from a managed number.
        Unassigned = "unassigned",
        /// The import ended without success.
        Failed = "failed",
        /// The number is no longer ours here; it is being taken back at the providers.
        Releasing = "releasing",
        /// The number is no longer ours, and kept as history.
        Released = "released",
    }
}

codes! {
    /// The Twilio account that a number is in.
    #[derive(Default)]
    pub enum NumberSource {
        /// The org's own account, which it connected.
        #[default]
        Byo = "byo",
        /// An account that this installation opened for the org, and pays for.
        Managed = "managed",
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberView {
    pub id: NumberId,
    pub e164: E164,
    pub source: NumberSource,
    pub state: NumberState,
    pub agent: Option<(AgentId, String)>,
    /// When Vapi and Twilio last agreed that it can answer.
    pub proved_at: Option<i64>,
    /// The operation that brought it, or is bringing it.
    pub operation: Option<OperationId>,
    /// A person left it with the assistant that it is linked to elsewhere.
    pub left: bool,
    /// The way in which the number differs at the providers.
    pub drift: Option<FindingKind>,
}

impl NumberState {
    /// Whether it is no longer ours, whether or not the providers have let it go.
    pub const fn is_past(self) -> bool {
        matches!(self, NumberState::Releasing | NumberState::Released)
    }
}

impl NumberView {
    /// Whether it is being bought, and not known to be anybody's yet.
    pub fn is_being_bought(&self) -> bool {
        self.source == NumberSource::Managed && self.state == NumberState::Requested
    }

    /// Whether it is proved, and nothing is known to have changed since.
    pub fn answers(&self) -> bool {
        self.state == NumberState::Ready && self.drift.is_none()
    }
}

codes! {
    /// The numbers that a list shows. Its code stands in a URL.
    #[derive(Default)]
    pub enum NumberFilter {
        #[default]
        InUse = "in_use",
        Ready = "ready",
        /// Numbers in use that nobody answers.
        NotReady = "not_ready",
        /// Numbers that are released, or being released.
        Released = "released",
    }
}

list_query! {
    /// The query of the list: `search=415&show=ready&agent=…&before=…&differences=…`.
    pub struct NumbersQuery {
        narrowed by {
            /// The number as one dials it; see [`phone::beginnings`].
            search: String = phone::search,
            show: NumberFilter,
            agent: Option<AgentId>,
        }
        paged by {
            /// The last page's `next`.
            from before: NumberId,
            /// The last page's `next_finding`: the differences have pages of their own.
            differing differences: FindingId,
        }
    }
}

filters!(NumberFilter);

/// The destination of a number's calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallsGoTo {
    /// Vapi, where the agent of this name answers, as was proved.
    Agent(String),
    /// This answerer, and no longer the agent.
    Elsewhere(Answerer),
    /// The answerer that the number had when AVA first saw it.
    Own(Answerer),
}

/// A number with its state at the providers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberDetails {
    pub number: NumberView,
    pub twilio_sid: Option<String>,
    pub vapi_phone_id: Option<String>,
    /// `None` if it is not known.
    pub calls_go_to: Option<CallsGoTo>,
    /// Whether Vapi is to take its messages too.
    pub sms_enabled: bool,
    /// The answerer that takes the messages instead.
    pub messages_go_to: Option<Answerer>,
    pub added_at: i64,
    pub released_at: Option<i64>,
    /// The state of its last operation.
    pub standing: Option<OperationState>,
    /// The first broken link of its calls.
    pub broken: Option<Break>,
}

/// One page of the list, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumbersPage {
    pub now: i64,
    pub numbers: Vec<NumberDetails>,
    /// Pass it as `before` for the next page.
    pub next: Option<NumberId>,
    /// The agents for the filter, and for assigning.
    pub agents: Vec<AgentChoice>,
    pub twilio_connected: bool,
    pub managed: ManagedState,
    /// One page of the differences that nobody chose to leave, oldest first.
    pub findings: Vec<Finding>,
    /// Pass it as `differences` for the next page of them.
    pub next_finding: Option<FindingId>,
    /// Objects that AVA made at the providers and does not use, oldest first.
    pub leftovers: Vec<Leftover>,
    pub comparison: Option<Comparison>,
    /// Whether Vapi is connected, and an account at Twilio.
    pub can_compare: bool,
}

/// `/dashboard/numbers/:id`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberPage {
    pub now: i64,
    pub number: NumberDetails,
    /// `None` for a number of the past.
    pub call_path: Option<CallPath>,
    /// The last operation on the number.
    pub operation: Option<OperationView>,
    pub agents: Vec<AgentChoice>,
    /// The differences at the providers, with those that are left as they are.
    pub findings: Vec<Finding>,
}

form! {
    /// The form that chooses the agent for a number.
    pub struct AssignForm {
        pub agent: String at Agent,
    }
}

impl AssignForm {
    pub fn parse(&self) -> Result<AgentId, Problem> {
        self.agent.parse().map_err(|_| Problem::invalid(Field::Agent, Rule::UnknownChoice))
    }
}

/// A number that the connected Twilio account owns, for the picker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnedNumber {
    pub e164: E164,
    pub label: String,
    pub voice: bool,
    /// Whether this org has it in AVA already.
    pub known: bool,
    /// The present answerer of its calls.
    pub answerer: Answerer,
    /// The receiver of messages by the number's own settings. A messaging service that has
    /// the number may take them all the same.
    pub messages: Answerer,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::address::Address;

    fn read(query: &str) -> NumbersQuery {
        NumbersQuery::read(&Address::new("/dashboard/numbers", query))
    }

    #[test]
    fn a_query_is_written_as_it_is_read() {
        let id = "0190a5e2-7c1b-7def-8123-0123456789ab";
        for query in [
            String::new(),
            "search=415".to_owned(),
            "show=released".to_owned(),
            format!("search=415&show=ready&agent={id}&before={id}&differences={id}"),
        ] {
            assert_eq!(read(&query).to_string(), query);
        }
    }

    #[test]
    fn what_cannot_be_read_is_not_asked_for() {
        let query = read("search=%2B1+(415)x&show=all&agent=me&before=%27--");
        assert_eq!(query.search, "+1 (415)");
        assert_eq!(query.to_string(), "search=%2B1%20%28415%29");
        assert_eq!(read("search=&show=in_use&agent="), NumbersQuery::default());
    }

    #[test]
    fn a_later_page_is_of_the_same_list() {
        let id: NumberId = "0190a5e2-7c1b-7def-8123-0123456789ab".parse().unwrap();
        let first = read("show=ready");
        let later = first.from(Some(&id));
        assert_eq!(later.to_string(), format!("show=ready&before={id}"));
        assert_eq!(later.from(None), first);
        assert!(first.narrows() && later.narrows() && !read("").from(Some(&id)).narrows());
        let finding: FindingId = id.as_str().parse().unwrap();
        let differing = later.differing(Some(&finding));
        assert_eq!(differing.to_string(), format!("show=ready&before={id}&differences={id}"));
        assert!(!read(&format!("differences={id}")).narrows());
    }
}
