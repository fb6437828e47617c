//! The `ava` binary: the server, the commands of an operator, who has its database and its keys, and those that
//! work over the API from anywhere (`ava::cli`).

#[cfg(feature = "ssr")]
mod operator;

#[cfg(feature = "ssr")]
mod cli {
    use std::{
        io::{self, Write as _},
        process::ExitCode,
    };

    use ava::{
        cli as client,
        domain::secret_text::SecretText,
        server::{api, application, audit},
    };
    use clap::{CommandFactory as _, Parser, Subcommand};
    use clap_complete::Shell;

    use crate::operator::{self, Here};

    #[global_allocator]
    static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

    #[derive(Parser)]
    #[command(name = "ava", version, about = "A control panel for AI phone assistants")]
    struct Cli {
        #[command(flatten)]
        options: client::Options,
        #[command(subcommand)]
        command: Option<Command>,
    }

    #[derive(Subcommand)]
    enum Command {
        #[command(flatten)]
        Here(Here),
        #[command(flatten)]
        Client(client::Command),
        /// Look at the log of who did what.
        Audit {
            #[command(subcommand)]
            command: Audit,
        },
        /// Print what a shell completes commands by.
        Completions { shell: Shell },
        /// Print the document of the API, as `docs/openapi.json` has it.
        Openapi,
    }

    #[derive(Subcommand)]
    enum Audit {
        /// Check that no entry was changed, added or removed since it was written.
        Verify {
            /// A head that this command printed before: the log has to extend it.
            #[arg(long)]
            since: Option<audit::Head>,
        },
        #[command(flatten)]
        Client(client::AuditLog),
    }

    pub fn main() -> ExitCode {
        let Cli { options, command } = Cli::parse();
        match command.unwrap_or(Command::Here(Here::Serve)) {
            Command::Here(command) => operator::operate(command),
            Command::Audit { command: Audit::Verify { since } } => {
                operator::operate(Here::VerifyAudit { since })
            }
            Command::Audit { command: Audit::Client(log) } => over_api(&options, client::Command::Audit(log)),
            Command::Client(command) => over_api(&options, command),
            Command::Completions { shell } => {
                clap_complete::generate(shell, &mut Cli::command(), "ava", &mut io::stdout());
                ExitCode::SUCCESS
            }
            Command::Openapi => print_document(),
        }
    }

    /// Carries out what works over the API of a server, which may be elsewhere.
    fn over_api(options: &client::Options, command: client::Command) -> ExitCode {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = match runtime {
            Ok(runtime) => runtime,
            Err(error) => {
                eprintln!("ava: {error}");
                return ExitCode::FAILURE;
            }
        };
        let (clock, random) = application::real_clock_and_random();
        let token = std::env::var(client::TOKEN).ok().map(SecretText::from);
        let mut out = io::stdout();
        let environment = client::Environment { token, clock, random, out: &mut out };
        match runtime.block_on(client::run(options, command, environment)) {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => {
                eprintln!("ava: {failure}");
                failure.into()
            }
        }
    }

    fn print_document() -> ExitCode {
        match api::to_json(&api::document()) {
            Ok(json) => match io::stdout().write_all(json.as_bytes()) {
                // Who reads no further, as `head` does, has what they wanted.
                Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                    eprintln!("ava: {error}");
                    ExitCode::FAILURE
                }
                _ => ExitCode::SUCCESS,
            },
            Err(error) => {
                eprintln!("ava: {error}");
                ExitCode::FAILURE
            }
        }
    }
}

#[cfg(feature = "ssr")]
fn main() -> std::process::ExitCode {
    cli::main()
}

#[cfg(not(feature = "ssr"))]
fn main() {}
