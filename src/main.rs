//! The `ava` binary: the server, the commands of an operator, who has its database and its keys, and those that
//! work over the API from anywhere (`ava::cli`).

#[cfg(feature = "ssr")]
mod cli {
    use std::{io, process::ExitCode};

    use ava::{
        cli as client,
        domain::{
            demo::{DEMO_EMAIL, DEMO_PASSWORD},
            email::Email,
            feature::Feature,
            locale::Locale,
            moment::exact,
            provider::Provider,
            quota::{self, Quota},
            secret_text::SecretText,
            zone::Zone,
        },
        server::{
            api,
            application::{self, Application, Error},
            audit,
            auth::{joining, lost_factors, proof_anew},
            bench::{self, baseline, checks, seed},
            clock::Clock,
            config::{self, Config},
            db::FileLock,
            demo,
            edge::{Edge, descriptors},
            features,
            health::standing::{self, Count},
            http::assets::Assets,
            key_rotation, lifecycle, links,
            numbers::managed::{self, Buyer},
            quotas,
            sandbox::{Addresses, SandboxServer},
            telemetry,
        },
    };
    use clap::{
        CommandFactory as _, Parser, Subcommand,
        builder::{PossibleValuesParser, TypedValueParser},
    };
    use clap_complete::Shell;
    use metrics_exporter_prometheus::PrometheusBuilder;
    use tokio::signal::unix::{SignalKind, signal};

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

    /// What needs the settings of this installation.
    #[derive(Subcommand)]
    enum Here {
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
    enum Keys {
        /// Give every organisation a fresh data key and seal its secrets anew.
        Rotate {
            /// Put a fresh master key into AVA_MASTER_KEY_FILE first.
            #[arg(long)]
            master: bool,
        },
    }

    #[derive(Subcommand)]
    enum Orgs {
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
    enum Admin {
        /// Print a link, good for a day and once, by which the person with this address becomes an
        /// administrator and chooses a password. Who has it, has the account.
        Create { email: String },
    }

    #[derive(Subcommand)]
    enum Factors {
        /// Take the second factor and the recovery codes off the account with this address: its person
        /// has lost both. Whoever has the password is in then, so be sure who asks.
        Remove { email: String },
    }

    #[derive(Subcommand)]
    enum Sessions {
        /// Have the person with this address prove again that it is them, wherever they are signed in,
        /// before the next step that takes a proof.
        AskProof { email: String },
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

    /// Bytes of a thread's stack. Pages are drawn by deep calls, and deeper ones where nothing is optimised;
    /// what is not used takes no memory.
    const STACK: usize = 8 << 20;

    pub fn main() -> ExitCode {
        let Cli { options, command } = Cli::parse();
        match command.unwrap_or(Command::Here(Here::Serve)) {
            Command::Here(command) => operate(command),
            Command::Audit { command: Audit::Verify { since } } => operate(Here::VerifyAudit { since }),
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
        let around = client::Surroundings { token, clock, random, out: &mut out };
        match runtime.block_on(client::run(options, command, around)) {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => {
                eprintln!("ava: {failure}");
                failure.into()
            }
        }
    }

    /// Carries out what works on this installation. Its settings alone are read from `.env`: commands over the
    /// API run in any folder, whose `.env` could name a server, and the file with the token to send there.
    fn operate(command: Here) -> ExitCode {
        if let Err(error) = config::read_dotenv() {
            eprintln!("ava: {error}");
            return ExitCode::FAILURE;
        }
        let config = match Config::from_env() {
            Ok(config) => config,
            Err(errors) => {
                eprint!("ava: {errors}");
                return ExitCode::FAILURE;
            }
        };
        telemetry::init(&config.log, config.log_format);
        let runtime =
            tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(STACK).build();
        let result = runtime.map_err(Error::from).and_then(|runtime| {
            runtime.block_on(async {
                match command {
                    Here::Serve => serve(config).await,
                    Here::Sandbox => sandbox(config).await,
                    Here::Migrate => migrate(config).await,
                    Here::Keys { command: Keys::Rotate { master } } => rotate(config, master).await,
                    Here::Orgs { command: Orgs::List } => list_orgs(config).await,
                    Here::Orgs { command: Orgs::AllowBuying { org } } => {
                        allow_buying(config, &org, true).await
                    }
                    Here::Orgs { command: Orgs::DenyBuying { org } } => {
                        allow_buying(config, &org, false).await
                    }
                    Here::Orgs { command: Orgs::Suspend { org, reason } } => {
                        suspend(config, &org, &reason).await
                    }
                    Here::Orgs { command: Orgs::Resume { org } } => resume(config, &org).await,
                    Here::Orgs { command: Orgs::Quota { org, quota, most } } => {
                        decide_quota(config, &org, quota, most).await
                    }
                    Here::Orgs { command: Orgs::Features { org, off, on } } => {
                        decide_features(config, &org, &off, &on).await
                    }
                    Here::Health { org } => show_health(config, org.as_deref().unwrap_or_default()).await,
                    Here::Admin { command: Admin::Create { email } } => create_admin(config, &email).await,
                    Here::Factors { command: Factors::Remove { email } } => {
                        remove_factors(config, &email).await
                    }
                    Here::Sessions { command: Sessions::AskProof { email } } => {
                        ask_proof(config, &email).await
                    }
                    Here::Links => show_links(config).await,
                    Here::VerifyAudit { since } => verify_audit(config, since).await,
                    Here::BenchCalls { orgs, calls, contacts } => {
                        bench::calls::pages(config, orgs, calls, contacts).await
                    }
                    Here::BenchEvents { per_second, seconds } => {
                        bench::call_events::run(config, per_second, seconds).await
                    }
                    Here::BenchChecks { orgs, periods } => checks::run(config, orgs, periods).await,
                    Here::BenchTenants { orgs, entries } => {
                        bench::tenants::pages(config, orgs, entries).await
                    }
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

    fn print_document() -> ExitCode {
        match api::to_json(&api::document()) {
            Ok(json) => {
                print!("{json}");
                ExitCode::SUCCESS
            }
            Err(error) => {
                eprintln!("ava: {error}");
                ExitCode::FAILURE
            }
        }
    }

    async fn serve(config: Config) -> Result<(), Error> {
        let _lock = FileLock::on(&config.database_url)?;
        descriptors::raise();
        let assets = Assets::load(&config.site_dir)?;
        let metrics = PrometheusBuilder::new().install_recorder()?;
        let (clock, random) = application::real_clock_and_random();
        let simulators = match config.sandbox {
            Some(http) => {
                let at = Addresses { http, smtp: config.sandbox_smtp };
                simulators(at, clock.clone()).await?
            }
            None => None,
        };
        let services = application::services(config, clock, random).await?;
        let stub = services.config.sandbox.is_some();
        if stub {
            demo::seed(&services).await.map_err(|problem| problem.code())?;
        } else if demo::close(&services).await? {
            println!("The demo account of stub mode is in this database. Nobody can sign in with it here.");
        }
        let edge = Edge::of(&services.config);
        let application = Application::build(services, assets, Some(metrics), edge).await?;
        let addr = application.addr()?;
        println!("AVA is at {}", application.services.config.public_url);
        tracing::info!(%addr, "listening on {addr}");
        if stub {
            println!(
                "Sandbox: simulators stand in for {}. Sign in as {DEMO_EMAIL}, password \"{DEMO_PASSWORD}\".",
                Provider::all_names(Locale::En)
            );
        }
        application.services.config.warnings().iter().for_each(|warning| tracing::warn!("{warning}"));
        let stop = application.stop_token();
        tokio::spawn(async move {
            stopped().await;
            stop.cancel();
        });
        application.run().await?;
        if let Some(simulators) = simulators {
            simulators.shutdown().await;
        }
        Ok(())
    }

    /// Starts the simulators, unless a process of their own has the address.
    async fn simulators(
        at: Addresses,
        clock: ava::server::clock::SharedClock,
    ) -> Result<Option<SandboxServer>, Error> {
        let addr = at.http;
        match SandboxServer::start(at, move || clock.now_ms()).await {
            Ok(server) => Ok(Some(server)),
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
                tracing::info!(%addr, "using the simulators that run at {addr}");
                Ok(None)
            }
            Err(error) => Err(format!("the simulators cannot listen on {addr}: {error}").into()),
        }
    }

    async fn sandbox(config: Config) -> Result<(), Error> {
        let http = config.sandbox.ok_or("simulators are refused outside stub mode")?;
        let at = Addresses { http, smtp: config.sandbox_smtp };
        let server = SandboxServer::start(at, || ava::server::clock::SystemClock.now_ms()).await?;
        println!("The simulators are at {}", server.base_url());
        stopped().await;
        server.shutdown().await;
        Ok(())
    }

    async fn migrate(config: Config) -> Result<(), Error> {
        let (clock, random) = application::real_clock_and_random();
        let services = application::services(config, clock, random).await?;
        services.db.close().await;
        println!("The database is up to date.");
        Ok(())
    }

    async fn rotate(config: Config, master: bool) -> Result<(), Error> {
        let (clock, random) = application::real_clock_and_random();
        let services = application::services(config, clock, random).await?;
        if master {
            let added = services.keyring.masters().add(&services.random)?;
            println!("Added master key {}.", added.id);
        }
        let rotated = key_rotation::rotate(&services).await?;
        println!(
            "Sealed {} secret(s) of {} organisation(s) with fresh keys; {} could not be opened.",
            rotated.secrets, rotated.orgs, rotated.unreadable
        );
        services.db.close().await;
        Ok(())
    }

    fn nobody(org: &str) -> String {
        format!("no organisation is {org:?}, or more than one: give its id")
    }

    async fn list_orgs(config: Config) -> Result<(), Error> {
        let (clock, random) = application::real_clock_and_random();
        let services = application::services(config, clock, random).await?;
        let orgs = managed::list_buyers(&services).await.map_err(|problem| problem.code())?;
        services.db.close().await;
        for Buyer { id, name, owner, may_buy, numbers } in orgs {
            let may = if may_buy { "may buy" } else { "may not buy" };
            println!("{id}  {may}, {numbers} managed number(s)  {name} ({owner})");
        }
        Ok(())
    }

    async fn allow_buying(config: Config, org: &str, may_buy: bool) -> Result<(), Error> {
        let (clock, random) = application::real_clock_and_random();
        let services = application::services(config, clock, random).await?;
        let found = managed::allow_buying(&services, org, may_buy).await.map_err(|problem| problem.code())?;
        services.db.close().await;
        let name = found.ok_or_else(|| nobody(org))?;
        println!("{name} {} buy numbers.", if may_buy { "may now" } else { "may no longer" });
        Ok(())
    }

    async fn suspend(config: Config, org: &str, reason: &str) -> Result<(), Error> {
        let (clock, random) = application::real_clock_and_random();
        let services = application::services(config, clock, random).await?;
        let suspended = lifecycle::suspend_named(&services, org, reason).await;
        services.db.close().await;
        let name = suspended.map_err(|problem| problem.sentence(Locale::En))?.ok_or_else(|| nobody(org))?;
        println!("{name} is suspended.");
        Ok(())
    }

    async fn resume(config: Config, org: &str) -> Result<(), Error> {
        let (clock, random) = application::real_clock_and_random();
        let services = application::services(config, clock, random).await?;
        let resumed = lifecycle::resume_named(&services, org).await.map_err(|problem| problem.code())?;
        services.db.close().await;
        let (name, resumed) = resumed.ok_or_else(|| nobody(org))?;
        println!("{name} {}.", if resumed { "goes on" } else { "was not suspended" });
        Ok(())
    }

    async fn create_admin(config: Config, email: &str) -> Result<(), Error> {
        let email = Email::parse(email).map_err(|_| format!("{email:?} is no e-mail address"))?;
        let (clock, random) = application::real_clock_and_random();
        let services = application::services(config, clock, random).await?;
        let url = joining::make_platform_admin(&services, &email).await.map_err(|problem| problem.code())?;
        services.db.close().await;
        println!("{url}");
        Ok(())
    }

    async fn remove_factors(config: Config, email: &str) -> Result<(), Error> {
        let email = Email::parse(email).map_err(|_| format!("{email:?} is no e-mail address"))?;
        let (clock, random) = application::real_clock_and_random();
        let services = application::services(config, clock, random).await?;
        let removed = lost_factors::take_off(&services, &email).await.map_err(|problem| problem.code())?;
        services.db.close().await;
        let email = email.as_str();
        match removed.ok_or_else(|| format!("no account has the address {email}"))? {
            true => println!("The password of {email} signs in alone now."),
            false => println!("{email} had no second factor."),
        }
        Ok(())
    }

    async fn ask_proof(config: Config, email: &str) -> Result<(), Error> {
        let email = Email::parse(email).map_err(|_| format!("{email:?} is no e-mail address"))?;
        let (clock, random) = application::real_clock_and_random();
        let services = application::services(config, clock, random).await?;
        let asked = proof_anew::ask(&services, &email).await.map_err(|problem| problem.code())?;
        services.db.close().await;
        let email = email.as_str();
        let count = asked.ok_or_else(|| format!("no account has the address {email}"))?;
        println!("{email} proves again who they are, in {count} session(s).");
        Ok(())
    }

    async fn show_links(config: Config) -> Result<(), Error> {
        let (clock, random) = application::real_clock_and_random();
        let services = application::services(config, clock, random).await?;
        let open = links::open(&services).await.map_err(|problem| problem.code())?;
        services.db.close().await;
        for (url, links::Open { link, asked_at, mail }) in open {
            let (id, purpose, email) = (link.id(), link.purpose.code(), link.email.as_str());
            println!(
                "{id} {purpose} for {email}, asked for at {}, good until {}, mail {}: {url}",
                exact(asked_at, &Zone::default()),
                exact(link.expires_at, &Zone::default()),
                mail.code()
            );
        }
        Ok(())
    }

    /// Lists the quotas in the help.
    fn quotas_by_name() -> impl TypedValueParser<Value = Quota> {
        PossibleValuesParser::new(Quota::ALL.map(Quota::code))
            .try_map(|code| Quota::from_code(&code).ok_or("no quota"))
    }

    async fn decide_quota(config: Config, org: &str, quota: Quota, most: Option<u32>) -> Result<(), Error> {
        let least = quota.row().least;
        if most.is_some_and(|most| most < least) {
            return Err(format!("{}: {least} is the least", quota.code()).into());
        }
        let (clock, random) = application::real_clock_and_random();
        let services = application::services(config, clock, random).await?;
        let decided = quotas::decide(&services, org, quota, most).await.map_err(|problem| problem.code())?;
        services.db.close().await;
        let (name, most) = decided.ok_or_else(|| nobody(org))?;
        println!("{name}: {most} {}.", quota.code());
        Ok(())
    }

    /// Lists the features in the help.
    fn features_by_name() -> impl TypedValueParser<Value = Feature> {
        PossibleValuesParser::new(Feature::all().map(Feature::code))
            .try_map(|code| Feature::from_code(&code).ok_or("no feature"))
    }

    async fn decide_features(
        config: Config,
        org: &str,
        off: &[Feature],
        on: &[Feature],
    ) -> Result<(), Error> {
        let (clock, random) = application::real_clock_and_random();
        let services = application::services(config, clock, random).await?;
        let decided = features::decide(&services, org, off, on).await.map_err(|problem| problem.code())?;
        services.db.close().await;
        let (name, off) = decided.ok_or_else(|| nobody(org))?;
        let off = off.codes();
        println!("{name}: off are {}.", if off.is_empty() { "none" } else { &off });
        Ok(())
    }

    async fn show_health(config: Config, org: &str) -> Result<(), Error> {
        let (clock, random) = application::real_clock_and_random();
        let services = application::services(config, clock, random).await?;
        let db = &services.db;
        if org.is_empty() {
            for Count { account, status, cause, credentials } in standing::counts(db).await? {
                let cause = cause.map_or("", |cause| cause.code());
                println!("{credentials:>7}  {:<16} {:<11} {cause}", account.code(), status.code());
            }
            println!();
        }
        let time = |at: Option<i64>| {
            at.filter(|at| *at > 0).map_or_else(|| "-".to_owned(), |at| exact(at, &Zone::default()))
        };
        let [since, checked, next] = ["SINCE", "CHECKED", "NEXT CHECK"];
        println!(
            "{:<36}  {:<16} {:<11} {:<15} {since:<23}  {checked:<23}  {next:<23}  NAME",
            "ORGANISATION", "ACCOUNT", "STATUS", "CAUSE"
        );
        let mut page = standing::lines(db, None, org).await?;
        while let Some(last) = page.last().cloned() {
            for line in &page {
                let cause = line.cause.map_or("-", |cause| cause.code());
                println!(
                    "{:<36}  {:<16} {:<11} {cause:<15} {:<23}  {:<23}  {:<23}  {}",
                    line.org,
                    line.account.code(),
                    line.status.code(),
                    time(Some(line.since)),
                    time(line.checked_at),
                    time(Some(line.next_check_at)),
                    line.org_name
                );
            }
            page = standing::lines(db, Some(&last), org).await?;
        }
        db.close().await;
        Ok(())
    }

    async fn verify_audit(config: Config, since: Option<audit::Head>) -> Result<(), Error> {
        let (clock, random) = application::real_clock_and_random();
        let services = application::services(config, clock, random).await?;
        let verified = audit::verify(&services, since.as_ref()).await?;
        services.db.close().await;
        println!("{} entries of {} organisation(s) hold.", verified.entries, verified.orgs);
        if verified.removed > 0 {
            println!("{} older ones were removed, as AVA_AUDIT_RETENTION_DAYS says.", verified.removed);
        }
        if verified.unkeyed > 0 {
            println!("{} of all were written before the log had a key.", verified.unkeyed);
        }
        if let Some(head) = verified.head {
            println!("Head, to be kept elsewhere and given with --since: {head}");
        }
        if verified.broken.is_empty() {
            return Ok(());
        }
        Err(verified.broken.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n").into())
    }

    /// Waits for SIGTERM or Ctrl-C.
    async fn stopped() {
        let Ok(mut terminate) = signal(SignalKind::terminate()) else {
            tracing::error!("SIGTERM cannot be heard; Ctrl-C stops the server");
            let _ = tokio::signal::ctrl_c().await;
            return;
        };
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        tracing::info!("stopping");
    }
}

#[cfg(feature = "ssr")]
fn main() -> std::process::ExitCode {
    cli::main()
}

#[cfg(not(feature = "ssr"))]
fn main() {}
