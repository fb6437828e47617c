//! Step-up: a person who is signed in proves again that it is them, before something is done that a
//! stolen session should not do.

use tower_sessions::Session;

use super::{
    Sessions,
    factors::{self, Proving},
    repo,
    store::hash_id,
};
use crate::{
    domain::{
        account::Viewer,
        factor::FactorKind,
        problem::{Field, Problem, ProblemKind, Rule},
    },
    server::{
        audit::{Action, Actor},
        cx::{Draft, Services, Unit},
        db::execute,
        passwords::fair_queue::Applicant,
        request::client_address::ClientAddress,
        sessions,
    },
};

/// The audit subject of a proof by the password; factors have their codes.
const BY_PASSWORD: &str = "password";

/// Takes the password or the code of an app, and has the session go on under a new id as proved.
///
/// # Errors
/// Fails with `WrongProof`, which is audited, with `SignedOut`, and with `TooManyAttempts`.
pub async fn prove(
    services: &Services,
    session: &Session,
    address: ClientAddress,
    given: &str,
) -> Result<(), Problem> {
    let viewer = sessions::viewer(session).await?.ok_or(ProblemKind::SignedOut)?;
    if given.is_empty() {
        return Err(Problem::invalid(Field::Proof, Rule::Required));
    }
    services.limits.proof(&session.id().map(|id| hash_id(&id)).unwrap_or_default())?;
    let is_code = given.chars().all(|c| c.is_ascii_digit() || c.is_whitespace());
    let proved = is_code && by_code(services, session, &viewer, address, given).await?;
    if !proved && !by_password(services, &viewer, address, given).await? {
        let actor = Actor::User(viewer.user.clone());
        let user = viewer.user.as_str();
        let refused = Unit::begin(services, &viewer.org, actor, Action::PasswordRefused, user).await?;
        refused.commit().await?;
        return Err(Problem::new(ProblemKind::WrongProof).on(Field::Proof));
    }
    take_out(services, session, &viewer).await?;
    sessions::prove(session, services.clock.now_ms()).await
}

/// Ends the session under its former id. One that was revoked while the proof was looked at goes on
/// under no other.
async fn take_out(services: &Services, session: &Session, viewer: &Viewer) -> Result<(), Problem> {
    let id = session.id().map(|id| hash_id(&id)).unwrap_or_default();
    let mut tx = services.db.write_installation(Sessions).await?;
    let sql = "DELETE FROM sessions WHERE id_hash = $1 AND user_id = $2";
    let was_there = execute!(tx, sql, &id, viewer.user.as_str())? == 1;
    tx.commit().await?;
    if was_there { Ok(()) } else { Err(ProblemKind::SignedOut.into()) }
}

async fn by_code(
    services: &Services,
    session: &Session,
    viewer: &Viewer,
    address: ClientAddress,
    given: &str,
) -> Result<bool, Problem> {
    let Some(factor) = factors::of(FactorKind::Totp) else { return Ok(false) };
    let user = &viewer.user;
    let actor = Actor::User(user.clone());
    let mut tx = Draft::begin_everywhere(services, viewer.org.clone(), actor).await?;
    if !factor.has(&mut tx, user).await? {
        return Ok(false);
    }
    // Whoever has the session is no more than a stranger with the password.
    services.limits.second_step(address, None, user.as_str(), true)?;
    let proving = Proving { services, tx: &mut tx, user, given, session };
    if !factor.prove(proving).await? {
        return Ok(false);
    }
    tx.recorded(Action::ProvedAgain, factor.kind().code()).await?.commit().await?;
    Ok(true)
}

async fn by_password(
    services: &Services,
    viewer: &Viewer,
    address: ClientAddress,
    given: &str,
) -> Result<bool, Problem> {
    let mut tx = services.db.read_installation().await?;
    let person = repo::find_person(&mut tx, &viewer.user).await?.ok_or(ProblemKind::SignedOut)?;
    drop(tx);
    let applicant = Applicant::of(None, address);
    if !services.passwords.verify(given, Some(&person.password_hash), applicant).await? {
        return Ok(false);
    }
    let actor = Actor::User(viewer.user.clone());
    Unit::begin(services, &viewer.org, actor, Action::ProvedAgain, BY_PASSWORD).await?.commit().await?;
    Ok(true)
}
