//! The step that reads both providers and stores the findings.

use std::collections::{HashMap, HashSet};

use futures::future::OptionFuture;

use super::{
    assistants::{Assistants, Judged, OutOfStep, TheirChange},
    both::{AtTwilio, Both, Compared, of},
    leftovers::{self, Leftovers},
    provider_key::{self, Lost},
};
use crate::{
    domain::{
        agent::HookState,
        credential::Account,
        drift::Finding,
        ids::{AgentId, NumberId},
        leftover::LeftoverKind,
        number::NumberSource,
        operation::{Action, Receipt},
        problem::{Problem, ProblemKind},
        topic::Topic,
    },
    server::{
        agents::{repo as agents, sync},
        credentials::{
            self,
            decryptor::{Opened, Purpose},
        },
        cx::Services,
        db::OrgTx,
        health,
        numbers::{
            findings::{self, Basis},
            leftovers as numbers_leftovers,
            managed::exposure,
            operations::vapi_key::is_gone,
            repo::{self as numbers, Number},
        },
        operations::{
            keys::UsedCredential,
            step::{Flow, StepCx, StepError, StepOutput, StepResult},
        },
        providers::twilio::TwilioAuth,
    },
};

/// Idempotent: it reads, and stores the whole of its findings. Where only one provider is
/// connected, there is nothing to compare with: its key is proved, no more. An account that does
/// not answer keeps no finding of the other back.
pub async fn compare(cx: &StepCx<'_>) -> StepResult {
    let mut tx = cx.read().await?;
    let mut before = findings::comparable(&mut tx).await?;
    let known = numbers::not_released(&mut tx).await?;
    let agents = agents::named(&mut tx).await?;
    let synced = sync::synced_agents(&mut tx).await?;
    drop(tx);
    let vapi = connected(cx.vapi(Purpose::CompareNumbers).await)?;
    // Problems of the other account are told apart from those of the own key.
    let aside = cx.aside();
    let (call, providers) = (cx.call(), &cx.services.providers);
    let with_agents = vapi.as_ref().filter(|_| !synced.is_empty());
    let mut twice = Leftovers::default();
    let (at_vapi, assistants, lost_key, own, managed) = futures::join!(
        OptionFuture::from(vapi.as_ref().map(|vapi| providers.vapi.list_phone_numbers(&call, vapi))),
        OptionFuture::from(with_agents.map(|vapi| providers.vapi.list_assistants(&call, vapi))),
        OptionFuture::from(vapi.as_ref().map(|vapi| provider_key::look(cx, vapi))),
        at_twilio(cx, Account::TWILIO),
        at_twilio(&aside, Account::MANAGED),
    );
    let (at_vapi, assistants) = (at_vapi.transpose()?, assistants.transpose()?.unwrap_or_default());
    let lost_key = lost_key.transpose()?.flatten();
    let (mut accounts, mut missed) = (Vec::new(), Vec::new());
    for (account, answer) in [(Account::TWILIO, own), (Account::MANAGED, managed)] {
        match answer {
            Ok(answer) => accounts.extend(answer),
            Err(error) => missed.push((account, error)),
        }
    }
    note_strangers(&accounts, &known);
    let is_missed = |account| missed.iter().any(|(of, _)| *of == account);
    for number in known.iter().filter(|number| is_missed(Account::twilio(number.source))) {
        before.remove(&number.id);
    }
    let (mut compared, mut assistants_seen) = (Compared::default(), Judged::default());
    twice.look_at_twilio(cx, &accounts).await?;
    if let Some((vapi, at_vapi)) = vapi.as_ref().zip(at_vapi) {
        if with_agents.is_some() || agents.is_empty() {
            twice.add_assistants(leftovers::others(&assistants, &synced, &agents, &at_vapi));
        }
        let mut assistants = Assistants::new(cx, vapi, assistants);
        if !accounts.is_empty() {
            let both = Both { cx, vapi, at_vapi, accounts, agents };
            let comparable = |number: &Number| before.contains_key(&number.id);
            compared = both.compare(&known, comparable, &mut assistants).await?;
        }
        assistants_seen = assistants.out_of_step(synced).await?;
    }
    let none = compared.found.is_empty() && assistants_seen.found.is_empty() && twice.found.is_empty();
    let action =
        if none && lost_key.is_none() { Action::FoundNoDifference } else { Action::FoundDifferences };
    let mut used = [cx.used_credentials(), aside.used_credentials()].concat();
    used.retain(|used| !is_missed(used.account));
    let whole = !is_missed(Account::TWILIO);
    let Judged { found: out_of_step, hooks } = assistants_seen;
    let seen = Seen { used, before, compared, out_of_step, hooks, twice, lost_key, whole };
    let (services, operation) = (cx.services.clone(), cx.operation.id.clone());
    if let Some((_, error)) = missed.into_iter().next() {
        let mut tx = cx.write().await?;
        if seen.write_down(&mut tx, &services).await? == Flow::Next {
            tx.commit().await?;
        }
        return Err(error);
    }
    Ok(StepOutput::new(
        Receipt::bare(action),
        Box::new(move |tx| {
            Box::pin(async move {
                let flow = seen.write_down(tx, &services).await?;
                if flow == Flow::Next {
                    findings::drop_earlier(tx, operation.as_str()).await?;
                }
                Ok(flow)
            })
        }),
    ))
}

/// Reads the account to the last page; `None` where it is not connected.
async fn at_twilio(cx: &StepCx<'_>, account: Account) -> Result<Option<AtTwilio>, StepError> {
    let opened = cx.open(account, Purpose::CompareNumbers).await;
    let Some(Opened { credential, secret }) = connected(opened)
        .map_err(|error| StepError { problem: of(account, error.problem.clone()), ..error })?
    else {
        return Ok(None);
    };
    let vapi_key = credential.config.vapi_key().cloned();
    let auth = TwilioAuth::of(&credential.config, &secret)?;
    if let Some(key) = vapi_key
        && is_gone(cx.services, &cx.call(), &auth, &key).await
    {
        if !account.is_managed() {
            return Err(ProblemKind::VapiKeyGone.into());
        }
        let mut tx = cx.write().await?;
        exposure::key_gone(&mut tx).await?;
        tx.commit().await?;
    }
    let numbers = cx.services.providers.twilio.read_numbers(&cx.call(), &auth).await;
    let numbers = numbers.map_err(|problem| of(account, problem))?;
    Ok(Some(AtTwilio { account, auth, numbers }))
}

/// Vapi's key can buy as well, and Vapi's own API shows it to the org: numbers that nobody here
/// ordered are reported to the operator, who pays for them.
fn note_strangers(accounts: &[AtTwilio], known: &[Number]) {
    let managed = accounts.iter().filter(|at| at.account.is_managed());
    let strangers = managed.flat_map(|at| &at.numbers).filter(|number| {
        !known.iter().any(|known| known.source == NumberSource::Managed && known.e164 == number.e164)
    });
    let strangers = strangers.count();
    if strangers > 0 {
        metrics::counter!("ava_managed_strangers_total").increment(strangers as u64);
        tracing::warn!(strangers, "{strangers} numbers of a managed account were not bought by AVA");
    }
}

fn connected<T>(opened: Result<T, StepError>) -> Result<Option<T>, StepError> {
    match opened {
        Err(StepError { problem: Problem { kind: ProblemKind::NotConnected(_), .. }, .. }) => Ok(None),
        opened => opened.map(Some),
    }
}

/// Marks the used keys as working now. `false`: other keys are stored by now, maybe of other
/// accounts.
async fn keys_proved(tx: &mut OrgTx, services: &Services, used: &[UsedCredential]) -> Result<bool, Problem> {
    let mut keys = Vec::new();
    for used in used {
        match credentials::find(tx, used.account).await? {
            Some(key) if used.is(&key) => keys.push(key),
            _ => return Ok(false),
        }
    }
    let now = services.clock.now_ms();
    for key in keys.iter().filter(|key| key.status.is_accepted()) {
        services.health.note(tx, &key.id, health::Finding::Works, now).await?;
    }
    Ok(true)
}

/// The state that the providers showed, and the rows that it was compared with.
struct Seen {
    /// The keys that worked.
    used: Vec<UsedCredential>,
    /// The numbers that were compared, as they were here.
    before: HashMap<NumberId, Basis>,
    compared: Compared,
    out_of_step: Vec<OutOfStep>,
    hooks: Vec<(AgentId, String, HookState)>,
    twice: Leftovers,
    lost_key: Option<Lost>,
    /// The own account was read, so that unknown numbers in it are known.
    whole: bool,
}

impl Seen {
    /// Says nothing of numbers and agents that changed here meanwhile: the next comparison sees
    /// them.
    async fn write_down(self, tx: &mut OrgTx, services: &Services) -> Result<Flow, Problem> {
        if !keys_proved(tx, services, &self.used).await? {
            return Ok(Flow::Again);
        }
        let Compared { mut found, proved } = self.compared;
        let unchanged: HashSet<NumberId> = findings::comparable(tx)
            .await?
            .into_iter()
            .filter(|(id, basis)| self.before.get(id) == Some(basis))
            .map(|(id, _)| id)
            .collect();
        let known = numbers::not_released(tx).await?;
        found.retain(|found| match &found.number {
            Some(id) => unchanged.contains(id),
            None => known.iter().all(|number| number.e164 != found.e164),
        });
        let now = services.clock.now_ms();
        for id in proved.iter().filter(|id| unchanged.contains(*id)) {
            numbers::still_proved(tx, id, now).await?;
        }
        let compared = |finding: &Finding| match &finding.number {
            Some(number) => unchanged.contains(number),
            None => self.whole,
        };
        findings::replace(tx, &services.random, compared, found, now).await?;
        let Leftovers { looked, found, undecided, .. } = self.twice.settled(tx).await?;
        let decided = |kind: LeftoverKind, object: &str| {
            looked.contains(&kind) && !undecided.iter().any(|id| id == object)
        };
        numbers_leftovers::replace(tx, &services.random, decided, found, now).await?;
        for (agent, nonce, state) in &self.hooks {
            sync::hook_seen(tx, agent, nonce, *state).await?;
        }
        mark_changed(tx, self.out_of_step).await?;
        if let Some(lost) = self.lost_key {
            provider_key::write_down(tx, lost, now).await?;
        }
        Ok(Flow::Next)
    }
}

/// Leaves an agent whose assistant is not as AVA left it in the state that a mirroring would leave
/// it in: a person decides.
async fn mark_changed(tx: &mut OrgTx, found: Vec<OutOfStep>) -> Result<(), Problem> {
    // Most comparisons find nothing, and every writer of the org waits for this transaction.
    if found.is_empty() {
        return Ok(());
    }
    let synced = sync::synced_agents(tx).await?;
    for OutOfStep { agent, change } in found {
        if !synced.contains(&agent) {
            continue;
        }
        match change {
            TheirChange::Deleted => sync::gone(tx, &agent.id).await?,
            TheirChange::Changed(theirs) => {
                sync::conflicts(tx, &agent.id, agent.version, &theirs).await?;
            }
        }
        tx.publish(&[Topic::Agents]);
    }
    Ok(())
}
