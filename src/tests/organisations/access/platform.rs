//! Every server function and every page for a platform admin: what is the platform's is theirs, and of
//! an organisation that they are not in they have nothing else, unless they act for it.

use ava::domain::problem::ProblemKind;

use super::{
    cases::{Door, Stranger, cases, pages},
    roles::{belongings, call, victim},
};
use crate::support::{
    app::{Database, TestApp},
    browser::{Browser, Server},
};

async fn platform_admin(app: &TestApp, server: &Server) -> Browser {
    let admin = server.owner().await;
    let account: serde_json::Value = admin.ask("read/Account", &[]).await;
    let user = account["viewer"]["user"].as_str().unwrap();
    app.execute("UPDATE users SET platform_admin = TRUE WHERE id = $1", &[user]).await;
    admin
}

#[tokio::test]
async fn lesson_47_a_platform_admin_has_what_is_the_platforms_and_nothing_else_of_an_organisation() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let (_keeper, victim) = victim(&app, &server).await;
    let (of_platform, of_org): (Vec<_>, Vec<_>) =
        cases().into_iter().partition(|case| case.door == Door::Platform);
    let before = belongings(&app, &victim.org).await;
    let admin = platform_admin(&app, &server).await;
    for case in of_org {
        let answer = call(&admin, &case, &victim).await;
        for text in victim.own() {
            assert!(!answer.body.contains(text), "{} shows {text}: {}", case.endpoint, answer.body);
        }
        match case.stranger {
            Stranger::NothingThere => {
                assert_eq!(answer.problem().kind, ProblemKind::NotFound, "{}", case.endpoint)
            }
            Stranger::NotAChoice => assert_eq!(answer.status, 422, "{}: {}", case.endpoint, answer.body),
            Stranger::OwnThings => assert!(answer.status < 500, "{}: {}", case.endpoint, answer.body),
        }
        assert_eq!(belongings(&app, &victim.org).await, before, "{}", case.endpoint);
    }

    let admin = platform_admin(&app, &server).await;
    for (route, path, status) in pages(&victim) {
        let answer = admin.page(&path).await;
        let is_of_platform = route.starts_with("/admin");
        assert_eq!(answer.status, if is_of_platform { 200 } else { status }, "{route}");
        assert!(is_of_platform || !answer.body.contains("Victim instructions"), "{route}");
    }
    // Whoever has begun to act for the organisation has the platform no more until that ends.
    let (visits, others): (Vec<_>, Vec<_>) =
        of_platform.into_iter().partition(|case| case.endpoint == "tenants/visit");
    for case in others.into_iter().chain(visits) {
        let answer = call(&admin, &case, &victim).await;
        let refused = [
            ProblemKind::NotFound,
            ProblemKind::Forbidden,
            ProblemKind::SignedOut,
            ProblemKind::NotForSupport,
            ProblemKind::ProofNeeded,
        ];
        let is_let_in = answer.status < 400 || !refused.contains(&answer.problem().kind);
        assert!(is_let_in, "{}: {}", case.endpoint, answer.body);
    }
    assert_eq!(admin.page("/admin").await.status, 403, "they act for the organisation now");
}
