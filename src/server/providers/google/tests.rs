use std::collections::BTreeSet;

use serde_json::{Value, json};
use url::form_urlencoded;

use super::{
    Asking, SCOPES,
    refusal::{CALENDAR, OAUTH},
    rights, scopes,
};
use crate::{
    domain::{
        problem::{Consent, Problem, ProblemKind, Right},
        provider::google_calendar::{PROVIDER, RIGHTS},
    },
    server::{
        providers::{
            fake::{Answer, Fake, cx, google},
            refusals::tests::assert_said,
        },
        vault::secret::Secret,
    },
};

/// An ID token of the account `sub-1`.
const ID_TOKEN: &str = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJzdWItMSJ9.c2ln";

fn granted() -> Value {
    json!({
        "access_token": "ya29.one", "expires_in": 3599, "refresh_token": "1//one", "scope": scopes(),
        "token_type": "Bearer", "id_token": ID_TOKEN, "refresh_token_expires_in": 604_799,
    })
}

async fn exchange(answer: impl Fn() -> Answer + Send + Sync + 'static) -> Result<super::Granted, Problem> {
    Fake::always(answer).await.providers().google.exchange(&cx(), "4/code", "verifier").await
}

async fn refresh(answer: impl Fn() -> Answer + Send + Sync + 'static) -> Result<super::Granted, Problem> {
    Fake::always(answer).await.providers().google.refresh(&cx(), &Secret::new("1//one")).await
}

async fn calendars(answer: impl Fn() -> Answer + Send + Sync + 'static) -> Result<usize, Problem> {
    let fake = Fake::always(answer).await;
    let listed = fake.providers().google.calendars(&cx(), &Secret::new("ya29.one")).await;
    listed.map(|calendars| calendars.len())
}

fn kind<T>(result: Result<T, Problem>) -> ProblemKind {
    result.err().expect("refused").kind
}

#[test]
fn each_right_is_asked_for_by_one_scope() {
    assert_eq!(SCOPES.map(|(right, _)| right), RIGHTS);
    assert_eq!(rights(&scopes()), RIGHTS);
    assert_eq!(rights("openid email"), []);
}

#[tokio::test]
async fn a_person_is_sent_to_google_with_all_that_a_lasting_consent_takes() {
    let fake = Fake::always(|| Answer::Json(200, json!({}))).await;
    let ask = Asking { state: "s.1", challenge: "challenge", account: Some("ana@clinic.example") };
    let url = fake.providers().google.consent_address(&ask).unwrap();
    assert!(url.path().ends_with("/o/oauth2/v2/auth"), "{url}");
    let query: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let has =
        |name: &str, value: &str| assert!(query.contains(&(name.into(), value.into())), "{name}: {url}");
    has("client_id", &google().id);
    has("redirect_uri", google().redirect.as_str());
    has("access_type", "offline");
    has("prompt", "consent");
    has("include_granted_scopes", "true");
    has("code_challenge_method", "S256");
    has("state", "s.1");
    has("login_hint", "ana@clinic.example");
    assert!(!url.as_str().contains("secret"), "{url}");
}

#[tokio::test]
async fn lesson_46_the_code_is_traded_with_its_verifier_and_the_same_address() {
    let fake = Fake::always(|| Answer::Json(200, granted())).await;
    let granted = fake.providers().google.exchange(&cx(), "4/code", "verifier").await.unwrap();
    assert_eq!(granted.sub.as_deref(), Some("sub-1"));
    assert_eq!((granted.expires_in, granted.consent_expires_in), (3599, Some(604_799)));
    assert_eq!(granted.rights, RIGHTS);
    let seen = fake.seen();
    assert_eq!((seen.len(), seen[0].query.as_str()), (1, ""), "no secret stands in an address");
    let form: BTreeSet<(String, String)> = form_urlencoded::parse(&seen[0].body).into_owned().collect();
    for (name, value) in [
        ("grant_type", "authorization_code"),
        ("code", "4/code"),
        ("code_verifier", "verifier"),
        ("redirect_uri", google().redirect.as_str()),
    ] {
        assert!(form.contains(&(name.to_owned(), value.to_owned())), "{name}");
    }
}

#[tokio::test]
async fn a_renewal_need_not_bring_another_refresh_token() {
    let answer =
        || Answer::Json(200, json!({ "access_token": "ya29.two", "expires_in": 3599, "refresh_token": "" }));
    let granted = refresh(answer).await.unwrap();
    assert!(granted.refresh_token.is_none() && granted.sub.is_none());
}

/// A code of each row of the table of the consent, and what it means.
const CONSENTS: [(&str, ProblemKind); OAUTH.len()] = [
    ("access_denied", ProblemKind::Consent(Consent::Denied)),
    ("admin_policy_enforced", ProblemKind::Consent(Consent::ByAdmin)),
    ("redirect_uri_mismatch", ProblemKind::Consent(Consent::OtherAddress)),
    ("invalid_client", ProblemKind::Consent(Consent::ClientRefused)),
    ("unauthorized_client", ProblemKind::Consent(Consent::ClientRefused)),
    ("deleted_client", ProblemKind::Consent(Consent::ClientRefused)),
    ("disabled_client", ProblemKind::Consent(Consent::ClientRefused)),
    ("org_internal", ProblemKind::Consent(Consent::ClientRefused)),
    ("invalid_scope", ProblemKind::Consent(Consent::ClientRefused)),
    ("server_error", ProblemKind::ProviderFailed(PROVIDER)),
    ("internal_failure", ProblemKind::ProviderFailed(PROVIDER)),
    ("temporarily_unavailable", ProblemKind::ProviderFailed(PROVIDER)),
    ("rate_limit_exceeded", ProblemKind::RateLimited(PROVIDER)),
    ("slow_down", ProblemKind::RateLimited(PROVIDER)),
];

const PROSE: &str = "Told by Google.";

#[tokio::test]
async fn each_refusal_of_a_consent_has_its_meaning() {
    for (error, expected) in CONSENTS {
        let body = json!({ "error": error, "error_description": PROSE });
        let problem = exchange(move || Answer::Json(400, body.clone())).await.err().expect("refused");
        assert_said(&problem, PROSE);
        assert_eq!(problem.kind, expected, "{error}");
        assert_eq!(super::of_answer(error).kind, expected, "{error}");
    }
    let dead = || Answer::Json(400, json!({ "error": "invalid_grant" }));
    assert_eq!(kind(exchange(dead).await), ProblemKind::Consent(Consent::CodeRefused));
    assert_eq!(kind(refresh(dead).await), ProblemKind::Consent(Consent::Over));
    let unknown = || Answer::Json(400, json!({ "error": "something_new" }));
    assert_eq!(kind(refresh(unknown).await), ProblemKind::Rejected(PROVIDER));
    assert_eq!(super::of_answer("something_new").kind, ProblemKind::Rejected(PROVIDER));
    for garbled in
        [(|| Answer::Html(200)) as fn() -> Answer, || Answer::Json(200, json!({ "access_token": 7 }))]
    {
        assert_eq!(kind(exchange(garbled).await), ProblemKind::ProviderFailed(PROVIDER));
    }
    assert_eq!(kind(exchange(|| Answer::Html(403)).await), ProblemKind::ProviderFailed(PROVIDER));
}

/// A code of each row of the table of the Calendar API, and what it means.
const REASONS: [(&str, ProblemKind); CALENDAR.len()] = [
    ("authError", ProblemKind::KeyRefused(PROVIDER)),
    ("rateLimitExceeded", ProblemKind::RateLimited(PROVIDER)),
    ("userRateLimitExceeded", ProblemKind::RateLimited(PROVIDER)),
    ("quotaExceeded", ProblemKind::Consent(Consent::UsedUp)),
    ("dailyLimitExceeded", ProblemKind::Consent(Consent::UsedUp)),
    ("accessNotConfigured", ProblemKind::Consent(Consent::ApiOff)),
    ("insufficientPermissions", ProblemKind::MissingRight(Right::ListCalendars)),
    ("forbidden", ProblemKind::LacksRight(PROVIDER)),
    ("backendError", ProblemKind::ProviderFailed(PROVIDER)),
    ("notFound", ProblemKind::GoneAt(PROVIDER)),
    ("deleted", ProblemKind::GoneAt(PROVIDER)),
    ("fullSyncRequired", ProblemKind::GoneAt(PROVIDER)),
    ("updatedMinTooLongAgo", ProblemKind::GoneAt(PROVIDER)),
    ("conditionNotMet", ProblemKind::Rejected(PROVIDER)),
    ("duplicate", ProblemKind::Rejected(PROVIDER)),
    ("timeRangeEmpty", ProblemKind::Rejected(PROVIDER)),
];

#[tokio::test]
async fn each_refusal_of_the_calendar_has_its_meaning() {
    for (reason, expected) in REASONS {
        let errors = json!([{ "domain": "global", "reason": reason, "message": PROSE }]);
        let body = json!({ "error": { "code": 403, "message": PROSE, "errors": errors } });
        let problem = calendars(move || Answer::Json(403, body.clone())).await.expect_err("refused");
        assert_said(&problem, PROSE);
        assert_eq!(problem.kind, expected, "{reason}");
    }
    let bare = |status| move || Answer::Json(status, json!({ "error": { "code": status } }));
    assert_eq!(kind(calendars(bare(401)).await), ProblemKind::KeyRefused(PROVIDER));
    assert_eq!(kind(calendars(bare(403)).await), ProblemKind::LacksRight(PROVIDER));
    assert_eq!(kind(calendars(bare(429)).await), ProblemKind::RateLimited(PROVIDER));
    assert_eq!(kind(calendars(bare(503)).await), ProblemKind::ProviderFailed(PROVIDER));
}

#[tokio::test]
async fn the_main_calendar_comes_first_and_what_cannot_be_read_is_left_out() {
    let body = json!({ "items": [
        { "id": "team", "summary": "Team" }, { "summary": "no id" }, { "id": "old", "deleted": true },
        { "id": "ana@clinic.example", "summary": "ana@clinic.example", "primary": true },
    ]});
    let fake = Fake::always(move || Answer::Json(200, body.clone())).await;
    let listed = fake.providers().google.calendars(&cx(), &Secret::new("ya29.one")).await.unwrap();
    let ids: Vec<&str> = listed.iter().map(|calendar| calendar.id.as_str()).collect();
    assert_eq!(ids, ["ana@clinic.example", "team"]);
    assert_eq!(fake.seen()[0].header("authorization"), "Bearer ya29.one");
}

#[tokio::test]
async fn what_is_revoked_already_counts_as_revoked() {
    let revoke = async |answer: fn() -> Answer| {
        Fake::always(answer).await.providers().google.revoke(&cx(), &Secret::new("1//one")).await
    };
    assert_eq!(revoke(|| Answer::Json(200, json!({}))).await, Ok(true));
    assert_eq!(revoke(|| Answer::Json(400, json!({ "error": "invalid_token" }))).await, Ok(false));
    assert_eq!(kind(revoke(|| Answer::Json(503, json!({}))).await), ProblemKind::ProviderFailed(PROVIDER));
}
