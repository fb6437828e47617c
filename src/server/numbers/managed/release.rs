//! Releases managed numbers: they are gone here at once, and a clean-up that always ends takes them
//! back at the providers.

use super::{forget_account_with_last, orders};
use crate::{
    domain::{
        credential::Account,
        ids::{NumberId, OperationId},
        managed::{ReleaseForm, ReleaseView},
        number::NumberSource,
        operation::{OperationKind, SubjectId},
        phone::E164,
        problem::{Field, Problem, ProblemKind, Rule},
        text,
        topic::Topic,
    },
    server::{
        audit::Action,
        credentials,
        cx::{Cx, Unit},
        db::OrgTx,
        numbers::{
            operations::under_way,
            repo::{self, Number},
            views,
        },
        operations::{cleanup::Cleanup, queue},
    },
};

/// The count of last digits that a person types to release a number.
const TYPED_DIGITS: usize = 4;

/// Shows what releasing a number changes, and for whom.
pub async fn preview(cx: &Cx, id: NumberId) -> Result<ReleaseView, Problem> {
    let mut tx = cx.read().await?;
    let number = managed(&mut tx, &id).await?.ok_or(ProblemKind::NotFound)?;
    let view = views::one(&mut tx, &id).await?.ok_or(ProblemKind::NotFound)?;
    Ok(ReleaseView {
        now: cx.services.clock.now_ms(),
        agents: view.number.agent.iter().map(|(_, name)| name.clone()).collect(),
        number: view.number,
        at_vapi: number.vapi_phone_id.is_some(),
        last: orders::in_use(&mut tx).await? == 1,
    })
}

/// A managed number that is in use.
async fn managed(tx: &mut OrgTx, id: &NumberId) -> Result<Option<Number>, Problem> {
    let number = repo::find(tx, id).await?;
    Ok(number.filter(|number| number.source == NumberSource::Managed))
}

/// Releases a managed number: it is gone here at once, and a clean-up takes it out of Vapi and
/// releases it at Twilio. The second of two clicks leads to the operation of the first.
pub async fn release(cx: &Cx, id: NumberId, form: &ReleaseForm) -> Result<OperationId, Problem> {
    let kind = OperationKind::ReleaseNumber;
    let mut tx = cx.begin().await?;
    let Some(number) = managed(&mut tx, &id).await? else {
        let before = queue::latest(&mut tx, kind, &SubjectId::Number(id)).await?;
        return before.ok_or_else(|| ProblemKind::NotFound.into());
    };
    let e164 = number.e164.as_str();
    let wrong = |rule| Err(Problem::invalid(Field::LastFour, rule));
    let typed = text::code(&form.last_four);
    // The whole number, pasted, counts like its last digits.
    let whole = E164::parse(&typed).is_ok_and(|typed| typed == number.e164);
    let end: String = typed.chars().filter(|c| !text::is_blank(*c)).collect();
    match end.as_str() {
        "" => return wrong(Rule::Required),
        end if !whole && (end.len() != TYPED_DIGITS || !e164.ends_with(end)) => {
            return wrong(Rule::LastFour);
        }
        _ => {}
    }
    let mut tx = tx.recorded(Action::NumberReleased, e164).await?;
    let operation = give_back(&mut tx, &number).await?;
    tx.commit().await?;
    Ok(operation)
}

/// Like [`release`], in the caller's transaction, which has recorded it as
/// [`Action::NumberReleased`].
pub(in crate::server::numbers) async fn give_back(
    tx: &mut Unit,
    number: &Number,
) -> Result<OperationId, Problem> {
    let (kind, subject) = (OperationKind::ReleaseNumber, SubjectId::Number(number.id.clone()));
    take_back(tx, kind, &subject, number.e164.as_str(), std::slice::from_ref(number)).await
}

/// Releases every managed number at once: the org goes on with its own account. `None`: there is no
/// managed number.
pub async fn release_all(cx: &Cx) -> Result<Option<OperationId>, Problem> {
    let kind = OperationKind::ReleaseManaged;
    let mut tx = cx.begin().await?;
    let mut numbers = repo::in_use(&mut tx).await?;
    numbers.retain(|number| number.source == NumberSource::Managed);
    if numbers.is_empty() {
        return Ok(queue::latest_named(&mut tx, kind, Account::MANAGED.provider.name()).await?);
    }
    let mut tx = tx.recorded(Action::ManagedReleased, Account::MANAGED.code()).await?;
    // A subject of its own lets this clean-up run beside an earlier one.
    let subject = SubjectId::ManagedAccount(cx.services.random.id());
    let operation = take_back(&mut tx, kind, &subject, Account::MANAGED.provider.name(), &numbers).await?;
    tx.commit().await?;
    Ok(Some(operation))
}

async fn take_back(
    tx: &mut Unit,
    kind: OperationKind,
    subject: &SubjectId,
    label: &str,
    numbers: &[Number],
) -> Result<OperationId, Problem> {
    let now = tx.now();
    let connected = credentials::connected(tx).await?;
    let vapi_connected = connected.has(Account::VAPI);
    // Without an account nothing was bought, nor can be any more.
    let bought = connected.has(Account::MANAGED);
    let mut leaving = Vec::new();
    for number in numbers.iter().filter(|_| bought) {
        let order = orders::find(tx, &number.id).await?;
        leaving.push((number, order.is_some_and(|order| order.address.is_some())));
    }
    let mut cleanup = Cleanup::default();
    cleanup.release_numbers(&leaving, vapi_connected);
    if bought {
        cleanup.close_account(tx.org());
    }
    // The clean-up takes its secret from a row, so it is enqueued before that row goes.
    let operation = cleanup.enqueue(tx, kind, subject, label).await?;
    let stops: Vec<_> = numbers.iter().flat_map(under_way).collect();
    queue::cancel(tx, &stops, now).await?;
    for number in numbers {
        repo::release(tx, &number.id, now).await?;
        if !bought {
            repo::released(tx, &number.id, now).await?;
            orders::forget_released(tx, &number.id).await?;
        }
    }
    let health = tx.services().health.clone();
    forget_account_with_last(&health, tx, now).await?;
    tx.publish(&Topic::ALL);
    Ok(operation)
}
