//! Every form of the application, as a browser without JavaScript sends it: each leads to
//! a page of this site that says what was done, or what was wrong beside what was typed.
//! A server function that is added without a row fails.

mod rows;
mod second_clicks;
mod world;

use std::collections::BTreeSet;

use server_fn::axum::server_fn_paths;

use rows::{Row, rows};
use world::World;

#[test]
fn every_form_has_a_row() {
    let there: BTreeSet<String> =
        server_fn_paths().map(|(path, _)| path.to_owned()).filter(|path| path != "/rpc/read").collect();
    let rows: BTreeSet<String> = rows().iter().map(|row| format!("/rpc/{}", row.endpoint)).collect();
    assert_eq!(there, rows);
}

#[tokio::test]
async fn every_form_says_on_a_page_of_this_site_what_became_of_it() {
    let mut world = World::new().await;
    for row in rows() {
        let Row { endpoint, leads_to, says, .. } = row;
        world.before(endpoint).await;
        let (page, fields) = (row.page(&world), row.fields(&world));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(input, value)| (&**input, &**value)).collect();
        let sent = world.browser.form(&page, endpoint, &fields).await;
        assert!(matches!(sent.status, 302 | 303), "{endpoint}: {} {}", sent.status, sent.body);
        let location = sent.header("location");
        match leads_to {
            Some(start) => assert!(location.starts_with(start), "{endpoint}: {location}"),
            None => assert_eq!(location, page, "{endpoint}"),
        }
        let shown = world.browser.page(location).await;
        assert_eq!(shown.status, 200, "{endpoint}: {location}");
        for text in says {
            assert!(shown.body.contains(text), "{endpoint}: {text}: {}", shown.body);
        }
        world.after(endpoint, location).await;
    }
}
