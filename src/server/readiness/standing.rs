//! Tells programs that a number is ready, or by what it is broken, and remembers which of them it told last.

use std::collections::HashMap;

use crate::{
    domain::{
        ids::NumberId,
        readiness::{Break, CallPath},
        webhook::EventKind,
    },
    server::{
        db::{OrgTx, execute, on},
        webhooks::{self, Data, Event},
    },
};

/// The stored state of a number that is ready; any other text is the code of a [`Break`].
const READY: &str = "ready";

/// A number that stands otherwise than programs were told.
#[derive(Clone, Copy)]
pub struct News<'a> {
    number: &'a CallPath,
    /// `None` where it can answer.
    broken: Option<Break>,
}

impl News<'_> {
    pub const fn number(&self) -> &NumberId {
        &self.number.id
    }

    /// Whether it is told only once it still is so a round later.
    pub const fn has_to_last(&self) -> bool {
        self.broken.is_some()
    }
}

/// Returns the numbers that stand otherwise than programs were told.
///
/// # Errors
/// Fails as the database does.
pub async fn news<'a>(tx: &mut OrgTx, numbers: &'a [CallPath]) -> Result<Vec<News<'a>>, sqlx::Error> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(String, Option<String>)> = on!(tx, |c, org| {
        sqlx::query_as("SELECT id, told_standing FROM phone_numbers WHERE org_id = $1")
            .bind(org.as_str())
            .fetch_all(c)
            .await
    })?;
    let told: HashMap<String, Option<String>> = rows.into_iter().collect();
    let of = |number: &'a CallPath| {
        let told = told.get(number.id.as_str())?.as_deref();
        of_one(number, told).map(|broken| News { number, broken })
    };
    Ok(numbers.iter().filter_map(of).collect())
}

/// Returns how a number stands now, if programs are to be told of it. They are not while that is not known, nor of
/// a number that is still being set up, unless it has answered before; a break is told once, whatever else breaks
/// the number meanwhile.
fn of_one(number: &CallPath, told: Option<&str>) -> Option<Option<Break>> {
    match (number.broken(), told) {
        (None, Some(READY)) => None,
        (None, _) => number.is_certain().then_some(None),
        (Some(broken), Some(READY)) => Some(Some(broken)),
        (Some(broken), None) if !broken.is_unfinished() => Some(Some(broken)),
        (Some(_), _) => None,
    }
}

/// Tells programs of a number, unless another node has.
///
/// # Errors
/// Fails as the database does.
pub async fn notify(tx: &mut OrgTx, news: News<'_>, at: i64) -> Result<(), sqlx::Error> {
    let News { number: CallPath { id, e164, .. }, broken } = news;
    let (standing, was_ready) = (broken.map_or(READY, Break::code), broken.is_some());
    // Ready is told of what was not, and broken of what was, or of what nobody was told of.
    let changed = execute!(
        tx,
        "UPDATE phone_numbers SET told_standing = $3
         WHERE org_id = $1 AND id = $2
           AND (told_standing IS NULL OR (told_standing = 'ready') = $4)",
        |org| (org.as_str(), id.as_str(), standing, was_ready)
    )?;
    if changed == 0 {
        return Ok(());
    }
    let kind = if broken.is_some() { EventKind::NumberBroken } else { EventKind::NumberReady };
    let data = Data::Number { number_id: id, number: e164, broken };
    webhooks::raise(tx, &Event { kind, data, at }).await
}
