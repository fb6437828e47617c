//! The subject of an operation, in the columns of `operations`.

use crate::{
    domain::{
        operation::{About, OperationKind, SubjectId},
        provider::{Provider, twilio},
    },
    server::db::Stored,
};

/// The columns of a [`SubjectRow`] in the row `$row`.
macro_rules! subject_columns {
    ($row:ident) => {
        concat!(
            stringify!($row),
            ".number_id, ",
            stringify!($row),
            ".agent_id, ",
            stringify!($row),
            ".leftover_id, ",
            stringify!($row),
            ".provider, ",
            stringify!($row),
            ".credential_id, ",
            stringify!($row),
            ".instance"
        )
    };
}

/// The [`SubjectRow::key`] of `$row`, in the words of the indexes `operations_open` and
/// `operations_subject`.
macro_rules! subject_key {
    ($row:ident) => {
        concat!(
            "COALESCE(",
            stringify!($row),
            ".number_id, ",
            stringify!($row),
            ".agent_id, ",
            stringify!($row),
            ".leftover_id, ",
            stringify!($row),
            ".credential_id, ",
            stringify!($row),
            ".instance, ",
            stringify!($row),
            ".provider, '')"
        )
    };
}

pub(in crate::server::operations) use {subject_columns, subject_key};

/// An operation without any of these ids is about all numbers, or about calls, as its kind says.
#[derive(Default, sqlx::FromRow)]
pub struct SubjectRow {
    pub number_id: Option<String>,
    pub agent_id: Option<String>,
    pub leftover_id: Option<String>,
    pub provider: Option<String>,
    pub credential_id: Option<String>,
    pub instance: Option<String>,
}

impl SubjectRow {
    /// `row` names the operation in the error of a column that does not decode.
    pub fn read(&self, row: Stored<'_>, kind: OperationKind) -> Result<SubjectId, sqlx::Error> {
        let id = |column: &Option<String>| column.clone().unwrap_or_default();
        Ok(match kind.about() {
            About::Number => SubjectId::Number(row.parse("number_id", &id(&self.number_id))?),
            About::Agent => SubjectId::Agent(row.parse("agent_id", &id(&self.agent_id))?),
            About::Leftover => SubjectId::Leftover(row.parse("leftover_id", &id(&self.leftover_id))?),
            About::Numbers => SubjectId::Numbers,
            About::Calls => SubjectId::Calls,
            About::Credential | About::ManagedAccount => {
                let provider = row.code("provider", &id(&self.provider), Provider::from_code)?;
                let credential = row.parse_some("credential_id", self.credential_id.as_deref())?;
                match row.parse_some("instance", self.instance.as_deref())? {
                    Some(instance) => SubjectId::ManagedAccount(instance),
                    None => credential.map_or(SubjectId::Provider(provider), |credential| {
                        SubjectId::Credential(provider, credential)
                    }),
                }
            }
        })
    }

    pub fn of(subject: &SubjectId) -> Self {
        match subject {
            SubjectId::Number(id) => Self { number_id: Some(id.to_string()), ..Self::default() },
            SubjectId::Agent(id) => Self { agent_id: Some(id.to_string()), ..Self::default() },
            SubjectId::Leftover(id) => Self { leftover_id: Some(id.to_string()), ..Self::default() },
            SubjectId::Provider(provider) => Self::at(*provider),
            SubjectId::Credential(provider, id) => {
                Self { credential_id: Some(id.to_string()), ..Self::at(*provider) }
            }
            SubjectId::ManagedAccount(instance) => {
                Self { instance: Some(instance.to_string()), ..Self::at(twilio::PROVIDER) }
            }
            SubjectId::Numbers | SubjectId::Calls => Self::default(),
        }
    }

    fn at(provider: Provider) -> Self {
        Self { provider: Some(provider.code().to_owned()), ..Self::default() }
    }

    /// Tells the subjects of one kind of operations apart.
    pub fn key(&self) -> &str {
        let Self { number_id, agent_id, leftover_id, provider, credential_id, instance } = self;
        let parts = [number_id, agent_id, leftover_id, credential_id, instance, provider];
        parts.into_iter().find_map(Option::as_deref).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::{clock::ManualClock, db::stored, random::Random};

    #[test]
    fn what_an_operation_is_about_is_read_as_it_was_written() {
        let random = Random::seeded(1, ManualClock::at(0));
        let mut keys = Vec::new();
        for (kind, subject) in [
            (OperationKind::ImportNumber, SubjectId::Number(random.id())),
            (OperationKind::SyncAgent, SubjectId::Agent(random.id())),
            (OperationKind::DeleteLeftover, SubjectId::Leftover(random.id())),
            (OperationKind::CarrySecret, SubjectId::Provider(twilio::PROVIDER)),
            (OperationKind::Disconnect, SubjectId::Credential(twilio::PROVIDER, random.id())),
            (OperationKind::ReleaseManaged, SubjectId::ManagedAccount(random.id())),
            (OperationKind::SecureAccount, SubjectId::ManagedAccount(random.id())),
            (OperationKind::CompareNumbers, SubjectId::Numbers),
        ] {
            let row = SubjectRow::of(&subject);
            keys.push(row.key().to_owned());
            assert_eq!(row.read(stored("operations", "o-1"), kind).unwrap(), subject);
        }
        let all = keys.len();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), all);
    }

    #[test]
    fn what_does_not_fit_its_kind_is_named() {
        let row = SubjectRow::of(&SubjectId::Provider(twilio::PROVIDER));
        let error = row.read(stored("operations", "o-1"), OperationKind::SyncAgent).unwrap_err().to_string();
        assert!(error.contains("operations.agent_id of o-1 does not decode: "), "{error}");
    }

    /// SQLite finds an index of an expression by its words, but for the row's name.
    #[test]
    fn the_key_is_in_the_words_of_its_indexes() {
        let migration = include_str!("../../../../migrations/sqlite/0025_subjects.sql");
        let words = subject_key!(o).replace("o.", "");
        assert_eq!(migration.matches(&words).count(), 2, "{words}");
    }
}
