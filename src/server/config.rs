//! Configuration: environment or `.env`, read once, validated with one message
//! for each mistake.
//!
//! clap reads the command line, but not the settings: it would stop at the first
//! mistake, and print the wrong value, which may be a secret.

pub mod google;
mod misspelt;
pub mod oidc;
mod platform;
mod quotas;
mod smtp;

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    fmt, fs,
    net::SocketAddr,
    path::PathBuf,
    time::Duration,
};

use url::{Host, Url};
use zeroize::Zeroizing;

pub use self::{platform::Platform, quotas::Quotas};
use super::{
    db,
    providers::ProviderConfig,
    telemetry::{self, LogFormat},
    vault::master::MasterKeySource,
};
use crate::domain::{
    account::SignUpMode,
    demo::is_demo,
    feature::{Feature, Off},
    locale::Locale,
    provider::Provider,
    quota::{self, Quota},
    tenant::SettingSource,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    Development,
    Production,
}

#[derive(Clone)]
pub struct Config {
    pub addr: SocketAddr,
    pub environment: Environment,
    pub public_url: Url,
    /// Hosts that it answers to besides that of the public URL.
    pub allowed_hosts: Vec<Host<String>>,
    pub trusted_proxies: usize,
    pub site_dir: PathBuf,
    pub database_url: String,
    pub master_key: MasterKeySource,
    /// The address of the simulators, where they stand in for the providers.
    pub sandbox: Option<SocketAddr>,
    /// Where the simulated mail servers listen, if the simulators are started here.
    pub sandbox_smtp: SocketAddr,
    /// Whether stub mode is meant to be reached from other machines.
    pub stub_beyond_loopback: bool,
    pub sign_up: SignUpMode,
    pub providers: ProviderConfig,
    /// `None` where this installation supplies no numbers.
    pub platform: Option<Platform>,
    /// The quotas of each organisation that has none of its own.
    pub quotas: Quotas,
    /// The most requests of an organisation's programs in 15 minutes; `None` for any number.
    pub api_requests: Option<u32>,
    /// What is turned off for every organisation.
    pub disabled: Off,
    /// The age in days that a provider's key should not pass; `None` for any age.
    pub key_days: Option<u32>,
    /// The days for which the audit log is kept; `None` for ever.
    pub audit_days: Option<u32>,
    pub workers: usize,
    pub log: String,
    pub log_format: LogFormat,
    pub metrics_token: Option<Zeroizing<String>>,
    /// The settings that were given, and where; all others are as they are by default.
    pub given: BTreeMap<String, SettingSource>,
    /// Warnings about variables that look like settings and are none.
    pub misspelt: Vec<String>,
}

/// Every mistake at once, so that one restart mends them all.
#[derive(Debug, thiserror::Error)]
pub struct ConfigErrors(Vec<String>);

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "the configuration has {} mistake(s):", self.0.len())?;
        self.0.iter().try_for_each(|mistake| writeln!(f, "  - {mistake}"))
    }
}

/// Why `.env` cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    /// The line is not shown: it may hold a secret.
    #[error(
        ".env has a line that cannot be read: each is NAME=value, and a value with blanks, quotes, # or $ in it \
         stands in single quotes"
    )]
    Line,
    #[error(".env cannot be read: {0}")]
    File(dotenvy::Error),
}

impl From<dotenvy::Error> for Unread {
    fn from(error: dotenvy::Error) -> Self {
        match error {
            dotenvy::Error::LineParse(..) => Self::Line,
            other => Self::File(other),
        }
    }
}

/// The names of the settings that `.env` has and the process's environment had not.
#[derive(Debug, Default)]
pub struct FromFile(BTreeSet<String>);

/// In the folder that AVA is started in, and no folder above it, which may be somebody else's.
const DOTENV: &str = ".env";

/// Adds the settings in `.env` to the process's environment, which takes precedence. A
/// missing file is no mistake; one that cannot be read is.
///
/// # Errors
/// Fails for a file that cannot be read.
pub fn read_dotenv() -> Result<FromFile, Unread> {
    let pairs = match dotenvy::from_path_iter(DOTENV) {
        Ok(pairs) => pairs,
        Err(error) if error.not_found() => return Ok(FromFile::default()),
        Err(error) => return Err(error.into()),
    };
    let names: BTreeSet<String> = pairs.map(|pair| pair.map(|(name, _)| name)).collect::<Result<_, _>>()?;
    let added = names.into_iter().filter(|name| std::env::var_os(name).is_none()).collect();
    dotenvy::from_path(DOTENV)?;
    Ok(FromFile(added))
}

struct Reader<'a> {
    get: &'a dyn Fn(&str) -> Option<String>,
    given: RefCell<BTreeSet<String>>,
    mistakes: Vec<String>,
}

impl Reader<'_> {
    fn text(&self, name: &str) -> Option<String> {
        let value = (self.get)(name)?;
        let value = unquoted(value.trim()).trim();
        if value.is_empty() {
            return None;
        }
        self.given.borrow_mut().insert(name.to_owned());
        Some(value.to_owned())
    }

    fn parsed<T>(&mut self, name: &str, default: T, what: &str, parse: impl Fn(&str) -> Option<T>) -> T {
        match self.text(name) {
            None => default,
            Some(value) => parse(&value).unwrap_or_else(|| {
                self.mistakes.push(format!("{name} must be {what}"));
                default
            }),
        }
    }

    /// What is in the file that a setting names. One that cannot be read is named whole: a relative path
    /// leads elsewhere from another folder.
    fn file(&mut self, name: &str) -> Option<Zeroizing<Vec<u8>>> {
        let path = self.text(name)?;
        match fs::read(&path) {
            Ok(held) => Some(Zeroizing::new(held)),
            Err(error) => {
                let path = std::path::absolute(&path).unwrap_or_else(|_| path.into());
                let path = path.display();
                self.mistakes.push(format!("{name} names {path}, which cannot be read: {error}"));
                None
            }
        }
    }

    /// A provider's base URL; plain http would send keys in the clear.
    fn base_url(&mut self, name: &str, default: &str) -> Option<Url> {
        let text = self.text(name).unwrap_or_else(|| default.to_owned());
        let url = Url::parse(&text)
            .ok()
            .filter(|url| url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url)));
        if url.is_none() {
            self.mistakes.push(format!("{name} must be an https URL (plain http on loopback only)"));
        }
        url
    }
}

/// The value without the quotes around it: Docker passes on those of an env file.
fn unquoted(value: &str) -> &str {
    let within = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    ['"', '\''].into_iter().find_map(within).unwrap_or(value)
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

/// Whether the URL is the root of one host, as links to pages need.
fn is_origin(url: &Url) -> bool {
    let whole = url.origin().ascii_serialization();
    matches!(url.scheme(), "http" | "https") && url.as_str() == format!("{whole}/") && !whole.ends_with('.')
}

/// The host as requests are compared with it: whole, and without the final dot.
fn host_name(text: &str) -> Option<Host> {
    let name = text.trim();
    Host::parse(name.strip_suffix('.').unwrap_or(name)).ok().filter(|_| !name.contains('*'))
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text {
        "true" | "1" | "yes" => Some(true),
        "false" | "0" | "no" => Some(false),
        _ => None,
    }
}

impl Config {
    /// Reads the process's environment, to which [`read_dotenv`] has added `.env`.
    pub fn from_env(file: &FromFile) -> Result<Self, ConfigErrors> {
        let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
        Self::among(names, file, &|name| std::env::var(name).ok())
    }

    /// Reads the settings, notes which of them the file has, and warns of those of the `names` that look
    /// like a setting and are none.
    fn among(
        names: impl Iterator<Item = String>,
        file: &FromFile,
        get: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigErrors> {
        let asked = RefCell::new(Vec::new());
        let mut config = Self::read(&|name: &str| {
            asked.borrow_mut().push(name.to_owned());
            get(name)
        })?;
        let settings = asked.into_inner();
        config.misspelt = names.filter_map(|name| misspelt::warning(&name, &settings)).collect();
        for (_, source) in config.given.iter_mut().filter(|(name, _)| file.0.contains(*name)) {
            *source = SettingSource::File;
        }
        Ok(config)
    }

    /// Where a setting comes from.
    pub fn source_of(&self, name: &str) -> SettingSource {
        self.given.get(name).copied().unwrap_or(SettingSource::Default)
    }

    pub fn read(get: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigErrors> {
        let mut reader = Reader { get, given: RefCell::default(), mistakes: Vec::new() };
        let environment =
            reader.parsed("AVA_ENV", Environment::Development, "`development` or `production`", |text| {
                match text {
                    "development" => Some(Environment::Development),
                    "production" => Some(Environment::Production),
                    _ => None,
                }
            });
        let production = environment == Environment::Production;
        // What differs between the two is not judged by a guess.
        let is_clear = reader.mistakes.is_empty();
        let default_addr = SocketAddr::from(([127, 0, 0, 1], 3000));
        let addr = reader
            .parsed("AVA_ADDR", default_addr, "an address such as 127.0.0.1:3000", |text| text.parse().ok());
        let public_url = reader.text("AVA_PUBLIC_URL").unwrap_or_else(|| format!("http://{addr}"));
        let public_url = Url::parse(&public_url).ok().filter(is_origin);
        match &public_url {
            None => {
                let wrong = "AVA_PUBLIC_URL must be a URL such as https://ava.example.com, without a path";
                reader.mistakes.push(wrong.into());
            }
            Some(url) if production && url.scheme() != "https" => reader.mistakes.push(
                "AVA_PUBLIC_URL must begin with https:// in production: cookies never travel in the clear"
                    .into(),
            ),
            Some(_) => {}
        }
        let allowed_hosts =
            reader.parsed("AVA_ALLOWED_HOSTS", Vec::new(), "host names, separated by commas", |text| {
                text.split(',').map(host_name).collect()
            });
        let stub = reader.parsed("INTEGRATIONS_STUB_MODE", !production, "`true` or `false`", yes_or_no);
        if stub && production {
            reader.mistakes.push(format!(
                "INTEGRATIONS_STUB_MODE is refused in production: simulators would stand in for {}",
                Provider::all_names(Locale::En)
            ));
        }
        let anywhere = reader.parsed("AVA_STUB_BEYOND_LOOPBACK", false, "`true` or `false`", yes_or_no);
        let beyond_loopback =
            stub && !(addr.ip().is_loopback() && public_url.as_ref().is_none_or(is_loopback));
        if beyond_loopback && !anywhere && is_clear {
            reader.mistakes.push(
                "AVA_ADDR and AVA_PUBLIC_URL must be of this machine only (127.0.0.1, localhost) in stub mode: \
                 whoever reaches it can sign in with the published password of the demo account. Set \
                 INTEGRATIONS_STUB_MODE=false, or, where that is wanted, AVA_STUB_BEYOND_LOOPBACK=true"
                    .into(),
            );
        }
        let usual = if production { SignUpMode::Closed } else { SignUpMode::Open };
        let modes = SignUpMode::ALL.map(SignUpMode::code).join(", ");
        let modes = format!("one of {modes}");
        let sign_up = reader.parsed("AVA_SIGN_UP", usual, &modes, SignUpMode::from_code);
        let default_sandbox = SocketAddr::from(([127, 0, 0, 1], 4010));
        let sandbox_addr = reader.parsed(
            "AVA_SANDBOX_ADDR",
            default_sandbox,
            "a loopback address such as 127.0.0.1:4010",
            |text| text.parse().ok().filter(|addr: &SocketAddr| addr.ip().is_loopback()),
        );
        let sandbox = stub.then_some(sandbox_addr);
        // Simulators at another address are further ones, beside which the usual ports may be
        // taken.
        let port = if sandbox_addr == default_sandbox { 4025 } else { 0 };
        let sandbox_smtp = reader.parsed(
            "AVA_SANDBOX_SMTP_ADDR",
            SocketAddr::new(sandbox_addr.ip(), port),
            "a loopback address such as 127.0.0.1:4025",
            |text| text.parse().ok().filter(|addr: &SocketAddr| addr.ip().is_loopback()),
        );
        let smtp = smtp::read(&mut reader, public_url.as_ref());
        let timeout = reader.parsed("AVA_PROVIDER_TIMEOUT_MS", 10_000, "100 to 60000", |text| {
            text.parse::<u64>().ok().filter(|ms| (100..=60_000).contains(ms))
        });
        let urls = ProviderConfig::urls(|host| {
            let default = match sandbox {
                Some(addr) => format!("http://{addr}/{}", host.simulator),
                None => host.real.to_owned(),
            };
            reader.base_url(host.setting, &default)
        });
        let google = google::read(&mut reader, public_url.as_ref(), stub);
        let oidc = oidc::read(&mut reader, public_url.as_ref());
        let quotas = Quotas::read(&mut reader);
        let usual = if production { 1000 } else { 0 };
        let api_requests = reader.parsed("AVA_API_REQUESTS", usual, "0 to 1000000", |text| {
            text.parse::<u32>().ok().filter(|most| *most <= quota::MAX)
        });
        let names: Vec<_> = Feature::all().map(Feature::code).collect();
        let names = format!("names of {}, separated by commas", names.join(", "));
        let disabled = reader.parsed("AVA_DISABLED", Off::default(), &names, Off::read);
        let supplies = quotas.of(Quota::ManagedNumbers) > 0;
        let platform = platform::read(&mut reader, stub, production).filter(|_| supplies);
        let master_key = match (reader.text("AVA_MASTER_KEY"), reader.text("AVA_MASTER_KEY_FILE")) {
            (Some(key), _) => MasterKeySource::Text(Zeroizing::new(key)),
            (None, Some(path)) => MasterKeySource::File { path: path.into(), create: false },
            (None, None) => {
                if production {
                    reader.mistakes.push(
                        "AVA_MASTER_KEY or AVA_MASTER_KEY_FILE is required in production (make one: \
                         `openssl rand -base64 32`)"
                            .into(),
                    );
                }
                MasterKeySource::File { path: "data/master.key".into(), create: !production }
            }
        };
        let workers = reader.parsed("AVA_WORKERS", 4, "1 to 64", |text| {
            text.parse().ok().filter(|count| (1..=64).contains(count))
        });
        let internal_receivers =
            reader.parsed("AVA_WEBHOOKS_INTERNAL", false, "`true` or `false`", yes_or_no);
        let key_days = reader.parsed("AVA_KEY_MAX_AGE_DAYS", 365, "0 to 3650", |text| {
            text.parse::<u32>().ok().filter(|days| *days <= 3650)
        });
        let audit_days = reader.parsed("AVA_AUDIT_RETENTION_DAYS", 0, "0, or 30 to 36500", |text| {
            text.parse::<u32>().ok().filter(|days| *days == 0 || (30..=36_500).contains(days))
        });
        let trusted_proxies = reader.parsed("AVA_TRUSTED_PROXIES", 0, "0 to 16", |text| {
            text.parse().ok().filter(|count| (0..=16).contains(count))
        });
        let log_format =
            reader.parsed("AVA_LOG_FORMAT", LogFormat::Text, "`text` or `json`", |text| match text {
                "text" => Some(LogFormat::Text),
                "json" => Some(LogFormat::Json),
                _ => None,
            });
        let database_url = reader.text("DATABASE_URL").unwrap_or_else(|| "sqlite://data/ava.db".to_owned());
        if !["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| database_url.starts_with(scheme))
        {
            reader.mistakes.push("DATABASE_URL must begin with sqlite:// or postgres://".into());
        } else if !db::may_be_opened(&database_url) {
            reader.mistakes.push(
                "DATABASE_URL must name a file by its path, such as sqlite://data/ava.db: a database in memory \
                 would be lost when AVA stops"
                    .into(),
            );
        }
        let log = reader.parsed(
            "AVA_LOG",
            "info".to_owned(),
            "a level such as `info`, or directives such as `info,sqlx=warn`",
            |text| telemetry::is_filter(text).then(|| text.to_owned()),
        );
        let site_dir = reader.text("AVA_SITE_DIR").unwrap_or_else(|| "site".to_owned()).into();
        let metrics_token = reader.text("AVA_METRICS_TOKEN").map(Zeroizing::new);
        let (Some(public_url), true) = (public_url, reader.mistakes.is_empty()) else {
            return Err(ConfigErrors(reader.mistakes));
        };
        let total = Duration::from_millis(timeout);
        let given = reader.given.into_inner();
        Ok(Self {
            addr,
            environment,
            public_url,
            allowed_hosts,
            trusted_proxies,
            site_dir,
            database_url,
            master_key,
            sandbox,
            sandbox_smtp,
            stub_beyond_loopback: beyond_loopback,
            sign_up,
            providers: ProviderConfig {
                urls,
                smtp,
                internal_receivers,
                google,
                oidc,
                sandbox_url: sandbox.and_then(|addr| Url::parse(&format!("http://{addr}/")).ok()),
                connect_timeout: ProviderConfig::CONNECT_TIMEOUT.min(total),
                attempt_timeout: ProviderConfig::ATTEMPT_TIMEOUT.min(total),
                total_timeout: total,
            },
            platform,
            quotas,
            api_requests: Some(api_requests).filter(|most| *most > 0),
            disabled,
            key_days: Some(key_days).filter(|days| *days > 0),
            audit_days: Some(audit_days).filter(|days| *days > 0),
            workers,
            log,
            log_format,
            metrics_token,
            given: given.into_iter().map(|name| (name, SettingSource::Environment)).collect(),
            misspelt: Vec::new(),
        })
    }

    /// Warnings about settings that are allowed and may surprise; logged at the start.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = self.misspelt.clone();
        if self.stub_beyond_loopback {
            warnings.push(
                "stub mode is meant to be reached from other machines (AVA_STUB_BEYOND_LOOPBACK): whoever does \
                 can sign in with the demo account"
                    .to_owned(),
            );
        }
        if self.sign_up == SignUpMode::Open && self.environment == Environment::Production {
            warnings.push(
                "anybody can make an account with any address (AVA_SIGN_UP=open), and learns which addresses \
                 have one; with AVA_SIGN_UP=confirmed, a mail proves whose an address is"
                    .to_owned(),
            );
        }
        if self.secure_cookies() && !self.addr.ip().is_loopback() {
            warnings.push(format!(
                "AVA_ADDR {} can be reached past the proxy, over plain http: nobody can sign in that way, \
                 since cookies travel over https only. People sign in at {}",
                self.addr, self.public_url
            ));
        }
        warnings
    }

    /// Whether this is the demo account's e-mail where there is no demo account:
    /// nobody signs in with it, signs up with it, or is signed in.
    pub fn is_closed_demo(&self, email: &str) -> bool {
        self.sandbox.is_none() && is_demo(email)
    }

    /// Cookies go over https only, but for a development server on plain http.
    pub fn secure_cookies(&self) -> bool {
        self.public_url.scheme() == "https"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(vars: &[(&str, &str)]) -> Result<Config, ConfigErrors> {
        let get = |name: &str| vars.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
        Config::read(&get)
    }

    #[test]
    fn development_needs_nothing() {
        let config = read(&[]).unwrap();
        assert_eq!(config.providers.urls["AVA_VAPI_URL"].as_str(), "http://127.0.0.1:4010/vapi");
        assert!(!config.secure_cookies());
    }

    #[test]
    fn lesson_71_production_refuses_stub_mode_a_generated_key_and_plain_cookies() {
        let errors = read(&[("AVA_ENV", "production"), ("INTEGRATIONS_STUB_MODE", "true")]).err().unwrap();
        let text = errors.to_string();
        for name in ["INTEGRATIONS_STUB_MODE", "AVA_MASTER_KEY", "AVA_PUBLIC_URL"] {
            assert!(text.contains(name), "{text}");
        }
        let config = read(&[
            ("AVA_ENV", "production"),
            ("AVA_PUBLIC_URL", "https://ava.example.com"),
            ("AVA_MASTER_KEY", "x"),
        ])
        .unwrap();
        assert!(config.sandbox.is_none());
        assert_eq!(config.providers.urls["AVA_TWILIO_URL"].as_str(), "https://api.twilio.com/");
    }

    #[test]
    fn stub_mode_is_of_this_machine_only_unless_it_is_told_otherwise() {
        let beyond = [
            ("AVA_ADDR", "0.0.0.0:3000"),
            ("AVA_ADDR", "192.168.1.5:3000"),
            ("AVA_ADDR", "[::]:3000"),
            ("AVA_PUBLIC_URL", "https://ava.example.com"),
            ("AVA_PUBLIC_URL", "http://192.168.1.5"),
        ];
        for (name, value) in beyond {
            let errors = read(&[(name, value)]).err().unwrap().to_string();
            assert!(errors.contains("AVA_STUB_BEYOND_LOOPBACK") && errors.contains("demo"), "{errors}");
            let told = read(&[(name, value), ("AVA_STUB_BEYOND_LOOPBACK", "true")]).unwrap();
            assert!(told.stub_beyond_loopback, "{value}");
            let real = read(&[(name, value), ("INTEGRATIONS_STUB_MODE", "false")]).unwrap();
            assert!(!real.stub_beyond_loopback, "{value}");
        }
        for (name, value) in [
            ("AVA_ADDR", "[::1]:3000"),
            ("AVA_ADDR", "127.9.9.9:1"),
            ("AVA_PUBLIC_URL", "http://localhost:3000"),
        ] {
            assert!(!read(&[(name, value)]).unwrap().stub_beyond_loopback, "{value}");
        }
    }

    #[test]
    fn a_misspelt_environment_is_one_mistake_and_not_stub_mode() {
        let errors =
            read(&[("AVA_ENV", "prod"), ("AVA_PUBLIC_URL", "https://ava.example.com")]).err().unwrap();
        assert_eq!(errors.0, ["AVA_ENV must be `development` or `production`"]);
    }

    #[test]
    fn a_public_url_is_the_address_of_a_host_and_no_more() {
        for url in
            ["https://ava.example.com", "https://ava.example.com/", "http://127.0.0.1:8080", "http://[::1]"]
        {
            assert!(read(&[("AVA_PUBLIC_URL", url), ("INTEGRATIONS_STUB_MODE", "false")]).is_ok(), "{url}");
        }
        for url in [
            "https://example.com/ava",
            "https://ava.example.com/?x",
            "https://ava.example.com/#x",
            "https://ana:secret@ava.example.com",
            "https://ava.example.com.",
            "ava.example.com",
        ] {
            let errors = read(&[("AVA_PUBLIC_URL", url), ("INTEGRATIONS_STUB_MODE", "false")]).err().unwrap();
            assert!(errors.to_string().contains("AVA_PUBLIC_URL"), "{url}: {errors}");
        }
    }

    #[test]
    fn a_database_that_would_be_lost_when_ava_stops_is_refused() {
        for url in ["sqlite::memory:", "sqlite://:memory:", "sqlite://ava.db?mode=memory", "sqlite://"] {
            let errors = read(&[("DATABASE_URL", url)]).err().unwrap().to_string();
            assert!(errors.contains("DATABASE_URL must name a file"), "{url}: {errors}");
        }
        for url in ["sqlite://data/ava.db", "sqlite:ava.db", "postgres://ava@localhost/ava"] {
            assert!(read(&[("DATABASE_URL", url)]).is_ok(), "{url}");
        }
    }

    #[test]
    fn quotes_around_a_value_are_none_of_it() {
        let config = read(&[
            ("AVA_ENV", "\"production\""),
            ("AVA_PUBLIC_URL", " 'https://ava.example.com' "),
            ("AVA_MASTER_KEY", "\"x\""),
            ("DATABASE_URL", "\"postgres://ava@localhost/ava\""),
            ("AVA_WORKERS", "\" 8 \""),
            ("AVA_METRICS_TOKEN", "'"),
        ])
        .unwrap();
        assert_eq!(config.environment, Environment::Production);
        assert_eq!((config.database_url.as_str(), config.workers), ("postgres://ava@localhost/ava", 8));
        assert_eq!(config.metrics_token.as_deref().map(String::as_str), Some("'"));
        let nothing = read(&[("DATABASE_URL", "\"\"")]).unwrap();
        assert_eq!(nothing.database_url, "sqlite://data/ava.db");
    }

    #[test]
    fn a_host_is_named_whole() {
        let hosts = read(&[("AVA_ALLOWED_HOSTS", "AVA.internal., 10.0.0.7")]).unwrap().allowed_hosts;
        assert_eq!(hosts.iter().map(ToString::to_string).collect::<Vec<_>>(), ["ava.internal", "10.0.0.7"]);
        for hosts in ["*.example.com", "*", "a.example:443", "https://a.example", "a.example,"] {
            let errors = read(&[("AVA_ALLOWED_HOSTS", hosts)]).err().unwrap().to_string();
            assert!(errors.contains("AVA_ALLOWED_HOSTS"), "{hosts}: {errors}");
        }
    }

    #[test]
    fn lesson_10_a_line_of_the_file_that_cannot_be_read_is_not_shown() {
        let error = Unread::from(dotenvy::Error::LineParse("AVA_MASTER_KEY=correct horse".to_owned(), 22));
        let said = error.to_string();
        assert!(said.contains(".env") && said.contains("quotes") && !said.contains("correct"), "{said}");
    }

    #[test]
    fn it_is_known_where_a_setting_comes_from() {
        let vars = [("AVA_WORKERS", "7"), ("AVA_ENV", "development"), ("AVA_LOG", " ")];
        let get = |name: &str| vars.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
        let file = FromFile(["AVA_WORKERS".to_owned(), "PATH".to_owned()].into());
        let config = Config::among(vars.iter().map(|(name, _)| (*name).to_owned()), &file, &get).unwrap();
        let from = |name: &str| config.source_of(name);
        assert_eq!(from("AVA_WORKERS"), SettingSource::File);
        assert_eq!(from("AVA_ENV"), SettingSource::Environment);
        // What is empty is not set.
        for name in ["AVA_LOG", "AVA_ADDR", "PATH"] {
            assert_eq!(from(name), SettingSource::Default, "{name}");
        }
    }

    #[test]
    fn what_is_turned_off_is_named() {
        assert_eq!(read(&[]).unwrap().disabled, Off::default());
        let off = read(&[("AVA_DISABLED", "twilio, managed_numbers")]).unwrap().disabled;
        assert!(off.has(Provider::Twilio) && off.has(Feature::ManagedNumbers) && !off.has(Provider::Vapi));
        let errors = read(&[("AVA_DISABLED", "twillio")]).err().unwrap().to_string();
        assert!(errors.contains("AVA_DISABLED must be names of vapi, twilio"), "{errors}");
    }

    #[test]
    fn nobody_signs_up_in_production_unless_the_operator_says_so() {
        let production = [
            ("AVA_ENV", "production"),
            ("AVA_PUBLIC_URL", "https://ava.example.com"),
            ("AVA_MASTER_KEY", "x"),
        ];
        assert_eq!(read(&[]).unwrap().sign_up, SignUpMode::Open);
        assert_eq!(read(&production).unwrap().sign_up, SignUpMode::Closed);
        for mode in SignUpMode::ALL {
            let set = [&production[..], &[("AVA_SIGN_UP", mode.code())]].concat();
            let config = read(&set).unwrap();
            assert_eq!(config.sign_up, mode);
            let warns = config.warnings().iter().any(|warning| warning.contains("AVA_SIGN_UP=open"));
            assert_eq!(warns, mode == SignUpMode::Open);
        }
        let errors = read(&[("AVA_SIGN_UP", "yes")]).err().unwrap().to_string();
        assert!(errors.contains("AVA_SIGN_UP must be one of open, confirmed, invited, closed"), "{errors}");
    }

    #[test]
    fn one_message_for_each_mistake() {
        let errors = read(&[
            ("AVA_ADDR", "here"),
            ("AVA_VAPI_URL", "http://api.vapi.ai"),
            ("DATABASE_URL", "mysql://x"),
            ("AVA_WORKERS", "0"),
            ("AVA_LOG", "inof"),
            ("AVA_LOG_FORMAT", "xml"),
            ("AVA_ALLOWED_HOSTS", "a.example,http://b.example"),
        ])
        .err()
        .unwrap();
        assert_eq!(errors.0.len(), 7, "{errors}");
    }
}
