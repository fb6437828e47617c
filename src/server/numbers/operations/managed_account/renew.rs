//! Renews the token of an account whose token somebody else may know.

use super::{delete_keys, platform, with_token};
use crate::{
    domain::{
        credential::{Account, CredentialStatus},
        operation::{Action, WaitingFor},
        vapi_key::VapiKey,
    },
    server::{
        audit::{self, Actor},
        credentials::{self, NewCredential},
        health::Saved,
        numbers::managed::exposure::{self, AccountStatus},
        operations::{
            queue,
            step::{Effect, Flow, StepCx, StepError, StepOutput, StepResult},
        },
        provider_auth::account_name,
        providers::twilio::{SubaccountStatus, TwilioAuth},
        vault::secret::Secret,
    },
};

/// Renews the token that holds now, which the operator's key reads whatever an earlier attempt came
/// to: once more than necessary where an answer was lost. Holders of the former token may have made
/// keys, which would survive: all are deleted but the one that AVA made for Vapi. A suspended
/// account is left: its token is renewed when it is opened again.
pub async fn renew_token(cx: &StepCx<'_>) -> StepResult {
    let platform = platform(cx)?;
    cx.works_in_managed();
    let (client, call) = (&cx.services.providers.twilio, cx.call());
    let name = account_name(&cx.operation.org);
    let account = client.find_subaccount(&call, &platform.account, &name).await?;
    let Some(account) = account.filter(|account| account.status == SubaccountStatus::Active) else {
        return Ok(StepOutput { effect: secured(cx, None), ..cx.gone(None) });
    };
    let receipt = cx.receipt(Action::RenewedToken, &account.sid);
    let auth = account.auth();
    let auth_token = client.renew_token(&call, &auth).await?;
    let auth = TwilioAuth { auth_token, ..auth };
    delete_keys(cx, &auth, vapis_key(cx).await?.as_deref()).await?;
    Ok(StepOutput::new(receipt, secured(cx, Some(auth.auth_token))))
}

/// The SID of the key that Vapi holds. No other is made before this is over.
async fn vapis_key(cx: &StepCx<'_>) -> Result<Option<String>, StepError> {
    let mut tx = cx.read().await?;
    let row = credentials::find(&mut tx, Account::MANAGED).await?;
    Ok(row.and_then(|row| row.config.vapi_key()?.sid().map(str::to_owned)))
}

/// Records that nobody but AVA has the token: the row holds the new one, if there is a row.
fn secured(cx: &StepCx<'_>, token: Option<Secret>) -> Effect {
    let (services, by) = (cx.services.clone(), cx.operation.by.clone());
    let me = cx.operation.id.clone();
    Box::new(move |tx| {
        Box::pin(async move {
            let now = services.clock.now_ms();
            let row = credentials::find(tx, Account::MANAGED).await?;
            if let Some((token, row)) = token.zip(row) {
                let actor = Actor::Operation(me.clone());
                audit::append(&services, tx, &actor, audit::Action::TokenRenewed, row.id.as_str()).await?;
                let (sealed, config) = with_token(&services, tx, &row, token).await?;
                // Every former key was deleted.
                let key = config.vapi_key().cloned().unwrap_or_default();
                let config = config.with_vapi_key(VapiKey { former: Vec::new(), ..key });
                let new = NewCredential {
                    id: row.id.clone(),
                    account: Account::MANAGED,
                    config: &config,
                    sealed,
                    status: CredentialStatus::Connected,
                    problem: None,
                    verified_at: Some(now),
                    saved_by: &by,
                    now,
                };
                credentials::upsert(tx, &new).await?;
                let (from, to) = (Some(row.status), new.status);
                let saved = Saved { credential: &new.id, account: new.account, from, to, problem: None, now };
                services.health.saved(tx, &saved).await?;
            }
            let before = exposure::status(tx).await?;
            exposure::set_status(tx, &AccountStatus { exposed: false, ..before }).await?;
            queue::wake_others(tx, WaitingFor::Operation, Some(&me), now).await?;
            Ok(Flow::Next)
        })
    })
}
