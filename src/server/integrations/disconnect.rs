//! Disconnecting a provider: gone here at once, and taken back at the providers
//! by a clean-up that always ends.

use super::{credentials, overview, vapi_key};
use crate::{
    domain::{
        credential::PublicConfig,
        ids::OperationId,
        number::{NumberSource, NumberState, NumberView},
        operation::OperationKind,
        problem::{Kind, Problem},
        provider::Provider,
        release::{DisconnectView, Losing},
        topic::Topic,
    },
    server::{
        agents::{repo as agents, sync},
        audit::{self, Action},
        cx::Cx,
        db::Tx,
        numbers::{
            findings, leftovers,
            managed::orders,
            operations::under_way,
            repo::{self as numbers, Number},
        },
        operations::{
            cleanup::Cleanup,
            queue::{self, Cancel},
        },
    },
};

/// By name, what goes and who is affected.
pub async fn preview(cx: &Cx, provider: Provider) -> Result<DisconnectView, Problem> {
    let mut tx = cx.services.db.read(cx.scope()).await?;
    let now = cx.services.clock.now_ms();
    let page = overview::read(&cx.services, &mut tx, &cx.org).await?;
    let assistants = match provider {
        Provider::Vapi => agents::named(&mut tx, &cx.org).await?,
        Provider::Twilio => Vec::new(),
    };
    // Managed numbers leave Vapi with it, and have nothing to do with the own
    // Twilio account.
    let (own, managed): (Vec<_>, Vec<_>) =
        page.numbers.iter().partition(|number| number.source == NumberSource::Byo);
    let known = numbers::in_use(&mut tx, &cx.org).await?;
    let is = |number: &NumberView, there: fn(&Number) -> bool| {
        known.iter().any(|known| known.id == number.id && there(known))
    };
    let at_vapi = |number: &NumberView| is(number, |known| known.vapi_phone_id.is_some());
    let (placed, unplaced): (Vec<_>, Vec<_>) = own.into_iter().partition(|number| at_vapi(number));
    let (stopped, only_here): (Vec<_>, Vec<_>) = unplaced
        .into_iter()
        .partition(|number| matches!(number.state, NumberState::Requested | NumberState::Importing));
    let stays: Vec<_> = match provider {
        Provider::Vapi => {
            let bought = |number: &&NumberView| is(number, |known| known.twilio_sid.is_some());
            managed.into_iter().filter(bought).collect()
        }
        Provider::Twilio => Vec::new(),
    };
    let losing = |number: &NumberView| Losing {
        e164: number.e164.clone(),
        agent: number.agent.as_ref().map(|(_, name)| name.clone()),
    };
    Ok(DisconnectView {
        now,
        provider,
        account: page.card(provider).credential.as_ref().map(|held| account(&held.config, &held.last4)),
        at_vapi: placed.iter().chain(&stays).any(|number| at_vapi(number)),
        numbers: placed.into_iter().map(losing).collect(),
        only_here: only_here.into_iter().map(|number| number.e164.clone()).collect(),
        assistants: assistants.into_iter().map(|agent| agent.name).collect(),
        stays: stays.into_iter().map(losing).collect(),
        revokes_key: match provider {
            Provider::Vapi => !vapi_key::in_vapi(&mut tx, &cx.org).await?.is_empty(),
            Provider::Twilio => page
                .twilio
                .credential
                .as_ref()
                .is_some_and(|held| held.config.vapi_key().is_some_and(|key| key.known().is_some())),
        },
        stopped: stopped.into_iter().map(|number| number.e164.clone()).collect(),
        operation: latest(&mut tx, cx, provider).await?,
    })
}

pub(in crate::server) fn account(config: &PublicConfig, last4: &str) -> String {
    match config {
        PublicConfig::Twilio { account_sid, .. } => {
            format!("AC•••• {}", account_sid.get(account_sid.len().saturating_sub(4)..).unwrap_or_default())
        }
        PublicConfig::Vapi { .. } => format!("•••• {last4}"),
    }
}

/// The second of two clicks, or of two tabs, leads to the operation of the first.
pub async fn disconnect(cx: &Cx, provider: Provider) -> Result<OperationId, Problem> {
    let mut tx = cx.services.db.write(cx.scope()).await?;
    if !credentials::connected(&mut tx, &cx.org).await?.has(provider) {
        let before = latest(&mut tx, cx, provider).await?;
        return before.ok_or_else(|| Kind::NotConnected(provider).into());
    }
    let operation = take_back(cx, &mut tx, provider).await?;
    tx.commit().await?;
    tracing::info!(org.id = %cx.org, provider = provider.code(), "{} was disconnected", provider.name());
    Ok(operation)
}

async fn latest(tx: &mut Tx, cx: &Cx, provider: Provider) -> Result<Option<OperationId>, Problem> {
    Ok(queue::latest_named(tx, &cx.org, OperationKind::Disconnect, provider.name()).await?)
}

/// Makes the local truth final, in the caller's transaction: the credential is
/// gone, its numbers leave every page, their agents lose them, what is under
/// way stops.
pub async fn take_back(cx: &Cx, tx: &mut Tx, provider: Provider) -> Result<OperationId, Problem> {
    let now = cx.services.clock.now_ms();
    let credential = credentials::find(tx, &cx.org, provider).await?.ok_or(Kind::NotConnected(provider))?;
    let vapi_connected = credentials::connected(tx, &cx.org).await?.has(Provider::Vapi);
    audit::append(&cx.services, tx, &cx.org, &cx.actor(), Action::Disconnected, provider.code()).await?;
    let mut clean_up = Cleanup::default();
    let (numbers, managed): (Vec<_>, Vec<_>) = numbers::in_use(tx, &cx.org)
        .await?
        .into_iter()
        .partition(|number| number.source == NumberSource::Byo);
    // Managed ones stay the org's. A purchase goes on, and waits for Vapi as it
    // would have without.
    let leaves = |number: &&Number| provider == Provider::Vapi && number.twilio_sid.is_some();
    clean_up.remove_numbers(numbers.iter().chain(managed.iter().filter(leaves)), vapi_connected);
    if provider == Provider::Vapi {
        for agent in agents::named(tx, &cx.org).await? {
            clean_up.delete_assistant(&agent.id, &agent.name, agent.assistant_id.as_deref());
        }
    }
    let key_given_up = match provider {
        Provider::Twilio => {
            if let Some(key) = credential.config.vapi_key().filter(|key| key.leaves_traces()) {
                clean_up.revoke_key(&credential, key);
            }
            Vec::new()
        }
        Provider::Vapi => vapi_key::in_vapi(tx, &cx.org).await?,
    };
    for (twilio, key) in &key_given_up {
        clean_up.revoke_key(twilio, key);
    }
    // Before the row goes that its secret comes from.
    let subject = format!("{}:{}", provider.code(), credential.id);
    let operation = clean_up.enqueue(cx, tx, OperationKind::Disconnect, &subject, provider.name()).await?;
    for (twilio, key) in key_given_up {
        vapi_key::give_up(cx, tx, &twilio, key).await?;
    }
    let all = |kind| Cancel { kind, subject: None };
    let verification = Cancel { kind: OperationKind::VerifyCredential, subject: Some(provider.code()) };
    let mut stops = vec![verification];
    stops.extend(
        [OperationKind::CarrySecret, OperationKind::CompareNumbers, OperationKind::DeleteLeftover].map(all),
    );
    if provider == Provider::Vapi {
        stops.push(all(OperationKind::SyncAgent));
    }
    stops.extend(numbers.iter().chain(managed.iter().filter(leaves)).flat_map(under_way));
    queue::cancel(tx, &cx.org, &stops, now).await?;
    for number in &numbers {
        numbers::release(tx, &cx.org, &number.id, now).await?;
    }
    for number in managed.iter().filter(leaves) {
        orders::park(tx, &cx.org, &number.id, now).await?;
    }
    findings::clear(tx, &cx.org, provider).await?;
    leftovers::clear(tx, &cx.org, provider).await?;
    if provider == Provider::Vapi {
        sync::forget_assistants(tx, &cx.org).await?;
    }
    credentials::delete(tx, &cx.org, &credential.id).await?;
    tx.publish(&cx.org, &Topic::ALL);
    Ok(operation)
}
