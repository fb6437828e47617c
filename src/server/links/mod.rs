//! One-time links: random, for one purpose, until a time, used once, and bound to the account as
//! it was.
//!
//! A link ends with a nonce and its HMAC by the installation's key, which no table has in the
//! clear. So whoever reads the database can make none, and the operator can be shown one again
//! where no mail came. Looking at a link uses nothing up: scanners of mail follow every link. What
//! uses it up is the form of its page, in the transaction that does what it is for:
//!
//! ```text
//! links::ask(services, &mut tx, &Asked { purpose, email, about: None, data: "", locale }).await?;
//! links::find(services, &mut tx, token).await?;
//! links::use_up(services, &mut tx, token, Purpose::ResetPassword).await?;
//! ```
//!
//! Its mail is sent by [`delivery`], never by the request that asked for it: a request for an
//! address that has an account does no more, and takes no longer, than one for any other.

pub mod delivery;
mod mail_templates;
mod repo;
mod token;

pub use repo::{Open, sweep};

use serde::{Deserialize, Serialize};
use url::Url;

use super::{
    cx::Services,
    db::{Tx, Writer},
    mail::MailState,
};
use crate::{
    app::paths::link_href,
    domain::{
        email::Email,
        ids::{OrgId, UserId},
        link::{LinkView, Purpose},
        locale::Locale,
        problem::{Problem, ProblemKind},
        role::Role,
    },
};

/// Rows of links that are asked for by people who are not signed in, and how their mails stand.
/// What a link is used for is a unit.
struct Links;

impl Writer for Links {}

/// A link to be made.
pub struct Asked<'a> {
    pub purpose: Purpose,
    /// Where it is sent.
    pub email: &'a Email,
    /// The account that it is bound to, where that is known before it is sent.
    pub about: Option<&'a UserId>,
    /// What its use needs besides; empty for nothing.
    pub data: &'a str,
    pub locale: Locale,
}

/// A link that can be used.
#[derive(Clone, Debug)]
pub struct Link {
    id: String,
    nonce: String,
    pub purpose: Purpose,
    pub email: Email,
    /// The account that it is bound to, which is as it was.
    pub account: Option<Bound>,
    pub data: String,
    pub expires_at: i64,
}

/// The data of an invitation's link, which its mail is written from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Invited {
    pub org: OrgId,
    pub org_name: String,
    /// The name of whoever invites.
    pub by: String,
    pub role: Role,
}

/// The account of a link.
#[derive(Clone, Debug)]
pub struct Bound {
    pub user: UserId,
    pub name: String,
    pub password_version: i64,
}

/// Makes a link, in the caller's transaction, and has it mailed after the commit.
///
/// # Errors
/// Fails as the database does.
pub async fn ask(services: &Services, tx: &mut Tx, asked: &Asked<'_>) -> Result<Link, sqlx::Error> {
    repo::insert(services, tx, asked, MailState::Due).await
}

/// Like [`ask`], for a link that somebody is shown at once, and that no mail brings.
///
/// # Errors
/// Fails as the database does.
pub async fn ask_to_show(services: &Services, tx: &mut Tx, asked: &Asked<'_>) -> Result<Link, sqlx::Error> {
    repo::insert(services, tx, asked, MailState::None).await
}

/// Asks for a link by mail for whoever has this address, whether or not anybody has an account
/// with it. Takes the same time for every address: who has it is looked up when the mail is sent.
///
/// # Errors
/// Fails as the database does.
pub async fn ask_by_mail(
    services: &Services,
    purpose: Purpose,
    email: &Email,
    locale: Locale,
) -> Result<(), sqlx::Error> {
    let mut tx = services.db.write_installation(Links).await?;
    ask(services, &mut tx, &Asked { purpose, email, about: None, data: "", locale }).await?;
    tx.commit().await
}

/// Makes a link for the operator, who gives it to whoever has the address: bound to the account
/// with it, if there is one.
///
/// # Errors
/// Fails as the database does.
pub async fn ask_as_operator(
    services: &Services,
    purpose: Purpose,
    email: &Email,
) -> Result<Link, sqlx::Error> {
    let mut tx = services.db.write_installation(Links).await?;
    let user = repo::user_of(&mut tx, email).await?;
    let asked = Asked { purpose, email, about: user.as_ref(), data: "", locale: Locale::default() };
    let link = ask(services, &mut tx, &asked).await?;
    tx.commit().await?;
    Ok(link)
}

/// Makes a link that its person is shown at once, in a transaction of its own.
///
/// # Errors
/// Fails as the database does.
pub async fn show(
    services: &Services,
    purpose: Purpose,
    email: &Email,
    user: Option<&UserId>,
    data: &str,
) -> Result<Link, sqlx::Error> {
    let mut tx = services.db.write_installation(Links).await?;
    let asked = Asked { purpose, email, about: user, data, locale: Locale::default() };
    let link = ask_to_show(services, &mut tx, &asked).await?;
    tx.commit().await?;
    Ok(link)
}

/// The address of a link that its maker is shown, by its id; `None` once it cannot be used.
///
/// # Errors
/// Fails as the database does.
pub async fn address_of(services: &Services, id: &str) -> Result<Option<Url>, sqlx::Error> {
    let mut tx = services.db.read_installation().await?;
    let link = find_by_id(services, &mut tx, id).await?;
    Ok(link.map(|link| url(services, &link)))
}

/// Finds a link by the end of its address, if it can still be used. Changes nothing.
///
/// # Errors
/// Fails as the database does.
pub async fn find(services: &Services, tx: &mut Tx, token: &str) -> Result<Option<Link>, Problem> {
    let Some(nonce) = token::nonce(&services.audit_key, token) else { return Ok(None) };
    let link = repo::find(tx, nonce, services.clock.now_ms()).await?;
    Ok(link.filter(|link| link.account.is_some() || !link.purpose.needs_account()))
}

/// Finds a link by its id, if it can still be used: for what another link or a page has led to.
///
/// # Errors
/// Fails as the database does.
pub async fn find_by_id(services: &Services, tx: &mut Tx, id: &str) -> Result<Option<Link>, sqlx::Error> {
    repo::find_by_id(tx, id, services.clock.now_ms()).await
}

/// The id of the link with this end of its address, whether or not it can still be used.
///
/// # Errors
/// Fails as the database does.
pub async fn id_of(services: &Services, tx: &mut Tx, token: &str) -> Result<Option<String>, sqlx::Error> {
    let Some(nonce) = token::nonce(&services.audit_key, token) else { return Ok(None) };
    repo::id_of(tx, nonce).await
}

/// The id of the link of an invitation whose page is at this path: what somebody who signs in came
/// for.
///
/// # Errors
/// Fails as the database does.
pub async fn invitation_at(services: &Services, path: &str) -> Result<Option<String>, Problem> {
    let Some(token) = path.strip_prefix(link_href("").as_str()) else { return Ok(None) };
    let mut tx = services.db.read_installation().await?;
    let link = find(services, &mut tx, token).await?.filter(|link| link.purpose.invites());
    Ok(link.map(|link| link.id))
}

/// Ends a link that is replaced or taken back: it is worth nothing, and not mailed any more.
///
/// # Errors
/// Fails as the database does.
pub async fn withdraw(services: &Services, tx: &mut Tx, id: &str) -> Result<(), sqlx::Error> {
    repo::withdraw(tx, id, services.clock.now_ms()).await
}

/// Whether a link of the account for this purpose with this data was used.
///
/// # Errors
/// Fails as the database does.
pub async fn was_used(tx: &mut Tx, user: &UserId, purpose: Purpose, data: &str) -> Result<bool, sqlx::Error> {
    repo::was_used(tx, user, purpose, data).await
}

/// Takes back every link of the account for this purpose.
///
/// # Errors
/// Fails as the database does.
pub async fn take_back(tx: &mut Tx, user: &UserId, purpose: Purpose) -> Result<(), sqlx::Error> {
    repo::take_back(tx, user, purpose).await
}

/// Uses a link up, in the transaction that does what it is for.
///
/// # Errors
/// Fails with `LinkOver` where it was used, has ended, is for something else, or its account has
/// another e-mail or password since.
pub async fn use_up(
    services: &Services,
    tx: &mut Tx,
    token: &str,
    purpose: Purpose,
) -> Result<Link, Problem> {
    let link = find(services, tx, token).await?.filter(|link| link.purpose == purpose);
    let link = link.ok_or(ProblemKind::LinkOver)?;
    if repo::use_up(tx, &link.id, services.clock.now_ms()).await? {
        Ok(link)
    } else {
        Err(ProblemKind::LinkOver.into())
    }
}

/// The address that a link is opened at.
pub fn url(services: &Services, link: &Link) -> Url {
    let mut url = services.config.public_url.clone();
    url.set_path(&path(services, link));
    url
}

impl Link {
    /// Its id, by which the log and the operator call it: it opens nothing.
    pub fn id(&self) -> &str {
        &self.id
    }
}

/// The path of [`url()`].
pub fn path(services: &Services, link: &Link) -> String {
    link_href(&token::of(&services.audit_key, &link.nonce))
}

/// What the page of a link shows.
///
/// # Errors
/// Fails with `LinkOver` for every link that cannot be used.
pub async fn view(services: &Services, token: &str) -> Result<LinkView, Problem> {
    let mut tx = services.db.read_installation().await?;
    let link = find(services, &mut tx, token).await?.ok_or(ProblemKind::LinkOver)?;
    let Link { purpose, email, account, .. } = link;
    let (email, has_account) = (email.as_str().to_owned(), account.is_some());
    Ok(LinkView { purpose, email, has_account, invitation: None })
}

/// The links that can be used now, the newest first, with their addresses: for the operator.
///
/// # Errors
/// Fails as the database does.
pub async fn open(services: &Services) -> Result<Vec<(Url, Open)>, Problem> {
    let mut tx = services.db.read_installation().await?;
    let open = repo::open(&mut tx, services.clock.now_ms()).await?;
    Ok(open.into_iter().map(|open| (url(services, &open.link), open)).collect())
}
