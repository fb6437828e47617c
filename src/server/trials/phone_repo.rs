//! SQL of `own_phones`.

use crate::{
    domain::{call::CallId, ids::UserId, phone::E164},
    server::db::{OrgTx, Tx, execute, on, stored},
};

/// A person's phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone {
    pub number: E164,
    /// The signature of the code that was read to it.
    pub code: Option<String>,
    pub code_until: i64,
    /// The number of wrong codes that were typed.
    pub attempts: i64,
    pub confirmed_at: Option<i64>,
    /// Until when a call to it is taken for under way, and that call.
    pub calling_until: i64,
    pub call: Option<CallId>,
}

impl Phone {
    /// A phone of which nothing is known yet.
    pub fn new(number: E164) -> Self {
        Self {
            number,
            code: None,
            code_until: 0,
            attempts: 0,
            confirmed_at: None,
            calling_until: 0,
            call: None,
        }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    e164: String,
    code: Option<String>,
    code_until: i64,
    attempts: i64,
    confirmed_at: Option<i64>,
    calling_until: i64,
    call_id: Option<String>,
}

pub async fn find(tx: &mut OrgTx, user: &UserId) -> Result<Option<Phone>, sqlx::Error> {
    let row: Option<Row> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT e164, code, code_until, attempts, confirmed_at, calling_until, call_id FROM own_phones
             WHERE org_id = $1 AND user_id = $2",
        )
        .bind(org.as_str())
        .bind(user.as_str())
        .fetch_optional(c)
        .await
    })?;
    row.map(|row| {
        let read = stored("own_phones", user.as_str());
        Ok(Phone {
            number: read.read("e164", E164::parse(&row.e164))?,
            code: row.code,
            code_until: row.code_until,
            attempts: row.attempts,
            confirmed_at: row.confirmed_at,
            calling_until: row.calling_until,
            call: read.parse_some("call_id", row.call_id.as_deref())?,
        })
    })
    .transpose()
}

pub async fn put(tx: &mut OrgTx, user: &UserId, phone: &Phone) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "INSERT INTO own_phones (org_id, user_id, e164, code, code_until, attempts, confirmed_at,
           calling_until, call_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (org_id, user_id) DO UPDATE SET e164 = excluded.e164, code = excluded.code,
           code_until = excluded.code_until, attempts = excluded.attempts,
           confirmed_at = excluded.confirmed_at, calling_until = excluded.calling_until,
           call_id = excluded.call_id",
        |org| (
            org.as_str(),
            user.as_str(),
            phone.number.as_str(),
            phone.code.as_deref(),
            phone.code_until,
            phone.attempts,
            phone.confirmed_at,
            phone.calling_until,
            phone.call.as_ref().map(CallId::as_str),
        )
    )
    .map(drop)
}

pub async fn forget(tx: &mut OrgTx, user: &UserId) -> Result<(), sqlx::Error> {
    execute!(tx, "DELETE FROM own_phones WHERE org_id = $1 AND user_id = $2", |org| (
        org.as_str(),
        user.as_str()
    ))
    .map(drop)
}

/// Deletes the phones of people who are not in the organisation any more.
pub async fn forget_former(tx: &mut Tx) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "DELETE FROM own_phones WHERE NOT EXISTS (SELECT 1 FROM memberships AS m
           WHERE m.org_id = own_phones.org_id AND m.user_id = own_phones.user_id)"
    )
}
