//! The ways in which a conversation ends early.

use std::io;

use lettre::transport::smtp::response::Response;

use super::{
    SignIn,
    refusal::{self, Stage},
};
use crate::{
    domain::{
        problem::{Mail, Problem, ProblemKind},
        provider::smtp::PROVIDER,
    },
    server::providers::transport::lacks,
};

#[derive(Debug)]
pub(super) enum Fault {
    /// The problem is known.
    Refused(Problem),
    /// The server refused, in these words.
    Answered(Stage, Response),
    /// Nothing came within the time there is for it.
    Silent,
    /// The connection was closed, or broke.
    Broken(io::Error),
    /// What came is no answer of a mail server.
    Garbage,
}

impl Fault {
    /// The problem for a fault before the server has greeted: host or port are wrong, or the
    /// server is away. `sign_in` is what no answer may show.
    pub fn before_greeting(self, sign_in: Option<&SignIn>) -> Problem {
        match self {
            Self::Refused(problem) => problem,
            Self::Answered(stage, reply) => refusal::problem(stage, &reply, sign_in),
            Self::Silent => Mail::Silent.into(),
            Self::Garbage => Mail::NoMailServer.into(),
            Self::Broken(error) if lacks(&error) => ProblemKind::Internal.into(),
            Self::Broken(error) if error.kind() == io::ErrorKind::ConnectionRefused => Mail::Closed.into(),
            Self::Broken(_) => Mail::Silent.into(),
        }
    }

    /// The problem for a fault of a server that has greeted as a mail server does.
    pub fn after_greeting(self, sign_in: Option<&SignIn>) -> Problem {
        match self {
            Self::Refused(problem) => problem,
            Self::Answered(stage, reply) => refusal::problem(stage, &reply, sign_in),
            Self::Broken(error) if lacks(&error) => ProblemKind::Internal.into(),
            Self::Silent | Self::Broken(_) | Self::Garbage => ProblemKind::ProviderFailed(PROVIDER).into(),
        }
    }

    /// A word for the log.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused(_) | Self::Answered(..) => "refused",
            Self::Silent => "silent",
            Self::Broken(_) => "broken",
            Self::Garbage => "garbage",
        }
    }
}

impl From<Mail> for Fault {
    fn from(mail: Mail) -> Self {
        Self::Refused(mail.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lesson_76_what_has_run_out_here_is_no_failure_of_a_mail_server() {
        let broken = |code| Fault::Broken(io::Error::from_raw_os_error(code));
        let (enfile, emfile, enomem, refused, reset) = (23, 24, 12, 111, 104);
        for ours in [enfile, emfile, enomem] {
            let kinds = [broken(ours).before_greeting(None).kind, broken(ours).after_greeting(None).kind];
            assert_eq!(kinds, [ProblemKind::Internal, ProblemKind::Internal], "{ours}");
        }
        assert_eq!(broken(refused).before_greeting(None), Mail::Closed.into());
        assert_eq!(broken(reset).before_greeting(None), Mail::Silent.into());
        assert_eq!(broken(reset).after_greeting(None).kind, ProblemKind::ProviderFailed(PROVIDER));
    }
}
