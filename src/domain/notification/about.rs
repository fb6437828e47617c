//! What a notification is about. It is stored with the notification, and names nobody who can be
//! erased: a caller's or a customer's name is read with the row that has it.

use serde::{Deserialize, Serialize};

use super::InvitationId;
use crate::domain::{
    appointment::AppointmentId,
    call::CallId,
    contact::ContactId,
    credential::Account,
    ids::{NumberId, OperationId, UserId},
    number::NumberSource,
    operation::OperationKind,
    phone::E164,
    provider::Provider,
    webhook::WebhookId,
};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// A service, by its card.
    Service {
        provider: Provider,
    },
    /// The account that has the numbers that are supplied.
    Supply {
        provider: Provider,
    },
    /// Numbers, of which this is the first.
    Numbers {
        first: NumberId,
        number: E164,
        /// Whether they answer, and nothing of their calls comes here.
        answers: bool,
    },
    Operation {
        id: OperationId,
        kind: OperationKind,
    },
    /// Calls, of which this is the last.
    Calls {
        last: CallId,
    },
    /// A contact with a score from 0 to 100.
    Lead {
        contact: ContactId,
        score: u32,
    },
    Appointment {
        id: AppointmentId,
        service: String,
        starts_at: i64,
    },
    /// An invitation to the organisation of that name, by the person of the other.
    Invitation {
        id: InvitationId,
        org_name: String,
        by: String,
    },
    Member {
        user: UserId,
    },
    /// An address of a program, by the name of its server.
    Webhook {
        id: WebhookId,
        host: String,
    },
}

impl About {
    /// What it is about in a word: of one subject, one incident lasts at a time. Where a row of ours
    /// is meant, its id.
    pub fn subject(&self) -> &str {
        match self {
            Self::Service { provider } => provider.code(),
            Self::Supply { .. } => Account::MANAGED.code(),
            Self::Numbers { .. } => "numbers",
            Self::Operation { id, .. } => id.as_str(),
            Self::Calls { last } => last.as_str(),
            Self::Lead { contact, .. } => contact.as_str(),
            Self::Appointment { id, .. } => id.as_str(),
            Self::Invitation { id, .. } => id.as_str(),
            Self::Member { user } => user.as_str(),
            Self::Webhook { id, .. } => id.as_str(),
        }
    }

    pub const fn provider(&self) -> Option<Provider> {
        match self {
            Self::Service { provider } | Self::Supply { provider } => Some(*provider),
            _ => None,
        }
    }

    /// The account that it is about.
    pub fn account(&self) -> Option<Account> {
        match self {
            Self::Service { provider } => Some(Account::own(*provider)),
            Self::Supply { .. } => Some(Account::MANAGED),
            _ => None,
        }
    }
}

impl From<Account> for About {
    fn from(Account { provider, source }: Account) -> Self {
        match source {
            NumberSource::Managed => Self::Supply { provider },
            NumberSource::Byo => Self::Service { provider },
        }
    }
}
