//! The way to a mail server: look it up, see that it may be reached, connect, and find out
//! whether it speaks as it is said to.

use std::net::{IpAddr, SocketAddr};

use tokio::{
    net::TcpStream,
    time::{Duration, timeout},
};

use super::{
    Mailbox, Parts, SmtpClient,
    conversation::Conversation,
    directory::Found,
    fault::Fault,
    wire::{Lines, Wire},
};
use crate::{
    domain::{
        problem::{Mail, ProblemKind},
        provider::smtp::SmtpSecurity,
    },
    server::providers::{internal_address::is_internal, transport::has_run_out},
};

/// Addresses of one server that are tried.
const MAX_ADDRESSES: usize = 4;
/// A port for whoever asks for addresses alone.
const ANY_PORT: u16 = 587;

impl SmtpClient {
    /// Connects and exchanges greetings, under TLS where that is asked for.
    pub(super) async fn open(&self, mailbox: &Mailbox) -> Result<Conversation, Fault> {
        let found = self.find(mailbox).await?;
        let tcp = self.connect(&found).await?;
        match mailbox.security {
            SmtpSecurity::Tls => self.open_tls(mailbox, &found, tcp).await,
            SmtpSecurity::StartTls => {
                let greeted = self.open_plain(mailbox, &found, tcp).await?;
                let bare = greeted.start_tls().await?;
                let limit = self.0.limits.total;
                let tls = self.tls(mailbox, &found, bare, limit).await?;
                Conversation::resume(self, Wire::Tls(tls)).await
            }
            SmtpSecurity::Plain => self.open_plain(mailbox, &found, tcp).await,
        }
    }

    /// The address at which a server is asked first; `None` for one that is not found, or is simulated.
    pub async fn address_of(&self, host: &str) -> Option<IpAddr> {
        let Parts { directory, limits, .. } = &*self.0;
        let found = timeout(limits.connect, directory.find(host, ANY_PORT)).await.ok()?.ok()?;
        let first = found.addresses.first().filter(|_| found.simulator.is_none())?;
        Some(first.ip().to_canonical())
    }

    /// The addresses of the server, if each may be reached.
    async fn find(&self, mailbox: &Mailbox) -> Result<Found, Fault> {
        let Parts { directory, limits, settings, .. } = &*self.0;
        let found = match timeout(limits.connect, directory.find(&mailbox.host, mailbox.port)).await {
            Ok(Ok(found)) => found,
            // A failed look-up does not tell its cause.
            Ok(Err(_)) if has_run_out() => return Err(Fault::Refused(ProblemKind::Internal.into())),
            Ok(Err(_)) => return Err(Mail::UnknownHost.into()),
            Err(_) => return Err(Fault::Silent),
        };
        if found.addresses.is_empty() {
            return Err(Mail::UnknownHost.into());
        }
        let internal = mailbox.operators || settings.internal;
        let simulated = |address: &SocketAddr| found.simulator.is_some() && address.ip().is_loopback();
        // One internal answer among others would still be reached now and then.
        if !internal && found.addresses.iter().any(|address| is_internal(address.ip()) && !simulated(address))
        {
            return Err(Mail::Internal.into());
        }
        let is_inside = |address: &SocketAddr| is_internal(address.ip());
        let inside = internal && found.addresses.iter().all(is_inside);
        if mailbox.security == SmtpSecurity::Plain && !(mailbox.operators || inside) {
            return Err(Mail::Plain.into());
        }
        Ok(found)
    }

    async fn connect(&self, found: &Found) -> Result<TcpStream, Fault> {
        let each = self.0.limits.connect;
        let mut last = Fault::Silent;
        for address in found.addresses.iter().take(MAX_ADDRESSES) {
            match timeout(each, TcpStream::connect(address)).await {
                Ok(Ok(tcp)) => return Ok(tcp),
                Ok(Err(error)) => last = Fault::Broken(error),
                Err(_) => last = Fault::Silent,
            }
        }
        Err(last)
    }

    async fn tls(
        &self,
        mailbox: &Mailbox,
        found: &Found,
        tcp: TcpStream,
        limit: Duration,
    ) -> Result<Box<tokio_rustls::client::TlsStream<TcpStream>>, Fault> {
        let connecting = self.0.trust.connect(&mailbox.host, tcp, found.simulator.as_ref());
        timeout(limit, connecting).await.unwrap_or(Err(Fault::Silent))
    }

    async fn open_tls(
        &self,
        mailbox: &Mailbox,
        found: &Found,
        tcp: TcpStream,
    ) -> Result<Conversation, Fault> {
        let tls = match self.tls(mailbox, found, tcp, self.0.limits.silence).await {
            Ok(tls) => tls,
            Err(fault @ (Fault::Silent | Fault::Broken(_))) => {
                // Some servers let a client that begins without a greeting wait, or hang up.
                if self.greets_plainly(found).await {
                    return Err(Mail::SpeaksPlain.into());
                }
                let Fault::Silent = fault else { return Err(fault) };
                // A server may also take its time for TLS.
                let tcp = self.connect(found).await?;
                self.tls(mailbox, found, tcp, self.0.limits.total).await?
            }
            Err(fault) => return Err(fault),
        };
        Conversation::greeted(self, Lines::new(Wire::Tls(tls)), self.0.limits.total).await
    }

    async fn open_plain(
        &self,
        mailbox: &Mailbox,
        found: &Found,
        tcp: TcpStream,
    ) -> Result<Conversation, Fault> {
        let lines = Lines::new(Wire::Plain(tcp));
        match Conversation::greeted(self, lines, self.0.limits.silence).await {
            Err(fault @ (Fault::Silent | Fault::Broken(_) | Fault::Garbage)) => {
                // A port that speaks TLS from the first byte waits for the client to begin.
                if self.speaks_tls(mailbox, found).await {
                    return Err(Mail::SpeaksTls.into());
                }
                // A server may also take its time to greet, as some do to tire out spammers.
                match fault {
                    Fault::Silent => {
                        let tcp = self.connect(found).await?;
                        let lines = Lines::new(Wire::Plain(tcp));
                        Conversation::greeted(self, lines, self.0.limits.total).await
                    }
                    fault => Err(fault),
                }
            }
            greeted => greeted,
        }
    }

    /// Whether a server greets without TLS.
    async fn greets_plainly(&self, found: &Found) -> bool {
        let greets = async {
            let tcp = self.connect(found).await?;
            Lines::new(Wire::Plain(tcp)).reply(self.0.limits.silence).await
        };
        greets.await.is_ok()
    }

    /// Whether a server answers TLS with TLS, whatever it thinks of it.
    async fn speaks_tls(&self, mailbox: &Mailbox, found: &Found) -> bool {
        let Ok(tcp) = self.connect(found).await else { return false };
        match self.tls(mailbox, found, tcp, self.0.limits.silence).await {
            Ok(_) => true,
            Err(Fault::Refused(problem)) => problem != Mail::SpeaksPlain.into(),
            Err(_) => false,
        }
    }
}
