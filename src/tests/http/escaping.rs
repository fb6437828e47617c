//! Names and texts that want to be markup stay text on every page.

use crate::support::{
    app::{Database, TestApp},
    people::sign_up_form,
    sandbox::{TWILIO_SID, TWILIO_TOKEN, VAPI_KEY},
};

const OF_A_TEXTAREA: &str = "</textarea><script>alert(1)</script>";
const OF_A_TITLE: &str = "</title><script>alert(2)</script>";
const OF_AN_ATTRIBUTE: &str = "\"><img src=x onerror=alert(3)>";

#[tokio::test]
async fn hostile_names_greetings_and_instructions_stay_text() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.visitor();
    let form = sign_up_form();
    let org = format!("{OF_A_TITLE}{OF_AN_ATTRIBUTE}");
    let fields = [
        ("form[org_name]", org.as_str()),
        ("form[name]", OF_AN_ATTRIBUTE),
        ("form[email]", &form.email),
        ("form[password]", &form.password),
    ];
    assert_eq!(browser.rpc("sign_up", &fields).await.status, 200);
    browser.connect_vapi(VAPI_KEY).await;
    browser.connect_twilio(TWILIO_SID, TWILIO_TOKEN).await;
    let instructions = format!("{OF_A_TEXTAREA} & {OF_AN_ATTRIBUTE}\n</script><!--");
    let agent = browser.make_agent(OF_A_TITLE, &instructions, &instructions).await;
    let operation = app.text("SELECT id FROM operations WHERE kind = 'sync_agent'", &[]).await;
    let titled = format!("/dashboard/agents/{agent}");
    for path in [
        "/dashboard/integrations",
        "/dashboard/integrations/vapi",
        "/dashboard/integrations/twilio",
        "/dashboard/integrations/twilio?choose=1",
        "/dashboard/integrations/smtp?preset=%22%3E%3Cimg%20src=x%3E",
        "/dashboard/integrations/vapi/disconnect",
        "/dashboard/integrations/twilio/disconnect",
        "/dashboard/agents",
        "/dashboard/agents/new",
        &titled,
        "/dashboard/numbers?search=%3Cscript%3Ealert(4)%3C/script%3E&show=%22%3E%3Cimg%20src=x%3E",
        "/dashboard/numbers/buy?country=%3Cscript%3Ealert(5)&area=%22%3E%3Cimg%20src=x%3E&digits=%3C!--",
        "/dashboard/numbers/buy/confirm?number=%3Cscript%3Ealert(6)&country=US&kind=local",
        "/dashboard/integrations/twilio/switch?to=managed",
        "/dashboard/integrations/twilio/switch?to=%3Cscript%3Ealert(7)",
        "/dashboard/operations",
        &format!("/dashboard/operations/{operation}"),
        "/dashboard/account",
        "/sandbox",
        "/dashboard/nowhere",
    ] {
        let answer = browser.page(path).await;
        assert!(matches!(answer.status, 200 | 404), "{path}: {}", answer.status);
        for planted in ["<script>alert", "<img src=x", "</textarea><", "<!--\n</script"] {
            let found = answer.body.find(planted).filter(|_| planted != "</textarea><");
            if let Some(at) = found {
                let from = at.saturating_sub(200);
                panic!("{path}: {:?}", answer.body.get(from..at + 100));
            }
        }
        let titles = answer.body.matches("<title").count();
        assert_eq!(titles, 1, "{path}");
        let title = answer.body.split("<title").nth(1).unwrap().split("</title>").next().unwrap();
        assert!(!title.contains("<script"), "{path}: {title}");
    }
    let page = browser.page(&titled).await.body;
    assert!(page.contains("&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;"), "shown as it was typed");
    let areas = page.matches("<textarea").count();
    assert_eq!(page.matches("</textarea>").count(), areas, "each closes once");
    let title = page.split("<title").nth(1).unwrap().split("</title>").next().unwrap();
    assert!(title.contains("&lt;/title&gt;"), "{title}");
}

#[tokio::test]
async fn a_refused_hostile_form_and_address_stay_text() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    let page = "/dashboard/agents/new";
    let sent = browser
        .form(
            page,
            "agents/create",
            &[
                ("form[name]", OF_AN_ATTRIBUTE),
                ("form[instructions]", OF_A_TEXTAREA),
                ("form[greeting]", OF_A_TEXTAREA),
                ("form[speaks_first]", "nobody"),
            ],
        )
        .await;
    assert_eq!(sent.status, 302, "{}", sent.body);
    let answer = browser.page(page).await.body;
    assert!(answer.contains("&lt;/textarea&gt;"), "it came back");
    assert!(!answer.contains("<script>alert") && !answer.contains("<img src=x"));
    for path in [
        "/login?next=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "/login?__err=%3Cscript%3Ealert(1)%3C/script%3E",
        "/%3Cscript%3Ealert(1)%3C/script%3E",
        "/dashboard/operations?before=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    ] {
        for visitor in [&browser, &server.visitor()] {
            assert!(!visitor.follow(path).await.body.contains("<script>alert"), "{path}");
        }
    }
}

#[tokio::test]
async fn scripts_run_by_nonce_alone() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    let mut nonces = Vec::new();
    for path in ["/dashboard/integrations", "/dashboard/agents", "/dashboard/nowhere"] {
        let answer = browser.page(path).await;
        let policy = answer.header("content-security-policy").to_owned();
        let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
        assert!(!policy.contains("unsafe-inline") && policy.contains("default-src 'none'"), "{policy}");
        for script in answer.body.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap();
            assert!(
                tag.contains(&format!("nonce=\"{nonce}\"")) || tag.contains("application/json"),
                "{path}: {tag}"
            );
        }
        assert!(!answer.body.contains(" style=\"") && !answer.body.contains(" onclick="), "{path}");
        nonces.push(nonce);
    }
    nonces.dedup();
    assert_eq!(nonces.len(), 3, "a new one for each page");
}
