//! SQL of contacts.

use crate::{
    domain::{
        contact::{ContactId, ContactView, ContactsQuery, phone_key},
        email::Email,
        list::InQuery as _,
        phone::{self, E164},
    },
    server::{
        db::{OrgTx, broke_unique, execute, on, sql, stored, to_json},
        list::{
            NEWEST,
            search::{self, Prefix, Searched, found_by},
        },
    },
};

const COLUMNS: &str = "SELECT p.id, p.name, p.phone, p.email, p.tags, p.note, p.created_at, p.merged_into
  FROM contacts AS p";

const ONE: &str = sql!(COLUMNS, " WHERE p.org_id = $1 AND p.id = $2");

/// A page of those that have a text in what they are found by, or one of two spellings of a number.
const PAGE: &str = sql!(
    COLUMNS,
    " WHERE p.org_id = $1 AND p.id < $2 AND p.merged_into IS NULL AND ($3 OR ",
    found_by!("p.id", Contacts, "$4", "$5"),
    " OR ",
    found_by!("p.id", Contacts, "$6", "$7"),
    " OR ",
    found_by!("p.id", Contacts, "$8", "$9"),
    ") ORDER BY p.id DESC LIMIT $10"
);

const BY_PHONE: &str = sql!(COLUMNS, " WHERE p.org_id = $1 AND p.phone_key = $2");

const BY_EMAIL: &str = sql!(COLUMNS, " WHERE p.org_id = $1 AND p.email = $2 ORDER BY p.id LIMIT 1");

const MERGED: &str = sql!(COLUMNS, " WHERE p.org_id = $1 AND p.merged_into = $2 ORDER BY p.id");

/// Those that have the address, or exactly the name.
const ALIKE: &str = sql!(
    COLUMNS,
    " WHERE p.org_id = $1 AND p.id <> $2 AND p.merged_into IS NULL
        AND (p.email = $3 OR (p.name = $4 AND ",
    found_by!("p.id", Contacts, "$5", "$6"),
    ")) ORDER BY p.id LIMIT 10"
);

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    name: String,
    phone: Option<String>,
    email: Option<String>,
    tags: String,
    note: String,
    created_at: i64,
    merged_into: Option<String>,
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
    let before = query.before.written();
    let rows: Vec<Row> = on!(tx, |c, org| {
        sqlx::query_as(PAGE)
            .bind(org.as_str())
            .bind(if before.is_empty() { NEWEST } else { before })
            .bind(search.is_empty())
            .bind(&typed.from)
            .bind(&typed.to)
            .bind(&number.from)
            .bind(&number.to)
            .bind(&otherwise.from)
            .bind(&otherwise.to)
            .bind(limit)
            .fetch_all(c)
            .await
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

pub async fn merged(tx: &mut OrgTx, into: &ContactId) -> Result<Vec<ContactView>, sqlx::Error> {
    let rows: Vec<Row> = on!(tx, |c, org| {
        sqlx::query_as(MERGED).bind(org.as_str()).bind(into.as_str()).fetch_all(c).await
    })?;
    read(rows)
}

pub async fn alike(tx: &mut OrgTx, contact: &ContactView) -> Result<Vec<ContactView>, sqlx::Error> {
    let Prefix { from, to } = Prefix::of(&contact.name);
    let rows: Vec<Row> = on!(tx, |c, org| {
        sqlx::query_as(ALIKE)
            .bind(org.as_str())
            .bind(contact.id.as_str())
            .bind(contact.email.as_ref().map(Email::as_str))
            .bind(contact.name.as_str())
            .bind(&from)
            .bind(&to)
            .fetch_all(c)
            .await
    })?;
    read(rows)
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

/// `false` where another contact has the number, and then the transaction is not to be committed; so
/// does [`update`].
pub async fn insert(tx: &mut OrgTx, contact: &ContactView) -> Result<bool, sqlx::Error> {
    let tags = to_json(&contact.tags)?;
    let key = contact.phone.as_ref().map(phone_key);
    let done = execute!(
        tx,
        "INSERT INTO contacts (org_id, id, name, phone, phone_key, email, tags, note, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
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
    );
    written(tx, contact, done).await
}

/// Writes what can be changed of a contact; `false` as in [`insert`].
pub async fn update(tx: &mut OrgTx, contact: &ContactView, now: i64) -> Result<bool, sqlx::Error> {
    let tags = to_json(&contact.tags)?;
    let key = contact.phone.as_ref().map(phone_key);
    let done = execute!(
        tx,
        "UPDATE contacts SET name = $3, phone = $4, phone_key = $5, email = $6, tags = $7, note = $8,
                             updated_at = $9
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
    written(tx, contact, done).await
}

async fn written(
    tx: &mut OrgTx,
    contact: &ContactView,
    done: Result<u64, sqlx::Error>,
) -> Result<bool, sqlx::Error> {
    match done {
        Ok(_) => {}
        Err(error) if broke_unique(&error, "contacts_phone", "contacts.org_id, contacts.phone_key") => {
            return Ok(false);
        }
        Err(error) => return Err(error),
    }
    search::put_all(tx, Searched::Contacts, contact.id.as_str(), &terms(contact)).await?;
    Ok(true)
}

/// The terms of a contact in the search index.
fn terms(contact: &ContactView) -> Vec<&str> {
    let phone = contact.phone.as_ref().map(E164::as_str);
    let email = contact.email.as_ref().map(Email::as_str);
    let tags = contact.tags.iter().map(String::as_str);
    [Some(contact.name.as_str()), phone, email].into_iter().flatten().chain(tags).collect()
}

/// Merges a contact, with those that were merged into it, into another; or takes that back.
pub async fn set_merged(tx: &mut OrgTx, id: &ContactId, into: Option<&ContactId>) -> Result<(), sqlx::Error> {
    let own = "UPDATE contacts SET merged_into = $3 WHERE org_id = $1 AND id = $2";
    let into = into.map(ContactId::as_str);
    execute!(tx, own, |org| (org.as_str(), id.as_str(), into))?;
    if into.is_some() {
        let theirs = "UPDATE contacts SET merged_into = $3 WHERE org_id = $1 AND merged_into = $2";
        execute!(tx, theirs, |org| (org.as_str(), id.as_str(), into))?;
    }
    Ok(())
}

/// Deletes a contact with those that were merged into it.
pub async fn delete(tx: &mut OrgTx, id: &ContactId) -> Result<(), sqlx::Error> {
    for merged in merged(tx, id).await? {
        search::forget(tx, Searched::Contacts, merged.id.as_str()).await?;
    }
    search::forget(tx, Searched::Contacts, id.as_str()).await?;
    execute!(tx, "DELETE FROM contacts WHERE org_id = $1 AND merged_into = $2", |org| (
        org.as_str(),
        id.as_str()
    ))?;
    let sql = "DELETE FROM contacts WHERE org_id = $1 AND id = $2";
    execute!(tx, sql, |org| (org.as_str(), id.as_str())).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn contacts_are_read_from_their_indexes() {
        for sql in [ONE, PAGE, BY_PHONE, BY_EMAIL, MERGED, ALIKE] {
            let plan = explain::of(sql).await;
            assert!(plan.iter().all(|line| !line.starts_with("SCAN")), "{plan:#?}");
        }
    }
}
