//! Answers to forms. Every server function that takes one is a call of [`handle`].
//!
//! Without JavaScript, the problem and the values typed wait in the session for the page
//! that the browser is sent back to.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use http::{header, request};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use tower_sessions::Session;

use super::{
    auth::service::Visitor,
    current_user,
    cx::{Cx, PlatformCx, Services},
    error,
    request::cookies::Cookie,
    sessions,
};
use crate::domain::{
    address::local,
    answer::Answer,
    feature::Door,
    flash::{Flash, FreshSecret, Notice},
    form::{Fields, Kept},
    integrations::Checked,
    problem::{Problem, ProblemKind, ServerReply},
    provider::Provider,
    webhook::WebhookId,
};

/// Waits before somebody who asks too often is answered. A client that does not heed
/// `Retry-After` asks again as soon as it is refused: held for half a second to a whole
/// one, its refusals leave the processor to others, and those of many connections do not
/// come back all at once. The edge bounds how many wait.
pub async fn slow_down(services: &Services) {
    let share = 1.0 + services.random.unit();
    services.clock.sleep(Duration::from_millis(500).mul_f64(share)).await;
}

/// Stands in the request of a plain form, and is set where its function asks for a proof.
#[derive(Clone, Default)]
pub struct ProofAsked(pub Arc<AtomicBool>);

/// The answer to an accepted form.
pub struct Accepted {
    answer: Answer,
    notice: Option<Notice>,
    leads_to: Option<String>,
    cookie: Option<Cookie>,
    /// The id of the link that the next page shows.
    link: Option<String>,
    /// The webhook whose secret the next page shows.
    secret_of: Option<WebhookId>,
}

impl Accepted {
    /// Leads back to the page of the form, with the notice where that is not hydrated.
    pub fn here(notice: impl Into<Option<Notice>>) -> Self {
        Self {
            answer: Answer::Done,
            notice: notice.into(),
            leads_to: None,
            cookie: None,
            link: None,
            secret_of: None,
        }
    }

    /// Leads on to the page at `path`, with the notice above it.
    pub fn on_to(path: impl Into<String>, notice: impl Into<Option<Notice>>) -> Self {
        Self { leads_to: Some(path.into()), ..Self::here(notice) }
    }

    /// Leads back with the count of notifications that the person has not read.
    pub fn unread(count: u32) -> Self {
        Self { answer: Answer::Unread(count), ..Self::here(None) }
    }

    /// Leads back with the mail server's answer to a mail that it took.
    pub fn mail_taken(reply: ServerReply) -> Self {
        Self { answer: Answer::MailTaken(reply), ..Self::here(Notice::TestMailSent) }
    }

    /// Has the page that it leads to show a link, once: all that waits for it is the id.
    pub fn showing(self, link: Option<String>) -> Self {
        Self { link, ..self }
    }

    /// Has the page that it leads to show the secret of a webhook, once: all that waits for it is the id.
    pub fn showing_secret_of(self, webhook: WebhookId) -> Self {
        Self { secret_of: Some(webhook), ..self }
    }

    /// Adds a cookie for the browser that is answered.
    pub fn with(self, cookie: Option<Cookie>) -> Self {
        Self { cookie, ..self }
    }

    /// Leads back with the provider's verdict on its key; `accepted` is the notice for a
    /// key that works.
    pub fn checked(provider: Provider, checked: Checked, accepted: Notice) -> Self {
        Self { answer: Answer::Checked(provider, checked), ..Self::here(Notice::of_check(checked, accepted)) }
    }
}

/// Runs the action of a signed-in person's form, which is refused without the permission of
/// its `door`, and where a feature of it is off. A refused form comes back under its `name`, with the values typed but no
/// secret.
pub async fn handle<F: Fields>(
    name: &'static str,
    door: impl Into<Door>,
    form: F,
    run: impl AsyncFnOnce(&Cx, &F) -> Result<Accepted, Problem>,
) -> Result<Answer, Problem> {
    let accepted = async { run(&current_user::signed_in(door).await?, &form).await };
    answered(name, &form, accepted.await).await
}

/// Like [`handle`], for a form of the platform admins.
pub async fn handle_platform<F: Fields>(
    name: &'static str,
    form: F,
    run: impl AsyncFnOnce(&PlatformCx, &F) -> Result<Accepted, Problem>,
) -> Result<Answer, Problem> {
    let accepted = async { run(&current_user::platform_admin().await?, &form).await };
    answered(name, &form, accepted.await).await
}

/// Like [`handle_platform`], for a form that asks for a proof first.
pub async fn handle_platform_proved<F: Fields>(
    name: &'static str,
    form: F,
    run: impl AsyncFnOnce(&PlatformCx, &F) -> Result<Accepted, Problem>,
) -> Result<Answer, Problem> {
    let accepted = async { run(&current_user::proved_platform_admin().await?, &form).await };
    answered(name, &form, accepted.await).await
}

/// Like [`handle`], for a form that everybody may send.
pub async fn handle_open<F: Fields>(
    name: &'static str,
    form: F,
    run: impl AsyncFnOnce(Visitor, &F) -> Result<Accepted, Problem>,
) -> Result<Answer, Problem> {
    let accepted = async { run(current_user::visitor().await?, &form).await };
    answered(name, &form, accepted.await).await
}

async fn answered(
    name: &'static str,
    form: &impl Fields,
    accepted: Result<Accepted, Problem>,
) -> Result<Answer, Problem> {
    let Accepted { answer, notice, leads_to, cookie, link, secret_of } = match accepted {
        Ok(accepted) => accepted,
        Err(problem) => return Err(refuse(name, form.values_to_keep(), error::to_quote(problem)).await),
    };
    if let Some(parts) = use_context::<request::Parts>()
        && (leads_to.is_some() || wants_html(&parts.headers))
        && notice.is_some()
    {
        let reply = if let Answer::MailTaken(reply) = &answer { Some(reply.clone()) } else { None };
        let secret = secret_of.map(|of| FreshSecret { of, text: None });
        leave_flash(&parts, &Flash { notice, reply, link, secret, ..Flash::default() }).await;
    }
    if let (Some(Cookie(cookie)), Some(response)) = (cookie, use_context::<ResponseOptions>()) {
        response.append_header(header::SET_COOKIE, cookie);
    }
    if let Some(path) = leads_to {
        leptos_axum::redirect(&path);
    }
    Ok(answer)
}

/// A native form post asks for a page; the hydrated app does not.
pub fn wants_html(headers: &http::HeaderMap) -> bool {
    accepts(headers, "text/html")
}

/// Whether `media_type` stands in the `Accept`.
pub fn accepts(headers: &http::HeaderMap, media_type: &str) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains(media_type))
}

/// The path and query to send the browser back to: always of this site, whatever the
/// `Referer` says, and without the error that leptos may have put into it.
pub fn way_back(headers: &http::HeaderMap) -> String {
    let referer = headers.get(header::REFERER).and_then(|value| value.to_str().ok());
    let Some(url) = referer.and_then(|text| url::Url::parse(text).ok()) else { return "/".to_owned() };
    clean(&url)
}

/// Path and query without leptos's `__path` and `__err`.
pub fn clean(url: &url::Url) -> String {
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| name != "__path" && name != "__err")
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let path = local(url.path()).into_owned();
    if kept.is_empty() {
        return path;
    }
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).finish();
    format!("{path}?{query}")
}

/// Leaves a refused form's problem and values for the page, when the post came without
/// JavaScript; returns the problem.
async fn refuse(form: &'static str, values: Kept, problem: Problem) -> Problem {
    let Some(parts) = use_context::<request::Parts>() else { return problem };
    if problem.kind == ProblemKind::ProofNeeded
        && let Some(ProofAsked(asked)) = parts.extensions.get()
    {
        // Nothing is left for a page: the form goes on once it is proved.
        asked.store(true, Ordering::Relaxed);
        leptos_axum::redirect(&way_back(&parts.headers));
        return problem;
    }
    if wants_html(&parts.headers) {
        // The redirect hides the status, so the client is slowed down here.
        if problem.http_status() == 429
            && let Some(services) = use_context::<Services>()
        {
            slow_down(&services).await;
        }
        let session = parts.extensions.get::<Session>();
        let values = values_kept(values, session).await;
        let problem = Some(problem.clone());
        let flash = Flash { form: form.to_owned(), problem, values, ..Flash::default() };
        leave_flash(&parts, &flash).await;
        leptos_axum::redirect(&way_back(&parts.headers));
    }
    problem
}

/// The values that a refused form may leave in the database: all that a signed-in person
/// typed, since the length of a request is limited; but a visitor's session costs nothing
/// to make, so it holds the beginning of each value only.
pub async fn values_kept(values: Kept, session: Option<&Session>) -> Vec<(String, String)> {
    let viewer = match session {
        Some(session) => sessions::viewer(session).await.ok().flatten(),
        None => None,
    };
    let held = |value| if viewer.is_some() { value } else { cut(value, 512) };
    values.into_iter().map(|(name, value)| (name.to_owned(), held(value))).collect()
}

/// Cuts a value to `most` bytes at the end of a character.
fn cut(mut value: String, most: usize) -> String {
    value.truncate(value.floor_char_boundary(most));
    value
}

async fn leave_flash(parts: &request::Parts, flash: &Flash) {
    if let Some(session) = parts.extensions.get::<Session>()
        && let Err(problem) = sessions::leave_flash(session, flash).await
    {
        tracing::warn!(problem = problem.code(), "a form's answer could not be kept for the next page");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn back(referer: &str) -> String {
        let mut headers = http::HeaderMap::new();
        headers.insert(header::REFERER, referer.parse().unwrap());
        way_back(&headers)
    }

    #[test]
    fn what_is_too_long_keeps_its_beginning() {
        assert_eq!(cut("short".to_owned(), 512), "short");
        assert_eq!(cut("é".repeat(300), 511), "é".repeat(255));
    }

    #[test]
    fn the_way_back_is_a_path_of_this_site() {
        assert_eq!(back("http://a.example/login?next=%2Fx&__path=%2Frpc&__err=e30"), "/login?next=%2Fx");
        assert_eq!(back("http://a.example//evil.example/x"), "/evil.example/x");
        assert_eq!(back("nonsense"), "/");
    }
}
