//! The step of a clean-up that deletes at Vapi the credential with the OpenAI key.

use futures::FutureExt;

use super::name;
use crate::{
    domain::{
        credential::Account,
        openai_key_at_vapi::HandOver,
        operation::{Action, ManualStep, StepKind, Target, WaitingFor},
        problem::ProblemKind,
    },
    server::{
        audit::{self, Actor},
        credentials::Credential,
        operations::{
            cleanup::Cleanup,
            handler::StepDef,
            queue,
            step::{Effect, Flow, StepCx, StepError, StepOutput, StepResult},
        },
        provider_auth::accounts,
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
        let target = Target::Credential { name: name(&row.id), at_vapi: hand_over.credential.clone() };
        self.add(StepKind::TakeKeyBack, target, Account::VAPI);
    }
}

/// Deletes whatever carries the name. Idempotent: a credential that is not there counts as deleted.
async fn take_key_back(cx: &StepCx<'_>) -> StepResult {
    let Some(Target::Credential { name, at_vapi }) = &cx.step.target else {
        return Err(ProblemKind::Internal.into());
    };
    let vapi = accounts::vapi(cx).await?;
    let (client, call) = (&cx.services.providers.vapi, cx.call());
    let mut deleted = None;
    for id in there(cx, &vapi, name, at_vapi.as_ref()).await? {
        if client.delete_credential(&call, &vapi, &id).await? {
            deleted = Some(id);
        }
    }
    let effect = revoked(cx, deleted.clone());
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
    let listed = match cx.services.providers.vapi.list_credentials(&cx.call(), vapi).await {
        Ok(listed) => listed,
        // Where there is no list, there are no credentials; the known one is asked for by its id.
        Err(problem) if matches!(problem.kind, ProblemKind::GoneAt(_)) => Vec::new(),
        Err(problem) => return Err(problem.into()),
    };
    let named = listed.into_iter().filter(|there| there.name.as_deref() == Some(name));
    let mut ids: Vec<String> = named.map(|there| there.id).collect();
    ids.extend(known.filter(|known| !ids.contains(known)).cloned());
    Ok(ids)
}

/// Records the deletion; operations that waited for it go on. The disconnecting itself has forgotten
/// the credential.
fn revoked(cx: &StepCx<'_>, deleted: Option<String>) -> Effect {
    let (services, me) = (cx.services.clone(), cx.operation.id.clone());
    Box::new(move |tx| {
        Box::pin(async move {
            if let Some(id) = deleted {
                let actor = Actor::Operation(me.clone());
                audit::append(&services, tx, &actor, audit::Action::KeyTakenBack, &id).await?;
            }
            let now = services.clock.now_ms();
            queue::wake_others(tx, WaitingFor::Operation, Some(&me), now).await?;
            Ok(Flow::Next)
        })
    })
}
