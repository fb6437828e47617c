//! Sending mail: through an organisation’s own mailbox, else through the installation’s.
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
//! mail::send(&services, &call, &actor, Via::OrgElseInstallation, &recipient, &card).await
//! ```
//!
//! What people typed may stand in every text: it is escaped in the HTML, and becomes one line
//! in a header. Where an organisation’s own mailbox fails, its next check comes soon.

mod letter;
mod recipient;
mod written;

pub use letter::{Letter, Template};
pub use recipient::Recipient;
use written::{Sender, written};

use super::{
    audit::Actor,
    credentials::decryptor::{Opened, Purpose},
    cx::{self, Services},
    health,
    providers::{
        CallCx,
        smtp::{Mailbox, Taken},
    },
};
use crate::domain::{
    feature::Feature,
    problem::{Mail, Problem},
    provider::{
        OfProvider as _,
        smtp::{PROVIDER, SmtpConfig},
    },
};

/// Whose mailbox a mail goes through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// The organisation’s own, and no other. Where the operator has turned SMTP off, it has none.
    Org,
    /// The organisation’s own, else the installation’s.
    OrgElseInstallation,
    /// The installation’s, for what the organisation’s own cannot be trusted with.
    Installation,
}

/// Sends a mail for the organisation of `call`, and returns the answer of the server that took
/// it. `actor` opens the mailbox, which is audited.
///
/// # Errors
/// Fails with `Mail(NoSender)` where there is no mailbox, with `Unreadable`, as the server
/// refuses, and with `Mail(Unanswered)` where the server may have taken the mail and did not say so:
/// whatever else fails, it has not.
pub async fn send(
    services: &Services,
    call: &CallCx,
    actor: &Actor,
    via: Via,
    to: &Recipient,
    template: &(dyn Template + Sync),
) -> Result<Taken, Problem> {
    let (mailbox, sender) = mailbox(services, call, actor, via).await?;
    let letter = template.letter(to.locale);
    let id = services.random.uuid();
    let now = services.clock.now_ms();
    let mail = written(&sender, to, &letter, now, &id)?;
    let sent = services.providers.smtp.send(&mailbox, mail.envelope(), &mail.formatted()).await;
    if let Err(problem) = &sent
        && !mailbox.operators
    {
        health::suspect_in_passing(&services.db, &call.org, PROVIDER.into(), problem, now).await?;
    }
    let taken = sent?;
    tracing::info!(org.id = %call.org, code = taken.code, enhanced = taken.enhanced, "a mail was sent");
    Ok(taken)
}

/// Finds the mailbox, opened, and the sender that stands on its mails.
async fn mailbox(
    services: &Services,
    call: &CallCx,
    actor: &Actor,
    via: Via,
) -> Result<(Mailbox, Sender), Problem> {
    let feature = Feature::Provider(PROVIDER);
    let mut tx = services.db.read(&call.org).await?;
    let off = services.config.disabled.has(feature) || cx::own_off(&mut tx).await?.has(feature);
    drop(tx);
    let own = match via {
        Via::Org | Via::OrgElseInstallation if !off => {
            cx::open_credential(services, &call.org, actor, PROVIDER, Purpose::SendMail).await?
        }
        _ => None,
    };
    if let Some(opened) = own {
        let Opened { credential, secret } = opened?;
        let SmtpConfig { from_name, from_address, .. } = SmtpConfig::read(&credential.config)?.clone();
        let mailbox = Mailbox::of(&credential.config, &secret)?;
        return Ok((mailbox, Sender { name: from_name, address: from_address }));
    }
    match (via, services.providers.smtp.installation()) {
        (Via::OrgElseInstallation | Via::Installation, Some(installation)) => {
            let (name, address) = (installation.from_name.clone(), installation.from_address.clone());
            Ok((installation.mailbox.clone(), Sender { name, address }))
        }
        _ => Err(Mail::NoSender.into()),
    }
}
