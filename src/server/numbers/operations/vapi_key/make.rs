//! The step that has Twilio make the key.

use futures::future::BoxFuture;

use super::{name, refusal};
use crate::{
    domain::{
        credential::Account,
        ids::CredentialId,
        operation::{Action, Receipt, StepKind, WaitingFor},
        problem::{Managed, Problem, ProblemKind},
        provider::PublicConfig,
        vapi_key::{KeyState, VapiKey},
    },
    server::{
        audit::{self, Actor},
        credentials::{self, Credential, decryptor::Purpose},
        numbers::managed::exposure,
        operations::{
            queue,
            step::{Effect, Flow, StepCx, StepError, StepOutput, StepResult},
        },
        providers::twilio::{MadeKey, TwilioAuth},
        vault::provider_secret::ProviderSecret,
    },
};

/// The purpose of a key, and the conditions for making it.
pub struct MakeFor {
    /// The Twilio account that the key is made in.
    pub account: Account,
    /// The operation goes on to renew the token that the key is made with.
    pub renews: bool,
    /// Waits until everything is there that has to be before a key is made.
    pub once: for<'a> fn(&'a StepCx<'_>) -> BoxFuture<'a, Result<(), StepError>>,
}

impl Default for MakeFor {
    fn default() -> Self {
        Self { account: Account::TWILIO, renews: false, once: |_| Box::pin(async { Ok(()) }) }
    }
}

/// Makes a key, except where nobody asked for one or where there is one. Making one is not
/// idempotent and its answer may be lost: keys that such an attempt left are deleted first. Where
/// Twilio refuses, Vapi gets the credentials that the person gave; in the account of managed
/// numbers, nothing before Twilio makes a key.
pub async fn make_key(cx: &StepCx<'_>, what: MakeFor) -> StepResult {
    let account = what.account;
    let mut tx = cx.read().await?;
    let row = credentials::find(&mut tx, account).await?;
    drop(tx);
    let row = row.ok_or(ProblemKind::NotConnected(account.provider))?;
    let Some(key) = row.config.vapi_key() else {
        return Err(ProblemKind::Unreadable(account.provider).into());
    };
    let receipt = match &key.state {
        _ if is_to_be_made(account, key) => return make(cx, what).await,
        KeyState::Made { sid, .. } => cx.receipt(Action::KeyThere, sid),
        KeyState::Refused { .. } => not_granted(cx),
        // The choice changed while this step was making the key.
        KeyState::Unwanted if key.maker.as_ref() == Some(&cx.operation.id) => {
            let opened = cx.open(Account::TWILIO, Purpose::RevokeKey).await?;
            let auth = token(opened.credential.config, opened.secret)?;
            // A token that may not list keys has made none.
            if let Err(problem) = delete_strays(cx, &auth, &row.id, key).await {
                refusal::of_keys_alone(cx, &auth, problem).await?;
            }
            let receipt = Receipt::bare(Action::KeyUnwanted);
            return Ok(StepOutput { skipped: true, ..StepOutput::new(receipt, let_go(cx, row.id)) });
        }
        KeyState::Unwanted | KeyState::Wanted => Receipt::bare(Action::KeyUnwanted),
    };
    Ok(StepOutput::skipped(receipt))
}

/// Whether a key is to be made; in the account of managed numbers nobody has a choice.
fn is_to_be_made(account: Account, key: &VapiKey) -> bool {
    key.state == KeyState::Wanted || (account.is_managed() && key.sid().is_none())
}

fn not_granted(cx: &StepCx<'_>) -> Receipt {
    cx.receipt_about(Action::KeyNotGranted, None)
}

fn token(config: PublicConfig, secret: ProviderSecret) -> Result<TwilioAuth, StepError> {
    Ok(TwilioAuth::of(&config, &secret)?.by_token())
}

async fn make(cx: &StepCx<'_>, what: MakeFor) -> StepResult {
    let MakeFor { account, renews, once } = what;
    once(cx).await?;
    let opened = cx.open(account, Purpose::MakeKey).await?;
    let credential = opened.credential.id.clone();
    let Some(key) = claim(cx, &opened.credential, renews).await? else { return Ok(StepOutput::again()) };
    let auth = token(opened.credential.config, opened.secret)?;
    let made = async {
        delete_strays(cx, &auth, &credential, &key).await?;
        cx.services.providers.twilio.create_key(&cx.call(), &auth, &name(&credential)).await
    };
    match made.await {
        Ok(made) => {
            let receipt = cx.receipt(Action::MadeKey, &made.sid);
            Ok(StepOutput::new(receipt, settle(cx, account, credential, Some(made))))
        }
        Err(problem) => {
            refusal::of_keys_alone(cx, &auth, problem).await?;
            // The token is the operator's: there is nothing to fall back to.
            if account.is_managed() {
                return Err(Problem::from(Managed::NoKey).into());
            }
            Ok(StepOutput {
                skipped: true,
                ..StepOutput::new(not_granted(cx), settle(cx, account, credential, None))
            })
        }
    }
}

/// Reserves the making for this operation: no other makes a key, and a disconnecting knows that one
/// may be there. `None`: somebody saved in between.
async fn claim(cx: &StepCx<'_>, opened: &Credential, renews: bool) -> Result<Option<VapiKey>, StepError> {
    let me = &cx.operation.id;
    let mut tx = cx.write().await?;
    // Any key that is made with a token under renewal goes with that token.
    if opened.account.is_managed() && !renews && exposure::status(&mut tx).await?.exposed {
        return Err(StepError::waits(ProblemKind::Stale, WaitingFor::Operation));
    }
    let row = credentials::find(&mut tx, opened.account).await?;
    let row = row.ok_or(ProblemKind::NotConnected(opened.account.provider))?;
    // The row must hold the very secret that the key is to be made with: it may be another
    // account's by now.
    let same = row.id == opened.id && row.version == opened.version;
    let wanted = |key: &&VapiKey| same && is_to_be_made(row.account, key);
    let Some(key) = row.config.vapi_key().filter(wanted) else { return Ok(None) };
    if let Some(other) = key.maker.as_ref().filter(|maker| *maker != me)
        && queue::is_open_at(&mut tx, other, StepKind::MakeKey).await?
    {
        return Err(StepError::waits(ProblemKind::Stale, WaitingFor::Operation));
    }
    let claimed = VapiKey { state: KeyState::Wanted, maker: Some(me.clone()), ..key.clone() };
    let config = row.config.clone().with_vapi_key(claimed.clone());
    credentials::set_config(&mut tx, &row.id, &config).await?;
    tx.commit().await?;
    Ok(Some(claimed))
}

/// Records that no key of this operation is there any more, and lets operations that waited for
/// that go on. Where a key is wanted again meanwhile, one is made.
fn let_go(cx: &StepCx<'_>, credential: CredentialId) -> Effect {
    let (services, me) = (cx.services.clone(), cx.operation.id.clone());
    Box::new(move |tx| {
        Box::pin(async move {
            let Some(row) = credentials::find(tx, Account::TWILIO).await? else { return Ok(Flow::Next) };
            let Some(key) = row.config.vapi_key().filter(|_| row.id == credential).cloned() else {
                return Ok(Flow::Again);
            };
            if key.is_wanted() {
                return Ok(Flow::Again);
            }
            if key.maker.as_ref() == Some(&me) {
                let config = row.config.with_vapi_key(VapiKey { maker: None, ..key });
                credentials::set_config(tx, &row.id, &config).await?;
            }
            queue::wake_others(tx, WaitingFor::Operation, Some(&me), services.clock.now_ms()).await?;
            Ok(Flow::Next)
        })
    })
}

/// Deletes keys whose creation was not answered. Keys that Vapi may still hold stay until it has
/// got another.
async fn delete_strays(
    cx: &StepCx<'_>,
    auth: &TwilioAuth,
    credential: &CredentialId,
    key: &VapiKey,
) -> Result<(), Problem> {
    let (client, call, name) = (&cx.services.providers.twilio, cx.call(), name(credential));
    for found in client.list_keys(&call, auth).await? {
        let ours = found.friendly_name.as_ref() == Some(&name);
        if ours && key.sid() != Some(found.sid.as_str()) && !key.former.contains(&found.sid) {
            client.delete_key(&call, auth, &found.sid).await?;
        }
    }
    Ok(())
}

/// Stores the key, or that Twilio made none; operations that waited for that go on.
fn settle(cx: &StepCx<'_>, account: Account, credential: CredentialId, made: Option<MadeKey>) -> Effect {
    let (services, me) = (cx.services.clone(), cx.operation.id.clone());
    Box::new(move |tx| {
        Box::pin(async move {
            let now = services.clock.now_ms();
            let Some(row) = credentials::find(tx, account).await? else { return Ok(Flow::Again) };
            let key = row.config.vapi_key().filter(|key| {
                row.id == credential && key.state == KeyState::Wanted && key.maker.as_ref() == Some(&me)
            });
            // The key is not wanted any more: the step runs again, and deletes what it made.
            let Some(key) = key else { return Ok(Flow::Again) };
            let state = match made {
                Some(MadeKey { sid, secret }) => {
                    let actor = Actor::Operation(me.clone());
                    audit::append(&services, tx, &actor, audit::Action::KeyMade, &sid).await?;
                    let (decryptor, secret) = (&services.decryptor, Some(secret));
                    let sealed = decryptor.seal_with_vapi_key(tx, &row, secret).await?;
                    credentials::replace_seal(tx, &row.id, &sealed).await?;
                    KeyState::Made { sid, at: now }
                }
                None => KeyState::Refused { at: now },
            };
            let config = row.config.clone().with_vapi_key(VapiKey { state, ..key.clone() });
            credentials::set_config(tx, &row.id, &config).await?;
            queue::wake_others(tx, WaitingFor::Operation, Some(&me), now).await?;
            Ok(Flow::Next)
        })
    })
}
