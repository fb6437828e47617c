//! The target of a step, in the columns of `operation_steps`.

use super::Planned;
use crate::{
    domain::{codes::codes, ids::OperationId, number::NumberSource, operation::Target, phone::E164},
    server::db::{OrgTx, Stored, execute},
};

codes! {
    pub enum TargetKind {
        Number = "number",
        Agent = "agent",
        Key = "key",
        Account = "account",
        Credential = "credential",
        Consent = "consent",
    }
}

/// The columns of a [`TargetRow`], for a statement that reads steps.
macro_rules! target_columns {
    () => {
        "target_kind, about, number_id, agent_id, agent_name, source, vapi_id, twilio_sid"
    };
}

pub(in crate::server::operations) use target_columns;

/// A row without a kind is of a step about nothing in particular.
#[derive(Default, sqlx::FromRow)]
pub struct TargetRow {
    target_kind: Option<String>,
    about: Option<String>,
    number_id: Option<String>,
    agent_id: Option<String>,
    agent_name: Option<String>,
    source: Option<String>,
    vapi_id: Option<String>,
    twilio_sid: Option<String>,
}

impl TargetRow {
    /// `row` names the step in the error of a column that does not decode.
    pub fn read(self, row: Stored<'_>) -> Result<Option<Target>, sqlx::Error> {
        let Some(kind) = row.code_some("target_kind", self.target_kind.as_deref(), TargetKind::from_code)?
        else {
            return Ok(None);
        };
        let about = self.about.unwrap_or_default();
        let source =
            || row.code("source", self.source.as_deref().unwrap_or_default(), NumberSource::from_code);
        Ok(Some(match kind {
            TargetKind::Number => Target::Number {
                id: row.parse("number_id", self.number_id.as_deref().unwrap_or_default())?,
                e164: row.read("about", E164::parse(&about))?,
                source: source()?,
                vapi_phone_id: self.vapi_id,
                twilio_sid: self.twilio_sid,
            },
            TargetKind::Agent => Target::Agent {
                id: row.parse("agent_id", self.agent_id.as_deref().unwrap_or_default())?,
                name: self.agent_name.unwrap_or_default(),
                assistant: self.vapi_id,
            },
            TargetKind::Key => Target::Key { name: about, source: source()?, sid: self.twilio_sid },
            TargetKind::Account => Target::Account { name: about },
            TargetKind::Credential => Target::Credential { name: about, at_vapi: self.vapi_id },
            TargetKind::Consent => Target::Consent { account: about },
        }))
    }

    pub fn of(target: &Target) -> Self {
        let about = Some(target.about().to_owned());
        match target.clone() {
            // Names every field, so that an id that is added does not compile without its column.
            Target::Number { id, e164: _, source, vapi_phone_id, twilio_sid } => Self {
                number_id: Some(id.to_string()),
                source: Some(source.code().to_owned()),
                vapi_id: vapi_phone_id,
                twilio_sid,
                ..Self::named(TargetKind::Number, about)
            },
            Target::Agent { id, name, assistant } => Self {
                agent_id: Some(id.to_string()),
                agent_name: Some(name),
                vapi_id: assistant,
                ..Self::named(TargetKind::Agent, about)
            },
            Target::Key { name: _, sid, source } => Self {
                source: Some(source.code().to_owned()),
                twilio_sid: sid,
                ..Self::named(TargetKind::Key, about)
            },
            Target::Account { name: _ } => Self::named(TargetKind::Account, about),
            Target::Credential { name: _, at_vapi } => {
                Self { vapi_id: at_vapi, ..Self::named(TargetKind::Credential, about) }
            }
            Target::Consent { account: _ } => Self::named(TargetKind::Consent, about),
        }
    }

    fn named(kind: TargetKind, about: Option<String>) -> Self {
        Self { target_kind: Some(kind.code().to_owned()), about, ..Self::default() }
    }
}

/// Adds a step that has not run yet.
pub async fn insert_step(
    tx: &mut OrgTx,
    id: &OperationId,
    position: i64,
    step: &Planned,
) -> Result<(), sqlx::Error> {
    let target = step.target.as_ref().map(TargetRow::of).unwrap_or_default();
    execute!(
        tx,
        concat!(
            "INSERT INTO operation_steps (operation_id, org_id, position, kind, state, attempts, ",
            target_columns!(),
            ") VALUES ($1, $2, $3, $4, 'todo', 0, $5, $6, $7, $8, $9, $10, $11, $12)"
        ),
        |org| (
            id.as_str(),
            org.as_str(),
            position,
            step.kind.code(),
            &target.target_kind,
            &target.about,
            &target.number_id,
            &target.agent_id,
            &target.agent_name,
            &target.source,
            &target.vapi_id,
            &target.twilio_sid
        )
    )
    .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::stored_step;

    #[test]
    fn what_a_step_is_about_is_read_as_it_was_written() {
        const ID: &str = "01936f4e-0000-7000-8000-000000000001";
        let number = |source, vapi: Option<&str>| Target::Number {
            id: ID.parse().unwrap(),
            e164: E164::parse("+14155550142").unwrap(),
            source,
            vapi_phone_id: vapi.map(str::to_owned),
            twilio_sid: Some("PN1".to_owned()),
        };
        for target in [
            number(NumberSource::Byo, Some("v-1")),
            number(NumberSource::Managed, None),
            Target::Agent { id: ID.parse().unwrap(), name: "Reception".to_owned(), assistant: None },
            Target::Agent { id: ID.parse().unwrap(), name: String::new(), assistant: Some("a-1".to_owned()) },
            Target::Key { name: "AVA".to_owned(), sid: None, source: NumberSource::Managed },
            Target::Account { name: "Clinic".to_owned() },
            Target::Credential { name: "ava-1".to_owned(), at_vapi: Some("c-1".to_owned()) },
            Target::Consent { account: "ana@clinic.example".to_owned() },
        ] {
            let read = TargetRow::of(&target).read(stored_step("o-1", 0)).unwrap();
            assert_eq!(read, Some(target));
        }
        assert_eq!(TargetRow::default().read(stored_step("o-1", 0)).unwrap(), None);
    }
}
