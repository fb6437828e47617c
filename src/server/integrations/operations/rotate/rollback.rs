//! `undo_rotation` takes back what a rotation that failed before its promotion had done: Vapi gets
//! the former token, and Twilio forgets the second one.

use std::time::Duration;

use futures::FutureExt;

use super::{PROVIDER, before::give};
use crate::{
    domain::{
        credential::Account,
        ids::{OperationId, UserId},
        number::NumberSource,
        operation::{Action, ManualStep, OperationKind, StepKind, StepState, SubjectId, Target},
        problem::Problem,
        topic::Topic,
    },
    server::{
        audit::{self, Actor},
        credentials::{self, escrow},
        cx::Services,
        db::OrgTx,
        numbers::{operations::manual_steps, repo as numbers},
        operations::{
            cleanup::{By, Cleanup, LET_END, SHRED_KEYS},
            handler::{CLEANUP_RETRY_WINDOW, Failure, Manual, OperationHandler, StepDef, Steps},
            queue::Operation,
            step::{Effect, Flow, StepCx, StepOutput, StepResult},
        },
        provider_auth::accounts,
    },
};

pub struct UndoRotation;

impl OperationHandler for UndoRotation {
    const KIND: OperationKind = OperationKind::UndoRotation;
    const STEPS: Steps = Steps::Planned(&[
        LET_END,
        StepDef::new(StepKind::ReturnToken, |cx| return_token(cx).boxed()).by_hand(|left| {
            match left.target {
                Target::Number { e164, .. } => {
                    Some(ManualStep::ReturnToken { e164: e164.clone(), object: left.object })
                }
                _ => None,
            }
        }),
        StepDef::new(StepKind::DeleteToken, |cx| delete_token(cx).boxed())
            .by_hand(|_| Some(ManualStep::DeleteToken)),
        SHRED_KEYS,
    ]);
    const RETRY_WINDOW: Duration = CLEANUP_RETRY_WINDOW;
    const TOPICS: &'static [Topic] = &[Topic::Operations, Topic::Integrations];
    const MANUAL: Option<Manual> = Some(manual_steps::manual::<Self>());
}

/// The changes of a rotation that are to be taken back.
pub(super) struct Rollback {
    rotation: OperationId,
    by: UserId,
    /// The numbers for which Vapi has the second token, or may have.
    given: Vec<Target>,
}

impl Rollback {
    pub fn of(rotation: &Operation) -> Self {
        let tried = rotation.steps.iter().filter(|step| {
            step.kind == StepKind::CarryToVapi && (step.attempts > 0 || step.state != StepState::Todo)
        });
        Self {
            rotation: rotation.id.clone(),
            by: rotation.by.clone(),
            given: tried.filter_map(|step| step.target.clone()).collect(),
        }
    }

    /// Enqueues the clean-up, which takes its secrets from the rows that still hold the former token.
    pub async fn begin(self, services: &Services, tx: &mut OrgTx) -> Result<(), Problem> {
        let Self { rotation, by: user, given } = self;
        escrow::shred(tx, &rotation).await?;
        let Some(row) = credentials::find(tx, Account::TWILIO).await? else { return Ok(()) };
        let mut cleanup = Cleanup::default();
        for target in given {
            cleanup.add(StepKind::ReturnToken, target, Account::VAPI);
        }
        let second = Target::Key { name: SECOND_TOKEN.to_owned(), sid: None, source: NumberSource::Byo };
        cleanup.add(StepKind::DeleteToken, second, Account::TWILIO);
        let by = By { services: services.clone(), user, actor: Actor::Operation(rotation) };
        let subject = SubjectId::Credential(PROVIDER, row.id);
        cleanup.enqueue_by(by, tx, UndoRotation::KIND, &subject, PROVIDER.name()).await?;
        Ok(())
    }

    pub fn effect(self, services: &Services) -> Effect {
        let services = services.clone();
        Box::new(move |tx| {
            Box::pin(async move {
                self.begin(&services, tx).await?;
                Ok(Flow::Next)
            })
        })
    }
}

/// The subject by which operations on the second token find each other.
const SECOND_TOKEN: &str = "second-auth-token";

/// Takes a rotation back that failed: where Twilio made a second token, or may have, and it was not
/// promoted.
pub(super) async fn roll_back_failed(failure: Failure<'_>, tx: &mut OrgTx) -> Result<(), Problem> {
    let Failure { services, operation, problem, .. } = failure;
    let over = |kind| operation.steps.iter().any(|step| step.kind == kind && step.is_over());
    if over(StepKind::PromoteToken) || !(over(StepKind::MakeToken) || problem.passes_by_itself()) {
        return Ok(escrow::shred(tx, &operation.id).await?);
    }
    Rollback::of(operation).begin(services, tx).await
}

/// Gives Vapi the token back that the account has. A number that left Vapi has none.
async fn return_token(cx: &StepCx<'_>) -> StepResult {
    let Some(Target::Number { id, .. }) = &cx.step.target else { return Ok(cx.gone(None)) };
    let mut tx = cx.read().await?;
    let there = numbers::find(&mut tx, id).await?.is_some_and(|number| number.vapi_phone_id.is_some());
    drop(tx);
    let auth = accounts::twilio_token(cx, NumberSource::Byo).await?;
    let Some(auth) = auth.filter(|_| there) else { return Ok(cx.gone(None)) };
    give(cx, &accounts::vapi(cx).await?, &auth, Action::ReturnedToken).await
}

/// Idempotent: a token that is gone is taken for deleted.
async fn delete_token(cx: &StepCx<'_>) -> StepResult {
    let Some(auth) = accounts::twilio_token(cx, NumberSource::Byo).await? else { return Ok(cx.gone(None)) };
    if !cx.services.providers.twilio.delete_second_token(&cx.call(), &auth).await? {
        return Ok(cx.gone(Some(&auth.account_sid)));
    }
    let (services, me) = (cx.services.clone(), cx.operation.id.clone());
    Ok(StepOutput::new(
        cx.receipt(Action::DeletedToken, &auth.account_sid),
        Box::new(move |tx| {
            Box::pin(async move {
                let (actor, deleted) = (Actor::Operation(me), audit::Action::TokenDeleted);
                audit::append(&services, tx, &actor, deleted, Account::TWILIO.code()).await?;
                Ok(Flow::Next)
            })
        }),
    ))
}
