//! What the operator has turned off, for everybody or for one organisation: no server function of it
//! does anything, no page offers it, and what is stored of it can still be taken away.

use ava::{
    domain::{
        feature::{Feature, Off},
        integrations::IntegrationsView,
        operation::OperationState,
        problem::ProblemKind,
        provider::Provider,
    },
    server::features,
};

use super::{
    cases::{Case, Victim, cases},
    roles::{call, victim},
};
use crate::support::{
    app::{Database, TestApp},
    killed::Killed,
    sandbox::{NUMBER, TWILIO_SID, TWILIO_TOKEN, VAPI_KEY},
};

const VAPI: Feature = Feature::Provider(Provider::Vapi);
const TWILIO: Feature = Feature::Provider(Provider::Twilio);

/// The features that the call of this case works with, for an org with a number of its own.
fn works_with(case: &Case) -> Vec<Feature> {
    match case.endpoint {
        "integrations/check" => vec![VAPI],
        "integrations/connect-google" | "integrations/choose-calendar" => {
            vec![Feature::Provider(Provider::GoogleCalendar)]
        }
        "integrations/test-mail" => vec![Feature::Provider(Provider::Smtp)],
        "read/AccountNumbers" | "read/SwitchNumbers" | "numbers/switch" | "integrations/rotate-token" => {
            vec![TWILIO]
        }
        "read/FindNumbers" | "read/BuyNumber" => vec![Feature::ManagedNumbers],
        "numbers/buy" => vec![Feature::ManagedNumbers, VAPI],
        "numbers/import" | "numbers/prove" | "numbers/assign" => vec![TWILIO, VAPI],
        "numbers/compare"
        | "numbers/repair"
        | "numbers/adopt"
        | "integrations/rotate-hook"
        | "integrations/check-way-in"
        | "read/WayIn" => vec![VAPI],
        "read/Trial" | "trials/say" | "trials/anew" | "trials/phone" | "trials/confirm" | "trials/forget"
        | "trials/ring" => vec![VAPI],
        "agents/create" | "agents/update" | "agents/duplicate" | "agents/remake" | "agents/decide"
        | "read/Conflict" => vec![VAPI],
        // The forms of a provider are named for it.
        other => {
            let of = |provider: &Provider| other.ends_with(&format!("-{}", provider.code()));
            Provider::ALL.into_iter().filter(of).map(Feature::Provider).collect()
        }
    }
}

async fn decide(app: &TestApp, org: &str, off: &[Feature], on: &[Feature]) -> Off {
    features::decide(&app.services, org, off, on).await.unwrap().unwrap().1
}

#[tokio::test]
async fn what_is_off_is_refused_by_every_function_of_it_and_by_no_other() {
    for feature in Feature::all() {
        let app = TestApp::on(Database::Sqlite).await;
        let server = app.serve().await;
        let (owner, victim) = victim(&app, &server).await;
        let org = app.text("SELECT DISTINCT org_id FROM phone_numbers", &[]).await;
        decide(&app, &org, &[feature], &[]).await;
        let signs_out = ["revoke_device", "links/switch_person", "log_out"];
        for case in cases().iter().filter(|case| !signs_out.contains(&case.endpoint)) {
            let answer = call(&owner, case, &victim).await;
            let off = answer.status == 403 && answer.problem().kind == ProblemKind::TurnedOff(feature);
            assert_eq!(
                off,
                works_with(case).contains(&feature),
                "{feature:?} {}: {}",
                case.endpoint,
                answer.body
            );
        }
    }
}

#[tokio::test]
async fn what_is_off_for_everybody_is_refused_to_everybody() {
    let app = TestApp::with(Database::Sqlite, vec![("AVA_DISABLED", "twilio,managed_numbers".into())]).await;
    let server = app.serve().await;
    let owner = server.owner().await;
    let by_ids = ["numbers/prove", "numbers/assign"];
    let of_twilio = |case: &&Case| works_with(case).contains(&TWILIO) && !by_ids.contains(&case.endpoint);
    for case in cases().iter().filter(of_twilio) {
        let answer = call(&owner, case, &Victim::default()).await;
        assert_eq!(
            (answer.status, answer.problem().kind),
            (403, ProblemKind::TurnedOff(TWILIO)),
            "{}",
            case.endpoint
        );
    }
    let page = owner.page("/dashboard/integrations").await.body;
    assert!(
        page.contains("/dashboard/integrations/vapi") && !page.contains("/dashboard/integrations/twilio")
    );
    let page = owner.page("/dashboard/integrations/twilio").await.body;
    assert!(page.contains("Twilio is turned off here.") && !page.contains("save-twilio"));
    let numbers = owner.page("/dashboard/numbers").await.body;
    assert!(!numbers.contains("choose=1") && !numbers.contains("/dashboard/numbers/buy"));
    assert!(!page.contains("href=\"/dashboard/numbers\""), "nothing supplies a number");
}

#[tokio::test]
async fn what_is_stored_of_what_is_off_is_shown_and_can_be_disconnected() {
    for database in [Database::Sqlite, Database::Postgres] {
        let app = TestApp::on(database).await;
        let server = app.serve().await;
        let owner = server.owner().await;
        owner.connect_vapi(VAPI_KEY).await;
        owner.connect_twilio(TWILIO_SID, TWILIO_TOKEN).await;
        let org = app.text("SELECT DISTINCT org_id FROM org_credentials", &[]).await;
        // Who is at work when it is turned off ends what they began.
        let import = owner.import(NUMBER).await;
        assert_eq!(decide(&app, &org, &[TWILIO], &[]).await.codes(), "twilio");
        owner.make_agent("Reception", "Be brief.", "Hello").await;
        let done = |page: &serde_json::Value| page["operation"]["state"] == OperationState::Done.code();
        let _: serde_json::Value = owner.until("read/Operation", &[("id", &import)], done).await;
        for page in ["/dashboard/integrations", "/dashboard/integrations/twilio"] {
            let body = owner.page(page).await.body;
            assert!(body.contains("Twilio is turned off here."), "{page}");
            assert!(body.contains("/dashboard/integrations/twilio/disconnect"), "{page}");
            assert!(!body.contains("integrations/save-twilio") && !body.contains("choose=1"), "{page}");
        }
        let other = server.owner().await;
        assert!(other.page("/dashboard/integrations").await.body.contains("/dashboard/integrations/twilio"));
        let gone = owner.rpc("integrations/disconnect", &[("provider", "twilio")]).await;
        assert_eq!(gone.status, 200, "{}", gone.body);
        let view: IntegrationsView = owner.ask("read/Integrations", &[]).await;
        assert!(view.card(Provider::Twilio).credential.is_none());
        let refused = owner.rpc("integrations/check", &[("provider", "twilio")]).await;
        assert_eq!(refused.problem().kind, ProblemKind::TurnedOff(TWILIO));
        assert_eq!(decide(&app, &org, &[], &[TWILIO]).await, Off::default());
        owner.connect_twilio(TWILIO_SID, TWILIO_TOKEN).await;
        let decided = "audit_log WHERE action = 'features_decided' AND actor = 'operator' AND org_id = $1";
        assert_eq!(app.count(decided, &[&org]).await, 2);
    }
}

/// A server that runs knows at once what the operator decides beside it.
#[tokio::test]
async fn the_operator_turns_features_off_at_the_machine() {
    let run = Killed::start().await;
    let org: String =
        run.one("SELECT id FROM orgs WHERE id IN (SELECT org_id FROM org_credentials)".into()).await;
    let said = run.command(&["orgs", "features", &org, "--off", "vapi,managed_numbers"]);
    assert!(said.contains("off are vapi,managed_numbers."), "{said}");
    let refused = run.browser.rpc("integrations/check", &[("provider", "vapi")]).await;
    assert_eq!(refused.problem().kind, ProblemKind::TurnedOff(VAPI));
    let said = run.command(&["orgs", "features", &org, "--on", "vapi,managed_numbers"]);
    assert!(said.contains("off are none."), "{said}");
    assert_eq!(run.browser.rpc("integrations/check", &[("provider", "vapi")]).await.status, 200);
    let said = run.refused_command(&["orgs", "features", &org, "--off", "twillio"]);
    assert!(said.contains("twillio"), "{said}");
}
