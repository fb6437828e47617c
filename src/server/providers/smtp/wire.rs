//! Lines to and from a mail server. Whatever it sends, little of it is kept.

use std::{io, time::Duration};

use lettre::transport::smtp::response::Response;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::client::TlsStream;

use super::fault::Fault;

/// The most bytes of one reply (RFC 5321, section 4.5.3.1.5, allows 512 a line).
const MAX_REPLY: usize = 16 * 1024;

pub(super) enum Wire {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// A connection, and what came on it that is not read yet.
pub(super) struct Lines {
    wire: Wire,
    unread: Vec<u8>,
}

impl Lines {
    pub fn new(wire: Wire) -> Self {
        Self { wire, unread: Vec::new() }
    }

    /// The bare connection, for TLS to begin on it. What the server has sent ahead of TLS is
    /// somebody else’s word (RFC 3207, section 6), and ends the conversation.
    pub fn into_bare(self) -> Result<TcpStream, Fault> {
        match self.wire {
            Wire::Plain(tcp) if self.unread.is_empty() => Ok(tcp),
            _ => Err(Fault::Garbage),
        }
    }

    pub async fn send(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        let sent = match &mut self.wire {
            Wire::Plain(tcp) => tcp.write_all(bytes).await,
            Wire::Tls(tls) => {
                async {
                    tls.write_all(bytes).await?;
                    tls.flush().await
                }
                .await
            }
        };
        sent.map_err(Fault::Broken)
    }

    /// The next reply, within `limit`.
    pub async fn reply(&mut self, limit: Duration) -> Result<Response, Fault> {
        timeout(limit, self.next()).await.unwrap_or(Err(Fault::Silent))
    }

    async fn next(&mut self) -> Result<Response, Fault> {
        loop {
            if let Some(end) = end_of_reply(&self.unread)? {
                let reply = String::from_utf8_lossy(&self.unread[..end]).into_owned();
                self.unread.drain(..end);
                return with_text(reply).parse().map_err(|_| Fault::Garbage);
            }
            if self.unread.len() >= MAX_REPLY {
                return Err(Fault::Garbage);
            }
            let mut chunk = [0; 1024];
            let read = match &mut self.wire {
                Wire::Plain(tcp) => tcp.read(&mut chunk).await,
                Wire::Tls(tls) => tls.read(&mut chunk).await,
            };
            match read.map_err(Fault::Broken)? {
                0 => return Err(Fault::Broken(io::ErrorKind::UnexpectedEof.into())),
                count => self.unread.extend_from_slice(&chunk[..count]),
            }
        }
    }
}

/// Where the reply at the beginning ends; `None` if it goes on. Fails at once where a line is
/// none of a reply.
fn end_of_reply(bytes: &[u8]) -> Result<Option<usize>, Fault> {
    let mut end = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let coded = |at: usize| line.get(at).is_none_or(u8::is_ascii_digit);
        let goes_on = match line.get(3) {
            None | Some(b'-') => true,
            Some(b' ' | b'\r' | b'\n') => false,
            Some(_) => return Err(Fault::Garbage),
        };
        if !(coded(0) && coded(1) && coded(2)) {
            return Err(Fault::Garbage);
        }
        if !line.ends_with(b"\n") {
            return Ok(None);
        }
        end += line.len();
        if !goes_on {
            return Ok(Some(end));
        }
    }
    Ok(None)
}

/// The reply with the ends of line and the blank after the code that its parser wants, and
/// some servers leave out.
fn with_text(reply: String) -> String {
    let mut whole = String::with_capacity(reply.len() + 2);
    for line in reply.lines() {
        whole.push_str(line);
        if line.len() == 3 {
            whole.push(' ');
        }
        whole.push_str("\r\n");
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(bytes: &str) -> Option<usize> {
        end_of_reply(bytes.as_bytes()).unwrap()
    }

    #[test]
    fn a_reply_ends_with_the_line_that_says_so() {
        assert_eq!(end("250 ok\r\n"), Some(8));
        assert_eq!(end("250-one\r\n250 two\r\n220 "), Some(18));
        for part in ["", "2", "250", "250-one\r\n", "250-one\r\n250 tw", "250 ok"] {
            assert_eq!(end(part), None, "{part:?}");
        }
        for other in
            ["<html>\r\n", "HTTP/1.1 400 Bad Request\r\n", "\u{15}\u{3}\u{1}", "2500 ok\r\n", "* OK IMAP\r\n"]
        {
            assert!(end_of_reply(other.as_bytes()).is_err(), "{other:?}");
        }
    }

    #[test]
    fn a_reply_is_read_as_servers_write_it() {
        let read = |reply: &str| with_text(reply.to_owned()).parse::<Response>().unwrap();
        assert_eq!(u16::from(read("250\r\n").code()), 250);
        assert_eq!(u16::from(read("354 go\n").code()), 354);
        assert_eq!(read("250-a\r\n250 b\r\n").message().collect::<Vec<_>>(), ["a", "b"]);
    }
}
