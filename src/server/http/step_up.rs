//! Forms whose function asks for a proof first. Such a form is answered by a document that carries it whole,
//! sealed for this session and this address, and asks for the password or a code. The document is sent to
//! the same address, where the form is opened and goes on as it was typed. So nothing of it stands in a
//! page in clear, nothing waits in the database, and it works without JavaScript.

use std::sync::atomic::Ordering;

use axum::{
    Extension,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

use super::{assets::Assets, body::MAX_BODY, page_context::locale_of, refusal::refused, security_headers};
use crate::{
    app::account::{CARRIED, PASSKEY, PROOF, Proof, proof_document},
    domain::{
        address::local,
        factor::{FactorKind, MINUTES},
        problem::{Problem, ProblemKind},
    },
    server::{
        auth::{
            factors, passkeys,
            session_store::hashed,
            step_up::{self, GivenProof},
        },
        cx::Services,
        forms::{self, ProofAsked},
        request::{
            client_address::ClientAddress,
            cookies::{self, Cookie},
        },
        sessions::{self, ProvedHere},
        vault::{keyring::OfMaster, seal::Place},
    },
};

/// Asks for the proof that a form needs, and goes on with the form once it is given.
pub async fn ask_first(
    State(services): State<Services>,
    Extension(address): Extension<ClientAddress>,
    Extension(assets): Extension<Assets>,
    session: Session,
    request: Request,
    next: Next,
) -> Response {
    if !forms::wants_html(request.headers()) {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let Ok(mut form) = to_bytes(body, MAX_BODY).await else { return refused(ProblemKind::TooLarge) };
    let asks = Asks {
        services: &services,
        session: &session,
        headers: parts.headers.clone(),
        path: parts.uri.path().to_owned(),
        stylesheet: assets.css,
        script: assets.passkeys,
    };
    if let Some(token) = value(&form, CARRIED) {
        let Some(carried) = asks.open(&token) else { return refused(ProblemKind::FormOver) };
        let (passkey, typed) = (value(&form, PASSKEY), value(&form, PROOF).unwrap_or_default());
        let given = passkey.as_deref().map_or(GivenProof::Typed(&typed), GivenProof::Passkey);
        let Some(mark) = asks.mark() else {
            return asks.for_proof(&carried, None).await.unwrap_or_else(refused);
        };
        // The second click of a double click comes when the first has proved it, and used a code up.
        let is_proved = sessions::is_proved_in(&session, services.clock.now_ms(), &mark).await;
        if !is_proved.unwrap_or_default()
            && let Err(problem) = step_up::prove(&services, &session, address, given, &mark).await
        {
            return asks.for_proof(&carried, Some(problem)).await.unwrap_or_else(refused);
        }
        parts.extensions.insert(ProvedHere);
        if let Some(referer) = carried.referer() {
            parts.headers.insert(header::REFERER, referer);
        }
        form = Bytes::from(carried.form);
    }
    let ProofAsked(asked) = ProofAsked::default();
    parts.extensions.insert(ProofAsked(asked.clone()));
    let response = next.run(Request::from_parts(parts, Body::from(form.clone()))).await;
    if !asked.load(Ordering::Relaxed) {
        return response;
    }
    let sent_at = services.clock.now_ms();
    let carried = Carried { form: form.to_vec(), back: forms::way_back(&asks.headers), sent_at };
    asks.for_proof(&carried, None).await.unwrap_or_else(refused)
}

fn value(form: &[u8], input: &str) -> Option<String> {
    let mut fields = url::form_urlencoded::parse(form);
    fields.find_map(|(name, value)| (name == input).then(|| value.into_owned()))
}

/// The longest mark, in characters.
const MAX_MARK: usize = 64;

/// Milliseconds for which a form waits for its proof.
const LASTS: i64 = MINUTES as i64 * 60_000;

/// A form as it was sent.
#[derive(Serialize, Deserialize)]
struct Carried {
    form: Vec<u8>,
    /// The page of this site that it was sent from.
    back: String,
    sent_at: i64,
}

impl Carried {
    /// The form's own page, as the `Referer` by which it is led back.
    fn referer(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&format!("http://ava.invalid{}", local(&self.back))).ok()
    }
}

/// The request for a proof, in this session and at this path.
struct Asks<'a> {
    services: &'a Services,
    session: &'a Session,
    headers: HeaderMap,
    path: String,
    stylesheet: String,
    script: String,
}

impl Asks<'_> {
    /// The place of a sealed form: no other session opens it, and no other address takes it.
    fn with_place<T>(&self, run: impl FnOnce(Place<'_>) -> T) -> T {
        let session = hashed(self.session);
        run(Place { table: "carried_forms", row: &self.path, owner: &session, field: "form" })
    }

    fn seal(&self, carried: &Carried) -> Result<String, Problem> {
        let plain = postcard::to_allocvec(carried).map_err(|_| ProblemKind::Internal)?;
        let OfMaster { master_id, sealed } =
            self.with_place(|place| self.services.keyring.seal_apart(place, &plain))?;
        Ok(format!("{master_id}.{}", BASE64_URL_SAFE_NO_PAD.encode(sealed)))
    }

    /// `None` for a form of another session or address, and for one that has waited too long.
    fn open(&self, token: &str) -> Option<Carried> {
        let (master_id, sealed) = token.split_once('.')?;
        let sealed = BASE64_URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let sealed = OfMaster { master_id: master_id.to_owned(), sealed };
        let plain = self.with_place(|place| self.services.keyring.open_apart(place, &sealed)).ok()?;
        let carried: Carried = postcard::from_bytes(&plain).ok()?;
        (self.services.clock.now_ms() - carried.sent_at < LASTS).then_some(carried)
    }

    /// What the browser is known by that was asked; a session stolen before has none of it.
    fn mark(&self) -> Option<String> {
        let mark = cookies::read(&self.headers, cookies::proof(&self.services.config));
        mark.filter(|mark| (1..=MAX_MARK).contains(&mark.len())).map(str::to_owned)
    }

    /// The cookie of the mark, for as long as a form waits: the same for forms that wait in several tabs.
    fn marking(&self) -> Option<Cookie> {
        let config = &self.services.config;
        let mark = self.mark().unwrap_or_else(|| self.services.random.uuid());
        Cookie::new(config, cookies::proof(config), &mark, LASTS / 1000)
    }

    /// The document that asks, or asks again after a problem.
    async fn for_proof(&self, carried: &Carried, problem: Option<Problem>) -> Result<Response, Problem> {
        let viewer = sessions::viewer(self.session).await?.ok_or(ProblemKind::SignedOut)?;
        let mut tx = self.services.db.read_installation().await?;
        let kinds = factors::of_person(&mut tx, &viewer.user).await?;
        drop(tx);
        let has_passkey = kinds.contains(&FactorKind::Passkey) && passkeys::site(self.services).is_ok();
        let token = self.seal(carried)?;
        let status = problem.as_ref().map_or(200, Problem::http_status);
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
        let locale = viewer.locale.unwrap_or_else(|| locale_of(&self.headers));
        let proof = Proof {
            path: &self.path,
            token: &token,
            back: &carried.back,
            has_app: kinds.contains(&FactorKind::Totp),
            has_passkey,
            problem,
        };
        let html = proof_document(&proof, locale, self.stylesheet.clone(), self.script.clone());
        let policy = [(header::CONTENT_SECURITY_POLICY, security_headers::ASKS)];
        let mut response = (status, policy, Html(html)).into_response();
        if let Some(Cookie(cookie)) = self.marking() {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        Ok(response)
    }
}
