//! The commands of an operator: they work on an installation, by its settings.

mod installation;
mod serving;

use std::process::ExitCode;

use ava::{
    domain::{
        feature::Feature,
        quota::{self, Quota},
    },
    server::{
        application::Error,
        audit,
        bench::{self, baseline, checks, seed},
        config::{self, Config},
        telemetry,
    },
};
use clap::{
    Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};

/// The commands that need the settings of this installation.
#[derive(Subcommand)]
pub enum Here {
    /// Serve the application (the default).
    Serve,
    /// Run the simulators of the providers as a process of their own.
    Sandbox,
    /// Bring the database's schema up to date, and stop.
    Migrate,
    /// Work on the keys that seal secrets.
    Keys {
        #[command(subcommand)]
        command: Keys,
    },
    /// Say what organisations may: buy numbers on the operator's bill, and how much
    /// of anything.
    Orgs {
        #[command(subcommand)]
        command: Orgs,
    },
    /// Show how all stored keys stand, by status and cause. No secret is read.
    Health {
        /// Show those of one organisation only, by its id or its name.
        #[arg(long)]
        org: Option<String>,
    },
    /// Say who looks after the whole installation.
    Admin {
        #[command(subcommand)]
        command: Admin,
    },
    /// Help people who cannot prove who they are.
    Factors {
        #[command(subcommand)]
        command: Factors,
    },
    /// Look after what people are signed in with.
    Sessions {
        #[command(subcommand)]
        command: Sessions,
    },
    /// Show the one-time links that can be used now, the newest first: give one to the person
    /// with that address where no mail came.
    Links,
    #[command(skip)]
    VerifyAudit { since: Option<audit::Head> },
    /// Serve a fixed page behind the same two queries, to measure against.
    #[command(hide = true)]
    BenchBaseline,
    /// Fill an organisation among so many with calls and contacts, and measure its pages.
    #[command(hide = true)]
    BenchCalls { orgs: i64, calls: i64, contacts: i64 },
    /// Send so many events of calls a second for some seconds, beside a bare handler.
    #[command(hide = true)]
    BenchEvents { per_second: u32, seconds: u32 },
    /// Check the keys of so many made-up organisations for some periods of a simulated clock.
    #[command(hide = true)]
    BenchChecks { orgs: i64, periods: i64 },
    /// Fill the database up to so many tenants with so many entries each, and measure their pages.
    #[command(hide = true)]
    BenchTenants { orgs: i64, entries: i64 },
    /// Send so many events to programs that fail, by nodes that die, on a clock that is moved.
    #[command(hide = true)]
    BenchWebhooks { events: usize },
    /// Fill the database up to so many organisations, to measure among them.
    #[command(hide = true)]
    BenchSeed { orgs: i64 },
}

#[derive(Subcommand)]
pub enum Keys {
    /// Give every organisation a fresh data key and seal its secrets anew.
    Rotate {
        /// Put a fresh master key into AVA_MASTER_KEY_FILE first.
        #[arg(long)]
        master: bool,
    },
}

#[derive(Subcommand)]
pub enum Orgs {
    /// List the organisations, the newest first.
    List,
    /// Let an organisation buy numbers. ORG is its id, or its name where no other has it.
    AllowBuying { org: String },
    /// Let it buy no more. What it has stays.
    DenyBuying { org: String },
    /// Say how many of something an organisation may have or do; without MOST, as
    /// many as every organisation.
    Quota {
        org: String,
        #[arg(value_parser = quotas_by_name())]
        quota: Quota,
        #[arg(value_parser = clap::value_parser!(u32).range(0..=i64::from(quota::MAX)))]
        most: Option<u32>,
    },
    /// Suspend an organisation, or say another reason: nobody works in it, and nothing of it is
    /// done by itself. Nothing is lost.
    Suspend {
        org: String,
        /// Shown to its people.
        reason: String,
    },
    /// Have a suspended organisation go on where it was.
    Resume { org: String },
    /// Turn providers or managed numbers off for an organisation, or on again. What it has
    /// connected stays stored, and can be disconnected.
    Features {
        org: String,
        #[arg(long, value_delimiter = ',', value_parser = features_by_name())]
        off: Vec<Feature>,
        #[arg(long, value_delimiter = ',', value_parser = features_by_name())]
        on: Vec<Feature>,
    },
}

#[derive(Subcommand)]
pub enum Admin {
    /// Print a link, good for a day and once, by which the person with this address becomes an
    /// administrator and chooses a password. Who has it, has the account.
    Create { email: String },
}

#[derive(Subcommand)]
pub enum Factors {
    /// Take the second factor and the recovery codes off the account with this address: its person
    /// has lost both. Whoever has the password is in then, so be sure who asks.
    Remove { email: String },
}

#[derive(Subcommand)]
pub enum Sessions {
    /// Have the person with this address prove again that it is them, wherever they are signed in,
    /// before the next step that takes a proof.
    AskProof { email: String },
}

/// Lists the quotas in the help.
fn quotas_by_name() -> impl TypedValueParser<Value = Quota> {
    PossibleValuesParser::new(Quota::ALL.map(Quota::code))
        .try_map(|code| Quota::from_code(&code).ok_or("no quota"))
}

/// Lists the features in the help.
fn features_by_name() -> impl TypedValueParser<Value = Feature> {
    PossibleValuesParser::new(Feature::all().map(Feature::code))
        .try_map(|code| Feature::from_code(&code).ok_or("no feature"))
}

/// Bytes of a thread's stack. Pages are drawn by deep calls, and deeper ones where nothing is optimised;
/// what is not used takes no memory.
const STACK: usize = 8 << 20;

/// Carries out what works on this installation. Its settings alone are read from `.env`: commands over the
/// API run in any folder, whose `.env` could name a server, and the file with the token to send there.
pub fn operate(command: Here) -> ExitCode {
    let file = match config::read_dotenv() {
        Ok(file) => file,
        Err(error) => {
            eprintln!("ava: {error}");
            return ExitCode::FAILURE;
        }
    };
    let config = match Config::from_env(&file) {
        Ok(config) => config,
        Err(errors) => {
            eprint!("ava: {errors}");
            return ExitCode::FAILURE;
        }
    };
    telemetry::init(&config.log, config.log_format);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(STACK).build();
    let result = runtime.map_err(Error::from).and_then(|runtime| {
        runtime.block_on(async {
            match command {
                Here::Serve => serving::serve(config).await,
                Here::Sandbox => serving::sandbox(config).await,
                Here::Migrate => installation::migrate(config).await,
                Here::Keys { command: Keys::Rotate { master } } => installation::rotate(config, master).await,
                Here::Orgs { command: Orgs::List } => installation::list_orgs(config).await,
                Here::Orgs { command: Orgs::AllowBuying { org } } => {
                    installation::allow_buying(config, &org, true).await
                }
                Here::Orgs { command: Orgs::DenyBuying { org } } => {
                    installation::allow_buying(config, &org, false).await
                }
                Here::Orgs { command: Orgs::Suspend { org, reason } } => {
                    installation::suspend(config, &org, &reason).await
                }
                Here::Orgs { command: Orgs::Resume { org } } => installation::resume(config, &org).await,
                Here::Orgs { command: Orgs::Quota { org, quota, most } } => {
                    installation::decide_quota(config, &org, quota, most).await
                }
                Here::Orgs { command: Orgs::Features { org, off, on } } => {
                    installation::decide_features(config, &org, &off, &on).await
                }
                Here::Health { org } => {
                    installation::show_health(config, org.as_deref().unwrap_or_default()).await
                }
                Here::Admin { command: Admin::Create { email } } => {
                    installation::create_admin(config, &email).await
                }
                Here::Factors { command: Factors::Remove { email } } => {
                    installation::remove_factors(config, &email).await
                }
                Here::Sessions { command: Sessions::AskProof { email } } => {
                    installation::ask_proof(config, &email).await
                }
                Here::Links => installation::show_links(config).await,
                Here::VerifyAudit { since } => installation::verify_audit(config, since).await,
                Here::BenchCalls { orgs, calls, contacts } => {
                    bench::calls::pages(config, orgs, calls, contacts).await
                }
                Here::BenchEvents { per_second, seconds } => {
                    bench::call_events::run(config, per_second, seconds).await
                }
                Here::BenchChecks { orgs, periods } => checks::run(config, orgs, periods).await,
                Here::BenchTenants { orgs, entries } => bench::tenants::pages(config, orgs, entries).await,
                Here::BenchWebhooks { events } => bench::webhooks::run(config, events).await,
                Here::BenchBaseline => baseline::serve(config).await,
                Here::BenchSeed { orgs } => seed::fill(config, orgs).await,
            }
        })
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("ava: {error}");
            ExitCode::FAILURE
        }
    }
}
