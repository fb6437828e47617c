//! An organisation that asks everybody for a second factor: who may ask, who is led to set one up, and how
//! they go on.

use std::time::Duration;

use ava::domain::{
    problem::ProblemKind,
    role::Role,
    team::{OrgsView, TeamView},
};
use reqwest::Method;

use super::team::{guest, org_of};
use crate::support::{
    app::TestApp,
    both_engines,
    browser::Browser,
    passkeys::{Authenticator, Key, adds},
    second_factor::{factors, set_up},
};

const TEAM: &str = "/dashboard/team";
const AGENTS: &str = "/dashboard/agents";

async fn demand(browser: &Browser, on: &str) -> Result<(), ProblemKind> {
    let answer = browser.rpc("team/demand_factor", &[("form[demand]", on)]).await;
    if answer.status == 200 { Ok(()) } else { Err(answer.problem().kind) }
}

async fn without(browser: &Browser) -> Option<u32> {
    let view: TeamView = browser.ask("read/Team", &[]).await;
    view.without_factor.map(|without| without.count)
}

async fn only_who_has_one_asks_others_and_sees_before_who_has_none(app: TestApp) {
    let server = app.serve().await;
    let keeper = server.owner().await;
    let (admin, member) =
        (guest(&app, &server, &keeper, Role::Admin).await, guest(&app, &server, &keeper, Role::Member).await);
    for browser in [&admin, &member] {
        browser.rpc("team/enter", &[("to", &org_of(&keeper).await)]).await;
    }
    assert_eq!(demand(&member, "true").await, Err(ProblemKind::Forbidden));
    assert_eq!(without(&member).await, None, "who has none is no matter of a member");
    assert_eq!(demand(&admin, "true").await, Err(ProblemKind::FactorFirst));
    let page = admin.page(TEAM).await.body;
    assert!(
        page.contains("3 people have none:") && page.contains("Ask everybody for a second factor"),
        "{page}"
    );
    assert_eq!(without(&admin).await, Some(3));
    adds(&admin, &mut Authenticator::new(Key::es256()), "Phone").await;
    assert_eq!(without(&admin).await, Some(2));
    // An app that has shown no code yet is none.
    keeper.rpc("account/begin_totp", &[]).await;
    assert_eq!(without(&admin).await, Some(2));

    assert_eq!(demand(&admin, "true").await, Ok(()));
    assert_eq!(demand(&admin, "true").await, Ok(()), "it is so already");
    assert_eq!(app.count("audit_log WHERE action = 'factor_demanded'", &[]).await, 1);
    assert_eq!(
        keeper.rpc("read/Agents", &[]).await.problem().kind,
        ProblemKind::FactorNeeded,
        "its owner too"
    );
    assert_eq!(admin.page(AGENTS).await.status, 200);
    assert_eq!(demand(&admin, "false").await, Ok(()));
    assert_eq!(app.count("audit_log WHERE action = 'factor_not_demanded'", &[]).await, 1);
    assert_eq!(keeper.page(AGENTS).await.status, 200);
}

async fn whoever_has_none_sets_one_up_and_goes_on_with_what_they_typed(app: TestApp) {
    let server = app.serve().await;
    let keeper = server.owner().await;
    set_up(&app, &keeper).await;
    for by_passkey in [true, false] {
        let member = guest(&app, &server, &keeper, Role::Member).await;
        let own = org_of(&member).await;
        member.rpc("team/enter", &[("to", &org_of(&keeper).await)]).await;
        assert_eq!(demand(&keeper, "true").await, Ok(()));
        let typed = [("form[name]", "Typed before"), ("form[instructions]", "Long and dear")];
        let page = "/dashboard/agents/new";
        let sent = member.form(page, "agents/create", &typed).await;
        assert_eq!((sent.status, sent.header("location")), (302, page));
        let led = member.page(page).await;
        assert!(led.status == 403 && led.body.contains("and you have none yet"), "{}", led.body);
        for way_out in ["/dashboard/organisations", "/rpc/log_out", "/rpc/team/leave"] {
            assert!(led.body.contains(way_out), "{way_out}");
        }
        if by_passkey {
            assert_eq!(adds(&member, &mut Authenticator::new(Key::ed25519()), "Phone").await.status, 200);
        } else {
            set_up(&app, &member).await;
        }
        // It is of the one organisation: the same page of another one has nothing of it.
        member.rpc("team/enter", &[("to", &own)]).await;
        assert!(!member.page(page).await.body.contains("Typed before"));
        member.rpc("team/enter", &[("to", &org_of(&keeper).await)]).await;
        let back = member.page(page).await;
        assert_eq!(back.status, 200);
        for text in ["value=\"Typed before\"", "Long and dear"] {
            assert!(back.body.contains(text), "{text}: {}", back.body);
        }
        assert!(!member.page(page).await.body.contains("Typed before"), "once");
    }
    assert_eq!(app.count("agents", &[]).await, 0);
}

async fn whoever_has_none_has_no_live_stream_any_more(app: TestApp) {
    let server = app.serve().await;
    let keeper = server.owner().await;
    set_up(&app, &keeper).await;
    let member = guest(&app, &server, &keeper, Role::Member).await;
    member.rpc("team/enter", &[("to", &org_of(&keeper).await)]).await;
    let mut stream = member.request(Method::GET, "/events").send().await.unwrap();
    stream.chunk().await.unwrap();
    assert_eq!(demand(&keeper, "true").await, Ok(()));
    let end = async { while stream.chunk().await.is_ok_and(|chunk| chunk.is_some()) {} };
    tokio::time::timeout(Duration::from_secs(5), end).await.expect("the end of the stream");
    assert_eq!(keeper.request(Method::GET, "/events").send().await.unwrap().status(), 200);
}

async fn the_ways_out_stay_and_another_sign_in_is_no_second_factor(app: TestApp) {
    let server = app.serve().await;
    let keeper = server.owner().await;
    adds(&keeper, &mut Authenticator::new(Key::es256()), "Phone").await;
    let member = guest(&app, &server, &keeper, Role::Member).await;
    let (own, theirs) = (org_of(&member).await, org_of(&keeper).await);
    assert_eq!(demand(&keeper, "true").await, Ok(()));
    assert_eq!(member.page(AGENTS).await.status, 200, "it is of the one organisation");
    assert_eq!(member.rpc("team/enter", &[("to", &theirs)]).await.status, 200);
    assert_eq!(member.page(AGENTS).await.status, 403);
    let identity = "INSERT INTO oidc_identities (issuer, subject, user_id, linked_at)
                    SELECT 'https://id.example', 'x', user_id, 0 FROM memberships WHERE org_id = $1";
    app.execute(identity, &[&own]).await;
    assert_eq!(member.page(AGENTS).await.status, 403);
    for page in ["/dashboard/account", "/dashboard/account/second-factor", "/dashboard/organisations"] {
        assert_eq!(member.page(page).await.status, 200, "{page}");
    }
    let orgs: OrgsView = member.ask("read/Orgs", &[]).await;
    assert_eq!(orgs.orgs.len(), 2);
    assert_eq!(member.rpc("team/enter", &[("to", &own)]).await.status, 200);
    assert_eq!(member.page(AGENTS).await.status, 200);
    assert_eq!(member.rpc("team/enter", &[("to", &theirs)]).await.status, 200);
    assert_eq!(member.rpc("team/leave", &[]).await.status, 200);
    assert_eq!((member.page(AGENTS).await.status, org_of(&member).await), (200, own));

    // Whoever takes their last one off is asked again.
    let id = factors(&keeper).await.passkeys[0].id.to_string();
    assert_eq!(keeper.rpc("account/remove_passkey", &[("passkey", &id)]).await.status, 200);
    assert_eq!(keeper.page(AGENTS).await.status, 403);
}

both_engines! {
    only_who_has_one_asks_others_and_sees_before_who_has_none,
    whoever_has_none_sets_one_up_and_goes_on_with_what_they_typed,
    whoever_has_none_has_no_live_stream_any_more,
    the_ways_out_stay_and_another_sign_in_is_no_second_factor,
}
