//! Vapi's own ways: bodies, pages, and sentences that decide something.

use serde_json::{Value, json};

use super::*;
use crate::{
    domain::{
        agent::{AgentForm, AgentSpec, Language, Minutes, SpeaksFirst, Temperature},
        ids::AgentId,
        phone::E164,
        problem::Kind,
        provider::{Provider, VapiRegion},
        voices::{Voice, VoiceProvider},
    },
    server::providers::fake::{Answer, Fake, SID, api_key, cx, token, vapi},
};

const AGENT: &str = "01912345-0000-7000-8000-000000000001";
const UUID: &str = "5a1f3c2e-0000-4000-8000-00000000000a";

fn agent() -> AgentId {
    AGENT.parse().unwrap()
}

fn number() -> E164 {
    E164::parse("+14155550142").unwrap()
}

fn spec() -> AgentSpec {
    AgentSpec {
        name: "Reception".to_owned(),
        greeting: "Hello".to_owned(),
        speaks_first: SpeaksFirst::Agent,
        instructions: "Be brief.".to_owned(),
        language: Language::En,
        voice: Voice { provider: VoiceProvider::Vapi, id: "Clara".to_owned() },
        model: "gpt-4.1-mini".to_owned(),
        temperature: Temperature::default(),
        max_duration: Minutes::default(),
    }
}

fn body(spec: &AgentSpec) -> Value {
    serde_json::to_value(body::AssistantBody::new(&agent(), spec)).unwrap()
}

/// `count` entries, newest first, honouring `limit` and `createdAtLt`.
fn paged(
    count: usize,
    entry: fn(usize) -> Value,
) -> impl Fn(usize, &crate::server::providers::fake::Seen) -> Answer {
    move |_, seen| {
        let limit: usize = seen.param("limit").unwrap().parse().unwrap();
        let before = seen.param("createdAtLt").unwrap_or("9".to_owned());
        let page: Vec<Value> = (0..count)
            .rev()
            .map(|at| {
                let mut entry = entry(at);
                entry["createdAt"] = format!("2026-01-01T00:00:00.{at:03}Z").into();
                entry
            })
            .filter(|entry| entry["createdAt"].as_str() < Some(before.as_str()))
            .take(limit)
            .collect();
        // Few fit into one answer.
        if page.len() > 60 {
            return Answer::Oversized(200);
        }
        Answer::Json(200, page.into())
    }
}

#[test]
fn the_body_is_written_out_in_full() {
    let expected = json!({
        "name": "Reception",
        "firstMessage": "Hello",
        "firstMessageMode": "assistant-speaks-first",
        "model": {
            "provider": "openai",
            "model": "gpt-4.1-mini",
            "temperature": 0.7,
            "messages": [{"role": "system", "content": "Be brief."}],
        },
        "voice": {"provider": "vapi", "voiceId": "Clara"},
        "transcriber": {"provider": "deepgram", "model": "nova-3", "language": "en"},
        "maxDurationSeconds": 600,
        "metadata": {"ava_agent_id": AGENT},
    });
    assert_eq!(body(&spec()), expected);
}

#[test]
fn lesson_27_an_empty_greeting_is_sent() {
    let sent = body(&AgentSpec { greeting: String::new(), speaks_first: SpeaksFirst::Caller, ..spec() });
    assert_eq!(sent["firstMessage"], "");
    assert_eq!(sent["firstMessageMode"], "assistant-waits-for-user");
}

#[test]
fn a_voice_speaks_the_language() {
    let mut spec = spec();
    spec.voice.provider = VoiceProvider::ElevenLabs;
    assert!(body(&spec)["voice"].get("model").is_none());
    spec.language = Language::Fr;
    assert_eq!(body(&spec)["voice"]["model"], "eleven_turbo_v2_5");
}

fn there(value: Value) -> Assistant {
    serde_json::from_value(value).unwrap()
}

#[test]
fn what_ava_sets_is_read_back_the_same() {
    for spec in
        [spec(), AgentSpec { greeting: String::new(), speaks_first: SpeaksFirst::Generated, ..spec() }]
    {
        let mut shown = body(&spec);
        shown["id"] = UUID.into();
        assert_eq!(there(shown).as_form(), AgentForm::from(&spec));
    }
}

#[test]
fn what_ava_does_not_offer_is_read_as_it_stands() {
    let form = there(json!({
        "id": UUID,
        "firstMessage": null,
        "maxDurationSeconds": 90,
        "model": {"provider": "anthropic", "model": "opus", "temperature": 0.25},
        "voice": {"provider": "lmnt", "voiceId": "lily"},
        "transcriber": {"provider": "google", "language": "Multilingual"},
    }))
    .as_form();
    assert_eq!((form.greeting.as_str(), form.max_duration.as_str()), ("", "1.5"));
    assert_eq!((form.model.as_str(), form.temperature.as_str()), ("anthropic/opus", "0.25"));
    assert_eq!((form.language.as_str(), form.voice_code().as_str()), ("google:Multilingual", "lmnt:lily"));
    let bare = there(json!({"id": UUID})).as_form();
    assert_eq!((bare.temperature.as_str(), bare.max_duration.as_str()), ("0.5", "10"));
}

#[test]
fn a_change_leaves_what_somebody_set_beside_it() {
    let console = there(json!({
        "id": UUID,
        "orgId": "org-1",
        "model": {
            "provider": "openai", "model": "gpt-4o", "toolIds": ["t"], "maxTokens": 200, "shown": 1,
            "messages": [{"role": "system", "content": "Old."}, {"role": "user", "content": "Hi"}],
        },
        "voice": {"provider": "11labs", "voiceId": "burt", "stability": 0.3},
        "transcriber": {"provider": "deepgram", "model": "nova-2", "language": "fr", "keywords": ["clinic:2"]},
        "metadata": {"crm": "7", "ava_agent_id": "another"},
    }));
    let (agent, spec) = (agent(), spec());
    let change = overlay::over(&body::AssistantBody::new(&agent, &spec), &console).unwrap();
    assert_eq!(change["model"]["toolIds"], json!(["t"]));
    assert_eq!(
        (&change["model"]["model"], &change["model"]["maxTokens"]),
        (&json!("gpt-4.1-mini"), &json!(200))
    );
    assert!(change["model"].get("shown").is_none() && change.get("orgId").is_none(), "Vapi would refuse it");
    assert_eq!(
        change["model"]["messages"],
        json!([{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}])
    );
    assert_eq!(change["voice"], json!({"provider": "vapi", "voiceId": "Clara"}), "of another service");
    assert_eq!(
        change["transcriber"],
        json!({"provider": "deepgram", "model": "nova-2", "language": "en", "keywords": ["clinic:2"]})
    );
    assert_eq!(change["metadata"], json!({"crm": "7", "ava_agent_id": AGENT}));
}

#[tokio::test]
async fn each_region_has_its_host() {
    let fake = Fake::always(|| Answer::Json(200, json!([{"id": "a", "orgId": "org-1"}]))).await;
    let mut auth = vapi();
    auth.region = VapiRegion::Eu;
    let checked = fake.providers().vapi.check_key(&cx(), &auth).await.unwrap();
    assert_eq!(checked.vapi_org.as_deref(), Some("org-1"));
    assert_eq!(fake.seen()[0].path, "/vapi-eu/assistant");
}

#[tokio::test]
async fn lesson_41_lists_are_read_to_the_end_however_large() {
    let entry =
        |at| json!({"id": format!("a{at}"), "metadata": {"ava_agent_id": if at == 0 { AGENT } else { "" }}});
    let fake = Fake::serve(paged(130, entry)).await;
    let vapi_client = fake.providers().vapi;
    let found = vapi_client.find_assistant(&cx(), &vapi(), &agent()).await;
    assert_eq!(found.unwrap().map(|found| found.id).as_deref(), Some("a0"));
    // 100 are too large; then 50, 50 and the rest.
    assert_eq!(fake.seen().len(), 4);

    let fake = Fake::serve(paged(50, |at| json!({"id": format!("p{at}")}))).await;
    let vapi_client = fake.providers().vapi;
    let found = vapi_client.find_phone_number(&cx(), &vapi(), &number()).await;
    assert_eq!(found, Ok(None));
}

#[tokio::test]
async fn lesson_23_a_look_that_fails_does_not_say_there_is_none() {
    let same = || {
        let page = vec![json!({"id": "a", "createdAt": "2026-01-01T00:00:00.000Z"}); 100];
        Answer::Json(200, page.into())
    };
    for answer in [|| Answer::TooMany("60"), same as fn() -> Answer] {
        let fake = Fake::always(answer).await;
        let vapi_client = fake.providers().vapi;
        let found = vapi_client.find_assistant(&cx(), &vapi(), &agent()).await;
        assert!(found.is_err());
    }
}

#[tokio::test]
async fn lesson_59_a_creation_is_sent_once_and_a_change_again() {
    let fake = Fake::serve(|_, seen| match seen.method.as_str() {
        "GET" => Answer::Json(200, json!([])),
        _ => Answer::Json(500, json!({})),
    })
    .await;
    let client = fake.providers().vapi;
    let failed = Some(Kind::ProviderFailed(Provider::Vapi));
    let created = client.create_assistant(&cx(), &vapi(), &agent(), &spec()).await;
    assert_eq!(created.err().map(|problem| problem.kind), failed);
    assert_eq!(fake.seen().len(), 1);
    // A success between, so that the breaker stays out of it.
    client.check_key(&cx(), &vapi()).await.unwrap();
    let changed =
        client.update_assistant(&cx(), &vapi(), &there(json!({"id": UUID})), &agent(), &spec()).await;
    assert_eq!(changed.err().map(|problem| problem.kind), failed);
    assert_eq!(fake.seen().len(), 5);
    assert_eq!(fake.seen()[4].path, format!("/vapi/assistant/{UUID}"));
}

#[tokio::test]
async fn an_import_sends_one_kind_of_credential() {
    let fake = Fake::always(|| {
        let number = json!({
            "id": UUID, "number": "+14155550142", "twilioAccountSid": SID, "status": "activating",
            "twilioAuthToken": "never-read", "assistantId": "a1",
        });
        Answer::Json(201, number)
    })
    .await;
    let client = fake.providers().vapi;
    let (number, token, api_key) = (number(), token(), api_key());
    let mut new = NewNumber {
        number: &number,
        twilio: &token,
        assistant_id: Some("a1"),
        sms_enabled: false,
        name: "Main line",
    };
    let made = client.create_phone_number(&cx(), &vapi(), &new).await;
    let Ok(CreateOutcome::Created(made)) = made else {
        panic!("{made:?}");
    };
    assert_eq!(made.status, NumberStatus::Activating);
    assert!(!format!("{made:?}").contains("never-read"));
    new.twilio = &api_key;
    new.assistant_id = None;
    client.create_phone_number(&cx(), &vapi(), &new).await.unwrap();

    let common = json!({
        "provider": "twilio", "number": "+14155550142", "twilioAccountSid": SID,
        "smsEnabled": false, "name": "Main line",
    });
    let with = |more: Value| {
        let mut all = common.clone();
        for (name, value) in more.as_object().unwrap() {
            all[name] = value.clone();
        }
        all
    };
    let seen = fake.seen();
    assert_eq!(seen[0].json(), with(json!({"twilioAuthToken": "twilio-auth-token", "assistantId": "a1"})));
    assert_eq!(
        seen[1].json(),
        with(json!({
            "twilioApiKey": "SK00000000000000000000000000000002",
            "twilioApiSecret": "api-key-secret",
        }))
    );
}

#[tokio::test]
async fn lesson_21_sentences_that_decide_become_outcomes() {
    let exists = format!(
        "Existing Phone Number {UUID} Has Identical `twilioAccountSid` {SID} and `number` +14155550142."
    );
    let cases: [(Value, Option<CreateOutcome>); 5] = [
        (exists.clone().into(), Some(CreateOutcome::Exists(UUID.to_owned()))),
        (json!([exists]), Some(CreateOutcome::Exists(UUID.to_owned()))),
        ("Phone number +14155550142 already in use by another org.".into(), Some(CreateOutcome::OtherOrg)),
        ("Number Not Found on Twilio.".into(), Some(CreateOutcome::NotFoundOnTwilio)),
        ("property x should not exist".into(), None),
    ];
    let (number, token) = (number(), token());
    for (message, expected) in cases {
        let said = json!({"message": message, "error": "Bad Request", "statusCode": 400});
        let fake = Fake::always(move || Answer::Json(400, said.clone())).await;
        let new = NewNumber {
            number: &number,
            twilio: &token,
            assistant_id: None,
            sms_enabled: false,
            name: "Main line",
        };
        let client = fake.providers().vapi;
        let outcome = client.create_phone_number(&cx(), &vapi(), &new).await;
        match expected {
            Some(expected) => assert_eq!(outcome, Ok(expected)),
            None => {
                assert_eq!(outcome.err().map(|problem| problem.kind), Some(Kind::Rejected(Provider::Vapi)))
            }
        }
    }
}

#[tokio::test]
async fn lesson_24_binding_sends_the_assistant_and_nothing_else() {
    let fake = Fake::always(|| Answer::Json(200, json!({"id": UUID, "assistantId": "a1"}))).await;
    let client = fake.providers().vapi;
    let bound = client.bind_phone_number(&cx(), &vapi(), UUID, "a1").await;
    assert_eq!(bound.unwrap().assistant_id.as_deref(), Some("a1"));
    let seen = &fake.seen()[0];
    assert_eq!((seen.method.as_str(), seen.json()), ("PATCH", json!({"assistantId": "a1"})));
    // An id that could reach another path is not asked for.
    let odd = client.get_phone_number(&cx(), &vapi(), "../assistant").await;
    assert_eq!(odd.unwrap_err().kind, Kind::GoneAt(Provider::Vapi));
    assert_eq!(fake.seen().len(), 1);
}
