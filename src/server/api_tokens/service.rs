//! Rules of tokens: who makes and revokes them, and who answers for them.

use tower_sessions::Session;

use super::{
    repo::{self, Found, Kept},
    secret,
};
use crate::{
    domain::{
        account::Viewer,
        api_token::{
            ApiTokenId, FreshToken, Maker, PassOnForm, PersonalTokensView, ServiceTokensView, TokenForm,
            TokenKind, TokensQuery,
        },
        email::Email,
        ids::UserId,
        problem::{Field, Problem, ProblemKind, Rule},
        quota::Quota,
        role::Role,
        secret_text::SecretText,
        topic::Topic,
    },
    server::{
        audit::{Action, Change, ChangedField, Part},
        cx::{Cx, Draft},
        list::PageSize,
        quotas,
        sessions::{self, KeptToken},
        vault::{
            keyring::OfMaster,
            seal::{Place, hex, unhex},
        },
    },
};

const PAGE: PageSize = PageSize(25);
/// Milliseconds for which a token is shown again in the session that made it.
const SHOWN: i64 = 10 * 60_000;

/// The person's own tokens, in all their organisations.
///
/// # Errors
/// Fails as the database does.
pub async fn list_own(
    cx: &Cx,
    session: &Session,
    query: &TokensQuery,
) -> Result<PersonalTokensView, Problem> {
    let mut tx = cx.services.db.read_installation().await?;
    let tokens = repo::personal(&mut tx, &cx.user, query.after.as_ref(), PAGE.limit()).await?;
    drop(tx);
    let (tokens, next) = PAGE.cut(tokens, |token| token.id.clone());
    let fresh = fresh(cx, session, TokenKind::Personal).await?;
    Ok(PersonalTokensView { now: cx.services.clock.now_ms(), tokens, next, fresh })
}

/// The organisation's tokens.
///
/// # Errors
/// Fails as the database does.
pub async fn list_service(
    cx: &Cx,
    session: &Session,
    query: &TokensQuery,
) -> Result<ServiceTokensView, Problem> {
    let mut tx = cx.read().await?;
    let tokens = repo::service(&mut tx, query.after.as_ref(), PAGE.limit()).await?;
    drop(tx);
    let (tokens, next) = PAGE.cut(tokens, |token| token.id.clone());
    let fresh = fresh(cx, session, TokenKind::Service).await?;
    Ok(ServiceTokensView { now: cx.services.clock.now_ms(), tokens, next, fresh })
}

/// Makes a token that acts for the person, whose text the session shows.
///
/// # Errors
/// Fails on the fields that break a rule, and with `OverQuota`.
pub async fn make(cx: &Cx, session: &Session, kind: TokenKind, form: &TokenForm) -> Result<(), Problem> {
    let Viewer { platform_admin, .. } = sessions::viewer(session).await?.ok_or(ProblemKind::SignedOut)?;
    let token = form.parse(kind, Maker { role: cx.role, platform_admin })?;
    let services = &cx.services;
    let text = secret::make(&services.random);
    let hash = secret::hash(&text).ok_or(ProblemKind::Internal)?;
    let mut tx = cx.begin().await?;
    // Who has gone out meanwhile would come back with it.
    if !repo::is_member(&mut tx, &cx.user).await? {
        return Err(ProblemKind::Forbidden.into());
    }
    let (id, now) = (services.random.id(), tx.now());
    repo::revoke_ended(&mut tx, now).await?;
    repo::forget_old(&mut tx).await?;
    let kept = Kept { hash: &hash, begins: secret::begins(&text) };
    repo::insert(&mut tx, &id, &cx.user, &token, kept, now).await?;
    let has = repo::count(&mut tx).await?;
    quotas::hold(services, &mut tx, Quota::ApiTokens, has).await?;
    let part = |part, to: &str| Change::of(ChangedField::Part(part), None, Some(to));
    let role = token.role.and_then(|role| part(Part::Role, role.code()));
    let networks = part(Part::Networks, &token.networks.written());
    let changes: Vec<Change> =
        [part(Part::Scopes, &token.scopes.codes()), role, networks].into_iter().flatten().collect();
    let mut tx = tx.recorded_with(Action::ApiTokenMade, &token.name, &changes).await?;
    tx.publish(&[Topic::Team]);
    tx.commit().await?;
    keep(cx, session, kind, token.name, &text).await
}

/// Revokes one of the person's own, in whichever organisation.
///
/// # Errors
/// Fails with `NotFound`.
pub async fn revoke_own(cx: &Cx, id: &ApiTokenId) -> Result<(), Problem> {
    let mut tx = cx.services.db.read_installation().await?;
    let org = repo::org_of(&mut tx, id, &cx.user).await?.ok_or(ProblemKind::NotFound)?;
    drop(tx);
    revoke(Draft::begin(&cx.services, &org, cx.person()).await?, id, TokenKind::Personal).await
}

/// Revokes one of the organisation's.
///
/// # Errors
/// Fails with `NotFound`.
pub async fn revoke_service(cx: &Cx, id: &ApiTokenId) -> Result<(), Problem> {
    revoke(cx.begin().await?, id, TokenKind::Service).await
}

/// Does nothing where it is revoked already.
async fn revoke(mut tx: Draft, id: &ApiTokenId, kind: TokenKind) -> Result<(), Problem> {
    let now = tx.now();
    let Found { name, is_revoked, .. } =
        repo::of_kind(&mut tx, id, kind).await?.ok_or(ProblemKind::NotFound)?;
    if is_revoked {
        return Ok(());
    }
    repo::revoke(&mut tx, id, now).await?;
    let mut tx = tx.recorded(Action::ApiTokenRevoked, &name).await?;
    tx.publish(&[Topic::Team]);
    Ok(tx.commit().await?)
}

/// Has another member answer for a token of the organisation, which acts for them from now on.
///
/// # Errors
/// Fails with `NotFound`; with `Forbidden` for a token whose role is above that of whoever passes it on;
/// and on the field for somebody who is not in the organisation, or whose role is below the token's.
pub async fn pass_on(cx: &Cx, form: &PassOnForm) -> Result<(), Problem> {
    let id: ApiTokenId = form.token.parse().map_err(|_| ProblemKind::NotFound)?;
    let email = Email::parse(&form.email).map_err(|rule| Problem::invalid(Field::Email, rule))?;
    let mut tx = cx.begin().await?;
    let found = repo::of_kind(&mut tx, &id, TokenKind::Service).await?;
    let found = found.filter(|found| !found.is_revoked).ok_or(ProblemKind::NotFound)?;
    if found.role > Some(cx.role) {
        return Err(ProblemKind::Forbidden.into());
    }
    let member = repo::member(&mut tx, email.as_str()).await?;
    let (to, name, role): (UserId, String, Role) =
        member.ok_or_else(|| Problem::invalid(Field::Email, Rule::NoMember))?;
    if found.role > Some(role) {
        return Err(Problem::invalid(Field::Email, Rule::RoleBelow));
    }
    if found.user == to {
        return Ok(());
    }
    repo::pass_on(&mut tx, &id, &to).await?;
    let change = Change::of(ChangedField::Part(Part::Person), Some(&found.person), Some(&name));
    let changes: Vec<Change> = change.into_iter().collect();
    let mut tx = tx.recorded_with(Action::ApiTokenPassedOn, &found.name, &changes).await?;
    tx.publish(&[Topic::Team]);
    Ok(tx.commit().await?)
}

fn place(user: &UserId) -> Place<'_> {
    Place { table: "sessions", row: user.as_str(), owner: user.as_str(), field: "fresh_token" }
}

/// Keeps the text of a fresh token in the session, sealed: without JavaScript it is shown by the next request.
async fn keep(
    cx: &Cx,
    session: &Session,
    kind: TokenKind,
    name: String,
    text: &SecretText,
) -> Result<(), Problem> {
    let OfMaster { master_id, sealed } = cx.services.keyring.seal_apart(place(&cx.user), text.as_bytes())?;
    let made_at = cx.services.clock.now_ms();
    sessions::keep_token(session, KeptToken { kind, name, master_id, sealed: hex(&sealed), made_at }).await
}

async fn fresh(cx: &Cx, session: &Session, of: TokenKind) -> Result<Option<FreshToken>, Problem> {
    let now = cx.services.clock.now_ms();
    let kept = sessions::fresh_token(session).await?;
    let Some(kept) = kept.filter(|token| token.kind == of && now - token.made_at < SHOWN) else {
        return Ok(None);
    };
    let KeptToken { name, master_id, sealed, .. } = kept;
    let sealed = OfMaster { master_id, sealed: unhex(&sealed).unwrap_or_default() };
    let text = cx.services.keyring.open_apart(place(&cx.user), &sealed)?;
    Ok(Some(FreshToken { name, text: String::from_utf8_lossy(&text).into_owned().into() }))
}
