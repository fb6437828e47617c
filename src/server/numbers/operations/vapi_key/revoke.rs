//! The step that deletes at Twilio the keys that nothing uses any more.

use futures::FutureExt;

use super::{name, refusal};
use crate::{
    domain::{
        credential::Account,
        ids::OperationId,
        operation::{Action, ManualStep, StepKind, Target, WaitingFor},
        problem::{Problem, ProblemKind},
        vapi_key::{KeyState, VapiKey},
    },
    server::{
        audit::{self, Actor},
        credentials::{self, Credential, decryptor::Purpose},
        db::OrgTx,
        operations::{
            cleanup::Cleanup,
            handler::StepDef,
            queue,
            step::{Effect, Flow, StepCx, StepError, StepOutput, StepResult},
        },
        provider_auth::accounts,
    },
};

pub const REVOKE_KEY: StepDef =
    StepDef::new(StepKind::RevokeKey, |cx| revoke_key(cx).boxed()).by_hand(|left| {
        let Target::Key { name, .. } = left.target else { return None };
        Some(ManualStep::RevokeKey { name: name.clone(), object: left.object })
    });

impl Cleanup {
    /// Revokes the key after the numbers are out of Vapi, which signs in with it until then.
    pub fn revoke_key(&mut self, credential: &Credential, key: &VapiKey) {
        let account = credential.account;
        let target = Target::Key {
            name: name(&credential.id),
            sid: key.last_sid().map(str::to_owned),
            source: account.source,
        };
        self.add(StepKind::RevokeKey, target, account);
    }
}

/// Deletes all keys with the name, except the one that the org's credential holds now: Twilio may
/// be connected still, or again. Idempotent: a key that is not there counts as deleted.
async fn revoke_key(cx: &StepCx<'_>) -> StepResult {
    let Some(Target::Key { name, sid, source }) = &cx.step.target else {
        return Err(ProblemKind::Internal.into());
    };
    let account = Account::twilio(*source);
    let auth = if cx.operation.kind.is_cleanup() {
        // A suspended account has no keys any more.
        let Some(auth) = accounts::twilio_token(cx, *source).await? else {
            return Ok(cx.gone(sid.as_deref()));
        };
        auth
    } else {
        cx.twilio(*source, Purpose::RevokeKey).await?.by_token()
    };
    let (client, call) = (&cx.services.providers.twilio, cx.call());
    let deleted = async {
        let listed = client.list_keys(&call, &auth).await?;
        // The row is read after the list: keys made from now on do not stand in it.
        let seen = look(cx, account, name).await?;
        let mut deleted = None;
        for key in listed.into_iter().filter(|key| key.friendly_name.as_ref() == Some(name)) {
            if Some(&key.sid) != seen.in_use.as_ref() && client.delete_key(&call, &auth, &key.sid).await? {
                deleted = Some(key.sid);
            }
        }
        Ok::<_, StepError>((deleted, seen))
    };
    match deleted.await {
        Ok((Some(deleted), seen)) => {
            let object = sid.clone().unwrap_or(deleted);
            let receipt = cx.receipt(Action::RevokedKey, &object);
            Ok(StepOutput::new(receipt, forget(cx, account, name.clone(), seen, Some(object))))
        }
        Ok((None, seen)) => {
            let effect = forget(cx, account, name.clone(), seen, None);
            Ok(StepOutput { effect, ..cx.gone(sid.as_deref()) })
        }
        Err(error) if error.waiting_for.is_some() => Err(error),
        Err(error) => {
            refusal::of_keys_alone(cx, &auth, error.problem.clone()).await?;
            match sid {
                Some(_) => {
                    Err(Problem { kind: ProblemKind::Rejected(account.provider), ..error.problem }.into())
                }
                // Twilio shows AVA no keys, and made none that AVA knows of.
                None => {
                    let action = Action::KeyNotGranted;
                    Ok(StepOutput::skipped(cx.receipt_about(action, None)))
                }
            }
        }
    }
}

/// The org's Twilio credential, where its keys have this name.
async fn of_name(
    tx: &mut OrgTx,
    account: Account,
    wanted: &str,
) -> Result<Option<(Credential, VapiKey)>, sqlx::Error> {
    let row = credentials::find(tx, account).await?.filter(|row| name(&row.id) == wanted);
    Ok(row.and_then(|row| Some((row.config.vapi_key()?.clone(), row))).map(|(key, row)| (row, key)))
}

/// The keys with the name that are known here.
#[derive(Default)]
struct Seen {
    in_use: Option<String>,
    former: Vec<String>,
    maker: Option<OperationId>,
}

/// Waits while a key is being made, which could be any of those that were listed. An operation that
/// makes a key that is not wanted any more deletes it itself, and is waited for only while a worker
/// runs it.
async fn look(cx: &StepCx<'_>, account: Account, name: &str) -> Result<Seen, StepError> {
    let mut tx = cx.read().await?;
    let Some((_, key)) = of_name(&mut tx, account, name).await? else { return Ok(Seen::default()) };
    let making = match &key.maker {
        Some(maker) if key.state == KeyState::Wanted => {
            queue::is_open_at(&mut tx, maker, StepKind::MakeKey).await?
        }
        Some(maker) => queue::is_held_at(&mut tx, maker, StepKind::MakeKey).await?,
        None => false,
    };
    if making {
        return Err(StepError::waits(ProblemKind::Stale, WaitingFor::Operation));
    }
    let in_use = key.sid().map(str::to_owned);
    Ok(Seen { in_use, former: key.former, maker: key.maker })
}

/// Records the deletion, and forgets the keys that are not there any more; keys that came since the
/// look are another operation's.
fn forget(cx: &StepCx<'_>, account: Account, name: String, seen: Seen, deleted: Option<String>) -> Effect {
    let (services, me) = (cx.services.clone(), cx.operation.id.clone());
    Box::new(move |tx| {
        Box::pin(async move {
            if let Some(sid) = deleted {
                let actor = Actor::Operation(me);
                audit::append(&services, tx, &actor, audit::Action::KeyRevoked, &sid).await?;
            }
            let Some((row, key)) = of_name(tx, account, &name).await? else { return Ok(Flow::Next) };
            let mut left = key.clone();
            left.former.retain(|sid| !seen.former.contains(sid));
            if key.maker == seen.maker
                && key.sid().is_none()
                && let Some(maker) = &seen.maker
                && !queue::is_open_at(tx, maker, StepKind::MakeKey).await?
            {
                left.maker = None;
            }
            if left != key {
                let config = row.config.with_vapi_key(left);
                credentials::set_config(tx, &row.id, &config).await?;
            }
            Ok(Flow::Next)
        })
    })
}
