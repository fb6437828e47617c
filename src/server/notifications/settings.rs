//! What a person has chosen to be told of. It is theirs, in whichever organisation they are.

use super::{mails, repo};
use crate::{
    domain::{
        feature::Feature,
        ids::UserId,
        notification::{
            Category, NotificationKind, NotificationSettings, NotificationSettingsForm,
            NotificationSettingsView,
        },
        problem::Problem,
        provider::smtp,
        zone::ZoneName,
    },
    server::{
        credentials,
        cx::Cx,
        db::{Tx, Writer, execute, on, to_json},
        zones,
    },
};

/// What a person wants to be told of is their own, and no organisation's matter.
struct OwnSettings;

impl Writer for OwnSettings {}

async fn of(tx: &mut Tx, user: &UserId) -> Result<(NotificationSettings, ZoneName), sqlx::Error> {
    let (settings, zone): (Option<String>, Option<String>) = on!(tx, |c| {
        sqlx::query_as("SELECT notification_settings, time_zone FROM users WHERE id = $1")
            .bind(user.as_str())
            .fetch_one(c)
            .await
    })?;
    let zone = zone.map(ZoneName::found).unwrap_or_default();
    Ok((repo::settings(user.as_str(), settings.as_deref())?, zone))
}

pub async fn view(cx: &Cx) -> Result<NotificationSettingsView, Problem> {
    let services = &cx.services;
    let mut tx = services.db.read_installation().await?;
    let (settings, zone) = of(&mut tx, &cx.user).await?;
    drop(tx);
    let mut tx = cx.read().await?;
    let own = credentials::find(&mut tx, smtp::PROVIDER).await?.is_some();
    drop(tx);
    let is_seen = |category: &Category| {
        let mut kinds = NotificationKind::ALL.into_iter().filter(|kind| kind.category() == *category);
        kinds.any(|kind| cx.may(kind.seen_by()))
    };
    let channels = Category::ALL.into_iter().filter(is_seen);
    let channels = channels.map(|category| (category, settings.channel(category, cx.role))).collect();
    let has_own = own && !cx.off.has(Feature::Provider(smtp::PROVIDER));
    let NotificationSettings { quiet, urgent_passes, digest_at, .. } = settings;
    Ok(NotificationSettingsView {
        zone,
        channels,
        quiet,
        urgent_passes,
        digest_at,
        can_mail: has_own || services.providers.smtp.installation().is_some(),
    })
}

/// Keeps what the person chose. What waits for their digest comes at the hour that they chose.
///
/// # Errors
/// Fails as [`NotificationSettingsForm::parse`] does.
pub async fn save(cx: &Cx, form: &NotificationSettingsForm) -> Result<(), Problem> {
    let now = cx.services.clock.now_ms();
    let mut tx = cx.services.db.write_installation(OwnSettings).await?;
    let (before, zone) = of(&mut tx, &cx.user).await?;
    let settings = form.parse(&before)?;
    let json = to_json(&settings)?;
    let sql = "UPDATE users SET notification_settings = $1 WHERE id = $2";
    execute!(tx, sql, &json, cx.user.as_str())?;
    mails::move_digests(&mut tx, &cx.user, zones::next_time(&zone, settings.digest_at, now)).await?;
    Ok(tx.commit().await?)
}
