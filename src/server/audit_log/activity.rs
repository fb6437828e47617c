//! What a person did in all their organisations, and what was done about their account.

use super::repo::{contact_called, who};
use crate::{
    domain::{
        audit::{Action, ActivityEntry, ActivityQuery, ActivityView, Names, Object, Who, times},
        ids::{OrgId, UserId},
        problem::Problem,
    },
    server::{
        account::device_name,
        audit::Actor,
        cx::Cx,
        db::{Tx, on, stored},
        list::{NEWEST, PageSize},
    },
};

const PAGE: PageSize = PageSize(25);

/// The entries before an id, newest first: the newest of those that the person made, and of those
/// that are about them, each found by its index. What things are called is told of organisations that
/// the person is in; what was removed from a log is not shown, though it may still be there.
const ENTRIES: &str = concat!(
    "
  SELECT l.id, l.org_id, o.name AS org_name, l.at, l.actor, l.action, l.subject, l.address, l.user_agent,
    m.user_id IS NOT NULL AS is_member,
    (SELECT u.name FROM users AS u WHERE u.id = substr(l.actor, 6)) AS who,
    CASE WHEN l.actor = $1 THEN (SELECT k.name FROM api_tokens AS k WHERE k.id = l.on_behalf_of) END AS token,
    CASE WHEN l.about = 'people' AND m.user_id IS NOT NULL AND substr(l.subject, 1, 36) <> $2 THEN
      (SELECT u.name FROM users AS u WHERE u.id = substr(l.subject, 1, 36)) END AS person,
    CASE WHEN l.about IN ('agents', 'appointments') AND m.user_id IS NOT NULL THEN
      (SELECT a.name FROM agents AS a WHERE a.org_id = l.org_id AND a.id = l.subject) END AS agent,
    CASE WHEN l.about = 'numbers' AND m.user_id IS NOT NULL THEN
      (SELECT MAX(n.id) FROM phone_numbers AS n WHERE n.org_id = l.org_id AND n.e164 = l.subject) END
      AS number_id,
    CASE WHEN l.about = 'contacts' AND m.user_id IS NOT NULL THEN ",
    contact_called!("l.org_id"),
    " END AS contact
  FROM (
    SELECT id FROM (
      SELECT a.id FROM audit_log AS a WHERE a.actor = $1 AND a.id < $3
        AND a.seq > (SELECT audit_cut FROM orgs WHERE orgs.id = a.org_id)
      ORDER BY a.id DESC LIMIT $4) AS own
    UNION SELECT id FROM (
      SELECT a.id FROM audit_log AS a WHERE a.about = 'people' AND substr(a.subject, 1, 36) = $2 AND a.id < $3
        AND a.seq > (SELECT audit_cut FROM orgs WHERE orgs.id = a.org_id)
      ORDER BY a.id DESC LIMIT $4) AS about
  ) AS chosen
  CROSS JOIN audit_log AS l
  JOIN orgs AS o ON o.id = l.org_id
  LEFT JOIN memberships AS m ON m.org_id = l.org_id AND m.user_id = $2
  WHERE l.id = chosen.id
  ORDER BY l.id DESC LIMIT $4"
);

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    org_id: String,
    org_name: String,
    at: i64,
    actor: String,
    action: String,
    subject: String,
    address: String,
    user_agent: String,
    is_member: bool,
    who: Option<String>,
    token: Option<String>,
    person: Option<String>,
    agent: Option<String>,
    number_id: Option<String>,
    contact: Option<String>,
}

impl Row {
    fn entry(self, user: &UserId, current: &OrgId) -> Result<ActivityEntry, sqlx::Error> {
        let row = stored("audit_log", &self.id);
        let action = row.code("action", &self.action, Action::from_code)?;
        let by = row.code("actor", &self.actor, |actor| who(actor, self.who, false))?;
        let by = Some(by).filter(|by| !matches!(by, Who::Person(id, _) if id == user));
        // Where a colleague was is theirs.
        let tells_from = matches!(by, None | Some(Who::Visitor(_)));
        let (address, user_agent) =
            if tells_from { (self.address, self.user_agent) } else { Default::default() };
        let number = row.parse_some("subject", self.number_id.as_deref())?;
        let names =
            Names { person: self.person, agent: self.agent, number, contact: self.contact, tenant: None };
        let object = Object::read(action, &self.subject, names);
        Ok(ActivityEntry {
            at: self.at,
            by,
            token: self.token,
            action,
            object: match self.is_member {
                true if self.org_id == current.as_str() => object,
                true => object.without_links(),
                false => Object::Nothing,
            },
            times: times(&self.subject),
            org_name: self.org_name,
            address,
            device: device_name(&user_agent),
        })
    }
}

/// One page of the person's own activity.
///
/// # Errors
/// Fails as the database does.
pub async fn page(cx: &Cx, query: &ActivityQuery) -> Result<ActivityView, Problem> {
    let mut tx = cx.services.db.read_installation().await?;
    let before = query.before.as_ref().map_or(NEWEST, |id| id.as_str());
    let rows = entries(&mut tx, &cx.user, before).await?;
    let (rows, next) = PAGE.cut(rows, |row| row.id.clone());
    let next = next.map(|id| stored("audit_log", &id).parse("id", &id)).transpose()?;
    let entries = rows.into_iter().map(|row| row.entry(&cx.user, &cx.org)).collect::<Result<_, _>>()?;
    Ok(ActivityView { now: cx.services.clock.now_ms(), entries, next })
}

async fn entries(tx: &mut Tx, user: &UserId, before: &str) -> Result<Vec<Row>, sqlx::Error> {
    on!(tx, |c| {
        sqlx::query_as(ENTRIES)
            .bind(Actor::User(user.clone()).encode())
            .bind(user.as_str())
            .bind(before)
            .bind(PAGE.limit())
            .fetch_all(c)
            .await
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn a_page_is_read_from_the_persons_own_entries() {
        let plan = explain::of(ENTRIES).await;
        for reads in [
            "audit_log_by_person (actor=? AND id<?)",
            "audit_log_about_person (<expr>=? AND id<?)",
            "SEARCH l USING INDEX sqlite_autoindex_audit_log_1 (id=?)",
        ] {
            assert!(plan.iter().any(|line| line.contains(reads)), "{reads}: {plan:#?}");
        }
        assert!(!plan.iter().any(|line| ["SCAN a", "SCAN l"].contains(&line.as_str())), "{plan:#?}");
    }
}
