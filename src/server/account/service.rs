//! The account page: the person, their language and their devices.

use tower_sessions::Session;

use super::device_name::device_name;
use crate::{
    domain::{
        account::{AccountView, Device, DeviceId},
        locale::Locale,
        problem::{Problem, ProblemKind},
    },
    server::{
        audit::Action,
        auth::{service::Visitor, store::hash_id},
        cx::Cx,
        db::{Writer, execute, on},
        request::cookies::Cookie,
        sessions,
    },
};

#[derive(sqlx::FromRow)]
struct Row {
    device_id: String,
    id_hash: String,
    user_agent: String,
    created_at: i64,
    last_seen_at: i64,
}

/// `session` is that of the device that sends the request.
pub async fn view(cx: &Cx, session: &Session) -> Result<AccountView, Problem> {
    let viewer = sessions::viewer(session).await?.ok_or(ProblemKind::SignedOut)?;
    let now = cx.services.clock.now_ms();
    let mut tx = cx.services.db.read_installation().await?;
    let rows: Vec<Row> = on!(tx, |c| {
        sqlx::query_as(
            "SELECT device_id, id_hash, user_agent, created_at, last_seen_at FROM sessions
             WHERE user_id = $1 AND expires_at > $2 ORDER BY last_seen_at DESC LIMIT 100",
        )
        .bind(cx.user.as_str())
        .bind(now)
        .fetch_all(c)
        .await
    })?;
    let this = session.id().map(|id| hash_id(&id)).unwrap_or_default();
    let devices = rows
        .into_iter()
        .filter_map(|row| {
            Some(Device {
                id: row.device_id.parse::<DeviceId>().ok()?,
                name: device_name(&row.user_agent),
                signed_in_at: row.created_at,
                last_seen_at: row.last_seen_at,
                current: row.id_hash == this,
            })
        })
        .collect();
    Ok(AccountView { now, viewer, devices })
}

/// The language is the person's own, and no organisation's matter.
struct LanguageChoice;

impl Writer for LanguageChoice {}

/// Keeps the language for the signed-in person; a visitor has the cookie only.
pub async fn set_locale(visitor: &Visitor, locale: Locale) -> Result<Option<Cookie>, Problem> {
    let Visitor { services, session, .. } = visitor;
    if let Some(viewer) = sessions::viewer(session).await? {
        let mut tx = services.db.write_installation(LanguageChoice).await?;
        execute!(tx, "UPDATE users SET locale = $1 WHERE id = $2", locale.code(), viewer.user.as_str())?;
        tx.commit().await?;
    }
    Ok(Cookie::of_locale(&services.config, locale))
}

/// Signs one of the person's own devices out.
pub async fn revoke_device(cx: &Cx, device: DeviceId) -> Result<(), Problem> {
    let mut tx = cx.begin_everywhere().await?;
    let gone = execute!(
        tx,
        "DELETE FROM sessions WHERE device_id = $1 AND user_id = $2",
        device.as_str(),
        cx.user.as_str()
    )?;
    if gone == 0 {
        return Err(ProblemKind::NotFound.into());
    }
    Ok(tx.recorded(Action::DeviceRevoked, device.as_str()).await?.commit().await?)
}
