//! The step that carries a secret: Vapi keeps the Twilio secret inside every imported number, and
//! each number gets the new one.

use futures::FutureExt;

use super::reimport::reimport;
use crate::{
    domain::{
        credential::Account,
        ids::OperationId,
        number::NumberSource,
        operation::{Action, Receipt, StepKind, Target, WaitingFor},
        problem::{Problem, ProblemKind},
    },
    server::{
        credentials::decryptor::Purpose,
        db::{OrgTx, on, sql},
        numbers::{operations::vapi_key::TwilioGrant, repo as numbers},
        operations::{
            handler::StepDef,
            queue,
            states::is_unfinished,
            step::{Flow, StepCx, StepError, StepOutput, StepResult},
        },
    },
};

pub const CARRY_TO_VAPI: StepDef = StepDef::new(StepKind::CarryToVapi, |cx| carry_to_vapi(cx).boxed());

/// The attempts at the org's Vapi, over some minutes, before a token is renewed without it.
const ASKED_OF_VAPI: i64 = 8;

/// Idempotent: sets whole values, always those that are stored now, and none that Vapi was given
/// already. A Vapi that fails does not keep the operator's token from being renewed: it gets later
/// what it does not take now.
async fn carry_to_vapi(cx: &StepCx<'_>) -> StepResult {
    let before_renewal = cx
        .operation
        .steps
        .iter()
        .any(|step| step.kind == StepKind::RenewToken && step.position > cx.step.position);
    let carried_before = |step: &queue::Step| {
        step.position < cx.step.position
            && step.target == cx.step.target
            && step.receipt.as_ref().is_some_and(|receipt| {
                let carried = [Action::CarriedSecret, Action::CarriedBesideToken, Action::PlacedAnew];
                carried.contains(&receipt.action)
            })
    };
    if cx.operation.steps.iter().any(carried_before) {
        return Ok(StepOutput::skipped(Receipt::bare(Action::KeyThere)));
    }
    let later = |error: &StepError| {
        before_renewal
            && is_vapis(cx, &error.problem)
            && (!error.problem.passes_by_itself() || cx.step.attempts >= ASKED_OF_VAPI)
    };
    match carry(cx).await {
        Err(error) if later(&error) => Ok(StepOutput::skipped(Receipt::bare(Action::NotCarried))),
        carried => carried,
    }
}

/// Whether the problem is Vapi's own, or of the number there.
fn is_vapis(cx: &StepCx<'_>, problem: &Problem) -> bool {
    let of_the_number = matches!(
        problem.kind,
        ProblemKind::NumberInOtherVapiOrg
            | ProblemKind::NumberNotInAccount
            | ProblemKind::NumberOfOtherAccount
    );
    of_the_number || problem.provider() == cx.step.kind.provider()
}

async fn carry(cx: &StepCx<'_>) -> StepResult {
    let Some(Target::Number { id, source, .. }) = &cx.step.target else {
        return Err(ProblemKind::Internal.into());
    };
    let mut tx = cx.read().await?;
    let number = numbers::find(&mut tx, id).await?;
    drop(tx);
    let gone = || cx.gone(None);
    let there = number.and_then(|number| Some((number.vapi_phone_id.clone()?, number)));
    let Some((vapi_id, number)) = there else { return Ok(gone()) };
    let vapi = cx.vapi(Purpose::CarrySecret).await?;
    let account = Account::twilio(*source);
    let twilio = TwilioGrant::open(cx, account, Purpose::CarrySecret).await?;
    // A secret that Twilio was not asked about yet must not replace one that works.
    if *source == NumberSource::Byo && !twilio.status.is_accepted() {
        let provider = account.provider;
        return Err(StepError::waits(ProblemKind::Unavailable(provider), WaitingFor::from(provider)));
    }
    let known = &number.at_vapi;
    // Vapi holds the operator's token, which is about to open nothing.
    if *source == NumberSource::Managed && known.token != Some(false) {
        return reimport(cx, &vapi, &twilio, &number).await;
    }
    let receipt = |stays| {
        let action = if stays { Action::CarriedBesideToken } else { Action::CarriedSecret };
        cx.receipt(action, &vapi_id)
    };
    let stays = |token| twilio.auth.api_key.is_some() && token == Some(true);
    if known.secret.as_ref() == Some(&twilio.auth.mark()) {
        return Ok(StepOutput::skipped(receipt(stays(known.token))));
    }
    let client = &cx.services.providers.vapi;
    let carried = match client.carry_twilio_secret(&cx.call(), &vapi, &vapi_id, &twilio.auth).await {
        Ok(carried) => twilio.given(known, &carried),
        Err(Problem { kind: ProblemKind::GoneAt(_), .. }) => return Ok(gone()),
        Err(problem) => return Err(problem.into()),
    };
    let id = id.clone();
    Ok(StepOutput::new(
        receipt(stays(carried.token)),
        Box::new(move |tx| {
            Box::pin(async move {
                numbers::gave(tx, &id, &carried).await?;
                Ok(Flow::Next)
            })
        }),
    ))
}

const PLACING: &str = sql!(
    "SELECT COUNT(*) FROM operations AS o
  JOIN operation_steps AS s ON s.operation_id = o.id
  WHERE o.org_id = $1 AND o.id <> $2 AND ",
    is_unfinished!(o),
    "
    AND o.lease_owner IS NOT NULL AND s.about = $3 AND s.kind = '",
    StepKind::CarryToVapi.code(),
    "' AND s.creating IS NOT NULL"
);

/// Whether a worker is bringing that number to Vapi anew just now.
pub(super) async fn is_placing(tx: &mut OrgTx, but: &OperationId, about: &str) -> Result<bool, sqlx::Error> {
    let (count,): (i64,) = on!(tx, |c, org| {
        sqlx::query_as(PLACING).bind(org.as_str()).bind(but.as_str()).bind(about).fetch_one(c).await
    })?;
    Ok(count > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn what_is_being_placed_is_read_from_its_index() {
        explain::assert_unfinished_only(PLACING).await;
    }
}
