//! Mails with links: each sent once at most, in the order in which they were asked for.
//!
//! A mail is claimed before it is sent, and where nobody knows whether a server took it, it is not
//! sent again: its person asks for another one. Without a mailbox the log says that there is a link,
//! which `ava links` shows; while developing it has the link itself. Whoever reads the log of an
//! installation in use could else be anybody, by asking for their link.

use super::{Invited, Link, Links, mail_templates::Letter, repo, repo::Claimed, url};
use crate::{
    domain::{
        demo::is_demo,
        link::Purpose,
        problem::{Mail, Problem, ProblemKind},
        topic::Topic,
        zone::ZoneName,
    },
    server::{
        config::Environment,
        cx::Services,
        db::stored,
        mail::{self, CLAIM, MailState, Recipient},
    },
};

const MINUTE: i64 = 60 * 1000;
/// The most mails for one purpose that an address gets in an hour, whoever asks for them: nobody
/// fills somebody else’s mailbox. The links of those before are good.
const HOURLY: i64 = 3;
/// The wait of a mail that is one too many, and that somebody who is known asked for.
const LATER: i64 = 60 * MINUTE;
/// The wait after the first attempt that failed; each further one is twice as late.
const AGAIN: i64 = MINUTE / 2;

/// Sends what is due, and returns how many mails were sent.
pub async fn send_due(services: &Services) -> Result<usize, Problem> {
    let mut sent = 0;
    while let Some(claimed) = claim(services).await? {
        match send(services, claimed).await {
            Ok(true) => sent += 1,
            Ok(false) => {}
            Err(problem) => tracing::warn!(problem = problem.code(), "could not send a mail with a link"),
        }
    }
    Ok(sent)
}

async fn claim(services: &Services) -> Result<Option<Claimed>, sqlx::Error> {
    let now = services.clock.now_ms();
    let mut tx = services.db.read_installation().await?;
    let is_due = repo::is_due(&mut tx, now).await?;
    drop(tx);
    if !is_due {
        return Ok(None);
    }
    let mut tx = services.db.write_installation(Links).await?;
    let claimed = repo::claim(&mut tx, now, now + CLAIM).await?;
    tx.commit().await?;
    Ok(claimed)
}

/// Returns whether a server took the mail.
async fn send(services: &Services, claimed: Claimed) -> Result<bool, Problem> {
    let Claimed { link, locale, attempts } = claimed;
    let Some((link, letter)) = resolved(services, link).await? else { return Ok(false) };
    let address = link.email.as_str().to_owned();
    let to = match &link.account {
        Some(account) => Recipient { address, ..Recipient::find(services, &account.user, locale).await? },
        None => Recipient { name: String::new(), address, locale, zone: ZoneName::default() },
    };
    let sent = mail::send_from_installation(services, &to, &letter).await;
    let now = services.clock.now_ms();
    let (state, at) = match &sent {
        Ok(_) => (MailState::Sent, now),
        Err(problem) => after_failure(problem, attempts, now, link.expires_at),
    };
    match state {
        MailState::None if letter.has_link() => {
            let shown = match services.config.environment {
                Environment::Production => format!("`ava links` shows it as {}", link.id),
                Environment::Development => url(services, &link).to_string(),
            };
            tracing::warn!(
                purpose = link.purpose.code(),
                "a link was asked for, and this installation has no mailbox: {shown}"
            );
        }
        MailState::Failed | MailState::Unsure => tracing::warn!(
            state = state.code(),
            "a mail with a link may not have come; `ava links` shows the link"
        ),
        MailState::None | MailState::Due | MailState::Sending | MailState::Sent => {}
    }
    let mut tx = services.db.write_installation(Links).await?;
    repo::mailed(&mut tx, &link, state, at).await?;
    if let Letter::Invite(_, invited) = &letter {
        let mut tx = tx.in_the_name_of(invited.org.clone());
        tx.publish(&[Topic::Team]);
        tx.commit().await?;
    } else {
        tx.commit().await?;
    }
    metrics::counter!("ava_link_mails_total", "state" => state.code()).increment(1);
    Ok(sent.is_ok())
}

/// Looks up whose the address is, which no request does: `None` where the link leads nowhere.
async fn resolved(services: &Services, mut link: Link) -> Result<Option<(Link, Letter)>, Problem> {
    let mut tx = services.db.write_installation(Links).await?;
    let now = services.clock.now_ms();
    let owner = repo::user_of(&mut tx, &link.email).await?;
    let hour_ago = now - 60 * MINUTE;
    let is_one_too_many = repo::mailed_since(&mut tx, &link, hour_ago).await? >= HOURLY;
    let address = url(services, &link);
    // A stranger who has an address invited keeps nobody else's invitation from it.
    if is_one_too_many && link.purpose == Purpose::Invite && now + LATER < link.expires_at {
        repo::put_off(&mut tx, &link, now + LATER).await?;
        tx.commit().await?;
        return Ok(None);
    }
    let letter = match (link.purpose, owner) {
        // Nobody has sent it for as long as it was good.
        _ if link.expires_at <= now => None,
        _ if is_one_too_many => None,
        // The account whose password is published keeps it.
        _ if is_demo(link.email.as_str()) => None,
        (Purpose::ResetPassword, None) | (Purpose::Found, _) => None,
        (Purpose::ResetPassword, Some(user)) => {
            link.account = repo::bind(&mut tx, &link.id, &user).await?;
            Some(Letter::ResetPassword(address))
        }
        // Nobody else is told that there is an account; its person is.
        (Purpose::SignUp | Purpose::NewEmail, Some(user)) => {
            repo::end(&mut tx, &link, now).await?;
            link.account = repo::bind(&mut tx, &link.id, &user).await?;
            Some(Letter::HasAccount(services.config.public_url.clone()))
        }
        (Purpose::SignUp, None) => Some(Letter::SignUp(address)),
        (Purpose::NewEmail, None) => Some(Letter::NewEmail(address)),
        (Purpose::OldEmail, _) => Some(Letter::OldEmail(address)),
        (Purpose::SetUp, _) => Some(Letter::SetUp(address)),
        (Purpose::Invite, _) => Some(Letter::Invite(address, Box::new(invited(&link)?))),
        (Purpose::InviteShown | Purpose::JoinInvited, _) => None,
    };
    if letter.is_none() {
        repo::delete(&mut tx, &link).await?;
    }
    tx.commit().await?;
    Ok(letter.map(|letter| (link, letter)))
}

fn invited(link: &Link) -> Result<Invited, sqlx::Error> {
    stored("one_time_links", &link.id).json("data", &link.data)
}

/// How a mail stands that was not sent, and when it is tried again.
fn after_failure(problem: &Problem, attempts: i64, now: i64, expires_at: i64) -> (MailState, i64) {
    let again = now + (AGAIN << (attempts - 1).clamp(0, 9));
    match problem.kind {
        ProblemKind::Mail(Mail::NoSender) => (MailState::None, now),
        _ if mail::may_have_been_taken(problem) => (MailState::Unsure, now),
        _ if again >= expires_at => (MailState::Failed, now),
        _ => (MailState::Due, again),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_tried_while_its_link_is_good_and_never_where_it_may_have_come() {
        let silent = Problem::from(Mail::Silent);
        let end = Purpose::ResetPassword.lasts();
        let (mut at, mut attempts) = (0, 0);
        loop {
            attempts += 1;
            let (state, next) = after_failure(&silent, attempts, at, end);
            if state == MailState::Failed {
                break;
            }
            assert!(state == MailState::Due && next > at && next < end, "{attempts}");
            at = next;
        }
        assert!(attempts >= 5, "{attempts}");
        assert_eq!(after_failure(&Mail::Unanswered.into(), 1, 0, end).0, MailState::Unsure);
        assert_eq!(after_failure(&Mail::NoSender.into(), 1, 0, end).0, MailState::None);
    }
}
