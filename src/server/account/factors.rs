//! The second factors of a person: setting one up, taking it away, and the codes for when it is lost. Each
//! takes a proof of the last minutes that it is still the person who signed in.

use tower_sessions::Session;

use crate::{
    domain::{
        account::Viewer,
        demo::is_demo,
        factor::{FactorsView, FirstCodeForm, MINUTES, TotpState},
        ids::UserId,
        problem::{Field, Problem, ProblemKind, Rule},
        secret_text::SecretText,
    },
    server::{
        audit::Action,
        auth::{
            factors::{self, recovery_codes, totp},
            passkeys,
            service::Visitor,
            session_store::hashed,
        },
        cx::{Cx, Services},
        db::Tx,
        sessions::{self, FreshCodes},
        vault::{
            keyring::OfMaster,
            seal::{Place, hex, unhex},
        },
    },
};

/// The issuer that authenticator apps show beside the person's e-mail.
const ISSUER: &str = "AVA";
/// Milliseconds for which codes are shown again in the session that made them.
const SHOWN: i64 = MINUTES as i64 * 60_000;

/// # Errors
/// Fails as the database does, and where the secret that is being set up cannot be opened.
pub async fn view(cx: &Cx, session: &Session) -> Result<FactorsView, Problem> {
    let now = cx.services.clock.now_ms();
    let viewer = sessions::viewer(session).await?.ok_or(ProblemKind::SignedOut)?;
    let this = hashed(session);
    let mut tx = cx.services.db.read_installation().await?;
    let row = totp::find(&mut tx, &cx.user).await?;
    let passkeys = passkeys::repo::list(&mut tx, &cx.user).await?;
    let codes_left = recovery_codes::left(&mut tx, &cx.user).await?;
    drop(tx);
    let totp = match row {
        Some(row) if row.waits_in(&this, now) => {
            let secret = row.open(&cx.services.keyring, &cx.user)?;
            TotpState::Begun(totp::shown(&secret, ISSUER, &viewer.email))
        }
        Some(row) => match row.confirmed_at {
            Some(since) => TotpState::On { since, last_used_at: row.last_used_at },
            None => TotpState::Off,
        },
        None => TotpState::Off,
    };
    let fresh_codes = fresh_codes(cx, session, now).await?;
    let has_passkeys = passkeys::site(&cx.services).is_ok();
    Ok(FactorsView { now, has_passkeys, passkeys, totp, codes_left, fresh_codes })
}

/// Makes a secret for an app. It counts for nothing before its first code.
///
/// # Errors
/// Fails with `DemoAccount`, and with `Stale` where there is one that counts.
pub async fn begin_totp(cx: &Cx, visitor: &Visitor) -> Result<(), Problem> {
    not_demo(&visitor.session).await?;
    let mut tx = cx.begin_everywhere().await?;
    if !totp::begin(&cx.services, &mut tx, &cx.user, &visitor.hashed_session()).await? {
        return Err(ProblemKind::Stale.into());
    }
    Ok(tx.recorded(Action::SecondFactorBegun, cx.user.as_str()).await?.commit().await?)
}

/// Takes the first code of the app, after which signing in asks for one, and makes recovery codes.
///
/// # Errors
/// Fails with `WrongCode`, with `TooManyAttempts`, and with `FirstCodeOver`.
pub async fn confirm_totp(cx: &Cx, visitor: &Visitor, form: &FirstCodeForm) -> Result<(), Problem> {
    let services = &cx.services;
    if form.code.trim().is_empty() {
        return Err(Problem::invalid(Field::Code, Rule::Required));
    }
    let this = visitor.hashed_session();
    let mut tx = cx.begin_everywhere().await?;
    let row = totp::find(&mut tx, &cx.user).await?;
    let row = row.filter(|row| row.waits_in(&this, services.clock.now_ms()));
    let row = row.ok_or(ProblemKind::FirstCodeOver)?;
    services.limits.proof(&this)?;
    if !totp::take(services, &mut tx, &cx.user, &row, &form.code).await? {
        return Err(Problem::new(ProblemKind::WrongCode).on(Field::Code));
    }
    let codes = recovery_codes::make(&mut tx, &services.random, &cx.user).await?;
    let mut tx = tx.recorded(Action::SecondFactorAdded, cx.user.as_str()).await?;
    tx.record(Action::RecoveryCodesMade, cx.user.as_str()).await?;
    tx.commit().await?;
    keep(services, &cx.user, &visitor.session, &codes).await
}

/// Takes the app away, and with it what stands in for it.
///
/// # Errors
/// Fails with `NotFound` where there is none.
pub async fn remove_totp(cx: &Cx, visitor: &Visitor) -> Result<(), Problem> {
    let mut tx = cx.begin_everywhere().await?;
    let is_on = totp::find(&mut tx, &cx.user).await?.is_some_and(|row| row.confirmed_at.is_some());
    if !is_on || !totp::remove(&mut tx, &cx.user).await? {
        return Err(ProblemKind::NotFound.into());
    }
    let is_last = remove_codes_alone(&mut tx, &cx.user).await?;
    tx.recorded(Action::SecondFactorRemoved, cx.user.as_str()).await?.commit().await?;
    if is_last { sessions::forget_codes(&visitor.session).await } else { Ok(()) }
}

/// Removes the recovery codes of a person who has no factor any more: codes alone ask for nothing, and those
/// of a list that is left about would only mislead. Returns whether there is no factor any more.
pub(super) async fn remove_codes_alone(tx: &mut Tx, user: &UserId) -> Result<bool, sqlx::Error> {
    let is_last = factors::of_person(tx, user).await?.is_empty();
    if is_last {
        recovery_codes::remove(tx, user).await?;
    }
    Ok(is_last)
}

/// Makes recovery codes in the place of those that there were.
///
/// # Errors
/// Fails with `NotFound` where there is no factor that they stand in for.
pub async fn make_codes(cx: &Cx, visitor: &Visitor) -> Result<(), Problem> {
    let mut tx = cx.begin_everywhere().await?;
    if factors::of_person(&mut tx, &cx.user).await?.is_empty() {
        return Err(ProblemKind::NotFound.into());
    }
    let codes = recovery_codes::make(&mut tx, &cx.services.random, &cx.user).await?;
    tx.recorded(Action::RecoveryCodesMade, cx.user.as_str()).await?.commit().await?;
    keep(&cx.services, &cx.user, &visitor.session, &codes).await
}

/// Whoever finds the published password would lock everybody else out.
pub(super) async fn not_demo(session: &Session) -> Result<(), Problem> {
    let Viewer { email, .. } = sessions::viewer(session).await?.ok_or(ProblemKind::SignedOut)?;
    if is_demo(&email) { Err(ProblemKind::DemoAccount.into()) } else { Ok(()) }
}

fn place(user: &UserId) -> Place<'_> {
    Place { table: "sessions", row: user.as_str(), owner: user.as_str(), field: "fresh_codes" }
}

/// Keeps fresh codes in the session, sealed: without JavaScript they are shown by the next request.
pub(super) async fn keep(
    services: &Services,
    user: &UserId,
    session: &Session,
    codes: &[String],
) -> Result<(), Problem> {
    let OfMaster { master_id, sealed } =
        services.keyring.seal_apart(place(user), codes.join(" ").as_bytes())?;
    let made_at = services.clock.now_ms();
    sessions::keep_codes(session, FreshCodes { master_id, sealed: hex(&sealed), made_at }).await
}

async fn fresh_codes(cx: &Cx, session: &Session, now: i64) -> Result<Vec<SecretText>, Problem> {
    let kept = sessions::fresh_codes(session).await?.filter(|codes| now - codes.made_at < SHOWN);
    let Some(FreshCodes { master_id, sealed, .. }) = kept else { return Ok(Vec::new()) };
    let sealed = OfMaster { master_id, sealed: unhex(&sealed).unwrap_or_default() };
    let text = cx.services.keyring.open_apart(place(&cx.user), &sealed)?;
    Ok(String::from_utf8_lossy(&text).split(' ').map(SecretText::from).collect())
}
