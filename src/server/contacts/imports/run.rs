//! Brings the rows of a list in, some at a time.

use super::{read::ReadRow, repo};
use crate::{
    domain::{
        contact::{ContactImportId, ContactView, MAX_TAGS},
        problem::{Problem, ProblemKind},
        quota::Quota,
        topic::Topic,
    },
    server::{
        audit::{self, Action, Actor, Change, ChangedField, NewEntry, Part},
        contacts,
        cx::Services,
        db::OrgTx,
        quotas,
    },
};

/// The rows of one transaction.
const BATCH: u16 = 100;

/// Brings the next rows of a list in, and returns how many they were; none where it is over.
///
/// # Errors
/// Fails as the database does. Where the organisation has as many contacts as it may, the list stops.
pub async fn batch(services: &Services, tx: &mut OrgTx, id: &ContactImportId) -> Result<usize, Problem> {
    let Some(after) = repo::take_turn(tx, id).await? else { return Ok(0) };
    let now = services.clock.now_ms();
    let rows = repo::next_rows(tx, id, after, i64::from(BATCH)).await?;
    let most = quotas::most(services, tx, Quota::Contacts).await?;
    let mut has = contacts::repo::count(tx).await?;
    let (mut done_to, mut added, mut met) = (after, 0, 0);
    let (mut stopped, mut made) = (None, Vec::new());
    for (nr, row) in &rows {
        if fills(tx, row, now).await? {
            met += 1;
        } else if let Err(problem) = quotas::within(services, Quota::Contacts, most, has.saturating_add(1)) {
            stopped = Some(problem);
            break;
        } else {
            let new = ContactView::new(services.random.id(), now, row.phone.clone());
            let ReadRow { name, email, tags, note, .. } = row.clone();
            let new = ContactView { name, email, tags, note, ..new };
            if !contacts::repo::insert(tx, &new).await? {
                // A call has just made it: the row is a contact's the next time.
                break;
            }
            made.push(new.id);
            (added, has) = (added + 1, has + 1);
        }
        done_to = *nr;
    }
    contacts::made::tell(tx, &made, now).await?;
    let come_to = repo::advance(tx, id, done_to, (added, met)).await?;
    let is_over = match stopped {
        Some(problem) => {
            repo::stop(tx, id, &problem).await?;
            true
        }
        None if rows.len() < usize::from(BATCH) && rows.last().is_none_or(|(nr, _)| *nr == done_to) => {
            repo::finish(tx, id, now).await?;
            true
        }
        None => false,
    };
    if is_over {
        record_end(services, tx, id, come_to).await?;
    }
    tx.publish(&[Topic::Contacts]);
    Ok(rows.len())
}

/// The figures of a list are forgotten in a day: the log has what it came to.
async fn record_end(
    services: &Services,
    tx: &mut OrgTx,
    id: &ContactImportId,
    (added, met): (i64, i64),
) -> Result<(), sqlx::Error> {
    let parts = [(Part::Added, added), (Part::Met, met)];
    let changes: Vec<Change> = parts
        .into_iter()
        .filter_map(|(part, count)| Change::of(ChangedField::Part(part), None, Some(&count.to_string())))
        .collect();
    let new = NewEntry { action: Action::ContactsImportEnded, subject: id.as_str(), changes: &changes };
    audit::append_entry(services, tx, &Actor::Ava, new).await
}

/// Fills what a contact does not say of itself; what it says stays. `false` where nobody has the number
/// or, without one, the address.
async fn fills(tx: &mut OrgTx, row: &ReadRow, now: i64) -> Result<bool, Problem> {
    let there = contacts::repo::known_by(tx, row.phone.as_ref(), row.email.as_ref()).await?;
    let Some(there) = there else { return Ok(false) };
    let mut filled = there.clone();
    if filled.name.is_empty() {
        filled.name.clone_from(&row.name);
    }
    if filled.note.is_empty() {
        filled.note.clone_from(&row.note);
    }
    filled.email = filled.email.or_else(|| row.email.clone());
    for tag in &row.tags {
        if filled.tags.len() < MAX_TAGS && !filled.tags.contains(tag) {
            filled.tags.push(tag.clone());
        }
    }
    if filled != there && !contacts::repo::update(tx, &filled, now).await? {
        // Its number is not changed, so nobody else can have it.
        return Err(ProblemKind::Internal.into());
    }
    Ok(true)
}
