//! The step that places the number at Vapi.

use super::{answering_agent, before_image, load, taken, vapi_name};
use crate::{
    domain::{
        answerer::AnswererKind,
        credential::Account,
        number::NumberSource,
        operation::{Action, ImportOutcome, Receipt},
        problem::ProblemKind,
        vapi_key::KeyState,
    },
    server::{
        agents::repo as agents,
        audit::Actor,
        credentials::{self, decryptor::Purpose},
        db::OrgTx,
        numbers::{
            answering,
            operations::{
                carry_secret,
                takeover::{self, Taken},
                vapi_key::TwilioGrant,
            },
            repo::{self as numbers, AtVapi, BeforeImage, Number},
        },
        operations::{
            cleanup::By,
            queue,
            step::{Effect, Flow, StepCx, StepOutput, StepResult},
        },
        providers::{
            twilio::TwilioNumber,
            vapi::{CreateOutcome, NewNumber, VapiAuth, VapiNumber},
        },
    },
};

/// Finds the number at Vapi, or creates it bound to the agent; takes it from another answerer only
/// once a person agreed. Idempotent: it looks before it creates, and a create whose answer was lost
/// is found by the next attempt. The name tells ours from a person's.
pub async fn place_at_vapi(cx: &StepCx<'_>) -> StepResult {
    let number = load(cx).await?;
    let vapi = cx.vapi(Purpose::ImportNumber).await?;
    let agent = answering_agent(cx, &number).await?;
    let given = TwilioGrant::open(cx, Account::twilio(number.source), Purpose::ImportNumber).await?;
    let twilio = cx.twilio(number.source, Purpose::ImportNumber).await?;
    let sid = number.twilio_sid.as_deref().ok_or(ProblemKind::Internal)?;
    let (client, call) = (&cx.services.providers.vapi, cx.call());
    let (found, at_twilio) = futures::try_join!(
        client.find_phone_number(&call, &vapi, &number.e164, Some(&given.auth.account_sid)),
        cx.services.providers.twilio.get_number(&call, &twilio, sid),
    )?;
    // Somebody changed the webhooks since, and Vapi is about to replace the new ones.
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
    // Vapi replaces the message webhook of a number that is created with messages.
    let messages = takeover::messages(cx, &number, &twilio, &at_twilio, vapi.region).await?;
    if let Some(found) = &messages {
        takeover::may_have_messages(cx, found)?;
    }
    let sms_enabled = messages.is_some();
    taken.messages = messages.and_then(takeover::loses_messages);
    if !cx.may_make(Account::VAPI).await? {
        return Ok(StepOutput::again());
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
        CreateOutcome::OtherOrg => Err(ProblemKind::NumberInOtherVapiOrg.into()),
        CreateOutcome::NotFoundOnTwilio => Err(ProblemKind::NumberNotInAccount.into()),
    }
}

/// Stores the webhooks that are there now as those to restore one day; then the step runs anew.
fn remembered_anew(cx: &StepCx<'_>, number: &Number, twilio_sid: String, image: BeforeImage) -> StepOutput {
    let (id, now) = (number.id.clone(), cx.services.clock.now_ms());
    let effect: Effect = Box::new(move |tx| {
        Box::pin(async move {
            numbers::claim(tx, &id, &twilio_sid, Some(&image), now).await.map_err(taken)?;
            Ok(Flow::Again)
        })
    });
    StepOutput { effect, ..StepOutput::again() }
}

/// A number at Vapi, and the secret with which it signs in to Twilio there.
struct There {
    id: String,
    at_vapi: AtVapi,
}

/// Inputs of the step that places a number.
struct Placing<'a> {
    cx: &'a StepCx<'a>,
    number: &'a Number,
    vapi: &'a VapiAuth,
    given: &'a TwilioGrant,
    agent: &'a agents::Mirrored,
}

impl Placing<'_> {
    /// Adopts a number that is at Vapi already: ours only if it is of our Twilio account.
    async fn adopt(&self, found: VapiNumber, at_twilio: &TwilioNumber) -> StepResult {
        let Self { cx, number, vapi, given, agent } = *self;
        if found.twilio_account_sid.as_deref() != Some(given.auth.account_sid.as_str()) {
            return Err(ProblemKind::NumberOfOtherAccount.into());
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

    /// Takes over a number that this import made, and whose answer was lost on the way.
    async fn made_before(&self, found: VapiNumber) -> StepResult {
        // The number has the secret that was given then, which may be replaced by now.
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

    /// Runs the step anew where the secret that Vapi got was replaced meanwhile: its replacement
    /// did not reach this number.
    fn done(&self, there: There, action: Action, outcome: ImportOutcome, taken: Taken) -> StepOutput {
        let Self { cx, number, given, agent, .. } = *self;
        let Taken { from, messages, .. } = taken;
        let receipt = Receipt { was: from, messages_were: messages, ..self.cx.receipt(action, &there.id) };
        let (operation, now) = (cx.operation.id.clone(), cx.services.clock.now_ms());
        let (id, chosen, agent) = (number.id.clone(), number.wanted_agent.clone(), agent.id.clone());
        let (given, source) = (given.mark(), number.source);
        let (services, by) = (cx.services.clone(), cx.operation.by.clone());
        StepOutput::new(
            receipt,
            Box::new(move |tx| {
                Box::pin(async move {
                    if !given.still_holds(tx).await? {
                        return Ok(Flow::Again);
                    }
                    let placed = numbers::place(tx, &id, &there.id, chosen.as_ref(), &agent, now).await;
                    if !placed.map_err(self::taken)? {
                        return Ok(Flow::Again);
                    }
                    numbers::gave(tx, &id, &there.at_vapi).await?;
                    queue::set_outcome(tx, &operation, outcome).await?;
                    if key_is_missing(tx, source).await? {
                        let actor = Actor::Operation(operation);
                        carry_secret::start(By { services, user: by, actor }, tx).await?;
                    }
                    Ok(Flow::Next)
                })
            }),
        )
    }
}

/// Whether Vapi is to have a key of its own that a person chose after this import had passed the
/// step that makes one: the choice did not reach this number.
async fn key_is_missing(tx: &mut OrgTx, source: NumberSource) -> Result<bool, sqlx::Error> {
    let row = credentials::find(tx, Account::twilio(source)).await?;
    let key = row.as_ref().and_then(|row| row.config.vapi_key());
    Ok(source == NumberSource::Byo && key.is_some_and(|key| key.state == KeyState::Wanted))
}
