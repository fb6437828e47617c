//! Signing in at the installation's OpenID provider: the way there and back, for somebody who signs
//! in, and for somebody who links their account.
//!
//! An account is found by the provider's own name and its id of the person, and by nothing else: an
//! e-mail can be given to somebody else, or be claimed at a careless provider. So an account that is
//! there is linked by its person, with its password. What an answer has to fit is kept in the session
//! that asked, until the answer comes: in another browser, or a second time, it fits nothing.
//!
//! Every account has a password, also one that is made by the provider's word: it proves its person
//! again before a way of signing in changes. So taking the link away locks nobody out.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{
    identities, known_browsers, proof, repo, second_step,
    service::{Entered, FirstProof, Visitor},
};
use crate::{
    app::paths::ACCOUNT,
    domain::{
        account::{IdentityForm, IdentityMethod},
        auth_forms::landing,
        demo::is_demo,
        email::Email,
        ids::UserId,
        link::Purpose,
        problem::{Field, Oidc, Problem, ProblemKind},
        role::Permission,
    },
    server::{
        audit::Action,
        cx::{Cx, Services},
        db::{Tx, stored, to_json},
        links::{self, Link},
        providers::{
            OidcApp,
            oidc::{Asking, Identity, Proved, of_answer},
        },
        sessions::{self, Away},
        vault::seal::hex,
    },
};

/// Milliseconds that a person may take at the provider.
const LASTS: i64 = 10 * 60 * 1000;

/// The parameters with which the provider sends a person back.
pub struct Returned {
    pub state: String,
    pub code: Option<String>,
    pub error: Option<String>,
}

/// The outcome of a provider's answer.
pub enum Finished {
    Entered(Entered),
    Linked,
}

/// Somebody new whom the provider proves, and the link of the invitation that they came for.
#[derive(Serialize, Deserialize)]
struct Invited {
    identity: Identity,
    /// The id of the link.
    invitation: String,
}

/// How this way of signing in stands; `None` without a provider.
///
/// # Errors
/// Fails as the database does.
pub async fn method(
    services: &Services,
    tx: &mut Tx,
    user: &UserId,
) -> Result<Option<IdentityMethod>, sqlx::Error> {
    let Some(app) = services.providers.oidc.app() else { return Ok(None) };
    let linked = identities::of_account(tx, user, &app.issuer).await?;
    Ok(Some(IdentityMethod { provider: app.name.clone(), linked }))
}

/// Begins a sign-in that leads on to `next`.
///
/// # Errors
/// Fails with `Oidc::Off` without a provider, and with `TooManyAttempts`.
pub async fn begin(visitor: &Visitor, next: &str) -> Result<(), Problem> {
    visitor.must_be_private()?;
    // What a visitor's session holds is bounded.
    let next = Some(landing(next)).filter(|next| next.len() <= 512).unwrap_or(landing(""));
    send_away(visitor, None, next).await
}

/// Begins to link the account of a signed-in person, who gives their password again.
///
/// # Errors
/// Fails with `Oidc::Linked`, with `WrongPassword`, and with `TooManyAttempts`.
pub async fn begin_linking(cx: &Cx, visitor: &Visitor, form: &IdentityForm) -> Result<(), Problem> {
    let issuer = &app(&cx.services)?.issuer;
    prove(cx, visitor, form).await?;
    let mut tx = cx.services.db.read_installation().await?;
    if identities::of_account(&mut tx, &cx.user, issuer).await?.is_some() {
        return Err(ProblemKind::Oidc(Oidc::Linked).into());
    }
    drop(tx);
    send_away(visitor, Some(cx.user.clone()), ACCOUNT).await
}

/// Takes the link of the account away.
///
/// # Errors
/// Fails with `NotFound` where there is none, with `WrongPassword`, and with `TooManyAttempts`.
pub async fn unlink(cx: &Cx, visitor: &Visitor, form: &IdentityForm) -> Result<(), Problem> {
    let issuer = &app(&cx.services)?.issuer;
    prove(cx, visitor, form).await?;
    let mut tx = cx.begin_everywhere().await?;
    if !identities::delete(&mut tx, &cx.user, issuer).await? {
        return Err(ProblemKind::NotFound.into());
    }
    Ok(tx.recorded(Action::IdentityUnlinked, cx.user.as_str()).await?.commit().await?)
}

async fn prove(cx: &Cx, visitor: &Visitor, form: &IdentityForm) -> Result<(), Problem> {
    proof::is_there(&form.present).map_err(|rule| Problem::invalid(Field::PresentPassword, rule))?;
    let mut tx = cx.services.db.read_installation().await?;
    let person = repo::find_person(&mut tx, &cx.user).await?.ok_or(ProblemKind::SignedOut)?;
    drop(tx);
    proof::of_password(cx, visitor, &person, &form.present).await
}

fn app(services: &Services) -> Result<&OidcApp, Problem> {
    services.providers.oidc.app().ok_or_else(|| ProblemKind::Oidc(Oidc::Off).into())
}

async fn send_away(visitor: &Visitor, user: Option<UserId>, next: &str) -> Result<(), Problem> {
    let services = &visitor.services;
    app(services)?;
    // Whether there is a session is known once it was read. One that is made by this is a row, as that
    // of a refused form is.
    sessions::newest_away(&visitor.session).await?;
    visitor.may_begin_a_session().await?;
    let away = Away {
        state: hex(&services.random.bytes::<32>()),
        nonce: hex(&services.random.bytes::<32>()),
        verifier: BASE64_URL_SAFE_NO_PAD.encode(services.random.bytes::<32>()).into(),
        next: next.to_owned(),
        user,
        expires_at: services.clock.now_ms() + LASTS,
    };
    sessions::send_away(&visitor.session, away).await
}

/// The page of the provider that the question begun last leads to.
///
/// # Errors
/// Fails with `Oidc::NotTheirs` where none was begun in this session, with `Oidc::TooLate`, and where
/// the provider cannot be asked.
pub async fn address(visitor: &Visitor) -> Result<Url, Problem> {
    let services = &visitor.services;
    services.limits.from_oidc(visitor.address, visitor.known().await?.as_ref())?;
    let away = sessions::newest_away(&visitor.session).await?.ok_or(ProblemKind::Oidc(Oidc::NotTheirs))?;
    in_time(services, &away)?;
    let asking = Asking { state: &away.state, nonce: &away.nonce, verifier: &away.verifier };
    services.providers.oidc.sign_in_address(&asking).await
}

fn in_time(services: &Services, away: &Away) -> Result<(), Problem> {
    if services.clock.now_ms() < away.expires_at {
        Ok(())
    } else {
        Err(ProblemKind::Oidc(Oidc::TooLate).into())
    }
}

/// Takes the provider's answer: signs in, leads somebody new to where they make their account, or
/// links the account of whoever asked for that.
///
/// # Errors
/// Fails with a kind of `Oidc`, and with `TooManyAttempts`.
pub async fn finish(visitor: Visitor, returned: Returned) -> Result<Finished, Problem> {
    visitor.must_be_private()?;
    let services = &visitor.services;
    services.limits.from_oidc(visitor.address, visitor.known().await?.as_ref())?;
    let away = sessions::take_away(&visitor.session, &returned.state).await?;
    let away = away.ok_or(ProblemKind::Oidc(Oidc::NotTheirs))?;
    in_time(services, &away)?;
    if let Some(error) = returned.error {
        return Err(ProblemKind::Oidc(of_answer(&error)).into());
    }
    let code = returned.code.ok_or(ProblemKind::Oidc(Oidc::Garbled))?;
    let proved = services.providers.oidc.exchange(&code, &away.verifier, &away.nonce).await?;
    match away.user {
        Some(user) => link(&visitor, &user, proved).await.map(|()| Finished::Linked),
        None => enter(visitor, proved, away.next).await.map(Finished::Entered),
    }
}

/// Links the account of the person who began it, and who is still signed in.
async fn link(visitor: &Visitor, user: &UserId, proved: Proved) -> Result<(), Problem> {
    let services = &visitor.services;
    let cx = Cx::of_session(services.clone(), &visitor.session, Permission::Own).await?;
    if cx.user != *user {
        return Err(ProblemKind::Oidc(Oidc::NotTheirs).into());
    }
    let identity = services.providers.oidc.with_email(proved).await?;
    let mut tx = cx.begin_everywhere().await?;
    let now = tx.now();
    identities::insert(&mut tx, user, &identity, now).await?;
    Ok(tx.recorded(Action::IdentityLinked, user.as_str()).await?.commit().await?)
}

/// Signs in whoever is linked.
async fn enter(visitor: Visitor, proved: Proved, next: String) -> Result<Entered, Problem> {
    let services = &visitor.services;
    let Identity { issuer, subject, .. } = &proved.identity;
    let mut tx = services.db.read_installation().await?;
    let linked = identities::find(&mut tx, issuer, subject).await?;
    drop(tx);
    let Some(linked) = linked else { return to_join(&visitor, proved, &next).await };
    let row = stored("users", &linked.user_id);
    let user: UserId = row.parse("id", &linked.user_id)?;
    let email = row.code("email", &linked.email, |text| Email::parse(text).ok())?;
    let known = match &visitor.browser {
        Some(token) => known_browsers::find(services, token, email.as_str()).await?,
        None => None,
    };
    let first = FirstProof { user, email, password_version: linked.password_version, next };
    second_step::after(visitor, first, known.as_ref()).await
}

/// Leads somebody whom nobody here is linked with to where they make an account, if they may: with an
/// organisation, or in the one that invites them where they came for that. Their address is proved by
/// the provider as a mail would.
async fn to_join(visitor: &Visitor, proved: Proved, next: &str) -> Result<Entered, Problem> {
    let services = &visitor.services;
    let identity = services.providers.oidc.with_email(proved).await?;
    let email = identity.email.as_deref().and_then(|email| Email::parse(email).ok());
    let email = email.ok_or(ProblemKind::Oidc(Oidc::EmailUnproved))?;
    let mut tx = services.db.read_installation().await?;
    let exists = repo::find_login(&mut tx, email.as_str()).await?.is_some();
    drop(tx);
    if exists {
        return Err(ProblemKind::Oidc(Oidc::AccountExists).into());
    }
    let (mode, invitation) = (services.config.sign_up, links::invitation_at(services, next).await?);
    let may = if invitation.is_some() { mode.makes_invited_accounts() } else { mode.makes_orgs() };
    if !may || is_demo(email.as_str()) {
        return Err(ProblemKind::Oidc(Oidc::NoAccount).into());
    }
    services.limits.sign_up(visitor.address)?;
    let (purpose, data) = match invitation {
        Some(invitation) => (Purpose::JoinInvited, to_json(&Invited { identity, invitation })?),
        None => (Purpose::SignUp, to_json(&identity)?),
    };
    let link = links::show(services, purpose, &email, None, &data).await?;
    Ok(Entered { leads_to: links::path(services, &link), browser: None })
}

/// Links an account that is made by a link with the person of the provider who was led to it.
///
/// # Errors
/// Fails with `Oidc::OfAnother` where somebody was quicker.
pub async fn link_new(tx: &mut Tx, user: &UserId, link: &Link, now: i64) -> Result<(), Problem> {
    let identity = match link.purpose {
        Purpose::SignUp if !link.data.is_empty() => {
            stored("one_time_links", link.id()).json("data", &link.data)?
        }
        Purpose::JoinInvited => invited(link)?.identity,
        _ => return Ok(()),
    };
    identities::insert(tx, user, &identity, now).await
}

fn invited(link: &Link) -> Result<Invited, sqlx::Error> {
    stored("one_time_links", link.id()).json("data", &link.data)
}

/// The id of the link of the invitation that somebody came for whom a link of
/// [`JoinInvited`](Purpose::JoinInvited) has join.
///
/// # Errors
/// Fails where the database has nonsense.
pub fn invitation_of(link: &Link) -> Result<String, sqlx::Error> {
    invited(link).map(|invited| invited.invitation)
}
