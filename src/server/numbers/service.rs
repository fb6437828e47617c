//! Brings numbers to Vapi, and looks at them again.

use phonenumber::Mode;

use super::{
    call_path, findings, leftovers, managed,
    operations::cancel_number,
    repo::{self, Number, Wanted},
    views,
};
use crate::{
    domain::{
        credential::Account,
        drift::Finding,
        feature::Feature,
        ids::{AgentId, FindingId, NumberId, OperationId},
        integrations::ImportForm,
        leftover::Leftover,
        managed::ManagedState,
        number::{
            CallsGoTo, NumberDetails, NumberPage, NumberSource, NumberState, NumbersPage, NumbersQuery,
        },
        operation::{OperationKind, SubjectId},
        phone::E164,
        problem::{Field, FieldErrors, Problem, ProblemKind, Rule},
        quota::Quota,
        removal::RemoveNumberView,
        role::Permission,
        text,
        topic::Topic,
    },
    server::{
        agents,
        audit::{Action, Change, ChangedField, Part},
        credentials,
        cx::{Cx, Unit},
        db::OrgTx,
        list::PageSize,
        operations::{self, cleanup::Cleanup, queue},
        quotas,
    },
};

const PAGE: PageSize = PageSize(25);

/// Reads a number as typed: international, and possible in its country. Digits that are dialled at
/// home only, as in `+33 01 84 88 00 12`, go.
pub fn parse_number(text: &str) -> Result<E164, Rule> {
    let number = E164::parse(text)?;
    let possible = phonenumber::parse(None, number.as_str()).ok().filter(|parsed| parsed.is_valid());
    let parsed = possible.ok_or(Rule::ImpossiblePhone)?;
    E164::parse(&parsed.format().mode(Mode::E164).to_string()).map_err(|_| Rule::ImpossiblePhone)
}

/// The content of an import, checked.
pub struct Import {
    pub number: E164,
    pub agent: Option<AgentId>,
    pub sms_enabled: bool,
}

impl Import {
    /// Returns `None` where a field breaks a rule, which `field_errors` keeps.
    pub fn parse(
        number: &str,
        agent: &str,
        sms_enabled: bool,
        field_errors: &mut FieldErrors,
    ) -> Option<Self> {
        let number = field_errors.value(Field::Number, parse_number(number));
        let agent = match agent.trim() {
            "" => Some(None),
            id => field_errors.value(Field::Agent, id.parse().map(Some).map_err(|_| Rule::UnknownChoice)),
        };
        Some(Self { number: number?, agent: agent?, sms_enabled })
    }
}

/// Asks for an import in the caller's transaction, which has recorded it as
/// [`Action::ImportAsked`]. An org that has as many numbers as it may gets no other.
pub async fn want(tx: &mut Unit, import: &Import) -> Result<OperationId, Problem> {
    let known = repo::find_e164(tx, &import.number).await?;
    tx.requires(Feature::of(known.map_or(NumberSource::Byo, |number| number.source)))?;
    let (operation, another) = wanted(tx, import).await?;
    if another {
        let (services, has) = (tx.services().clone(), repo::count(tx).await?);
        quotas::hold(&services, tx, Quota::Numbers, has).await?;
    }
    Ok(operation)
}

/// Like [`want`], for a number that the org has, or had a moment ago, because of another change in
/// the same transaction.
pub async fn want_again(tx: &mut Unit, import: &Import) -> Result<OperationId, Problem> {
    tx.record(Action::ImportAsked, import.number.as_str()).await?;
    wanted(tx, import).await.map(|(operation, _)| operation)
}

/// Returns also whether the org had no such number before.
async fn wanted(tx: &mut Unit, import: &Import) -> Result<(OperationId, bool), Problem> {
    if let Some(agent) = &import.agent
        && agents::repo::find(tx, agent).await?.is_none()
    {
        return Err(Problem::invalid(Field::Agent, Rule::UnknownChoice));
    }
    let now = tx.now();
    let wanted = Wanted {
        id: tx.services().random.id(),
        e164: &import.number,
        agent: import.agent.as_ref(),
        sms_enabled: import.sms_enabled,
    };
    let number = repo::want(tx, &wanted, now).await?;
    let kind = OperationKind::ImportNumber;
    // The second of two clicks may come when the first is done already.
    if number.answers
        && findings::of_number(tx, &number.id).await?.is_empty()
        && let Some(operation) = queue::latest(tx, kind, &SubjectId::Number(number.id.clone())).await?
    {
        return Ok((operation, false));
    }
    let subject =
        Subject { id: &number.id, e164: &import.number, source: number.source, owned: number.owned };
    let operation = bring(tx, &subject).await?;
    tx.publish(&[Topic::Numbers, Topic::Operations, Topic::Integrations]);
    Ok((operation, number.id == wanted.id))
}

/// A number to bring to Vapi.
pub struct Subject<'a> {
    pub id: &'a NumberId,
    pub e164: &'a E164,
    pub source: NumberSource,
    /// The number's account was seen to own it.
    pub owned: bool,
}

impl<'a> From<&'a repo::Number> for Subject<'a> {
    fn from(number: &'a repo::Number) -> Self {
        let owned = number.twilio_sid.is_some();
        Self { id: &number.id, e164: &number.e164, source: number.source, owned }
    }
}

/// Enqueues the operation that brings a number to Vapi: its purchase, while that goes on or did not
/// come about, else an import. Also with a key that Twilio refuses: the purchase asks for the key
/// anew, and finds the number bought.
pub async fn bring(tx: &mut Unit, number: &Subject<'_>) -> Result<OperationId, Problem> {
    let id = SubjectId::Number(number.id.clone());
    let buys = match number.source {
        NumberSource::Byo => false,
        NumberSource::Managed => {
            !number.owned
                || queue::is_open(tx, OperationKind::BuyNumber, &id).await?
                || !managed::works(tx).await?
        }
    };
    if buys {
        // A number that was ordered before the operator forbade the org to buy is not bought.
        if !number.owned {
            let services = tx.services().clone();
            managed::allowed(&services, tx).await?;
        }
        return managed::enqueue_purchase(tx, number.id, number.e164).await;
    }
    Ok(queue::enqueue(tx, OperationKind::ImportNumber, &id).await?)
}

pub async fn import(cx: &Cx, form: &ImportForm) -> Result<OperationId, Problem> {
    let number = if text::is_empty(&form.number) { &form.picked } else { &form.number };
    let mut field_errors = FieldErrors::default();
    let Some(import) = Import::parse(number, &form.agent, form.sms, &mut field_errors) else {
        return Err(field_errors.problem());
    };
    let mut tx = cx.write(Action::ImportAsked, import.number.as_str()).await?;
    let operation = want(&mut tx, &import).await?;
    queue::hold(&mut tx).await?;
    tx.commit().await?;
    Ok(operation)
}

/// Looks at a number again: the import reads before it writes, so running it on a number that
/// answers only proves it anew, and on one that was left with another assistant asks anew. A number
/// whose agent was taken off has nothing to prove: an import would give it another agent.
pub async fn prove(cx: &Cx, id: NumberId) -> Result<OperationId, Problem> {
    let mut tx = cx.begin().await?;
    let number = repo::find(&mut tx, &id).await?.ok_or(ProblemKind::NotFound)?;
    cx.requires(Feature::of(number.source))?;
    if number.state == NumberState::Unassigned {
        return Err(ProblemKind::Stale.into());
    }
    let mut tx = tx.recorded(Action::ImportAsked, number.e164.as_str()).await?;
    let now = tx.now();
    repo::revive(&mut tx, &id, now).await?;
    let operation = bring(&mut tx, &Subject::from(&number)).await?;
    queue::hold(&mut tx).await?;
    tx.publish(&[Topic::Numbers, Topic::Operations, Topic::Integrations]);
    tx.commit().await?;
    Ok(operation)
}

pub async fn list(cx: &Cx, query: &NumbersQuery) -> Result<NumbersPage, Problem> {
    let mut tx = cx.read().await?;
    let (numbers, next) = numbers_in(cx, &mut tx, query).await?;
    let (findings, next_finding) = differences_in(&mut tx, query.differences.as_ref()).await?;
    let connected = credentials::connected(&mut tx).await?;
    let twilio_connected = connected.has(Account::TWILIO);
    Ok(NumbersPage {
        now: cx.services.clock.now_ms(),
        next,
        numbers,
        agents: agents::repo::choices(&mut tx).await?,
        managed: match cx.requires(Feature::ManagedNumbers) {
            Ok(()) => managed::state(&cx.services, &mut tx).await?,
            Err(_) => ManagedState::Off,
        },
        twilio_connected,
        next_finding,
        findings,
        leftovers: leftovers::list(&mut tx).await?,
        comparison: findings::comparison(&mut tx).await?,
        can_compare: cx.requires(Account::VAPI.provider).is_ok()
            && connected.has(Account::VAPI)
            && (twilio_connected || connected.has(Account::MANAGED)),
    })
}

async fn numbers_in(
    cx: &Cx,
    tx: &mut OrgTx,
    query: &NumbersQuery,
) -> Result<(Vec<NumberDetails>, Option<NumberId>), sqlx::Error> {
    let numbers = views::page(tx, query, PAGE.limit()).await?;
    let (mut numbers, next) = PAGE.cut(numbers, |number| number.number.id.clone());
    numbers.iter_mut().for_each(|number| as_may_be_seen(cx, number));
    call_path::note(&cx.services, tx, &mut numbers).await?;
    Ok((numbers, next))
}

async fn differences_in(
    tx: &mut OrgTx,
    after: Option<&FindingId>,
) -> Result<(Vec<Finding>, Option<FindingId>), sqlx::Error> {
    let findings = findings::page(tx, after, PAGE.limit()).await?;
    Ok(PAGE.cut(findings, |finding| finding.id.clone()))
}

/// Reads one page of the numbers, without what else stands on the page of [`list`].
pub async fn numbers(
    cx: &Cx,
    query: &NumbersQuery,
) -> Result<(Vec<NumberDetails>, Option<NumberId>), Problem> {
    let mut tx = cx.read().await?;
    Ok(numbers_in(cx, &mut tx, query).await?)
}

/// Reads one page of the differences, likewise.
pub async fn differences(
    cx: &Cx,
    after: Option<&FindingId>,
) -> Result<(Vec<Finding>, Option<FindingId>), Problem> {
    let mut tx = cx.read().await?;
    Ok(differences_in(&mut tx, after).await?)
}

/// Reads the objects at the providers that AVA does not use, likewise.
pub async fn unused(cx: &Cx) -> Result<Vec<Leftover>, Problem> {
    let mut tx = cx.read().await?;
    Ok(leftovers::list(&mut tx).await?)
}

pub async fn get(cx: &Cx, id: NumberId) -> Result<NumberPage, Problem> {
    let mut tx = cx.read().await?;
    let mut number = views::one(&mut tx, &id).await?.ok_or(ProblemKind::NotFound)?;
    as_may_be_seen(cx, &mut number);
    let operation = match &number.number.operation {
        Some(operation) => operations::views::one(&mut tx, operation).await?,
        None => None,
    };
    Ok(NumberPage {
        now: cx.services.clock.now_ms(),
        number,
        call_path: call_path::one(&cx.services, &mut tx, &id).await?,
        operation,
        agents: agents::repo::choices(&mut tx).await?,
        findings: findings::of_number(&mut tx, &id).await?,
    })
}

/// Hides where a number pointed before AVA from people who may not bring numbers.
fn as_may_be_seen(cx: &Cx, number: &mut NumberDetails) {
    if !cx.may(Permission::ManageIntegrations) {
        number.calls_go_to.take_if(|to| matches!(to, CallsGoTo::Own(_)));
    }
}

/// Shows what removing a number changes, and for whom.
pub async fn removal(cx: &Cx, id: NumberId) -> Result<RemoveNumberView, Problem> {
    let mut tx = cx.read().await?;
    let number = own(repo::find(&mut tx, &id).await?).ok_or(ProblemKind::NotFound)?;
    let view = views::one(&mut tx, &id).await?.ok_or(ProblemKind::NotFound)?;
    Ok(RemoveNumberView {
        now: cx.services.clock.now_ms(),
        number: view.number,
        at_vapi: number.vapi_phone_id.is_some(),
    })
}

/// The number, unless it is managed: removing would leave it on the bill, so it is released
/// instead.
fn own(number: Option<repo::Number>) -> Option<repo::Number> {
    number.filter(|number| number.source == NumberSource::Byo)
}

/// Removes a number: it is gone here at once, and a clean-up takes it out of Vapi and gives Twilio
/// its webhooks back. It stays in the Twilio account that owns it. The second of two clicks leads
/// to the operation of the first.
pub async fn remove(cx: &Cx, id: NumberId) -> Result<OperationId, Problem> {
    let mut tx = cx.begin().await?;
    let Some(number) = own(repo::find(&mut tx, &id).await?) else {
        let before = queue::latest(&mut tx, OperationKind::RemoveNumber, &SubjectId::Number(id)).await?;
        return before.ok_or_else(|| ProblemKind::NotFound.into());
    };
    let mut tx = tx.recorded(Action::NumberRemoved, number.e164.as_str()).await?;
    let operation = take_back(&mut tx, &number).await?;
    tx.commit().await?;
    Ok(operation)
}

/// Like [`remove`], in the caller's transaction, which has recorded it as
/// [`Action::NumberRemoved`].
pub(super) async fn take_back(tx: &mut Unit, number: &Number) -> Result<OperationId, Problem> {
    let now = tx.now();
    let (e164, subject) = (number.e164.as_str(), SubjectId::Number(number.id.clone()));
    let vapi_connected = credentials::connected(tx).await?.has(Account::VAPI);
    let mut cleanup = Cleanup::default();
    cleanup.remove_numbers([number], vapi_connected);
    let operation = cleanup.enqueue(tx, OperationKind::RemoveNumber, &subject, e164).await?;
    cancel_number(tx, number, now).await?;
    repo::release(tx, &number.id, now).await?;
    tx.publish(&Topic::ALL);
    Ok(operation)
}

/// Has another agent answer the number from now on: the import binds and proves it anew.
pub async fn assign(cx: &Cx, id: NumberId, agent: AgentId) -> Result<OperationId, Problem> {
    let mut tx = cx.begin().await?;
    let number = repo::find(&mut tx, &id).await?.ok_or(ProblemKind::NotFound)?;
    let changes = answerer(&mut tx, &number, Some(&agent)).await?;
    let mut tx = tx.recorded_with(Action::ImportAsked, number.e164.as_str(), &changes).await?;
    let operation = give_to(&mut tx, &number, agent).await?;
    queue::hold(&mut tx).await?;
    tx.commit().await?;
    Ok(operation)
}

/// The agent that answers a number, by name, before and after.
async fn answerer(
    tx: &mut OrgTx,
    number: &Number,
    after: Option<&AgentId>,
) -> Result<Vec<Change>, sqlx::Error> {
    let before = number.agent.as_ref().or(number.wanted_agent.as_ref());
    let mut names = [None, None];
    for (name, id) in names.iter_mut().zip([before, after]) {
        if let Some(id) = id {
            *name = agents::repo::find(tx, id).await?.map(|agent| agent.spec.name);
        }
    }
    let [from, to] = names.each_ref().map(Option::as_deref);
    Ok(Change::of(ChangedField::Part(Part::Agent), from, to).into_iter().collect())
}

/// Like [`assign`], in the caller's transaction, which has recorded it as [`Action::ImportAsked`].
pub(super) async fn give_to(tx: &mut Unit, number: &Number, agent: AgentId) -> Result<OperationId, Problem> {
    let import = Import { number: number.e164.clone(), agent: Some(agent), sms_enabled: number.sms_enabled };
    let operation = want(tx, &import).await?;
    tx.publish(&[Topic::Agents]);
    Ok(operation)
}

/// Has a number that was between two agents stay with `agent`, after the other is gone: the import
/// that was to take it to either binds and proves that one.
pub async fn stay_with(tx: &mut Unit, number: &Number, agent: &AgentId) -> Result<(), Problem> {
    let wanted = Wanted {
        id: tx.services().random.id(),
        e164: &number.e164,
        agent: Some(agent),
        sms_enabled: number.sms_enabled,
    };
    let now = tx.now();
    repo::want(tx, &wanted, now).await?;
    bring(tx, &Subject::from(number)).await.map(drop)
}

/// Leaves the number at Vapi without an agent. A number that is still being bought has no agent to
/// lose: it is given another, or released.
pub async fn unassign(cx: &Cx, id: NumberId) -> Result<OperationId, Problem> {
    let mut tx = cx.begin().await?;
    let number = repo::find(&mut tx, &id).await?.ok_or(ProblemKind::NotFound)?;
    if number.state == NumberState::Unassigned
        && let Some(before) =
            queue::latest(&mut tx, OperationKind::UnassignNumber, &SubjectId::Number(id.clone())).await?
    {
        return Ok(before);
    }
    if (number.source, number.state) == (NumberSource::Managed, NumberState::Requested) {
        return Err(ProblemKind::Stale.into());
    }
    let changes = answerer(&mut tx, &number, None).await?;
    let mut tx = tx.recorded_with(Action::NumberUnassigned, number.e164.as_str(), &changes).await?;
    let now = tx.now();
    cancel_number(&mut tx, &number, now).await?;
    repo::unassign(&mut tx, &id, now).await?;
    let operation = unbind(&mut tx, &number).await?;
    tx.publish(&Topic::ALL);
    tx.commit().await?;
    Ok(operation)
}

/// Takes the number's answerer off at Vapi, in the caller's transaction.
pub(super) async fn unbind(tx: &mut Unit, number: &Number) -> Result<OperationId, Problem> {
    let vapi_connected = credentials::connected(tx).await?.has(Account::VAPI);
    let mut cleanup = Cleanup::default();
    cleanup.unbind_number(number, vapi_connected);
    let (kind, subject) = (OperationKind::UnassignNumber, SubjectId::Number(number.id.clone()));
    cleanup.enqueue(tx, kind, &subject, number.e164.as_str()).await
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

    #[test]
    fn lesson_84_what_is_dialled_at_home_only_is_no_part_of_a_number() {
        let read = |text| parse_number(text).map(|number| number.to_string()).unwrap_or_default();
        for text in ["+33 (0)1 84 88 00 12", "+33 01 84 88 00 12", "0033 0184880012", "+33 (01) 84 88 00 12"]
        {
            assert_eq!(read(text), "+33184880012", "{text}");
        }
        assert_eq!(read("+44 (0)20 7946 0958"), "+442079460958");
        assert_eq!(read("+39 06 1234 5678"), "+390612345678");
        assert_eq!(read("+39 (0)6 1234 5678"), "+390612345678");
    }
}
