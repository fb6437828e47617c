//! The log as a file: read in pieces while it is sent, so that it may have any length.

use std::fmt::Write as _;

use futures::{Stream, stream};
use serde::Serialize;

use super::repo::{self, Asked, Row};
use crate::{
    domain::{
        audit::{Action, AuditQuery, Change, EntryCursor, EntryView, Object, Who},
        codes::codes,
        locale::Locale,
        moment::iso,
        problem::Problem,
    },
    server::{csv, cx::Cx},
};

codes! {
    /// A kind of file; its code is the end of the file's name.
    pub enum Format {
        Csv = "csv",
        /// A JSON object in each line.
        Jsonl = "jsonl",
    }
}

impl Format {
    pub const fn content_type(self) -> &'static str {
        match self {
            Format::Csv => csv::MEDIA_TYPE,
            Format::Jsonl => "application/jsonl",
        }
    }
}

/// The entries that are read at a time.
const PIECE: i64 = 500;
/// The numbers among which a search looks at a time: so that it reads what it finds once, and not
/// again with each piece.
const AMONG: i64 = 2_000;

const COLUMNS: [&str; 16] = [
    "number",
    "at",
    "actor",
    "actor_name",
    "on_behalf_of",
    "action",
    "what",
    "object_kind",
    "object",
    "subject",
    "outcome",
    "changes",
    "address",
    "user_agent",
    "correlation_id",
    "token",
];

/// What is still to be sent.
struct Rest {
    cx: Cx,
    query: AuditQuery,
    format: Format,
    locale: Locale,
    before: Option<EntryCursor>,
    head: Option<String>,
    /// The highest number among which entries are read next; `None` once all are.
    up_to: Option<i64>,
}

/// Records the export, and returns its pieces, the newest entry first. What is written meanwhile is
/// not in it.
///
/// # Errors
/// Fails as the database does; so does each piece, which ends the file. A piece may be empty.
pub async fn export(
    cx: Cx,
    query: AuditQuery,
    format: Format,
    locale: Locale,
) -> Result<impl Stream<Item = Result<String, Problem>>, Problem> {
    cx.write(Action::LogExported, format.code()).await?.commit().await?;
    let head = match format {
        Format::Csv => Some(csv::head(COLUMNS)),
        Format::Jsonl => None,
    };
    let up_to = match query.search.as_str() {
        "" => i64::MAX,
        _ => repo::newest(&mut *cx.read().await?).await?,
    };
    let before = query.before.clone();
    let rest = Rest { cx, query, format, locale, before, head, up_to: Some(up_to) };
    Ok(stream::try_unfold(rest, |mut rest| async move { Ok(rest.next().await?.map(|piece| (piece, rest))) }))
}

impl Rest {
    async fn next(&mut self) -> Result<Option<String>, Problem> {
        if let Some(head) = self.head.take() {
            return Ok(Some(head));
        }
        let Some(up_to) = self.up_to else { return Ok(None) };
        let mut tx = self.cx.read().await?;
        let removed = repo::removed(&mut tx).await?.map_or(0, |removed| removed.up_to);
        let above =
            if self.query.search.is_empty() { removed } else { up_to.saturating_sub(AMONG).max(removed) };
        let asked = Asked {
            query: &self.query,
            zone: &self.cx.zone,
            before: self.before.as_ref(),
            limit: PIECE,
            above,
            up_to,
        };
        let rows = repo::entries(&mut tx, asked).await?;
        drop(tx);
        if i64::try_from(rows.len()).is_ok_and(|count| count == PIECE) {
            self.before = rows.last().map(Row::place);
        } else {
            self.before.clone_from(&self.query.before);
            self.up_to = Some(above).filter(|above| *above > removed);
        }
        let mut piece = String::new();
        for row in &rows {
            match self.format {
                Format::Csv => piece.push_str(&line(row, self.locale)?),
                Format::Jsonl => piece.push_str(&jsonl(row, self.locale)?),
            }
        }
        Ok(Some(piece))
    }
}

/// The name of the person who did it, else nothing.
fn actor_name(who: &Who) -> Option<&str> {
    match who {
        Who::Person(_, name) => name.as_deref(),
        Who::Platform | Who::Visitor(_) | Who::Operation(_) | Who::Operator | Who::Ava => None,
    }
}

/// What people call the object, where that is more than the subject.
fn object_name(object: &Object) -> Option<&str> {
    match object {
        Object::Person(name) => Some(name),
        Object::Agent { name, .. } | Object::Tenant { name, .. } => name.as_deref(),
        Object::Account { provider, .. } => Some(provider.name()),
        _ => None,
    }
}

fn line(row: &Row, locale: Locale) -> Result<String, Problem> {
    let entry = row.view()?;
    let mut changes = String::new();
    for Change { field, from, to } in &entry.changes {
        let between = if changes.is_empty() { "" } else { "; " };
        let [from, to] = [from, to].map(|value| value.as_deref().unwrap_or_default());
        let _ = write!(changes, "{between}{}: {from} → {to}", field.code());
    }
    let number = entry.number.to_string();
    let at = iso(entry.at);
    let cells: [&str; COLUMNS.len()] = [
        &number,
        &at,
        &row.actor,
        actor_name(&entry.who).unwrap_or_default(),
        entry.on_behalf_of.as_deref().unwrap_or_default(),
        &row.action,
        entry.action.words(locale),
        &row.about,
        object_name(&entry.object).unwrap_or_default(),
        &row.subject,
        &row.outcome,
        &changes,
        &row.address,
        &row.user_agent,
        &row.correlation_id,
        entry.token.as_deref().unwrap_or_default(),
    ];
    Ok(csv::row(cells))
}

/// An entry as a program reads it.
#[derive(Serialize)]
struct Line<'a> {
    number: i64,
    at: String,
    actor: &'a str,
    actor_name: Option<&'a str>,
    on_behalf_of: Option<&'a str>,
    action: &'a str,
    what: &'a str,
    object_kind: &'a str,
    object: Option<&'a str>,
    subject: &'a str,
    outcome: &'a str,
    changes: Vec<ChangeLine<'a>>,
    address: &'a str,
    user_agent: &'a str,
    correlation_id: &'a str,
    token: Option<&'a str>,
}

#[derive(Serialize)]
struct ChangeLine<'a> {
    field: &'a str,
    from: Option<&'a str>,
    to: Option<&'a str>,
}

fn jsonl(row: &Row, locale: Locale) -> Result<String, Problem> {
    let entry: EntryView = row.view()?;
    let line = Line {
        number: entry.number,
        at: iso(entry.at),
        actor: &row.actor,
        actor_name: actor_name(&entry.who),
        on_behalf_of: row.on_behalf_of.as_deref(),
        action: &row.action,
        what: entry.action.words(locale),
        object_kind: &row.about,
        object: object_name(&entry.object),
        subject: &row.subject,
        outcome: &row.outcome,
        changes: entry
            .changes
            .iter()
            .map(|change| ChangeLine {
                field: change.field.code(),
                from: change.from.as_deref(),
                to: change.to.as_deref(),
            })
            .collect(),
        address: &row.address,
        user_agent: &row.user_agent,
        correlation_id: &row.correlation_id,
        token: entry.token.as_deref(),
    };
    Ok(serde_json::to_string(&line)? + "\n")
}
