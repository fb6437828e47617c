//! The subject of an operation: by id where it is stored, by name where it is shown.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::{
    ids::{AgentId, CredentialId, FindingId, InstanceId, NumberId},
    phone::E164,
    problem::{Problem, ProblemKind},
    provider::Provider,
};

/// The subject of an operation, by id. The row of that id may be gone: an operation
/// outlives what it takes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubjectId {
    Number(NumberId),
    Agent(AgentId),
    /// An object that AVA does not use, by the finding that names it.
    Leftover(FindingId),
    /// The key of a provider, whichever is stored.
    Provider(Provider),
    /// One key of a provider.
    Credential(Provider, CredentialId),
    /// The org's account inside the operator's. Operations on it may go on side by side:
    /// each has an instance of its own.
    ManagedAccount(InstanceId),
    /// All numbers of the org.
    Numbers,
    /// The calls of the org that are to be deleted.
    Calls,
}

impl SubjectId {
    /// # Errors
    /// `Internal` if the operation is about something else; the others fail alike.
    pub fn number(&self) -> Result<&NumberId, Problem> {
        match self {
            SubjectId::Number(id) => Ok(id),
            _ => Err(ProblemKind::Internal.into()),
        }
    }

    pub fn agent(&self) -> Result<&AgentId, Problem> {
        match self {
            SubjectId::Agent(id) => Ok(id),
            _ => Err(ProblemKind::Internal.into()),
        }
    }

    pub fn leftover(&self) -> Result<&FindingId, Problem> {
        match self {
            SubjectId::Leftover(id) => Ok(id),
            _ => Err(ProblemKind::Internal.into()),
        }
    }

    pub fn provider(&self) -> Result<Provider, Problem> {
        match self {
            SubjectId::Provider(provider) | SubjectId::Credential(provider, _) => Ok(*provider),
            _ => Err(ProblemKind::Internal.into()),
        }
    }
}

/// Formats the subject as the audit log has it.
impl fmt::Display for SubjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SubjectId::Number(id) => f.write_str(id.as_str()),
            SubjectId::Agent(id) => f.write_str(id.as_str()),
            SubjectId::Leftover(id) => f.write_str(id.as_str()),
            SubjectId::Provider(provider) => f.write_str(provider.code()),
            SubjectId::Credential(provider, id) => write!(f, "{}:{id}", provider.code()),
            SubjectId::ManagedAccount(instance) => f.write_str(instance.as_str()),
            SubjectId::Numbers => f.write_str("numbers"),
            SubjectId::Calls => f.write_str("calls"),
        }
    }
}

/// The subject of an operation, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    Number(E164),
    Agent(AgentId, String),
    Credential(Provider),
    /// All numbers of the org.
    Numbers,
    /// The calls of the org that are to be deleted.
    Calls,
    /// An object that AVA does not use, by its owner's name.
    Leftover(String),
}
