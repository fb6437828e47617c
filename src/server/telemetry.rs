//! Structured logs, for a person or for a machine.

use std::{
    env,
    io::{self, IsTerminal},
};

use tracing::Level;
use tracing_subscriber::{
    EnvFilter,
    filter::{LevelFilter, filter_fn},
    fmt,
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

/// Begins to log on standard error, as `filter` says. To be called once in a process.
pub fn init(filter: &str, format: LogFormat) {
    let filter = EnvFilter::builder().parse_lossy(filter);
    let kept = filter_fn(|line| is_kept(line.target(), *line.level()));
    let registry = tracing_subscriber::registry().with(filter).with(kept);
    match format {
        LogFormat::Text => {
            let lines = fmt::layer().with_target(false).with_ansi(are_coloured()).with_writer(io::stderr);
            registry.with(lines).init();
        }
        LogFormat::Json => registry.with(fmt::layer().json().with_writer(io::stderr)).init(),
    }
}

/// Colours are for a terminal: in a file or in a journal they are signs that hide what is searched for. Nor
/// are there any for who sets `NO_COLOR`.
fn are_coloured() -> bool {
    io::stderr().is_terminal() && env::var_os("NO_COLOR").is_none_or(|set| set.is_empty())
}

/// Whether a line may be logged at all. Below a warning, the library of the Model Context Protocol repeats
/// what was sent: names and numbers of callers among it.
fn is_kept(target: &str, level: Level) -> bool {
    !target.starts_with("rmcp") || level <= Level::WARN
}

/// Whether the text is a filter of logs. A word alone must be a level: the filter would
/// take a misspelt one for the name of a module.
pub(super) fn is_filter(text: &str) -> bool {
    let level = |word: &str| !word.is_empty() && word.parse::<LevelFilter>().is_ok();
    let known = |directive: &str| directive.contains('=') || level(directive);
    text.split(',').all(known) && EnvFilter::builder().parse(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_programs_send_to_tools_is_not_logged() {
        assert!(is_kept("ava::server::mcp", Level::DEBUG) && is_kept("rmcp::service", Level::WARN));
        for level in [Level::INFO, Level::DEBUG, Level::TRACE] {
            assert!(!is_kept("rmcp::service", level), "{level}");
        }
    }

    #[test]
    fn what_says_nothing_about_logging_is_no_filter() {
        for text in ["info", "warn", "off", "INFO", "info,sqlx=warn", "info,ava::server=debug"] {
            assert!(is_filter(text), "{text}");
        }
        for text in ["inof", "verbose", "info,sqlx", "sqlx=wran", "info,", "=", "info, sqlx=warn"] {
            assert!(!is_filter(text), "{text}");
        }
    }
}
