//! The operations on webhooks that people and programs ask for.

use url::Url;

use super::{
    outbox::{self, Former, New, Span},
    payload::{Data, body},
    repo::{self, Chosen, Known},
    secrets, views,
};
use crate::{
    domain::{
        ids::OrgId,
        moment,
        problem::{Field, FieldErrors, Problem, ProblemKind, Rule, same_version},
        quota::Quota,
        text::{self, one_line},
        topic::Topic,
        webhook::{
            DeliveriesQuery, DeliveriesView, DeliveryId, DeliveryPage, EventKind, MAX_REPLAYED, MAX_URL,
            PausedBy, ReplayForm, Replayed, WebhookEventId, WebhookForm, WebhookId, WebhookView,
            WebhooksQuery, WebhooksView, called, read_description,
        },
    },
    server::{
        audit::{Action, Change, ChangedField, Part},
        cx::{Cx, Services, Unit},
        db::{OrgTx, Writer},
        list::PageSize,
        quotas,
        vault::secret::Secret,
        zones,
    },
};

const PAGE: PageSize = PageSize(25);
const DAY: i64 = 24 * 3600 * 1000;
/// Rows that go at once: each transaction is short.
const SWEPT: i64 = 500;

/// What is old goes by itself: the log was there for as long as it is kept.
struct OldDeliveries;

impl Writer for OldDeliveries {}

/// A new address, with the secret that its program verifies signatures with. It is shown this once.
#[derive(Debug)]
pub struct Made {
    pub id: WebhookId,
    pub secret: Secret,
}

/// The addresses of the organisation.
///
/// # Errors
/// Fails as the database does.
pub async fn list(cx: &Cx, query: &WebhooksQuery) -> Result<WebhooksView, Problem> {
    let now = cx.services.clock.now_ms();
    let mut tx = cx.read().await?;
    let webhooks = repo::page(&mut tx, query.after.as_ref(), now, PAGE.limit()).await?;
    let (webhooks, next) = PAGE.cut(webhooks, |webhook| webhook.id.clone());
    Ok(WebhooksView { now, webhooks, next })
}

/// # Errors
/// Fails with `NotFound`; so do the others that take an id.
pub async fn get(cx: &Cx, id: &WebhookId) -> Result<WebhookView, Problem> {
    let mut tx = cx.read().await?;
    there(&cx.services, &mut tx, id).await
}

async fn there(services: &Services, tx: &mut OrgTx, id: &WebhookId) -> Result<WebhookView, Problem> {
    let found = repo::find(tx, id, services.clock.now_ms()).await?;
    found.ok_or_else(|| ProblemKind::NotFound.into())
}

async fn known(tx: &mut OrgTx, id: &WebhookId) -> Result<Known, Problem> {
    Ok(repo::known(tx, id).await?.ok_or(ProblemKind::NotFound)?)
}

/// Begins a write about an address that is there; its entry says what the address is called then.
async fn write(cx: &Cx, action: Action, id: &WebhookId) -> Result<Unit, Problem> {
    let mut tx = cx.begin().await?;
    let known = known(&mut tx, id).await?;
    Ok(tx.recorded(action, &known.called).await?)
}

fn chosen(services: &Services, form: &WebhookForm) -> Result<Chosen, Problem> {
    let mut errors = FieldErrors::default();
    let url = errors.value(Field::Url, read_url(services, &form.url));
    let description = errors.value(Field::Description, read_description(&form.description));
    let events = Some(form.events()).filter(|events| !events.is_empty()).ok_or(Rule::NoEvent);
    let events = errors.value(Field::Events, events);
    match (url, description, events) {
        (Some(url), Some(description), Some(events)) => Ok(Chosen { url, description, events }),
        _ => Err(errors.problem()),
    }
}

/// Reads an address as it is asked: without the quotes and brackets around it in a text, and without
/// what a server is not sent.
fn read_url(services: &Services, typed: &str) -> Result<String, Rule> {
    let around = |c: char| text::is_nothing(c) || text::is_quote(c) || matches!(c, '<' | '>');
    let typed = one_line(typed.trim_matches(around), MAX_URL)?;
    let mut url = Url::parse(&typed).map_err(|_| Rule::WebhookUrl)?;
    url.set_fragment(None);
    services.providers.receivers.takes(&url)?;
    // Characters that are not ASCII are encoded in it, which makes it longer.
    let length = u32::try_from(url.as_str().len()).unwrap_or(u32::MAX);
    if length > MAX_URL { Err(Rule::TooLong(MAX_URL)) } else { Ok(url.into()) }
}

fn taken() -> Problem {
    Problem::invalid(Field::Url, Rule::OtherWebhooksUrl)
}

/// Adds an address.
///
/// # Errors
/// Fails with a [`Rule`] on each field that breaks one, or with the quota of webhooks.
pub async fn create(cx: &Cx, form: &WebhookForm) -> Result<Made, Problem> {
    let chosen = chosen(&cx.services, form)?;
    let id: WebhookId = cx.services.random.id();
    let mut tx = cx.write(Action::WebhookMade, called(&chosen.description, &chosen.url)).await?;
    let now = tx.now();
    if !repo::insert(&mut tx, &id, &chosen, now).await? {
        return Err(taken());
    }
    let has = repo::count(&mut tx).await?;
    quotas::hold(&cx.services, &mut tx, Quota::Webhooks, has).await?;
    let secret = secrets::make(&cx.services, &mut tx, &id).await?;
    tx.publish(&[Topic::Webhooks]);
    tx.commit().await?;
    Ok(Made { id, secret })
}

/// Changes an address, or what it is sent. What is in line already goes to the address as it is then.
///
/// # Errors
/// Fails as [`create`], or with `Stale` where it is not the `version` any more that the change is made to.
pub async fn update(cx: &Cx, id: &WebhookId, form: &WebhookForm, version: i64) -> Result<(), Problem> {
    update_if(cx, id, form, |there| same_version(version, there)).await
}

/// Changes an address that is of the version that whoever asks has seen: `seen` looks at it in the transaction
/// that changes it.
///
/// # Errors
/// Fails as `seen` does, and as [`create`].
pub async fn update_if(
    cx: &Cx,
    id: &WebhookId,
    form: &WebhookForm,
    seen: impl FnOnce(i64) -> Result<(), Problem> + Send,
) -> Result<(), Problem> {
    let chosen = chosen(&cx.services, form)?;
    let mut tx = cx.begin().await?;
    let before = known(&mut tx, id).await?;
    seen(before.version)?;
    let after = called(&chosen.description, &chosen.url);
    let renamed = Change::of(ChangedField::Part(Part::Name), Some(&before.called), Some(after));
    let changes: Vec<Change> = renamed.into_iter().collect();
    let mut tx = tx.recorded_with(Action::WebhookChanged, &before.called, &changes).await?;
    if repo::is_taken(&mut tx, &chosen.url, id).await? {
        return Err(taken());
    }
    let now = tx.now();
    repo::change(&mut tx, id, &chosen, now).await?;
    tx.publish(&[Topic::Webhooks]);
    Ok(tx.commit().await?)
}

/// Deletes an address, with its log and what is in line for it.
pub async fn delete(cx: &Cx, id: &WebhookId) -> Result<(), Problem> {
    delete_if(cx, id, |_| Ok(())).await
}

/// Does the same for an address that is of the version that whoever asks has seen: see [`update_if`].
///
/// # Errors
/// Fails as `seen` does.
pub async fn delete_if(
    cx: &Cx,
    id: &WebhookId,
    seen: impl FnOnce(i64) -> Result<(), Problem> + Send,
) -> Result<(), Problem> {
    let mut tx = cx.begin().await?;
    let known = known(&mut tx, id).await?;
    seen(known.version)?;
    let mut tx = tx.recorded(Action::WebhookDeleted, &known.called).await?;
    repo::delete(&mut tx, id).await?;
    tx.publish(&[Topic::Webhooks]);
    Ok(tx.commit().await?)
}

/// Makes another secret, which is shown this once. For a day deliveries are signed with the former one as well.
pub async fn rotate(cx: &Cx, id: &WebhookId) -> Result<Secret, Problem> {
    let mut tx = write(cx, Action::WebhookSecretMade, id).await?;
    let secret = secrets::make(&cx.services, &mut tx, id).await?;
    tx.publish(&[Topic::Webhooks]);
    tx.commit().await?;
    Ok(secret)
}

/// How long a page may show a secret that was just made, in milliseconds.
const FRESH: i64 = 10 * 60 * 1000;

/// The secret of an address that was made in the last minutes, for the page that the making leads to: its
/// session says that it is its to show.
///
/// # Errors
/// Fails as the database does.
pub async fn fresh_secret(
    services: &Services,
    org: &OrgId,
    id: &WebhookId,
) -> Result<Option<Secret>, Problem> {
    let mut tx = services.db.read(org).await?;
    let since = services.clock.now_ms() - FRESH;
    Ok(secrets::made_since(&services.keyring, &mut tx, id, since).await?)
}

/// Sends a test, once, also to an address that is paused. Its delivery shows what was answered.
///
/// # Errors
/// Fails with the quota of what is sent by hand.
pub async fn test(cx: &Cx, id: &WebhookId) -> Result<DeliveryId, Problem> {
    quotas::spend(cx, Quota::WebhookSends).await?;
    let mut tx = write(cx, Action::WebhookTested, id).await?;
    let now = tx.now();
    let (event, delivery): (WebhookEventId, DeliveryId) = (cx.services.random.id(), cx.services.random.id());
    let body = body(EventKind::Test, now, &Data::Test { webhook_id: id })?;
    outbox::add_event(&mut tx, &event, EventKind::Test, now, &body).await?;
    // Nothing else is about it, so that it waits for nothing.
    let object = delivery.as_str();
    let new = New {
        id: &delivery,
        webhook: id,
        event: &event,
        kind: EventKind::Test,
        object,
        at: now,
        replay: false,
    };
    outbox::queue(&mut tx, &new).await?;
    tx.publish(&[Topic::Webhooks]);
    tx.commit().await?;
    Ok(delivery)
}

/// Sends nothing but tests to an address until it is resumed; what happens meanwhile waits.
pub async fn pause(cx: &Cx, id: &WebhookId) -> Result<(), Problem> {
    let mut tx = cx.begin().await?;
    let webhook = there(&cx.services, &mut tx, id).await?;
    if webhook.paused.is_some() {
        return Ok(());
    }
    let mut tx = tx.recorded(Action::WebhookPaused, webhook.called()).await?;
    let now = tx.now();
    repo::pause(&mut tx, id, PausedBy::Hand, now).await?;
    outbox::plan_anew(&mut tx, id, now).await?;
    tx.publish(&[Topic::Webhooks]);
    Ok(tx.commit().await?)
}

/// Goes on with an address: everything that waits is sent now, in its order.
pub async fn resume(cx: &Cx, id: &WebhookId) -> Result<(), Problem> {
    let mut tx = write(cx, Action::WebhookResumed, id).await?;
    let now = tx.now();
    repo::resume(&mut tx, id).await?;
    outbox::wake(&mut tx, id, now).await?;
    outbox::plan_anew(&mut tx, id, now).await?;
    tx.publish(&[Topic::Webhooks]);
    Ok(tx.commit().await?)
}

/// The log of an address.
pub async fn deliveries(cx: &Cx, id: &WebhookId, query: &DeliveriesQuery) -> Result<DeliveriesView, Problem> {
    let mut tx = cx.read().await?;
    let webhook = there(&cx.services, &mut tx, id).await?;
    let deliveries = views::page(&mut tx, id, query, PAGE.limit()).await?;
    let (deliveries, next) = PAGE.cut(deliveries, |delivery| delivery.id.clone());
    Ok(DeliveriesView { now: cx.services.clock.now_ms(), webhook, deliveries, next })
}

/// One delivery with its request and all attempts.
pub async fn delivery(cx: &Cx, id: &DeliveryId) -> Result<DeliveryPage, Problem> {
    let mut tx = cx.read().await?;
    let delivery = views::find(&mut tx, id).await?.ok_or(ProblemKind::NotFound)?;
    let webhook = there(&cx.services, &mut tx, &delivery.webhook).await?;
    let body = views::body(&mut tx, id).await?.unwrap_or_default();
    let attempts = views::attempts(&mut tx, id).await?;
    Ok(DeliveryPage { now: cx.services.clock.now_ms(), webhook, delivery, body, attempts })
}

/// Sends what is over once more, under the same id of the event: after what is in line about the same object.
/// Where the event is in line for the address already, that delivery is meant.
///
/// # Errors
/// Fails with `NotFound` also for one that is not over, or with the quota of what is sent by hand.
pub async fn replay(cx: &Cx, id: &DeliveryId) -> Result<DeliveryId, Problem> {
    quotas::spend(cx, Quota::WebhookSends).await?;
    let mut tx = cx.begin().await?;
    let (webhook, former) = outbox::over(&mut tx, id).await?.ok_or(ProblemKind::NotFound)?;
    if let Some(again) = outbox::in_line(&mut tx, &webhook, &former.event).await? {
        return Ok(again);
    }
    let known = known(&mut tx, &webhook).await?;
    let mut tx = tx.recorded(Action::WebhookReplayed, &known.called).await?;
    let (again, now) = (cx.services.random.id(), tx.now());
    queue_again(&mut tx, &webhook, &former, &again, now).await?;
    tx.publish(&[Topic::Webhooks]);
    tx.commit().await?;
    Ok(again)
}

/// Sends once more what was sent to an address of a span of time, each event once and the oldest first.
///
/// # Errors
/// Fails with `Moment` where the span cannot be read, or with the quota of what is sent by hand.
pub async fn replay_span(cx: &Cx, id: &WebhookId, form: &ReplayForm) -> Result<Replayed, Problem> {
    let now = cx.services.clock.now_ms();
    let mut errors = FieldErrors::default();
    let from = errors.value(Field::Since, read_moment(cx, &form.from));
    let until =
        if text::is_empty(&form.until) { Ok(now.saturating_add(1)) } else { read_moment(cx, &form.until) };
    let until = errors.value(Field::Until, until);
    let (Some(from), Some(until)) = (from, until) else { return Err(errors.problem()) };
    if from >= until {
        return Err(Problem::invalid(Field::Until, Rule::Moment));
    }
    quotas::spend(cx, Quota::WebhookSends).await?;
    let mut tx = write(cx, Action::WebhookReplayed, id).await?;
    let most = PageSize(MAX_REPLAYED);
    let span = Span { from, until, undelivered: form.undelivered };
    let mut found = outbox::in_span(&mut tx, id, &span, most.limit()).await?;
    let more = (found.len() > usize::from(MAX_REPLAYED)).then(|| found.pop()).flatten();
    let now = tx.now();
    for former in &found {
        let again = cx.services.random.id();
        queue_again(&mut tx, id, former, &again, now).await?;
    }
    tx.publish(&[Topic::Webhooks]);
    tx.commit().await?;
    let count = u32::try_from(found.len()).unwrap_or(u32::MAX);
    Ok(Replayed { count, next_from: more.map(|former| former.at) })
}

fn read_moment(cx: &Cx, typed: &str) -> Result<i64, Rule> {
    let typed = text::code(typed);
    if typed.is_empty() {
        return Err(Rule::Required);
    }
    moment::read_iso(&typed).or_else(|| zones::on_clocks(&cx.zone, &typed)).ok_or(Rule::Moment)
}

async fn queue_again(
    tx: &mut OrgTx,
    webhook: &WebhookId,
    former: &Former,
    again: &DeliveryId,
    now: i64,
) -> Result<(), sqlx::Error> {
    let Former { event, kind, object, .. } = former;
    // Nothing else is about a test.
    let object = if *kind == EventKind::Test { again.as_str() } else { object.as_str() };
    let new = New { id: again, webhook, event, kind: *kind, object, at: now, replay: true };
    outbox::queue(tx, &new).await
}

/// Deletes what the logs had for longer than it is kept, of all organisations; returns how many rows those were.
///
/// # Errors
/// Fails as the database does.
pub async fn forget_old(services: &Services) -> Result<u64, sqlx::Error> {
    let before = services.clock.now_ms() - super::KEPT_DAYS * DAY;
    let mut forgotten = 0;
    loop {
        let mut tx = services.db.write_installation(OldDeliveries).await?;
        let now_gone = outbox::forget_old(&mut tx, before, SWEPT).await?;
        tx.commit().await?;
        forgotten += now_gone;
        if now_gone == 0 {
            return Ok(forgotten);
        }
    }
}
