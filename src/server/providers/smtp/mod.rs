//! The client of mail servers: a conversation that checks a mailbox, and one that sends.
//!
//! Tenants name these servers, so each conversation looks its server up once, refuses
//! addresses that are none of the public internet, and connects to the address it looked
//! at; the name counts for the certificate. The words on the wire are those of `lettre`.

mod conversation;
mod dial;
mod directory;
mod fault;
mod refusal;
mod settings;
#[cfg(test)]
mod tests;
mod tls;
mod wire;

use std::{
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use conversation::Conversation;
use directory::{Directory, Simulated, System};
use fault::Fault;
use lettre::{Address, address::Envelope, transport::smtp::response::Response};
pub use settings::{Installation, SmtpSettings};
use tls::Trust;
use tokio::time::sleep;
use url::Host;

use super::sandbox_control::SandboxControl;
use crate::{
    domain::{
        problem::{Mail, Problem, ProblemKind, ServerReply},
        provider::{
            OfProvider as _, PublicConfig,
            smtp::{PROVIDER, SmtpConfig, SmtpSecurity},
        },
    },
    server::vault::{
        provider_secret::{ProviderSecret, SmtpSecret},
        secret::Secret,
    },
};

/// A mail server, and who signs in to it.
#[derive(Clone, Debug)]
pub struct Mailbox {
    pub host: String,
    pub port: u16,
    pub security: SmtpSecurity,
    /// `None` for a relay that takes mails from whoever reaches it.
    pub sign_in: Option<SignIn>,
    /// The operator named it: it may be inside their network.
    pub operators: bool,
}

#[derive(Clone, Debug)]
pub struct SignIn {
    pub user: String,
    pub password: Secret,
}

impl Mailbox {
    /// The mailbox of an organisation’s credential.
    pub fn of(config: &PublicConfig, secret: &ProviderSecret) -> Result<Self, Problem> {
        let SmtpConfig { host, port, security, user, .. } = SmtpConfig::read(config)?;
        let SmtpSecret { password } = SmtpSecret::of(secret).ok_or(ProblemKind::Unreadable(PROVIDER))?;
        Ok(Self {
            host: host.clone(),
            port: *port,
            security: *security,
            sign_in: Some(SignIn { user: user.clone(), password: password.clone() }),
            operators: false,
        })
    }
}

/// The server’s answer to a mail that it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    pub code: u16,
    /// The enhanced code, such as `2.0.0`.
    pub enhanced: Option<String>,
    /// The answer as it may be shown.
    pub reply: ServerReply,
}

impl Taken {
    fn of(answer: &Response, sign_in: Option<&SignIn>) -> Self {
        let (code, enhanced) = (answer.code().into(), refusal::enhanced(answer));
        Self { code, enhanced, reply: refusal::shown(answer, sign_in) }
    }
}

/// The reason why a mail was not sent.
#[derive(Clone, Debug)]
pub struct Unsent {
    pub problem: Problem,
    /// The mailbox had signed in and named its sender, which is all that a check asks for.
    pub after_check: bool,
}

impl From<Problem> for Unsent {
    fn from(problem: Problem) -> Self {
        Self { problem, after_check: false }
    }
}

/// Cheap to clone.
#[derive(Clone)]
pub struct SmtpClient(Arc<Parts>);

struct Parts {
    settings: SmtpSettings,
    directory: Box<dyn Directory>,
    trust: Trust,
    limits: Limits,
}

/// How long each part of a conversation may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// The deadline for finding the server and connecting to it.
    pub connect: Duration,
    /// The deadline for the first word of the server; then it is asked the other way round, for as long again.
    pub silence: Duration,
    /// The deadline for all of a conversation.
    pub total: Duration,
}

impl Limits {
    /// Whoever chose a wrong pair of port and security is told so after two silences.
    const SILENCE: Duration = Duration::from_secs(2);

    pub(super) fn new(connect: Duration, total: Duration) -> Self {
        Self { connect, silence: Self::SILENCE.min(total / 2), total }
    }
}

impl SmtpClient {
    /// `sandbox` knows the simulators, where they stand in for every server.
    pub(super) fn new(settings: SmtpSettings, limits: Limits, sandbox: Option<SandboxControl>) -> Self {
        let directory: Box<dyn Directory> = match sandbox {
            Some(control) => Box::new(Simulated(control)),
            None => Box::new(System),
        };
        Self::with(settings, limits, directory)
    }

    fn with(settings: SmtpSettings, limits: Limits, directory: Box<dyn Directory>) -> Self {
        let trust = Trust::new(settings.issuers.clone());
        Self(Arc::new(Parts { settings, directory, trust, limits }))
    }

    /// The operator’s own mailbox, for organisations that have none.
    pub fn installation(&self) -> Option<&Installation> {
        self.0.settings.installation.as_ref()
    }

    /// Whether tenants may name servers inside the operator’s network, and do without TLS there.
    pub fn allows_internal(&self) -> bool {
        self.0.settings.internal
    }

    /// Signs in and asks to send as `sender`, without sending. What a server says only once a
    /// mail is there is not known then.
    pub async fn check(&self, mailbox: &Mailbox, sender: &str) -> Result<(), Problem> {
        let sender = address(sender).ok_or(Mail::Sender)?;
        let envelope =
            Envelope::new(Some(sender.clone()), vec![sender]).map_err(|_| ProblemKind::Internal)?;
        self.converse(mailbox, async |conversation| {
            conversation.sender(&envelope).await?;
            conversation.forget().await;
            Ok(())
        })
        .await
    }

    /// Sends one mail, and fails with `Mail(Unanswered)` where the server may have taken it and did
    /// not say so: `content` is all of it, as lines that end as lines of mails do.
    pub async fn send(
        &self,
        mailbox: &Mailbox,
        envelope: &Envelope,
        content: &[u8],
    ) -> Result<Taken, Unsent> {
        let checked = AtomicBool::new(false);
        let sent = self.converse(mailbox, async |conversation| {
            conversation.sender(envelope).await?;
            checked.store(true, Ordering::Relaxed);
            conversation.recipients(envelope).await?;
            conversation.content(content).await
        });
        let sent = sent.await.map(|answer| Taken::of(&answer, mailbox.sign_in.as_ref()));
        sent.map_err(|problem| Unsent { problem, after_check: checked.load(Ordering::Relaxed) })
    }

    /// Runs `talk` with a server that has greeted and let the mailbox sign in.
    async fn converse<T>(
        &self,
        mailbox: &Mailbox,
        talk: impl AsyncFnOnce(&mut Conversation) -> Result<T, Fault>,
    ) -> Result<T, Problem> {
        let port = mailbox.port;
        // One time limit for all of it, whatever part it ends in.
        let mut deadline = pin!(sleep(self.0.limits.total));
        let opened = tokio::select! {
            opened = self.open(mailbox) => opened,
            () = &mut deadline => Err(Fault::Silent),
        };
        let mut conversation = opened.map_err(|fault| {
            tracing::info!(fault = fault.code(), port, "a mail server was not reached");
            fault.before_greeting(mailbox.sign_in.as_ref())
        })?;
        let said = async {
            conversation.sign_in(mailbox.sign_in.as_ref()).await?;
            talk(&mut conversation).await
        };
        let said = tokio::select! {
            said = said => said,
            () = &mut deadline => Err(Fault::Silent),
        };
        let said = said.map_err(|fault| {
            tracing::info!(fault = fault.code(), port, "a mail server ended a conversation");
            if conversation.is_unanswered() {
                Mail::Unanswered.into()
            } else {
                fault.after_greeting(mailbox.sign_in.as_ref())
            }
        });
        conversation.quit().await;
        said
    }
}

/// An address as mail servers take it: with the name that DNS has of a domain beyond ASCII. `None` for one
/// that no server takes, such as with two dots in a row.
pub fn address(text: &str) -> Option<Address> {
    let (local, domain) = text.rsplit_once('@')?;
    match Host::parse(domain) {
        Ok(Host::Domain(ascii)) if !domain.is_ascii() => Address::new(local, ascii).ok(),
        _ => text.parse().ok(),
    }
}
