//! `rotate_token` gives the org's own Twilio account another Auth Token without a moment in which
//! anybody's token opens nothing: Twilio makes a second token beside the first, Vapi gets it for
//! every number that has the first, and only then does it take the first one's place.
//!
//! Until that is asked for, any failure is taken back by [`rollback`]. From then on nothing is: which
//! of both tokens opens the account tells where it stands, however the answer was lost.

mod before;
mod promote;
mod rollback;

use std::time::Duration;

use futures::{FutureExt, future::BoxFuture};
pub use rollback::UndoRotation;

use crate::{
    domain::{
        credential::{Account, CredentialStatus},
        ids::OperationId,
        number::NumberSource,
        operation::{OperationKind, StepKind, SubjectId},
        problem::{Problem, ProblemKind},
        provider::Provider,
        topic::Topic,
    },
    server::{
        audit::Action,
        credentials::{self, escrow},
        cx::{Cx, Unit},
        db::OrgTx,
        numbers::{operations::target, repo as numbers},
        operations::{
            handler::{DAY, Failure, OperationHandler, Retried, StepDef, Steps},
            queue::{self, Plan, Planned},
            step::{StepCx, StepError, StepResult},
        },
        providers::twilio::TwilioAuth,
    },
};

const PROVIDER: Provider = Account::TWILIO.provider;
const SUBJECT: SubjectId = SubjectId::Provider(PROVIDER);

pub struct RotateToken;

impl OperationHandler for RotateToken {
    const KIND: OperationKind = OperationKind::RotateToken;
    const STEPS: Steps = Steps::Planned(&[
        StepDef::new(StepKind::MakeToken, |cx| soon(cx, before::make_token(cx)).boxed()),
        StepDef::new(StepKind::CheckToken, |cx| soon(cx, before::check_token(cx)).boxed()),
        StepDef::new(StepKind::CarryToVapi, |cx| soon(cx, before::carry(cx)).boxed()),
        StepDef::new(StepKind::ProveToken, |cx| soon(cx, before::prove_token(cx)).boxed()),
        StepDef::new(StepKind::PromoteToken, |cx| promote::promote_token(cx).boxed()),
        StepDef::new(StepKind::CheckAgain, |cx| promote::check_again(cx).boxed()),
    ]);
    /// The time for which Twilio may not answer which token holds. The steps before are given up
    /// within minutes.
    const RETRY_WINDOW: Duration = DAY.saturating_mul(30);
    const TOPICS: &'static [Topic] = &[Topic::Operations, Topic::Integrations];

    fn failed<'a>(failure: Failure<'a>, tx: &'a mut OrgTx) -> BoxFuture<'a, Result<(), Problem>> {
        rollback::roll_back_failed(failure, tx).boxed()
    }

    /// Begins anew with the numbers that are there now.
    fn retry<'a>(tx: &'a mut Unit, _: Retried<'a>) -> BoxFuture<'a, Result<OperationId, Problem>> {
        Box::pin(async move {
            begins(tx).await?;
            begin(tx).await
        })
    }
}

/// Asks for another Auth Token. The second of two clicks leads to the operation of the first.
pub async fn rotate(cx: &Cx) -> Result<OperationId, Problem> {
    let mut tx = cx.begin().await?;
    if let Some(open) = open(&mut tx).await? {
        return Ok(open);
    }
    begins(&mut tx).await?;
    let subject = format!("{}:{SUBJECT}", RotateToken::KIND.code());
    let mut tx = tx.recorded(Action::OperationAsked, &subject).await?;
    let operation = begin(&mut tx).await?;
    tx.publish(RotateToken::TOPICS);
    tx.commit().await?;
    Ok(operation)
}

/// Fails where another save or a disconnecting of the provider would meet a token that is just
/// being replaced: it would take away what Vapi has, or what only the operation knows.
pub async fn is_settled(tx: &mut OrgTx, provider: Provider) -> Result<(), Problem> {
    let latest = queue::latest(tx, RotateToken::KIND, &SubjectId::Provider(provider)).await?;
    match latest {
        Some(latest) if queue::is_open_at(tx, &latest, StepKind::PromoteToken).await? => {
            Err(ProblemKind::TokenUnderWay.into())
        }
        _ => Ok(()),
    }
}

async fn open(tx: &mut OrgTx) -> Result<Option<OperationId>, sqlx::Error> {
    queue::find_open(tx, RotateToken::KIND, &SUBJECT).await
}

/// Whether a rotation may begin: with a token that Twilio accepts, while nothing else gives Vapi
/// one, and once what an earlier rotation left is taken back.
async fn begins(tx: &mut OrgTx) -> Result<(), Problem> {
    let row = credentials::find(tx, Account::TWILIO).await?.ok_or(ProblemKind::NotConnected(PROVIDER))?;
    match row.status {
        CredentialStatus::Connected => {}
        CredentialStatus::Unverified | CredentialStatus::Degraded => {
            return Err(ProblemKind::Unavailable(PROVIDER).into());
        }
        CredentialStatus::Refused => return Err(ProblemKind::KeyRefused(PROVIDER).into()),
        CredentialStatus::Unreadable => return Err(ProblemKind::Unreadable(PROVIDER).into()),
    }
    for kind in [OperationKind::CarrySecret, OperationKind::UndoRotation] {
        if queue::any_open(tx, kind).await? {
            return Err(ProblemKind::TokenUnderWay.into());
        }
    }
    Ok(())
}

/// Enqueues the rotation, with a step for each number for which Vapi may hold the token.
async fn begin(tx: &mut Unit) -> Result<OperationId, Problem> {
    let mut steps: Vec<Planned> = vec![StepKind::MakeToken.into(), StepKind::CheckToken.into()];
    for number in numbers::in_use(tx).await? {
        if holds_token(&number) {
            steps.push(Planned { kind: StepKind::CarryToVapi, target: Some(target(&number)) });
        }
    }
    steps.extend([StepKind::ProveToken, StepKind::PromoteToken, StepKind::CheckAgain].map(Planned::from));
    let plan = Plan { kind: RotateToken::KIND, subject: &SUBJECT, label: PROVIDER.name(), steps: &steps };
    let (services, by) = (tx.services().clone(), tx.user().clone());
    let operation = match queue::open(&services, tx, &by, &plan).await? {
        Some(operation) => operation,
        None => open(tx).await?.ok_or(ProblemKind::Stale)?,
    };
    queue::hold(tx).await?;
    Ok(operation)
}

/// Whether Vapi holds the account's token for the number, or may.
fn holds_token(number: &numbers::Number) -> bool {
    number.source == NumberSource::Byo
        && number.vapi_phone_id.is_some()
        && number.at_vapi.token != Some(false)
}

/// The attempts, over some minutes, after which a step before the promotion is given up: until then
/// nothing is lost by that, and nobody waits for a token that may never come.
const ATTEMPTS: i64 = 8;

/// Gives up where nothing passes by itself, and where it did not for some minutes.
async fn soon(cx: &StepCx<'_>, step: impl Future<Output = StepResult>) -> StepResult {
    step.await.map_err(|error| if goes_on(cx, &error) { error } else { error.gives_up() })
}

fn goes_on(cx: &StepCx<'_>, error: &StepError) -> bool {
    // The engine reads back a few times by itself.
    error.problem.kind == ProblemKind::NotProved
        || (error.problem.passes_by_itself() && cx.step.attempts < ATTEMPTS)
}

/// Signs in by the second token, which is in the operation's escrow.
async fn by_second_token(cx: &StepCx<'_>) -> Result<TwilioAuth, StepError> {
    let (services, operation) = (cx.services, &cx.operation.id);
    let mut tx = cx.write().await?;
    let held = services.decryptor.open_escrow(services, &mut tx, operation, Account::TWILIO).await;
    tx.commit().await?;
    let escrow::Escrowed { config, secret } = held?.ok_or(ProblemKind::Unreadable(PROVIDER))?;
    Ok(TwilioAuth::of(&config, &secret)?.by_token())
}
