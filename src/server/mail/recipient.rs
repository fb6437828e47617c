//! A person who gets a mail.

use crate::{
    domain::{
        ids::UserId,
        locale::Locale,
        problem::{Problem, ProblemKind},
        zone::ZoneName,
    },
    server::{cx::Services, db::on},
};

/// A person’s name, address, the language that they read, and the zone in which they read times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    pub name: String,
    pub address: String,
    pub locale: Locale,
    pub zone: ZoneName,
}

impl Recipient {
    /// The person with this id, in their own language, else in `otherwise`.
    pub async fn find(services: &Services, user: &UserId, otherwise: Locale) -> Result<Self, Problem> {
        let mut tx = services.db.read_installation().await?;
        let row: Option<(String, String, Option<String>, Option<String>)> = on!(tx, |c| {
            sqlx::query_as("SELECT name, email, locale, time_zone FROM users WHERE id = $1")
                .bind(user.as_str())
                .fetch_optional(c)
                .await
        })?;
        let (name, address, locale, zone) = row.ok_or(ProblemKind::NotFound)?;
        let locale = locale.as_deref().and_then(Locale::from_tag).unwrap_or(otherwise);
        let zone = zone.map(ZoneName::found).unwrap_or_default();
        Ok(Self { name, address, locale, zone })
    }
}
