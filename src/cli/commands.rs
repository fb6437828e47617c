//! The commands that work over the API, as they are typed.

use std::path::PathBuf;

use clap::{
    Args, Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};

use super::output::Output;
use crate::domain::provider::Provider;

/// The server and the token of the commands, and the form of their output.
#[derive(Debug, Args)]
#[command(next_help_heading = "Over the API")]
pub struct Options {
    /// The address of AVA, such as `https://ava.example.com`
    #[arg(long, global = true, value_name = "URL", env = "AVA_SERVER")]
    pub server: Option<String>,
    /// The file that has the token, in place of AVA_TOKEN
    #[arg(long, global = true, value_name = "FILE", env = "AVA_TOKEN_FILE")]
    pub token_file: Option<PathBuf>,
    /// Send the token to another machine by http://, which whoever is in between can read
    #[arg(long, global = true)]
    pub plain_http: bool,
    /// What is printed: a table for people, or the API's JSON
    #[arg(long, global = true, value_enum, default_value_t = Output::Table)]
    pub output: Output,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// The services that the organisation connects
    Integrations {
        #[command(subcommand)]
        command: Integrations,
    },
    /// The assistants
    Agents {
        #[command(subcommand)]
        command: Agents,
    },
    /// The phone numbers
    Numbers {
        #[command(subcommand)]
        command: Numbers,
    },
    /// Whether each number can answer, and which link is broken where not
    Readiness,
    /// What goes on by itself
    Operations {
        #[command(subcommand)]
        command: Operations,
    },
    /// The calls
    Calls {
        #[command(subcommand)]
        command: Reading,
    },
    /// The people with whom the organisation has to do
    Contacts {
        #[command(subcommand)]
        command: Contacts,
    },
    /// What is booked
    Appointments {
        #[command(subcommand)]
        command: Appointments,
    },
    /// What can be booked
    Services {
        #[command(subcommand)]
        command: Things,
    },
    /// When it can be booked
    Hours {
        #[command(subcommand)]
        command: Hours,
    },
    /// What the token's person was told
    Notifications {
        #[command(subcommand)]
        command: Notifications,
    },
    /// The people of the organisation
    Members {
        #[command(subcommand)]
        command: Members,
    },
    /// Whom the organisation has invited
    Invitations {
        #[command(subcommand)]
        command: Invitations,
    },
    /// Where events are sent
    Webhooks {
        #[command(subcommand)]
        command: Webhooks,
    },
    /// The organisations of the installation, for its administrators
    Tenants {
        #[command(subcommand)]
        command: Tenants,
    },
    /// The log of who did what, which stands beside an operator's command of the same name.
    #[command(skip)]
    Audit(AuditLog),
    /// Send any request to the API
    Api(Raw),
    /// Print agents, their offers, numbers' bindings, services, hours and webhooks as a file, without secrets
    Export,
    /// Show what `apply` would do
    Plan(PlanArgs),
    /// Make the organisation as a file says
    Apply(ApplyArgs),
}

#[derive(Debug, Args)]
pub struct ListArgs {
    /// Narrow the list as its address does: `show=ready`
    #[arg(long = "where", value_name = "NAME=VALUE", value_parser = pair)]
    pub narrowed: Vec<(String, String)>,
    /// The most items
    #[arg(long, default_value_t = 100, value_name = "COUNT")]
    pub limit: usize,
    /// All of them
    #[arg(long, conflicts_with = "limit")]
    pub all: bool,
}

#[derive(Debug, Default, Args)]
pub struct WriteArgs {
    /// Do it once however often it is sent within a day with this key; otherwise each run has its own
    #[arg(long, value_name = "KEY")]
    pub idempotency_key: Option<String>,
    /// Wait for the end of what goes on by itself
    #[arg(long)]
    pub wait: bool,
}

#[derive(Debug, Subcommand)]
pub enum Reading {
    /// List
    List(ListArgs),
    /// Show one
    Get {
        /// The id, or the name where it has one
        which: String,
    },
}

/// The commands of a noun that the API lets programs create, update and delete; bodies come from files.
#[derive(Debug, Subcommand)]
pub enum Things {
    #[command(flatten)]
    Reading(Reading),
    /// Make one
    Create {
        /// Its fields as TOML or JSON; `-` for the standard input
        file: PathBuf,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Change one; what the file does not have stays
    Update {
        which: String,
        /// The fields that change, as TOML or JSON; `-` for the standard input
        file: PathBuf,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Delete one
    Delete {
        which: String,
        #[command(flatten)]
        write: WriteArgs,
    },
}

#[derive(Debug, Subcommand)]
pub enum Integrations {
    #[command(flatten)]
    Reading(Reading),
    /// Connect a provider, or replace its key
    Connect {
        #[arg(value_parser = providers())]
        provider: Provider,
        /// The file with the key of Vapi or OpenAI
        #[arg(long, value_name = "FILE")]
        key_file: Option<PathBuf>,
        /// The file of another secret: `auth_token=FILE`, `api_key_secret=FILE`, `password=FILE`
        #[arg(long = "secret-file", value_name = "NAME=FILE", value_parser = pair)]
        secret_files: Vec<(String, String)>,
        /// Another field: `account_sid=AC…`, `switch=true`
        #[arg(long = "field", value_name = "NAME=VALUE", value_parser = pair)]
        fields: Vec<(String, String)>,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Ask the provider now whether the key works
    Verify {
        #[arg(value_parser = providers())]
        provider: Provider,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Disconnect a provider
    Disconnect {
        #[arg(value_parser = providers())]
        provider: Provider,
        #[command(flatten)]
        write: WriteArgs,
    },
}

#[derive(Debug, Subcommand)]
pub enum Agents {
    #[command(flatten)]
    Things(Things),
    /// Make another one like it
    Duplicate {
        which: String,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Make another assistant for one whose own was deleted at Vapi
    Remake {
        which: String,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Say something to one in writing, and print the conversation
    Say {
        which: String,
        words: String,
        #[command(flatten)]
        write: WriteArgs,
    },
}

#[derive(Debug, Subcommand)]
pub enum Numbers {
    #[command(flatten)]
    Reading(Reading),
    /// List the numbers of the connected Twilio account
    Account(ListArgs),
    /// Bring a number of the connected Twilio account to Vapi
    Import {
        number: String,
        /// The agent that answers, by name or id; otherwise the first
        #[arg(long)]
        agent: Option<String>,
        /// Have Vapi take its text messages too
        #[arg(long)]
        sms: bool,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Search numbers that can be bought
    Search {
        /// ISO 3166-1, such as US
        country: String,
        #[arg(long)]
        kind: Option<String>,
        #[arg(long)]
        area: Option<String>,
        /// Digits anywhere in the number
        #[arg(long)]
        digits: Option<String>,
    },
    /// Buy a number on the operator's bill
    Buy {
        number: String,
        #[arg(long)]
        country: String,
        #[arg(long, default_value = "local")]
        kind: String,
        #[arg(long)]
        agent: Option<String>,
        /// The address that the number is for, as TOML or JSON
        #[arg(long, value_name = "FILE")]
        address: Option<PathBuf>,
        /// Twilio's regulatory bundle
        #[arg(long)]
        bundle: Option<String>,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Have an agent answer a number from now on
    Assign {
        which: String,
        /// By name or id
        agent: String,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Have nobody answer a number
    Unassign {
        which: String,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Prove at the providers that a number can answer
    Prove {
        which: String,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Remove a number; one that was bought is given back for good
    Remove {
        which: String,
        /// The last four digits of a number that was bought
        #[arg(long, value_name = "DIGITS")]
        last_four: Option<String>,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Compare all numbers with the providers
    Compare {
        #[command(flatten)]
        write: WriteArgs,
    },
}

#[derive(Debug, Subcommand)]
pub enum Operations {
    #[command(flatten)]
    Reading(Reading),
    /// Follow operations to their ends
    Watch {
        #[arg(required = true)]
        ids: Vec<String>,
        /// Seconds after which nobody waits any more
        #[arg(long, default_value_t = MAX_WAIT, value_name = "SECONDS")]
        timeout: u64,
    },
    /// Try again now
    Retry {
        id: String,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Answer whether AVA takes over what somebody else answers now
    Decide {
        id: String,
        #[arg(long, required_unless_present = "leave", conflicts_with = "leave")]
        take_over: bool,
        #[arg(long)]
        leave: bool,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Say that the rest of a clean-up was done at the providers
    Close {
        id: String,
        #[command(flatten)]
        write: WriteArgs,
    },
}

/// Seconds that an operation is waited for.
pub const MAX_WAIT: u64 = 900;

#[derive(Debug, Subcommand)]
pub enum Contacts {
    #[command(flatten)]
    Things(Things),
    /// Merge another contact into one
    Merge {
        id: String,
        /// The other one, by id, number or e-mail address
        other: String,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Take a contact out of the one that it was merged into
    Separate {
        id: String,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Import a list: a CSV file with a row for each
    Import {
        /// The file; `-` for the standard input
        file: PathBuf,
        /// Show how it is read, and import nothing
        #[arg(long)]
        look: bool,
    },
}

#[derive(Debug, Subcommand)]
pub enum Appointments {
    #[command(flatten)]
    Reading(Reading),
    /// List the times of a day that can be booked
    Slots {
        /// The service, by name or id
        service: String,
        /// The day, such as 2026-12-01; otherwise the first that has times
        date: Option<String>,
        /// The agent whose hours count, by name or id
        #[arg(long)]
        agent: Option<String>,
    },
    /// Book a time
    Book {
        /// The service, by name or id
        #[arg(long)]
        service: String,
        /// One of the times of `slots`
        #[arg(long)]
        start: String,
        /// The agent whose hours count, by name or id
        #[arg(long)]
        agent: Option<String>,
        /// Whom it is for
        #[arg(long)]
        name: String,
        #[arg(long)]
        number: Option<String>,
        #[arg(long)]
        email: Option<String>,
        #[arg(long)]
        note: Option<String>,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Move an appointment to another time
    Reschedule {
        id: String,
        start: String,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Cancel an appointment
    Cancel {
        id: String,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Mail the customer how it stands
    Mail {
        id: String,
        #[command(flatten)]
        write: WriteArgs,
    },
}

#[derive(Debug, Subcommand)]
pub enum Hours {
    /// Show them
    Get,
    /// Change them; what the file does not have stays
    Set {
        /// The fields that change, as TOML or JSON; `-` for the standard input
        file: PathBuf,
        #[command(flatten)]
        write: WriteArgs,
    },
}

#[derive(Debug, Subcommand)]
pub enum Notifications {
    /// List
    List(ListArgs),
    /// Mark one as read, or all
    Read {
        #[arg(required_unless_present = "all", conflicts_with = "all")]
        id: Option<String>,
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        write: WriteArgs,
    },
}

#[derive(Debug, Subcommand)]
pub enum Members {
    #[command(flatten)]
    Reading(Reading),
    /// Change what somebody may do
    Role {
        /// By id or e-mail address
        which: String,
        role: String,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Remove somebody
    Remove {
        which: String,
        #[command(flatten)]
        write: WriteArgs,
    },
}

#[derive(Debug, Subcommand)]
pub enum Invitations {
    /// List
    List(ListArgs),
    /// Invite somebody
    Create {
        /// Its fields as TOML or JSON; `-` for the standard input
        file: PathBuf,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Take one back
    Delete {
        /// By id or e-mail address
        which: String,
        #[command(flatten)]
        write: WriteArgs,
    },
}

#[derive(Debug, Subcommand)]
pub enum Webhooks {
    #[command(flatten)]
    Things(Things),
    /// Send a test event
    Test {
        which: String,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Send nothing until it is resumed
    Pause {
        which: String,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Go on with what has come up meanwhile
    Resume {
        which: String,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Make a new secret; the former one signs too for a day
    Rotate {
        which: String,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// List what was sent
    Deliveries {
        which: String,
        #[command(flatten)]
        list: ListArgs,
    },
    /// Send the events of a span of time again
    Replay {
        which: String,
        /// RFC 3339, such as 2026-12-01T09:00:00Z
        #[arg(long)]
        from: String,
        #[arg(long)]
        until: Option<String>,
        /// Only what did not arrive
        #[arg(long)]
        undelivered: bool,
        #[command(flatten)]
        write: WriteArgs,
    },
}

#[derive(Debug, Subcommand)]
pub enum Tenants {
    #[command(flatten)]
    Reading(Reading),
    /// Suspend one; nothing of it is lost
    Suspend {
        id: String,
        /// Shown to its people
        reason: String,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Have a suspended one go on
    Resume {
        id: String,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Make one, and invite its first owner
    Create {
        /// Its fields as TOML or JSON; `-` for the standard input
        file: PathBuf,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Ask for the deletion of one
    Delete {
        id: String,
        /// Its name, so that no other one is meant
        name: String,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Take the deletion of one back
    Keep {
        id: String,
        #[command(flatten)]
        write: WriteArgs,
    },
}

/// The part of `ava audit` that works over the API.
#[derive(Debug, Subcommand)]
pub enum AuditLog {
    /// List who did what, over the API
    List(ListArgs),
}

#[derive(Debug, Args)]
pub struct Raw {
    /// GET, POST, PUT or DELETE
    pub method: String,
    /// The path below /api: `numbers/account`
    pub path: String,
    /// A parameter of the query
    #[arg(long = "where", value_name = "NAME=VALUE", value_parser = pair)]
    pub query: Vec<(String, String)>,
    /// The body as TOML or JSON; `-` for the standard input
    #[arg(long, value_name = "FILE")]
    pub body: Option<PathBuf>,
    /// The ETag that what changes has to have
    #[arg(long, value_name = "ETAG")]
    pub if_match: Option<String>,
    #[command(flatten)]
    pub write: WriteArgs,
}

#[derive(Debug, Args)]
pub struct PlanArgs {
    /// The file; `-` for the standard input
    pub file: PathBuf,
    /// Remove agents, services and webhooks that the file has not, of each kind that it has a table of
    #[arg(long)]
    pub prune: bool,
    /// End with code 8 where something differs
    #[arg(long)]
    pub check: bool,
}

#[derive(Debug, Args)]
pub struct ApplyArgs {
    /// The file
    pub file: PathBuf,
    /// Remove agents, services and webhooks that the file has not, of each kind that it has a table of
    #[arg(long)]
    pub prune: bool,
    /// Do it without asking
    #[arg(long)]
    pub yes: bool,
    /// Wait for the end of what goes on by itself
    #[arg(long)]
    pub wait: bool,
}

/// Reads `name=value`.
fn pair(text: &str) -> Result<(String, String), &'static str> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("NAME=VALUE"),
    }
}

/// Lists the providers in the help.
fn providers() -> impl TypedValueParser<Value = Provider> {
    PossibleValuesParser::new(Provider::ALL.map(Provider::code))
        .try_map(|code| Provider::from_code(&code).ok_or("no provider"))
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory as _, Parser};

    use super::*;

    #[derive(Debug, Parser)]
    struct Ava {
        #[command(flatten)]
        options: Options,
        #[command(subcommand)]
        command: Command,
    }

    /// The words of a line as a shell reads them.
    fn words(line: &str) -> Vec<String> {
        let quoted = line.split('"').enumerate();
        let words = quoted.flat_map(|(at, part)| match at % 2 {
            1 => vec![part.to_owned()],
            _ => part.split_whitespace().map(str::to_owned).collect(),
        });
        words.collect()
    }

    #[test]
    fn the_commands_are_sound() {
        Ava::command().debug_assert();
    }

    #[test]
    fn the_commands_of_the_document_can_be_typed() {
        let text = include_str!("../../docs/CLI.md");
        let lines: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("$ ")).collect();
        assert!(lines.len() > 10, "{lines:?}");
        for line in lines {
            let read = Ava::try_parse_from(words(line));
            assert!(read.is_ok(), "{line}: {}", read.unwrap_err());
        }
    }

    #[test]
    fn the_document_names_every_command() {
        let text = include_str!("../../docs/CLI.md");
        for command in Ava::command().get_subcommands().filter(|command| command.get_name() != "help") {
            let name = command.get_name();
            let line =
                text.lines().find(|line| line.starts_with('|') && line.contains(&format!("`ava {name}")));
            let line = line.unwrap_or_else(|| panic!("{name}"));
            for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
                let below = below.get_name();
                let is_there =
                    line.contains(&format!("`{below}`")) || line.contains(&format!("{name} {below}`"));
                assert!(is_there, "{name} {below}");
            }
        }
    }

    #[test]
    fn where_takes_a_name_and_a_value() {
        let read = Ava::try_parse_from(["ava", "calls", "list", "--where", "search=a=b"]).unwrap();
        let Command::Calls { command: Reading::List(list) } = read.command else { panic!("{read:?}") };
        assert_eq!(list.narrowed, [("search".to_owned(), "a=b".to_owned())]);
        assert!(Ava::try_parse_from(["ava", "calls", "list", "--where", "search"]).is_err());
        assert!(Ava::try_parse_from(["ava", "calls", "list", "--where", "=x"]).is_err());
        assert!(Ava::try_parse_from(["ava", "agents", "list", "--output", "xml"]).is_err());
        let read = Ava::try_parse_from(["ava", "agents", "list", "--output", "json"]).unwrap();
        assert_eq!(read.options.output, Output::Json);
    }
}
