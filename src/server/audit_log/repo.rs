//! SQL of the log: its entries by what they are chosen by, newest first.

use crate::{
    domain::{
        audit::{
            Action, AuditQuery, Change, EntryCursor, EntryView, Names, Object, ObjectKind, Outcome, Person,
            PersonName, Removed, Who, times,
        },
        ids::OrgId,
        phone,
        zone::ZoneName,
    },
    server::{
        account::device_name,
        audit::Actor,
        cx::PLATFORM,
        db::{OrgTx, on, sql, stored},
        list::search::{Prefix, found_by},
        zones,
    },
};

/// Whether `$1` is the organisation of the platform's own log, which is about everybody.
macro_rules! of_platform {
    () => {
        "$1 = 'ffffffff-ffff-7fff-bfff-ffffffffffff'"
    };
}

/// The name of a person who is in the organisation, or was.
macro_rules! name_of {
    ($id:literal) => {
        concat!(
            "(SELECT u.name FROM users AS u WHERE u.id = ",
            $id,
            " AND (",
            of_platform!(),
            " OR EXISTS (SELECT 1 FROM memberships AS m WHERE m.org_id = $1 AND m.user_id = u.id)
                OR EXISTS (SELECT 1 FROM former_members AS f WHERE f.org_id = $1 AND f.user_id = u.id)))"
        )
    };
}

/// Selects the name of the contact of an entry in an organisation, or else its number or address.
macro_rules! contact_called {
    ($org:literal) => {
        concat!(
            "(SELECT COALESCE(NULLIF(p.name, ''), p.phone, p.email) FROM contacts AS p WHERE p.org_id = ",
            $org,
            " AND p.id = l.subject)"
        )
    };
}
pub(super) use contact_called;

/// The entries that are before a place, newest first, as far as they are chosen. `$from` has them as
/// `l`, and `$narrow` repeats the condition by whose index they are found.
macro_rules! entries {
    (from $from:expr, $narrow:expr) => {
        sql!(
            "SELECT l.seq, l.at, l.actor, l.action, l.subject, l.about, l.outcome, l.on_behalf_of, l.changes,
               l.address, l.user_agent, l.correlation_id, ",
            name_of!("substr(l.actor, CASE WHEN l.actor LIKE 'platform:%' THEN 10 ELSE 6 END)"),
            " AS who, ",
            name_of!("l.on_behalf_of"),
            " AS behalf, (SELECT v.reason FROM support_visits AS v WHERE v.org_id = $1 AND v.id = l.on_behalf_of)
               AS visit_reason, (SELECT k.name FROM api_tokens AS k WHERE k.id = l.on_behalf_of AND (k.org_id = $1 OR ",
            of_platform!(),
            ")) AS token, CASE WHEN l.about = 'people' THEN ",
            name_of!("substr(l.subject, 1, 36)"),
            " END AS person, CASE WHEN l.about IN ('agents', 'appointments') THEN
                 (SELECT a.name FROM agents AS a WHERE a.org_id = $1 AND a.id = l.subject) END AS agent,
               CASE WHEN l.about = 'numbers' THEN
                 (SELECT MAX(n.id) FROM phone_numbers AS n WHERE n.org_id = $1 AND n.e164 = l.subject) END
                 AS number_id, CASE WHEN l.about = 'contacts' THEN ",
            contact_called!("$1"),
            " END AS contact, CASE WHEN ",
            of_platform!(),
            " THEN (SELECT t.name FROM orgs AS t WHERE t.id = l.subject) END AS tenant, ",
            of_platform!(),
            " AS of_platform FROM ",
            $from,
            " WHERE l.org_id = $1 AND l.at BETWEEN $4 AND $2 AND (l.at < $2 OR l.seq < $3) AND l.seq > $5
               AND ($6 = '' OR l.actor = $6) AND ($7 = '' OR l.about = $7) AND ($8 = '' OR l.outcome = $8)",
            $narrow,
            " ORDER BY l.at DESC, l.seq DESC LIMIT $9"
        )
    };
    ($narrow:literal) => {
        entries!(from "audit_log AS l", $narrow)
    };
}

const ALL: &str = entries!("");
const OF_PERSON: &str = entries!(" AND l.actor = $6");
const OF_KIND: &str = entries!(" AND l.about = $7");
const REFUSED: &str = entries!(" AND l.outcome = 'refused'");
/// `$10` is an id, a number or a reference; `$11` to `$16` are the terms that begin with the search, and
/// `$5` and `$17` the numbers among which is looked.
/// `CROSS JOIN` has SQLite begin with what is found, and `+ 0` find it where it looks for it, instead
/// of going through the log in the order of its numbers.
const SEARCHED: &str = entries!(
    from concat!(
        "(SELECT s.seq + 0 AS seq FROM audit_log AS s
          WHERE s.org_id = $1 AND s.seq > $5 AND s.seq <= $17 AND s.subject IN (
            SELECT CAST($10 AS TEXT)
            UNION SELECT a.id FROM agents AS a WHERE a.org_id = $1 AND ",
        found_by!("a.id", Agents, "$11", "$12"),
        " UNION SELECT n.e164 FROM phone_numbers AS n WHERE n.org_id = $1 AND (",
        found_by!("n.id", Numbers, "$13", "$14"),
        " OR ",
        found_by!("n.id", Numbers, "$15", "$16"),
        ") UNION SELECT f.org_id FROM tenant_terms AS f WHERE ",
        of_platform!(),
        " AND f.term >= $11 AND f.term < $12)
          UNION SELECT c.seq + 0 FROM audit_log AS c
          WHERE c.org_id = $1 AND c.seq > $5 AND c.seq <= $17 AND c.correlation_id = $10
         ) AS chosen CROSS JOIN audit_log AS l"
    ),
    " AND l.seq = chosen.seq"
);

/// The number of entries that a piece of an export, or a page, is asked for, and where it begins.
pub struct Asked<'a> {
    pub query: &'a AuditQuery,
    /// The zone of the days that it names.
    pub zone: &'a ZoneName,
    /// The place before which entries are wanted; `None` for the newest.
    pub before: Option<&'a EntryCursor>,
    pub limit: i64,
    /// The number above which entries are wanted: that of the last entry that was removed, which may
    /// still be there, or a higher one.
    pub above: i64,
    /// The highest number among which a search looks.
    pub up_to: i64,
}

/// An entry as it is stored, with the names of what it is about.
#[derive(sqlx::FromRow)]
pub struct Row {
    pub seq: i64,
    pub at: i64,
    pub actor: String,
    pub action: String,
    pub subject: String,
    pub about: String,
    pub outcome: String,
    pub on_behalf_of: Option<String>,
    changes: Option<String>,
    pub address: String,
    pub user_agent: String,
    pub correlation_id: String,
    who: Option<String>,
    behalf: Option<String>,
    visit_reason: Option<String>,
    token: Option<String>,
    person: Option<String>,
    agent: Option<String>,
    number_id: Option<String>,
    contact: Option<String>,
    tenant: Option<String>,
    of_platform: bool,
}

impl Row {
    pub fn place(&self) -> EntryCursor {
        EntryCursor::new(self.at, self.seq)
    }

    pub fn view(&self) -> Result<EntryView, sqlx::Error> {
        let seq = self.seq.to_string();
        let row = stored("audit_log", &seq);
        let action = row.code("action", &self.action, Action::from_code)?;
        let names = Names {
            person: self.person.clone(),
            agent: self.agent.clone(),
            number: row.parse_some("subject", self.number_id.as_deref())?,
            contact: self.contact.clone(),
            tenant: self.tenant.clone(),
        };
        let changes: Option<Vec<Change>> = row.json_some("changes", self.changes.as_deref())?;
        Ok(EntryView {
            number: self.seq,
            at: self.at,
            who: row.code("actor", &self.actor, |actor| who(actor, self.who.clone(), self.of_platform))?,
            on_behalf_of: self.behalf.clone(),
            visit_reason: self.visit_reason.clone(),
            token: self.token.clone(),
            action,
            object: Object::read(action, &self.subject, names),
            outcome: row.code("outcome", &self.outcome, Outcome::from_code)?,
            times: times(&self.subject),
            changes: changes.unwrap_or_default(),
            address: self.address.clone(),
            device: device_name(&self.user_agent),
            correlation_id: self.correlation_id.clone(),
        })
    }
}

/// Reads an actor as it is stored; a person has the name that they have now.
pub(super) fn who(actor: &str, name: Option<String>, of_platform: bool) -> Option<Who> {
    Some(match Actor::parse(actor)? {
        Actor::User(id) => Who::Person(id, name),
        // An organisation is not told who of the platform it was; the platform's own log is.
        Actor::Platform(id) if of_platform => Who::Person(id, name),
        Actor::Platform(_) | Actor::Support(..) => Who::Platform,
        // What is stored has the token beside the actor.
        Actor::Token(..) => return None,
        Actor::Visitor(address) => Who::Visitor(address),
        Actor::Operation(id) => Who::Operation(id),
        Actor::Operator => Who::Operator,
        Actor::Ava => Who::Ava,
    })
}

/// The actor that a query is narrowed to, as it is stored; empty for anybody. In the platform's log,
/// people are there as its admins.
fn actor(person: &Person, org: &OrgId) -> String {
    let actor = match person {
        Person::Anybody => return String::new(),
        Person::User(id) if org.as_str() == PLATFORM => Actor::Platform(id.clone()),
        Person::User(id) => Actor::User(id.clone()),
        Person::Ava => Actor::Ava,
        Person::Operator => Actor::Operator,
    };
    actor.encode()
}

/// What the search has to be for numbers to be looked for: else its digits would find them all.
fn dialled(search: &str) -> Option<[Prefix; 2]> {
    let is_number = phone::search(search) == search && search.chars().any(|c| c.is_ascii_digit());
    is_number.then(|| phone::beginnings(search).map(|digits| Prefix::of(&digits)))
}

/// Between the two there is no term.
fn nothing() -> [Prefix; 2] {
    [(); 2].map(|()| Prefix { from: char::MAX.to_string(), to: String::new() })
}

/// Reads the entries before a place, newest first.
pub async fn entries(tx: &mut OrgTx, asked: Asked<'_>) -> Result<Vec<Row>, sqlx::Error> {
    let Asked { query, zone, before, limit, above, up_to } = asked;
    let (from, to) = zones::span(zone, query.since.as_ref(), query.until.as_ref());
    let first = (to, 0);
    let (at, seq) = before.map_or(first, |place| first.min((place.at, place.key)));
    let person = actor(&query.person, tx.org());
    let [about, outcome] =
        [query.about.map_or("", ObjectKind::code), query.outcome.map_or("", Outcome::code)];
    let sql = match (query, query.outcome) {
        (AuditQuery { search, .. }, _) if !search.is_empty() => SEARCHED,
        (AuditQuery { person, .. }, _) if *person != Person::Anybody => OF_PERSON,
        (_, Some(Outcome::Refused)) => REFUSED,
        (AuditQuery { about: Some(_), .. }, _) => OF_KIND,
        _ => ALL,
    };
    let search = query.search.as_str();
    let named = Prefix::of(search);
    let [digits, otherwise] = dialled(search).unwrap_or_else(nothing);
    on!(tx, |c, org| {
        let statement = sqlx::query_as(sql)
            .bind(org.as_str())
            .bind(at)
            .bind(seq)
            .bind(from)
            .bind(above)
            .bind(person)
            .bind(about)
            .bind(outcome)
            .bind(limit);
        if search.is_empty() {
            statement.fetch_all(c).await
        } else {
            statement
                .bind(search)
                .bind(&named.from)
                .bind(&named.to)
                .bind(&digits.from)
                .bind(&digits.to)
                .bind(&otherwise.from)
                .bind(&otherwise.to)
                .bind(up_to)
                .fetch_all(c)
                .await
        }
    })
}

const MEMBERS: &str = "SELECT u.id, u.name FROM memberships AS m JOIN users AS u ON u.id = m.user_id
  WHERE m.org_id = $1 ORDER BY u.name, u.id";
const ADMINS: &str = concat!(
    "SELECT u.id, u.name FROM users AS u WHERE u.platform_admin AND ",
    of_platform!(),
    " ORDER BY u.name, u.id"
);

/// The number of the newest entry.
pub async fn newest(tx: &mut OrgTx) -> Result<i64, sqlx::Error> {
    let (seq,): (i64,) = on!(tx, |c, org| {
        sqlx::query_as("SELECT audit_seq FROM orgs WHERE id = $1").bind(org.as_str()).fetch_one(c).await
    })?;
    Ok(seq)
}

/// What was removed from the beginning of the log, where something was.
pub async fn removed(tx: &mut OrgTx) -> Result<Option<Removed>, sqlx::Error> {
    let (up_to, at): (i64, i64) = on!(tx, |c, org| {
        sqlx::query_as("SELECT audit_cut, audit_cut_at FROM orgs WHERE id = $1")
            .bind(org.as_str())
            .fetch_one(c)
            .await
    })?;
    Ok((up_to > 0).then_some(Removed { up_to, at }))
}

/// The people of the organisation, by name; of the platform, its admins.
pub async fn people(tx: &mut OrgTx) -> Result<Vec<PersonName>, sqlx::Error> {
    let sql = if tx.org().as_str() == PLATFORM { ADMINS } else { MEMBERS };
    let rows: Vec<(String, String)> =
        on!(tx, |c, org| sqlx::query_as(sql).bind(org.as_str()).fetch_all(c).await)?;
    rows.into_iter()
        .map(|(id, name)| Ok(PersonName { id: stored("users", &id).parse("id", &id)?, name }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::address::Address, server::db::explain};

    #[test]
    fn a_span_has_both_of_its_days() {
        const HOUR: i64 = 3_600_000;
        let query = AuditQuery::read(&Address::new("/", "since=1970-01-02&until=1970-01-02"));
        let span = |query: &AuditQuery, zone: &ZoneName| {
            zones::span(zone, query.since.as_ref(), query.until.as_ref())
        };
        assert_eq!(span(&query, &ZoneName::default()), (24 * HOUR, 48 * HOUR));
        let lima = zones::find("America/Lima").unwrap();
        assert_eq!(span(&query, &lima), (29 * HOUR, 53 * HOUR));
        assert_eq!(span(&AuditQuery::default(), &lima), (0, i64::MAX));
    }

    #[tokio::test]
    async fn each_way_to_choose_reads_its_index_in_the_order_of_the_page() {
        for (sql, index) in [
            (ALL, "audit_log_by_time (org_id=? AND at>? AND at<?)"),
            (OF_PERSON, "audit_log_by_actor (org_id=? AND actor=? AND at>? AND at<?)"),
            (OF_KIND, "audit_log_by_kind (org_id=? AND about=? AND at>? AND at<?)"),
            (REFUSED, "audit_log_refused (org_id=? AND at>? AND at<?)"),
        ] {
            let plan = explain::of(sql).await;
            assert!(plan.iter().any(|line| line.contains(index)), "{index}: {plan:#?}");
            assert!(!plan.iter().any(|line| line.contains("TEMP B-TREE")), "{plan:#?}");
        }
    }

    #[tokio::test]
    async fn a_search_reads_what_it_finds_only() {
        let plan = explain::of(SEARCHED).await;
        let entries = plan.iter().position(|line| line.starts_with("SEARCH l USING INDEX"));
        let chosen = plan.iter().position(|line| line == "SCAN chosen");
        assert!(chosen.is_some() && chosen < entries, "{plan:#?}");
        for reads in [
            "audit_log_by_subject (org_id=? AND subject=? AND seq>? AND seq<?)",
            "audit_log_by_correlation (org_id=? AND correlation_id=? AND seq>? AND seq<?)",
            "(org_id=? AND seq=?)",
        ] {
            assert!(plan.iter().any(|line| line.contains(reads)), "{reads}: {plan:#?}");
        }
    }

    #[test]
    fn the_platforms_log_is_the_one_that_its_context_opens() {
        assert_eq!(of_platform!(), format!("$1 = '{PLATFORM}'"));
    }

    #[test]
    fn only_what_can_be_dialled_looks_for_numbers() {
        assert!(dialled("0184").is_some() && dialled("+33 1").is_some());
        assert!(dialled("Desk").is_none() && dialled("Desk 2").is_none() && dialled("").is_none());
    }
}
