//! The form that brings a list, as browsers send it.

use ava::domain::role::Role;
use reqwest::{Method, header::CONTENT_TYPE};

use crate::support::app::{Database, TestApp};

const IMPORT: &str = "/dashboard/contacts/import";

#[tokio::test]
async fn a_list_is_brought_by_a_plain_form() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    // As Excel saves it in France.
    let brought = browser.bring("file", b"Nom;Pr\xe9nom\r\nMorel;\xc9lodie <b>\r\n").await;
    assert_eq!(brought.status, 303, "{}", brought.body);
    let preview = browser.follow(brought.header("location")).await;
    assert!(preview.body.contains("Élodie &lt;b&gt; Morel"), "{}", preview.body);
    assert!(preview.body.contains("The list is read. Nothing is imported yet."), "{}", preview.body);
    assert_eq!(app.count("contacts", &[]).await, 0);
    let pasted = browser.bring("form[text]", b"name\tphone\nAna\t+33 1 84 88 00 12\n").await;
    assert!(pasted.header("location").starts_with(&format!("{IMPORT}?list=")), "{}", pasted.body);
}

#[tokio::test]
async fn what_is_wrong_with_a_list_is_said_beside_it() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    let refused = browser.bring("form[text]", b";;;").await;
    assert_eq!((refused.status, refused.header("location")), (303, IMPORT));
    let page = browser.page(IMPORT).await;
    assert!(
        page.body.contains("There is no row in it.") && page.body.contains(">;;;</textarea>"),
        "{}",
        page.body
    );
    let large = browser.bring("file", &b"Ana\n".repeat(300_000)).await;
    assert_eq!(large.status, 413);
    let request = browser.request(Method::POST, "/dashboard/contacts/import/list");
    let other = browser.send("list", request.header(CONTENT_TYPE, "text/csv").body("name\nAna\n")).await;
    assert_eq!(other.status, 400);
    assert_eq!(app.count("contact_imports", &[]).await, 0);
}

#[tokio::test]
async fn a_list_is_brought_by_those_who_may() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    assert_eq!(server.visitor().bring("file", b"name\nAna\n").await.status, 401);
    let browser = server.owner().await;
    app.execute("UPDATE memberships SET role = $1", &[Role::Viewer.code()]).await;
    let refused = browser.bring("file", b"name\nAna\n").await;
    assert_eq!((refused.status, refused.header("location")), (303, IMPORT));
    let page = browser.page(IMPORT).await;
    assert!(!page.body.contains("multipart/form-data"), "{}", page.body);
    assert_eq!(app.count("contact_imports", &[]).await, 0);
}
