//! The command line over the API: what people do on the pages, for those who script. It knows of the
//! server no more than its API says, and of this crate the domain, with the clock and the randomness that
//! are injected.
//!
//! A command is a variant of [`commands`], its request and what is shown of the answer an arm of
//! [`run::Run`]. What has a list in the API is a [`nouns::Noun`]. Answers stay JSON, since a server that is
//! newer than this program says what it does not know; a file has the fields of the API's types, and tests hold
//! bodies against them.

mod client;
mod commands;
mod config;
mod failure;
mod input;
mod nouns;
mod output;
mod run;
mod watch;

use std::io::Write;

pub use commands::{AuditLog, Command, Options};
pub use failure::Failure;

use crate::{
    domain::secret_text::SecretText,
    server::{clock::SharedClock, random::Random},
};

/// The variable of the environment that has the token where no file is named.
pub const TOKEN: &str = "AVA_TOKEN";

/// The inputs and the output of a command beside its arguments.
pub struct Environment<'a> {
    /// The value of [`TOKEN`].
    pub token: Option<SecretText>,
    pub clock: SharedClock,
    pub random: Random,
    pub out: &'a mut dyn Write,
}

/// Carries a command out.
///
/// # Errors
/// Fails as `Failure` lists it, whose code is the exit code.
pub async fn run(options: &Options, command: Command, environment: Environment<'_>) -> Result<(), Failure> {
    let Environment { token, clock, random, out } = environment;
    let unusable = |said: &str| Failure::Unusable(said.to_owned());
    let server = options.server.as_deref();
    let server = server.ok_or_else(|| unusable("Which server? Say --server URL, or set AVA_SERVER."))?;
    let token = match &options.token_file {
        Some(path) => Some(input::secret(path)?),
        None => token.filter(|token| !token.trim().is_empty()),
    };
    let token = token.ok_or_else(|| unusable("Which token? Say --token-file FILE, or set AVA_TOKEN."))?;
    let token = SecretText::from(token.trim());
    let client = client::Client::new(server, token, options.plain_http, clock, random)?;
    let mut run = run::Run { client: &client, output: options.output, out };
    run.command(command).await
}
