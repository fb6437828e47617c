//! Entries: each one's hash is made with the log's key, and covers the one
//! before it.

use sha2::{Digest, Sha256};

use super::{
    Action, Actor, AuditLog, Change,
    key::{AuditKey, Signs, framed},
};
use crate::{
    domain::topic::Topic,
    server::{
        correlation,
        db::{OrgTx, execute, on, to_json},
        vault::seal::hex,
    },
};

/// The way in which an entry's hash covers it. Older entries keep theirs, so that they stay
/// verifiable.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    /// Before it had an outcome, changes and where it came from.
    One,
    Two,
}

impl Version {
    const NEWEST: Version = Version::Two;

    pub(super) const fn number(self) -> i64 {
        match self {
            Version::One => 1,
            Version::Two => 2,
        }
    }

    pub(super) const fn of(number: i64) -> Option<Self> {
        match number {
            1 => Some(Version::One),
            2 => Some(Version::Two),
            _ => None,
        }
    }
}

#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    pub seq: i64,
    pub at: i64,
    pub actor: &'a str,
    pub action: &'a str,
    pub subject: &'a str,
    pub correlation_id: &'a str,
    pub about: &'a str,
    pub outcome: &'a str,
    pub on_behalf_of: Option<&'a str>,
    pub changes: Option<&'a str>,
    pub address: &'a str,
    pub user_agent: &'a str,
}

impl Entry<'_> {
    pub(super) fn hash(&self, key: &AuditKey, version: Version, org: &str, previous: &str) -> String {
        let (seq, at) = (self.seq.to_string(), self.at.to_string());
        let first = self.parts(org, previous, &seq, &at);
        match version {
            Version::One => key.sign(Signs::Entry, &first),
            Version::Two => key.sign(Signs::SecondEntry, &[&first[..], &self.more()[..]].concat()),
        }
    }

    /// The hash that an entry had before the log had a key.
    pub(super) fn unkeyed_hash(&self, org: &str, previous: &str) -> String {
        let (seq, at) = (self.seq.to_string(), self.at.to_string());
        let mut digest = Sha256::new();
        framed(&self.parts(org, previous, &seq, &at), |bytes| digest.update(bytes));
        hex(&digest.finalize())
    }

    fn parts<'a>(&'a self, org: &'a str, previous: &'a str, seq: &'a str, at: &'a str) -> [&'a str; 8] {
        [previous, org, seq, at, self.actor, self.action, self.subject, self.correlation_id]
    }

    /// A value that there is not is no empty one: that is never written.
    fn more(&self) -> [&str; 6] {
        let [on_behalf_of, changes] = [self.on_behalf_of, self.changes].map(Option::unwrap_or_default);
        [self.about, self.outcome, on_behalf_of, changes, self.address, self.user_agent]
    }

    /// Whether the columns that the hash of this version does not cover, or does not tell from
    /// others, are as they were written.
    pub(super) fn is_well_formed(&self, version: Version) -> bool {
        let nothing_is_empty = self.on_behalf_of != Some("") && self.changes != Some("");
        match version {
            Version::Two => nothing_is_empty,
            Version::One => Action::from_code(self.action).is_some_and(|action| {
                [self.about, self.outcome] == [action.about().code(), action.outcome().code()]
                    && self.more()[2..].iter().all(|value| value.is_empty())
                    && nothing_is_empty
            }),
        }
    }
}

/// Signs how many entries an org has, and the last one's hash.
pub(super) fn count_mac(key: &AuditKey, org: &str, count: i64, hash: &str) -> String {
    key.sign(Signs::Count, &[org, &count.to_string(), hash])
}

/// What was done, as its entry says it.
#[derive(Clone, Copy)]
pub struct NewEntry<'a> {
    pub action: Action,
    pub subject: &'a str,
    pub changes: &'a [Change],
}

impl<'a> NewEntry<'a> {
    /// An entry that changes no field, or none that would say more than the action does.
    pub const fn new(action: Action, subject: &'a str) -> Self {
        Self { action, subject, changes: &[] }
    }
}

/// Appends within the caller's transaction, so that no effect is without its entry.
pub async fn append<'a>(
    log: impl Into<AuditLog<'a>>,
    tx: &mut OrgTx,
    actor: &Actor,
    action: Action,
    subject: &str,
) -> Result<(), sqlx::Error> {
    append_entry(log, tx, actor, NewEntry::new(action, subject)).await
}

/// Like [`append`], with what changed.
pub async fn append_entry<'a>(
    log: impl Into<AuditLog<'a>>,
    tx: &mut OrgTx,
    actor: &Actor,
    new: NewEntry<'_>,
) -> Result<(), sqlx::Error> {
    let AuditLog { key, clock, random, .. } = log.into();
    // Counting on the org's row makes concurrent writers queue.
    let (seq, previous): (i64, String) = on!(tx, |c, org| {
        sqlx::query_as(
            "UPDATE orgs SET audit_seq = audit_seq + 1 WHERE id = $1 RETURNING audit_seq, audit_hash",
        )
        .bind(org.as_str())
        .fetch_one(c)
        .await
    })?;
    let correlation_id = correlation::current().map(|id| id.to_string()).unwrap_or_default();
    let origin = correlation::origin();
    let changes = if new.changes.is_empty() { None } else { Some(to_json(&new.changes)?) };
    let on_behalf_of = on_behalf_of(tx, actor).await?;
    let actor = actor.encode();
    let entry = Entry {
        seq,
        at: clock.now_ms(),
        actor: &actor,
        action: new.action.code(),
        subject: new.subject,
        correlation_id: &correlation_id,
        about: new.action.about().code(),
        outcome: new.action.outcome().code(),
        on_behalf_of: on_behalf_of.as_deref(),
        changes: changes.as_deref(),
        address: &origin.address,
        user_agent: &origin.user_agent,
    };
    let hash = entry.hash(key, Version::NEWEST, tx.org().as_str(), &previous);
    execute!(
        tx,
        "INSERT INTO audit_log (id, org_id, seq, at, actor, action, subject, correlation_id, version, about,
           outcome, on_behalf_of, changes, address, user_agent, previous_hash, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        |org| (
            random.uuid(),
            org.as_str(),
            entry.seq,
            entry.at,
            entry.actor,
            entry.action,
            entry.subject,
            entry.correlation_id,
            Version::NEWEST.number(),
            entry.about,
            entry.outcome,
            entry.on_behalf_of,
            entry.changes,
            entry.address,
            entry.user_agent,
            &previous,
            &hash
        )
    )?;
    let mac = count_mac(key, tx.org().as_str(), seq, &hash);
    let head = "UPDATE orgs SET audit_hash = $1, audit_mac = $2 WHERE id = $3";
    execute!(tx, head, |org| (&hash, &mac, org.as_str()))?;
    tx.publish(&[Topic::Audit]);
    Ok(())
}

/// Records the opening of a secret. An operation that opens the same one for the same purpose again,
/// at another step or another attempt, has its entry.
pub async fn append_opening<'a>(
    log: impl Into<AuditLog<'a>>,
    tx: &mut OrgTx,
    actor: &Actor,
    subject: &str,
) -> Result<(), sqlx::Error> {
    let action = Action::CredentialOpened;
    if matches!(actor, Actor::Operation(_)) {
        let before: Option<(i64,)> = on!(tx, |c, org| {
            sqlx::query_as(OPENED)
                .bind(org.as_str())
                .bind(actor.encode())
                .bind(action.code())
                .bind(subject)
                .fetch_optional(c)
                .await
        })?;
        if before.is_some() {
            return Ok(());
        }
    }
    append(log, tx, actor, action, subject).await
}

/// Whether the actor has such an entry that is not older. What was done on a visit or by a token has
/// entries of its own.
pub async fn has_entry(
    tx: &mut OrgTx,
    actor: &Actor,
    action: Action,
    subject: &str,
    since: i64,
) -> Result<bool, sqlx::Error> {
    let row: Option<(i64,)> = on!(tx, |c, org| {
        sqlx::query_as(DONE_LATELY)
            .bind(org.as_str())
            .bind(actor.encode())
            .bind(action.code())
            .bind(subject)
            .bind(since)
            .bind(if matches!(actor, Actor::Operation(_)) { ANYBODY } else { actor.by().unwrap_or_default() })
            .fetch_optional(c)
            .await
    })?;
    Ok(row.is_some())
}

/// Looked up among what the person has done of late.
const DONE_LATELY: &str = "SELECT seq FROM audit_log
     WHERE org_id = $1 AND actor = $2 AND action = $3 AND subject || '' = $4 AND at > $5
       AND ($6 = '*' OR COALESCE(on_behalf_of, '') = $6) LIMIT 1";

/// Stands for whomever something was done for.
const ANYBODY: &str = "*";

/// Looked up among what the operation has done, which is little; many operations open the same.
const OPENED: &str = "SELECT seq FROM audit_log
     WHERE org_id = $1 AND actor = $2 AND action = $3 AND subject || '' = $4 LIMIT 1";

/// An operation works for whoever asked for it. Whoever acts for an organisation has the visit beside what
/// they do, and a program its token.
async fn on_behalf_of(tx: &mut OrgTx, actor: &Actor) -> Result<Option<String>, sqlx::Error> {
    let id = match actor {
        Actor::Operation(id) => id,
        other => return Ok(other.by().map(str::to_owned)),
    };
    let row: Option<(String,)> = on!(tx, |c, org| {
        sqlx::query_as("SELECT created_by FROM operations WHERE org_id = $1 AND id = $2")
            .bind(org.as_str())
            .bind(id.as_str())
            .fetch_optional(c)
            .await
    })?;
    Ok(row.map(|(by,)| by))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    const ENTRY: Entry<'static> = Entry {
        seq: 3,
        at: 1_700_000_000_000,
        actor: "user:x",
        action: "agent_changed",
        subject: "y",
        correlation_id: "correlation",
        about: "agents",
        outcome: "done",
        on_behalf_of: Some("z"),
        changes: Some("[]"),
        address: "127.0.0.1",
        user_agent: "Firefox",
    };

    #[test]
    fn each_version_keeps_its_hashes() {
        let key = AuditKey::of_test([7; 32]);
        for (version, expected) in [
            (Version::One, "41219d1b39d8186317ed30438f637d24f134870601442e7739db5284a59569be"),
            (Version::Two, "86cabcd1382728045eb46298548d5267a4e8b76d6794c98ae23fe3ed4efe3f7e"),
        ] {
            assert_eq!(ENTRY.hash(&key, version, "org", "previous"), expected);
            assert!(Version::of(version.number()) == Some(version));
        }
        assert!([0, 3, i64::MAX].into_iter().all(|number| Version::of(number).is_none()));
    }

    #[test]
    fn what_the_first_version_does_not_cover_is_as_it_was_given() {
        let one = Entry { on_behalf_of: None, changes: None, address: "", user_agent: "", ..ENTRY };
        assert!(one.is_well_formed(Version::One) && ENTRY.is_well_formed(Version::Two));
        for forged in [
            Entry { about: "numbers", ..one },
            Entry { outcome: "refused", ..one },
            Entry { on_behalf_of: Some("z"), ..one },
            Entry { changes: Some("[]"), ..one },
            Entry { address: "127.0.0.1", ..one },
            Entry { user_agent: "Firefox", ..one },
            Entry { action: "made_up", ..one },
        ] {
            assert!(!forged.is_well_formed(Version::One));
        }
        assert!(!Entry { changes: Some(""), ..ENTRY }.is_well_formed(Version::Two));
        assert!(!Entry { on_behalf_of: Some(""), ..ENTRY }.is_well_formed(Version::Two));
    }

    #[test]
    fn entries_from_before_were_given_what_their_action_says() {
        for sql in [
            include_str!("../../../migrations/sqlite/0143_audit_entries.sql"),
            include_str!("../../../migrations/postgres/0143_audit_entries.sql"),
        ] {
            let rows = sql.lines().filter_map(|line| {
                line.trim().strip_prefix("WHEN '")?.strip_suffix('\'')?.split_once("' THEN '")
            });
            let mut given = 0;
            for (code, about) in rows {
                let action = Action::from_code(code).unwrap();
                assert_eq!(action.about().code(), about, "{code}");
                assert_eq!(
                    action.outcome().code() == "refused",
                    sql.contains("action IN ('sign_in_refused', 'denied')")
                        && ["sign_in_refused", "denied"].contains(&code),
                    "{code}"
                );
                given += 1;
            }
            assert_eq!(given, ROWS);
        }
    }

    #[tokio::test]
    async fn what_somebody_has_opened_is_looked_up_among_their_own() {
        for (sql, own) in [
            (OPENED, "audit_log_by_actor (org_id=? AND actor=?)"),
            (DONE_LATELY, "audit_log_by_actor (org_id=? AND actor=? AND at>?)"),
        ] {
            let plan = explain::of(sql).await;
            assert!(plan.iter().any(|line| line.contains(own)), "{plan:#?}");
        }
    }

    /// The actions that there were.
    const ROWS: usize = 60;
}
