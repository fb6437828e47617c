//! Bringing numbers to Vapi, and looking at them again.

use super::repo::{self, Wanted};
use crate::{
    domain::{
        ids::{AgentId, NumberId, OperationId},
        integrations::ImportForm,
        operation::OperationKind,
        phone::E164,
        problem::{Field, Kind, Problem, Rule},
        topic::Topic,
    },
    server::{
        agents,
        audit::{self, Action},
        cx::Cx,
        db::Tx,
        operations::queue,
    },
};

/// A number as typed: international, and possible in its country.
pub fn parse_number(text: &str) -> Result<E164, Rule> {
    let number =
        E164::parse(text).map_err(|_| if text.trim().is_empty() { Rule::Required } else { Rule::Phone })?;
    let possible = phonenumber::parse(None, number.as_str()).is_ok_and(|parsed| parsed.is_valid());
    if possible { Ok(number) } else { Err(Rule::ImpossiblePhone) }
}

/// What an import is about, checked.
pub struct Import {
    pub number: E164,
    pub agent: Option<AgentId>,
    pub sms_enabled: bool,
}

impl Import {
    pub fn parse(number: &str, agent: &str, sms_enabled: bool) -> Result<Self, Problem> {
        let number = parse_number(number).map_err(|rule| Problem::invalid(Field::Number, rule))?;
        let agent = match agent.trim() {
            "" => None,
            id => Some(id.parse().map_err(|_| Problem::invalid(Field::Agent, Rule::UnknownChoice))?),
        };
        Ok(Self { number, agent, sms_enabled })
    }
}

/// Asks for an import in the caller's transaction.
pub async fn want(cx: &Cx, tx: &mut Tx, import: &Import) -> Result<OperationId, Problem> {
    if let Some(agent) = &import.agent
        && agents::repo::find(tx, &cx.org, agent).await?.is_none()
    {
        return Err(Problem::invalid(Field::Agent, Rule::UnknownChoice));
    }
    let now = cx.services.clock.now_ms();
    let wanted = Wanted {
        id: cx.services.random.id(),
        e164: &import.number,
        agent: import.agent.as_ref(),
        sms_enabled: import.sms_enabled,
    };
    audit::append(&cx.services, tx, &cx.org, &cx.actor(), Action::ImportAsked, import.number.as_str())
        .await?;
    let number = repo::want(tx, &cx.org, &wanted, now).await?;
    let kind = OperationKind::ImportNumber;
    // The second of two clicks may come when the first is done already.
    if number.answers
        && let Some(operation) = queue::latest(tx, &cx.org, kind, number.id.as_str()).await?
    {
        return Ok(operation);
    }
    let operation = queue::enqueue(&cx.services, tx, &cx.org, &cx.user, kind, number.id.as_str()).await?;
    tx.publish(&cx.org, &[Topic::Numbers, Topic::Operations, Topic::Integrations]);
    Ok(operation)
}

pub async fn import(cx: &Cx, form: &ImportForm) -> Result<OperationId, Problem> {
    let number = if form.number.trim().is_empty() { &form.picked } else { &form.number };
    let import = Import::parse(number, &form.agent, form.sms)?;
    let mut tx = cx.services.db.write(cx.scope()).await?;
    let operation = want(cx, &mut tx, &import).await?;
    tx.commit().await?;
    Ok(operation)
}

/// Looks at a number again: the import reads before it writes, so running it
/// on a number that answers only proves it anew, and on one that was left with
/// another assistant asks anew.
pub async fn prove(cx: &Cx, id: NumberId) -> Result<OperationId, Problem> {
    let mut tx = cx.services.db.write(cx.scope()).await?;
    repo::find(&mut tx, &cx.org, &id).await?.ok_or(Kind::NotFound)?;
    repo::revive(&mut tx, &cx.org, &id, cx.services.clock.now_ms()).await?;
    let kind = OperationKind::ImportNumber;
    let operation = queue::enqueue(&cx.services, &mut tx, &cx.org, &cx.user, kind, id.as_str()).await?;
    tx.publish(&cx.org, &[Topic::Numbers, Topic::Operations, Topic::Integrations]);
    tx.commit().await?;
    Ok(operation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_must_be_possible() {
        assert!(parse_number("+1 (415) 555-0142").is_ok());
        assert_eq!(parse_number("4155550142"), Err(Rule::Phone));
        assert_eq!(parse_number(""), Err(Rule::Required));
        assert_eq!(parse_number("+1 115 555 0142"), Err(Rule::ImpossiblePhone));
    }
}
