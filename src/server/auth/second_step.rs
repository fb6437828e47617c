//! The second step of a sign-in: a factor beside the password.

use tower_sessions::Session;

use super::{
    Sessions,
    factors::{self, Proving},
    known_browsers, passkeys, refusals, repo,
    service::{self, Entered, FirstProof, Visitor},
};
use crate::{
    domain::{
        auth_forms::SECOND_STEP,
        email::Email,
        factor::{FactorKind, MINUTES, SecondStepForm, SecondStepView},
        ids::OrgId,
        passkey::Ceremony,
        problem::{Field, Problem, ProblemKind, Rule},
    },
    server::{
        audit::{Action, Actor},
        cx::{Draft, Services},
        db::stored,
        request::known_browser::KnownBrowser,
        sessions::{self, HalfWay},
    },
};

/// Milliseconds.
const LASTS: i64 = MINUTES as i64 * 60_000;

/// Goes on after the password, or what stands in for it: signs in, or asks for the second step of
/// somebody who has a second factor.
///
/// # Errors
/// Fails as the database does.
pub async fn after(
    visitor: Visitor,
    first: FirstProof,
    known: Option<&KnownBrowser>,
) -> Result<Entered, Problem> {
    let mut tx = visitor.services.db.read_installation().await?;
    let has_second = !factors::of_person(&mut tx, &first.user).await?.is_empty();
    drop(tx);
    if !has_second {
        return service::enter_proved(visitor, first, known).await;
    }
    let FirstProof { user, email, password_version, next } = first;
    let began_at = visitor.services.clock.now_ms();
    let half_way = HalfWay { user, email: email.as_str().to_owned(), password_version, next, began_at };
    sessions::go_half_way(&visitor.session, half_way).await?;
    Ok(Entered { leads_to: SECOND_STEP.to_owned(), browser: None })
}

/// The sign-in that waits in this session.
pub(super) async fn waiting(services: &Services, session: &Session) -> Result<HalfWay, Problem> {
    let now = services.clock.now_ms();
    let half_way = sessions::half_way(session).await?.filter(|half_way| now - half_way.began_at < LASTS);
    half_way.ok_or_else(|| ProblemKind::SecondStepOver.into())
}

/// # Errors
/// Fails with `SecondStepOver` where no sign-in waits for its second step.
pub async fn view(services: &Services, session: &Session) -> Result<SecondStepView, Problem> {
    let half_way = waiting(services, session).await?;
    let mut tx = services.db.read_installation().await?;
    Ok(SecondStepView { kinds: factors::of_person(&mut tx, &half_way.user).await? })
}

/// Signs in whoever proves a second factor.
///
/// # Errors
/// Fails with `SecondStepOver`, with `WrongCode` or a kind of `Passkey`, which are audited, and with
/// `TooManyAttempts`.
pub async fn prove(visitor: Visitor, form: &SecondStepForm) -> Result<Entered, Problem> {
    visitor.must_be_private()?;
    let services = visitor.services.clone();
    let HalfWay { user, email, password_version, next, .. } = waiting(&services, &visitor.session).await?;
    let kind = form.factor().ok_or(ProblemKind::Malformed)?;
    if form.given.trim().is_empty() && kind != FactorKind::Passkey {
        return Err(Problem::invalid(Field::Code, Rule::Required));
    }
    let factor = factors::of(kind).ok_or(ProblemKind::Malformed)?;
    let known = match &visitor.browser {
        Some(token) => known_browsers::find(&services, token, &email).await?,
        None => None,
    };
    let guessable = kind == FactorKind::Totp;
    services.limits.second_step(visitor.address, known.as_ref(), user.as_str(), guessable)?;
    let mut tx = services.db.read_installation().await?;
    let person = repo::find_person(&mut tx, &user).await?;
    let org = repo::first_org(&mut tx, &user).await?;
    drop(tx);
    let person = person.filter(|person| person.password_version == password_version);
    let person = person.ok_or(ProblemKind::SecondStepOver)?;
    let email =
        stored("users", user.as_str()).code("email", &person.email, |text| Email::parse(text).ok())?;
    let first = FirstProof { user, email, password_version, next };
    let (user, given) = (&first.user, form.given.trim());
    let challenge = sessions::take_challenge(&visitor.session, Ceremony::SecondStep).await?;
    let Some(org) = org else {
        // A person of no org has no log.
        let mut tx = services.db.write_installation(Sessions).await?;
        let proving = Proving { services: &services, tx: &mut tx, user, given, challenge };
        if let Err(kind) = factor.prove(proving).await? {
            drop(tx);
            passkeys::heed(&services, given, kind, Action::SecondStepRefused).await?;
            return Err(wrong(kind));
        }
        tx.commit().await?;
        return service::enter_proved(visitor, first, known.as_ref()).await;
    };
    let org: OrgId = stored("memberships", user.as_str()).parse("org_id", &org)?;
    let mut tx = Draft::begin_everywhere(&services, org.clone(), Actor::User(user.clone())).await?;
    let proving = Proving { services: &services, tx: &mut tx, user, given, challenge };
    if let Err(kind) = factor.prove(proving).await? {
        drop(tx);
        metrics::counter!("ava_sign_ins_refused_total").increment(1);
        let action = passkeys::heed(&services, given, kind, Action::SecondStepRefused).await?;
        let refused = refusals::Refused { user: user.to_string(), org: Some(org.to_string()) };
        refusals::note(&services, refused, action, visitor.address);
        return Err(wrong(kind));
    }
    tx.recorded(Action::SecondStepProved, kind.code()).await?.commit().await?;
    service::enter_proved(visitor, first, known.as_ref()).await
}

fn wrong(kind: ProblemKind) -> Problem {
    let problem = Problem::new(kind);
    if kind == ProblemKind::WrongCode { problem.on(Field::Code) } else { problem }
}
