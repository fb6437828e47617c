//! What the owners of an organisation are told by mail of its deletion: when it is asked for, and what it
//! has done. Each mail goes through the installation's mailbox, once at most; without one, none goes.

use url::Url;

use crate::{
    domain::{
        auth_forms::LOGIN,
        codes::codes,
        deletion::{Left, Report},
        ids::UserId,
        locale::{Locale, pick, say},
        moment,
        problem::{Mail, Problem, ProblemKind},
        provider::Provider,
        role::Role,
        zone::Zone,
    },
    server::{
        cx::Services,
        db::{OrgTx, Tx, Writer, codes_where, execute, on, sql, stored},
        mail::{self, CLAIM, Letter, MailState, Recipient, Template},
        zones,
    },
};

const MINUTE: i64 = 60 * 1000;
/// How often a mail is tried: for a day and a half, at most six hours apart.
const ATTEMPTS: i64 = 12;

codes! {
    /// The event that a mail tells.
    pub enum MailKind {
        /// Somebody asked for the deletion.
        Asked = "asked",
        /// Everything is deleted.
        Deleted = "deleted",
    }
}

/// Stores the state of the mails, which is no change that anybody asked for.
struct DeletionMails;

impl Writer for DeletionMails {}

const OWNERS: &str = codes_where!(Role, |role| matches!(role, Role::Owner));
const OWNED_BY: &str =
    sql!("SELECT user_id FROM memberships WHERE org_id = $1 AND role IN ", OWNERS, " ORDER BY user_id");

/// Has a mail sent to each owner of the organisation, after the commit.
///
/// # Errors
/// Fails as the database does; so do the others.
pub async fn put(
    services: &Services,
    tx: &mut OrgTx,
    kind: MailKind,
    org_name: &str,
) -> Result<(), sqlx::Error> {
    let owners: Vec<(String,)> =
        on!(tx, |c, org| sqlx::query_as(OWNED_BY).bind(org.as_str()).fetch_all(c).await)?;
    for (owner,) in owners {
        execute!(
            tx,
            "INSERT INTO deletion_mails (id, org_id, user_id, org_name, kind, mail, mail_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            |org| (
                services.random.uuid(),
                org.as_str(),
                &owner,
                org_name,
                kind.code(),
                MailState::Due.code(),
                services.clock.now_ms()
            )
        )?;
    }
    Ok(())
}

/// Takes back the mails of the organisation that were not sent.
pub async fn withdraw(tx: &mut OrgTx) -> Result<(), sqlx::Error> {
    execute!(tx, "DELETE FROM deletion_mails WHERE org_id = $1", |org| (org.as_str(),)).map(drop)
}

const IS_DUE: &str = "SELECT id FROM deletion_mails WHERE mail_at <= $1 LIMIT 1";
const NEXT: &str = "SELECT m.id, m.user_id, m.org_name, m.kind, m.attempts, d.due_at, d.report
  FROM deletion_mails AS m JOIN deletions AS d ON d.org_id = m.org_id
  WHERE m.mail_at <= $1 ORDER BY m.mail_at, m.id LIMIT 1";

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    user_id: String,
    org_name: String,
    kind: String,
    attempts: i64,
    due_at: i64,
    report: Option<String>,
}

/// A mail that this node sends now.
struct Claimed {
    id: String,
    user: UserId,
    org_name: String,
    kind: MailKind,
    attempts: i64,
    due_at: i64,
    report: Report,
}

impl Row {
    fn read(self) -> Result<Claimed, sqlx::Error> {
        let row = stored("deletion_mails", &self.id);
        let kind = row.code("kind", &self.kind, MailKind::from_code)?;
        let user = row.parse("user_id", &self.user_id)?;
        let report = row.json_some("report", self.report.as_deref())?.unwrap_or_default();
        let Self { id, org_name, attempts, due_at, .. } = self;
        Ok(Claimed { id, user, org_name, kind, attempts: attempts + 1, due_at, report })
    }
}

/// Sends what is due, and returns how many mails were sent.
pub async fn send_due(services: &Services) -> Result<usize, Problem> {
    let mut sent = 0;
    while let Some(claimed) = claim(services).await? {
        let result = send(services, &claimed).await;
        sent += usize::from(result.is_ok());
        note(services, &claimed, &result).await?;
    }
    Ok(sent)
}

async fn claim(services: &Services) -> Result<Option<Claimed>, sqlx::Error> {
    let now = services.clock.now_ms();
    let mut tx = services.db.read_installation().await?;
    let due: Option<(String,)> = on!(tx, |c| sqlx::query_as(IS_DUE).bind(now).fetch_optional(c).await)?;
    drop(tx);
    if due.is_none() {
        return Ok(None);
    }
    let mut tx = services.db.write_installation(DeletionMails).await?;
    let claimed = next(&mut tx, now).await?;
    tx.commit().await?;
    Ok(claimed)
}

async fn next(tx: &mut Tx, now: i64) -> Result<Option<Claimed>, sqlx::Error> {
    // Whoever claimed these has died: they may have come.
    execute!(
        tx,
        "DELETE FROM deletion_mails WHERE mail = $1 AND mail_at <= $2",
        MailState::Sending.code(),
        now
    )?;
    loop {
        let row: Option<Row> = on!(tx, |c| sqlx::query_as(NEXT).bind(now).fetch_optional(c).await)?;
        let Some(row) = row else { return Ok(None) };
        let id = row.id.clone();
        let claimed = match row.read() {
            Ok(claimed) => claimed,
            Err(error) => {
                tracing::error!(%error, "a mail about a deletion that cannot be read goes to nobody");
                execute!(tx, "DELETE FROM deletion_mails WHERE id = $1", &id)?;
                continue;
            }
        };
        let taken = execute!(
            tx,
            "UPDATE deletion_mails SET mail = $1, mail_at = $2, attempts = $3 WHERE id = $4 AND mail = $5",
            MailState::Sending.code(),
            now + CLAIM,
            claimed.attempts,
            &id,
            MailState::Due.code()
        )?;
        if taken == 1 {
            return Ok(Some(claimed));
        }
    }
}

async fn send(services: &Services, claimed: &Claimed) -> Result<(), Problem> {
    let to = Recipient::find(services, &claimed.user, Locale::default()).await?;
    let Claimed { org_name: org, kind, due_at, report, .. } = claimed;
    let told = LifecycleMail {
        kind: *kind,
        org,
        due_at: *due_at,
        report,
        zone: &zones::around(&to.zone, services.clock.now_ms()),
        base: &services.config.public_url,
    };
    mail::send_from_installation(services, &to, &told).await.map(drop)
}

/// Puts a mail off that was not sent and may be tried again; else its row goes.
async fn note(
    services: &Services,
    claimed: &Claimed,
    result: &Result<(), Problem>,
) -> Result<(), sqlx::Error> {
    let later = match result {
        Ok(()) => None,
        Err(problem) => {
            tracing::warn!(problem = problem.code(), "a mail about a deletion was not sent");
            let again = !mail::may_have_been_taken(problem)
                && !matches!(problem.kind, ProblemKind::Mail(Mail::NoSender) | ProblemKind::NotFound)
                && claimed.attempts < ATTEMPTS;
            again.then(|| (MINUTE << claimed.attempts.clamp(0, 9)).min(360 * MINUTE))
        }
    };
    let mut tx = services.db.write_installation(DeletionMails).await?;
    match later {
        Some(wait) => execute!(
            tx,
            "UPDATE deletion_mails SET mail = $1, mail_at = $2 WHERE id = $3",
            MailState::Due.code(),
            services.clock.now_ms() + wait,
            &claimed.id
        )?,
        None => execute!(tx, "DELETE FROM deletion_mails WHERE id = $1", &claimed.id)?,
    };
    tx.commit().await
}

/// A mail about a deletion.
struct LifecycleMail<'a> {
    kind: MailKind,
    org: &'a str,
    due_at: i64,
    report: &'a Report,
    zone: &'a Zone,
    base: &'a Url,
}

impl Template for LifecycleMail<'_> {
    fn letter(&self, locale: Locale) -> Letter {
        match self.kind {
            MailKind::Asked => self.asked(locale),
            MailKind::Deleted => self.deleted(locale),
        }
    }
}

impl LifecycleMail<'_> {
    fn asked(&self, locale: Locale) -> Letter {
        let Self { org, due_at, zone, base, .. } = self;
        let due = moment::exact(*due_at, zone);
        let mut login = (*base).clone();
        login.set_path(LOGIN);
        Letter::new(say!(locale, "{org} is to be deleted", "{org} va être supprimée"))
            .says(say!(
                locale,
                "Somebody asked for the deletion of the organisation {org} in AVA. On {due} AVA takes back what it \
                 made at the providers, releases its managed numbers, and deletes all of its data and keys for good.",
                "La suppression de l’organisation {org} dans AVA a été demandée. Le {due}, AVA retire ce qu’il a créé \
                 chez les fournisseurs, libère les numéros gérés et supprime définitivement toutes ses données et \
                 ses clés."
            ))
            .says(pick!(
                locale,
                "Until then nobody works in it, and nothing is lost. If it is not to be, sign in before, and take \
                 the deletion back: you are an owner.",
                "D’ici là, personne n’y travaille et rien n’est perdu. Si ce n’est pas voulu, connectez-vous avant \
                 et annulez la suppression\u{a0}: vous êtes propriétaire."
            ))
            .leads_to(pick!(locale, "Sign in", "Se connecter"), login)
    }

    fn deleted(&self, locale: Locale) -> Letter {
        let Self { org, report, .. } = self;
        let mut letter = Letter::new(say!(locale, "{org} is deleted", "{org} est supprimée")).says(say!(
            locale,
            "Everything of the organisation {org} in AVA is deleted. The key by which its secrets were sealed is \
             destroyed: nobody can read them any more. You keep your account.",
            "Tout ce que l’organisation {org} avait dans AVA est supprimé. La clé qui scellait ses secrets est \
             détruite\u{a0}: personne ne peut plus les lire. Vous gardez votre compte."
        ));
        for provider in Provider::ALL {
            let count = report.removed.iter().filter(|removed| removed.provider == provider).count();
            if count > 0 {
                let name = provider.name();
                letter = letter.says(say!(
                    locale,
                    "Steps done at {name} to take back what was there: {count}.",
                    "Étapes faites chez {name} pour retirer ce qui s’y trouvait\u{a0}: {count}."
                ));
            }
        }
        for Left { provider, object, .. } in &report.left {
            let (name, object) = (provider.name(), object.as_deref().unwrap_or("–"));
            letter = letter.says(say!(
                locale,
                "{name}: this could not be taken back, and stays there: {object}. Look after it at the provider.",
                "{name}\u{a0}: ceci n’a pas pu être retiré et y reste\u{a0}: {object}. Occupez-vous-en chez le \
                 fournisseur."
            ));
        }
        letter
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn what_is_due_is_read_from_its_index() {
        for sql in [IS_DUE, NEXT] {
            let plan = explain::of(sql).await;
            assert!(plan.iter().any(|line| line.contains("deletion_mails_due")), "{plan:#?}");
        }
    }
}
