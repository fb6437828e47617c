//! `hand_over_key` brings Vapi's copy of the OpenAI key in step with the key and the choice that
//! are stored here.
//!
//! AVA's credential at Vapi carries a name that no other has. A listing therefore shows one whose
//! creation was not answered. Vapi shows no key and changes none: whatever has the name is deleted
//! before another is made, and one operation at a time does that.

mod place;
mod take_back;

use std::time::Duration;

use futures::{FutureExt, future::BoxFuture};
pub use take_back::TAKE_KEY_BACK;

use crate::{
    domain::{
        credential::Account,
        ids::CredentialId,
        openai_key_at_vapi::{HandOver, HandOverState},
        operation::{OperationKind, StepKind, SubjectId},
        problem::Problem,
        topic::Topic,
    },
    server::{
        credentials::{self, Credential},
        cx::Unit,
        db::OrgTx,
        operations::{
            handler::{DAY, Failure, OperationHandler, StepDef, Steps},
            queue,
        },
    },
};

pub struct HandOverKey;

impl OperationHandler for HandOverKey {
    const KIND: OperationKind = OperationKind::HandOverKey;
    const STEPS: Steps =
        Steps::Always(&[StepDef::new(StepKind::PlaceKey, |cx| place::place_key(cx).boxed())]);
    const RETRY_WINDOW: Duration = DAY;
    const TOPICS: &'static [Topic] = &[Topic::Operations, Topic::Integrations];

    /// The card says that Vapi did not take the key, which is asked about again with the next save.
    fn failed<'a>(Failure { now, .. }: Failure<'a>, tx: &'a mut OrgTx) -> BoxFuture<'a, Result<(), Problem>> {
        Box::pin(async move {
            let Some(row) = credentials::find(tx, Account::OPENAI).await? else { return Ok(()) };
            if let Some(known) = row.config.hand_over().filter(|known| known.is_wanted()) {
                let state = HandOverState::Failed { at: now };
                set(tx, &row, HandOver { state, ..known.clone() }).await?;
            }
            Ok(())
        })
    }
}

/// The name of AVA's credential at Vapi: 40 characters, which is as long as it may be.
fn name(credential: &CredentialId) -> String {
    format!("ava-{credential}")
}

async fn set(tx: &mut OrgTx, row: &Credential, hand_over: HandOver) -> Result<(), sqlx::Error> {
    credentials::set_config(tx, &row.id, &row.config.clone().with_hand_over(hand_over)).await
}

/// Has Vapi brought in step, unless it is. An operation that is open goes on with what is stored
/// now.
pub async fn start(tx: &mut Unit) -> Result<(), Problem> {
    let row = credentials::find(tx, Account::OPENAI).await?;
    if row.as_ref().and_then(place::wanted).is_some_and(|wanted| wanted.is_open()) {
        let subject = SubjectId::Provider(Account::OPENAI.provider);
        queue::enqueue(tx, OperationKind::HandOverKey, &subject).await?;
    }
    Ok(())
}

/// The stored key, where something of it may be at Vapi.
pub async fn at_vapi(tx: &mut OrgTx) -> Result<Option<(Credential, HandOver)>, sqlx::Error> {
    let row = credentials::find(tx, Account::OPENAI).await?;
    Ok(row.and_then(|row| {
        let hand_over = row.config.hand_over().filter(|known| known.leaves_traces())?.clone();
        Some((row, hand_over))
    }))
}

/// Forgets what was at Vapi, which is disconnected: the next one gets the key.
pub async fn forget(tx: &mut OrgTx, row: &Credential, hand_over: HandOver) -> Result<(), sqlx::Error> {
    set(tx, row, hand_over.revoked()).await
}
