//! Step-up: a person who is signed in proves again that it is them, before something is done that a
//! stolen session should not do.

use tower_sessions::Session;

use super::{
    Sessions,
    factors::{self, Proving, Verdict},
    passkeys, repo,
    session_store::hashed,
};
use crate::{
    domain::{
        account::Viewer,
        factor::FactorKind,
        passkey::Ceremony,
        problem::{Field, Problem, ProblemKind, Rule},
    },
    server::{
        audit::{Action, Actor},
        cx::{Draft, Services, Unit},
        db::{execute, on},
        passwords::fair_queue::Applicant,
        request::client_address::ClientAddress,
        sessions,
    },
};

/// The audit subject of a proof by the password; factors have their codes.
const BY_PASSWORD: &str = "password";

/// A proof that a person gives.
#[derive(Clone, Copy)]
pub enum GivenProof<'a> {
    /// The password, or the code of an app.
    Typed(&'a str),
    /// The answer of an authenticator.
    Passkey(&'a str),
}

/// Takes a proof, and has the session go on as proved in the browser with this mark.
///
/// # Errors
/// Fails with `WrongProof` or a kind of `Passkey`, which are audited, with `SignedOut`, and with
/// `TooManyAttempts`.
pub async fn prove(
    services: &Services,
    session: &Session,
    address: ClientAddress,
    given: GivenProof<'_>,
    mark: &str,
) -> Result<(), Problem> {
    let viewer = sessions::viewer(session).await?.ok_or(ProblemKind::SignedOut)?;
    if let GivenProof::Typed("") = given {
        return Err(Problem::invalid(Field::Proof, Rule::Required));
    }
    services.limits.proof(&hashed(session))?;
    let asked = Asked { services, session, viewer: &viewer, address };
    let (action, problem) = match given {
        GivenProof::Typed(typed) => {
            let is_code = typed.chars().all(|c| c.is_ascii_digit() || c.is_whitespace());
            let by_code = is_code && asked.by_factor(FactorKind::Totp, typed).await?.is_ok();
            let wrong = Problem::new(ProblemKind::WrongProof).on(Field::Proof);
            let proved = by_code || asked.by_password(typed).await?;
            (Action::PasswordRefused, (!proved).then_some(wrong))
        }
        GivenProof::Passkey(answer) => match asked.by_factor(FactorKind::Passkey, answer).await? {
            Ok(()) => (Action::ProvedAgain, None),
            Err(kind) => {
                let action = passkeys::heed(services, answer, kind, Action::SecondStepRefused).await?;
                (action, Some(Problem::new(kind)))
            }
        },
    };
    if let Some(problem) = problem {
        let actor = Actor::User(viewer.user.clone());
        let user = viewer.user.as_str();
        Unit::begin(services, viewer.home(), actor, action, user).await?.commit().await?;
        return Err(problem);
    }
    sessions::prove(session, services.clock.now_ms(), mark).await?;
    is_there(services, session, &viewer).await
}

/// Has a session whose person was proved go on under a new id, from the first page on that is loaded
/// after it in the browser with this mark: another one that has the id gets no new one.
///
/// # Errors
/// Fails with `SignedOut` for a session that was revoked meanwhile, which goes on under no other id.
pub async fn rise(
    services: &Services,
    session: &Session,
    viewer: &Viewer,
    mark: &str,
) -> Result<(), Problem> {
    if !sessions::rises(session, mark).await? {
        return Ok(());
    }
    take_out(services, session, viewer).await?;
    sessions::rise(session).await
}

/// A session that was revoked while the proof was looked at is not proved.
async fn is_there(services: &Services, session: &Session, viewer: &Viewer) -> Result<(), Problem> {
    let id = hashed(session);
    let mut tx = services.db.read_installation().await?;
    let row: Option<(i64,)> = on!(tx, |c| {
        sqlx::query_as("SELECT created_at FROM sessions WHERE id_hash = $1 AND user_id = $2")
            .bind(&id)
            .bind(viewer.user.as_str())
            .fetch_optional(c)
            .await
    })?;
    if row.is_some() { Ok(()) } else { Err(ProblemKind::SignedOut.into()) }
}

/// Ends the session under its former id.
async fn take_out(services: &Services, session: &Session, viewer: &Viewer) -> Result<(), Problem> {
    let id = hashed(session);
    let mut tx = services.db.write_installation(Sessions).await?;
    let sql = "DELETE FROM sessions WHERE id_hash = $1 AND user_id = $2";
    let was_there = execute!(tx, sql, &id, viewer.user.as_str())? == 1;
    tx.commit().await?;
    if was_there { Ok(()) } else { Err(ProblemKind::SignedOut.into()) }
}

/// A request for a proof, in its session.
struct Asked<'a> {
    services: &'a Services,
    session: &'a Session,
    viewer: &'a Viewer,
    address: ClientAddress,
}

impl Asked<'_> {
    async fn by_factor(&self, kind: FactorKind, given: &str) -> Result<Verdict, Problem> {
        let Self { services, session, viewer, address } = *self;
        let factor = factors::of(kind).ok_or(ProblemKind::Internal)?;
        let user = &viewer.user;
        let actor = Actor::User(user.clone());
        let challenge = sessions::take_challenge(session, Ceremony::Proof).await?;
        let mut tx = Draft::begin_everywhere(services, viewer.home().clone(), actor).await?;
        if !factor.has(&mut tx, user).await? {
            return Ok(Err(ProblemKind::WrongProof));
        }
        // Whoever has the session is no more than a stranger with the password.
        services.limits.second_step(address, None, user.as_str(), kind == FactorKind::Totp)?;
        let proving = Proving { services, tx: &mut tx, user, given, challenge };
        let verdict = factor.prove(proving).await?;
        if verdict.is_ok() {
            tx.recorded(Action::ProvedAgain, kind.code()).await?.commit().await?;
        }
        Ok(verdict)
    }

    async fn by_password(&self, given: &str) -> Result<bool, Problem> {
        let Self { services, viewer, address, .. } = *self;
        let mut tx = services.db.read_installation().await?;
        let person = repo::find_person(&mut tx, &viewer.user).await?.ok_or(ProblemKind::SignedOut)?;
        drop(tx);
        let applicant = Applicant::of(None, address);
        if !services.passwords.verify(given, Some(&person.password_hash), applicant).await? {
            return Ok(false);
        }
        let actor = Actor::User(viewer.user.clone());
        Unit::begin(services, viewer.home(), actor, Action::ProvedAgain, BY_PASSWORD).await?.commit().await?;
        Ok(true)
    }
}
