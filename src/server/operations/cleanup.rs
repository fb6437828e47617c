//! Clean-ups: a plan of the objects to take back, the secrets that it needs for that, and the steps
//! that begin and end every one.
//!
//! The features add their own steps, by further methods of [`Cleanup`].

use futures::FutureExt;

use super::{
    handler::StepDef,
    queue::{self, Plan, Planned},
    step::{Effect, Flow, StepCx, StepError, StepOutput, StepResult},
};
use crate::{
    domain::{
        credential::Account,
        ids::{OperationId, UserId},
        operation::{Action, OperationKind, Receipt, StepKind, SubjectId, Target, WaitingFor},
        problem::{Problem, ProblemKind},
    },
    server::{
        audit::Actor,
        credentials::{
            decryptor::Purpose,
            escrow::{self, Escrowed},
        },
        cx::{Services, Unit},
        db::OrgTx,
    },
};

/// The step that begins every plan.
pub const LET_END: StepDef = StepDef::new(StepKind::LetEnd, |cx| let_end(cx).boxed()).by_ava_alone();
/// The step that ends every plan.
pub const SHRED_KEYS: StepDef = StepDef::new(StepKind::ShredKeys, |cx| shred_keys(cx).boxed()).by_ava_alone();

/// The steps of a clean-up, in the order that leaves nothing behind.
pub struct Cleanup {
    steps: Vec<Planned>,
    /// The accounts that the steps work in.
    accounts: Vec<Account>,
}

/// The user and the actor that ask for a clean-up.
pub struct By {
    pub services: Services,
    pub user: UserId,
    pub actor: Actor,
}

impl From<&Unit> for By {
    fn from(tx: &Unit) -> Self {
        Self { services: tx.services().clone(), user: tx.user().clone(), actor: tx.actor() }
    }
}

impl Default for Cleanup {
    fn default() -> Self {
        Self { steps: vec![StepKind::LetEnd.into()], accounts: Vec::new() }
    }
}

impl Cleanup {
    /// Adds a step that works in that account.
    pub fn add(&mut self, kind: StepKind, target: Target, account: Account) {
        self.steps.push(Planned { kind, target: Some(target) });
        if !self.accounts.contains(&account) {
            self.accounts.push(account);
        }
    }

    /// Enqueues the clean-up that a person asks for: see [`enqueue_by`](Self::enqueue_by).
    pub async fn enqueue(
        self,
        tx: &mut Unit,
        kind: OperationKind,
        subject: &SubjectId,
        label: &str,
    ) -> Result<OperationId, Problem> {
        self.enqueue_by(By::from(&*tx), tx, kind, subject, label).await
    }

    /// Enqueues the clean-up with a copy of the secrets that it needs, so that later changes of the
    /// org's credentials do not stop it.
    pub async fn enqueue_by(
        mut self,
        by: By,
        tx: &mut OrgTx,
        kind: OperationKind,
        subject: &SubjectId,
        label: &str,
    ) -> Result<OperationId, Problem> {
        let By { services, user, actor } = by;
        self.steps.push(StepKind::ShredKeys.into());
        let plan = Plan { kind, subject, label, steps: &self.steps };
        let Some(id) = queue::open(&services, tx, &user, &plan).await? else {
            // A clean-up of the same things is open.
            let open = queue::latest(tx, kind, subject).await?;
            return open.ok_or_else(|| ProblemKind::Stale.into());
        };
        for account in self.accounts {
            let decryptor = &services.decryptor;
            let opened = decryptor.open(&services, tx, account, &actor, Purpose::Cleanup).await?;
            match opened {
                Some(Ok(opened)) => {
                    // Revoking a key takes its SID, and not its secret.
                    let (config, secret) = (opened.credential.config, opened.secret.with_vapi_key(None));
                    let with = Escrowed { config, secret };
                    decryptor.put_in_escrow(tx, &id, account, &with).await?;
                }
                // The step asks a person for the key again; the account in escrow tells whether the
                // key is of it.
                Some(Err(_)) => decryptor.put_closed_in_escrow(tx, &id, account).await?,
                None => {}
            }
        }
        Ok(id)
    }
}

/// Waits until every operation that was told to stop has stopped, so that nothing is made behind
/// the back of the steps that follow. Idempotent: a read.
async fn let_end(cx: &StepCx<'_>) -> StepResult {
    let mut tx = cx.read().await?;
    if queue::cancelling_any(&mut tx).await? {
        return Err(StepError::waits(ProblemKind::Stale, WaitingFor::Operation));
    }
    Ok(StepOutput::skipped(Receipt::bare(Action::NothingUnderWay)))
}

/// Idempotent: keys that were shredded already are not found.
async fn shred_keys(cx: &StepCx<'_>) -> StepResult {
    let id = cx.operation.id.clone();
    Ok(StepOutput::new(
        Receipt::bare(Action::ShreddedKeys),
        Box::new(move |tx| {
            Box::pin(async move {
                escrow::shred(tx, &id).await?;
                Ok(Flow::Next)
            })
        }),
    ))
}

/// Wakes the operations that waited for this step to be over.
pub fn wakes_others(cx: &StepCx<'_>) -> Effect {
    let now = cx.services.clock.now_ms();
    Box::new(move |tx| {
        Box::pin(async move {
            queue::wake(tx, WaitingFor::Operation, now).await?;
            Ok(Flow::Next)
        })
    })
}
