//! The step that deletes at Vapi the credential with the OpenAI key.

use futures::FutureExt;

use super::{name, set, target};
use crate::{
    domain::{
        credential::Account,
        hand_over::HandOver,
        operation::{Action, ManualStep, StepKind, Target, WaitingFor},
        problem::ProblemKind,
        provider::openai::PROVIDER,
    },
    server::{
        audit::{self, Actor},
        credentials::{self, Credential, decryptor::Purpose},
        operations::{
            cleanup::Cleanup,
            handler::StepDef,
            queue,
            step::{Effect, Flow, StepCx, StepError, StepOutput, StepResult},
        },
        provider_sign_in::accounts,
        providers::vapi::VapiAuth,
    },
};

pub const TAKE_KEY_BACK: StepDef = StepDef::new(StepKind::TakeKeyBack, |cx| take_key_back(cx).boxed())
    .by_hand(|left| {
        let Target::Credential { name, .. } = left.target else { return None };
        Some(ManualStep::TakeKeyBack { name: name.clone(), object: left.object })
    });

impl Cleanup {
    pub fn take_key_back(&mut self, row: &Credential, hand_over: &HandOver) {
        self.add(StepKind::TakeKeyBack, target(row, hand_over), Account::VAPI);
    }
}

/// Deletes whatever carries the name. Idempotent: a credential that is not there counts as deleted.
async fn take_key_back(cx: &StepCx<'_>) -> StepResult {
    let Some(Target::Credential { name, at_vapi }) = &cx.step.target else {
        return Err(ProblemKind::Internal.into());
    };
    let vapi = if cx.operation.kind.is_clean_up() {
        accounts::vapi(cx).await?
    } else {
        let mut tx = cx.read().await?;
        // An earlier operation may be making one.
        if queue::cancelling_any(&mut tx).await? {
            return Err(StepError::waits(ProblemKind::Stale, WaitingFor::Operation));
        }
        drop(tx);
        cx.vapi(Purpose::HandOver).await?
    };
    let (client, call) = (&cx.services.providers.vapi, cx.call());
    let mut deleted = None;
    for id in there(cx, &vapi, name, at_vapi.as_ref()).await? {
        if client.delete_credential(&call, &vapi, &id).await? {
            deleted = Some(id);
        }
    }
    let effect = taken_back(cx, name.clone(), deleted.clone());
    Ok(match deleted {
        Some(id) => StepOutput::new(cx.receipt(Action::KeyTakenBack, &id), effect),
        None => StepOutput { effect, ..cx.gone(at_vapi.as_deref()) },
    })
}

/// The ids of the credentials with the name, and the known one, which may be listed no more.
async fn there(
    cx: &StepCx<'_>,
    vapi: &VapiAuth,
    name: &str,
    known: Option<&String>,
) -> Result<Vec<String>, StepError> {
    let (client, call) = (&cx.services.providers.vapi, cx.call());
    let listed = match client.list_credentials(&call, vapi).await {
        Ok(listed) => listed,
        // Nothing is kept where Vapi keeps nothing; the known one is asked for by its id.
        Err(problem) if client.offers_no_credentials(&call, vapi, &problem).await => Vec::new(),
        Err(problem) => return Err(problem.into()),
    };
    let named = listed.into_iter().filter(|there| there.name.as_deref() == Some(name));
    let mut ids: Vec<String> = named.map(|there| there.id).collect();
    ids.extend(known.filter(|known| !ids.contains(known)).cloned());
    Ok(ids)
}

/// Records the deletion, and forgets the credential; operations that waited for that go on.
fn taken_back(cx: &StepCx<'_>, of: String, deleted: Option<String>) -> Effect {
    let (services, me) = (cx.services.clone(), cx.operation.id.clone());
    Box::new(move |tx| {
        Box::pin(async move {
            if let Some(id) = deleted {
                let actor = Actor::Operation(me.clone());
                audit::append(&services, tx, &actor, audit::Action::KeyTakenBack, &id).await?;
            }
            let row = credentials::find(tx, PROVIDER).await?.filter(|row| name(&row.id) == of);
            // A key that is at Vapi by now came after this.
            if let Some(row) = row
                && let Some(known) = row.config.hand_over().filter(|known| !known.is_given())
            {
                let nothing = HandOver { credential: None, asked: false, ..known.clone() };
                set(tx, &row, nothing).await?;
            }
            let now = services.clock.now_ms();
            queue::wake_others(tx, WaitingFor::Operation, Some(&me), now).await?;
            Ok(Flow::Next)
        })
    })
}
