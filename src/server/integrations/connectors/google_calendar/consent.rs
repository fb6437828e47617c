//! The way of a person to Google and back: it begins on the page of the provider, and ends
//! there, with a credential or with a sentence.

use url::Url;

use super::{AccountTurn, grants, state};
use crate::{
    domain::{
        credential::CredentialStatus,
        integrations::Checked,
        problem::{Consent, Problem, ProblemKind},
        provider::{
            OfProvider as _,
            google_calendar::{GoogleCalendarConfig, PROVIDER},
        },
    },
    server::{
        audit::Action,
        credentials::{self, decryptor::Opened},
        cx::Cx,
        db::{OrgTx, execute, on},
        integrations::{candidate::Candidate, service},
        providers::{
            google::{Asking, Granted, of_answer},
            pkce,
        },
        vault::provider_secret::{AccessToken, GoogleCalendarSecret},
    },
};
use state::{Signer, Ticket};

/// The most consents of an org that are under way; the oldest make place.
const MAX_CONSENTS: i64 = 20;

/// What Google sends a person back with.
pub struct Returned {
    pub state: String,
    pub code: Option<String>,
    pub error: Option<String>,
}

/// Begins a consent; returns the ticket with which the browser goes on.
pub async fn begin(cx: &Cx, session: &str) -> Result<Ticket, Problem> {
    cx.services.providers.google.app()?;
    let mut tx = cx.write(Action::ConsentAsked, PROVIDER.code()).await?;
    let ticket = Ticket::new(&cx.services.random, tx.now());
    let key = cx.services.keyring.active(&mut tx).await?;
    let state = Signer { key: &key.key, cx, session }.state(&ticket);
    sweep(&mut tx, cx.services.clock.now_ms()).await?;
    execute!(tx, "INSERT INTO consents_asked (state_hash, org_id, expires_at) VALUES ($1, $2, $3)", |org| (
        state::hash(&state),
        org.as_str(),
        ticket.expires_at
    ))?;
    tx.commit().await?;
    Ok(ticket)
}

/// Forgets what is over, and what is too much.
async fn sweep(tx: &mut OrgTx, now: i64) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "DELETE FROM consents_asked WHERE org_id = $1 AND (expires_at <= $2 OR state_hash NOT IN (
           SELECT state_hash FROM consents_asked WHERE org_id = $1 ORDER BY expires_at DESC LIMIT $3))",
        |org| (org.as_str(), now, MAX_CONSENTS - 1)
    )
    .map(drop)
}

/// The page at Google that a ticket of this session leads to.
pub async fn address(cx: &Cx, session: &str, ticket: &str) -> Result<Url, Problem> {
    let ticket = Ticket::read(ticket).ok_or(ProblemKind::NotFound)?;
    let mut tx = cx.read().await?;
    let key = cx.services.keyring.active(&mut tx).await?;
    let signer = Signer { key: &key.key, cx, session };
    let state = signer.state(&ticket);
    let hash = state::hash(&state);
    let row: Option<(i64,)> = on!(tx, |c, org| {
        sqlx::query_as("SELECT expires_at FROM consents_asked WHERE org_id = $1 AND state_hash = $2")
            .bind(org.as_str())
            .bind(&hash)
            .fetch_optional(c)
            .await
    })?;
    in_time(&ticket, cx.services.clock.now_ms())?;
    if row.is_none() {
        return Err(ProblemKind::Consent(Consent::Used).into());
    }
    let stored = credentials::find(&mut tx, PROVIDER).await?;
    drop(tx);
    // Who renews a consent means the same account; others choose one at Google.
    let over = stored.as_ref().filter(|row| row.status == CredentialStatus::Refused);
    let account = over.and_then(|row| GoogleCalendarConfig::of(&row.config)?.email.as_deref());
    let challenge = pkce::challenge(&signer.verifier(&ticket));
    cx.services.providers.google.consent_address(&Asking { state: &state, challenge: &challenge, account })
}

fn in_time(ticket: &Ticket, now: i64) -> Result<(), Problem> {
    if now < ticket.expires_at { Ok(()) } else { Err(ProblemKind::Consent(Consent::TooLate).into()) }
}

/// Takes Google's answer: connects the account, or says why not and leaves nothing behind.
pub async fn finish(cx: &Cx, session: &str, returned: Returned) -> Result<Checked, Problem> {
    let google = &cx.services.providers.google;
    google.app()?;
    let verifier = take(cx, session, &returned.state).await?;
    if let Some(error) = returned.error {
        return Err(of_answer(&error));
    }
    let code = returned.code.ok_or(ProblemKind::Malformed)?;
    let granted = google.exchange(&cx.call(), &code, &verifier).await?;
    let sub = granted.sub.clone().ok_or(ProblemKind::ProviderFailed(PROVIDER))?;
    let turn = AccountTurn::wait(&cx.services, &sub).await?;
    let connected = keep(cx, granted, &sub).await;
    turn.end(&cx.services).await?;
    connected
}

/// Stores what was granted for the account, whose turn the caller has, or takes it back at Google.
async fn keep(cx: &Cx, granted: Granted, sub: &str) -> Result<Checked, Problem> {
    let (given, stored) = (granted.access_token.clone(), service::stored(cx, PROVIDER).await?);
    let connected = match candidate(cx, granted, sub, stored.as_ref()) {
        Ok(candidate) => service::store(cx, stored, candidate).await,
        Err(problem) => Err(problem),
    };
    if connected.is_err() && !grants::is_held(&cx.services, sub).await? {
        // The person sees why nothing was connected; a consent that stays at Google does no harm.
        let _ = cx.services.providers.google.revoke(&cx.call(), &given).await;
    }
    connected
}

/// Uses the state up, and returns the verifier that belongs to it.
async fn take(cx: &Cx, session: &str, state: &str) -> Result<String, Problem> {
    let mut tx = cx.write(Action::ConsentAnswered, PROVIDER.code()).await?;
    let key = cx.services.keyring.active(&mut tx).await?;
    let signer = Signer { key: &key.key, cx, session };
    let ticket = signer.ticket(state).ok_or(ProblemKind::Consent(Consent::NotTheirs))?;
    let taken = execute!(tx, "DELETE FROM consents_asked WHERE org_id = $1 AND state_hash = $2", |org| (
        org.as_str(),
        state::hash(state)
    ))?;
    tx.commit().await?;
    in_time(&ticket, cx.services.clock.now_ms())?;
    if taken == 0 {
        return Err(ProblemKind::Consent(Consent::Used).into());
    }
    Ok(signer.verifier(&ticket))
}

/// The credential that a consent gives; the calendar that was chosen for the account stays.
fn candidate(cx: &Cx, granted: Granted, sub: &str, stored: Option<&Opened>) -> Result<Candidate, Problem> {
    let now = cx.services.clock.now_ms();
    let former = stored.and_then(|opened| {
        let config = GoogleCalendarConfig::of(&opened.credential.config)?;
        Some((config, GoogleCalendarSecret::of(&opened.secret)?)).filter(|_| config.sub == sub)
    });
    let kept = granted.refresh_token.is_none();
    let refresh_token =
        granted.refresh_token.or_else(|| former.map(|(_, secret)| secret.refresh_token.clone()));
    let refresh_token = refresh_token.ok_or(ProblemKind::Consent(Consent::Fleeting))?;
    let end = |seconds: i64| now.saturating_add(seconds.saturating_mul(1000));
    let config = GoogleCalendarConfig {
        sub: sub.to_owned(),
        email: former.and_then(|(config, _)| config.email.clone()),
        granted: granted.rights,
        granted_at: now,
        ends_at: granted.consent_expires_in.map(end),
        calendars: former.map(|(config, _)| config.calendars.clone()).unwrap_or_default(),
        calendar: former.and_then(|(config, _)| config.calendar.clone()),
    };
    let access = Some(AccessToken::given(granted.access_token, now, granted.expires_in));
    Ok(Candidate {
        config: config.into(),
        secret: GoogleCalendarSecret { refresh_token, access }.into(),
        kept,
        field: None,
        then: None,
        // Whoever chooses another account at Google has chosen it.
        switch: true,
    })
}
