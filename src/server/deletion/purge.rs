//! The end of a deletion: rows, data key and names go in one transaction, which leaves the report. What an
//! organisation may have very much of goes before, in shares: no other organisation waits for long.

use super::{is_ready, report};
use crate::{
    domain::{deletion::DeletionState, feature::Off, ids::OrgId, problem::Problem, topic::Topic},
    server::{
        audit::{Action, Actor},
        cx::{Draft, Person, Services},
        db::{Writer, execute, on, to_json},
        lifecycle::{
            deletion::{self, Row},
            mails::{self, MailKind},
        },
    },
};

/// The tables that keep rows of an organisation that is deleted: its log, whose chain holds as a whole alone,
/// the report, the mails that are not sent yet, and by the ids of those who were in it what the operator had
/// decided: that holds for the next organisation that they make, which nobody gets around by deleting one.
pub const KEPT: [&str; 7] = [
    "audit_log",
    "audit_heads",
    "deletions",
    "deletion_mails",
    "former_members",
    "org_quotas",
    "managed_orgs",
];

macro_rules! tables {
    ($($table:literal)+) => {
        /// The tables whose rows go, those that refer to others before them; each with the statement. The
        /// data keys are destroyed by the keyring.
        pub const TABLES: &[(&str, &str)] =
            &[$(($table, concat!("DELETE FROM ", $table, " WHERE org_id = $1"))),+];
    };
}

tables! {
    "operation_escrow" "operation_steps" "number_findings" "number_orders" "leftovers" "operations"
    "booking_events" "booking_mails" "calendar_busy" "calendar_mirrors"
    "booked_cells" "appointments" "appointment_services" "booking_settings"
    "call_events" "event_usage" "call_reads" "call_erasures" "call_retention" "calls" "tool_answers"
    "trials" "daily_uses" "own_phones"
    "contact_imports_rows" "contact_imports" "contacts" "search_terms"
    "notifications_causes" "notifications_people" "notifications" "monitoring" "hooks"
    "webhook_attempts" "webhook_deliveries" "webhook_events" "webhook_secrets" "webhooks"
    "consents_asked" "google_grants" "credential_changes" "credential_days"
    "phone_numbers" "agent_bookings" "agents" "org_credentials"
    "invitation_mails" "invitations" "api_idempotency" "api_windows" "api_tokens" "sessions" "memberships"
    "suspensions" "support_visits" "tenant_terms" "tenants"
}

/// Deletes rows before the last transaction: that the deletion has begun is in the log.
struct DeletedRows;

impl Writer for DeletedRows {}

/// Rows that one statement deletes before the last transaction.
const SHARE: i64 = 1_000;

macro_rules! shares {
    ($($table:literal by $key:literal,)+) => {
        /// Statements that delete a share of a table of which an organisation may have very much; what hangs
        /// on those rows goes with them. Neither the report nor a clean-up reads any of it.
        const SHARES: &[&str] = &[$(concat!(
            "DELETE FROM ", $table, " WHERE (", $key, ") IN (SELECT ", $key, " FROM ", $table,
            " WHERE org_id = $1 LIMIT $2)"
        )),+];
    };
}

shares! {
    "calendar_busy" by "org_id, event_id",
    "appointments" by "id",
    "call_events" by "id",
    "calls" by "id",
    "tool_answers" by "org_id, tool_call_id",
    "contact_imports_rows" by "org_id, import_id, row_nr",
    "contacts" by "id",
    "webhook_deliveries" by "id",
    "webhook_events" by "id",
    "search_terms" by "org_id, list, term, id",
    "notifications" by "id",
    "api_idempotency" by "org_id, token_id, idempotency_key",
}

/// Deletes the rows that would make the last transaction long.
async fn thin_out(services: &Services, org: &OrgId) -> Result<(), sqlx::Error> {
    for delete in SHARES {
        loop {
            let mut tx = services.db.write(DeletedRows, org).await?;
            let deleted = execute!(tx, *delete, |org| (org.as_str(), SHARE))?;
            tx.commit().await?;
            if deleted == 0 {
                break;
            }
        }
    }
    Ok(())
}

/// Ends the deletion where nothing is under way any more; returns whether it did.
pub(super) async fn end(services: &Services, org: &OrgId, row: &Row) -> Result<bool, Problem> {
    let now = services.clock.now_ms();
    let mut tx = services.db.read(org).await?;
    if !is_ready(&mut tx, row.forced, now).await? {
        return Ok(false);
    }
    drop(tx);
    thin_out(services, org).await?;
    let by = Person {
        user: row.by.clone(),
        actor: Actor::Ava,
        off: Off::default(),
        on_the_platform: Some(Action::TenantDeleted.into()),
        once: None,
    };
    let mut draft = Draft::begin(services, org, by).await?.across_organisations().await?;
    // Another node may have been faster.
    let Some(row) = deletion::row(&mut draft).await? else { return Ok(false) };
    if row.deletion.state != DeletionState::Running || !is_ready(&mut draft, row.forced, now).await? {
        return Ok(false);
    }
    let report = report::of(&mut draft, row.begun_at.unwrap_or(row.deletion.due_at)).await?;
    let (name,): (String,) = on!(draft, |c, org| {
        sqlx::query_as("SELECT name FROM orgs WHERE id = $1").bind(org.as_str()).fetch_one(c).await
    })?;
    mails::withdraw(&mut draft).await?;
    mails::put(services, &mut draft, MailKind::Deleted, &name).await?;
    // The links of invitations name the organisation, and whoever invited.
    execute!(
        draft,
        "DELETE FROM one_time_links WHERE id IN
           (SELECT i.mailed_link FROM invitations AS i WHERE i.org_id = $1
            UNION SELECT i.shown_link FROM invitations AS i WHERE i.org_id = $1)",
        |org| (org.as_str(),)
    )?;
    execute!(
        draft,
        "INSERT INTO former_members (org_id, user_id, left_at)
           SELECT m.org_id, m.user_id, $2 FROM memberships AS m WHERE m.org_id = $1
         ON CONFLICT (org_id, user_id) DO UPDATE SET left_at = excluded.left_at",
        |org| (org.as_str(), now)
    )?;
    for (_, delete) in TABLES {
        execute!(draft, *delete, |org| (org.as_str(),))?;
    }
    let destroyed = services.keyring.destroy(&mut draft).await?;
    let tombstone = "UPDATE orgs SET name = '', made_by = NULL WHERE id = $1";
    execute!(draft, tombstone, |org| (org.as_str(),))?;
    execute!(
        draft,
        "UPDATE deletions SET state = $1, ended_at = $2, report = $3 WHERE org_id = $4",
        |org| (DeletionState::Done.code(), now, to_json(&report)?, org.as_str())
    )?;
    let mut tx = draft.recorded(Action::OrgDeleted, "").await?;
    tx.publish(&Topic::ALL);
    tx.commit().await?;
    services.keyring.forget(&destroyed);
    let left = report.left.len();
    tracing::info!(org.id = %org, left, "an organisation is deleted; {left} thing(s) stay at providers");
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn a_share_is_found_by_an_index() {
        for sql in SHARES {
            let plan = explain::of(sql).await;
            assert!(plan.iter().all(|line| !line.contains("SCAN")), "{sql}: {plan:#?}");
        }
    }
}
