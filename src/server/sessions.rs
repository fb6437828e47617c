//! The contents of a session: the signed-in person or how far a sign-in is, and the answer to a form.

use serde::{Deserialize, Serialize};
use tower_sessions::Session;

use crate::domain::{
    account::Viewer,
    api_token::TokenKind,
    flash::Flash,
    ids::{OrgId, UserId},
    passkey::Ceremony,
    problem::{Problem, ProblemKind},
    secret_text::SecretText,
    support::VisitId,
};

pub const WHO: &str = "who";
/// The key under which the viewer is read with the session row; it is never stored in it.
pub const VIEWER: &str = "viewer";
/// This key is read and never stored, like [`VIEWER`].
pub const MEMBER: &str = "member";
const FLASH: &str = "flash";
const HALF_WAY: &str = "half_way";
const FRESH_CODES: &str = "fresh_codes";
const FRESH_TOKEN: &str = "fresh_token";
const AWAY: &str = "away";
const CHALLENGES: &str = "challenges";
const ASIDE: &str = "aside";

/// The most questions that a session has under way at an OpenID provider; the oldest make place.
const MAX_AWAY: usize = 4;

/// What was typed in a form that waits until its person has a second factor. A session has one at most.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Aside {
    pub org: OrgId,
    /// The page of the form, with its query.
    pub page: String,
    pub form: String,
    pub values: Vec<(String, String)>,
}

/// What an authenticator is to sign in this session. A session has one for each ceremony at most.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Challenge {
    pub ceremony: Ceremony,
    /// In base64url.
    pub text: String,
    /// Whose passkey it is to be; `None` for a sign-in, where the passkey tells.
    pub user: Option<UserId>,
    pub expires_at: i64,
}

/// A person who was sent to the OpenID provider, and is expected back in the same session.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Away {
    /// Comes back with the answer, and finds the question.
    pub state: String,
    /// Comes back inside the ID token.
    pub nonce: String,
    /// The verifier of the proof key (RFC 7636); it never leaves the server before the code comes back.
    pub verifier: SecretText,
    /// The page that they go on to.
    pub next: String,
    /// The person who links their account; `None` for somebody who signs in.
    pub user: Option<UserId>,
    pub expires_at: i64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Who {
    pub user: UserId,
    pub org: OrgId,
    #[serde(default)]
    pub user_agent: String,
    /// The address that the sign-in came from.
    #[serde(default)]
    pub address: String,
    /// The version of the person's password that was proved. A session of another version than the
    /// person's is nobody's: it was proved before the password changed, and stored after.
    #[serde(default)]
    pub password_version: i64,
    /// When the person proved last that it is them.
    #[serde(default)]
    pub proved_at: i64,
    /// The visit on which they act for another organisation; it may be over.
    #[serde(default)]
    pub visit: Option<VisitId>,
    /// Set once the person was proved again, in the browser with this mark, until its next page goes on
    /// under a new id.
    #[serde(default)]
    pub rises: Option<String>,
}

/// Stands in a request whose own form has proved that it is still the person.
#[derive(Clone, Copy)]
pub struct ProvedHere;

/// Milliseconds for which a proof is good.
const PROOF_LASTS: i64 = 10 * 60_000;

/// A sign-in that waits for its second step. Its session is nobody's: it has no person in its row, so
/// that every function refuses it as it does a visitor's.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HalfWay {
    pub user: UserId,
    pub email: String,
    /// As in [`Who`]: a password that was changed meanwhile is to be proved anew.
    pub password_version: i64,
    /// The page that asked for the sign-in.
    pub next: String,
    pub began_at: i64,
}

/// Recovery codes that were made in this session, sealed, until the person has put them by.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FreshCodes {
    pub master_id: String,
    /// In hexadecimal.
    pub sealed: String,
    pub made_at: i64,
}

/// A token that was made in this session, its text sealed, until the person has put it by.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KeptToken {
    pub kind: TokenKind,
    pub name: String,
    pub master_id: String,
    /// In hexadecimal.
    pub sealed: String,
    pub made_at: i64,
}

/// The organisation that a session's requests count for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Member {
    pub org: OrgId,
    /// The most requests of the org in a minute, where it has a quota of its own.
    pub requests: Option<u32>,
}

/// The membership of the signed-in person, as the database says now.
pub async fn member(session: &Session) -> Result<Option<Member>, Problem> {
    Ok(session.get(MEMBER).await?)
}

/// The signed-in person, as the database says now.
pub async fn viewer(session: &Session) -> Result<Option<Viewer>, Problem> {
    Ok(session.get(VIEWER).await?)
}

/// Signs in under a new session id, so that one planted before is worth nothing.
pub async fn begin(session: &Session, who: Who) -> Result<(), Problem> {
    session.clear().await;
    session.cycle_id().await?;
    let user_agent: String = who.user_agent.chars().filter(|c| !c.is_control()).take(300).collect();
    session.insert(WHO, Who { user_agent, ..who }).await?;
    Ok(())
}

/// Whether the person has proved lately that it is them. Until the browser that did so goes on under a new
/// id, somebody else may have the id as well.
pub async fn is_proved(session: &Session, now: i64) -> Result<bool, Problem> {
    is_proved_to(session, now, None).await
}

/// Like [`is_proved`], also where that was in the browser with this mark, which has no new id yet.
pub async fn is_proved_in(session: &Session, now: i64, mark: &str) -> Result<bool, Problem> {
    is_proved_to(session, now, Some(mark)).await
}

async fn is_proved_to(session: &Session, now: i64, mark: Option<&str>) -> Result<bool, Problem> {
    let who = session.get::<Who>(WHO).await?;
    let is_there = |who: &Who| who.rises.as_deref().is_none_or(|rises| Some(rises) == mark);
    Ok(who.is_some_and(|who| now - who.proved_at < PROOF_LASTS && is_there(&who)))
}

/// Goes on as proved in the browser with this mark. It is stored at once: the rest of the request goes by
/// it. The id changes with the next page and not with this answer, which a browser never sees after a
/// double click: it asks again under the id that it has.
pub async fn prove(session: &Session, now: i64, mark: &str) -> Result<(), Problem> {
    let who = session.get::<Who>(WHO).await?.ok_or(ProblemKind::SignedOut)?;
    session.insert(WHO, Who { proved_at: now, rises: Some(mark.to_owned()), ..who }).await?;
    Ok(session.save().await?)
}

/// Whether the person was proved again since the session has its id, in the browser with this mark.
pub async fn rises(session: &Session, mark: &str) -> Result<bool, Problem> {
    let who = session.get::<Who>(WHO).await?;
    Ok(who.is_some_and(|who| who.rises.as_deref() == Some(mark)))
}

/// Goes on under a new session id, so that whoever knows the former one has no part in the proof.
pub async fn rise(session: &Session) -> Result<(), Problem> {
    let who = session.get::<Who>(WHO).await?.ok_or(ProblemKind::SignedOut)?;
    session.cycle_id().await?;
    Ok(session.insert(WHO, Who { rises: None, ..who }).await?)
}

/// Goes half the way under a new session id.
pub async fn go_half_way(session: &Session, half_way: HalfWay) -> Result<(), Problem> {
    session.clear().await;
    session.cycle_id().await?;
    Ok(session.insert(HALF_WAY, half_way).await?)
}

pub async fn half_way(session: &Session) -> Result<Option<HalfWay>, Problem> {
    Ok(session.get(HALF_WAY).await?)
}

pub async fn keep_codes(session: &Session, codes: FreshCodes) -> Result<(), Problem> {
    Ok(session.insert(FRESH_CODES, codes).await?)
}

pub async fn fresh_codes(session: &Session) -> Result<Option<FreshCodes>, Problem> {
    Ok(session.get(FRESH_CODES).await?)
}

pub async fn forget_codes(session: &Session) -> Result<(), Problem> {
    session.remove::<FreshCodes>(FRESH_CODES).await?;
    Ok(())
}

pub async fn keep_token(session: &Session, token: KeptToken) -> Result<(), Problem> {
    Ok(session.insert(FRESH_TOKEN, token).await?)
}

pub async fn fresh_token(session: &Session) -> Result<Option<KeptToken>, Problem> {
    Ok(session.get(FRESH_TOKEN).await?)
}

pub async fn forget_token(session: &Session) -> Result<(), Problem> {
    session.remove::<KeptToken>(FRESH_TOKEN).await?;
    Ok(())
}

/// Keeps in which organisation the person goes on, for whatever makes the session anew: the row
/// itself has it already.
pub async fn turn_to(session: &Session, org: OrgId) -> Result<(), Problem> {
    let Some(who) = session.get::<Who>(WHO).await? else { return Ok(()) };
    Ok(session.insert(WHO, Who { org, ..who }).await?)
}

/// Keeps on which visit the session is, for whatever makes it anew: the row itself has it already.
pub async fn visit(session: &Session, visit: Option<VisitId>) -> Result<(), Problem> {
    let Some(who) = session.get::<Who>(WHO).await? else { return Ok(()) };
    Ok(session.insert(WHO, Who { visit, ..who }).await?)
}

/// Signs out. The notice for the next page stands under a new id: a request still under
/// way with the old one must find nothing to save into.
pub async fn end(session: &Session) -> Result<(), Problem> {
    session.clear().await;
    Ok(session.cycle_id().await?)
}

pub async fn leave_flash(session: &Session, flash: &Flash) -> Result<(), Problem> {
    Ok(session.insert(FLASH, flash).await?)
}

/// Takes the answer to the last form out of the session.
pub async fn take_flash(session: &Session) -> Result<Option<Flash>, Problem> {
    if session.get_value(FLASH).await?.is_none() {
        return Ok(None);
    }
    Ok(session.remove(FLASH).await?)
}

/// Keeps what an answer of the provider has to fit.
pub async fn send_away(session: &Session, away: Away) -> Result<(), Problem> {
    let mut all: Vec<Away> = session.get(AWAY).await?.unwrap_or_default();
    let too_many = (all.len() + 1).saturating_sub(MAX_AWAY);
    all.drain(..too_many);
    all.push(away);
    Ok(session.insert(AWAY, all).await?)
}

/// The question that was begun last.
pub async fn newest_away(session: &Session) -> Result<Option<Away>, Problem> {
    Ok(session.get::<Vec<Away>>(AWAY).await?.and_then(|mut all| all.pop()))
}

/// Takes the question of that state out of the session, so that no second answer finds it.
pub async fn take_away(session: &Session, state: &str) -> Result<Option<Away>, Problem> {
    let mut all: Vec<Away> = session.get(AWAY).await?.unwrap_or_default();
    let Some(at) = all.iter().position(|away| away.state == state) else { return Ok(None) };
    let taken = all.remove(at);
    session.insert(AWAY, all).await?;
    session.save().await?;
    Ok(Some(taken))
}

/// Keeps what an authenticator is to sign, in the place of what it was to sign before for the same.
pub async fn challenge(session: &Session, challenge: Challenge) -> Result<(), Problem> {
    let mut all: Vec<Challenge> = session.get(CHALLENGES).await?.unwrap_or_default();
    all.retain(|other| other.ceremony != challenge.ceremony);
    all.push(challenge);
    Ok(session.insert(CHALLENGES, all).await?)
}

/// Takes what an authenticator was to sign out of the session, so that no second answer finds it.
pub async fn take_challenge(session: &Session, ceremony: Ceremony) -> Result<Option<Challenge>, Problem> {
    let mut all: Vec<Challenge> = session.get(CHALLENGES).await?.unwrap_or_default();
    let Some(at) = all.iter().position(|challenge| challenge.ceremony == ceremony) else { return Ok(None) };
    let taken = all.remove(at);
    session.insert(CHALLENGES, all).await?;
    session.save().await?;
    Ok(Some(taken))
}

pub async fn set_aside(session: &Session, aside: Aside) -> Result<(), Problem> {
    Ok(session.insert(ASIDE, aside).await?)
}

/// Takes what was typed on this page of the organisation out of the session.
pub async fn take_aside(session: &Session, org: &OrgId, page: &str) -> Result<Option<Aside>, Problem> {
    match session.get::<Aside>(ASIDE).await? {
        Some(aside) if aside.org == *org && aside.page == page => Ok(session.remove(ASIDE).await?),
        _ => Ok(None),
    }
}
