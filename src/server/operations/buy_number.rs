//! `buy_number`: buy exactly one managed number, then what `import_number` does.
//!
//! The purchase costs money and has no idempotency key, so it is read back
//! before it is made: an attempt whose answer was lost is found, not repeated.
//! Until Twilio has said no to it, the number's row stays; once it has, nothing
//! was bought, and the row goes.

use super::{
    import_number::{load, not_while_taken_back, taken},
    plan::{By, CleanUp},
    queue::{self, Operation},
    step::{Done, Flow, StepCx, StepResult, Stuck},
};
use crate::{
    domain::{
        credential::{Account, CredentialStatus, PublicConfig, TwilioAuth},
        ids::NumberId,
        number::NumberSource,
        operation::{Action, OperationKind, Receipt, StepKind, WaitingFor},
        problem::{Kind, Managed, Problem},
        provider::Provider,
        topic::Topic,
        vapi_key::VapiKey,
    },
    server::{
        audit::{self, Actor},
        cx::Services,
        db::Tx,
        integrations::credentials::{self, NewCredential},
        numbers::{
            managed::{self, orders},
            repo as numbers,
        },
        providers::twilio::{Purchase, Subaccount, SubaccountStatus, ToBuy},
        vault::{decryptor::Purpose, provider_secret::ProviderSecret},
    },
};

/// The org's own account inside the operator's, made once. The operator's key
/// is used for nothing else here, and the org's Vapi never sees it.
/// Idempotent: one that was made without an answer is found by its name.
pub async fn open_account(cx: &StepCx<'_>) -> StepResult {
    let (services, org) = (cx.services, &cx.operation.org);
    let number = load(cx).await?;
    let mut tx = services.db.write(cx.scope()).await?;
    let there = credentials::find(&mut tx, org, Account::MANAGED).await?;
    if let Some(there) = there.filter(|there| there.status == CredentialStatus::Connected) {
        let object = match there.config {
            PublicConfig::Twilio { account_sid, .. } => Some(account_sid),
            PublicConfig::Vapi { .. } => None,
        };
        let provider = Some(Provider::Twilio);
        return Ok(Done::skipped(Receipt {
            action: Action::FoundAccount,
            provider,
            object,
            was: Vec::new(),
        }));
    }
    if !orders::claim_opening(&mut tx, org, &number.id).await? {
        return Err(Stuck { waiting_for: Some(WaitingFor::Operation), ..Kind::Stale.into() });
    }
    tx.commit().await?;
    let platform = services.config.platform.as_ref().ok_or(Problem::from(Managed::Off))?;
    cx.works_in_managed();
    let (client, call) = (&services.providers.twilio, cx.call());
    let name = managed::account_name(org);
    let (action, account) = match client.find_subaccount(&call, &platform.account, &name).await? {
        Some(found) => (Action::FoundAccount, found),
        None => (Action::OpenedAccount, client.create_subaccount(&call, &platform.account, &name).await?),
    };
    if account.status != SubaccountStatus::Active {
        return Err(Problem::from(Managed::PlatformRefused).into());
    }
    Ok(keep(cx, action, account))
}

/// Its token is stored as the org's managed credential.
fn keep(cx: &StepCx<'_>, action: Action, account: Subaccount) -> Done {
    let receipt = Receipt::of(action, Provider::Twilio, &account.sid);
    let (services, org, by) = (cx.services.clone(), cx.operation.org.clone(), cx.operation.by.clone());
    let (operation, now) = (cx.operation.id.clone(), cx.services.clock.now_ms());
    let actor = Actor::Operation(operation.clone());
    let config = PublicConfig::Twilio {
        account_sid: account.sid,
        auth: TwilioAuth::AuthToken,
        api_key_sid: None,
        friendly_name: Some(managed::account_name(&org)),
        trial: false,
        vapi_key: VapiKey::default(),
    };
    let secret = ProviderSecret::Twilio {
        auth_token: account.auth_token,
        api_key_secret: None,
        vapi_key_secret: None,
    };
    Done::new(
        receipt,
        Box::new(move |tx| {
            Box::pin(async move {
                let before = credentials::find(tx, &org, Account::MANAGED).await?;
                let id = before.map_or_else(|| services.random.id(), |before| before.id);
                audit::append(
                    &services,
                    tx,
                    &org,
                    &actor,
                    audit::Action::CredentialSaved,
                    Account::MANAGED.code(),
                )
                .await?;
                let sealed = services.decryptor.seal(&services, tx, &org, id.as_str(), &secret).await?;
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
                credentials::upsert(tx, &org, &new).await?;
                orders::opened(tx, &org).await?;
                queue::wake_others(tx, &org, WaitingFor::Operation, Some(&operation), now).await?;
                Ok(Flow::Next)
            })
        }),
    )
}

/// Tells Twilio the address that was typed, where one was, for this number alone.
/// Idempotent: one that was made without an answer is found by its name.
pub async fn make_address(cx: &StepCx<'_>) -> StepResult {
    let number = load(cx).await?;
    let mut tx = cx.services.db.read(cx.scope()).await?;
    let order = orders::find(&mut tx, &cx.operation.org, &number.id).await?.unwrap_or_default();
    drop(tx);
    let Some(address) = order.address else { return Ok(Done::skipped(Receipt::bare(Action::NoAddress))) };
    if let Some(sid) = order.address_sid {
        return Ok(Done::skipped(Receipt::of(Action::FoundAddress, Provider::Twilio, &sid)));
    }
    let auth = cx.twilio(NumberSource::Managed, Purpose::BuyNumber).await?;
    let (client, call) = (&cx.services.providers.twilio, cx.call());
    let name = managed::address_name(&number.id);
    let (action, sid) = match client.addresses_named(&call, &auth, &name).await?.pop() {
        Some(sid) => (Action::FoundAddress, sid),
        None => (Action::MadeAddress, client.create_address(&call, &auth, &name, &address).await?),
    };
    let receipt = Receipt::of(action, Provider::Twilio, &sid);
    let (org, id) = (cx.operation.org.clone(), number.id);
    Ok(Done::new(
        receipt,
        Box::new(move |tx| {
            Box::pin(async move {
                orders::set_address_sid(tx, &org, &id, &sid).await?;
                Ok(Flow::Next)
            })
        }),
    ))
}

/// Buys the number that was chosen, by itself, never "one like it".
/// Idempotent: what the account owns already is not bought again.
pub async fn buy(cx: &StepCx<'_>) -> StepResult {
    let number = load(cx).await?;
    if let Some(sid) = &number.twilio_sid {
        return Ok(Done::skipped(Receipt::of(Action::FoundBought, Provider::Twilio, sid)));
    }
    not_while_taken_back(cx, &number).await?;
    let mut tx = cx.services.db.read(cx.scope()).await?;
    let order = orders::find(&mut tx, &cx.operation.org, &number.id).await?.unwrap_or_default();
    drop(tx);
    let auth = cx.twilio(NumberSource::Managed, Purpose::BuyNumber).await?;
    let (client, call) = (&cx.services.providers.twilio, cx.call());
    let (action, sid) = match client.find_number(&call, &auth, &number.e164).await? {
        Some(found) => (Action::FoundBought, found.sid),
        None => {
            let wanted = ToBuy {
                number: &number.e164,
                address_sid: order.address_sid.as_deref(),
                bundle_sid: order.bundle_sid.as_deref(),
            };
            match client.buy_number(&call, &auth, &wanted).await? {
                Purchase::Bought(bought) => (Action::BoughtNumber, bought.sid),
                Purchase::Refused(problem) => return Err(Stuck { not_bought: true, ..problem.into() }),
            }
        }
    };
    let receipt = Receipt::of(action, Provider::Twilio, &sid);
    let (org, id, now) = (cx.operation.org.clone(), number.id, cx.services.clock.now_ms());
    Ok(Done::new(
        receipt,
        Box::new(move |tx| {
            Box::pin(async move {
                orders::bought(tx, &org, &id, &sid, now).await.map_err(taken)?;
                Ok(Flow::Next)
            })
        }),
    ))
}

/// What was bought stays, and what may have been bought; what was not, goes, and
/// so does its address at Twilio.
pub async fn failed(
    services: &Services,
    tx: &mut Tx,
    operation: &Operation,
    stuck: &Stuck,
    now: i64,
) -> Result<(), Problem> {
    let id: NumberId = operation.subject.parse().map_err(|_| Kind::Internal)?;
    let org = &operation.org;
    let Some(number) = numbers::find(tx, org, &id).await? else { return Ok(()) };
    let tried = |kind| operation.steps.iter().any(|step| step.kind == kind && step.attempts > 0);
    let order = orders::find(tx, org, &id).await?;
    let unsure =
        order.as_ref().is_some_and(|order| !stuck.not_bought && (order.unsure || tried(StepKind::BuyNumber)));
    if number.twilio_sid.is_some() || unsure {
        if number.twilio_sid.is_none() {
            orders::set_unsure(tx, org, &id).await?;
        }
        numbers::fail(tx, org, &id, now).await?;
    } else {
        // A refusal at the first attempt leaves nothing; an answer that was lost may.
        let lost = |step: &queue::Step| {
            step.kind == StepKind::MakeAddress
                && (step.attempts > 1 || (step.attempts == 1 && stuck.problem.passes_by_itself()))
        };
        let told = |order: &orders::Order| {
            order.address_sid.is_some() || (order.address.is_some() && operation.steps.iter().any(lost))
        };
        if order.as_ref().is_some_and(told) {
            let actor = Actor::Operation(operation.id.clone());
            let by = By { services, org, user: &operation.by, actor };
            let mut clean_up = CleanUp::default();
            clean_up.delete_address(&number);
            let (kind, e164) = (OperationKind::ForgetAddress, number.e164.as_str());
            clean_up.enqueue(by, tx, kind, id.as_str(), e164).await?;
        }
        orders::forget(tx, org, &id).await?;
        managed::forget_account_with_last(tx, org).await?;
        tx.publish(org, &Topic::ALL);
    }
    // Another purchase may be waiting for this one to open the account.
    Ok(queue::wake(tx, org, WaitingFor::Operation, now).await?)
}
