//! The step: what it reads, and what is kept of it.

use std::collections::{HashMap, HashSet};

use futures::future::OptionFuture;

use super::both::{AtTwilio, Both, Compared, of};
use crate::{
    domain::{
        credential::{Account, CredentialStatus},
        ids::{NumberId, OrgId},
        operation::{Action, Receipt},
        problem::{Kind, Problem},
        provider::Provider,
    },
    server::{
        agents::repo as agents,
        cx::Services,
        db::Tx,
        integrations::credentials,
        numbers::{
            findings::{self, Basis},
            repo as numbers,
        },
        operations::step::{Done, Flow, StepCx, StepResult, Stuck},
        vault::decryptor::Purpose,
    },
};

/// Idempotent: reads, and the whole of what they found. Where only one provider
/// is connected, there is nothing to compare with: its key is proved, no more.
pub async fn compare(cx: &StepCx<'_>) -> StepResult {
    let org = cx.operation.org.clone();
    let mut tx = cx.services.db.read(cx.scope()).await?;
    let before = findings::comparable(&mut tx, &org).await?;
    let known = numbers::not_released(&mut tx, &org).await?;
    let agents = agents::named(&mut tx, &org).await?;
    drop(tx);
    let vapi = connected(cx.vapi(Purpose::CompareNumbers).await)?;
    // What goes wrong in the other account is told apart from the own key.
    let aside = StepCx::new(cx.services, cx.operation, cx.step);
    let (call, providers) = (cx.call(), &cx.services.providers);
    let (at_vapi, own, managed) = futures::join!(
        OptionFuture::from(vapi.as_ref().map(|vapi| providers.vapi.list_phone_numbers(&call, vapi))),
        at_twilio(cx, Account::own(Provider::Twilio)),
        at_twilio(&aside, Account::MANAGED),
    );
    let vapi = vapi.zip(at_vapi.transpose()?);
    let accounts: Vec<AtTwilio> = own?.into_iter().chain(managed?).collect();
    let compared = match vapi {
        Some((vapi, at_vapi)) if !accounts.is_empty() => {
            let both = Both { cx, vapi, at_vapi, accounts, agents };
            both.compare(&known, |number| before.contains_key(&number.id)).await?
        }
        _ => Compared::default(),
    };
    let action = if compared.found.is_empty() { Action::FoundNoDifference } else { Action::FoundDifferences };
    let (services, operation) = (cx.services.clone(), cx.operation.id.clone());
    let used = [cx.used().credentials, aside.used().credentials].concat();
    Ok(Done::new(
        Receipt::bare(action),
        Box::new(move |tx| {
            Box::pin(async move {
                if !keys_proved(tx, &services, &org, &used).await? {
                    return Ok(Flow::Again);
                }
                write_down(tx, &services, &org, &before, compared).await?;
                findings::drop_earlier(tx, &org, operation.as_str()).await?;
                Ok(Flow::Next)
            })
        }),
    ))
}

/// The account to the last page; `None`: it is not connected.
async fn at_twilio(cx: &StepCx<'_>, account: Account) -> Result<Option<AtTwilio>, Stuck> {
    let opened = cx.twilio(account.source, Purpose::CompareNumbers).await;
    let Some(auth) =
        connected(opened).map_err(|stuck| Stuck { problem: of(account, stuck.problem.clone()), ..stuck })?
    else {
        return Ok(None);
    };
    let numbers = cx.services.providers.twilio.read_numbers(&cx.call(), &auth).await;
    let numbers = numbers.map_err(|problem| of(account, problem))?;
    Ok(Some(AtTwilio { account, auth, numbers }))
}

fn connected<T>(opened: Result<T, Stuck>) -> Result<Option<T>, Stuck> {
    match opened {
        Err(Stuck { problem: Problem { kind: Kind::NotConnected(_), .. }, .. }) => Ok(None),
        opened => opened.map(Some),
    }
}

/// They work, as of now. `false`: other keys are stored by now, maybe of other
/// accounts.
async fn keys_proved(
    tx: &mut Tx,
    services: &Services,
    org: &OrgId,
    used: &[(Account, i64)],
) -> Result<bool, Problem> {
    let mut keys = Vec::new();
    for (account, version) in used {
        match credentials::find(tx, org, *account).await? {
            Some(key) if key.version == *version => keys.push(key),
            _ => return Ok(false),
        }
    }
    let now = services.clock.now_ms();
    for key in keys.iter().filter(|key| key.status == CredentialStatus::Connected) {
        credentials::mark(tx, org, &key.id, CredentialStatus::Connected, None, now).await?;
    }
    Ok(true)
}

/// Of numbers that changed here meanwhile nothing is said: the next comparison
/// sees them.
async fn write_down(
    tx: &mut Tx,
    services: &Services,
    org: &OrgId,
    before: &HashMap<NumberId, Basis>,
    Compared { mut found, proved }: Compared,
) -> Result<(), Problem> {
    let unchanged: HashSet<NumberId> = findings::comparable(tx, org)
        .await?
        .into_iter()
        .filter(|(id, basis)| before.get(id) == Some(basis))
        .map(|(id, _)| id)
        .collect();
    let known = numbers::not_released(tx, org).await?;
    found.retain(|found| match &found.number {
        Some(id) => unchanged.contains(id),
        None => known.iter().all(|number| number.e164 != found.e164),
    });
    let now = services.clock.now_ms();
    for id in proved.iter().filter(|id| unchanged.contains(*id)) {
        numbers::still_proved(tx, org, id, now).await?;
    }
    findings::replace(tx, &services.random, org, &unchanged, found, now).await?;
    Ok(())
}
