//! Sending mail: through an organisation’s own mailbox, or through the installation’s.
//!
//! A mail is a [`Template`]: a type with what it is about, which says itself in both
//! languages. [`send`] opens the mailbox, writes the mail as text and as HTML, and goes all
//! the way to the server’s last answer:
//!
//! ```text
//! struct CardBroke<'a> { provider: &'a str, link: Url }
//! impl Template for CardBroke<'_> {
//!     fn letter(&self, locale: Locale) -> Letter {
//!         Letter::new(say!(locale, "{} needs attention", "{} demande votre attention", self.provider))
//!             .says(…)
//!             .leads_to(pick!(locale, "Open AVA", "Ouvrir AVA"), self.link.clone())
//!     }
//! }
//! mail::send(&services, &call, &by, Via::Org, &recipient, &card).await
//! ```
//!
//! What people typed may stand in every text: it is escaped in the HTML, and becomes one line
//! in a header. Where an organisation’s own mailbox fails, its next check comes soon.

mod icalendar;
mod letter;
mod mime;
mod recipient;
mod state;

pub use icalendar::{Event, Method};
pub use letter::{Letter, Template};
use mime::{Sender, written};
pub use recipient::Recipient;
pub use state::{CLAIM, MailState};

use super::{
    credentials::{
        Credential,
        decryptor::{Opened, Purpose},
    },
    cx::{self, Author, Services},
    health::{self, Finding},
    providers::{
        CallCx,
        smtp::{Mailbox, Taken, Unsent},
    },
};
use crate::domain::{
    credential::CredentialStatus,
    feature::Feature,
    health::Cause,
    ids::OrgId,
    problem::{Mail, Problem, ProblemKind},
    provider::{
        OfProvider as _,
        smtp::{PROVIDER, SmtpConfig},
    },
};

/// Names the mailbox that a mail goes through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// The organisation’s own, and no other. Where the operator has turned SMTP off, it has none.
    Org,
    /// The installation’s, for what the organisation’s own cannot be trusted with, or did not take.
    Installation,
}

/// Whether the server may have taken a mail that ended in this problem: it is not sent again.
pub fn may_have_been_taken(problem: &Problem) -> bool {
    problem.kind == ProblemKind::Mail(Mail::Unanswered)
}

/// Sends a mail for the organisation of `call`, and returns the answer of the server that took
/// it. `by` opens the mailbox, which is audited.
///
/// # Errors
/// Fails with `Mail(NoSender)` where there is no mailbox, with `Unreadable`, as the server
/// refuses, and with `Mail(Unanswered)` where the server may have taken the mail and did not say so:
/// whatever else fails, it has not.
pub async fn send(
    services: &Services,
    call: &CallCx,
    by: &(impl Author + Clone),
    via: Via,
    to: &Recipient,
    template: &(dyn Template + Sync),
) -> Result<Taken, Problem> {
    let (mailbox, sender, row) = match via {
        Via::Org => {
            let (mailbox, sender, row) = own(services, call, by).await?;
            (mailbox, sender, Some(row))
        }
        Via::Installation => {
            let (mailbox, sender) = installation(services)?;
            (mailbox, sender, None)
        }
    };
    let now = services.clock.now_ms();
    let sent = write_and_send(services, &mailbox, &sender, to, &template.letter(to.locale)).await;
    if let Some(row) = row {
        note(services, &call.org, &row, &sent, now).await?;
    }
    let taken = sent.map_err(|unsent| unsent.problem)?;
    tracing::info!(org.id = %call.org, code = taken.code, enhanced = taken.enhanced, "a mail was sent");
    Ok(taken)
}

/// Sends a mail of the installation, which is for no organisation, through its own mailbox.
///
/// # Errors
/// Fails as [`send`] does, but for `Unreadable`.
pub async fn send_from_installation(
    services: &Services,
    to: &Recipient,
    template: &(dyn Template + Sync),
) -> Result<Taken, Problem> {
    let (mailbox, sender) = installation(services)?;
    let sent = write_and_send(services, &mailbox, &sender, to, &template.letter(to.locale)).await;
    let taken = sent.map_err(|unsent| unsent.problem)?;
    tracing::info!(code = taken.code, enhanced = taken.enhanced, "a mail of the installation was sent");
    Ok(taken)
}

async fn write_and_send(
    services: &Services,
    mailbox: &Mailbox,
    sender: &Sender,
    to: &Recipient,
    letter: &Letter,
) -> Result<Taken, Unsent> {
    let mail = written(sender, to, letter, services.clock.now_ms(), &services.random.uuid())?;
    services.providers.smtp.send(mailbox, mail.envelope(), &mail.formatted()).await
}

/// Notes what a mail showed of the own mailbox. What the server refuses only once there is a mail,
/// no check finds; anything else has the mailbox checked soon.
async fn note(
    services: &Services,
    org: &OrgId,
    row: &Credential,
    sent: &Result<Taken, Unsent>,
    now: i64,
) -> Result<(), sqlx::Error> {
    let (health, db, opened) = (&services.health, &services.db, (&row.id, row.version));
    match sent {
        Ok(_) if row.status == CredentialStatus::Connected => Ok(()),
        Ok(_) => health.note_in_passing(db, org, opened, Finding::Works, now).await,
        Err(Unsent { problem, after_check: true }) if problem.kind.cause() == Some(Cause::MissingRight) => {
            health.note_in_passing(db, org, opened, Finding::FailsInUse(problem), now).await
        }
        Err(Unsent { problem, .. }) => {
            health::suspect_in_passing(db, org, PROVIDER.into(), problem, now).await
        }
    }
}

/// Opens the organisation's own mailbox, and finds the sender that stands on its mails.
async fn own(
    services: &Services,
    call: &CallCx,
    by: &(impl Author + Clone),
) -> Result<(Mailbox, Sender, Credential), Problem> {
    let feature = Feature::Provider(PROVIDER);
    let mut tx = services.db.read(&call.org).await?;
    let off = services.config.disabled.has(feature) || cx::own_off(&mut tx).await?.has(feature);
    drop(tx);
    if off {
        return Err(Mail::NoSender.into());
    }
    let opened = cx::open_credential(services, &call.org, by.clone(), PROVIDER, Purpose::SendMail).await?;
    let Opened { credential, secret } = opened.ok_or(Mail::NoSender)??;
    let SmtpConfig { from_name, from_address, .. } = SmtpConfig::read(&credential.config)?.clone();
    let mailbox = Mailbox::of(&credential.config, &secret)?;
    Ok((mailbox, Sender { name: from_name, address: from_address }, credential))
}

fn installation(services: &Services) -> Result<(Mailbox, Sender), Problem> {
    let installation = services.providers.smtp.installation().ok_or(Mail::NoSender)?;
    let (name, address) = (installation.from_name.clone(), installation.from_address.clone());
    Ok((installation.mailbox.clone(), Sender { name, address }))
}
