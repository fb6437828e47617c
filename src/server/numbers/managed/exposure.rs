//! Whether anybody but AVA may know the token of an org's account inside the operator's, and
//! whether that account is suspended.
//!
//! A former version gave the token to Vapi, whose own API shows it to the org. An operation for
//! each such org, begun here by itself, renews the token.

use std::time::Duration;

use crate::{
    domain::{
        credential::Account,
        ids::{OperationId, OrgId, UserId},
        number::NumberSource,
        operation::{OperationKind, StepKind, SubjectId, Target},
        problem::{Problem, ProblemKind},
        topic::Topic,
    },
    server::{
        credentials,
        cx::Services,
        db::{OrgTx, Writer, execute, on, sql, stored},
        numbers::{operations::target, repo},
        operations::{
            queue::{self, Plan, Planned},
            states::{is_claimable, is_left, is_open},
        },
        provider_auth::account_name,
        suspension::is_at_work,
    },
};

/// The wait between a renewal that failed and the next one.
const BETWEEN: Duration = Duration::from_secs(3600);

/// The status of the account, as far as AVA has had a hand in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountStatus {
    /// Somebody besides AVA may know its token.
    pub exposed: bool,
    /// AVA suspended it.
    pub suspended: bool,
    /// The operation that is about to suspend it.
    pub closing: Option<OperationId>,
}

pub async fn status(tx: &mut OrgTx) -> Result<AccountStatus, sqlx::Error> {
    let row: Option<(bool, bool, Option<String>)> = on!(tx, |c, org| {
        sqlx::query_as("SELECT exposed, suspended, closing FROM managed_orgs WHERE org_id = $1")
            .bind(org.as_str())
            .fetch_optional(c)
            .await
    })?;
    let Some((exposed, suspended, closing)) = row else { return Ok(AccountStatus::default()) };
    let closing = stored("managed_orgs", tx.org().as_str()).parse_some("closing", closing.as_deref())?;
    Ok(AccountStatus { exposed, suspended, closing })
}

pub async fn set_status(tx: &mut OrgTx, status: &AccountStatus) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "INSERT INTO managed_orgs (org_id, exposed, suspended, closing) VALUES ($1, $2, $3, $4)
         ON CONFLICT (org_id) DO UPDATE SET exposed = excluded.exposed, suspended = excluded.suspended,
           closing = excluded.closing",
        |org| (
            org.as_str(),
            status.exposed,
            status.suspended,
            status.closing.as_ref().map(OperationId::as_str)
        )
    )
    .map(drop)
}

/// The condition for the step `s` of an operation `o` that renews the token.
const RENEWS: &str = sql!(
    "o.kind = '",
    OperationKind::SecureAccount.code(),
    "' AND s.kind = '",
    StepKind::RenewToken.code(),
    "'"
);

/// The orgs whose token is to be renewed, each with the user to name as asking: none with a renewal
/// under way, none with one that failed a moment ago, none whose account is being opened just now.
const DUE: &str = sql!(
    "SELECT e.org_id, MIN(u.user_id) FROM managed_orgs AS e
  JOIN memberships AS u ON u.org_id = e.org_id
  WHERE e.exposed AND ",
    is_at_work!("e.org_id"),
    " AND NOT EXISTS (SELECT 1 FROM operations AS o
      JOIN operation_steps AS s ON s.operation_id = o.id
      WHERE o.org_id = e.org_id AND ",
    RENEWS,
    " AND ",
    is_left!(s),
    "
        AND (",
    is_open!(o),
    " OR (o.state = 'failed' AND o.created_at > $1)))
    AND NOT EXISTS (SELECT 1 FROM number_orders AS n JOIN operations AS o
        ON o.org_id = n.org_id AND o.number_id = n.number_id AND o.kind = '",
    OperationKind::BuyNumber.code(),
    "'
      WHERE n.org_id = e.org_id AND n.opening AND ",
    is_claimable!(o),
    ")
  GROUP BY e.org_id ORDER BY e.org_id LIMIT 20"
);

/// Writes the renewals that begin by themselves every minute: each operation is its own record.
struct DueRenewals;

impl Writer for DueRenewals {}

/// Begins the renewals that are due, and returns their number. Called every minute.
pub async fn enqueue_exposed(services: &Services) -> Result<usize, Problem> {
    if services.config.platform.is_none() {
        return Ok(0);
    }
    let before = services.clock.now_ms() - i64::try_from(BETWEEN.as_millis()).unwrap_or(i64::MAX);
    let mut tx = services.db.read_installation().await?;
    let due: Vec<(String, String)> = on!(tx, |c| sqlx::query_as(DUE).bind(before).fetch_all(c).await)?;
    drop(tx);
    let mut begun = 0;
    for (org, by) in due {
        match renew(services, &org, &by).await {
            Ok(true) => begun += 1,
            // Another node was quicker.
            Ok(false) => {}
            // The other orgs are due, whatever problem this one has.
            Err(problem) => {
                tracing::error!(org.id = org, problem = problem.code(), "could not begin to renew a token");
            }
        }
    }
    Ok(begun)
}

async fn renew(services: &Services, org: &str, by: &str) -> Result<bool, Problem> {
    let row = stored("memberships", org);
    let (org, by): (OrgId, UserId) = (row.parse("org_id", org)?, row.parse("user_id", by)?);
    let mut tx = services.db.write(DueRenewals, &org).await?;
    if is_begun(&mut tx).await? {
        return Ok(false);
    }
    begin(services, &mut tx, &by).await?;
    tx.commit().await?;
    Ok(true)
}

/// Whether a renewal goes on, or is about to.
pub async fn is_begun(tx: &mut OrgTx) -> Result<bool, sqlx::Error> {
    let (count,): (i64,) = on!(tx, |c, org| {
        sqlx::query_as(sql!(
            "SELECT COUNT(*) FROM operations AS o JOIN operation_steps AS s ON s.operation_id = o.id
             WHERE o.org_id = $1 AND ",
            RENEWS,
            " AND ",
            is_left!(s),
            " AND ",
            is_open!(o)
        ))
        .bind(org.as_str())
        .fetch_one(c)
        .await
    })?;
    Ok(count > 0)
}

/// Begins a renewal. While numbers are in the account, Vapi gets a key in place of the token first,
/// so that they go on working; where Vapi does not take it, Vapi gets it once more after that.
/// Without numbers, the account is suspended as well.
pub async fn begin(services: &Services, tx: &mut OrgTx, by: &UserId) -> Result<Option<OperationId>, Problem> {
    let mut steps = Vec::new();
    if credentials::connected(tx).await?.has(Account::MANAGED) {
        let carry = at_vapi(tx).await?;
        steps.push(StepKind::MakeKey.into());
        steps.extend(carry.iter().cloned());
        steps.push(StepKind::RenewToken.into());
        steps.extend(carry);
    } else {
        let target = Some(Target::Account { name: account_name(tx.org()) });
        steps.push(StepKind::RenewToken.into());
        steps.push(Planned { kind: StepKind::CloseAccount, target });
    }
    let subject = SubjectId::ManagedAccount(services.random.id());
    let kind = OperationKind::SecureAccount;
    let plan = Plan { kind, subject: &subject, label: Account::MANAGED.provider.name(), steps: &steps };
    let begun = queue::open(services, tx, by, &plan).await?;
    tx.publish(&[Topic::Operations]);
    Ok(begun)
}

/// Gives up Vapi's key after somebody deleted it in the operator's account: the next renewal makes
/// another, and gives it to every number.
pub async fn key_gone(tx: &mut OrgTx) -> Result<(), sqlx::Error> {
    let Some(row) = credentials::find(tx, Account::MANAGED).await? else { return Ok(()) };
    let Some(key) = row.config.vapi_key().cloned() else { return Ok(()) };
    credentials::set_config(tx, &row.id, &row.config.with_vapi_key(key.given_up())).await?;
    let before = status(tx).await?;
    set_status(tx, &AccountStatus { exposed: true, ..before }).await
}

/// Whether AVA mends by itself what a check of the account found: Vapi's key is gone, or the token
/// is just being renewed.
pub async fn mends(services: &Services, tx: &mut OrgTx, found: &Problem) -> Result<bool, sqlx::Error> {
    if services.config.platform.is_none() {
        return Ok(false);
    }
    match found.kind {
        ProblemKind::VapiKeyGone => key_gone(tx).await.map(|()| true),
        ProblemKind::KeyRefused(_) => Ok(status(tx).await?.exposed),
        _ => Ok(false),
    }
}

/// The steps that give each managed number at Vapi the secret that is stored by then.
async fn at_vapi(tx: &mut OrgTx) -> Result<Vec<Planned>, sqlx::Error> {
    let numbers = repo::in_use(tx).await?.into_iter();
    let there =
        |number: &repo::Number| number.source == NumberSource::Managed && number.vapi_phone_id.is_some();
    let step = |number| Planned { kind: StepKind::CarryToVapi, target: Some(target(&number)) };
    Ok(numbers.filter(there).map(step).collect())
}
