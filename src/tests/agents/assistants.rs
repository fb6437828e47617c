//! Agents and their assistants at Vapi.

use std::time::Duration;

use ava::{
    domain::{
        agent::{AgentForm, AgentsQuery, SyncState},
        operation::{OperationState, WaitingFor},
        problem::ProblemKind,
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{
        agents::{
            service::{all, create, duplicate, list, update},
            sync,
        },
        cx::Cx,
        numbers::answering_agents::{delete, deletion, remake},
    },
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    app::{TestApp, Tests},
    both_engines,
    faults::lasting,
    people::{agent, agent_form, connect_vapi, make_agent, overview, owner, prepared, ready},
    sandbox::{NUMBER, Sandbox, VAPI_KEY},
};

async fn at_vapi(app: &TestApp, id: &str) -> Value {
    app.sandbox.vapi(Method::GET, &format!("/assistant/{id}"), VAPI_KEY, json!({})).await
}

async fn an_agent_is_made_at_vapi_once(app: TestApp) {
    let cx = owner(&app).await;
    let id = make_agent(&cx).await;
    app.settle().await;
    assert_eq!(agent(&cx, &id).await.sync, SyncState::Pending, "Vapi is not connected yet");
    connect_vapi(&cx).await;
    app.settle().await;
    let view = agent(&cx, &id).await;
    assert_eq!(view.sync, SyncState::Synced);
    let assistants = app.sandbox.assistants().await;
    assert_eq!(assistants.len(), 1);
    assert_eq!(Some(&assistants[0].id), view.vapi_assistant_id.as_ref());
    update(&cx, id.clone(), &agent_form("Front desk"), view.version).await.unwrap();
    app.settle().await;
    let assistants = app.sandbox.assistants().await;
    assert_eq!((assistants.len(), assistants[0].name.as_deref()), (1, Some("Front desk")));
}

/// A browser without scripts sends the form once for each of two clicks.
async fn lesson_33_a_form_that_is_sent_twice_makes_one_agent(app: TestApp) {
    let cx = owner(&app).await;
    let form = agent_form("Reception");
    let (first, second) = futures::join!(create(&cx, &form), create(&cx, &form));
    let agent = first.unwrap();
    assert_eq!(second.unwrap(), agent);
    let (first, second) = futures::join!(duplicate(&cx, agent.clone()), duplicate(&cx, agent.clone()));
    let copy = first.unwrap();
    assert_eq!(second.unwrap(), copy);
    assert_eq!(all(&cx).await.unwrap().len(), 2);
    assert_eq!(
        app.count("audit_log WHERE action = 'agent_created'", &[]).await,
        2,
        "nor was another recorded"
    );
    let of_the_copy = duplicate(&cx, copy.clone()).await.unwrap();
    assert!(of_the_copy != copy && of_the_copy != agent, "the copy is copied, not shown");
    app.clock.advance(Duration::from_secs(6));
    assert_ne!(create(&cx, &form).await.unwrap(), agent, "on purpose, a while later");
    assert_eq!(all(&cx).await.unwrap().len(), 4);
}

async fn a_save_over_somebody_elses_is_refused(app: TestApp) {
    let cx = owner(&app).await;
    let id = make_agent(&cx).await;
    update(&cx, id.clone(), &agent_form("First"), 1).await.unwrap();
    let stale = update(&cx, id.clone(), &agent_form("Second"), 1).await.unwrap_err();
    assert_eq!(stale.kind, ProblemKind::Stale);
    assert_eq!(agent(&cx, &id).await.spec.name, "First");
}

async fn lesson_26_vapi_gets_what_was_committed_and_nothing_older(app: TestApp) {
    let (cx, id) = prepared(&app).await;
    let hold = NewFault {
        method: Some("PATCH".into()),
        ..NewFault::next_call(SandboxProvider::Vapi, FaultKind::HoldBefore)
    };
    app.sandbox.inject(&hold).await;
    update(&cx, id.clone(), &agent_form("Second"), 1).await.unwrap();
    let save_meanwhile = async {
        app.sandbox.held().await;
        update(&cx, id.clone(), &agent_form("Third"), 2).await.unwrap();
        app.sandbox.release().await;
    };
    futures::join!(app.run_due(), save_meanwhile);
    app.settle().await;
    let assistants = app.sandbox.assistants().await;
    assert_eq!((assistants.len(), assistants[0].name.as_deref()), (1, Some("Third")));
    let view = agent(&cx, &id).await;
    assert_eq!((view.sync, view.version), (SyncState::Synced, 3));
}

async fn a_failure_of_an_older_version_is_not_one_of_the_newer(app: TestApp) {
    let (cx, id) = prepared(&app).await;
    let mut tx = app.services.db.write(Tests, &cx.org).await.unwrap();
    assert!(!sync::failed(&mut tx, &id, Some(0)).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(agent(&cx, &id).await.sync, SyncState::Synced);
}

async fn lesson_27_a_field_can_be_cleared(app: TestApp) {
    let (cx, id) = prepared(&app).await;
    let assistant = agent(&cx, &id).await.vapi_assistant_id.unwrap();
    assert_eq!(at_vapi(&app, &assistant).await["firstMessage"], "Good morning, Lakeside Clinic.");
    let mut form = agent_form("Reception");
    form.greeting = String::new();
    form.speaks_first = "caller".into();
    update(&cx, id.clone(), &form, 1).await.unwrap();
    app.settle().await;
    let greeting = at_vapi(&app, &assistant).await["firstMessage"].clone();
    assert!(greeting.is_null() || greeting == "", "{greeting}");
    assert_eq!(agent(&cx, &id).await.spec.greeting, "");
}

async fn lesson_27_every_setting_can_be_set_back(app: TestApp) {
    let (cx, id) = prepared(&app).await;
    let assistant = agent(&cx, &id).await.vapi_assistant_id.unwrap();
    let before = at_vapi(&app, &assistant).await;
    let all: Value = serde_json::from_str(include_str!("every_setting.json")).unwrap();
    let form = AgentForm::read(|name| all["form"][name].as_str().unwrap().to_owned());
    update(&cx, id.clone(), &form, 1).await.unwrap();
    app.settle().await;
    let set = at_vapi(&app, &assistant).await;
    let expected = all["assistant"].as_object().unwrap();
    for (name, value) in expected {
        assert_eq!(&set[name], value, "{name}");
    }
    update(&cx, id, &agent_form("Reception"), 2).await.unwrap();
    app.settle().await;
    let set = at_vapi(&app, &assistant).await;
    assert_eq!((&set["model"]["model"], &set["model"]["temperature"]), (&json!("gpt-4.1-mini"), &json!(0.7)));
    assert_eq!(
        (&set["maxDurationSeconds"], &set["firstMessageMode"]),
        (&json!(600), &json!("assistant-speaks-first"))
    );
    for name in expected.keys() {
        assert_eq!(set[name], before[name], "{name}");
    }
}

async fn lesson_23_a_look_that_fails_makes_no_second_assistant(app: TestApp) {
    let cx = owner(&app).await;
    let id = make_agent(&cx).await;
    let ours = json!({ "name": "Reception", "metadata": { "ava_agent_id": id.as_str() } });
    app.sandbox.vapi(Method::POST, "/assistant", VAPI_KEY, ours).await;
    connect_vapi(&cx).await;
    for kind in [FaultKind::RateLimited, FaultKind::Unavailable, FaultKind::Garbage] {
        let fault = lasting(SandboxProvider::Vapi, kind);
        app.sandbox.inject(&fault).await;
        app.run_due().await;
        app.sandbox.clear().await;
        assert_eq!(app.sandbox.assistants().await.len(), 1, "{kind:?}");
        assert_eq!(agent(&cx, &id).await.sync, SyncState::Pending);
    }
    app.settle().await;
    assert_eq!(app.sandbox.assistants().await.len(), 1);
    assert_eq!(agent(&cx, &id).await.sync, SyncState::Synced);
}

async fn lesson_25_a_deleted_assistant_is_not_made_again_behind_its_back(app: TestApp) {
    let (cx, id, _) = ready(&app).await;
    let assistant = agent(&cx, &id).await.vapi_assistant_id.unwrap();
    app.sandbox.delete_assistant(&assistant).await;
    for version in [1, 2] {
        update(&cx, id.clone(), &agent_form("Reception 2"), version).await.unwrap();
        app.settle().await;
        assert!(app.sandbox.assistants().await.is_empty());
        let view = agent(&cx, &id).await;
        assert_eq!(view.sync, SyncState::Gone);
        assert_eq!(view.problem.unwrap().code(), "gone_at_provider");
        let operation = app.operation(&cx, &view.operation.unwrap()).await;
        assert_eq!(
            (operation.state, operation.waiting_for),
            (OperationState::Waiting, Some(WaitingFor::Gone))
        );
    }
    remake(&cx, id.clone()).await.unwrap();
    assert_eq!(
        remake(&cx, id.clone()).await.unwrap_err().kind,
        ProblemKind::Stale,
        "the second of two clicks"
    );
    app.settle().await;
    let view = agent(&cx, &id).await;
    assert_eq!(view.sync, SyncState::Synced);
    let made = view.vapi_assistant_id.unwrap();
    assert_ne!(made, assistant);
    assert_eq!(app.sandbox.assistants().await.len(), 1);
    Sandbox::assert_answers(&app.sandbox.snapshot().await, NUMBER, &made);
}

async fn a_copy_is_an_agent_of_its_own(app: TestApp) {
    let (cx, id) = prepared(&app).await;
    let copy = duplicate(&cx, id.clone()).await.unwrap();
    app.settle().await;
    let (first, second) = (agent(&cx, &id).await, agent(&cx, &copy).await);
    assert_eq!((second.spec.name.as_str(), second.sync), ("Reception 2", SyncState::Synced));
    assert_ne!(first.vapi_assistant_id, second.vapi_assistant_id);
    assert_eq!(second.spec.instructions, first.spec.instructions);
    assert!(second.numbers.is_empty());
}

async fn deleting_says_which_numbers_lose_it_and_leaves_nothing(app: TestApp) {
    let (cx, id, _) = ready(&app).await;
    let preview = deletion(&cx, id.clone()).await.unwrap();
    assert_eq!(preview.agent.numbers.len(), 1);
    assert!(!preview.other_agents);
    let operation = delete(&cx, id.clone()).await.unwrap();
    assert_eq!(delete(&cx, id.clone()).await.unwrap(), operation, "the second of two clicks");
    assert!(all(&cx).await.unwrap().is_empty());
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
    assert!(app.sandbox.assistants().await.is_empty());
    assert_eq!(app.sandbox.at_vapi(NUMBER).await[0].assistant_id, None);
    assert!(deletion(&cx, id).await.is_err());
}

async fn lesson_20_saved_is_not_called_synced_before_vapi_has_it(app: TestApp) {
    let (cx, id) = prepared(&app).await;
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::Unavailable)).await;
    update(&cx, id.clone(), &agent_form("Front desk"), 1).await.unwrap();
    app.run_due().await;
    let view = agent(&cx, &id).await;
    assert_eq!((view.spec.name.as_str(), view.sync), ("Front desk", SyncState::Pending));
    assert!(!overview(&cx).await.agents[0].synced);
    app.sandbox.clear().await;
    app.settle().await;
    assert_eq!(agent(&cx, &id).await.sync, SyncState::Synced);
    assert!(overview(&cx).await.agents[0].synced);
}

async fn lesson_24_syncing_an_agent_binds_no_number(app: TestApp) {
    let (cx, id, _) = ready(&app).await;
    let theirs = app.sandbox.assistant_by_hand(VAPI_KEY, "Somebody").await;
    let number = app.sandbox.at_vapi(NUMBER).await.remove(0);
    let path = format!("/phone-number/{}", number.id);
    app.sandbox.vapi(Method::PATCH, &path, VAPI_KEY, json!({ "assistantId": theirs })).await;
    update(&cx, id, &agent_form("Renamed"), 1).await.unwrap();
    create(&cx, &agent_form("Another")).await.unwrap();
    app.settle().await;
    assert_eq!(app.sandbox.at_vapi(NUMBER).await[0].assistant_id, Some(theirs));
}

async fn a_refused_form_saves_nothing(app: TestApp) {
    let cx = owner(&app).await;
    for name in ["", "\u{7}", &"x".repeat(41)] {
        assert!(create(&cx, &agent_form(name)).await.is_err(), "{name:?}");
    }
    assert!(all(&cx).await.unwrap().is_empty());
    assert_eq!(app.count("operations", &[]).await, 0);
    assert!(overview(&cx).await.agents.is_empty());
}

/// The names of the agents on each page of the list, up to its last.
async fn pages(cx: &Cx, search: &str) -> Vec<Vec<String>> {
    let mut query = AgentsQuery { search: search.to_owned(), after: None };
    let mut pages = Vec::new();
    loop {
        let page = list(cx, &query).await.unwrap();
        pages.push(page.agents.into_iter().map(|agent| agent.spec.name).collect());
        let Some(next) = page.next else { return pages };
        query = query.from(Some(&next));
    }
}

async fn the_list_has_pages_and_is_searched_by_name(app: TestApp) {
    let cx = owner(&app).await;
    let stranger = owner(&app).await;
    make_agent(&stranger).await;
    let names: Vec<String> = (1..=60).map(|index| format!("Desk {index:02}")).collect();
    for name in &names {
        create(&cx, &agent_form(name)).await.unwrap();
    }
    for name in ["Émile", "100% Emily_"] {
        create(&cx, &agent_form(name)).await.unwrap();
    }
    let all = pages(&cx, "").await;
    assert_eq!(all.iter().map(Vec::len).collect::<Vec<_>>(), [25, 25, 12]);
    assert_eq!(all.concat()[..60], names, "oldest first, each once, and nobody else's");
    assert_eq!(pages(&cx, "dESK").await.concat(), names);
    assert_eq!(pages(&cx, "desk 0").await, [names[..9].to_vec()]);
    assert_eq!(pages(&cx, "émile").await, [["Émile"]]);
    assert_eq!(pages(&cx, "0% emily_").await, [["100% Emily_"]]);
    assert_eq!(pages(&cx, "%").await, [["100% Emily_"]], "no pattern");
    assert_eq!(pages(&cx, "nobody").await, [[""; 0]]);
    // A list that fits on one page has no next one.
    assert_eq!(pages(&cx, "desk 1").await.len(), 1);
}

async fn a_search_finds_any_part_of_a_name_as_it_is_now(app: TestApp) {
    let cx = owner(&app).await;
    let stranger = owner(&app).await;
    for (cx, name) in [(&cx, "Émile Ⅷ"), (&stranger, "Émilie")] {
        create(cx, &agent_form(name)).await.unwrap();
    }
    let id = create(&cx, &agent_form("Desk")).await.unwrap();
    update(&cx, id.clone(), &agent_form("Front"), 1).await.unwrap();
    for part in ["ÉMILE", "mile", "ⅷ", "é", "e ⅷ"] {
        assert_eq!(pages(&cx, part).await, [["Émile Ⅷ"]], "{part}");
    }
    assert_eq!(pages(&cx, "desk").await, [[""; 0]], "what it is not called any more");
    assert_eq!(pages(&cx, "front").await, [["Front"]]);
    delete(&cx, id).await.unwrap();
    app.settle().await;
    assert_eq!(pages(&cx, "front").await, [[""; 0]]);
}

both_engines!(
    a_search_finds_any_part_of_a_name_as_it_is_now,
    the_list_has_pages_and_is_searched_by_name,
    an_agent_is_made_at_vapi_once,
    lesson_33_a_form_that_is_sent_twice_makes_one_agent,
    a_save_over_somebody_elses_is_refused,
    lesson_26_vapi_gets_what_was_committed_and_nothing_older,
    a_failure_of_an_older_version_is_not_one_of_the_newer,
    lesson_27_a_field_can_be_cleared,
    lesson_27_every_setting_can_be_set_back,
    lesson_23_a_look_that_fails_makes_no_second_assistant,
    lesson_25_a_deleted_assistant_is_not_made_again_behind_its_back,
    a_copy_is_an_agent_of_its_own,
    deleting_says_which_numbers_lose_it_and_leaves_nothing,
    lesson_20_saved_is_not_called_synced_before_vapi_has_it,
    lesson_24_syncing_an_agent_binds_no_number,
    a_refused_form_saves_nothing,
);
