//! The page of a conversation, as a browser without JavaScript reads it.

use ava::domain::{
    agent::{AgentPageView, SyncState},
    sandbox::{FaultKind, NewFault, SandboxProvider},
};

use crate::support::{
    app::{Database, TestApp},
    sandbox::VAPI_KEY,
};

#[tokio::test]
async fn a_conversation_is_had_without_a_script() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    browser.connect_vapi(VAPI_KEY).await;
    let agent = browser.make_agent("Reception", "Book appointments.", "Hello").await;
    let synced = |page: &AgentPageView| page.agent.sync == SyncState::Synced;
    let _: AgentPageView = browser.until("read/Agent", &[("id", &agent)], synced).await;
    let page = format!("/dashboard/agents/{agent}/try");
    let of_agent = browser.page(&format!("/dashboard/agents/{agent}")).await;
    assert!(of_agent.body.contains(&format!("href=\"{page}\"")), "{}", of_agent.body);
    let shown = browser.page(&page).await;
    assert_eq!(shown.status, 200);
    for text in
        ["Try Reception", "200 turns left today.", "Vapi bills each answer", "Nobody has said anything yet."]
    {
        assert!(shown.body.contains(text), "{text}: {}", shown.body);
    }
    let say = async |text: &str| {
        let fields = [("agent", agent.as_str()), ("form[said]", text)];
        let sent = browser.form(&page, "trials/say", &fields).await;
        assert_eq!(sent.header("location"), page);
        browser.page(&page).await
    };
    let shown = say("<b>Are you open?</b>").await;
    assert!(shown.body.contains("You said: &lt;b&gt;Are you open?&lt;/b&gt;"), "{}", shown.body);
    assert!(
        shown.body.contains("So far 0.0012 US dollars.") && !shown.body.contains("<b>Are"),
        "{}",
        shown.body
    );
    app.sandbox
        .inject(&NewFault {
            path_contains: Some("/chat".to_owned()),
            ..NewFault::next_call(SandboxProvider::Vapi, FaultKind::ServerError)
        })
        .await;
    let shown = say("And tomorrow?").await;
    assert!(shown.body.contains(">And tomorrow?</textarea>"), "{}", shown.body);
    assert!(!shown.body.contains("You said: And tomorrow?"), "{}", shown.body);
    browser.rpc("set_locale", &[("locale", "fr")]).await;
    let shown = browser.page(&page).await;
    assert!(shown.body.contains("Essayer Reception") && shown.body.contains("Jusqu’ici"), "{}", shown.body);
}
