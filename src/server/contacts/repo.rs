//! SQL of contacts.

use sqlx::{FromRow, postgres::PgRow, sqlite::SqliteRow};

use crate::{
    domain::{
        call::CallId,
        contact::{
            Alike, AlikeBy, ContactId, ContactView, ContactsQuery, ContactsShown, HOT, Reason, phone_key,
            points,
        },
        email::Email,
        ids::OrgId,
        phone::{self, E164},
    },
    server::{
        db::{OrgTx, Tx, broke_unique, execute, on, sql, stored, to_json},
        list::{
            NEWEST,
            search::{self, Prefix, Searched, found_by},
        },
        suspension::is_at_work,
    },
};

/// The ids of contact `$2` and of those that were merged into it.
macro_rules! with_merged {
    () => {
        "(SELECT CAST($2 AS TEXT)
          UNION ALL SELECT m.id FROM contacts AS m WHERE m.org_id = $1 AND m.merged_into = $2)"
    };
}

pub(in crate::server) use with_merged;

/// Reads what there is of a contact before a place, the newest first, by a statement that takes the contact
/// as `$2`, the place as `$3` and `$4`, and the most rows as `$5`.
pub async fn rows_of<R>(
    tx: &mut OrgTx,
    sql: &'static str,
    contact: &ContactId,
    (at, id): (i64, &str),
    limit: i64,
) -> Result<Vec<R>, sqlx::Error>
where
    R: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin + 'static,
{
    on!(tx, |c, org| {
        sqlx::query_as::<_, R>(sql)
            .bind(org.as_str())
            .bind(contact.as_str())
            .bind(at)
            .bind(id)
            .bind(limit)
            .fetch_all(c)
            .await
    })
}

const COLUMNS: &str = "SELECT p.id, p.name, p.phone, p.email, p.tags, p.note, p.created_at, p.merged_into,
    p.score, p.score_reasons
  FROM contacts AS p";

const ONE: &str = sql!(COLUMNS, " WHERE p.org_id = $1 AND p.id = $2");

/// A page of those that have a text in what they are found by, or one of two spellings of a number.
macro_rules! page {
    ($before:literal, $order:literal) => {
        sql!(
            COLUMNS,
            " WHERE p.org_id = $1 AND p.merged_into IS NULL AND ($2 OR ",
            found_by!("p.id", Contacts, "$3", "$4"),
            " OR ",
            found_by!("p.id", Contacts, "$5", "$6"),
            " OR ",
            found_by!("p.id", Contacts, "$7", "$8"),
            ") AND ",
            $before,
            " ORDER BY ",
            $order,
            " LIMIT $9"
        )
    };
}

/// The newest first.
const PAGE: &str = page!("p.id < $10", "p.id DESC");

/// Selects the contacts with the highest score first, down to `$12`.
const BY_SCORE: &str =
    page!("p.score BETWEEN $12 AND $11 AND (p.score < $11 OR p.id < $10)", "p.score DESC, p.id DESC");

const BY_PHONE: &str = sql!(COLUMNS, " WHERE p.org_id = $1 AND p.phone_key = $2");

const BY_EMAIL: &str = sql!(COLUMNS, " WHERE p.org_id = $1 AND p.email = $2 ORDER BY p.id LIMIT 1");

const MERGED: &str = sql!(COLUMNS, " WHERE p.org_id = $1 AND p.merged_into = $2 ORDER BY p.id");

/// Selects the contacts with the address, the name, or the number's last digits. A term is any ending of what
/// a contact is called: of those that end like a short name, only those that are as long may have it.
const ALIKE: &str = sql!(
    COLUMNS,
    " WHERE p.org_id = $1 AND p.id <> $2 AND p.merged_into IS NULL AND p.id IN (
        SELECT e.id FROM contacts AS e WHERE e.org_id = $1 AND e.email = $3
        UNION SELECT f.id FROM search_terms AS f
              JOIN contacts AS n ON n.org_id = f.org_id AND n.id = f.id
              WHERE f.org_id = $1 AND f.list = 'contacts' AND f.term = $4
                AND length(n.name) = length(CAST($6 AS TEXT))
        UNION SELECT f.id FROM search_terms AS f WHERE f.org_id = $1 AND f.list = 'contacts' AND f.term = $5)
      ORDER BY p.id LIMIT 50"
);

/// The contacts that are proposed at once.
const PROPOSED: usize = 10;

/// The digits at the end of two numbers that make them alike: what follows the code of a country, and
/// perhaps of a network, in most plans (ITU-T E.164).
const TAIL: usize = 8;

const DUE: &str = concat!(
    "SELECT DISTINCT p.org_id FROM contacts AS p WHERE p.score_due = 0 AND ",
    is_at_work!("p.org_id"),
    " LIMIT $1"
);

const DUE_OF_ORG: &str = "SELECT p.id FROM contacts AS p WHERE p.org_id = $1 AND p.score_due = 0 LIMIT $2";

const LATER: &str = "SELECT p.id FROM contacts AS p WHERE p.score_due > 0 AND p.score_due <= $1 LIMIT $2";

#[derive(FromRow)]
struct Row {
    id: String,
    name: String,
    phone: Option<String>,
    email: Option<String>,
    tags: String,
    note: String,
    created_at: i64,
    merged_into: Option<String>,
    score: i64,
    score_reasons: String,
}

impl Row {
    fn read(self) -> Result<ContactView, sqlx::Error> {
        let row = stored("contacts", &self.id);
        Ok(ContactView {
            id: row.parse("id", &self.id)?,
            phone: row.code_some("phone", self.phone.as_deref(), |text| E164::parse(text).ok())?,
            email: row.code_some("email", self.email.as_deref(), |text| Email::parse(text).ok())?,
            tags: row.json("tags", &self.tags)?,
            merged_into: row.parse_some("merged_into", self.merged_into.as_deref())?,
            score: row.read("score", u32::try_from(self.score))?,
            reasons: row.json("score_reasons", &self.score_reasons)?,
            name: self.name,
            note: self.note,
            created_at: self.created_at,
        })
    }
}

fn read(rows: Vec<Row>) -> Result<Vec<ContactView>, sqlx::Error> {
    rows.into_iter().map(Row::read).collect()
}

pub async fn find(tx: &mut OrgTx, id: &ContactId) -> Result<Option<ContactView>, sqlx::Error> {
    let row: Option<Row> = on!(tx, |c, org| {
        sqlx::query_as(ONE).bind(org.as_str()).bind(id.as_str()).fetch_optional(c).await
    })?;
    row.map(Row::read).transpose()
}

pub async fn page(
    tx: &mut OrgTx,
    query: &ContactsQuery,
    limit: i64,
) -> Result<Vec<ContactView>, sqlx::Error> {
    let search = query.search.as_str();
    let is_number = phone::search(search) == search && search.contains(|c: char| c.is_ascii_digit());
    let spellings = if is_number { phone::beginnings(search) } else { [search, search].map(str::to_owned) };
    let [typed, number, otherwise] = [search, spellings[0].as_str(), spellings[1].as_str()].map(Prefix::of);
    let before = query.before.as_ref();
    let id = before.map_or(NEWEST, |place| place.key.as_str());
    let (sql, least) = match query.show {
        ContactsShown::Newest => (PAGE, None),
        ContactsShown::Score => (BY_SCORE, Some(0)),
        ContactsShown::Hot => (BY_SCORE, Some(i64::from(HOT))),
    };
    let rows: Vec<Row> = on!(tx, |c, org| {
        let page = sqlx::query_as(sql)
            .bind(org.as_str())
            .bind(search.is_empty())
            .bind(&typed.from)
            .bind(&typed.to)
            .bind(&number.from)
            .bind(&number.to)
            .bind(&otherwise.from)
            .bind(&otherwise.to)
            .bind(limit)
            .bind(id);
        let page = match least {
            Some(least) => page.bind(before.map_or(i64::MAX, |place| place.at)).bind(least),
            None => page,
        };
        page.fetch_all(c).await
    })?;
    read(rows)
}

pub async fn by_phone(tx: &mut OrgTx, phone: &E164) -> Result<Option<ContactView>, sqlx::Error> {
    let key = phone_key(phone);
    let row: Option<Row> =
        on!(tx, |c, org| { sqlx::query_as(BY_PHONE).bind(org.as_str()).bind(&key).fetch_optional(c).await })?;
    row.map(Row::read).transpose()
}

/// The first that has the address: families share one.
pub async fn by_email(tx: &mut OrgTx, email: &Email) -> Result<Option<ContactView>, sqlx::Error> {
    let row: Option<Row> = on!(tx, |c, org| {
        sqlx::query_as(BY_EMAIL).bind(org.as_str()).bind(email.as_str()).fetch_optional(c).await
    })?;
    row.map(Row::read).transpose()
}

/// The contact that has the number or, without one, the first that has the address: a number decides alone.
/// One that was merged stands for the one that it was merged into.
pub async fn known_by(
    tx: &mut OrgTx,
    phone: Option<&E164>,
    email: Option<&Email>,
) -> Result<Option<ContactView>, sqlx::Error> {
    let there = match (phone, email) {
        (Some(phone), _) => by_phone(tx, phone).await?,
        (None, Some(email)) => by_email(tx, email).await?,
        (None, None) => None,
    };
    match there.as_ref().and_then(|there| there.merged_into.as_ref()) {
        Some(into) => find(tx, into).await,
        None => Ok(there),
    }
}

pub async fn merged(tx: &mut OrgTx, into: &ContactId) -> Result<Vec<ContactView>, sqlx::Error> {
    let rows: Vec<Row> = on!(tx, |c, org| {
        sqlx::query_as(MERGED).bind(org.as_str()).bind(into.as_str()).fetch_all(c).await
    })?;
    read(rows)
}

/// The contacts that may be the same person, and why.
pub async fn alike(tx: &mut OrgTx, contact: &ContactView) -> Result<Vec<Alike>, sqlx::Error> {
    let name = Some(contact.name.to_lowercase()).filter(|name| !name.is_empty());
    let tail = tail(contact.phone.as_ref());
    let rows: Vec<Row> = on!(tx, |c, org| {
        sqlx::query_as(ALIKE)
            .bind(org.as_str())
            .bind(contact.id.as_str())
            .bind(contact.email.as_ref().map(Email::as_str))
            .bind(name.as_deref())
            .bind(tail)
            .bind(&contact.name)
            .fetch_all(c)
            .await
    })?;
    let alike = |there: ContactView| {
        let shared = [
            (AlikeBy::Number, tail.is_some() && self::tail(there.phone.as_ref()) == tail),
            (AlikeBy::Email, there.email.is_some() && there.email == contact.email),
            (AlikeBy::Name, name.as_ref() == Some(&there.name.to_lowercase())),
        ];
        let by: Vec<AlikeBy> = shared.into_iter().filter_map(|(by, is)| is.then_some(by)).collect();
        (!by.is_empty()).then_some(Alike { contact: there, by })
    };
    Ok(read(rows)?.into_iter().filter_map(alike).take(PROPOSED).collect())
}

fn tail(phone: Option<&E164>) -> Option<&str> {
    let number = phone?.as_str();
    number.get(number.len().checked_sub(TAIL)?..)
}

pub async fn count(tx: &mut OrgTx) -> Result<u32, sqlx::Error> {
    let (count,): (i64,) = on!(tx, |c, org| {
        sqlx::query_as("SELECT COUNT(*) FROM contacts WHERE org_id = $1")
            .bind(org.as_str())
            .fetch_one(c)
            .await
    })?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// `false` where another contact has the number. The calls of it that were nobody's are the contact's.
pub(super) async fn insert(tx: &mut OrgTx, contact: &ContactView) -> Result<bool, sqlx::Error> {
    let tags = to_json(&contact.tags)?;
    let key = contact.phone.as_ref().map(phone_key);
    let added = execute!(
        tx,
        "INSERT INTO contacts (org_id, id, name, phone, phone_key, email, tags, note, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) ON CONFLICT (org_id, phone_key) DO NOTHING",
        |org| (
            org.as_str(),
            contact.id.as_str(),
            contact.name.as_str(),
            contact.phone.as_ref().map(E164::as_str),
            key.as_deref(),
            contact.email.as_ref().map(Email::as_str),
            tags.as_str(),
            contact.note.as_str(),
            contact.created_at
        )
    )?;
    if added == 0 {
        return Ok(false);
    }
    written(tx, contact).await?;
    Ok(true)
}

/// Writes what can be changed of a contact; `false` where another contact has the number, and then the
/// transaction is not to be committed.
pub async fn update(tx: &mut OrgTx, contact: &ContactView, now: i64) -> Result<bool, sqlx::Error> {
    let tags = to_json(&contact.tags)?;
    let key = contact.phone.as_ref().map(phone_key);
    let done = execute!(
        tx,
        "UPDATE contacts SET name = $3, phone = $4, phone_key = $5, email = $6, tags = $7, note = $8,
                             updated_at = $9, name_of = CASE WHEN name = $3 THEN name_of END
         WHERE org_id = $1 AND id = $2",
        |org| (
            org.as_str(),
            contact.id.as_str(),
            contact.name.as_str(),
            contact.phone.as_ref().map(E164::as_str),
            key.as_deref(),
            contact.email.as_ref().map(Email::as_str),
            tags.as_str(),
            contact.note.as_str(),
            now
        )
    );
    match done {
        Ok(_) => {}
        Err(error) if broke_unique(&error, "contacts_phone", "contacts.org_id, contacts.phone_key") => {
            return Ok(false);
        }
        Err(error) => return Err(error),
    }
    written(tx, contact).await?;
    Ok(true)
}

/// Has a contact found by what it is called, and takes the calls of its number that are nobody's.
async fn written(tx: &mut OrgTx, contact: &ContactView) -> Result<(), sqlx::Error> {
    index(tx, contact).await?;
    if let Some(into) = &contact.merged_into {
        index_anew(tx, into).await?;
    }
    if let Some(phone) = &contact.phone {
        let sql =
            "UPDATE calls SET contact_id = $2 WHERE org_id = $1 AND caller_key = $3 AND contact_id IS NULL";
        execute!(tx, sql, |org| (org.as_str(), contact.id.as_str(), phone_key(phone)))?;
    }
    score_is_due(tx, &contact.id).await
}

/// Has a contact found by what it is called, and what those are that were merged into it: the list has it in
/// their place.
async fn index(tx: &mut OrgTx, contact: &ContactView) -> Result<(), sqlx::Error> {
    let merged = merged(tx, &contact.id).await?;
    let terms: Vec<&str> = std::iter::once(contact).chain(&merged).flat_map(terms).collect();
    search::put_all(tx, Searched::Contacts, contact.id.as_str(), &terms).await
}

async fn index_anew(tx: &mut OrgTx, id: &ContactId) -> Result<(), sqlx::Error> {
    match find(tx, id).await? {
        Some(contact) => index(tx, &contact).await,
        None => Ok(()),
    }
}

/// The terms of a contact in the search index.
fn terms(contact: &ContactView) -> Vec<&str> {
    let phone = contact.phone.as_ref().map(E164::as_str);
    let email = contact.email.as_ref().map(Email::as_str);
    let tags = contact.tags.iter().map(String::as_str);
    let name = Some(contact.name.as_str()).filter(|name| !name.is_empty());
    [name, phone, email].into_iter().flatten().chain(tags).collect()
}

/// Has contacts found by what they are called, after that has changed.
async fn renamed(tx: &mut OrgTx, ids: Vec<String>) -> Result<(), sqlx::Error> {
    for id in ids {
        index_anew(tx, &stored("contacts", &id).parse("id", &id)?).await?;
    }
    Ok(())
}

/// Gives contact `$3`, where it has no name, that of contact `$2`.
const NAME: &str = "UPDATE contacts SET
    name = (SELECT f.name FROM contacts AS f WHERE f.org_id = $1 AND f.id = $2),
    name_of = (SELECT COALESCE(f.name_of, f.id) FROM contacts AS f WHERE f.org_id = $1 AND f.id = $2)
  WHERE org_id = $1 AND id = $3 AND name = ''
    AND EXISTS (SELECT 1 FROM contacts AS f WHERE f.org_id = $1 AND f.id = $2 AND f.name <> '')
  RETURNING id";

/// Takes the names back that are of contact `$2` or of those below it, from `$3` and those merged into that.
const UNNAME: &str = sql!(
    "UPDATE contacts SET name = '', name_of = NULL
     WHERE org_id = $1 AND (id = $3 OR merged_into = $3) AND name_of IN ",
    with_merged!(),
    " RETURNING id"
);

/// Runs [`NAME`] or [`UNNAME`], and has the contacts that it changed found by what they are called now.
async fn name_by(
    tx: &mut OrgTx,
    sql: &'static str,
    id: &ContactId,
    other: &ContactId,
) -> Result<(), sqlx::Error> {
    let ids: Vec<String> = on!(tx, |c, org| {
        sqlx::query_scalar(sql).bind(org.as_str()).bind(id.as_str()).bind(other.as_str()).fetch_all(c).await
    })?;
    renamed(tx, ids).await
}

/// Merges a contact, with those that were merged into it, into another: these stay below it. One without a
/// name has theirs as long as it stands for them.
pub async fn merge(tx: &mut OrgTx, id: &ContactId, into: &ContactId) -> Result<(), sqlx::Error> {
    let theirs = "UPDATE contacts SET merged_into = $3 WHERE org_id = $1 AND merged_into = $2";
    execute!(tx, theirs, |org| (org.as_str(), id.as_str(), into.as_str()))?;
    let own = "UPDATE contacts SET merged_into = $3, merged_under = $3, score_due = 0
               WHERE org_id = $1 AND id = $2";
    execute!(tx, own, |org| (org.as_str(), id.as_str(), into.as_str()))?;
    name_by(tx, NAME, id, into).await?;
    index_anew(tx, id).await?;
    index_anew(tx, into).await?;
    score_is_due(tx, into).await
}

/// Takes the merge of a contact back: it stands for itself, and for what had been merged into it.
pub async fn separate(tx: &mut OrgTx, id: &ContactId, from: &ContactId) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "WITH RECURSIVE below (id) AS (
           SELECT p.id FROM contacts AS p WHERE p.org_id = $1 AND p.merged_under = $2
           UNION SELECT p.id FROM contacts AS p, below AS b WHERE p.org_id = $1 AND p.merged_under = b.id)
         UPDATE contacts SET merged_into = $2 WHERE org_id = $1 AND id IN (SELECT b.id FROM below AS b)",
        |org| (org.as_str(), id.as_str())
    )?;
    let own = "UPDATE contacts SET merged_into = NULL, merged_under = NULL WHERE org_id = $1 AND id = $2";
    execute!(tx, own, |org| (org.as_str(), id.as_str()))?;
    name_by(tx, UNNAME, id, from).await?;
    index_anew(tx, id).await?;
    index_anew(tx, from).await?;
    score_is_due(tx, id).await?;
    score_is_due(tx, from).await
}

/// Has the score of a contact, or of the one that it was merged into, computed anew.
pub async fn score_is_due(tx: &mut OrgTx, id: &ContactId) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "UPDATE contacts SET score_due = 0 WHERE org_id = $1
           AND id = (SELECT COALESCE(p.merged_into, p.id) FROM contacts AS p WHERE p.org_id = $1 AND p.id = $2)",
        |org| (org.as_str(), id.as_str())
    )
    .map(drop)
}

/// The same for the contact of a call that is about to be deleted, or of which what was said is.
pub async fn score_without(tx: &mut OrgTx, call: &CallId) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "UPDATE contacts SET score_due = 0 WHERE org_id = $1
           AND id = (SELECT COALESCE(p.merged_into, p.id) FROM calls AS c
                     JOIN contacts AS p ON p.org_id = c.org_id AND p.id = c.contact_id
                     WHERE c.org_id = $1 AND c.id = $2)",
        |org| (org.as_str(), call.as_str())
    )
    .map(drop)
}

/// The organisations of which scores are due.
pub async fn orgs_due(tx: &mut Tx, limit: i64) -> Result<Vec<OrgId>, sqlx::Error> {
    let rows: Vec<(String,)> = on!(tx, |c| { sqlx::query_as(DUE).bind(limit).fetch_all(c).await })?;
    rows.into_iter().map(|(org,)| stored("contacts", &org).parse("org_id", &org)).collect()
}

pub async fn scores_due(tx: &mut OrgTx, limit: i64) -> Result<Vec<ContactId>, sqlx::Error> {
    let rows: Vec<(String,)> =
        on!(tx, |c, org| { sqlx::query_as(DUE_OF_ORG).bind(org.as_str()).bind(limit).fetch_all(c).await })?;
    rows.into_iter().map(|(id,)| stored("contacts", &id).parse("id", &id)).collect()
}

/// Some contacts of every organisation, a reason of whose scores has had its time.
pub async fn whose_time_has_come(tx: &mut Tx, now: i64, limit: i64) -> Result<Vec<String>, sqlx::Error> {
    on!(tx, |c| { sqlx::query_scalar(LATER).bind(now).bind(limit).fetch_all(c).await })
}

/// Has the score of a contact of any organisation computed anew.
pub async fn time_has_come(tx: &mut Tx, id: &str) -> Result<(), sqlx::Error> {
    execute!(tx, "UPDATE contacts SET score_due = 0 WHERE id = $1", id).map(drop)
}

/// Stores a score, and when it has to be computed again.
pub async fn put_score(
    tx: &mut OrgTx,
    id: &ContactId,
    reasons: &[Reason],
    due: Option<i64>,
) -> Result<(), sqlx::Error> {
    let text = to_json(reasons)?;
    let sql =
        "UPDATE contacts SET score = $3, score_reasons = $4, score_due = $5 WHERE org_id = $1 AND id = $2";
    execute!(tx, sql, |org| (org.as_str(), id.as_str(), i64::from(points(reasons)), &text, due)).map(drop)
}

/// Notes that the contact became a hot lead; `false` where it was one before.
pub async fn becomes_hot(tx: &mut OrgTx, id: &ContactId, now: i64) -> Result<bool, sqlx::Error> {
    let sql = "UPDATE contacts SET hot_at = $3 WHERE org_id = $1 AND id = $2 AND hot_at IS NULL";
    Ok(execute!(tx, sql, |org| (org.as_str(), id.as_str(), now))? == 1)
}

/// Deletes a contact with those that were merged into it.
pub async fn delete(tx: &mut OrgTx, id: &ContactId) -> Result<(), sqlx::Error> {
    let from = find(tx, id).await?.and_then(|contact| contact.merged_into);
    if let Some(from) = &from {
        name_by(tx, UNNAME, id, from).await?;
    }
    for merged in merged(tx, id).await? {
        search::forget(tx, Searched::Contacts, merged.id.as_str()).await?;
    }
    search::forget(tx, Searched::Contacts, id.as_str()).await?;
    execute!(
        tx,
        concat!("UPDATE calls SET contact_id = NULL WHERE org_id = $1 AND contact_id IN ", with_merged!()),
        |org| (org.as_str(), id.as_str())
    )?;
    execute!(tx, "DELETE FROM contacts WHERE org_id = $1 AND merged_into = $2", |org| (
        org.as_str(),
        id.as_str()
    ))?;
    // What had been merged into it stays below what it was merged into, when that is separated.
    let below = "UPDATE contacts
                 SET merged_under = (SELECT p.merged_under FROM contacts AS p WHERE p.org_id = $1 AND p.id = $2)
                 WHERE org_id = $1 AND merged_under = $2";
    execute!(tx, below, |org| (org.as_str(), id.as_str()))?;
    let sql = "DELETE FROM contacts WHERE org_id = $1 AND id = $2";
    execute!(tx, sql, |org| (org.as_str(), id.as_str()))?;
    match &from {
        Some(from) => index_anew(tx, from).await,
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn contacts_are_read_from_their_indexes() {
        for (sql, index) in [
            (ONE, "id=?)"),
            (PAGE, "INDEX contacts_page (org_id=? AND id<?)"),
            (BY_SCORE, "INDEX contacts_score (org_id=? AND score>? AND score<?)"),
            (BY_PHONE, "INDEX contacts_phone (org_id=? AND phone_key=?)"),
            (BY_EMAIL, "INDEX contacts_email (org_id=? AND email=?)"),
            (MERGED, "INDEX contacts_below (org_id=? AND merged_into=?)"),
            (ALIKE, "id=?)"),
            (DUE, "INDEX contacts_score_now"),
            (DUE_OF_ORG, "INDEX contacts_score_now (org_id=?)"),
            (LATER, "INDEX contacts_score_later (score_due>? AND score_due<?)"),
        ] {
            let plan = explain::of(sql).await;
            assert!(plan.iter().any(|line| line.contains(index)), "{index}: {plan:#?}");
            assert!(!plan.iter().any(|line| line.contains("TEMP B-TREE FOR ORDER BY")), "{plan:#?}");
        }
    }
}
