//! The document of the API: a change of it is seen.

use std::{fs, path::Path};

use ava::server::api;

use crate::support::{app::TestApp, both_engines, browser::Server};

#[test]
fn the_stored_document_is_that_of_this_build() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/openapi.json");
    let stored = fs::read_to_string(&path).unwrap();
    let made = api::to_json(&api::document()).unwrap();
    assert!(
        stored == made,
        "the API is another than docs/openapi.json says. Look whether a client breaks, then: \
         `ava openapi > docs/openapi.json`"
    );
}

async fn the_document_and_its_page_are_for_everybody(app: TestApp) {
    let server: Server = app.serve().await;
    let visitor = server.visitor();
    let document = visitor.page("/api/openapi.json").await;
    assert_eq!((document.status, document.header("content-type")), (200, "application/json"));
    assert_eq!(document.body, api::to_json(&api::document()).unwrap());
    let page = visitor.page("/api/docs").await;
    assert_eq!(page.status, 200);
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && !policy.contains("script"), "{policy}");
    assert!(page.body.contains("id=\"list_numbers\"") && page.body.contains("<html lang=\"en\">"));
    // A browser that is told of no icon asks for one that is not there.
    assert!(page.body.contains("href=\"/favicon.svg\"") && policy.contains("img-src 'self'"), "{policy}");
    // Its own words follow the language of the pages.
    visitor.set_cookie("lang", "fr");
    let page = visitor.page("/api/docs").await;
    assert_eq!((page.header("content-language"), page.header("vary")), ("fr", "cookie, accept-language"));
    assert!(page.body.contains("<html lang=\"fr\">") && page.body.contains("<h4>Réponses</h4>"));
    let style = visitor.page("/api/docs.css").await;
    assert_eq!((style.status, style.header("content-type")), (200, "text/css; charset=utf-8"));
    assert_eq!(visitor.page("/api").await.header("location"), "/api/docs");
}

both_engines!(the_document_and_its_page_are_for_everybody);
