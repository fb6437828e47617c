//! Lines from and to a client.

use std::{io, sync::Arc};

use rustls::ServerConfig;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

/// The most that one line, or one mail, may have.
const MAX: usize = 1024 * 1024;

enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

pub(super) struct Wire {
    stream: Stream,
    unread: Vec<u8>,
}

impl Wire {
    pub fn new(tcp: TcpStream) -> Self {
        Self { stream: Stream::Plain(tcp), unread: Vec::new() }
    }

    /// Goes on under TLS; returns the name that the client asks for.
    pub async fn secured(self, config: Arc<ServerConfig>) -> io::Result<(Self, Option<String>)> {
        let Stream::Plain(tcp) = self.stream else { return Err(io::ErrorKind::InvalidInput.into()) };
        let tls = TlsAcceptor::from(config).accept(tcp).await?;
        let name = tls.get_ref().1.server_name().map(str::to_owned);
        Ok((Self { stream: Stream::Tls(Box::new(tls)), unread: Vec::new() }, name))
    }

    pub async fn write(&mut self, text: &str) -> io::Result<()> {
        match &mut self.stream {
            Stream::Plain(tcp) => tcp.write_all(text.as_bytes()).await,
            Stream::Tls(tls) => {
                tls.write_all(text.as_bytes()).await?;
                tls.flush().await
            }
        }
    }

    /// The next line, without its end.
    pub async fn line(&mut self) -> io::Result<String> {
        loop {
            if let Some(end) = self.unread.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.unread.drain(..=end).collect();
                return Ok(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned());
            }
            self.fill().await?;
        }
    }

    /// A mail, up to the dot that ends it.
    pub async fn mail(&mut self) -> io::Result<String> {
        let mut mail = String::new();
        loop {
            let line = self.line().await?;
            if line == "." {
                return Ok(mail);
            }
            if mail.len() > MAX {
                return Err(io::ErrorKind::InvalidData.into());
            }
            mail.push_str(line.strip_prefix('.').unwrap_or(&line));
            mail.push_str("\r\n");
        }
    }

    /// Returns once the client has gone.
    pub async fn gone(&mut self) {
        while self.fill().await.is_ok() {}
    }

    async fn fill(&mut self) -> io::Result<()> {
        if self.unread.len() > MAX {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut chunk = [0; 4096];
        let read = match &mut self.stream {
            Stream::Plain(tcp) => tcp.read(&mut chunk).await?,
            Stream::Tls(tls) => tls.read(&mut chunk).await?,
        };
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.unread.extend_from_slice(&chunk[..read]);
        Ok(())
    }
}
