//! The step that gives Vapi the OpenAI key.

use super::{name, set};
use crate::{
    domain::{
        credential::{Account, CredentialStatus},
        hand_over::{HandOver, HandOverState},
        operation::{Action, Receipt, WaitingFor},
        problem::{Problem, ProblemKind},
        provider::{
            OfProvider as _,
            openai::{OpenaiConfig, PROVIDER},
        },
    },
    server::{
        audit::{self, Actor},
        credentials::{
            self, Credential,
            decryptor::{Opened, Purpose},
        },
        db::OrgTx,
        operations::{
            queue,
            step::{Effect, Flow, StepCx, StepError, StepOutput, StepResult},
        },
        provider_sign_in::accounts,
        providers::{openai::OpenaiAuth, vapi::VapiAuth},
    },
};

/// Idempotent: whatever carries AVA's name is deleted first, so that a credential whose answer was
/// lost is not there twice, and none has a former key.
pub(super) async fn give_key(cx: &StepCx<'_>) -> StepResult {
    let vapi = cx.vapi(Purpose::HandOver).await?;
    let Opened { credential, secret } = cx.open(PROVIDER, Purpose::HandOver).await?;
    // A key that OpenAI was not asked about yet must not replace one that works.
    if credential.status != CredentialStatus::Connected {
        return Err(StepError::waits(ProblemKind::Unavailable(PROVIDER), WaitingFor::from(PROVIDER)));
    }
    let name = name(&credential.id);
    let mut tx = cx.read().await?;
    // An earlier operation may be making one, and a clean-up would delete it.
    if queue::cancelling_any(&mut tx).await?
        || accounts::is_being_taken_back(&mut tx, &name, Account::VAPI).await?
    {
        return Err(StepError::waits(ProblemKind::Stale, WaitingFor::Operation));
    }
    drop(tx);
    let (client, call) = (&cx.services.providers.vapi, cx.call());
    let made = async {
        for there in client.list_credentials(&call, &vapi).await? {
            if there.name.as_ref() == Some(&name) {
                client.delete_credential(&call, &vapi, &there.id).await?;
            }
        }
        if !is_to_go(&credential) {
            return Ok(None);
        }
        // In this order, a disconnecting of Vapi knows of what may be made, or is seen here.
        if !ask(cx, &credential).await? || !cx.may_make(Account::VAPI).await? {
            return Ok(Some(None));
        }
        let key = OpenaiAuth::of(&credential.config, &secret)?.key;
        let made = client.create_credential(&call, &vapi, &name, &key).await?;
        Ok::<_, StepError>(Some(Some(made.id)))
    };
    match made.await {
        Ok(Some(Some(id))) => {
            let receipt = cx.receipt(Action::KeyGiven, &id);
            Ok(StepOutput::new(receipt, settle(cx, credential, Ended::Given(id))))
        }
        Ok(Some(None)) => Ok(StepOutput::again()),
        Ok(None) => {
            let receipt = Receipt::bare(Action::KeyStaysHere);
            Ok(StepOutput { skipped: true, ..StepOutput::new(receipt, settle(cx, credential, Ended::Stays)) })
        }
        Err(error) => refused(cx, &vapi, credential, error).await,
    }
}

/// Ends well, with the word that it is so, where Vapi keeps no keys for the organisation.
async fn refused(cx: &StepCx<'_>, vapi: &VapiAuth, credential: Credential, error: StepError) -> StepResult {
    let client = &cx.services.providers.vapi;
    if error.waiting_for.is_some() || !client.offers_no_credentials(&cx.call(), vapi, &error.problem).await {
        return Err(error);
    }
    let receipt = cx.receipt_about(Action::KeyNotKept, None);
    Ok(StepOutput { skipped: true, ..StepOutput::new(receipt, settle(cx, credential, Ended::NotOffered)) })
}

fn is_to_go(credential: &Credential) -> bool {
    OpenaiConfig::of(&credential.config).is_some_and(OpenaiConfig::goes_to_vapi)
}

/// Notes that Vapi is asked for a credential, which a clean-up then looks for. `false`: somebody
/// saved in between.
async fn ask(cx: &StepCx<'_>, opened: &Credential) -> Result<bool, StepError> {
    let mut tx = cx.write().await?;
    let Some((row, known)) = same(&mut tx, opened).await? else { return Ok(false) };
    set(&mut tx, &row, HandOver { asked: true, ..known }).await?;
    tx.commit().await?;
    Ok(true)
}

/// The row, where it still has the key and the choice that the step works with.
async fn same(tx: &mut OrgTx, opened: &Credential) -> Result<Option<(Credential, HandOver)>, Problem> {
    let row = credentials::find(tx, PROVIDER).await?;
    let same = |row: &Credential| {
        row.id == opened.id && row.version == opened.version && is_to_go(row) == is_to_go(opened)
    };
    Ok(row
        .filter(same)
        .and_then(|row| Some((row.config.hand_over()?.clone(), row)))
        .map(|(known, row)| (row, known)))
}

/// What became of the key.
enum Ended {
    Given(String),
    Stays,
    NotOffered,
}

/// Records it, unless somebody saved in between: then the step runs again, and deletes what it made.
fn settle(cx: &StepCx<'_>, opened: Credential, ended: Ended) -> Effect {
    let (services, me) = (cx.services.clone(), cx.operation.id.clone());
    Box::new(move |tx| {
        Box::pin(async move {
            let at = services.clock.now_ms();
            let Some((row, known)) = same(tx, &opened).await? else { return Ok(Flow::Again) };
            let nothing = HandOver { credential: None, asked: false, ..known };
            let now = match ended {
                Ended::Given(id) => {
                    let actor = Actor::Operation(me);
                    audit::append(&services, tx, &actor, audit::Action::KeyHandedOver, &id).await?;
                    HandOver { state: HandOverState::Given { at }, credential: Some(id), ..nothing }
                }
                Ended::Stays => nothing,
                Ended::NotOffered => HandOver { state: HandOverState::NotOffered { at }, ..nothing },
            };
            set(tx, &row, now).await?;
            Ok(Flow::Next)
        })
    })
}
