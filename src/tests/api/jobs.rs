//! The jobs of the pages, done by a program.

use std::collections::BTreeSet;

use ava::domain::api_token::Scope;
use reqwest::Method;
use serde_json::{Value, json};

use super::{code, connect, done, ended};
use crate::support::{
    app::TestApp,
    both_engines,
    managed::without_twilio,
    people::prepared,
    program::Program,
    sandbox::{NUMBER, OTHER_VAPI_KEY, SECOND_NUMBER},
};

async fn from_nothing_to_a_number_that_answers(app: TestApp) {
    let server = app.serve().await;
    let owner = server.owner().await;
    let program = Program::of_owner(&app, &server).await;
    let before = done(&program, Method::GET, "/api/integrations", Value::Null).await;
    assert!(before["items"].as_array().unwrap().iter().all(|one| one["connected"] == false), "{before}");
    connect(&program).await;
    let agent = owner.make_agent("Reception", "Be kind", "Hello").await;
    let account = done(&program, Method::GET, "/api/numbers/account", Value::Null).await;
    assert!(account["items"].as_array().unwrap().iter().any(|one| one["number"] == NUMBER), "{account}");
    let import = json!({ "number": NUMBER, "agent": agent });
    let import = done(&program, Method::POST, "/api/numbers", import).await;
    let import = ended(&program, &import).await;
    assert_eq!(import["state"], "done", "{import}");
    assert_eq!(import["subject"], json!({ "kind": "number", "number": NUMBER }));

    let numbers = done(&program, Method::GET, "/api/numbers", Value::Null).await;
    let number = &numbers["items"][0];
    assert_eq!((&number["number"], &number["answers"]), (&json!(NUMBER), &json!(true)), "{number}");
    assert_eq!(number["agent"], agent);
    let path = format!("/api/numbers/{}", number["id"].as_str().unwrap());
    let same = done(&program, Method::GET, &path, Value::Null).await;
    assert_eq!(same["id"], number["id"]);

    let proof = done(&program, Method::POST, &format!("{path}/prove"), Value::Null).await;
    assert_eq!(ended(&program, &proof).await["state"], "done");
    let unassigned = done(&program, Method::DELETE, &format!("{path}/agent"), Value::Null).await;
    assert_eq!(ended(&program, &unassigned).await["state"], "done");
    assert_eq!(done(&program, Method::GET, &path, Value::Null).await["state"], "unassigned");
    let assigned = done(&program, Method::PUT, &format!("{path}/agent"), json!({ "agent": agent })).await;
    assert_eq!(ended(&program, &assigned).await["state"], "done");
    let removed = done(&program, Method::DELETE, &path, Value::Null).await;
    assert_eq!(ended(&program, &removed).await["state"], "done");
    let left = done(&program, Method::GET, "/api/numbers", Value::Null).await;
    assert_eq!(left["items"], json!([]));

    let disconnected = done(&program, Method::DELETE, "/api/integrations/vapi?wait=5", Value::Null).await;
    assert_eq!(ended(&program, &disconnected).await["kind"], "disconnect");
    let vapi = done(&program, Method::GET, "/api/integrations/vapi", Value::Null).await;
    assert_eq!((&vapi["connected"], &vapi["credential"]), (&json!(false), &Value::Null));
}

async fn what_a_provider_refuses_is_a_problem_on_its_field(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    let server = app.serve().await;
    let program = Program::of(&app, &server, cx.org.as_str(), cx.user.as_str(), &Scope::ALL).await;
    let wrong = json!({ "provider": "vapi", "key": "00000000-0000-4000-8000-000000000401" });
    let refused = program.ask(Method::PUT, "/api/integrations/vapi", Some(&wrong)).await;
    assert_eq!((refused.status, code(&refused).as_str()), (422, "key_refused"));
    assert_eq!(refused.json::<Value>()["field"], "key");
    let other = json!({ "provider": "vapi", "key": OTHER_VAPI_KEY });
    let other = program.ask(Method::PUT, "/api/integrations/vapi", Some(&other)).await;
    assert_eq!((other.status, code(&other).as_str()), (409, "other_account"));
    let verified = done(&program, Method::POST, "/api/integrations/vapi/verify", Value::Null).await;
    assert_eq!(verified["credential"]["status"], "connected");
    let none = program.ask(Method::POST, "/api/integrations/openai/verify", None).await;
    assert_eq!((none.status, code(&none).as_str()), (409, "not_connected"));
}

async fn lists_come_in_pages(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    let server = app.serve().await;
    let program = Program::of(&app, &server, cx.org.as_str(), cx.user.as_str(), &Scope::ALL).await;
    for number in [NUMBER, SECOND_NUMBER] {
        let import = done(&program, Method::POST, "/api/numbers", json!({ "number": number })).await;
        ended(&program, &import).await;
    }
    let numbers = done(&program, Method::GET, "/api/numbers", Value::Null).await;
    let prove = format!("/api/numbers/{}/prove", numbers["items"][0]["id"].as_str().unwrap());
    for _ in 0..20 {
        let proof = done(&program, Method::POST, &prove, Value::Null).await;
        ended(&program, &proof).await;
    }
    let (mut seen, mut pages) = (BTreeSet::new(), 0);
    let mut path = "/api/operations".to_owned();
    loop {
        let page = done(&program, Method::GET, &path, Value::Null).await;
        for one in page["items"].as_array().unwrap() {
            assert!(seen.insert(one["id"].as_str().unwrap().to_owned()), "{one}");
        }
        pages += 1;
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/api/operations?after={next}");
    }
    assert_eq!((seen.len(), pages), (app.count("operations", &[]).await, 2));
    let found = done(&program, Method::GET, "/api/numbers?search=0002&show=ready", Value::Null).await;
    assert_eq!(found["items"].as_array().unwrap().len(), 1, "{found}");
    assert_eq!(found["items"][0]["number"], SECOND_NUMBER);
}

async fn a_number_is_found_bought_and_given_back(app: TestApp) {
    let cx = without_twilio(&app).await;
    let server = app.serve().await;
    let program = Program::of(&app, &server, cx.org.as_str(), cx.user.as_str(), &Scope::ALL).await;
    for (query, field) in [("country=XX", "country"), ("country=US&area=4x5", "area_code")] {
        let wrong = program.get(&format!("/api/numbers/available?{query}")).await;
        assert_eq!((wrong.status, wrong.json::<Value>()["field"].clone()), (422, json!(field)), "{query}");
    }
    let found = done(&program, Method::GET, "/api/numbers/available?country=US", Value::Null).await;
    let number = found["items"][0].clone();
    let purchase =
        json!({ "number": number["number"], "country": number["country"], "kind": number["kind"] });
    let purchase = done(&program, Method::POST, "/api/numbers/purchases", purchase).await;
    let purchase = ended(&program, &purchase).await;
    assert_eq!((&purchase["kind"], &purchase["state"]), (&json!("buy_number"), &json!("done")), "{purchase}");
    let numbers = done(&program, Method::GET, "/api/numbers", Value::Null).await;
    let bought = &numbers["items"][0];
    assert_eq!((&bought["source"], &bought["answers"]), (&json!("managed"), &json!(true)), "{bought}");

    let path = format!("/api/numbers/{}", bought["id"].as_str().unwrap());
    let refused = program.ask(Method::DELETE, &path, None).await;
    assert_eq!((refused.status, code(&refused).as_str()), (422, "invalid"));
    assert_eq!(refused.json::<Value>()["field"], "last_four");
    let text = bought["number"].as_str().unwrap();
    let last_four = &text[text.len() - 4..];
    let released =
        done(&program, Method::DELETE, &format!("{path}?last_four={last_four}"), Value::Null).await;
    let released = ended(&program, &released).await;
    assert_eq!((&released["kind"], &released["state"]), (&json!("release_number"), &json!("done")));
}

both_engines!(
    from_nothing_to_a_number_that_answers,
    what_a_provider_refuses_is_a_problem_on_its_field,
    lists_come_in_pages,
    a_number_is_found_bought_and_given_back,
);
