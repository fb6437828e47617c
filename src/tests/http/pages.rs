//! The offers of a page to each role, and the content of a page that cannot be read.

use ava::domain::operation::{OperationPage, OperationState};

use crate::support::{
    app::{Database, TestApp},
    browser::{Browser, Server},
    sandbox::{OTHER_NUMBER, TWILIO_SID, TWILIO_TOKEN, VAPI_KEY},
};

/// The server functions that a viewer may still call.
const OF_ONESELF: [&str; 8] = [
    "set_locale",
    "log_out",
    "revoke_device",
    "account/change_name",
    "account/choose_zone",
    "account/revoke_others",
    "account/change_email",
    "account/change_password",
];

async fn started() -> (TestApp, Server, Browser) {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    (app, server, browser)
}

/// The server functions that the page's forms go to, and the links that lead to a form.
async fn offers(browser: &Browser, path: &str) -> Vec<String> {
    let answer = browser.page(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    let forms = answer.body.split("action=\"/rpc/").skip(1).filter_map(|rest| rest.split('"').next());
    let links = ["/dashboard/agents/new", "/dashboard/integrations/twilio?choose=1"];
    let links = links.into_iter().filter(|link| answer.body.contains(&format!("href=\"{link}\"")));
    forms.chain(links).filter(|offer| !OF_ONESELF.contains(offer)).map(str::to_owned).collect()
}

#[tokio::test]
async fn a_role_is_offered_what_it_may_do() {
    let (app, _server, browser) = started().await;
    let act_as = async |role: &str| {
        assert_eq!(app.execute("UPDATE memberships SET role = $1", &[role]).await, 1);
    };
    let mut paths: Vec<String> = [
        "/dashboard/integrations",
        "/dashboard/integrations/vapi",
        "/dashboard/integrations/twilio",
        "/dashboard/integrations/twilio?choose=1",
        "/dashboard/agents",
        "/dashboard/agents/new",
        "/dashboard/operations",
        "/dashboard/account",
        "/sandbox",
    ]
    .map(str::to_owned)
    .to_vec();
    act_as("viewer").await;
    for path in &paths {
        assert_eq!(offers(&browser, path).await, Vec::<String>::new(), "{path}, empty");
    }

    act_as("owner").await;
    browser.connect_vapi(VAPI_KEY).await;
    browser.connect_twilio(TWILIO_SID, TWILIO_TOKEN).await;
    let agent = browser.make_agent("Reception", "Book appointments.", "Hello.").await;
    let operation = browser.import(OTHER_NUMBER).await;
    let failed = |page: &OperationPage| page.operation.state == OperationState::Failed;
    browser.until("read/Operation", &[("id", &operation)], failed).await;
    paths.push(format!("/dashboard/agents/{agent}"));
    let operation = format!("/dashboard/operations/{operation}");
    paths.push(operation.clone());
    let of_the_owner = [
        ("/dashboard/integrations", "integrations/check"),
        ("/dashboard/integrations/vapi", "integrations/save-vapi"),
        ("/dashboard/integrations/twilio?choose=1", "numbers/import"),
        ("/dashboard/agents", "/dashboard/agents/new"),
        ("/dashboard/agents/new", "agents/create"),
        (&paths[9], "agents/update"),
        (&operation, "operations/retry"),
        (&operation, "/dashboard/integrations/twilio?choose=1"),
        ("/sandbox", "sandbox/inject"),
    ];
    for (path, offer) in of_the_owner {
        let offers = offers(&browser, path).await;
        assert!(offers.iter().any(|known| known == offer), "{path}: {offers:?}");
    }

    act_as("member").await;
    for path in &paths {
        let offers = offers(&browser, path).await;
        assert!(offers.iter().all(|offer| offer.contains("agents/")), "{path}: {offers:?}");
    }
    assert_eq!(offers(&browser, "/dashboard/agents/new").await, ["agents/create"]);

    act_as("viewer").await;
    for path in &paths {
        assert_eq!(offers(&browser, path).await, Vec::<String>::new(), "{path}");
    }
    for path in ["/dashboard/integrations/vapi", "/dashboard/agents/new", &paths[9]] {
        let page = browser.page(path).await;
        assert!(page.body.contains("Your role can look at this, not change it."), "{path}");
    }
}

#[tokio::test]
async fn a_page_that_cannot_be_read_has_the_id_to_quote_and_asks_again() {
    let (app, _server, browser) = started().await;
    browser.connect_vapi(VAPI_KEY).await;
    app.execute("UPDATE org_credentials SET public_config = '[]'", &[]).await;
    for path in ["/dashboard/integrations", "/dashboard/integrations/vapi"] {
        let answer = browser.page(path).await;
        assert_eq!(answer.status, 500, "{path}");
        let reference = format!("Reference {}", answer.header("x-correlation-id"));
        assert!(answer.body.contains(&reference), "{path}: {}", answer.body);
        let reload = format!("<a href=\"{path}\" rel=\"external\" class=\"button\">");
        assert!(answer.body.contains(&reload), "{path}: {}", answer.body);
        assert!(browser.session().is_some());
    }
}
