//! `import_number`: bring a Twilio number to Vapi, bind it to an agent, prove it.
//!
//! Nothing changes at Twilio before there is an agent that can answer: what is
//! missing is waited for, and only then the number is placed at Vapi, bound in
//! the same call. Each step reads before it writes, so that running it twice,
//! or after a crash whose outcome is unknown, ends the same.
//!
//! Four provider calls in a row, the fewest that correctness allows: find at
//! Twilio, find at Vapi, create (bound), and one read-back of both at once.

use std::{collections::HashMap, slice};

use super::{
    plan::By,
    queue::{self, Operation},
    step::{Done, Flow, StepCx, StepResult, Stuck},
    takeover::{self, Taken},
    vapi_key::Given,
};
use crate::{
    domain::{
        answerer::AnswererKind,
        credential::Account,
        ids::{NumberId, OrgId},
        number::NumberSource,
        operation::{Action, ImportOutcome, Receipt, StepKind, WaitingFor},
        phone::E164,
        problem::{Kind, Problem},
        provider::Provider,
        twilio_region::TwilioRegion,
        vapi_key::KeyState,
    },
    server::{
        agents::repo as agents,
        audit::Actor,
        db::{Tx, broke_unique},
        integrations::{carry, credentials},
        numbers::{
            answering, findings, messages,
            repo::{self as numbers, AtVapi, BeforeImage, Number},
        },
        providers::{
            twilio::{Route, TwilioNumber, Webhook, Webhooks},
            vapi::{CreateOutcome, NewNumber, NumberStatus, VapiAuth, VapiClient, VapiNumber},
        },
        vault::decryptor::Purpose,
    },
};

pub(super) async fn load(cx: &StepCx<'_>) -> Result<Number, Stuck> {
    let id: NumberId = cx.operation.subject.parse().map_err(|_| Kind::Internal)?;
    let mut tx = cx.services.db.read(cx.scope()).await?;
    let number = numbers::find(&mut tx, &cx.operation.org, &id).await?;
    Ok(number.ok_or(Kind::NotFound)?)
}

/// Reads the account; the effect claims the number for this org.
/// Idempotent: a read, and an update to the same values.
pub async fn find_at_twilio(cx: &StepCx<'_>) -> StepResult {
    let number = load(cx).await?;
    not_while_taken_back(cx, &number).await?;
    let auth = cx.twilio(number.source, Purpose::ImportNumber).await?;
    let found = cx.services.providers.twilio.find_number(&cx.call(), &auth, &number.e164).await?;
    let found = found.ok_or(Kind::NumberNotInAccount)?;
    if !found.voice {
        return Err(Kind::NumberCannotCall.into());
    }
    if found.is_routed_elsewhere() {
        return Err(Kind::NumberRoutedElsewhere.into());
    }
    let receipt = Receipt::of(Action::FoundNumber, Provider::Twilio, &found.sid);
    let (org, id, now) = (cx.operation.org.clone(), number.id, cx.services.clock.now_ms());
    let seen = before_image(&found, number.before_image.as_ref());
    Ok(Done::new(
        receipt,
        Box::new(move |tx| {
            Box::pin(async move {
                numbers::claim(tx, &org, &id, &found.sid, seen.as_ref(), now).await.map_err(taken)?;
                Ok(Flow::Next)
            })
        }),
    ))
}

/// What an earlier one left is taken back first: the webhooks to remember are
/// those that it restores, and a number that it releases is bought after that.
pub(super) async fn not_while_taken_back(cx: &StepCx<'_>, number: &Number) -> Result<(), Stuck> {
    let mut tx = cx.services.db.read(cx.scope()).await?;
    if !queue::taken_back(&mut tx, &cx.operation.org, number.e164.as_str()).await?.is_empty() {
        return Err(Stuck { waiting_for: Some(WaitingFor::Operation), ..Kind::NumberReleasing.into() });
    }
    drop(tx);
    let here = slice::from_ref(&number.e164);
    if !numbers::released_elsewhere(cx.services, &cx.operation.org, here).await?.is_empty() {
        return Err(Kind::NumberNotFree.into());
    }
    Ok(())
}

/// The webhooks to put back one day; `None`: those that are `known` already, or
/// not known at all. An address of Vapi's is nobody's own.
fn before_image(found: &TwilioNumber, known: Option<&BeforeImage>) -> Option<BeforeImage> {
    if found.voice_url.as_deref().is_some_and(VapiClient::owns_webhook) {
        return None;
    }
    let own =
        |now: &Option<String>, method: &Option<String>, was: Option<(&Option<String>, &Option<String>)>| {
            if now.as_deref().is_some_and(VapiClient::owns_webhook) {
                return was.map(|(url, method)| (url.clone(), method.clone())).unwrap_or_default();
            }
            (now.clone(), method.clone())
        };
    let (sms_url, sms_method) =
        own(&found.sms_url, &found.sms_method, known.map(|was| (&was.sms_url, &was.sms_method)));
    let (status_callback, status_callback_method) = own(
        &found.status_callback,
        &found.status_callback_method,
        known.map(|was| (&was.status_callback, &was.status_callback_method)),
    );
    Some(BeforeImage {
        voice_url: found.voice_url.clone(),
        voice_method: found.voice_method.clone(),
        sms_url,
        sms_method,
        status_callback,
        status_callback_method,
    })
}

pub(super) fn taken(error: sqlx::Error) -> Problem {
    let in_use = broke_unique(&error, "phone_numbers_in_use", "phone_numbers.e164");
    let at_vapi = broke_unique(&error, "phone_numbers_vapi", "phone_numbers.vapi_phone_id");
    if in_use || at_vapi { Kind::NumberTaken.into() } else { error.into() }
}

/// The webhooks were stored with the claim, in one transaction: this step only
/// says what is remembered, before anything changes them.
pub async fn remember_webhooks(cx: &StepCx<'_>) -> StepResult {
    let number = load(cx).await?;
    let action =
        if number.before_image.is_some() { Action::RememberedWebhooks } else { Action::WebhooksAlreadyVapi };
    let receipt = Receipt::about(action, Provider::Twilio, number.twilio_sid);
    Ok(Done::new(receipt, super::step::nothing()))
}

/// An agent that is at Vapi: the chosen one, else the org's first.
async fn answering_agent(cx: &StepCx<'_>, number: &Number) -> Result<agents::Mirrored, Stuck> {
    let mut tx = cx.services.db.read(cx.scope()).await?;
    let agent = match &number.wanted_agent {
        Some(id) => agents::mirrored(&mut tx, &cx.operation.org, id).await?,
        None => agents::first_mirrored(&mut tx, &cx.operation.org).await?,
    };
    agent.ok_or_else(|| Stuck { waiting_for: Some(WaitingFor::Agent), ..Kind::AgentMissing.into() })
}

/// Waits for Vapi and for an agent, as placing the number does: nothing is made
/// for Vapi before.
pub async fn can_be_answered(cx: &StepCx<'_>) -> Result<(), Stuck> {
    cx.vapi(Purpose::ImportNumber).await?;
    answering_agent(cx, &load(cx).await?).await.map(drop)
}

/// Finds the number at Vapi, or creates it bound to the agent; from whoever answers
/// it, only once a person agreed.
/// Idempotent: it looks before it creates, and a create whose answer was lost
/// is found by the next attempt. The name tells ours from a person's.
pub async fn place_at_vapi(cx: &StepCx<'_>) -> StepResult {
    let number = load(cx).await?;
    let vapi = cx.vapi(Purpose::ImportNumber).await?;
    let agent = answering_agent(cx, &number).await?;
    let given = Given::open(cx, Account::twilio(number.source), Purpose::ImportNumber).await?;
    let twilio = cx.twilio(number.source, Purpose::ImportNumber).await?;
    let sid = number.twilio_sid.as_deref().ok_or(Kind::Internal)?;
    let (client, call) = (&cx.services.providers.vapi, cx.call());
    let (found, at_twilio) = futures::try_join!(
        client.find_phone_number(&call, &vapi, &number.e164, Some(&given.auth.account_sid)),
        cx.services.providers.twilio.get_number(&call, &twilio, sid),
    )?;
    // Somebody changed them since, and it is those that Vapi is about to replace.
    if let Some(image) = before_image(&at_twilio, number.before_image.as_ref())
        && number.before_image.as_ref() != Some(&image)
    {
        return Ok(remembered_anew(cx, &number, at_twilio.sid, image));
    }
    let placing = Placing { cx, number: &number, vapi: &vapi, given: &given, agent: &agent };
    if let Some(found) = found {
        return placing.adopt(found, &at_twilio).await;
    }
    let mut taken = takeover::taken(cx, &vapi, &agent.assistant_id, None, &at_twilio).await?;
    // Vapi replaces the message webhook of a number that it is made with messages.
    let messages = takeover::messages(cx, &number, &twilio, &at_twilio, vapi.region).await?;
    if let Some(found) = &messages {
        takeover::may_have_messages(cx, found)?;
    }
    let sms_enabled = messages.is_some();
    taken.messages = messages.and_then(takeover::loses_messages);
    if !cx.may_make(Provider::Vapi).await? {
        return Ok(Done::again());
    }
    let name = vapi_name(&number.e164);
    let new = NewNumber {
        number: &number.e164,
        twilio: &given.auth,
        assistant_id: Some(&agent.assistant_id),
        sms_enabled,
        name: &name,
    };
    match client.create_phone_number(&call, &vapi, &new).await? {
        CreateOutcome::Created(created) => {
            let outcome =
                if taken.from.is_empty() { ImportOutcome::Imported } else { ImportOutcome::TakenOver };
            let there = There { id: created.id, at_vapi: given.at_creation() };
            Ok(placing.done(there, Action::CreatedNumber, outcome, taken))
        }
        CreateOutcome::Exists(id) => {
            let found = client.get_phone_number(&call, &vapi, &id).await?;
            placing.adopt(found, &at_twilio).await
        }
        CreateOutcome::OtherOrg => Err(Kind::NumberInOtherVapiOrg.into()),
        CreateOutcome::NotFoundOnTwilio => Err(Kind::NumberNotInAccount.into()),
    }
}

/// What is there now is what will be put back one day; then the step runs anew.
fn remembered_anew(cx: &StepCx<'_>, number: &Number, twilio_sid: String, image: BeforeImage) -> Done {
    let receipt = Receipt::of(Action::RememberedWebhooks, Provider::Twilio, &twilio_sid);
    let (org, id, now) = (cx.operation.org.clone(), number.id.clone(), cx.services.clock.now_ms());
    Done::new(
        receipt,
        Box::new(move |tx| {
            Box::pin(async move {
                numbers::claim(tx, &org, &id, &twilio_sid, Some(&image), now).await.map_err(taken)?;
                Ok(Flow::Again)
            })
        }),
    )
}

/// What AVA calls the number at Vapi, within its 40 characters; by which it
/// knows one again that it made.
pub fn vapi_name(number: &E164) -> String {
    format!("AVA {number}")
}

/// A number at Vapi, and what it signs in to Twilio with there.
struct There {
    id: String,
    at_vapi: AtVapi,
}

/// What the step that places a number works with.
struct Placing<'a> {
    cx: &'a StepCx<'a>,
    number: &'a Number,
    vapi: &'a VapiAuth,
    given: &'a Given,
    agent: &'a agents::Mirrored,
}

impl Placing<'_> {
    /// A number that is at Vapi already: ours only if it is of our Twilio account.
    async fn adopt(&self, found: VapiNumber, at_twilio: &TwilioNumber) -> StepResult {
        let Self { cx, number, vapi, given, agent } = *self;
        if found.twilio_account_sid.as_deref() != Some(given.auth.account_sid.as_str()) {
            return Err(Kind::NumberOfOtherAccount.into());
        }
        let taken = takeover::taken(cx, vapi, &agent.assistant_id, Some(&found), at_twilio).await?;
        let bound = found.assistant_id.as_deref() == Some(agent.assistant_id.as_str());
        let ours = found.name.as_deref() == Some(vapi_name(&number.e164).as_str());
        let (action, outcome) = if !taken.from.is_empty() {
            (Action::AdoptedNumber, ImportOutcome::TakenOver)
        } else if !bound {
            (Action::AdoptedNumber, ImportOutcome::Adopted)
        } else if !ours || number.vapi_phone_id.is_some() {
            (Action::FoundLinked, ImportOutcome::AlreadyLinked)
        } else {
            return self.made_before(found).await;
        };
        let at_vapi = match &number.vapi_phone_id {
            Some(id) if *id == found.id => number.at_vapi.clone(),
            _ => AtVapi::default(),
        };
        Ok(self.done(There { id: found.id, at_vapi }, action, outcome, taken))
    }

    /// Made by this import, whose answer was lost on the way.
    async fn made_before(&self, found: VapiNumber) -> StepResult {
        // With what was given then, which may be replaced by now.
        let at_vapi = self.given.give(self.cx, self.vapi, &AtVapi::default(), &found).await?;
        let before = self.number.before_image.as_ref();
        let former = before.and_then(|before| before.voice_url.as_deref()).map(answering::former);
        let former = former.filter(|former| former.kind != AnswererKind::Nobody);
        let outcome = if former.is_some() { ImportOutcome::TakenOver } else { ImportOutcome::Imported };
        let messages = before.and_then(|before| before.sms_url.as_deref()).map(answering::former_messages);
        let messages = messages.filter(|found| self.cx.operation.agreed_to(&found.key));
        let taken = Taken {
            from: former.into_iter().collect(),
            messages: messages.and_then(takeover::loses_messages),
            ..Taken::default()
        };
        Ok(self.done(There { id: found.id, at_vapi }, Action::CreatedNumber, outcome, taken))
    }

    /// What was given to Vapi is given anew where it was replaced meanwhile: whoever
    /// replaced it did not know of this number.
    fn done(&self, there: There, action: Action, outcome: ImportOutcome, taken: Taken) -> Done {
        let Self { cx, number, given, agent, .. } = *self;
        let Taken { from, messages, .. } = taken;
        let receipt =
            Receipt { was: from, messages_were: messages, ..Receipt::of(action, Provider::Vapi, &there.id) };
        let (org, operation, now) =
            (cx.operation.org.clone(), cx.operation.id.clone(), cx.services.clock.now_ms());
        let (id, chosen, agent) = (number.id.clone(), number.wanted_agent.clone(), agent.id.clone());
        let (given, source) = (given.mark(), number.source);
        let (services, by) = (cx.services.clone(), cx.operation.by.clone());
        Done::new(
            receipt,
            Box::new(move |tx| {
                Box::pin(async move {
                    if !given.still_holds(tx, &org).await? {
                        return Ok(Flow::Again);
                    }
                    let placed = numbers::place(tx, &org, &id, &there.id, chosen.as_ref(), &agent, now).await;
                    if !placed.map_err(self::taken)? {
                        return Ok(Flow::Again);
                    }
                    numbers::gave(tx, &org, &id, &there.at_vapi).await?;
                    queue::set_outcome(tx, &org, &operation, outcome).await?;
                    if key_is_missing(tx, &org, source).await? {
                        let actor = Actor::Operation(operation);
                        carry::start(By { services: &services, org: &org, user: &by, actor }, tx).await?;
                    }
                    Ok(Flow::Next)
                })
            }),
        )
    }
}

/// Whether an agent of this org has the assistant, or had it and was deleted.
pub(super) async fn is_or_was_own(cx: &StepCx<'_>, assistant_id: &str) -> Result<bool, Stuck> {
    let mut tx = cx.services.db.read(cx.scope()).await?;
    let org = &cx.operation.org;
    Ok(agents::has_assistant(&mut tx, org, assistant_id).await?
        || queue::deletes_assistant(&mut tx, org, assistant_id).await?)
}

/// Whether Vapi is to have a key of its own, and a person chose that after this
/// import had come past making one: whoever chose it did not know of this number.
async fn key_is_missing(tx: &mut Tx, org: &OrgId, source: NumberSource) -> Result<bool, sqlx::Error> {
    let row = credentials::find(tx, org, Account::twilio(source)).await?;
    let key = row.as_ref().and_then(|row| row.config.vapi_key());
    Ok(source == NumberSource::Byo && key.is_some_and(|key| key.state == KeyState::Wanted))
}

/// Binds an adopted number, and sends its calls to Vapi where they go elsewhere.
/// Idempotent: the same values, set again.
pub async fn bind_agent(cx: &StepCx<'_>) -> StepResult {
    let placed = cx.receipt_of(StepKind::PlaceAtVapi).ok_or(Kind::Internal)?;
    if placed.action == Action::CreatedNumber {
        let receipt = bound_before(placed);
        return Ok(Done::skipped(receipt));
    }
    let number = load(cx).await?;
    let vapi = cx.vapi(Purpose::ImportNumber).await?;
    let agent = answering_agent(cx, &number).await?;
    let twilio = cx.twilio(number.source, Purpose::ImportNumber).await?;
    let ids = number.vapi_phone_id.clone().zip(number.twilio_sid.clone());
    let (id, sid) = ids.ok_or(Kind::Internal)?;
    let (call, providers) = (cx.call(), &cx.services.providers);
    let (at_vapi, at_twilio) = futures::try_join!(
        providers.vapi.get_phone_number(&call, &vapi, &id),
        providers.twilio.get_number(&call, &twilio, &sid),
    )?;
    let taken = takeover::taken(cx, &vapi, &agent.assistant_id, Some(&at_vapi), &at_twilio).await?;
    let bound = at_vapi.assistant_id.as_deref() == Some(agent.assistant_id.as_str());
    let adopted = placed.action == Action::AdoptedNumber;
    if adopted || !bound || !taken.cleared.is_empty() {
        takeover::bind(cx, &vapi, &id, &agent.assistant_id, &taken.cleared).await?;
    }
    let mut given = None;
    if adopted {
        // Whoever brought it there gave Vapi a secret that need not work any more.
        let gives = Given::open(cx, Account::twilio(number.source), Purpose::ImportNumber).await?;
        let there = gives.give(cx, &vapi, &number.at_vapi, &at_vapi).await?;
        given = Some((gives.mark(), there));
    }
    // Vapi writes the webhook when it imports; one that was there before may
    // have lost it.
    let post = |url| Webhook { url, method: Some("POST") };
    let calls = answering::calls(&at_twilio, vapi.region).answerer.kind;
    let voice = (calls != AnswererKind::Vapi).then(|| post(VapiClient::inbound_webhook(vapi.region)));
    // Only where it is known what to put back one day, and where that takes them.
    let set = answering::messages(&at_twilio, None, vapi.region).answerer.kind;
    let messages = if set != AnswererKind::Vapi && number.before_image.is_some() && at_vapi.takes_messages() {
        let found = takeover::messages(cx, &number, &twilio, &at_twilio, vapi.region).await?;
        found.filter(|found| found.answerer.kind.can_be_replaced())
    } else {
        None
    };
    let agreed = messages.as_ref().map(|found| takeover::may_have_messages(cx, found));
    let sms = matches!(agreed, Some(Ok(()))).then(|| post(VapiClient::messages_webhook(vapi.region)));
    let changes = voice.is_some() || sms.is_some();
    if changes {
        let webhooks = Webhooks { voice, sms, status: None };
        providers.twilio.set_webhooks(&call, &twilio, &sid, &webhooks).await?;
    }
    // Calls do not wait for what a person decides about messages.
    agreed.transpose()?;
    if !changes && !adopted && bound {
        return Ok(Done::skipped(bound_before(placed)));
    }
    let new = taken.from.into_iter().filter(|answerer| !placed.was.contains(answerer));
    let receipt = Receipt {
        was: new.collect(),
        messages_were: messages.and_then(takeover::loses_messages),
        ..Receipt::of(Action::BoundAgent, Provider::Vapi, &id)
    };
    let (org, number) = (cx.operation.org.clone(), number.id);
    Ok(Done::new(
        receipt,
        Box::new(move |tx| {
            Box::pin(async move {
                let Some((given, there)) = given else { return Ok(Flow::Next) };
                if !given.still_holds(tx, &org).await? {
                    return Ok(Flow::Again);
                }
                numbers::gave(tx, &org, &number, &there).await?;
                Ok(Flow::Next)
            })
        }),
    ))
}

/// The same number, about which the step that placed it says who was there before.
fn bound_before(placed: &Receipt) -> Receipt {
    Receipt { action: Action::BoundAtCreation, was: Vec::new(), messages_were: None, ..placed.clone() }
}

/// Reads both sides back at once: Vapi has it active and bound, with nothing beside
/// that answers, and Twilio sends its calls to Vapi, in the region that handles
/// them. Where another agent of the org was chosen since it was bound, binds that
/// one. Idempotent: reads, and the same value set again.
pub async fn prove(cx: &StepCx<'_>) -> StepResult {
    let number = load(cx).await?;
    let vapi = cx.vapi(Purpose::ImportNumber).await?;
    let twilio = cx.twilio(number.source, Purpose::ImportNumber).await?;
    let agent = answering_agent(cx, &number).await?;
    let ids = number.vapi_phone_id.as_deref().zip(number.twilio_sid.as_deref());
    let (vapi_id, twilio_sid) = ids.ok_or(Kind::Internal)?;
    let call = cx.call();
    let providers = &cx.services.providers;
    let (at_vapi, at_twilio, route) = futures::try_join!(
        providers.vapi.get_phone_number(&call, &vapi, vapi_id),
        providers.twilio.get_number(&call, &twilio, twilio_sid),
        providers.twilio.voice_route(&call, &twilio, &number.e164),
    )?;
    let action = match route {
        Route::To(TwilioRegion::Us1) => Action::ProvedInUs1,
        Route::To(region) => return Err(Kind::InOtherRegion(region).into()),
        Route::Untold => Action::ProvedRegionUntold,
    };
    let alone = takeover::beside(&at_vapi).is_none();
    let outdated = match at_vapi.assistant_id.as_deref() {
        Some(bound) if alone && bound != agent.assistant_id => is_or_was_own(cx, bound).await?,
        _ => false,
    };
    let at_vapi = if outdated {
        providers.vapi.bind_phone_number(&call, &vapi, vapi_id, &agent.assistant_id).await?
    } else {
        at_vapi
    };
    // Which only Vapi ends: reading it again soon finds the same.
    if at_vapi.status == NumberStatus::Blocked {
        return Err(Kind::NumberBlocked.into());
    }
    let answers = at_vapi.is_active()
        && at_vapi.assistant_id.as_deref() == Some(agent.assistant_id.as_str())
        && takeover::beside(&at_vapi).is_none();
    let reaches_vapi = answering::calls(&at_twilio, vapi.region).answerer.kind == AnswererKind::Vapi;
    if !answers || !reaches_vapi {
        return Err(Kind::NotProved.into());
    }
    let services = if number.sms_enabled && at_vapi.takes_messages() {
        providers.twilio.numbers_of_services(&call, &twilio).await?
    } else {
        HashMap::new()
    };
    let elsewhere = messages::elsewhere(&number, &at_vapi, &at_twilio, &services, vapi.region);
    let receipt = Receipt::of(action, Provider::Vapi, vapi_id);
    let (org, now, random) =
        (cx.operation.org.clone(), cx.services.clock.now_ms(), cx.services.random.clone());
    Ok(Done::new(
        receipt,
        Box::new(move |tx| {
            Box::pin(async move {
                if !numbers::prove(tx, &org, &number.id, &agent.id, now).await? {
                    return Ok(Flow::Again);
                }
                if let Some(found) = elsewhere {
                    findings::note(tx, &random, &org, &found, now).await?;
                }
                Ok(Flow::Next)
            })
        }),
    ))
}

/// A number that another assistant answers is not ready, whatever was proved.
pub async fn answered_elsewhere(tx: &mut Tx, operation: &Operation, now: i64) -> Result<(), Problem> {
    let id: NumberId = operation.subject.parse().map_err(|_| Kind::Internal)?;
    Ok(numbers::unprove(tx, &operation.org, &id, now).await?)
}

/// The number says so; what was placed at Vapi stays known.
pub async fn failed(tx: &mut Tx, operation: &Operation, now: i64) -> Result<(), Problem> {
    let id: NumberId = operation.subject.parse().map_err(|_| Kind::Internal)?;
    Ok(numbers::fail(tx, &operation.org, &id, now).await?)
}
