//! Passkeys: what an authenticator is asked for, and what its answer is worth.
//!
//! A challenge waits in the session that asked, until its answer comes: in another browser, or a second
//! time, the answer fits nothing. That no two nodes take one at once is the passkey's row, which keeps the
//! challenge that was signed last.

pub mod ceremony;
pub mod cose;
pub mod repo;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use tower_sessions::Session;

use self::{
    ceremony::{Assertion, Credential, Expected, RelyingParty},
    repo::Row,
};
use super::{
    Sessions, known_browsers, refusals, repo as people, second_step,
    service::{self, Entered, FirstProof, Visitor},
};
use crate::{
    domain::{
        auth_forms::landing,
        email::Email,
        ids::{OrgId, UserId},
        passkey::{Ceremony, MINUTES, PasskeyForm},
        problem::{Passkey, Problem, ProblemKind},
    },
    server::{
        audit::{Action, Actor},
        cx::{Draft, Services},
        db::{Tx, stored},
        sessions::{self, Challenge},
    },
};

/// Milliseconds for which an authenticator may be busy with a challenge.
const LASTS: i64 = MINUTES as i64 * 60_000;
/// The relying party as authenticators show it.
const NAME: &str = "AVA";

/// The site that the installation's passkeys are of.
///
/// # Errors
/// Fails with `Off` where browsers make none for its address.
pub fn site(services: &Services) -> Result<RelyingParty, Passkey> {
    RelyingParty::of(&services.config.public_url).ok_or(Passkey::Off)
}

/// What the browser is to ask of an authenticator: its options, with ids and bytes in base64url, and the
/// origin that they are for. Their challenge waits in the session.
///
/// # Errors
/// Fails with `Passkey::Off`, with `SignedOut` or `SecondStepOver` where the ceremony is for nobody, and
/// with `TooManyAttempts`.
pub async fn options(visitor: &Visitor, ceremony: Ceremony) -> Result<Value, Problem> {
    visitor.must_be_private()?;
    let services = &visitor.services;
    let site = site(services)?;
    services.limits.passkey(visitor.address, visitor.known().await?.as_ref())?;
    let viewer = sessions::viewer(&visitor.session).await?;
    let user = match ceremony {
        Ceremony::SignIn => None,
        Ceremony::SecondStep => Some(second_step::waiting(services, &visitor.session).await?.user),
        Ceremony::Proof | Ceremony::Register => Some(viewer.clone().ok_or(ProblemKind::SignedOut)?.user),
    };
    // One that is made by this is a row, as that of a refused form is.
    visitor.may_begin_a_session().await?;
    let theirs = match &user {
        Some(user) => {
            let mut tx = services.db.read_installation().await?;
            repo::credential_ids(&mut tx, user).await?
        }
        None => Vec::new(),
    };
    let theirs: Vec<Value> = theirs.iter().map(|id| json!({ "type": "public-key", "id": id })).collect();
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(services.random.bytes::<32>());
    let options = match (ceremony, viewer) {
        (Ceremony::Register, Some(viewer)) => json!({
            "rp": { "id": site.id, "name": NAME },
            "user": {
                "id": BASE64_URL_SAFE_NO_PAD.encode(viewer.user.as_str()),
                "name": viewer.email,
                "displayName": viewer.name,
            },
            "challenge": challenge,
            "pubKeyCredParams":
                cose::ALGORITHMS.map(|algorithm| json!({ "type": "public-key", "alg": algorithm })),
            "timeout": LASTS,
            "excludeCredentials": theirs,
            // One that its authenticator keeps and verifies signs in alone; any other is a second factor.
            "authenticatorSelection": { "residentKey": "preferred", "userVerification": "preferred" },
            "attestation": "none",
        }),
        _ => json!({
            "rpId": site.id,
            "challenge": challenge,
            "timeout": LASTS,
            "allowCredentials": theirs,
            "userVerification": if ceremony == Ceremony::SignIn { "required" } else { "preferred" },
        }),
    };
    let expires_at = services.clock.now_ms() + LASTS;
    sessions::challenge(&visitor.session, Challenge { ceremony, text: challenge, user, expires_at }).await?;
    Ok(json!({ "origin": site.origin, "options": options }))
}

/// Takes the challenge that waits for a ceremony.
async fn challenge(services: &Services, session: &Session, ceremony: Ceremony) -> Result<Challenge, Problem> {
    let now = services.clock.now_ms();
    let taken = sessions::take_challenge(session, ceremony).await?;
    let taken = taken.filter(|challenge| now < challenge.expires_at);
    taken.ok_or_else(|| ProblemKind::Passkey(Passkey::Over).into())
}

/// Reads a new passkey of the person.
///
/// # Errors
/// Fails with what of the answer does not fit.
pub async fn registered(
    services: &Services,
    session: &Session,
    user: &UserId,
    given: &str,
) -> Result<Credential, Problem> {
    let site = site(services)?;
    let challenge = challenge(services, session, Ceremony::Register).await?;
    if challenge.user.as_ref() != Some(user) {
        return Err(Passkey::Over.into());
    }
    let expected = Expected { site: &site, challenge: &challenge.text, verified: false };
    Ok(expected.registered(given)?)
}

/// An answer that a passkey of the person has signed.
struct Signed {
    row: Row,
    counter: u32,
    challenge: String,
}

impl Signed {
    /// Looks at an answer to what was asked of the person; for a sign-in, of anybody.
    fn read(
        site: &RelyingParty,
        challenge: Challenge,
        row: Option<Row>,
        given: &Assertion,
    ) -> Result<Self, Passkey> {
        let is_theirs = |row: &Row| {
            challenge.user.as_ref().is_none_or(|user| user.as_str() == row.user_id)
                && given.is_of(&row.user_id)
        };
        let row = row.filter(is_theirs).ok_or(Passkey::Unknown)?;
        let verified = challenge.ceremony == Ceremony::SignIn;
        let expected = Expected { site, challenge: &challenge.text, verified };
        let counter = expected.asserted(&row.public_key, given)?;
        // An authenticator that counts nothing says 0 each time.
        if (counter > 0 || row.counter > 0) && i64::from(counter) <= row.counter {
            return Err(Passkey::CounterBack);
        }
        Ok(Self { row, counter, challenge: challenge.text })
    }

    /// Notes the use. Fails with `Over` where another answer was quicker.
    async fn note(&self, tx: &mut Tx, now: i64) -> Result<Result<(), Passkey>, sqlx::Error> {
        let noted = repo::used(tx, &self.row, self.counter, &self.challenge, now).await?;
        Ok(if noted { Ok(()) } else { Err(Passkey::Over) })
    }
}

/// Takes the answer to what was asked of the person, within a transaction of the installation. The inner
/// problem is what of it does not fit.
///
/// # Errors
/// Fails as the database does.
pub async fn take(
    services: &Services,
    tx: &mut Tx,
    user: &UserId,
    challenge: Option<Challenge>,
    given: &str,
) -> Result<Result<(), ProblemKind>, Problem> {
    let now = services.clock.now_ms();
    let challenge = challenge.filter(|challenge| challenge.user.as_ref() == Some(user));
    let Some(challenge) = challenge.filter(|challenge| now < challenge.expires_at) else {
        return Ok(Err(Passkey::Over.into()));
    };
    let (site, given) = match (site(services), Assertion::read(given)) {
        (Ok(site), Ok(given)) => (site, given),
        (Err(passkey), _) | (_, Err(passkey)) => return Ok(Err(passkey.into())),
    };
    let row = repo::find(tx, &given.credential_id()).await?;
    let signed = match Signed::read(&site, challenge, row, &given) {
        Ok(signed) => signed,
        Err(passkey) => return Ok(Err(passkey.into())),
    };
    Ok(signed.note(tx, now).await?.map_err(ProblemKind::from))
}

/// What the log says of a refusal, `usual` but for a counter that went back: that is kept besides, for
/// the person to see.
///
/// # Errors
/// Fails as the database does.
pub async fn heed(
    services: &Services,
    given: &str,
    kind: ProblemKind,
    usual: Action,
) -> Result<Action, sqlx::Error> {
    if kind != ProblemKind::Passkey(Passkey::CounterBack) {
        return Ok(usual);
    }
    if let Ok(given) = Assertion::read(given) {
        let mut tx = services.db.write_installation(Sessions).await?;
        repo::refused(&mut tx, &given.credential_id(), services.clock.now_ms()).await?;
        tx.commit().await?;
    }
    Ok(Action::PasskeyCopied)
}

/// Signs in whoever has a passkey that has verified them: that is something they have, and something
/// they know or are, so no second step follows.
///
/// # Errors
/// Fails with what of the answer does not fit, which is audited where it is of an account, and with
/// `TooManyAttempts`.
pub async fn enter(visitor: Visitor, form: &PasskeyForm) -> Result<Entered, Problem> {
    visitor.must_be_private()?;
    let services = visitor.services.clone();
    let site = site(&services)?;
    services.limits.passkey(visitor.address, visitor.known().await?.as_ref())?;
    let challenge = challenge(&services, &visitor.session, Ceremony::SignIn).await?;
    let given = Assertion::read(&form.given)?;
    let mut tx = services.db.read_installation().await?;
    let row = repo::find(&mut tx, &given.credential_id()).await?.ok_or(Passkey::Unknown)?;
    let user: UserId = stored("passkeys", &row.id).parse("user_id", &row.user_id)?;
    let person = people::find_person(&mut tx, &user).await?.ok_or(Passkey::Unknown)?;
    let org = people::first_org(&mut tx, &user).await?;
    drop(tx);
    if services.config.is_closed_demo(&person.email) {
        return Err(Passkey::Unknown.into());
    }
    let signed = match Signed::read(&site, challenge, Some(row), &given) {
        Ok(signed) => signed,
        Err(passkey) => {
            metrics::counter!("ava_sign_ins_refused_total").increment(1);
            let kind = ProblemKind::from(passkey);
            let action = heed(&services, &form.given, kind, Action::SignInRefused).await?;
            let refused = refusals::Refused { user: user.to_string(), org };
            refusals::note(&services, refused, action, visitor.address);
            return Err(kind.into());
        }
    };
    let email =
        stored("users", user.as_str()).code("email", &person.email, |text| Email::parse(text).ok())?;
    let now = services.clock.now_ms();
    match org {
        Some(org) => {
            let org: OrgId = stored("memberships", user.as_str()).parse("org_id", &org)?;
            let mut tx = Draft::begin_everywhere(&services, org, Actor::User(user.clone())).await?;
            signed.note(&mut tx, now).await??;
            tx.recorded(Action::PasskeyUsed, &signed.row.name).await?.commit().await?;
        }
        None => {
            // A person of no org has no log.
            let mut tx = services.db.write_installation(Sessions).await?;
            signed.note(&mut tx, now).await??;
            tx.commit().await?;
        }
    }
    let known = match &visitor.browser {
        Some(token) => known_browsers::find(&services, token, email.as_str()).await?,
        None => None,
    };
    let next = landing(&form.next).to_owned();
    let proved = FirstProof { user, email, password_version: person.password_version, next };
    service::enter_proved(visitor, proved, known.as_ref()).await
}
