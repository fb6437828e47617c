//! `hand_over_key` gives Vapi the OpenAI key, or takes it back there.
//!
//! AVA's credential at Vapi carries a name that no other has. A listing therefore shows one whose
//! creation was not answered. Vapi shows no key and changes none: whatever has the name is deleted
//! before another is made, and one operation at a time does that.

mod give;
mod take_back;

use std::time::Duration;

use futures::{FutureExt, future::BoxFuture};
pub use take_back::TAKE_KEY_BACK;

use crate::{
    domain::{
        hand_over::{HandOver, HandOverState},
        ids::{CredentialId, OperationId},
        operation::{OperationKind, StepKind, SubjectId, Target},
        problem::{Problem, ProblemKind},
        provider::{
            OfProvider as _,
            openai::{OpenaiConfig, PROVIDER},
        },
        topic::Topic,
    },
    server::{
        credentials::{self, Credential},
        cx::Cx,
        db::OrgTx,
        operations::{
            cleanup::By,
            handler::{DAY, Failure, OperationHandler, Retried, StepDef, Steps},
            queue::{self, Cancel, Plan, Planned},
        },
    },
};

pub struct HandOverKey;

impl OperationHandler for HandOverKey {
    const KIND: OperationKind = OperationKind::HandOverKey;
    const STEPS: Steps =
        Steps::Planned(&[StepDef::new(StepKind::GiveKey, |cx| give::give_key(cx).boxed()), TAKE_KEY_BACK]);
    const RETRY_WINDOW: Duration = DAY;
    const TOPICS: &'static [Topic] = &[Topic::Operations, Topic::Integrations];

    /// The card says that Vapi did not take the key, which is asked about again with the next save.
    fn failed<'a>(Failure { now, .. }: Failure<'a>, tx: &'a mut OrgTx) -> BoxFuture<'a, Result<(), Problem>> {
        Box::pin(async move {
            let Some(row) = credentials::find(tx, PROVIDER).await? else { return Ok(()) };
            if let Some(known) = row.config.hand_over().filter(|known| known.is_wanted()) {
                let state = HandOverState::Failed { at: now };
                set(tx, &row, HandOver { state, ..known.clone() }).await?;
            }
            Ok(())
        })
    }

    /// Starts over with the key that is stored now.
    fn retry<'a>(
        cx: &'a Cx,
        tx: &'a mut OrgTx,
        _: Retried<'a>,
    ) -> BoxFuture<'a, Result<OperationId, Problem>> {
        Box::pin(async move { Ok(start(cx, tx).await?.ok_or(ProblemKind::Stale)?) })
    }
}

/// The name of AVA's credential at Vapi: 40 characters, which is as long as it may be.
fn name(credential: &CredentialId) -> String {
    format!("ava-{credential}")
}

/// The credential at Vapi, for the step that takes it back.
fn target(row: &Credential, hand_over: &HandOver) -> Target {
    Target::Credential { name: name(&row.id), at_vapi: hand_over.credential.clone() }
}

async fn set(tx: &mut OrgTx, row: &Credential, hand_over: HandOver) -> Result<(), sqlx::Error> {
    credentials::set_config(tx, &row.id, &row.config.clone().with_hand_over(hand_over)).await
}

/// Enqueues what brings Vapi in step with the stored choice, and stops an earlier operation that did
/// so. `None`: there is nothing to do.
pub async fn start<'a>(by: impl Into<By<'a>>, tx: &mut OrgTx) -> Result<Option<OperationId>, Problem> {
    let By { services, user, .. } = by.into();
    let Some(row) = credentials::find(tx, PROVIDER).await? else { return Ok(None) };
    let Some(config) = OpenaiConfig::of(&row.config) else { return Ok(None) };
    let kind = OperationKind::HandOverKey;
    queue::cancel(tx, &[Cancel { kind, subject: None }], services.clock.now_ms()).await?;
    let known = &config.hand_over;
    let step = match (config.goes_to_vapi(), known.is_given()) {
        (true, true) => return Ok(None),
        (true, false) => {
            set(tx, &row, HandOver { state: HandOverState::Wanted, ..known.clone() }).await?;
            Planned { kind: StepKind::GiveKey, target: None }
        }
        (false, _) if known.leaves_traces() => {
            Planned { kind: StepKind::TakeKeyBack, target: Some(target(&row, known)) }
        }
        (false, _) => return Ok(None),
    };
    let subject = SubjectId::Provider(PROVIDER);
    let plan = Plan { kind, subject: &subject, label: PROVIDER.name(), steps: &[step] };
    Ok(queue::open(services, tx, user, &plan).await?)
}

/// The stored key, where something of it may be at Vapi.
pub async fn at_vapi(tx: &mut OrgTx) -> Result<Option<(Credential, HandOver)>, sqlx::Error> {
    let row = credentials::find(tx, PROVIDER).await?;
    Ok(row.and_then(|row| {
        let hand_over = row.config.hand_over().filter(|known| known.leaves_traces())?.clone();
        Some((row, hand_over))
    }))
}

/// Forgets what was at Vapi, which is disconnected: the next one gets the key.
pub async fn forget(tx: &mut OrgTx, row: &Credential, hand_over: HandOver) -> Result<(), sqlx::Error> {
    set(tx, row, hand_over.taken_back()).await
}
