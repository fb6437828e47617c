//! What a page says when it cannot be read.

use crate::support::{
    app::{Database, TestApp},
    browser::{Browser, Server},
    sandbox::VAPI_KEY,
};

async fn started() -> (TestApp, Server, Browser) {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    (app, server, browser)
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
