//! The calls of one person.

use std::collections::BTreeSet;

use super::{
    erasures::Erased,
    repo::{self, Call},
};
use crate::{
    domain::{
        call::CallId,
        contact::{ContactId, spellings},
        phone::E164,
    },
    server::db::{OrgTx, on, stored},
};

/// The contacts and numbers by which the calls of a person are found.
pub struct Callers {
    pub contacts: Vec<ContactId>,
    pub numbers: Vec<E164>,
    /// Calls that are theirs whoever rang: an appointment of theirs was made there.
    pub calls: Vec<CallId>,
}

const BY_CONTACT: &str = "SELECT id FROM calls WHERE org_id = $1 AND contact_id = $2";
const BY_NUMBER: &str = "SELECT id FROM calls WHERE org_id = $1 AND caller IN ($2, $3)";

const KNOWN_BY: &str = "SELECT caller FROM calls WHERE org_id = $1 AND id = $2";

async fn found(tx: &mut OrgTx, of: &Callers) -> Result<BTreeSet<CallId>, sqlx::Error> {
    let mut ids: BTreeSet<CallId> = of.calls.iter().cloned().collect();
    let mut found: Vec<String> = Vec::new();
    for contact in &of.contacts {
        found.extend(on!(tx, |c, org| {
            sqlx::query_scalar::<_, String>(BY_CONTACT)
                .bind(org.as_str())
                .bind(contact.as_str())
                .fetch_all(c)
                .await
        })?);
    }
    for number in &of.numbers {
        let [one, other] = spellings(number);
        found.extend(on!(tx, |c, org| {
            sqlx::query_scalar::<_, String>(BY_NUMBER)
                .bind(org.as_str())
                .bind(&one)
                .bind(&other)
                .fetch_all(c)
                .await
        })?);
    }
    for id in found {
        ids.insert(stored("calls", &id).parse("id", &id)?);
    }
    Ok(ids)
}

/// Reads the calls whole, in the order in which they became known.
pub async fn calls(tx: &mut OrgTx, of: &Callers) -> Result<Vec<Call>, sqlx::Error> {
    let mut calls = Vec::new();
    for id in found(tx, of).await? {
        calls.extend(repo::find(tx, &id).await?);
    }
    Ok(calls)
}

/// Lists the calls as they are erased: nothing of what was said is read.
pub async fn ids(tx: &mut OrgTx, of: &Callers) -> Result<Vec<Erased>, sqlx::Error> {
    let mut erased = Vec::new();
    for id in found(tx, of).await? {
        let row: Option<(Option<String>,)> = on!(tx, |c, org| {
            sqlx::query_as(KNOWN_BY).bind(org.as_str()).bind(id.as_str()).fetch_optional(c).await
        })?;
        let Some((caller,)) = row else { continue };
        let row = stored("calls", id.as_str());
        let caller = caller.map(|caller| row.read("caller", E164::parse(&caller))).transpose()?;
        erased.push(Erased { id, caller });
    }
    Ok(erased)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn calls_of_a_person_are_read_from_their_indexes() {
        for (sql, index) in [
            (BY_NUMBER, "INDEX calls_caller (org_id=? AND caller=?)"),
            (BY_CONTACT, "INDEX calls_contact (org_id=? AND contact_id=?)"),
        ] {
            let plan = explain::of(sql).await;
            assert!(plan.iter().any(|line| line.contains(index)), "{plan:#?}");
        }
    }
}
