//! One connection to a mail server, from its greeting to its end.

use std::{io, sync::Arc};

use base64::{Engine, engine::general_purpose::STANDARD};
use rustls::ServerConfig;
use tokio::net::TcpStream;

use super::{Command, kind::Kind, wire::Wire};
use crate::server::sandbox::{gate, state::Shared};

const PAGE: &str = "<!doctype html><title>400 Bad Request</title>\r\n";

pub(super) struct Session {
    kind: Kind,
    wire: Wire,
    tls: Arc<ServerConfig>,
    shared: Arc<Shared>,
    secured: bool,
    signed_in: bool,
    said: Command,
}

/// Whether the session goes on.
type Goes = io::Result<bool>;

impl Session {
    pub fn new(kind: Kind, tcp: TcpStream, tls: Arc<ServerConfig>, shared: Arc<Shared>) -> Self {
        Self {
            kind,
            wire: Wire::new(tcp),
            tls,
            shared,
            secured: false,
            signed_in: false,
            said: Command { host: "mail.sandbox.example".to_owned(), ..Command::default() },
        }
    }

    pub async fn run(mut self) -> io::Result<()> {
        match self.kind {
            Kind::Silent => {
                self.wire.gone().await;
                return Ok(());
            }
            Kind::Garbage => return self.wire.write(PAGE).await,
            Kind::Busy => return self.wire.write("421 4.3.2 Service not available, closing\r\n").await,
            Kind::Tls => self = self.secure().await?,
            Kind::StartTls
            | Kind::Relay
            | Kind::NoSignIn
            | Kind::OauthOnly
            | Kind::NoStartTls
            | Kind::LoginOnly => {}
        }
        let greeting = format!("220 {} ESMTP AVA sandbox\r\n", self.said.host);
        self.wire.write(&greeting).await?;
        loop {
            let line = self.wire.line().await?;
            let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
            let goes_on = match verb.to_ascii_uppercase().as_str() {
                "EHLO" | "HELO" => self.hello().await?,
                "STARTTLS" if self.offers_tls() => {
                    self.wire.write("220 2.0.0 Ready to start TLS\r\n").await?;
                    self = self.secure().await?;
                    true
                }
                "AUTH" => self.auth(rest).await?,
                "MAIL" => self.mail(rest).await?,
                "RCPT" => self.rcpt(rest).await?,
                "DATA" => self.data().await?,
                "RSET" => {
                    (self.said.from, self.said.to) = Default::default();
                    self.reply("250 2.0.0 Ok").await?
                }
                "NOOP" => self.reply("250 2.0.0 Ok").await?,
                "QUIT" => {
                    self.reply("221 2.0.0 Bye").await?;
                    false
                }
                _ => self.reply("502 5.5.1 Command not implemented").await?,
            };
            if !goes_on {
                return Ok(());
            }
        }
    }

    async fn secure(mut self) -> io::Result<Self> {
        let (wire, name) = self.wire.secured(Arc::clone(&self.tls)).await?;
        self.said = Command { host: name.unwrap_or(self.said.host), ..Command::default() };
        Ok(Self { wire, secured: true, signed_in: false, ..self })
    }

    async fn reply(&mut self, line: &str) -> Goes {
        self.wire.write(&format!("{line}\r\n")).await?;
        Ok(true)
    }

    fn offers_tls(&self) -> bool {
        !self.secured && matches!(self.kind, Kind::StartTls | Kind::NoSignIn | Kind::OauthOnly)
    }

    /// The mechanisms of `AUTH`: none before TLS, as with real servers, except a relay's.
    fn mechanisms(&self) -> Option<&'static str> {
        match self.kind {
            Kind::Tls => Some("PLAIN LOGIN"),
            Kind::StartTls => self.secured.then_some("PLAIN LOGIN"),
            Kind::Relay => Some("PLAIN LOGIN"),
            Kind::LoginOnly => Some("LOGIN"),
            Kind::OauthOnly => self.secured.then_some("XOAUTH2 OAUTHBEARER"),
            Kind::NoSignIn | Kind::NoStartTls | Kind::Silent | Kind::Garbage | Kind::Busy => None,
        }
    }

    async fn hello(&mut self) -> Goes {
        let mut lines = vec![self.said.host.clone(), "SIZE 1048576".to_owned()];
        if self.offers_tls() {
            lines.push("STARTTLS".to_owned());
        }
        if let Some(mechanisms) = self.mechanisms() {
            lines.push(format!("AUTH {mechanisms}"));
        }
        lines.push("ENHANCEDSTATUSCODES".to_owned());
        let last = lines.len() - 1;
        let line =
            |(at, line): (usize, &String)| format!("250{}{line}\r\n", if at == last { ' ' } else { '-' });
        let answer: String = lines.iter().enumerate().map(line).collect();
        self.wire.write(&answer).await?;
        Ok(true)
    }

    async fn auth(&mut self, rest: &str) -> Goes {
        let Some(mechanisms) = self.mechanisms() else {
            return self.reply("530 5.7.0 Must issue a STARTTLS command first").await;
        };
        let (mechanism, first) = rest.split_once(' ').unwrap_or((rest, ""));
        if !mechanisms.split(' ').any(|known| known.eq_ignore_ascii_case(mechanism)) {
            return self.reply("504 5.5.4 Unrecognized authentication type").await;
        }
        if self.kind == Kind::OauthOnly {
            // Nobody has a token for it.
            return self.reply("535 5.7.8 Username and Password not accepted").await;
        }
        let (user, password) = if mechanism.eq_ignore_ascii_case("LOGIN") {
            self.reply("334 VXNlcm5hbWU6").await?;
            let user = decoded(&self.wire.line().await?);
            self.reply("334 UGFzc3dvcmQ6").await?;
            (user, decoded(&self.wire.line().await?))
        } else {
            let parts = decoded(first);
            let mut parts = parts.split('\0').skip(1);
            let mut part = || parts.next().unwrap_or_default().to_owned();
            (part(), part())
        };
        (self.said.user, self.said.password) = (user, password);
        let call = self.said.call("AUTH", &self.said.host);
        self.said.password.clear();
        let (goes_on, signed_in) = self.deal(&call, 235).await?;
        self.signed_in = signed_in;
        Ok(goes_on)
    }

    async fn mail(&mut self, rest: &str) -> Goes {
        if !self.signed_in {
            return self.reply("530 5.7.0 Authentication Required.").await;
        }
        let from = between_brackets(rest);
        self.said.to.clear();
        self.said.from.clone_from(&from);
        let call = self.said.call("MAIL", &from);
        let (goes_on, taken) = self.deal(&call, 250).await?;
        if !taken {
            self.said.from.clear();
        }
        Ok(goes_on)
    }

    async fn rcpt(&mut self, rest: &str) -> Goes {
        if self.said.from.is_empty() {
            return self.reply("503 5.5.1 MAIL first").await;
        }
        let to = between_brackets(rest);
        let call = self.said.call("RCPT", &to);
        let (goes_on, taken) = self.deal(&call, 250).await?;
        if taken {
            self.said.to.push(to);
        }
        Ok(goes_on)
    }

    async fn data(&mut self) -> Goes {
        if self.said.to.is_empty() {
            return self.reply("503 5.5.1 RCPT first").await;
        }
        self.reply("354 End data with <CR><LF>.<CR><LF>").await?;
        let content = self.wire.mail().await?;
        let call = Command { content, ..self.said.clone() }.call("DATA", "");
        let (goes_on, _) = self.deal(&call, 250).await?;
        (self.said.from, self.said.to) = Default::default();
        Ok(goes_on)
    }

    /// Passes a call on to the simulator, and its answer back; says whether the session goes
    /// on, and whether the answer was `well`. A client that leaves while its call is held
    /// takes the call along.
    async fn deal(
        &mut self,
        call: &crate::server::sandbox::wire::Incoming,
        well: u16,
    ) -> io::Result<(bool, bool)> {
        let answer = tokio::select! {
            answer = gate::deal(&self.shared, call) => answer,
            () = self.wire.gone() => return Ok((false, false)),
        };
        let Some((answer, _)) = answer else { return Ok((false, false)) };
        self.wire.write(&answer.line()).await?;
        let code = answer.status.as_u16();
        // With 421 a server says that it hangs up.
        Ok((code != 421, code == well))
    }
}

fn decoded(text: &str) -> String {
    STANDARD.decode(text.trim()).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

fn between_brackets(text: &str) -> String {
    let inside = text.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inside.map_or(text, |(address, _)| address).to_owned()
}
