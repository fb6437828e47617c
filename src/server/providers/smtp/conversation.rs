//! What is said to a mail server, in its order, and what its answers let follow.

use std::time::Duration;

use lettre::{
    Address,
    address::Envelope,
    transport::smtp::{
        authentication::{Credentials, Mechanism},
        commands::{Auth, Data, Ehlo, Mail as MailFrom, Quit, Rcpt, Rset, Starttls},
        extension::{ClientId, MailParameter},
        response::Response,
    },
};
use tokio::net::TcpStream;

use super::{
    SignIn, SmtpClient,
    fault::Fault,
    refusal::Stage,
    wire::{Lines, Wire},
};
use crate::domain::problem::Mail;

/// How long the server’s answer to a mere courtesy is waited for.
const COURTESY: Duration = Duration::from_millis(500);

/// The ways to sign in that take a token of OAuth: Google’s and Microsoft’s, and that of RFC 7628.
const OAUTH: [&str; 2] = ["XOAUTH2", "OAUTHBEARER"];

pub(super) struct Conversation {
    lines: Lines,
    hello: ClientId,
    /// The time there is for one answer; that for all of them is kept to outside.
    limit: Duration,
    /// The lines of the server’s answer to `EHLO`, in capitals.
    offers: Vec<String>,
    /// The server has a mail, and has not answered yet.
    unanswered: bool,
}

impl Conversation {
    /// Waits for the server to greet, for as long as `max_wait`, and greets back.
    pub async fn greeted(client: &SmtpClient, lines: Lines, max_wait: Duration) -> Result<Self, Fault> {
        let mut greeted = Self::new(client, lines);
        let greeting = greeted.lines.reply(max_wait).await?;
        expect(&greeting, 220, Stage::Greeting)?;
        greeted.greet().await?;
        Ok(greeted)
    }

    /// Begins anew under TLS, where the server does not greet once more.
    pub async fn resume(client: &SmtpClient, wire: Wire) -> Result<Self, Fault> {
        let mut resumed = Self::new(client, Lines::new(wire));
        resumed.greet().await?;
        Ok(resumed)
    }

    fn new(client: &SmtpClient, lines: Lines) -> Self {
        let hello = ClientId::Domain(client.0.settings.hello.clone());
        Self { lines, hello, limit: client.0.limits.total, offers: Vec::new(), unanswered: false }
    }

    async fn say(&mut self, command: impl ToString) -> Result<Response, Fault> {
        self.lines.send(command.to_string().as_bytes()).await?;
        self.lines.reply(self.limit).await
    }

    async fn greet(&mut self) -> Result<(), Fault> {
        let answer = self.say(Ehlo::new(self.hello.clone())).await?;
        expect(&answer, 250, Stage::Greeting)?;
        self.offers = answer.message().skip(1).map(str::to_ascii_uppercase).collect();
        Ok(())
    }

    /// The words after `keyword` in what the server offers; `None` where it does not.
    fn offered(&self, keyword: &str) -> Option<impl Iterator<Item = &str>> {
        self.offers.iter().find_map(|line| {
            // `AUTH=…` is how it was written before RFC 2554.
            let mut words = line.split([' ', '=']);
            (words.next() == Some(keyword)).then_some(words)
        })
    }

    /// Asks for TLS; what follows on the connection is its handshake.
    pub async fn start_tls(mut self) -> Result<TcpStream, Fault> {
        if self.offered("STARTTLS").is_none() {
            return Err(Mail::NoStartTls.into());
        }
        let answer = self.say(Starttls).await?;
        expect(&answer, 220, Stage::StartTls)?;
        self.lines.into_bare()
    }

    /// Signs in, where there is somebody to sign in as.
    pub async fn sign_in(&mut self, sign_in: Option<&SignIn>) -> Result<(), Fault> {
        let Some(SignIn { user, password }) = sign_in else { return Ok(()) };
        let offered: Vec<&str> = self.offered("AUTH").into_iter().flatten().collect();
        let known = [("PLAIN", Mechanism::Plain), ("LOGIN", Mechanism::Login)];
        let chosen = known.into_iter().find(|(name, _)| offered.contains(name));
        let Some((_, mechanism)) = chosen else {
            let oauth = offered.iter().any(|name| OAUTH.contains(name));
            return Err(if oauth { Mail::OauthOnly.into() } else { Mail::NoSignIn.into() });
        };
        let credentials = || Credentials::new(user.clone(), password.expose().to_owned());
        let begin = Auth::new(mechanism, credentials(), None).map_err(|_| Fault::Garbage)?;
        let mut answer = self.say(begin).await?;
        // LOGIN asks for the user, then for the password.
        for _ in 0..2 {
            if answer.has_code(334) && mechanism == Mechanism::Login {
                let given = Auth::new_from_response(mechanism, credentials(), &answer);
                answer = self.say(given.map_err(|_| Fault::Garbage)?).await?;
            }
        }
        expect(&answer, 235, Stage::SignIn)
    }

    pub async fn sender(&mut self, envelope: &Envelope) -> Result<(), Fault> {
        let beyond_ascii = |address: &Address| !AsRef::<str>::as_ref(address).is_ascii();
        let of_sender = envelope.from().is_some_and(beyond_ascii);
        let mut parameters = Vec::new();
        if of_sender || envelope.to().iter().any(beyond_ascii) {
            if self.offered("SMTPUTF8").is_none() {
                return Err(if of_sender { Mail::Sender.into() } else { Mail::Recipient.into() });
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        let from: Option<Address> = envelope.from().cloned();
        let answer = self.say(MailFrom::new(from, parameters)).await?;
        expect(&answer, 250, Stage::Sender)
    }

    pub async fn recipients(&mut self, envelope: &Envelope) -> Result<(), Fault> {
        for to in envelope.to() {
            let answer = self.say(Rcpt::new(to.clone(), Vec::new())).await?;
            // 251 says that the server passes the mail on.
            if !answer.has_code(251) {
                expect(&answer, 250, Stage::Recipient)?;
            }
        }
        Ok(())
    }

    /// Gives the mail away; returns the server's answer.
    pub async fn content(&mut self, content: &[u8]) -> Result<Response, Fault> {
        let answer = self.say(Data).await?;
        expect(&answer, 354, Stage::Content)?;
        self.unanswered = true;
        self.lines.send(&transparent(content)).await?;
        let answer = self.lines.reply(self.limit).await?;
        self.unanswered = false;
        expect(&answer, 250, Stage::Content)?;
        Ok(answer)
    }

    /// Whether the server may have taken a mail that it did not answer to.
    pub const fn is_unanswered(&self) -> bool {
        self.unanswered
    }

    /// Takes the sender back: nothing is sent.
    pub async fn forget(&mut self) {
        self.courtesy(Rset).await;
    }

    pub async fn quit(&mut self) {
        self.courtesy(Quit).await;
    }

    async fn courtesy(&mut self, command: impl ToString) {
        if self.lines.send(command.to_string().as_bytes()).await.is_ok() {
            let _ = self.lines.reply(COURTESY).await;
        }
    }
}

fn expect(answer: &Response, code: u16, stage: Stage) -> Result<(), Fault> {
    if answer.has_code(code) { Ok(()) } else { Err(Fault::Answered(stage, answer.clone())) }
}

/// The mail with its end, where no line of its own is one (RFC 5321, section 4.5.2).
fn transparent(content: &[u8]) -> Vec<u8> {
    let mut sent = Vec::with_capacity(content.len() + 64);
    for line in content.split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(b".") {
            sent.push(b'.');
        }
        sent.extend_from_slice(line);
    }
    if !sent.ends_with(b"\r\n") {
        sent.extend_from_slice(b"\r\n");
    }
    sent.extend_from_slice(b".\r\n");
    sent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_of_a_mail_ends_it() {
        let sent = transparent(b"one\r\n.\r\n..two\r\nthree");
        assert_eq!(sent, b"one\r\n..\r\n...two\r\nthree\r\n.\r\n");
        assert_eq!(transparent(b"a\r\n"), b"a\r\n.\r\n");
    }
}
