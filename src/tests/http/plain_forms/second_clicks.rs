//! Every form, sent twice from the same page: the person reads what became of the second click,
//! also where the part of the page that has the form is gone by then.

use super::{
    rows::{Row, rows},
    world::World,
};

const STALE: &str = "Somebody changed this since you opened the page.";
const GONE: &str = "This does not exist, or it is not yours.";

/// Forms that are not sent twice here: they change who asks, or the language of all pages; and the
/// last one would import a number again, whose form stays where it is.
const ONCE: [&str; 5] = ["sign_up", "log_in", "set_locale", "log_out", "sandbox/change-outside"];

/// One of these texts is read after the second click.
fn says(row: &Row) -> Vec<&'static str> {
    match row.endpoint {
        "agents/decide" | "agents/remake" | "operations/decide" | "operations/close" => vec![STALE],
        // What was decided about may be over by then.
        "numbers/repair" | "numbers/adopt" | "numbers/forget" | "revoke_device" | "team/revoke"
        | "tenants/revoke" => {
            vec![row.says[0], GONE, STALE]
        }
        "appointments/delete_service" | "contacts/erase" | "contacts/discard_list" | "webhooks/delete" => {
            vec![row.says[0], "There is nothing here"]
        }
        "webhooks/make" => vec!["Another webhook has this address."],
        "links/confirm_email" => vec!["This link is over"],
        // One mail is enough to see that the way is open.
        "integrations/test-mail" => vec!["Your organisation sends test mails too often"],
        _ => vec![row.says[0]],
    }
}

/// Sends the form; returns the page that it leads to, as it is shown then.
async fn sent(world: &World, page: &str, endpoint: &str, fields: &[(&str, &str)]) -> (String, String) {
    let sent = world.browser.form(page, endpoint, fields).await;
    assert!(matches!(sent.status, 302 | 303), "{endpoint}: {} {}", sent.status, sent.body);
    let location = sent.header("location").to_owned();
    let shown = world.browser.page(&location).await;
    (location, shown.body)
}

#[tokio::test]
async fn a_second_click_says_on_a_page_of_this_site_what_became_of_it() {
    let mut world = World::new().await;
    for row in rows() {
        let endpoint = row.endpoint;
        world.before(endpoint).await;
        let (page, fields) = (row.page(&world), row.fields(&world));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(input, value)| (&**input, &**value)).collect();
        let (location, _) = sent(&world, &page, endpoint, &fields).await;
        if !ONCE.contains(&endpoint) {
            let (_, shown) = sent(&world, &page, endpoint, &fields).await;
            assert!(says(&row).iter().any(|text| shown.contains(text)), "{endpoint}: {shown}");
        }
        world.after(endpoint, &location).await;
    }
}

#[tokio::test]
async fn a_second_retry_says_that_the_first_goes_on() {
    let mut world = World::new().await;
    let disconnect = rows().into_iter().find(|row| row.endpoint == "integrations/disconnect").unwrap();
    world.before(disconnect.endpoint).await;
    let page = disconnect.page(&world);
    let (location, _) = sent(&world, &page, disconnect.endpoint, &[("provider", "vapi")]).await;
    world.after(disconnect.endpoint, &location).await;
    // It asks for help, since Vapi refuses the key.
    world.before("operations/close").await;
    world.hold_at_vapi().await;
    let operation = world.operation.clone();
    let retry: [(&str, &str); 1] = [("id", &operation)];
    let (_, shown) = sent(&world, &location, "operations/retry", &retry).await;
    assert!(shown.contains("Trying again."), "{shown}");
    world.held().await;
    let (again, shown) = sent(&world, &location, "operations/retry", &retry).await;
    assert_eq!(again, location);
    assert!(shown.contains(STALE), "{shown}");
    world.release().await;
}
