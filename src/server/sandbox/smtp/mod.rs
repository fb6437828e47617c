//! The mail servers of the sandbox: listeners that speak SMTP with TLS, `STARTTLS` and
//! `AUTH`, and refuse what real ones refuse. Each command of consequence is a call like those
//! of the other simulators: it is written down, meets its fault, takes effect, is answered.

mod certificates;
mod inbox;
mod kind;
mod server;
mod session;
mod wire;

use axum::{
    body::Bytes,
    http::{HeaderMap, Method, StatusCode},
};
pub(super) use inbox::Inbox;
use serde::{Deserialize, Serialize};
pub(super) use server::MailListeners;

use super::{
    simulators::Simulator,
    state::World,
    wire::{Answer, Incoming},
};
use crate::domain::{
    credential::CredentialView,
    provider::smtp::{SmtpConfig, USER},
    sandbox::{SandboxProvider, Snapshot},
};

/// The domain of users that always fail in a known way, which stands before it.
const SANDBOX_DOMAIN: &str = "@sandbox.example";

/// The refusal, as Google words it.
const LIMIT: &str = "5.4.5 Daily user sending limit exceeded.";

/// What a server knows when a command of consequence arrives.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Command {
    host: String,
    user: String,
    password: String,
    from: String,
    to: Vec<String>,
    content: String,
}

impl Command {
    /// The command as a call; `about` is what its line in the list of calls names.
    fn call(&self, verb: &str, about: &str) -> Incoming {
        Incoming {
            provider: SandboxProvider::Smtp,
            method: Method::from_bytes(verb.as_bytes()).unwrap_or_default(),
            path: format!("/{about}"),
            raw_query: None,
            headers: HeaderMap::new(),
            body: Bytes::from(serde_json::to_vec(self).unwrap_or_default()),
        }
    }

    fn of(call: &Incoming) -> Self {
        serde_json::from_slice(&call.body).unwrap_or_default()
    }

    /// The way in which a user of the sandbox fails.
    fn failure_code(&self) -> Option<&str> {
        self.user.strip_suffix(SANDBOX_DOMAIN)
    }
}

pub(super) struct Simulated;

impl Simulator for Simulated {
    /// It has ports of its own.
    fn paths(&self) -> &'static [&'static str] {
        &[]
    }

    /// The scope is the user.
    fn scope(&self, call: &Incoming) -> Option<String> {
        Some(Command::of(call).user).filter(|user| !user.is_empty())
    }

    fn masked(&self, scope: &str) -> String {
        scope.to_owned()
    }

    fn is_made_with(&self, stored: &CredentialView, scope: &str) -> bool {
        stored.config.value(USER.name).as_deref() == Some(scope)
    }

    fn show(&self, world: &World, snapshot: &mut Snapshot) {
        snapshot.mails = world.inbox.rows();
    }

    fn failure_code<'a>(&self, scope: &'a str) -> Option<&'a str> {
        scope.strip_suffix(SANDBOX_DOMAIN)
    }

    fn answer(&self, world: &mut World, call: &Incoming, now: i64) -> Answer {
        let command = Command::of(call);
        let (code, text) = match call.method.as_str() {
            "AUTH" => sign_in(&command),
            "MAIL" => sender(&command),
            "RCPT" => recipient(&command, call.path.trim_start_matches('/')),
            "DATA" => content(&command, world, now),
            _ => (502, "5.5.1 Command not implemented".to_owned()),
        };
        Answer::reply(code, text)
    }

    fn failure(&self, status: StatusCode) -> Answer {
        let (code, text) = match status {
            StatusCode::UNAUTHORIZED => (535, "5.7.8 Username and Password not accepted"),
            StatusCode::FORBIDDEN => (550, "5.7.1 Sender address rejected: not owned by user"),
            StatusCode::TOO_MANY_REQUESTS => (421, "4.7.0 Too many commands, try again later"),
            StatusCode::SERVICE_UNAVAILABLE => (421, "4.3.2 Service not available"),
            _ => (451, "4.3.0 Temporary server error"),
        };
        Answer::reply(code, text.to_owned())
    }

    fn spent(&self) -> Answer {
        Answer::reply(550, LIMIT.to_owned())
    }
}

type Reply = (u16, String);

fn sign_in(command: &Command) -> Reply {
    let refused = (535, "5.7.8 Username and Password not accepted. BadCredentials");
    let app_password = (534, "5.7.9 Application-specific password required. InvalidSecondFactor");
    let is_app_password = |text: &str| text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_lowercase());
    let (code, text) = match command.failure_code() {
        Some("app-password") => app_password,
        Some("smtp-off") => {
            (535, "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.")
        }
        Some("blocked") => (
            535,
            "5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated \
             successfully. Contact your administrator.",
        ),
        Some("address") => (525, "5.7.1 Unauthorized IP address"),
        Some("too-many") => (454, "4.7.0 Too many login attempts, please try again later."),
        // As Microsoft words it.
        _ if command.password == "wrong" && command.host.ends_with(".office365.com") => {
            (535, "5.7.139 Authentication unsuccessful, the user credentials were incorrect.")
        }
        _ if command.password == "wrong" => refused,
        // As Google does: what has blanks is not looked at as an app password.
        _ if SmtpConfig::is_google(&command.host) && command.password.contains(' ') => refused,
        _ if SmtpConfig::is_google(&command.host) && !is_app_password(&command.password) => app_password,
        _ => (235, "2.7.0 Authentication successful"),
    };
    (code, text.to_owned())
}

fn sender(command: &Command) -> Reply {
    let (code, text) = match command.failure_code() {
        Some("sender") => (550, "5.7.1 Sender address rejected: not owned by user"),
        Some("outbound") => (550, "5.1.8 Access denied, bad outbound sender"),
        Some("unwilling") => (450, "4.7.1 Sender address rejected: not now"),
        _ => (250, "2.1.0 Ok"),
    };
    (code, text.to_owned())
}

/// The refusal, as Postfix words it.
fn recipient(command: &Command, to: &str) -> Reply {
    match command.failure_code() {
        Some("greylist") => (450, format!("4.2.0 <{to}>: Recipient address rejected: Greylisted")),
        Some("recipient") => (550, format!("5.1.1 <{to}>: Recipient address rejected: User unknown")),
        _ => (250, "2.1.5 Ok".to_owned()),
    }
}

fn content(command: &Command, world: &mut World, now: i64) -> Reply {
    match command.failure_code() {
        Some("quota") => (550, LIMIT.to_owned()),
        Some("spam") => (554, "5.7.1 Message rejected as spam".to_owned()),
        Some("inactive") => (502, "5.7.0 Your SMTP account is not yet activated".to_owned()),
        Some("send-as") => (
            554,
            "5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException; 5.7.60 cannot send as this sender"
                .to_owned(),
        ),
        Some("full") => (452, "4.2.2 Mailbox full".to_owned()),
        _ => (250, format!("2.0.0 Ok: queued as {}", world.inbox.take(command, now))),
    }
}
