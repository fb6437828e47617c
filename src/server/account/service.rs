//! The account page: the person, their language and zone, how they sign in, and their devices.

use super::{device_name::device_name, methods, place::place};
use crate::{
    domain::{
        account::{AccountView, Device, DeviceId, MAX_PERSON_NAME, NameForm, PasswordForm, ZoneForm},
        demo::is_demo,
        ids::UserId,
        locale::Locale,
        problem::{Field, FieldErrors, Problem, ProblemKind, Rule},
        text::one_line,
        topic::Topic,
        zone::ZoneName,
    },
    server::{
        audit::{Action, Change, ChangedField, Part},
        auth::{proof, repo, service::Visitor},
        cx::{Cx, Services},
        db::{Writer, execute, on},
        passwords::fair_queue::Applicant,
        request::cookies::Cookie,
        sessions, zones,
    },
};

#[derive(sqlx::FromRow)]
struct Row {
    device_id: String,
    id_hash: String,
    user_agent: String,
    address: String,
    created_at: i64,
    last_seen_at: i64,
}

/// `visitor` is the person, on the device that sends the request.
pub async fn view(cx: &Cx, visitor: &Visitor) -> Result<AccountView, Problem> {
    let viewer = sessions::viewer(&visitor.session).await?.ok_or(ProblemKind::SignedOut)?;
    let now = cx.services.clock.now_ms();
    let mut tx = cx.services.db.read_installation().await?;
    let rows: Vec<Row> = on!(tx, |c| {
        sqlx::query_as(
            "SELECT s.device_id, s.id_hash, s.user_agent, s.address, s.created_at, s.last_seen_at
             FROM sessions AS s
             JOIN users AS u ON u.id = s.user_id AND u.password_version = s.password_version
             WHERE s.user_id = $1 AND s.expires_at > $2 ORDER BY s.last_seen_at DESC LIMIT 100",
        )
        .bind(cx.user.as_str())
        .bind(now)
        .fetch_all(c)
        .await
    })?;
    let this = visitor.hashed_session();
    let devices = rows
        .into_iter()
        .filter_map(|row| {
            Some(Device {
                id: row.device_id.parse::<DeviceId>().ok()?,
                name: device_name(&row.user_agent),
                place: place(&row.address, visitor.address),
                address: row.address,
                signed_in_at: row.created_at,
                last_seen_at: row.last_seen_at,
                current: row.id_hash == this,
            })
        })
        .collect();
    let methods = methods::read(&cx.services, &mut tx, &cx.user).await?;
    Ok(AccountView { now, viewer, zones: zones::names().collect(), methods, devices })
}

/// Language and zone are the person's own, and no organisation's matter.
struct OwnChoice;

impl Writer for OwnChoice {}

/// Keeps the language for the signed-in person; a visitor has the cookie only.
pub async fn set_locale(visitor: &Visitor, locale: Locale) -> Result<Option<Cookie>, Problem> {
    let Visitor { services, session, .. } = visitor;
    if let Some(viewer) = sessions::viewer(session).await? {
        let mut tx = services.db.write_installation(OwnChoice).await?;
        execute!(tx, "UPDATE users SET locale = $1 WHERE id = $2", locale.code(), viewer.user.as_str())?;
        tx.commit().await?;
    }
    Ok(Cookie::of_locale(&services.config, locale))
}

/// Gives the person another name, under which their organisations see what they have done, too.
///
/// # Errors
/// Fails on the field, and with `DemoAccount` for the account that is everybody's.
pub async fn change_name(cx: &Cx, form: &NameForm) -> Result<(), Problem> {
    let name = one_line(&form.name, MAX_PERSON_NAME).map_err(|rule| Problem::invalid(Field::Name, rule))?;
    let mut tx = cx.begin_everywhere().await?;
    let person = repo::find_person(&mut tx, &cx.user).await?.ok_or(ProblemKind::SignedOut)?;
    if is_demo(&person.email) {
        return Err(ProblemKind::DemoAccount.into());
    }
    // It is the second click of a double click.
    if person.name == name {
        return Ok(());
    }
    execute!(tx, "UPDATE users SET name = $1 WHERE id = $2", &name, cx.user.as_str())?;
    let change = Change::of(ChangedField::Part(Part::Name), Some(&person.name), Some(&name));
    let changes: Vec<Change> = change.into_iter().collect();
    let mut tx = tx.recorded_with(Action::NameChanged, cx.user.as_str(), &changes).await?;
    tx.publish(&[Topic::Team]);
    Ok(tx.commit().await?)
}

/// Keeps the zone that the person has chosen.
///
/// # Errors
/// Fails with `UnknownChoice` for what is no zone.
pub async fn choose_zone(cx: &Cx, form: &ZoneForm) -> Result<(), Problem> {
    let unknown = || Problem::invalid(Field::TimeZone, Rule::UnknownChoice);
    let zone = zones::find(form.zone.trim()).ok_or_else(unknown)?;
    let mut tx = cx.services.db.write_installation(OwnChoice).await?;
    execute!(tx, "UPDATE users SET time_zone = $1 WHERE id = $2", zone.as_str(), cx.user.as_str())?;
    Ok(tx.commit().await?)
}

/// Keeps the zone that the browser of a person tells who has none yet.
///
/// # Errors
/// Fails as the database does.
pub async fn adopt_zone(services: &Services, user: &UserId, zone: &ZoneName) -> Result<(), Problem> {
    let mut tx = services.db.write_installation(OwnChoice).await?;
    let sql = "UPDATE users SET time_zone = $1 WHERE id = $2 AND time_zone IS NULL";
    execute!(tx, sql, zone.as_str(), user.as_str())?;
    Ok(tx.commit().await?)
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

/// Signs the person out on every device but the one that sends the request.
pub async fn revoke_other_devices(cx: &Cx, visitor: &Visitor) -> Result<(), Problem> {
    let mut tx = cx.begin_everywhere().await?;
    execute!(
        tx,
        "DELETE FROM sessions WHERE user_id = $1 AND id_hash <> $2",
        cx.user.as_str(),
        visitor.hashed_session()
    )?;
    Ok(tx.recorded(Action::OtherDevicesRevoked, cx.user.as_str()).await?.commit().await?)
}

/// Gives the person another password, and signs them out everywhere else: this device goes on
/// under a new session id.
///
/// # Errors
/// Fails with `WrongPassword` for a present password that is not theirs, with `TooManyAttempts` for
/// too many of them, and with `Stale` where the password was changed elsewhere meanwhile.
pub async fn change_password(cx: &Cx, visitor: &Visitor, form: &PasswordForm) -> Result<(), Problem> {
    let services = &cx.services;
    let mut tx = services.db.read_installation().await?;
    let person = repo::find_person(&mut tx, &cx.user).await?.ok_or(ProblemKind::SignedOut)?;
    let orgs = repo::org_names(&mut tx, &cx.user).await?;
    drop(tx);
    let applicant = Applicant::of(visitor.known().await?.as_ref(), visitor.address);
    let own = [&*person.email, &*person.name].into_iter();
    let about: Vec<&str> = own.chain(orgs.iter().map(String::as_str)).collect();
    let mut field_errors = FieldErrors::default();
    let present = field_errors.value(Field::PresentPassword, proof::is_there(&form.present));
    let accepted = services.passwords.accepts(&form.password, &about, applicant.clone()).await?;
    let accepted = field_errors.value(Field::Password, accepted);
    if present.and(accepted).is_none() {
        return Err(field_errors.problem());
    }
    proof::of_password(cx, visitor, &person, &form.present).await?;
    let hash = services.passwords.hash(&form.password, applicant).await?;
    let mut tx = cx.begin_everywhere().await?;
    if !repo::change_password(&mut tx, &cx.user, person.password_version, &hash, services.clock.now_ms())
        .await?
    {
        return Err(ProblemKind::Stale.into());
    }
    tx.recorded(Action::PasswordChanged, cx.user.as_str()).await?.commit().await?;
    visitor.begin(cx.user.clone(), cx.org.clone(), person.password_version + 1).await
}
