//! Vapi's own ways: bodies, pages, and sentences that decide something.

use std::{collections::BTreeSet, time::Duration};

use serde_json::{Value, json};

use super::*;
use crate::{
    domain::{
        agent::{AgentForm, AgentSpec, Facet, Language, Minutes, SpeaksFirst, Temperature, form_tests},
        ids::AgentId,
        models,
        phone::E164,
        problem::{Field, ProblemKind, Right},
        provider::{Provider, vapi::VapiRegion},
        voices::{self, Voice, VoiceProvider},
    },
    server::providers::{
        fake::{Answer, Fake, SID, api_key, cx, token, vapi},
        rights::Pace,
    },
};

const AGENT: &str = "01912345-0000-7000-8000-000000000001";
const UUID: &str = "5a1f3c2e-0000-4000-8000-00000000000a";

#[test]
fn a_number_is_the_same_however_vapi_writes_it() {
    let there = |number: Value| {
        let there: VapiNumber = serde_json::from_value(json!({ "id": "n", "number": number })).unwrap();
        there.e164()
    };
    for same in
        ["+14155550142", "+1 415 555 0142", "+1 (415) 555-0142", " +14155550142\n", "tel:+14155550142"]
    {
        assert_eq!(there(same.into()), Some(number()), "{same:?}");
    }
    for none in [json!("14155550142"), json!("sip:clinic@sip.vapi.ai"), json!(""), json!(null), json!(7)] {
        assert_eq!(there(none.clone()), None, "{none}");
    }
}

fn agent() -> AgentId {
    AGENT.parse().unwrap()
}

fn number() -> E164 {
    E164::parse("+14155550142").unwrap()
}

/// A stored agent, with the defaults of settings that were not always stored.
fn spec() -> AgentSpec {
    let stored = json!({
        "name": "Reception", "greeting": "Hello", "speaks_first": "agent", "instructions": "Be brief.",
        "language": "en", "voice": {"provider": "vapi", "id": "Clara"},
    });
    serde_json::from_value(stored).unwrap()
}

/// Every field as typed, none with its default, and the assistant that it makes.
fn every_setting() -> (AgentForm, Value) {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tests/agents/every_setting.json");
    let all: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let typed = |name: &str| all["form"][name].as_str().unwrap_or_else(|| panic!("{name} is in {file}"));
    (AgentForm::read(|name| typed(name).to_owned()), all["assistant"].clone())
}

fn body(spec: &AgentSpec) -> Value {
    body::assistant(&agent(), spec, None)
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
        // Few entries fit into one answer.
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
        "voice": {"provider": "vapi", "voiceId": "Clara", "language": "en-US"},
        "transcriber": {"provider": "deepgram", "model": "nova-3", "language": "en"},
        "maxDurationSeconds": 600,
        "metadata": {"ava_agent_id": AGENT},
    });
    let sent = body(&spec());
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&sent[name], value, "{name}");
    }
    // The same properties as with all fields set: left out, an old one would stay.
    let (_, all) = every_setting();
    let names = |body: &Value| body.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    let mut named = names(&sent);
    assert!(named.remove("metadata"));
    assert_eq!(named, names(&all));
}

#[test]
fn every_setting_is_written_and_read_back() {
    let (typed, mut expected) = every_setting();
    let set = typed.parse().unwrap();
    expected["metadata"] = json!({"ava_agent_id": AGENT});
    assert_eq!(body(&set), expected);
    let mut shown = expected;
    shown["id"] = UUID.into();
    let (set, plain) = (AgentForm::from(&set), AgentForm::from(&spec()));
    assert_eq!(there(shown).as_form(), set);
    assert_eq!(set.parse(), typed.parse());
    for facet in Facet::ALL {
        assert_ne!(facet.of(&set), facet.of(&plain), "{facet:?} is not the default");
    }
}

/// Vapi's own behaviour is that of the defaults which agents from before have here: else
/// each of them would count as changed there.
#[test]
fn an_agent_from_before_is_in_step_with_its_assistant() {
    let (set, bare) = (AgentForm::from(&spec()), there(json!({"id": UUID})).as_form());
    let always_sent = ["name", "greeting", "instructions", "language", "voice", "model", "temperature"];
    for facet in Facet::ALL.into_iter().filter(|facet| !always_sent.contains(&facet.code())) {
        assert_eq!(facet.of(&set), facet.of(&bare), "{facet:?}");
    }
}

#[test]
fn the_document_names_all_that_an_assistant_is_given() {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/INTEGRATIONS.md"));
    let (_, after) = text.split_once("**An assistant as AVA writes it.**").unwrap();
    let (paragraph, _) = after.split_once("\n\n").unwrap();
    for name in body(&spec()).as_object().unwrap().keys() {
        assert!(paragraph.contains(&format!("`{name}")), "{name}");
    }
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
    spec.voice.provider = VoiceProvider::Vapi;
    assert_eq!(body(&spec)["voice"]["language"], "fr-FR");
}

#[test]
fn a_voice_is_of_the_generation_that_has_it() {
    let of = |id: &str| {
        let voice = Voice { provider: VoiceProvider::Deepgram, id: id.to_owned() };
        body(&AgentSpec { voice, ..spec() })["voice"]["model"].clone()
    };
    assert_eq!((of("thalia"), of("asteria")), (json!("aura-2"), json!("aura-2")));
    for former in ["stella", "perseus", "angus", "helios"] {
        assert_eq!(of(former), "aura", "{former}");
    }
}

#[test]
fn a_model_that_takes_no_temperature_is_sent_none() {
    let sent = body(&AgentSpec { model: "gpt-5.4-mini".to_owned(), ..spec() });
    assert_eq!(sent["model"].get("temperature"), None);
    let of = |temperature: Value| {
        let mut shown = sent.clone();
        shown["id"] = UUID.into();
        shown["model"]["temperature"] = temperature;
        there(shown).as_form().temperature
    };
    assert_eq!((of(Value::Null), of(json!(1)), of(json!(0.7))), ("1".into(), "1".into(), "0.7".into()));
}

/// Every value that a form takes fits the rules of the document that the simulator holds.
#[test]
fn lesson_79_vapi_takes_every_assistant_that_ava_can_send() {
    let typed = [VoiceProvider::Cartesia, VoiceProvider::Azure, VoiceProvider::ElevenLabs];
    let typed = typed.map(|provider| Voice { provider, id: "21m00Tcm4TlvDq8ikWAM".to_owned() });
    let former =
        ["stella", "helios"].map(|id| Voice { provider: VoiceProvider::Deepgram, id: id.to_owned() });
    let voices: Vec<Voice> = voices::all().into_iter().chain(typed).chain(former).collect();
    let models = models::OFFERED.into_iter().chain(["o3", "gpt-4.1-2025-04-14:westeurope"]);
    let mut specs = Vec::new();
    for language in Language::ALL {
        for voice in &voices {
            specs.push(AgentSpec { language, voice: voice.clone(), ..spec() });
        }
    }
    for model in models {
        for temperature in ["0", "0.7", "1", "2"] {
            let temperature = Temperature::parse(temperature).unwrap();
            specs.push(AgentSpec { model: model.to_owned(), temperature, ..spec() });
        }
    }
    for speaks_first in SpeaksFirst::ALL {
        for minutes in ["1", "720"] {
            let max_duration = Minutes::parse(minutes).unwrap();
            specs.push(AgentSpec {
                speaks_first,
                max_duration,
                name: "x".repeat(40),
                greeting: String::new(),
                instructions: "x".repeat(20_000),
                ..spec()
            });
        }
    }
    // Only Vapi knows which models there are.
    for facet in Facet::ALL.into_iter().filter(|facet| *facet != Facet::Model) {
        let form = AgentForm::from(&spec());
        let longest = form_tests::longest(&form, facet);
        specs.extend(form_tests::with(form, facet, &"x".repeat(longest)).parse());
    }
    specs.push(every_setting().0.parse().unwrap());
    // The assistants before: of the same services, with all that AVA keeps.
    let before = [
        json!({"id": UUID}),
        json!({"id": UUID, "model": null, "voice": 7, "transcriber": [], "metadata": null}),
        json!({
            "id": UUID,
            "model": {"provider": "openai", "model": "gpt-5", "reasoningEffort": "low", "maxTokens": 200,
                      "promptCacheRetention": "24h", "promptCacheKey": "k", "temperature": 1,
                      "messages": [{"role": "user", "content": "Hi"}], "toolIds": ["t"]},
            "voice": {"provider": "vapi", "voiceId": "Elliot", "version": 2, "language": "auto", "speed": 1.1},
            "transcriber": {"provider": "deepgram", "model": "nova-2", "language": "en", "keywords": ["x"]},
            "metadata": {"crm": "7"},
        }),
        json!({"id": UUID, "voice": {"provider": "deepgram", "voiceId": "stella", "model": "aura"}}),
        json!({"id": UUID, "voice": {"provider": "11labs", "voiceId": "burt", "model": "eleven_turbo_v2_5",
                                     "language": "fr", "stability": 0.3}}),
    ]
    .map(there);
    for spec in &specs {
        assert_eq!(conforms("CreateAssistantDTO", body(spec)), [""; 0], "{spec:?}");
        for there in &before {
            let change = overlay::over(body(spec), there);
            assert_eq!(conforms("UpdateAssistantDTO", change.clone()), [""; 0], "{change}");
        }
    }
}

#[test]
fn lesson_79_vapi_takes_every_number_that_ava_can_send() {
    let number = number();
    for twilio in [token(), api_key()] {
        for assistant_id in [None, Some(UUID)] {
            let name = format!("AVA {number}");
            let new =
                NewNumber { number: &number, twilio: &twilio, assistant_id, sms_enabled: false, name: &name };
            let sent = serde_json::to_value(body::ImportBody::new(&new)).unwrap();
            assert_eq!(conforms("CreateTwilioPhoneNumberDTO", sent), [""; 0]);
        }
        let secret = serde_json::to_value(body::TwilioSecret::new(&twilio)).unwrap();
        assert_eq!(conforms("UpdateTwilioPhoneNumberDTO", secret), [""; 0]);
    }
    let bind = serde_json::to_value(body::BindBody { assistant_id: UUID }).unwrap();
    assert_eq!(conforms("UpdateTwilioPhoneNumberDTO", bind), [""; 0]);
    // The one exception: no document says how else nobody answers.
    let unbind = Value::Object(body::nobody(&[NumberField::Assistant]));
    assert_eq!(conforms("UpdateTwilioPhoneNumberDTO", unbind), ["assistantId must be a string"]);
}

fn conforms(shape: &str, body: Value) -> Vec<String> {
    crate::server::sandbox::breaks_the_document(shape, body.as_object().unwrap())
}

#[test]
fn what_is_left_over_of_another_model_or_voice_goes() {
    let change = |spec: &AgentSpec, there: &Assistant| overlay::over(body(spec), there);
    let console = there(json!({
        "id": UUID,
        "model": {"provider": "openai", "model": "gpt-4.1", "reasoningEffort": "low", "promptCacheKey": "k",
                  "promptCacheRetention": "24h", "maxTokens": 200},
        "voice": {"provider": "vapi", "voiceId": "Clara", "version": "2", "language": "auto", "speed": 1.1},
        "transcriber": {"provider": "deepgram", "language": "en"},
    }));
    let same = change(&AgentSpec { model: "gpt-4.1".to_owned(), ..spec() }, &console);
    assert_eq!(
        (&same["model"]["reasoningEffort"], &same["model"]["promptCacheKey"]),
        (&json!("low"), &json!("k"))
    );
    assert_eq!((&same["voice"]["version"], &same["voice"]["language"]), (&json!("2"), &json!("auto")));
    let other = change(&AgentSpec { model: "gpt-4o".to_owned(), language: Language::Fr, ..spec() }, &console);
    assert_eq!(
        other["model"],
        json!({"provider": "openai", "model": "gpt-4o", "temperature": 0.7, "maxTokens": 200,
               "messages": [{"role": "system", "content": "Be brief."}]})
    );
    assert_eq!(other["voice"], json!({"provider": "vapi", "voiceId": "Clara", "version": "2", "speed": 1.1}));
    let nico = Voice { provider: VoiceProvider::Vapi, id: "Nico".to_owned() };
    let other = change(&AgentSpec { voice: nico, ..spec() }, &console);
    assert_eq!(
        other["voice"],
        json!({"provider": "vapi", "voiceId": "Nico", "language": "en-US", "speed": 1.1}),
        "of the version that has it"
    );
    let french = there(json!({
        "id": UUID,
        "voice": {"provider": "11labs", "voiceId": "burt", "model": "eleven_turbo_v2_5", "language": "fr"},
        "transcriber": {"provider": "deepgram", "language": "fr"},
    }));
    let burt = Voice { provider: VoiceProvider::ElevenLabs, id: "burt".to_owned() };
    assert_eq!(change(&AgentSpec { voice: burt, ..spec() }, &french)["voice"].get("language"), None);
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
    let spec = spec();
    let change = overlay::over(body(&spec), &console);
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
    let clara = json!({"provider": "vapi", "voiceId": "Clara", "language": "en-US"});
    assert_eq!(change["voice"], clara, "of another service");
    assert_eq!(
        change["transcriber"],
        json!({"provider": "deepgram", "model": "nova-2", "language": "en", "keywords": ["clinic:2"]})
    );
    assert_eq!(change["metadata"], json!({"crm": "7", "ava_agent_id": AGENT}));
}

#[test]
fn a_tool_of_somebody_else_stays_in_place_of_the_one_that_it_is_called_like() {
    let theirs = json!({
        "type": "function", "function": {"name": "book_appointment"},
        "server": {"url": "https://crm.clinic.example/book"},
    });
    let shown = there(json!({
        "id": UUID, "metadata": {"ava_agent_id": AGENT},
        "model": {"provider": "openai", "model": "gpt-4.1-mini", "tools": [theirs]},
    }));
    for books in [true, false] {
        let listener = body::Listener {
            url: "https://ava.example/hooks/vapi/x",
            header: "X-Vapi-Secret",
            secret: "s",
            books,
        };
        let change = overlay::over(body::assistant(&agent(), &spec(), Some(listener)), &shown);
        let tools = change["model"]["tools"].as_array().unwrap();
        let names: Vec<&str> = tools.iter().filter_map(|tool| tool["function"]["name"].as_str()).collect();
        assert_eq!(
            (tools.len(), names.iter().filter(|name| **name == "book_appointment").count()),
            (if books { 5 } else { 1 }, 1)
        );
        assert_eq!(tools[0], theirs);
    }
}

#[test]
fn lesson_79_a_null_that_vapi_shows_is_not_sent_back() {
    let shown = there(json!({
        "id": UUID,
        "model": {
            "provider": "openai", "model": "gpt-4.1-mini", "knowledgeBase": null,
            "messages": [{"role": "system", "content": "x"}, {"role": "assistant", "content": null}],
            "tools": [{
                "type": "function", "server": null, "messages": [{"type": "request-start", "content": null}],
                "function": {"name": "book", "parameters": {"type": "object", "default": null}},
            }],
        },
        "voice": {"provider": "vapi", "voiceId": "Clara", "chunkPlan": {"enabled": true, "formatPlan": null}},
        "transcriber": {"provider": "deepgram", "fallbackPlan": {"transcribers": [
            {"provider": "deepgram", "language": null},
        ]}},
        "metadata": {"ava_agent_id": AGENT, "theirs": {"since": null}},
    }));
    let change = overlay::over(body(&spec()), &shown);
    assert_eq!(change["voice"]["chunkPlan"], json!({"enabled": true}));
    let fallback = json!({"transcribers": [{"provider": "deepgram"}]});
    assert_eq!(change["transcriber"]["fallbackPlan"], fallback);
    assert_eq!(
        change["model"]["tools"],
        json!([{
            "type": "function", "messages": [{"type": "request-start"}],
            "function": {"name": "book", "parameters": {"type": "object", "default": null}},
        }])
    );
    let said = json!({"role": "assistant", "content": null});
    assert_eq!(change["model"]["messages"][1], said, "which the document allows");
    assert_eq!(change["metadata"]["theirs"], json!({"since": null}), "it is theirs");
}

#[tokio::test]
async fn lesson_85_a_key_is_proved_by_what_it_changes() {
    for (list, assistants, numbers, expected) in [
        (200, 404, 404, None),
        (200, 400, 404, None),
        (200, 403, 404, Some(ProblemKind::MissingRight(Right::ChangeAssistants))),
        (200, 404, 403, Some(ProblemKind::MissingRight(Right::ChangeVapiNumbers))),
        (200, 404, 401, Some(ProblemKind::MissingRight(Right::ChangeVapiNumbers))),
        (403, 404, 404, Some(ProblemKind::MissingRight(Right::ListVapiNumbers))),
        (401, 404, 404, Some(ProblemKind::MissingRight(Right::ListVapiNumbers))),
        (401, 401, 401, Some(ProblemKind::KeyRefused(Provider::Vapi))),
        (200, 503, 403, Some(ProblemKind::MissingRight(Right::ChangeVapiNumbers))),
        (200, 404, 503, Some(ProblemKind::ProviderFailed(Provider::Vapi))),
    ] {
        let fake = Fake::serve(move |_, seen| {
            let status = match seen.method.as_str() {
                "GET" => list,
                _ if seen.path.contains("/assistant/") => assistants,
                _ => numbers,
            };
            match status {
                200 => Answer::Json(200, json!([])),
                _ => Answer::Json(status, json!({"message": "x", "statusCode": status})),
            }
        })
        .await;
        let checked = fake.providers().vapi.check_rights(&cx(), &vapi(), Pace::AtOnce).await;
        let problem = checked.err();
        assert_eq!(problem.as_ref().map(|problem| problem.kind), expected, "{list} {assistants} {numbers}");
        if let Some(problem) = problem.filter(|problem| !problem.passes_by_itself()) {
            assert_eq!(problem.field, Some(Field::Key));
        }
        for seen in fake.seen().iter().filter(|seen| seen.method != "GET") {
            assert_eq!((seen.method.as_str(), seen.json()), ("PATCH", json!({"name": "AVA"})));
            assert!(seen.path.ends_with("/ffffffff-ffff-4fff-bfff-ffffffffffff"), "nobody has it");
        }
    }
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
    let found = vapi_client.find_phone_number(&cx(), &vapi(), &number(), Some(SID)).await;
    assert_eq!(found, Ok(None));
}

#[tokio::test]
async fn a_number_of_this_account_is_found_behind_the_same_of_another_carrier() {
    let entry = |at| match at {
        120 => json!({"id": "carrier", "provider": "byo-phone-number", "number": "+14155550142"}),
        60 => json!({"id": "other", "number": "+14155550142", "twilioAccountSid": "AC0"}),
        30 => json!({"id": "ours", "number": "+14155550142", "twilioAccountSid": SID}),
        _ => json!({"id": format!("p{at}")}),
    };
    let fake = Fake::serve(paged(130, entry)).await;
    let client = fake.providers().vapi;
    for (account, expected) in [(Some(SID), "ours"), (Some("AC1"), "carrier"), (None, "carrier")] {
        let found = client.find_phone_number(&cx(), &vapi(), &number(), account).await.unwrap();
        assert_eq!(found.map(|found| found.id).as_deref(), Some(expected), "{account:?}");
    }
}

/// Vapi's document requires of a number or an assistant only who it is and since
/// when.
#[tokio::test]
async fn what_the_document_lets_be_absent_makes_no_list_unreadable() {
    for odd in [Value::Null, json!(7), json!({}), json!([])] {
        let (id, of_ours) = (odd.clone(), json!({"ava_agent_id": AGENT}));
        let fake = Fake::serve(move |_, seen| {
            let entries = if seen.path.ends_with("/assistant") {
                let mut shown = body(&spec());
                shown.as_object_mut().unwrap().values_mut().for_each(|value| *value = odd.clone());
                shown["id"] = json!("a1");
                shown["orgId"] = odd.clone();
                shown["metadata"] = of_ours.clone();
                json!([{"id": id, "createdAt": "2026-01-02T00:00:00.000Z"}, shown])
            } else {
                json!([
                    {"id": id},
                    {"id": "p1", "number": "+14155550142", "status": odd, "twilioAccountSid": odd, "name": odd,
                     "assistantId": odd, "smsEnabled": odd, "createdAt": odd},
                ])
            };
            Answer::Json(200, entries)
        })
        .await;
        let client = fake.providers().vapi;
        let found = client.find_assistant(&cx(), &vapi(), &agent()).await.unwrap().unwrap();
        assert_eq!((found.id.as_str(), found.name.as_deref()), ("a1", None));
        assert_eq!(client.list_assistants(&cx(), &vapi()).await.unwrap().len(), 1);
        assert_eq!(client.check_key(&cx(), &vapi()).await.unwrap().vapi_org, None);
        let found = client.find_phone_number(&cx(), &vapi(), &number(), None).await.unwrap().unwrap();
        assert_eq!((found.id.as_str(), found.assistant_id.as_deref()), ("p1", None));
        assert!(found.is_active() && found.takes_messages());
    }
}

#[test]
fn only_a_status_that_says_otherwise_keeps_a_number_from_being_active() {
    let active = |shown: Value| serde_json::from_value::<VapiNumber>(shown).unwrap().is_active();
    assert!(active(json!({"id": UUID})) && active(json!({"id": UUID, "status": null})));
    assert!(active(json!({"id": UUID, "status": "active"})));
    for other in ["activating", "blocked", "on-hold", "unsaid"] {
        assert!(!active(json!({"id": UUID, "status": other})), "{other}");
    }
}

#[tokio::test]
async fn lesson_41_a_page_that_ends_with_an_odd_entry_leads_on() {
    let fake = Fake::serve(|before, _| {
        let mut page =
            vec![json!({"id": "a", "createdAt": format!("2026-01-0{}T00:00:00.000Z", 9 - before)}); 100];
        page[99] = json!({"name": 7});
        if before == 2 {
            page = vec![json!({"id": "last"})];
        }
        Answer::Json(200, page.into())
    })
    .await;
    let all = fake.providers().vapi.list_assistants(&cx(), &vapi()).await.unwrap();
    assert_eq!((all.len(), all.last().map(|last| last.id.as_str())), (199, Some("last")));
}

#[tokio::test]
async fn a_long_list_is_read_whole_however_slow_each_page_is() {
    let fake = Fake::serve(paged(500, |at| json!({"id": format!("p{at}")}))).await;
    let fake = fake.slowly(Duration::from_millis(2700));
    let listed = fake.providers().vapi.list_phone_numbers(&cx(), &vapi()).await;
    assert_eq!(listed.unwrap().len(), 500);
    // One answer that is too large, ten of fifty entries, and an empty one.
    assert_eq!(fake.seen().len(), 12);
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
    let failed = Some(ProblemKind::ProviderFailed(Provider::Vapi));
    let created = client.create_assistant(&cx(), &vapi(), &agent(), &spec(), None).await;
    assert_eq!(created.err().map(|problem| problem.kind), failed);
    assert_eq!(fake.seen().len(), 1);
    // A success between, so that the breaker stays out of it.
    client.check_key(&cx(), &vapi()).await.unwrap();
    let changed =
        client.update_assistant(&cx(), &vapi(), &there(json!({"id": UUID})), &agent(), &spec(), None).await;
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
async fn lesson_79_a_secret_is_carried_without_a_null_and_read_back() {
    let shown = |more: Value| {
        let mut number = json!({"id": UUID, "number": "+14155550142"});
        for (name, value) in more.as_object().unwrap() {
            number[name] = value.clone();
        }
        number
    };
    let (sid, secret) = ("SK00000000000000000000000000000002", "api-key-secret");
    let key = json!({"twilioApiKey": sid, "twilioApiSecret": secret});
    let beside = json!({"twilioApiKey": sid, "twilioAuthToken": "former"});
    // The secret given, the answer of Vapi, and whether Vapi holds a token.
    for (auth, answer, holds) in [
        (token(), json!({"twilioAuthToken": "twilio-auth-token"}), Ok(Some(true))),
        (token(), json!({"twilioAuthToken": null}), Ok(None)),
        (token(), json!({"twilioAuthToken": "former"}), Err(())),
        (api_key(), key, Ok(Some(false))),
        (api_key(), beside, Ok(Some(true))),
        (api_key(), json!({}), Ok(None)),
        (api_key(), json!({"twilioApiKey": "SK1"}), Err(())),
        (api_key(), json!({"twilioApiKey": sid, "twilioApiSecret": "former"}), Err(())),
    ] {
        let answer = shown(answer);
        let says = answer.to_string();
        let fake = Fake::always(move || Answer::Json(200, answer.clone())).await;
        let carried = fake.providers().vapi.carry_twilio_secret(&cx(), &vapi(), UUID, &auth).await;
        let sent = fake.seen()[0].json();
        let expected = match auth.api_key {
            None => json!({"twilioAuthToken": "twilio-auth-token"}),
            Some(_) => json!({"twilioApiKey": sid, "twilioApiSecret": secret}),
        };
        assert_eq!(sent, expected);
        match carried {
            Ok(carried) => {
                assert_eq!(Ok(carried.holds_a_token()), holds, "{says}");
                let printed = format!("{carried:?}");
                assert!(!printed.contains(secret) && !printed.contains("former"), "{printed}");
            }
            Err(problem) => {
                assert_eq!((problem.kind, holds), (ProblemKind::Rejected(Provider::Vapi), Err(())), "{says}");
            }
        }
    }
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
                assert_eq!(
                    outcome.err().map(|problem| problem.kind),
                    Some(ProblemKind::Rejected(Provider::Vapi))
                )
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
    assert_eq!(odd.unwrap_err().kind, ProblemKind::GoneAt(Provider::Vapi));
    assert_eq!(fake.seen().len(), 1);
}
