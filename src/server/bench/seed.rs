//! Rows of made-up organisations, each with a number that answers. The statements name
//! every column, and must not be used for an organisation that anybody works with: its
//! secrets open with no key.

use crate::server::{
    application::{self, Error},
    audit::{self, Action, Actor},
    config::{Config, Environment},
    cx::Services,
    db::{Writer, execute, on},
};

/// One statement for the organisations `$1` to `$2`, at the time `$3`. Every row of an
/// organisation bears its id, since each table has ids of its own. The text is one for
/// both engines.
macro_rules! of_each {
    ($insert:literal) => {
        concat!(
            "WITH RECURSIVE counted (n) AS (SELECT $1 UNION ALL SELECT n + 1 FROM counted WHERE n < $2),
             org (n, id) AS (
               SELECT n, '00000000-0000-7000-8000-' || substr(CAST(1000000000000 + n AS TEXT), 2) FROM counted) ",
            $insert
        )
    };
}

/// A row comes before those that refer to it. No secret opens, so none is checked for ten years.
const ROWS: [&str; 9] = [
    of_each!(
        "INSERT INTO orgs (id, name, created_at)
         SELECT id, 'Clinic ' || n, $3 FROM org"
    ),
    of_each!(
        "INSERT INTO users (id, email, name, password_hash, created_at)
         SELECT id, 'owner.' || n || '@seeded.example', 'Owner ' || n, '!', $3 FROM org"
    ),
    of_each!(
        "INSERT INTO memberships (org_id, user_id, role, created_at)
         SELECT id, id, 'owner', $3 FROM org"
    ),
    of_each!(
        "INSERT INTO org_credentials (id, org_id, provider, is_managed, public_config, sealed_secret, key_id,
           fingerprint, last4, status, verified_at, last_used_at, version, saved_by, created_at, updated_at,
           next_check_at)
         SELECT form.prefix || substr(id, 9), id, form.provider, FALSE, form.config, '', NULL,
           'fingerprint', '0000', 'connected', $3, $3, 1, id, $3, $3, $3 + 315360000000
         FROM org CROSS JOIN (
           SELECT '00000000' AS prefix, 'vapi' AS provider, '{\"vapi\":{\"region\":\"us\"}}' AS config
           UNION ALL SELECT '00000001', 'twilio', '{\"twilio\":{\"account_sid\":\"AC\",\"auth\":\"auth_token\"}}'
         ) AS form"
    ),
    of_each!(
        "INSERT INTO agents (id, org_id, name, spec, version, vapi_assistant_id, synced_version, sync_state,
           created_by, created_at, updated_at)
         SELECT id, id, 'Reception', '{\"name\":\"Reception\",\"greeting\":\"Hello\",\"speaks_first\":\"agent\",\"instructions\":\"Be brief.\",\"language\":\"en\",\"voice\":{\"provider\":\"vapi\",\"id\":\"Elliot\"},\"model\":\"gpt-4.1-mini\",\"temperature\":7,\"max_duration\":10}',
           1, id, 1, 'synced', id, $3, $3 FROM org"
    ),
    of_each!(
        "INSERT INTO phone_numbers (id, org_id, e164, source, state, twilio_sid, vapi_phone_id, agent_id,
           wanted_agent, sms_enabled, proved_at, created_at, updated_at)
         SELECT id, id, '+1' || (2000000000 + n), 'byo', 'ready', 'PN' || n, id, id, id, FALSE, $3, $3, $3
         FROM org"
    ),
    of_each!(
        ", ending (id, list, term) AS (
             SELECT id, 'agents', 'reception' FROM org
             UNION ALL SELECT id, 'numbers', '+1' || (2000000000 + n) FROM org
             UNION ALL SELECT id, list, substr(term, 2) FROM ending WHERE length(term) > 1)
         INSERT INTO search_terms (org_id, list, term, id) SELECT id, list, term, id FROM ending"
    ),
    of_each!(
        "INSERT INTO operations (id, org_id, kind, number_id, state, outcome, attempts, next_attempt_at,
           retry_until, correlation_id, created_by, created_at, updated_at, finished_at)
         SELECT id, id, 'import_number', id, 'done', 'imported', 0, $3, $3, id, id, $3, $3, $3 FROM org"
    ),
    of_each!(
        "INSERT INTO operation_steps (operation_id, org_id, position, kind, state, attempts, finished_at)
         SELECT id, id, step.position, step.kind, 'done', 1, $3
         FROM org CROSS JOIN (
           SELECT 0 AS position, 'find_at_twilio' AS kind
           UNION ALL SELECT 1, 'remember_webhooks'
           UNION ALL SELECT 2, 'place_at_vapi'
           UNION ALL SELECT 3, 'bind_agent'
           UNION ALL SELECT 4, 'prove'
         ) AS step"
    ),
];

/// Adds two more people to each organisation.
const COLLEAGUES: [&str; 2] = [
    of_each!(
        "INSERT INTO users (id, email, name, password_hash, created_at)
         SELECT form.prefix || substr(id, 9), 'colleague.' || n || form.domain, 'Colleague ' || n, '!', $3
         FROM org CROSS JOIN (
           SELECT '00000004' AS prefix, '@seeded.example' AS domain
           UNION ALL SELECT '00000005', '@also.seeded.example'
         ) AS form"
    ),
    of_each!(
        "INSERT INTO memberships (org_id, user_id, role, created_at)
         SELECT id, form.prefix || substr(id, 9), 'member', $3
         FROM org CROSS JOIN (SELECT '00000004' AS prefix UNION ALL SELECT '00000005') AS form"
    ),
];

/// Organisations whose rows are added by one statement, and whose entries in one transaction.
const IN_ONE_GO: i64 = 1_000;

pub(super) use of_each;

/// Rows of organisations that nobody works with, each with its first entry.
struct MadeUpRows;

impl Writer for MadeUpRows {}

/// Adds organisations until the database holds `orgs`, in one transaction.
pub async fn fill(config: Config, orgs: i64) -> Result<(), Error> {
    if config.environment == Environment::Production {
        return Err("made-up organisations are refused in production".into());
    }
    let (clock, random) = application::real_clock_and_random();
    let services = application::services(config, clock, random).await?;
    let now = services.clock.now_ms();
    let mut tx = services.db.write_installation(MadeUpRows).await?;
    let (held,): (i64,) = on!(tx, |c| { sqlx::query_as("SELECT COUNT(*) FROM orgs").fetch_one(c).await })?;
    if held < orgs {
        for (first, last) in shares(held + 1, orgs) {
            for sql in ROWS {
                execute!(tx, sql, first, last, now)?;
            }
        }
        // No SQL statement can sign an entry. An org that signs up has one at once.
        let added: Vec<(String,)> =
            on!(tx, |c| { sqlx::query_as("SELECT id FROM orgs WHERE audit_seq = 0").fetch_all(c).await })?;
        for (id,) in added {
            let owner = Actor::User(id.parse()?);
            let mut of_org = tx.in_the_name_of(id.parse()?);
            audit::append(&services, &mut of_org, &owner, Action::SignedUp, &id).await?;
            tx = of_org.of_installation();
        }
    }
    tx.commit().await?;
    services.db.close().await;
    println!("{} organisations were added to {held}.", (orgs - held).max(0));
    Ok(())
}

/// The first and the last of so many organisations at a time as a statement can add within its limit of time.
fn shares(first: i64, last: i64) -> impl Iterator<Item = (i64, i64)> {
    let starts = std::iter::successors(Some(first), |start| Some(start + IN_ONE_GO));
    starts.take_while(move |start| *start <= last).map(move |start| (start, last.min(start + IN_ONE_GO - 1)))
}

/// The id of the organisation of that number, and of its owner.
pub(super) fn id(nth: i64) -> String {
    format!("00000000-0000-7000-8000-{nth:012}")
}

/// Gives each of `orgs` made-up organisations two more people, and its log so many entries.
pub(super) async fn add_people_and_entries(
    services: &Services,
    orgs: i64,
    entries: i64,
) -> Result<(), Error> {
    let now = services.clock.now_ms();
    let mut tx = services.db.write_installation(MadeUpRows).await?;
    for (first, last) in shares(1, orgs) {
        for sql in COLLEAGUES {
            execute!(tx, sql, first, last, now)?;
        }
    }
    for nth in 1..=orgs {
        let org = id(nth);
        let owner = Actor::User(org.parse()?);
        let mut of_org = tx.in_the_name_of(org.parse()?);
        // It has its first one.
        for _ in 1..entries {
            audit::append(services, &mut of_org, &owner, Action::ContactAdded, &org).await?;
        }
        tx = of_org.of_installation();
        if nth % IN_ONE_GO == 0 {
            tx.commit().await?;
            tx = services.db.write_installation(MadeUpRows).await?;
        }
    }
    Ok(tx.commit().await?)
}
