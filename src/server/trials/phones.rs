//! The phone of a person: confirmed by a code that is read to it, then rung by agents.
//!
//! The code goes by Twilio's own voice and not by an agent: a call of Vapi's has a transcript, which
//! others of the organisation can read and so could whoever typed a number that is not theirs. Every
//! number here is in a Twilio account that AVA can sign in to, so that it takes no more than there is.

use phonenumber::{Type, metadata::DATABASE};

use super::phone_repo::{self as repo, Phone};
use crate::{
    domain::{
        agent::SyncState,
        call::CallId,
        credential::Account,
        ids::AgentId,
        locale::{Locale, say},
        number::NumberState,
        phone::E164,
        problem::{Field, Problem, ProblemKind, Rule},
        quota::Quota,
        trial::{CODE_MINUTES, MAX_CALL_MINUTES, PhoneCodeForm, PhoneForm, PhoneState, PhoneView},
    },
    server::{
        agents,
        audit::Action,
        calls,
        credentials::decryptor::Purpose,
        cx::{Cx, Services},
        db::{OrgTx, Writer},
        numbers::{
            repo::{self as numbers, Number},
            service::parse_number,
        },
        providers::{
            twilio::{ToSay, TwilioAuth},
            vapi::ToRing,
        },
        quotas,
    },
};

const MINUTE: i64 = 60_000;
/// Milliseconds in which the second of two clicks rings nobody again.
const DOUBLE_CLICK: i64 = 30_000;
/// Milliseconds for which a call is taken for under way, also where its answer was lost.
const RINGING: i64 = MINUTE;
/// The wrong codes after which no code counts.
const ATTEMPTS: i64 = 5;

/// Stores what became of a call. The request for it has an audit entry.
struct PhoneCalls;

impl Writer for PhoneCalls {}

/// Reads the state of the person's phone, and which number rings it.
pub async fn view(cx: &Cx, tx: &mut OrgTx, agent: &AgentId) -> Result<PhoneView, sqlx::Error> {
    let phone = repo::find(tx, &cx.user).await?;
    let now = cx.services.clock.now_ms();
    let state = match &phone {
        Some(phone) if phone.confirmed_at.is_some() => PhoneState::Confirmed,
        Some(phone) if counts(phone, now) => PhoneState::Asked,
        _ => PhoneState::Unknown,
    };
    Ok(PhoneView {
        number: phone.map(|phone| phone.number),
        state,
        rings_from: from(tx, agent).await?.map(|number| number.e164),
        left_today: quotas::left_today(&cx.services, tx, Quota::TrialCalls).await?,
    })
}

/// Whether a code was read that can still be typed.
fn counts(phone: &Phone, now: i64) -> bool {
    phone.code.is_some() && phone.code_until > now && phone.attempts < ATTEMPTS
}

/// The number to ring from: one that this agent answers, else any that is at Vapi.
async fn from(tx: &mut OrgTx, agent: &AgentId) -> Result<Option<Number>, sqlx::Error> {
    let mut ready: Vec<Number> = numbers::in_use(tx).await?;
    ready.retain(|number| number.state == NumberState::Ready && number.vapi_phone_id.is_some());
    let own = ready.iter().position(|number| number.agent.as_ref() == Some(agent));
    Ok((!ready.is_empty()).then(|| ready.swap_remove(own.unwrap_or(0))))
}

/// Whether somebody may be rung there: nobody is billed for a call to it but by the minute of a line.
fn is_rung(number: &E164) -> bool {
    phonenumber::parse(None, number.as_str()).is_ok_and(|parsed| {
        matches!(
            parsed.number_type(&DATABASE),
            Type::FixedLine | Type::Mobile | Type::FixedLineOrMobile | Type::Voip
        )
    })
}

/// Rings a number and reads a code to it, in this language.
///
/// # Errors
/// Fails on the number, with a quota, with `Stale` where the organisation has no number to ring from any
/// more, and as Twilio does.
pub async fn ask(cx: &Cx, agent: &AgentId, form: &PhoneForm, locale: Locale) -> Result<(), Problem> {
    let on_number = |rule| Problem::invalid(Field::Number, rule);
    let number = parse_number(&form.number).map_err(on_number)?;
    if !is_rung(&number) {
        return Err(on_number(Rule::NotRung));
    }
    let mut tx = cx.write(Action::PhoneAsked, cx.user.as_str()).await?;
    let now = tx.now();
    agents::repo::find(&mut tx, agent).await?.ok_or(ProblemKind::NotFound)?;
    let former = repo::find(&mut tx, &cx.user).await?;
    let known = former.as_ref().filter(|phone| phone.number == number);
    let from = from(&mut tx, agent).await?.ok_or(ProblemKind::Stale)?;
    let until = now + i64::from(CODE_MINUTES) * MINUTE;
    if known.is_some_and(|phone| {
        phone.confirmed_at.is_some() || (counts(phone, now) && phone.code_until > until - DOUBLE_CLICK)
    }) {
        return Ok(());
    }
    let account = Account::twilio(from.source);
    cx.requires(account.feature())?;
    quotas::take_today(&cx.services, &mut tx, Quota::TrialCalls).await?;
    let code = make_code(&cx.services);
    let kept = cx.services.audit_key.phone_code(cx.org.as_str(), cx.user.as_str(), number.as_str(), &code);
    let asked = Phone { code: Some(kept), code_until: until, ..Phone::new(number) };
    repo::put(&mut tx, &cx.user, &asked).await?;
    tx.commit().await?;
    let read = read_code(cx, account, (&from.e164, &asked.number), &code, locale).await;
    let Err(problem) = read else { return Ok(()) };
    if !may_have_rung(problem.kind) {
        let mut tx = cx.services.db.write(PhoneCalls, &cx.org).await?;
        if repo::find(&mut tx, &cx.user).await?.as_ref() == Some(&asked) {
            match &former {
                Some(former) => repo::put(&mut tx, &cx.user, former).await?,
                None => repo::forget(&mut tx, &cx.user).await?,
            }
        }
        tx.commit().await?;
    }
    Err(match problem.kind {
        ProblemKind::Rejected(_) => on_number(Rule::RefusedByCarrier),
        _ => problem,
    })
}

/// Makes a code of six digits.
fn make_code(services: &Services) -> String {
    let number = u64::from_be_bytes(services.random.bytes::<8>()) % 1_000_000;
    format!("{number:06}")
}

async fn read_code(
    cx: &Cx,
    account: Account,
    (from, to): (&E164, &E164),
    code: &str,
    locale: Locale,
) -> Result<(), Problem> {
    let opened = cx.open_credential(account, Purpose::RingPhone).await?;
    let opened = opened.ok_or(ProblemKind::NotConnected(account.provider))??;
    let auth = TwilioAuth::of(&opened.credential.config, &opened.secret)?;
    // Spelt out, so that it is read digit by digit.
    let spelt: Vec<String> = code.chars().map(String::from).collect();
    let spelt = spelt.join(", ");
    let words = say!(
        locale,
        "Your code for AVA is: {spelt}. If you did not ask for it, hang up: nothing follows.",
        "Votre code pour AVA est\u{a0}: {spelt}. Si vous ne l’avez pas demandé, raccrochez\u{a0}: rien ne suit."
    );
    let call = ToSay { from, to, words: &words, locale };
    let said = cx.services.providers.twilio.say(&cx.call(), &auth, &call).await;
    cx.services.after_use(&cx.org, account, said).await
}

/// Whether the phone may have rung although the answer was no.
const fn may_have_rung(kind: ProblemKind) -> bool {
    matches!(kind, ProblemKind::ProviderFailed(_))
}

/// Confirms the phone by the code that was read to it.
///
/// # Errors
/// Fails with `WrongCode`, which counts, and for a code that has run out.
pub async fn confirm(cx: &Cx, form: &PhoneCodeForm) -> Result<(), Problem> {
    let typed: String = form.code.chars().filter(|c| !c.is_whitespace()).collect();
    let mut tx = cx.begin().await?;
    let now = tx.now();
    let phone = repo::find(&mut tx, &cx.user).await?.ok_or(ProblemKind::Stale)?;
    let wrong = || Problem::from(ProblemKind::WrongCode).on(Field::Code);
    if !counts(&phone, now) {
        return if phone.confirmed_at.is_some() { Ok(()) } else { Err(wrong()) };
    }
    let of = [cx.org.as_str(), cx.user.as_str(), phone.number.as_str()];
    let kept = phone.code.clone().unwrap_or_default();
    if cx.services.audit_key.is_phone_code(&kept, of, &typed) {
        let mut tx = tx.recorded(Action::PhoneConfirmed, cx.user.as_str()).await?;
        let confirmed = Phone { code: None, confirmed_at: Some(now), ..phone };
        repo::put(&mut tx, &cx.user, &confirmed).await?;
        return Ok(tx.commit().await?);
    }
    let mut tx = tx.recorded(Action::PhoneRefused, cx.user.as_str()).await?;
    let tried = Phone { attempts: phone.attempts + 1, ..phone };
    repo::put(&mut tx, &cx.user, &tried).await?;
    tx.commit().await?;
    Err(wrong())
}

pub async fn forget(cx: &Cx) -> Result<(), Problem> {
    let mut tx = cx.write(Action::PhoneForgotten, cx.user.as_str()).await?;
    repo::forget(&mut tx, &cx.user).await?;
    Ok(tx.commit().await?)
}

/// Has the agent ring the person's confirmed phone; returns the call. The second of two clicks leads to
/// the call of the first.
///
/// # Errors
/// Fails with `AgentMissing` where the agent is not at Vapi, with `Stale` where the phone is not
/// confirmed, no number is left to ring from, or a call to it may be under way, with a quota, and as Vapi
/// does.
pub async fn ring(cx: &Cx, id: &AgentId) -> Result<CallId, Problem> {
    let mut tx = cx.write(Action::AgentCalled, id.as_str()).await?;
    let now = tx.now();
    let agent = agents::repo::find(&mut tx, id).await?.ok_or(ProblemKind::NotFound)?;
    let assistant = agent.vapi_assistant_id.filter(|_| agent.sync != SyncState::Gone);
    let assistant = assistant.ok_or(ProblemKind::AgentMissing)?;
    let phone = repo::find(&mut tx, &cx.user).await?.filter(|phone| phone.confirmed_at.is_some());
    let phone = phone.ok_or(ProblemKind::Stale)?;
    if phone.calling_until > now {
        return phone.call.ok_or_else(|| ProblemKind::Stale.into());
    }
    let from = from(&mut tx, id).await?.ok_or(ProblemKind::Stale)?;
    let number = from.vapi_phone_id.ok_or(ProblemKind::Stale)?;
    quotas::take_today(&cx.services, &mut tx, Quota::TrialCalls).await?;
    let calling = Phone { calling_until: now + RINGING, call: None, ..phone };
    repo::put(&mut tx, &cx.user, &calling).await?;
    tx.commit().await?;
    let rung = rung(cx, &assistant, &number, &calling.number).await;
    let mut tx = cx.services.db.write(PhoneCalls, &cx.org).await?;
    let (after, answer) = match rung {
        Ok(made) => {
            let call =
                calls::outbound::note(&cx.services, &mut tx, &made).await?.ok_or(ProblemKind::Stale)?;
            (Phone { call: Some(call.clone()), ..calling.clone() }, Ok(call))
        }
        Err(problem) if may_have_rung(problem.kind) => (calling.clone(), Err(problem)),
        Err(problem) => (Phone { calling_until: 0, ..calling.clone() }, Err(problem)),
    };
    if repo::find(&mut tx, &cx.user).await?.as_ref() == Some(&calling) {
        repo::put(&mut tx, &cx.user, &after).await?;
    }
    tx.commit().await?;
    answer
}

async fn rung(cx: &Cx, assistant: &str, number: &str, to: &E164) -> Result<serde_json::Value, Problem> {
    let auth = cx.vapi(Purpose::TryAgent).await?;
    let call = ToRing { assistant, number, to, most_seconds: MAX_CALL_MINUTES * 60 };
    let rung = cx.services.providers.vapi.ring(&cx.call(), &auth, &call).await;
    cx.services.after_use(&cx.org, Account::VAPI, rung).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_fixed_lines_and_mobiles_are_rung() {
        for number in ["+33612345678", "+33184880012", "+14155552671", "+442079460958"] {
            assert!(is_rung(&E164::parse(number).unwrap()), "{number}");
        }
        for number in ["+33899123456", "+33800123456", "+19005551234", "+18005551234", "+9999999999"] {
            assert!(!is_rung(&E164::parse(number).unwrap()), "{number}");
        }
    }
}
