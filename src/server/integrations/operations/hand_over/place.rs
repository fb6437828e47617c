//! The step that gives Vapi the OpenAI key, or deletes it there where it is not to be.

use super::{name, set};
use crate::{
    domain::{
        credential::Account,
        openai_key_at_vapi::{HandOver, HandOverState},
        operation::{Action, Receipt, WaitingFor},
        problem::{Problem, ProblemKind},
        provider::{OfProvider as _, openai::OpenaiConfig},
    },
    server::{
        audit::{self, Actor},
        credentials::{
            self, Credential,
            decryptor::{Opened, Purpose},
        },
        db::OrgTx,
        operations::step::{Effect, Flow, StepCx, StepError, StepOutput, StepResult},
        provider_auth::accounts,
        providers::{openai::OpenaiAuth, vapi::VapiAuth},
    },
};

/// The stored wish for a key at Vapi, and whether Vapi has it like that.
pub(super) struct Wanted {
    hand_over: HandOver,
    /// Whether Vapi is to have the key, and can work with it.
    goes: bool,
}

impl Wanted {
    pub(super) fn is_open(&self) -> bool {
        if self.goes { !self.hand_over.is_given() } else { self.hand_over.leaves_traces() }
    }
}

pub(super) fn wanted(row: &Credential) -> Option<Wanted> {
    let config = OpenaiConfig::of(&row.config)?;
    Some(Wanted { hand_over: config.hand_over.clone(), goes: config.goes_to_vapi() })
}

/// What became of the key.
enum Placed {
    Given(String),
    TakenBack(String),
    StaysHere,
    NotOffered,
    /// Somebody saved in between.
    Changed,
}

/// Idempotent: whatever carries AVA's name is deleted first, so that a credential whose answer was
/// lost is not there twice, and none has a former key.
pub(super) async fn place_key(cx: &StepCx<'_>) -> StepResult {
    let vapi = cx.vapi(Purpose::HandOver).await?;
    let opened = cx.open(Account::OPENAI, Purpose::HandOver).await?;
    // A key that OpenAI was not asked about yet must not replace one that works.
    if !opened.credential.status.is_accepted() {
        let openai = Account::OPENAI.provider;
        return Err(StepError::waits(ProblemKind::Unavailable(openai), WaitingFor::from(openai)));
    }
    let wanted = wanted(&opened.credential).ok_or(ProblemKind::Internal)?;
    if let Some(id) = wanted.hand_over.credential.as_deref().filter(|_| !wanted.is_open()) {
        return Ok(StepOutput::skipped(cx.receipt(Action::KeyGiven, id)));
    }
    let mut tx = cx.read().await?;
    // A clean-up would delete what is made now.
    if accounts::has_cleanup_under_way(&mut tx, &name(&opened.credential.id), Account::VAPI).await? {
        return Err(StepError::waits(ProblemKind::Stale, WaitingFor::Operation));
    }
    drop(tx);
    let placed = match place(cx, &vapi, &opened, &wanted).await {
        Err(error) => not_offered(cx, &vapi, &wanted, error).await?,
        Ok(placed) => placed,
    };
    let receipt = match &placed {
        Placed::Given(id) => cx.receipt(Action::KeyGiven, id),
        Placed::TakenBack(id) => cx.receipt(Action::KeyTakenBack, id),
        Placed::StaysHere => Receipt::bare(Action::KeyStaysHere),
        Placed::NotOffered => cx.receipt_about(Action::KeyNotKept, None),
        Placed::Changed => return Ok(StepOutput::again()),
    };
    let skipped = matches!(placed, Placed::StaysHere | Placed::NotOffered);
    Ok(StepOutput { skipped, ..StepOutput::new(receipt, settle(cx, opened.credential, placed)) })
}

async fn place(
    cx: &StepCx<'_>,
    vapi: &VapiAuth,
    Opened { credential, secret }: &Opened,
    wanted: &Wanted,
) -> Result<Placed, StepError> {
    let (client, call, name) = (&cx.services.providers.vapi, cx.call(), name(&credential.id));
    let mut deleted = None;
    for there in client.list_credentials(&call, vapi).await? {
        if there.name.as_ref() == Some(&name) && client.delete_credential(&call, vapi, &there.id).await? {
            deleted = Some(there.id);
        }
    }
    if !wanted.goes {
        return Ok(deleted.map_or(Placed::StaysHere, Placed::TakenBack));
    }
    // In this order, a disconnecting of Vapi knows of what may be made, or is seen here.
    if !ask(cx, credential).await? || !cx.may_make(Account::VAPI).await? {
        return Ok(Placed::Changed);
    }
    let key = OpenaiAuth::of(&credential.config, secret)?.key;
    let made = client.create_credential(&call, vapi, &name, &key).await?;
    Ok(Placed::Given(made.id))
}

/// Ends well, with the word that it is so, where Vapi keeps no keys for the organisation. Where it
/// may have one, that is a problem like any other.
async fn not_offered(
    cx: &StepCx<'_>,
    vapi: &VapiAuth,
    wanted: &Wanted,
    error: StepError,
) -> Result<Placed, StepError> {
    let (client, call) = (&cx.services.providers.vapi, cx.call());
    if error.waiting_for.is_none()
        && wanted.goes
        && !wanted.hand_over.leaves_traces()
        && client.offers_no_credentials(&call, vapi, &error.problem).await
    {
        return Ok(Placed::NotOffered);
    }
    Err(error)
}

/// Notes that Vapi is asked for a credential, which a clean-up then looks for. `false`: somebody
/// saved in between.
async fn ask(cx: &StepCx<'_>, opened: &Credential) -> Result<bool, StepError> {
    let mut tx = cx.write().await?;
    let Some((row, known)) = unchanged(&mut tx, opened).await? else { return Ok(false) };
    set(&mut tx, &row, HandOver { asked: true, ..known }).await?;
    tx.commit().await?;
    Ok(true)
}

/// The row, where it still has the key and the choice that the step works with.
async fn unchanged(tx: &mut OrgTx, opened: &Credential) -> Result<Option<(Credential, HandOver)>, Problem> {
    let row = credentials::find(tx, Account::OPENAI).await?;
    let same = row.filter(|row| row.id == opened.id && row.version == opened.version);
    let goes = |row: &Credential| wanted(row).is_some_and(|wanted| wanted.goes);
    Ok(same.filter(|row| goes(row) == goes(opened)).and_then(|row| {
        let known = row.config.hand_over()?.clone();
        Some((row, known))
    }))
}

/// Records it, unless somebody saved in between: then the step runs again, and deletes what it made.
fn settle(cx: &StepCx<'_>, opened: Credential, placed: Placed) -> Effect {
    let (services, me) = (cx.services.clone(), cx.operation.id.clone());
    Box::new(move |tx| {
        Box::pin(async move {
            let at = services.clock.now_ms();
            let Some((row, known)) = unchanged(tx, &opened).await? else { return Ok(Flow::Again) };
            let nothing = HandOver { credential: None, asked: false, ..known };
            let (now, entry) = match placed {
                Placed::Given(id) => {
                    let entry = (audit::Action::KeyHandedOver, id.clone());
                    let state = HandOverState::Given { at };
                    (HandOver { state, credential: Some(id), ..nothing }, Some(entry))
                }
                Placed::TakenBack(id) => (nothing, Some((audit::Action::KeyTakenBack, id))),
                Placed::StaysHere => (nothing, None),
                Placed::NotOffered => (HandOver { state: HandOverState::NotOffered { at }, ..nothing }, None),
                Placed::Changed => return Ok(Flow::Again),
            };
            set(tx, &row, now).await?;
            if let Some((action, id)) = entry {
                audit::append(&services, tx, &Actor::Operation(me), action, &id).await?;
            }
            Ok(Flow::Next)
        })
    })
}
