//! The catalogue that agents are made from: voices that have gone, and settings that a model takes.

use ava::{
    domain::{
        agent::SyncState,
        problem::{Field, Rule},
    },
    server::{agents::service::update, numbers::drift::compare},
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    app::{Database, TestApp},
    both_engines,
    browser::{Answer, Browser},
    people::{agent, agent_form, prepared},
    sandbox::VAPI_KEY,
};

fn says(answer: &Answer, texts: &[&str]) {
    assert_eq!(answer.status, 200, "{}", answer.body);
    for text in texts {
        assert!(answer.body.contains(text), "{text}: {}", answer.body);
    }
}

async fn save(browser: &Browser, id: &str, voice: [(&str, &str); 3]) -> Answer {
    let fields = [
        ("id", id),
        ("version", "1"),
        ("form[name]", "Reception"),
        ("form[greeting]", "Hello"),
        ("form[speaks_first]", "agent"),
        ("form[instructions]", "Book appointments."),
        ("form[language]", "en"),
    ];
    browser.rpc("agents/update", &[&fields[..], &voice[..]].concat()).await
}

#[tokio::test]
async fn an_agent_whose_voice_has_gone_says_so_and_is_saved_with_another() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    let id = browser.make_agent("Reception", "Book appointments.", "Hello").await;
    let page = format!("/dashboard/agents/{id}");
    let whole = browser.page(&page).await;
    says(&whole, &["Voices and models as Vapi had them on 18 August 2026.", "Deepgram: English only"]);
    assert!(!whole.body.contains("playht"), "not offered");
    assert!(!whole.body.contains("Has no voice"));
    let gone = ["\"provider\":\"vapi\",\"id\":\"Elliot\"", "\"provider\":\"playht\",\"id\":\"jennifer\""];
    app.execute("UPDATE agents SET spec = REPLACE(spec, $1, $2)", &gone).await;
    let warning = "PlayHT has closed, and this agent’s voice with it.";
    says(&browser.page(&page).await, &["Has no voice", warning, "<option value=\"playht\" selected"]);
    says(&browser.page("/dashboard/agents").await, &["Has no voice", warning]);
    let same =
        [("form[voice]", "custom"), ("form[voice_provider]", "playht"), ("form[voice_id]", "jennifer")];
    let refused = save(&browser, &id, same).await.problem();
    assert_eq!((refused.kind, refused.field), (Rule::VoiceGone.into(), Some(Field::Voice)));
    let other = [("form[voice]", "vapi:Nico"), ("form[voice_provider]", ""), ("form[voice_id]", "")];
    assert_eq!(save(&browser, &id, other).await.status, 200);
    assert!(!browser.page(&page).await.body.contains("Has no voice"));
}

async fn at_vapi(app: &TestApp, id: &str) -> Value {
    app.sandbox.vapi(Method::GET, &format!("/assistant/{id}"), VAPI_KEY, json!({})).await
}

async fn lesson_79_a_model_that_takes_no_temperature_is_sent_none(app: TestApp) {
    let (cx, id) = prepared(&app).await;
    let assistant = agent(&cx, &id).await.vapi_assistant_id.unwrap();
    let mut form = agent_form("Reception");
    (form.model, form.temperature) = ("gpt-5.4-mini".into(), "0.7".into());
    update(&cx, id.clone(), &form, 1).await.unwrap();
    app.settle().await;
    assert_eq!(at_vapi(&app, &assistant).await["model"].get("temperature"), None);
    compare(&cx).await.unwrap();
    app.settle().await;
    assert_eq!(agent(&cx, &id).await.sync, SyncState::Synced, "that is no difference");
    form.model = "gpt-4o".into();
    update(&cx, id.clone(), &form, 2).await.unwrap();
    app.settle().await;
    assert_eq!(at_vapi(&app, &assistant).await["model"]["temperature"], 0.7);
    assert_eq!(agent(&cx, &id).await.sync, SyncState::Synced);
}

both_engines!(lesson_79_a_model_that_takes_no_temperature_is_sent_none);
