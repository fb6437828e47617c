//! SQL of `number_orders` and of the rows of managed numbers: orders, purchases, and purchases that
//! did not come about.

use crate::{
    domain::{
        ids::{AgentId, NumberId},
        managed::PostalAddress,
        operation::OperationKind,
        phone::E164,
    },
    server::{
        db::{OrgTx, execute, on, sql, stored, to_json_some},
        list::search::{self, Searched},
        number_states::is_in_use,
        operations::states::is_open,
    },
};

/// Details of a purchase beside the number.
#[derive(Clone, Debug, Default)]
pub struct Order {
    pub address: Option<PostalAddress>,
    /// The SID of the address, once Twilio knows it.
    pub address_sid: Option<String>,
    pub bundle_sid: Option<String>,
    /// An attempt ended without an answer: the number may have been bought.
    pub unsure: bool,
}

pub struct NewOrder<'a> {
    pub id: &'a NumberId,
    pub e164: &'a E164,
    pub agent: Option<&'a AgentId>,
    pub order: &'a Order,
}

/// Adds the number, which blocks nobody before it is bought, and its order.
pub async fn add(tx: &mut OrgTx, new: &NewOrder<'_>, now: i64) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "INSERT INTO phone_numbers (id, org_id, e164, source, state, wanted_agent, sms_enabled, created_at, updated_at)
         VALUES ($1, $2, $3, 'managed', 'requested', $4, FALSE, $5, $5)",
        |org| (new.id.as_str(), org.as_str(), new.e164.as_str(), new.agent.map(AgentId::as_str), now)
)?;
    search::put(tx, Searched::Numbers, new.id.as_str(), new.e164.as_str()).await?;
    let address = to_json_some(new.order.address.as_ref())?;
    execute!(
        tx,
        "INSERT INTO number_orders (number_id, org_id, address, bundle_sid, created_at)
         VALUES ($1, $2, $3, $4, $5)",
        |org| (new.id.as_str(), org.as_str(), &address, &new.order.bundle_sid, now)
    )
    .map(drop)
}

/// The address, its SID at Twilio, the bundle's, and whether the number may have been bought
/// without an answer.
type Row = (Option<String>, Option<String>, Option<String>, bool);

pub async fn find(tx: &mut OrgTx, id: &NumberId) -> Result<Option<Order>, sqlx::Error> {
    let row: Option<Row> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT address, address_sid, bundle_sid, unsure FROM number_orders
             WHERE org_id = $1 AND number_id = $2",
        )
        .bind(org.as_str())
        .bind(id.as_str())
        .fetch_optional(c)
        .await
    })?;
    let read = |(address, address_sid, bundle_sid, unsure): Row| {
        let address = stored("number_orders", id.as_str()).json_some("address", address.as_deref())?;
        Ok(Order { address, address_sid, bundle_sid, unsure })
    };
    row.map(read).transpose()
}

/// The numbers whose address Twilio knows, each with the SID of the address.
pub async fn addressed(tx: &mut OrgTx) -> Result<Vec<(NumberId, E164, String)>, sqlx::Error> {
    let rows: Vec<(String, String, String)> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT n.id, n.e164, o.address_sid FROM number_orders AS o
             JOIN phone_numbers AS n ON n.org_id = o.org_id AND n.id = o.number_id
             WHERE o.org_id = $1 AND o.address_sid IS NOT NULL",
        )
        .bind(org.as_str())
        .fetch_all(c)
        .await
    })?;
    rows.into_iter()
        .map(|(id, e164, sid)| {
            let row = stored("phone_numbers", &id);
            Ok((row.parse("id", &id)?, row.read("e164", E164::parse(&e164))?, sid))
        })
        .collect()
}

/// Reserves the opening of the org's account for this purchase. `false`: another purchase of the
/// org is opening it.
pub async fn claim_opening(tx: &mut OrgTx, id: &NumberId) -> Result<bool, sqlx::Error> {
    execute!(
        tx,
        sql!(
            "UPDATE number_orders SET opening = TRUE WHERE org_id = $1 AND number_id = $2 AND NOT EXISTS
           (SELECT 1 FROM number_orders AS other JOIN operations AS o
              ON o.org_id = other.org_id AND o.number_id = other.number_id AND o.kind = '",
            OperationKind::BuyNumber.code(),
            "'
            WHERE other.org_id = $1 AND other.number_id <> $2 AND other.opening
              AND ",
            is_open!(o),
            ")"
        ),
        |org| (org.as_str(), id.as_str())
    )
    .map(|changed| changed == 1)
}

/// Records that the account is open, whichever purchase opened it.
pub async fn opened(tx: &mut OrgTx) -> Result<(), sqlx::Error> {
    execute!(tx, "UPDATE number_orders SET opening = FALSE WHERE org_id = $1 AND opening", |org| (
        org.as_str(),
    ))
    .map(drop)
}

pub async fn set_address_sid(tx: &mut OrgTx, id: &NumberId, sid: &str) -> Result<(), sqlx::Error> {
    execute!(tx, "UPDATE number_orders SET address_sid = $1 WHERE org_id = $2 AND number_id = $3", |org| (
        sid,
        org.as_str(),
        id.as_str()
    ))
    .map(drop)
}

/// Records a purchase: the number is the org's from here on.
pub async fn bought(tx: &mut OrgTx, id: &NumberId, twilio_sid: &str, now: i64) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "UPDATE phone_numbers SET twilio_sid = $1, state = 'importing', updated_at = $2
         WHERE org_id = $3 AND id = $4 AND state IN ('requested', 'failed')",
        |org| (twilio_sid, now, org.as_str(), id.as_str())
    )?;
    execute!(tx, "UPDATE number_orders SET unsure = FALSE WHERE org_id = $1 AND number_id = $2", |org| (
        org.as_str(),
        id.as_str()
    ))
    .map(drop)
}

/// Records that the number may have been bought; a later attempt, or its release, finds out.
pub async fn set_unsure(tx: &mut OrgTx, id: &NumberId) -> Result<(), sqlx::Error> {
    execute!(tx, "UPDATE number_orders SET unsure = TRUE WHERE org_id = $1 AND number_id = $2", |org| (
        org.as_str(),
        id.as_str()
    ))
    .map(drop)
}

/// Forgets a number that was not bought: nothing is left of it but the history of the operation,
/// and its day has room for another.
pub async fn forget(tx: &mut OrgTx, id: &NumberId) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        concat!(
            "UPDATE managed_days SET ordered = ordered - 1 WHERE ordered > 0 AND day =
           (SELECT created_at / 86400000 FROM phone_numbers
            WHERE org_id = $1 AND id = $2 AND source = 'managed' AND twilio_sid IS NULL AND ",
            is_in_use!(),
            ")"
        ),
        |org| (org.as_str(), id.as_str())
    )?;
    execute!(
        tx,
        concat!(
            "DELETE FROM phone_numbers
         WHERE org_id = $1 AND id = $2 AND source = 'managed' AND twilio_sid IS NULL AND ",
            is_in_use!()
        ),
        |org| (org.as_str(), id.as_str())
    )
    .map(drop)
}

/// Deletes the order of a released number: nothing of it outlives the number, least of all an
/// address.
pub async fn forget_released(tx: &mut OrgTx, id: &NumberId) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "DELETE FROM number_orders WHERE org_id = $1 AND number_id IN
           (SELECT n.id FROM phone_numbers AS n
            WHERE n.org_id = $1 AND n.id = $2 AND n.state = 'released')",
        |org| (org.as_str(), id.as_str())
    )
    .map(drop)
}

/// Takes the number from its agent and keeps it for the org; a clean-up takes it out of Vapi.
pub async fn park(tx: &mut OrgTx, id: &NumberId, now: i64) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        concat!(
            "UPDATE phone_numbers SET state = 'unassigned', agent_id = NULL, wanted_agent = NULL,
           proved_at = NULL, updated_at = $1
         WHERE org_id = $2 AND id = $3 AND source = 'managed' AND ",
            is_in_use!()
        ),
        |org| (now, org.as_str(), id.as_str())
    )
    .map(drop)
}

/// Records that a number that stays in use is not at Vapi any more.
pub async fn out_of_vapi(tx: &mut OrgTx, id: &NumberId, now: i64) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        concat!(
            "UPDATE phone_numbers SET vapi_phone_id = NULL, updated_at = $1
         WHERE org_id = $2 AND id = $3 AND source = 'managed' AND ",
            is_in_use!()
        ),
        |org| (now, org.as_str(), id.as_str())
    )
    .map(drop)
}

/// Records that Twilio bills the number no more, whatever is left of it at Vapi.
pub async fn off_the_bill(tx: &mut OrgTx, id: &NumberId) -> Result<(), sqlx::Error> {
    execute!(tx, "UPDATE number_orders SET released = TRUE WHERE org_id = $1 AND number_id = $2", |org| (
        org.as_str(),
        id.as_str()
    ))
    .map(drop)
}

/// Counts the numbers of `$1` that are ordered, bought, or being released. A number whose purchase
/// was not answered may be on the bill.
macro_rules! on_the_bill {
    () => {
        "SELECT COUNT(*) FROM phone_numbers AS n
         WHERE n.org_id = $1 AND n.source = 'managed' AND n.state <> 'released' AND NOT EXISTS
           (SELECT 1 FROM number_orders AS r WHERE r.number_id = n.id AND r.org_id = $1 AND r.released)"
    };
}
pub(in crate::server) use on_the_bill;

/// The count of the org's numbers that the operator is billed for, or may be.
pub async fn count(tx: &mut OrgTx) -> Result<u32, sqlx::Error> {
    let (count,): (i64,) =
        on!(tx, |c, org| sqlx::query_as(on_the_bill!()).bind(org.as_str()).fetch_one(c).await)?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Whether the org has ever bought a number, released ones included.
pub async fn bought_before(tx: &mut OrgTx) -> Result<bool, sqlx::Error> {
    let row: Option<(i64,)> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT created_at FROM phone_numbers
             WHERE org_id = $1 AND source = 'managed' AND twilio_sid IS NOT NULL LIMIT 1",
        )
        .bind(org.as_str())
        .fetch_optional(c)
        .await
    })?;
    Ok(row.is_some())
}

/// The count of managed numbers that the org has, and does not release.
pub async fn in_use(tx: &mut OrgTx) -> Result<u32, sqlx::Error> {
    let (count,): (i64,) = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT COUNT(*) FROM phone_numbers
             WHERE org_id = $1 AND source = 'managed' AND state <> 'released' AND state <> 'releasing'",
        )
        .bind(org.as_str())
        .fetch_one(c)
        .await
    })?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The count of numbers that the org ordered since `since`, except those that were not bought.
pub async fn count_since(tx: &mut OrgTx, since: i64) -> Result<u32, sqlx::Error> {
    let (count,): (i64,) = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT COUNT(*) FROM phone_numbers
             WHERE org_id = $1 AND source = 'managed' AND created_at >= $2",
        )
        .bind(org.as_str())
        .bind(since)
        .fetch_one(c)
        .await
    })?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use crate::server::db::explain;

    #[tokio::test]
    async fn what_is_on_the_bill_is_counted_without_history() {
        let plan = explain::of(on_the_bill!()).await;
        assert!(plan.iter().any(|line| line.contains("INDEX phone_numbers_billed (org_id=?)")), "{plan:#?}");
    }
}
