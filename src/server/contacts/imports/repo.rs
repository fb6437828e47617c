//! SQL of lists of contacts that are brought.

use super::read::ReadRow;
use crate::{
    domain::{
        contact::{
            ContactId, ContactImportId, ContactImportQuery, Fate, ImportState, ImportedRow, Mapping,
            phone_key,
        },
        email::Email,
        ids::OrgId,
        phone::E164,
        problem::Problem,
    },
    server::{
        db::{OrgTx, Tx, execute, on, sql, stored, to_json, to_json_some},
        suspension::is_at_work,
    },
};

/// The lists of an organisation that are kept, apart from those that are being imported.
const KEPT: i64 = 5;

/// A list as it is stored.
pub struct Import {
    pub state: ImportState,
    /// The names of its columns.
    pub columns: Vec<String>,
    pub mapping: Mapping,
    pub total: u32,
    /// The row that it goes on after.
    pub done_to: u32,
    pub added: u32,
    pub met: u32,
    pub problem: Option<Problem>,
}

#[derive(sqlx::FromRow)]
struct Row {
    state: String,
    column_names: String,
    mapping: String,
    row_count: i64,
    next_row: i64,
    added: i64,
    met: i64,
    problem: Option<String>,
}

impl Row {
    fn read(self, id: &ContactImportId) -> Result<Import, sqlx::Error> {
        let row = stored("contact_imports", id.as_str());
        Ok(Import {
            state: row.code("state", &self.state, ImportState::from_code)?,
            columns: row.json("column_names", &self.column_names)?,
            mapping: row.json("mapping", &self.mapping)?,
            total: row.read("row_count", u32::try_from(self.row_count))?,
            done_to: row.read("next_row", u32::try_from(self.next_row))?,
            added: row.read("added", u32::try_from(self.added))?,
            met: row.read("met", u32::try_from(self.met))?,
            problem: row.json_some("problem", self.problem.as_deref())?,
        })
    }
}

const ONE: &str = "SELECT state, column_names, mapping, row_count, next_row, added, met, problem
  FROM contact_imports WHERE org_id = $1 AND id = $2";

pub async fn find(tx: &mut OrgTx, id: &ContactImportId) -> Result<Option<Import>, sqlx::Error> {
    let row: Option<Row> = on!(tx, |c, org| {
        sqlx::query_as(ONE).bind(org.as_str()).bind(id.as_str()).fetch_optional(c).await
    })?;
    row.map(|row| row.read(id)).transpose()
}

/// The text of a list; empty once it is imported.
pub async fn file(tx: &mut OrgTx, id: &ContactImportId) -> Result<Option<String>, sqlx::Error> {
    on!(tx, |c, org| {
        sqlx::query_scalar("SELECT file FROM contact_imports WHERE org_id = $1 AND id = $2")
            .bind(org.as_str())
            .bind(id.as_str())
            .fetch_optional(c)
            .await
    })
}

/// A list as it is brought.
pub struct Brought<'a> {
    pub file: &'a str,
    pub columns: &'a [String],
    pub mapping: &'a Mapping,
}

/// Keeps a list, in place of the oldest ones that nobody has imported.
pub async fn insert(
    tx: &mut OrgTx,
    id: &ContactImportId,
    brought: &Brought<'_>,
    now: i64,
) -> Result<(), sqlx::Error> {
    let (columns, mapping) = (to_json(brought.columns)?, to_json(brought.mapping)?);
    let sql = "INSERT INTO contact_imports (id, org_id, file, column_names, mapping, made_at)
               VALUES ($1, $2, $3, $4, $5, $6)";
    execute!(tx, sql, |org| (id.as_str(), org.as_str(), brought.file, &columns, &mapping, now))?;
    execute!(
        tx,
        "DELETE FROM contact_imports WHERE org_id = $1 AND state <> 'running' AND id NOT IN (
           SELECT i.id FROM contact_imports AS i WHERE i.org_id = $1 AND i.state <> 'running'
           ORDER BY i.id DESC LIMIT $2)",
        |org| (org.as_str(), KEPT)
    )
    .map(drop)
}

/// `false` where the import of the list has begun meanwhile.
pub async fn set_mapping(
    tx: &mut OrgTx,
    id: &ContactImportId,
    mapping: &Mapping,
) -> Result<bool, sqlx::Error> {
    let mapping = to_json(mapping)?;
    let sql = "UPDATE contact_imports SET mapping = $3 WHERE org_id = $1 AND id = $2 AND state = 'draft'";
    Ok(execute!(tx, sql, |org| (org.as_str(), id.as_str(), &mapping))? == 1)
}

/// A row by its number, as it was read, with the former row of the same person.
pub type Judgement = (u32, ReadRow, Option<u32>);

/// Stores the rows of a list in place of those that it had.
pub async fn put_rows(tx: &mut OrgTx, id: &ContactImportId, rows: &[Judgement]) -> Result<(), sqlx::Error> {
    delete_rows(tx, id).await?;
    for (nr, row, same_as) in rows {
        let tags = to_json(&row.tags)?;
        let refused = to_json_some(row.refused.as_ref())?;
        execute!(
            tx,
            "INSERT INTO contact_imports_rows (org_id, import_id, row_nr, name, phone, phone_key, email, tags,
               note, same_as, refused)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            |org| (
                org.as_str(),
                id.as_str(),
                i64::from(*nr),
                &row.name,
                row.phone.as_ref().map(E164::as_str),
                row.phone.as_ref().map(phone_key),
                row.email.as_ref().map(Email::as_str),
                &tags,
                &row.note,
                same_as.map(i64::from),
                refused.as_deref(),
            )
        )?;
    }
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let sql = "UPDATE contact_imports SET row_count = $3 WHERE org_id = $1 AND id = $2";
    execute!(tx, sql, |org| (org.as_str(), id.as_str(), count)).map(drop)
}

pub async fn delete_rows(tx: &mut OrgTx, id: &ContactImportId) -> Result<(), sqlx::Error> {
    let sql = "DELETE FROM contact_imports_rows WHERE org_id = $1 AND import_id = $2";
    execute!(tx, sql, |org| (org.as_str(), id.as_str())).map(drop)
}

pub async fn delete(tx: &mut OrgTx, id: &ContactImportId) -> Result<bool, sqlx::Error> {
    let sql = "DELETE FROM contact_imports WHERE org_id = $1 AND id = $2 AND state <> 'running'";
    Ok(execute!(tx, sql, |org| (org.as_str(), id.as_str()))? == 1)
}

/// The rows with the contact that has the number or, without one, the first that has the address.
macro_rules! judged {
    () => {
        "WITH judged AS (
           SELECT i.row_nr, i.name, i.phone, i.email, i.same_as, i.refused,
             CASE WHEN i.phone_key IS NOT NULL
               THEN (SELECT p.id FROM contacts AS p WHERE p.org_id = $1 AND p.phone_key = i.phone_key)
               ELSE (SELECT MIN(p.id) FROM contacts AS p WHERE p.org_id = $1 AND p.email = i.email)
             END AS contact_id
           FROM contact_imports_rows AS i WHERE i.org_id = $1 AND i.import_id = $2) "
    };
}

const ROWS: &str = sql!(
    judged!(),
    "SELECT j.row_nr, j.name, j.phone, j.email, j.same_as, j.refused, COALESCE(r.id, p.id) AS contact_id,
       COALESCE(NULLIF(r.name, ''), NULLIF(p.name, ''), p.phone, p.email) AS contact_name
     FROM judged AS j
     LEFT JOIN contacts AS p ON p.org_id = $1 AND p.id = j.contact_id
     LEFT JOIN contacts AS r ON r.org_id = $1 AND r.id = p.merged_into
     WHERE j.row_nr > $3 AND ($4 = 'all' OR $4 = CASE
       WHEN j.refused IS NOT NULL THEN 'refused'
       WHEN j.contact_id IS NOT NULL OR j.same_as IS NOT NULL THEN 'known'
       ELSE 'new' END)
     ORDER BY j.row_nr LIMIT $5"
);

const COUNTS: &str = sql!(
    judged!(),
    "SELECT CAST(COALESCE(SUM(CASE WHEN j.refused IS NULL AND j.contact_id IS NULL AND j.same_as IS NULL
         THEN 1 ELSE 0 END), 0) AS BIGINT) AS new,
       CAST(COALESCE(SUM(CASE WHEN j.refused IS NULL AND (j.contact_id IS NOT NULL OR j.same_as IS NOT NULL)
         THEN 1 ELSE 0 END), 0) AS BIGINT) AS known,
       CAST(COALESCE(SUM(CASE WHEN j.refused IS NOT NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS refused
     FROM judged AS j"
);

#[derive(sqlx::FromRow)]
struct Judged {
    row_nr: i64,
    name: String,
    phone: Option<String>,
    email: Option<String>,
    same_as: Option<i64>,
    refused: Option<String>,
    contact_id: Option<String>,
    contact_name: Option<String>,
}

impl Judged {
    fn read(self, import: &ContactImportId) -> Result<ImportedRow, sqlx::Error> {
        let row = stored("contact_imports_rows", import.as_str());
        let refused: Option<Problem> = row.json_some("refused", self.refused.as_deref())?;
        let contact: Option<ContactId> = row.parse_some("contact_id", self.contact_id.as_deref())?;
        let same_as = self.same_as.map(|nr| row.read("same_as", u32::try_from(nr))).transpose()?;
        Ok(ImportedRow {
            row: row.read("row_nr", u32::try_from(self.row_nr))?,
            phone: row.code_some("phone", self.phone.as_deref(), |text| E164::parse(text).ok())?,
            email: row.code_some("email", self.email.as_deref(), |text| Email::parse(text).ok())?,
            fate: match (refused, contact, same_as) {
                (Some(problem), ..) => Fate::Refused(problem),
                (None, Some(id), _) => Fate::Of(id, self.contact_name.unwrap_or_default()),
                (None, None, Some(nr)) => Fate::SameAs(nr),
                (None, None, None) => Fate::New,
            },
            name: self.name,
        })
    }
}

/// A page of the rows of a list, in their order.
pub async fn rows(
    tx: &mut OrgTx,
    id: &ContactImportId,
    query: &ContactImportQuery,
    limit: i64,
) -> Result<Vec<ImportedRow>, sqlx::Error> {
    let after = query.after.as_ref().map_or(0, |place| i64::from(place.row));
    let rows: Vec<Judged> = on!(tx, |c, org| {
        sqlx::query_as(ROWS)
            .bind(org.as_str())
            .bind(id.as_str())
            .bind(after)
            .bind(query.show.code())
            .bind(limit)
            .fetch_all(c)
            .await
    })?;
    rows.into_iter().map(|row| row.read(id)).collect()
}

/// The numbers of rows that are new, about a contact already, and refused.
#[derive(sqlx::FromRow)]
pub struct Counts {
    pub new: i64,
    pub known: i64,
    pub refused: i64,
}

pub async fn counts(tx: &mut OrgTx, id: &ContactImportId) -> Result<Counts, sqlx::Error> {
    on!(tx, |c, org| { sqlx::query_as(COUNTS).bind(org.as_str()).bind(id.as_str()).fetch_one(c).await })
}

/// Has a list imported from now on, or go on; `false` where it is neither looked at nor stopped. Its text
/// goes, as it is read in no other way any more.
pub async fn start(tx: &mut OrgTx, id: &ContactImportId) -> Result<bool, sqlx::Error> {
    let sql = "UPDATE contact_imports SET state = 'running', problem = NULL, file = '', column_names = '[]'
               WHERE org_id = $1 AND id = $2 AND state IN ('draft', 'stopped')";
    Ok(execute!(tx, sql, |org| (org.as_str(), id.as_str()))? == 1)
}

/// The lists that are being imported.
pub async fn running(tx: &mut Tx, limit: i64) -> Result<Vec<(OrgId, ContactImportId)>, sqlx::Error> {
    let rows: Vec<(String, String)> = on!(tx, |c| {
        sqlx::query_as(concat!(
            "SELECT i.org_id, i.id FROM contact_imports AS i WHERE i.state = 'running' AND ",
            is_at_work!("i.org_id"),
            " ORDER BY i.id LIMIT $1"
        ))
        .bind(limit)
        .fetch_all(c)
        .await
    })?;
    let read = |(org, id): (String, String)| {
        let row = stored("contact_imports", &id);
        Ok((row.parse("org_id", &org)?, row.parse("id", &id)?))
    };
    rows.into_iter().map(read).collect()
}

/// Takes the turn of a list, so that two nodes do not import the same rows: the row up to which it has
/// come. `None` where it is not being imported any more.
pub async fn take_turn(tx: &mut OrgTx, id: &ContactImportId) -> Result<Option<u32>, sqlx::Error> {
    let row: Option<(i64,)> = on!(tx, |c, org| {
        sqlx::query_as(
            "UPDATE contact_imports SET state = state WHERE org_id = $1 AND id = $2 AND state = 'running'
             RETURNING next_row",
        )
        .bind(org.as_str())
        .bind(id.as_str())
        .fetch_optional(c)
        .await
    })?;
    let read = |(next,): (i64,)| stored("contact_imports", id.as_str()).read("next_row", u32::try_from(next));
    row.map(read).transpose()
}

/// The rows after one that are not refused, with their numbers.
pub async fn next_rows(
    tx: &mut OrgTx,
    id: &ContactImportId,
    after: u32,
    limit: i64,
) -> Result<Vec<(u32, ReadRow)>, sqlx::Error> {
    type Columns = (i64, String, Option<String>, Option<String>, String, String);
    let rows: Vec<Columns> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT row_nr, name, phone, email, tags, note FROM contact_imports_rows
             WHERE org_id = $1 AND import_id = $2 AND row_nr > $3 AND refused IS NULL
             ORDER BY row_nr LIMIT $4",
        )
        .bind(org.as_str())
        .bind(id.as_str())
        .bind(i64::from(after))
        .bind(limit)
        .fetch_all(c)
        .await
    })?;
    let row = stored("contact_imports_rows", id.as_str());
    let read = |(nr, name, phone, email, tags, note): Columns| {
        let read = ReadRow {
            phone: row.code_some("phone", phone.as_deref(), |text| E164::parse(text).ok())?,
            email: row.code_some("email", email.as_deref(), |text| Email::parse(text).ok())?,
            tags: row.json("tags", &tags)?,
            name,
            note,
            refused: None,
        };
        Ok((row.read("row_nr", u32::try_from(nr))?, read))
    };
    rows.into_iter().map(read).collect()
}

/// Notes how far a list has come; returns how many contacts it has added by now, and how many rows were
/// of contacts known before.
pub async fn advance(
    tx: &mut OrgTx,
    id: &ContactImportId,
    done_to: u32,
    (added, met): (i64, i64),
) -> Result<(i64, i64), sqlx::Error> {
    on!(tx, |c, org| {
        sqlx::query_as(
            "UPDATE contact_imports SET next_row = $3, added = added + $4, met = met + $5
             WHERE org_id = $1 AND id = $2 RETURNING added, met",
        )
        .bind(org.as_str())
        .bind(id.as_str())
        .bind(i64::from(done_to))
        .bind(added)
        .bind(met)
        .fetch_one(c)
        .await
    })
}

pub async fn stop(tx: &mut OrgTx, id: &ContactImportId, problem: &Problem) -> Result<(), sqlx::Error> {
    let problem = to_json(problem)?;
    let sql = "UPDATE contact_imports SET state = 'stopped', problem = $3 WHERE org_id = $1 AND id = $2";
    execute!(tx, sql, |org| (org.as_str(), id.as_str(), &problem)).map(drop)
}

/// Ends a list: what its rows say of people goes, but for what is imported.
pub async fn finish(tx: &mut OrgTx, id: &ContactImportId, now: i64) -> Result<(), sqlx::Error> {
    delete_rows(tx, id).await?;
    let sql = "UPDATE contact_imports SET state = 'done', ended_at = $3 WHERE org_id = $1 AND id = $2";
    execute!(tx, sql, |org| (org.as_str(), id.as_str(), now)).map(drop)
}

/// The rows of lists that have the number or the address.
macro_rules! rows_with {
    () => {
        " WHERE r.org_id = $1 AND (r.phone_key = $2 OR r.email = $3)"
    };
}

/// Takes the turns of all lists of the organisation that are being imported (see [`take_turn`]): none goes
/// on with rows that it had read before.
pub async fn take_turns(tx: &mut OrgTx) -> Result<(), sqlx::Error> {
    let sql = "UPDATE contact_imports SET state = state WHERE org_id = $1 AND state = 'running'";
    execute!(tx, sql, |org| (org.as_str(),)).map(drop)
}

/// Forgets a number and an address: deletes the lists that are not being imported and have a row with one
/// of them, and such rows of the others, whose turns were taken.
pub async fn forget_with(
    tx: &mut OrgTx,
    phone: Option<&E164>,
    email: Option<&Email>,
) -> Result<(), sqlx::Error> {
    let (key, email) = (phone.map(phone_key), email.map(Email::as_str));
    execute!(
        tx,
        concat!(
            "DELETE FROM contact_imports WHERE org_id = $1 AND state <> 'running' AND id IN (
               SELECT r.import_id FROM contact_imports_rows AS r",
            rows_with!(),
            ")"
        ),
        |org| (org.as_str(), key.as_deref(), email)
    )?;
    execute!(tx, concat!("DELETE FROM contact_imports_rows AS r", rows_with!()), |org| (
        org.as_str(),
        key.as_deref(),
        email
    ))
    .map(drop)
}

/// Deletes lists that were made before a time, of every organisation, but for those that are being
/// imported.
pub async fn forget(tx: &mut Tx, before: i64) -> Result<u64, sqlx::Error> {
    let sql = "DELETE FROM contact_imports WHERE state <> 'running' AND made_at < $1";
    execute!(tx, sql, before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn a_preview_is_read_from_indexes() {
        for sql in [ROWS, COUNTS] {
            let plan = explain::of(sql).await;
            for index in ["INDEX contacts_phone (org_id=?", "INDEX contacts_email (org_id=?"] {
                assert!(plan.iter().any(|line| line.contains(index)), "{plan:#?}");
            }
            assert!(
                plan.iter().all(|line| !line.starts_with("SCAN i") && !line.starts_with("SCAN p")),
                "{plan:#?}"
            );
        }
    }
}
