//! Notifications as one person sees them.

use crate::{
    domain::{
        ids::UserId,
        list::InQuery as _,
        notification::{About, NotificationId, NotificationKind, NotificationView, NotificationsQuery},
        phone::E164,
    },
    server::{
        db::{OrgTx, on, stored},
        list::NEWEST,
    },
};

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    id: String,
    kind: String,
    about: String,
    named: Option<String>,
    times: i64,
    problem: Option<String>,
    at: i64,
    ended_at: Option<i64>,
    due_at: Option<i64>,
    read_at: Option<i64>,
}

/// The columns of a [`Row`] but for the last, of the notification `n`. A name is read with the row that
/// has it: whoever is erased there is named nowhere.
macro_rules! columns {
    () => {
        "n.id, n.kind, n.about, n.times, n.problem, n.at, n.ended_at, n.due_at,
         CASE n.category
           WHEN 'calls' THEN
             (SELECT k.caller FROM calls AS k WHERE k.org_id = n.org_id AND k.id = n.subject)
           WHEN 'leads' THEN (SELECT COALESCE(NULLIF(c.name, ''), c.phone) FROM contacts AS c
                              WHERE c.org_id = n.org_id AND c.id = n.subject)
           WHEN 'appointments' THEN
             (SELECT b.customer FROM appointments AS b WHERE b.org_id = n.org_id AND b.id = n.subject)
           WHEN 'invitations' THEN (SELECT u.name FROM users AS u WHERE u.id = n.subject)
           WHEN 'operations' THEN
             (SELECT COALESCE(a.name, e.e164) FROM operations AS o
              LEFT JOIN agents AS a ON a.org_id = o.org_id AND a.id = o.agent_id
              LEFT JOIN phone_numbers AS e ON e.org_id = o.org_id AND e.id = o.number_id
              WHERE o.org_id = n.org_id AND o.id = n.subject)
         END AS named"
    };
}

pub(super) use columns;

impl Row {
    pub(super) fn view(self) -> Result<NotificationView, sqlx::Error> {
        let row = stored("notifications", &self.id);
        let about: About = row.json("about", &self.about)?;
        let named = match &about {
            About::Numbers { number, .. } => Some(number.unbroken()),
            // Callers and contacts without a name are numbers.
            _ => self.named.map(|named| E164::parse(&named).map_or(named, |number| number.unbroken())),
        };
        Ok(NotificationView {
            id: row.parse("id", &self.id)?,
            kind: row.code("kind", &self.kind, NotificationKind::from_code)?,
            about,
            named,
            times: u32::try_from(self.times).unwrap_or(1),
            problem: row.json_some("problem", self.problem.as_deref())?,
            at: self.at,
            ended_at: self.ended_at,
            due_at: self.due_at,
            read: self.read_at.is_some(),
        })
    }
}

const PAGE: &str = concat!(
    "SELECT p.read_at, ",
    columns!(),
    " FROM notifications AS n
     JOIN notifications_people AS p ON p.notification_id = n.id AND p.user_id = $2
     WHERE n.org_id = $1 AND n.id < $3 AND ($4 = 'all' OR p.read_at IS NULL)
       AND ($5 = '' OR n.category = $5) AND $7 NOT LIKE '%,' || n.kind || ',%'
     ORDER BY n.id DESC LIMIT $6"
);

/// A page of what one person may see, newest first. `unseen` has the codes of the kinds that are left out,
/// with a comma before and after each.
pub async fn page(
    tx: &mut OrgTx,
    user: &UserId,
    query: &NotificationsQuery,
    unseen: &str,
    limit: i64,
) -> Result<Vec<NotificationView>, sqlx::Error> {
    let before = query.before.as_ref().map_or(NEWEST, NotificationId::as_str);
    let rows: Vec<Row> = on!(tx, |c, org| {
        sqlx::query_as(PAGE)
            .bind(org.as_str())
            .bind(user.as_str())
            .bind(before)
            .bind(query.show.code())
            .bind(query.about.written())
            .bind(limit)
            .bind(unseen)
            .fetch_all(c)
            .await
    })?;
    rows.into_iter().map(Row::view).collect()
}

/// Counts the notifications that a person has not read; the session does so in the same words.
pub async fn unread(tx: &mut OrgTx, user: &UserId) -> Result<u32, sqlx::Error> {
    let (count,): (i64,) = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT COUNT(*) FROM notifications_people
             WHERE org_id = $1 AND user_id = $2 AND read_at IS NULL",
        )
        .bind(org.as_str())
        .bind(user.as_str())
        .fetch_one(c)
        .await
    })?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn a_page_is_read_from_its_index() {
        let plan = explain::of(PAGE).await;
        assert!(plan.iter().any(|line| line.contains("notifications_page (org_id=? AND id<?)")), "{plan:#?}");
        assert!(!plan.iter().any(|line| line.starts_with("SCAN") || line.contains("TEMP")), "{plan:#?}");
    }
}
