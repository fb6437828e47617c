//! Looking at a list, correcting how it is read, and having it imported.

use std::collections::HashMap;

use super::{columns, numbers::CallingCode, read, repo, run};
use crate::{
    domain::{
        contact::{
            ContactImportId, ContactImportQuery, ContactImportView, ImportPreview, ImportState, Mapping,
            MappingForm, RowCursor,
        },
        phone::E164,
        problem::{Field, Problem, ProblemKind},
        quota::Quota,
        topic::Topic,
    },
    server::{
        audit::Action,
        contacts,
        cx::{Cx, Services},
        db::{OrgTx, Writer, on, stored},
        list::PageSize,
        number_states::is_in_use,
        quotas,
    },
};

const PAGE: PageSize = PageSize(50);
/// Milliseconds for which a list is kept that nobody imports, and the figures of one that was.
const KEPT: i64 = 24 * 3600 * 1000;

/// Writes lists that are looked at, which changes no contact; importing one has an audit entry.
struct BroughtLists;

impl Writer for BroughtLists {}

/// Keeps a list to be looked at, as the bytes of its file. No contact is changed.
///
/// # Errors
/// Fails with `EmptyList` or `TooManyRows`, or with the quota of lists that are read.
pub async fn bring(cx: &Cx, file: &[u8]) -> Result<ContactImportId, Problem> {
    quotas::spend(cx, Quota::ContactLists).await?;
    let mut tx = cx.read().await?;
    let country = own_country(&mut tx).await?;
    drop(tx);
    let text = read::text(file);
    let table = read::table(&text).map_err(|rule| Problem::invalid(Field::List, rule))?;
    let (mapping, columns) = (columns::guess(&table, country), columns::names(&table));
    let rows = judged(table, &mapping).await?;
    let (id, now): (ContactImportId, _) = (cx.services.random.id(), cx.services.clock.now_ms());
    let mut tx = cx.services.db.write(BroughtLists, &cx.org).await?;
    let brought = repo::Brought { file: &text, columns: &columns, mapping: &mapping };
    repo::insert(&mut tx, &id, &brought, now).await?;
    repo::put_rows(&mut tx, &id, &rows).await?;
    cx.commit(tx).await?;
    Ok(id)
}

/// The country of the organisation's first number.
async fn own_country(tx: &mut OrgTx) -> Result<Option<CallingCode>, sqlx::Error> {
    let row: Option<(String, String)> = on!(tx, |c, org| {
        sqlx::query_as(concat!(
            "SELECT id, e164 FROM phone_numbers WHERE org_id = $1 AND ",
            is_in_use!(),
            " ORDER BY id LIMIT 1"
        ))
        .bind(org.as_str())
        .fetch_optional(c)
        .await
    })?;
    let read = |(id, e164): (String, String)| stored("phone_numbers", &id).read("e164", E164::parse(&e164));
    Ok(row.map(read).transpose()?.as_ref().and_then(CallingCode::of_number))
}

/// Reads the rows, each with the former one of the same person. The plans of thousands of numbers take a
/// while, in which the thread serves nobody.
async fn judged(table: Vec<Vec<String>>, mapping: &Mapping) -> Result<Vec<repo::Judgement>, Problem> {
    let mapping = mapping.clone();
    let judging = tokio::task::spawn_blocking(move || {
        let mut first_of: HashMap<String, u32> = HashMap::new();
        let judged = columns::rows(&table, &mapping).into_iter().map(|(nr, row)| {
            let key = row.key().filter(|_| row.refused.is_none());
            let first = key.map(|key| *first_of.entry(key).or_insert(nr));
            (nr, row, first.filter(|first| *first != nr))
        });
        judged.collect()
    });
    Ok(judging.await.map_err(|_| ProblemKind::Internal)?)
}

pub async fn view(cx: &Cx, query: &ContactImportQuery) -> Result<ContactImportView, Problem> {
    let id = query.list.as_ref().ok_or(ProblemKind::NotFound)?;
    let mut tx = cx.read().await?;
    let import = repo::find(&mut tx, id).await?.ok_or(ProblemKind::NotFound)?;
    let counts = repo::counts(&mut tx, id).await?;
    let rows = repo::rows(&mut tx, id, query, PAGE.limit()).await?;
    let (rows, next) = PAGE.cut(rows, |row| RowCursor::new(row.row));
    let count = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    let preview = ImportPreview {
        id: id.clone(),
        state: import.state,
        columns: import.columns,
        total: import.total,
        new: count(counts.new),
        known: count(counts.known),
        refused: count(counts.refused),
        done: import.done_to.saturating_sub(u32::from(import.mapping.header)),
        added: import.added,
        met: import.met,
        problem: import.problem,
        mapping: import.mapping,
        rows,
        next,
    };
    Ok(ContactImportView { now: cx.services.clock.now_ms(), preview })
}

/// Reads a list anew, as a person says.
///
/// # Errors
/// Fails with a rule on each field that breaks one, with `NotFound`, with the quota of lists that are read,
/// and with `Stale` for a list whose import has begun.
pub async fn correct(cx: &Cx, id: &ContactImportId, form: &MappingForm) -> Result<(), Problem> {
    let mut tx = cx.read().await?;
    let import = repo::find(&mut tx, id).await?.ok_or(ProblemKind::NotFound)?;
    if import.state != ImportState::Draft {
        return Err(ProblemKind::Stale.into());
    }
    let file = repo::file(&mut tx, id).await?.ok_or(ProblemKind::NotFound)?;
    drop(tx);
    quotas::spend(cx, Quota::ContactLists).await?;
    let mapping = columns::typed(form, import.columns.len())?;
    let table = read::table(&file).map_err(|rule| Problem::invalid(Field::List, rule))?;
    let rows = judged(table, &mapping).await?;
    let mut tx = cx.services.db.write(BroughtLists, &cx.org).await?;
    if !repo::set_mapping(&mut tx, id, &mapping).await? {
        return Err(ProblemKind::Stale.into());
    }
    repo::put_rows(&mut tx, id, &rows).await?;
    tx.publish(&[Topic::Contacts]);
    Ok(cx.commit(tx).await?)
}

/// Has a list imported: a short one at once, the rest of a long one in the background. One that has
/// begun goes on.
///
/// # Errors
/// Fails with `NotFound`, or with the quota of contacts, and then nothing is imported.
pub async fn start(cx: &Cx, id: &ContactImportId) -> Result<(), Problem> {
    let mut tx = cx.write(Action::ContactsImported, id.as_str()).await?;
    repo::find(&mut tx, id).await?.ok_or(ProblemKind::NotFound)?;
    if !repo::start(&mut tx, id).await? {
        return Ok(());
    }
    let new = u32::try_from(repo::counts(&mut tx, id).await?.new).unwrap_or(u32::MAX);
    let has = contacts::repo::count(&mut tx).await?;
    if new > 0 {
        quotas::hold(&cx.services, &mut tx, Quota::Contacts, has.saturating_add(new)).await?;
    }
    run::batch(&cx.services, &mut tx, id).await?;
    Ok(tx.commit().await?)
}

/// Forgets a list. One that is being imported goes on.
pub async fn discard(cx: &Cx, id: &ContactImportId) -> Result<(), Problem> {
    let mut tx = cx.services.db.write(BroughtLists, &cx.org).await?;
    if !repo::delete(&mut tx, id).await? {
        return Err(ProblemKind::NotFound.into());
    }
    tx.publish(&[Topic::Contacts]);
    Ok(cx.commit(tx).await?)
}

/// Deletes lists that nobody has imported within a day, and the figures of those that were.
///
/// # Errors
/// Fails as the database does.
pub async fn forget_old(services: &Services) -> Result<u64, Problem> {
    let mut tx = services.db.write_installation(BroughtLists).await?;
    let deleted = repo::forget(&mut tx, services.clock.now_ms() - KEPT).await?;
    tx.commit().await?;
    Ok(deleted)
}
