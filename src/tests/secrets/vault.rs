//! Secrets at rest: keys that open them, keys that must not, and changing the keys.

use ava::{
    domain::{
        credential::CredentialStatus,
        ids::OperationId,
        operation::{OperationState, WaitingFor},
        provider::Provider,
        sandbox::{FaultKind, SandboxProvider},
    },
    server::{
        credentials::decryptor::Purpose,
        cx::{Cx, Services},
        integrations::{disconnect::disconnect, service::save as save_vapi},
        key_rotation,
    },
};

use crate::support::{
    app::{Database, MASTER_KEY, TestApp, Tests},
    both_engines, canary, earlier_schemas,
    faults::lasting,
    people::{
        agent_form, card_of, connect_twilio, connect_vapi, import, overview, owner, prepared, ready,
        vapi_form,
    },
    sandbox::{NUMBER, VAPI_KEY},
    traces::assert_cleaned_up,
};

/// 32 bytes of `0x08`, in base64.
const SECOND_KEY: &str = "CAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg=";

async fn opens(services: &Services, cx: &Cx, provider: Provider) -> bool {
    let mut tx = services.db.write(Tests, &cx.org).await.unwrap();
    let opened =
        services.decryptor.open(services, &mut tx, provider, &cx.actor(), Purpose::Verify).await.unwrap();
    tx.commit().await.unwrap();
    opened.unwrap().is_ok()
}

async fn lesson_14_keys_are_rotated_while_they_are_in_use(app: TestApp) {
    let (cx, _, _) = ready(&app).await;
    let other = owner(&app).await;
    connect_vapi(&other).await;
    let node = app.another_node(31).await;
    assert!(opens(&node, &cx, Provider::Vapi).await);
    app.clock.advance(std::time::Duration::from_secs(1));
    let keys = async || app.texts("SELECT id FROM org_keys ORDER BY id", &[]).await;
    let before = keys().await;
    let using = async {
        for _ in 0..8 {
            assert!(opens(&node, &cx, Provider::Vapi).await);
            assert!(opens(&app.services, &cx, Provider::Twilio).await);
        }
    };
    let (rotated, ()) = futures::join!(key_rotation::rotate(&app.services), using);
    let rotated = rotated.unwrap();
    assert_eq!((rotated.orgs, rotated.secrets, rotated.unreadable), (2, 3, 0));
    let after = keys().await;
    assert!(after.len() == 2 && before.iter().all(|key| !after.contains(key)), "{before:?} {after:?}");
    for services in [&app.services, &node] {
        assert!(opens(services, &cx, Provider::Vapi).await && opens(services, &cx, Provider::Twilio).await);
        assert!(opens(services, &other, Provider::Vapi).await);
    }
    let operation = import(&cx, NUMBER).await;
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
}

async fn lesson_14_the_master_key_is_changed_without_a_restart(app: TestApp) {
    let (cx, _, _) = ready(&app).await;
    let running = app.another_node(31).await;
    assert!(opens(&running, &cx, Provider::Vapi).await);
    app.clock.advance(std::time::Duration::from_secs(1));
    let added = app.services.keyring.masters().add(&app.services.random).unwrap();
    assert_eq!(key_rotation::rotate(&app.services).await.unwrap().unreadable, 0);
    assert_eq!(
        app.texts("SELECT DISTINCT master_id FROM org_keys", &[]).await,
        std::slice::from_ref(&added.id)
    );
    assert!(opens(&running, &cx, Provider::Vapi).await, "a running node reads the new key");
    let text = std::fs::read_to_string(app.key_file()).unwrap();
    let newest = text.lines().next().unwrap().to_owned();
    assert!(app.start_with_keys(&newest).await.is_ok(), "the old key is not needed any more");
    assert!(app.start_with_keys(MASTER_KEY).await.is_err());
}

async fn a_start_with_another_master_key_is_refused_by_both_names(app: TestApp) {
    let stored = app.services.keyring.masters().active().unwrap().id;
    let error = app.start_with_keys(SECOND_KEY).await.err().unwrap().to_string();
    assert!(error.contains(&stored), "{error}");
    let given = app.start_with_keys(&format!("{SECOND_KEY}\n{MASTER_KEY}")).await.unwrap();
    let given = given.keyring.masters().active().unwrap().id;
    assert!(error.contains(&given) && given != stored, "{error}");
    assert!(!error.contains(MASTER_KEY) && !error.contains(SECOND_KEY));
}

async fn with_the_master_key_lost_each_key_can_be_entered_anew(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    app.execute("DELETE FROM installation WHERE name IN ('master_key', 'audit_key')", &[]).await;
    let node = app.start_with_keys(SECOND_KEY).await.unwrap();
    let cx = Cx { services: node.clone(), ..cx };
    for provider in [Provider::Vapi, Provider::Twilio] {
        assert!(!opens(&node, &cx, provider).await, "{provider:?}");
    }
    save_vapi(&cx, &vapi_form(VAPI_KEY)).await.unwrap();
    connect_twilio(&cx).await;
    for provider in [Provider::Vapi, Provider::Twilio] {
        assert!(opens(&node, &cx, provider).await, "{provider:?}");
    }
    assert_eq!(key_rotation::rotate(&node).await.unwrap().unreadable, 0);
}

async fn a_row_that_does_not_open_is_a_status_on_its_card(app: TestApp) {
    let (cx, agent) = prepared(&app).await;
    app.damage("vapi").await;
    ava::server::agents::service::update(&cx, agent.clone(), &agent_form("Again"), 1).await.unwrap();
    app.settle().await;
    let page = overview(&cx).await;
    assert_eq!(page.card(Provider::Vapi).credential.as_ref().unwrap().status, CredentialStatus::Unreadable);
    assert_eq!(page.card(Provider::Twilio).credential.as_ref().unwrap().status, CredentialStatus::Connected);
    let operation = crate::support::people::agent(&cx, &agent).await.operation.unwrap();
    let view = app.operation(&cx, &operation).await;
    assert_eq!(
        (view.state, view.waiting_for),
        (OperationState::Waiting, Some(WaitingFor::Provider(Provider::Vapi)))
    );
    save_vapi(&cx, &vapi_form(VAPI_KEY)).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Done, "typing it again mends it");
}

async fn a_ciphertext_opens_only_where_it_was_sealed(app: TestApp) {
    let (victim, thief) = (owner(&app).await, owner(&app).await);
    for cx in [&victim, &thief] {
        connect_vapi(cx).await;
        connect_twilio(cx).await;
    }
    let copy = "UPDATE org_credentials SET
        sealed_secret = (SELECT c.sealed_secret FROM org_credentials AS c WHERE c.org_id = $1 AND c.provider = 'vapi'),
        key_id = (SELECT c.key_id FROM org_credentials AS c WHERE c.org_id = $1 AND c.provider = 'vapi')
        WHERE org_id = $2 AND provider = $3";
    app.execute(copy, &[victim.org.as_str(), thief.org.as_str(), "vapi"]).await;
    assert!(!opens(&app.services, &thief, Provider::Vapi).await, "another org");
    app.execute(copy, &[victim.org.as_str(), victim.org.as_str(), "twilio"]).await;
    assert!(!opens(&app.services, &victim, Provider::Twilio).await, "another row");
    assert!(opens(&app.services, &victim, Provider::Vapi).await);
    assert!(opens(&app.services, &thief, Provider::Twilio).await);

    // The key's own seal does not open either if its row is moved along.
    app.execute(
        "UPDATE org_keys SET org_id = $1 WHERE org_id = $2",
        &[thief.org.as_str(), victim.org.as_str()],
    )
    .await;
    let node = app.another_node(41).await;
    assert!(!opens(&node, &thief, Provider::Vapi).await);
}

async fn lesson_10_no_secret_lies_open_in_the_database(app: TestApp) {
    let (cx, _, _) = ready(&app).await;
    save_vapi(&cx, &vapi_form("")).await.unwrap();
    let dump = app.dump().await;
    assert!(dump.contains(NUMBER), "the dump shows what is stored");
    canary::assert_clean("the database", &dump);
    canary::assert_logs_clean();
    for entry in std::fs::read_dir(app.folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            canary::assert_clean(&path.display().to_string(), &String::from_utf8_lossy(&bytes));
        }
    }
}

async fn lesson_11_a_provider_secret_has_one_table_and_one_while_a_cleanup_runs(app: TestApp) {
    let columns = match app.database {
        Database::Sqlite => {
            "SELECT t.name || '.' || c.name FROM sqlite_master AS t, pragma_table_info(t.name) AS c
             WHERE t.type = 'table' AND c.name LIKE 'sealed%' ORDER BY 1"
        }
        Database::Postgres => {
            "SELECT table_name || '.' || column_name FROM information_schema.columns
             WHERE table_schema = 'public' AND column_name LIKE 'sealed%' ORDER BY 1"
        }
    };
    // Of people, and not of providers: what the codes of their apps are made of.
    let of_people = "totp_factors.sealed";
    // Of no provider: what events to programs are signed with.
    let of_webhooks = "webhook_secrets.sealed";
    let sealed = [
        "operation_escrow.sealed_secret",
        "org_credentials.sealed_secret",
        "org_keys.sealed",
        of_people,
        of_webhooks,
    ];
    assert_eq!(app.texts(columns, &[]).await, sealed);
}

/// An org whose number is being taken out of Vapi, which does not answer.
async fn leaving_while_vapi_is_down(app: &TestApp) -> (Cx, OperationId) {
    let (cx, ..) = ready(app).await;
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::Unavailable)).await;
    let cleanup = disconnect(&cx, Provider::Twilio).await.unwrap();
    app.run_due().await;
    assert_eq!(app.state(&cx, &cleanup).await, OperationState::Retrying);
    (cx, cleanup)
}

async fn a_key_that_something_is_sealed_with_is_not_deleted(app: TestApp) {
    let (cx, _) = leaving_while_vapi_is_down(&app).await;
    let delete = async || app.attempt("DELETE FROM org_keys WHERE org_id = $1", &[cx.org.as_str()]).await;
    for held_by in ["org_credentials", "operation_escrow"] {
        let refused = delete().await.unwrap_err();
        assert!(refused.as_database_error().unwrap().is_foreign_key_violation(), "{held_by}: {refused}");
        app.execute(&format!("DELETE FROM {held_by} WHERE org_id = $1"), &[cx.org.as_str()]).await;
    }
    assert_eq!(delete().await.unwrap(), 1, "nothing is sealed with it any more");
}

async fn every_table_that_names_a_key_holds_on_to_it(app: TestApp) {
    let (naming, holding) = match app.database {
        Database::Sqlite => (
            "SELECT t.name FROM sqlite_master AS t, pragma_table_info(t.name) AS c
             WHERE t.type = 'table' AND c.name = 'key_id' ORDER BY 1",
            "SELECT t.name FROM sqlite_master AS t, pragma_foreign_key_list(t.name) AS f
             WHERE t.type = 'table' AND f.\"from\" = 'key_id' AND f.\"table\" = 'org_keys'
               AND f.on_delete = 'NO ACTION' ORDER BY 1",
        ),
        Database::Postgres => (
            "SELECT CAST(table_name AS TEXT) FROM information_schema.columns
             WHERE table_schema = 'public' AND column_name = 'key_id' ORDER BY 1",
            "SELECT CAST(CAST(conrelid AS regclass) AS TEXT) FROM pg_constraint
             WHERE contype = 'f' AND confrelid = CAST('org_keys' AS regclass) AND confdeltype = 'a'
               AND convalidated AND pg_get_constraintdef(oid) LIKE 'FOREIGN KEY (key_id)%' ORDER BY 1",
        ),
    };
    let naming = app.texts(naming, &[]).await;
    assert_eq!(naming, ["operation_escrow", "org_credentials", "webhook_secrets"]);
    assert_eq!(app.texts(holding, &[]).await, naming);
    let sealed = match app.database {
        Database::Sqlite => {
            "SELECT DISTINCT t.name FROM sqlite_master AS t, pragma_table_info(t.name) AS c
             WHERE t.type = 'table' AND c.name LIKE 'sealed%' ORDER BY 1"
        }
        Database::Postgres => {
            "SELECT DISTINCT CAST(table_name AS TEXT) FROM information_schema.columns
             WHERE table_schema = 'public' AND column_name LIKE 'sealed%' ORDER BY 1"
        }
    };
    // The installation's key seals these two, and each of them says which one.
    let by_master = |table: &String| ["org_keys", "totp_factors"].contains(&table.as_str());
    let mut by_org = app.texts(sealed, &[]).await;
    by_org.retain(|table| !by_master(table));
    assert_eq!(by_org, naming, "what is sealed with an organisation's key names it");
}

async fn a_database_of_before_keys_were_held_goes_on(app: TestApp) {
    let lost = owner(&app).await;
    connect_vapi(&lost).await;
    let (cx, cleanup) = leaving_while_vapi_is_down(&app).await;
    earlier_schemas::keys_were_held(&app).await;
    assert_eq!(app.execute("DELETE FROM org_keys WHERE org_id = $1", &[lost.org.as_str()]).await, 1);
    let rows = async || {
        let of = async |table: &str| app.count(table, &[]).await;
        (of("org_credentials").await, of("operation_escrow").await, of("org_keys").await)
    };
    let as_before = rows().await;

    app.services.db.migrate().await.unwrap();
    assert_eq!(rows().await, as_before, "no row is lost");
    assert_eq!(app.count("org_credentials WHERE key_id IS NULL", &[]).await, 1, "of the key that is gone");
    assert_eq!(app.count("operation_escrow WHERE key_id IS NULL", &[]).await, 0);

    app.sandbox.clear().await;
    app.settle().await;
    assert_eq!(app.state(&cx, &cleanup).await, OperationState::Done);
    assert_cleaned_up(&app, &[NUMBER], "begun before").await;
    assert!(opens(&app.services, &cx, Provider::Vapi).await);

    assert!(!opens(&app.services, &lost, Provider::Vapi).await);
    let card = card_of(&lost, Provider::Vapi).await.credential.unwrap();
    assert_eq!(card.status, CredentialStatus::Unreadable);
    assert_eq!(key_rotation::rotate(&app.services).await.unwrap().unreadable, 1);
    save_vapi(&lost, &vapi_form(VAPI_KEY)).await.unwrap();
    assert!(opens(&app.services, &lost, Provider::Vapi).await, "typing it again mends it");
    assert_eq!(key_rotation::rotate(&app.services).await.unwrap().unreadable, 0);
}

both_engines!(
    a_key_that_something_is_sealed_with_is_not_deleted,
    every_table_that_names_a_key_holds_on_to_it,
    a_database_of_before_keys_were_held_goes_on,
    lesson_11_a_provider_secret_has_one_table_and_one_while_a_cleanup_runs,
    lesson_14_keys_are_rotated_while_they_are_in_use,
    lesson_14_the_master_key_is_changed_without_a_restart,
    a_start_with_another_master_key_is_refused_by_both_names,
    with_the_master_key_lost_each_key_can_be_entered_anew,
    a_row_that_does_not_open_is_a_status_on_its_card,
    a_ciphertext_opens_only_where_it_was_sealed,
    lesson_10_no_secret_lies_open_in_the_database,
);
