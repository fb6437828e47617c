//! Opens the account, or opens it again.

use super::{delete_keys, platform, wait, with_token};
use crate::{
    domain::{
        credential::{Account, CredentialStatus},
        ids::CredentialId,
        operation::{Action, StepKind, WaitingFor},
        problem::{Managed, Problem},
        provider::{PublicConfig, twilio::TwilioConfig},
        vapi_key::VapiKey,
    },
    server::{
        audit::{self, Actor},
        credentials::{self, NewCredential, decryptor::Sealed},
        cx::Services,
        db::OrgTx,
        health::Saved,
        numbers::{
            managed::{
                exposure::{self, AccountStatus},
                orders,
            },
            operations::import::load,
        },
        operations::{
            queue,
            step::{Flow, StepCx, StepError, StepOutput, StepResult},
        },
        provider_auth::account_name,
        providers::twilio::{Subaccount, SubaccountStatus, TwilioAuth},
        vault::{keyring::KeyringError, provider_secret::TwilioSecret},
    },
};

/// Makes the account once, and finds it by its name from then on. Idempotent: an account that was
/// made without an answer is found, too.
pub async fn open_account(cx: &StepCx<'_>) -> StepResult {
    let services = cx.services;
    let number = load(cx).await?;
    let mut tx = cx.write().await?;
    let status = exposure::status(&mut tx).await?;
    let exposed = status.exposed;
    let there = credentials::find(&mut tx, Account::MANAGED).await?;
    let vapis_key = there.as_ref().and_then(|there| Some(there.config.vapi_key()?.sid()?.to_owned()));
    // The token that would be used is about to be replaced.
    if exposed && (there.is_some() || exposure::is_begun(&mut tx).await?) {
        return Err(wait());
    }
    if let Some(there) = there.filter(|there| there.status.is_accepted()) {
        let object = there.config.account_sid().map(str::to_owned);
        return Ok(StepOutput::skipped(cx.receipt_about(Action::FoundAccount, object)));
    }
    let suspended_by_ava = let_close(&mut tx, status).await?;
    if !orders::claim_opening(&mut tx, &number.id).await? {
        return Err(wait());
    }
    tx.commit().await?;
    let platform = platform(cx)?;
    cx.works_in_managed();
    let (client, call) = (&services.providers.twilio, cx.call());
    let name = account_name(&cx.operation.org);
    let (action, account) = match client.find_subaccount(&call, &platform.account, &name).await? {
        Some(found) if found.status == SubaccountStatus::Suspended && suspended_by_ava => {
            (Action::ReopenedAccount, reopen(cx, &platform.account, found).await?)
        }
        // For one, an attempt to open it again did not come to its end.
        Some(found) if found.status == SubaccountStatus::Active && exposed => {
            (Action::RenewedToken, renewed(cx, found).await?)
        }
        Some(found) => {
            // The account was left with the last number, and not suspended yet: a number is ordered
            // again.
            if found.status == SubaccountStatus::Active {
                delete_keys(cx, &found.clone().auth(), vapis_key.as_deref()).await?;
            }
            (Action::FoundAccount, found)
        }
        None => (Action::OpenedAccount, client.create_subaccount(&call, &platform.account, &name).await?),
    };
    if account.status != SubaccountStatus::Active {
        return Err(Problem::from(Managed::PlatformRefused).into());
    }
    Ok(keep(cx, action, account))
}

/// Waits for a closing that is under way; one that makes no progress will find the account in use.
/// Returns whether AVA suspended the account, or may have.
async fn let_close(tx: &mut OrgTx, status: AccountStatus) -> Result<bool, StepError> {
    let Some(closing) = &status.closing else { return Ok(status.suspended) };
    if queue::is_open_at(tx, closing, StepKind::CloseAccount).await? {
        return Err(wait());
    }
    exposure::set_status(tx, &AccountStatus { suspended: true, closing: None, ..status }).await?;
    Ok(true)
}

/// Opens the account again with another token, whoever knew the former one; until it has the new
/// one, its token counts as known to others.
async fn reopen(cx: &StepCx<'_>, parent: &TwilioAuth, found: Subaccount) -> Result<Subaccount, StepError> {
    let mut tx = cx.write().await?;
    let before = exposure::status(&mut tx).await?;
    exposure::set_status(&mut tx, &AccountStatus { exposed: true, ..before }).await?;
    tx.commit().await?;
    let active = SubaccountStatus::Active;
    let twilio = &cx.services.providers.twilio;
    renewed(cx, twilio.set_subaccount_status(&cx.call(), parent, &found.sid, active).await?).await
}

/// Gives the account another token, and deletes the keys that somebody made by the former one.
async fn renewed(cx: &StepCx<'_>, account: Subaccount) -> Result<Subaccount, StepError> {
    let (client, call) = (&cx.services.providers.twilio, cx.call());
    let (sid, status) = (account.sid.clone(), account.status);
    let auth = account.auth();
    let auth_token = client.renew_token(&call, &auth).await?;
    let auth = TwilioAuth { auth_token, ..auth };
    delete_keys(cx, &auth, None).await?;
    Ok(Subaccount { sid, auth_token: auth.auth_token, status })
}

/// Stores the account's token as the org's managed credential.
fn keep(cx: &StepCx<'_>, action: Action, account: Subaccount) -> StepOutput {
    let receipt = cx.receipt(action, &account.sid);
    let (services, by) = (cx.services.clone(), cx.operation.by.clone());
    let (operation, now) = (cx.operation.id.clone(), cx.services.clock.now_ms());
    let actor = Actor::Operation(operation.clone());
    StepOutput::new(
        receipt,
        Box::new(move |tx| {
            Box::pin(async move {
                let before = credentials::find(tx, Account::MANAGED).await?;
                let id = before.as_ref().map_or_else(|| services.random.id(), |before| before.id.clone());
                let from = before.as_ref().map(|before| before.status);
                // Vapi's key to the same account goes on working.
                let kept = before.filter(|before| before.config.account_sid() == Some(account.sid.as_str()));
                audit::append(&services, tx, &actor, audit::Action::CredentialSaved, Account::MANAGED.code())
                    .await?;
                let (sealed, config) = match kept {
                    Some(row) => with_token(&services, tx, &row, account.auth_token).await?,
                    None => fresh(&services, tx, &id, account).await?,
                };
                let new = NewCredential {
                    id,
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
                let saved = Saved {
                    credential: &new.id,
                    account: new.account,
                    from,
                    to: new.status,
                    problem: None,
                    now,
                };
                services.health.saved(tx, &saved).await?;
                if action == Action::ReopenedAccount {
                    let reopened = audit::Action::AccountReopened;
                    audit::append(&services, tx, &actor, reopened, Account::MANAGED.code()).await?;
                }
                exposure::set_status(tx, &AccountStatus::default()).await?;
                orders::opened(tx).await?;
                queue::wake_others(tx, WaitingFor::Operation, Some(&operation), now).await?;
                Ok(Flow::Next)
            })
        }),
    )
}

/// Seals the token, which is given to nobody: Vapi gets a key.
async fn fresh(
    services: &Services,
    tx: &mut OrgTx,
    id: &CredentialId,
    account: Subaccount,
) -> Result<(Sealed, PublicConfig), KeyringError> {
    let config = TwilioConfig {
        friendly_name: Some(account_name(tx.org())),
        ..TwilioConfig::by_token(account.sid, VapiKey::chosen(true))
    };
    let (config, secret) = (config.into(), TwilioSecret::token(account.auth_token).into());
    Ok((services.decryptor.seal(tx, id.as_str(), &secret).await?, config))
}
