//! The audit log against somebody who can write to the database: changes that are found,
//! and those that only a head that was kept elsewhere finds.

use std::time::Duration;

use ava::{
    domain::{ids::OrgId, problem::ProblemKind},
    server::{
        audit::{self, Action, Broken},
        bench::seed,
        cx::{Cx, Services},
        key_rotation,
    },
};
use sha2::{Digest, Sha256};

use crate::support::{
    app::{Database, TestApp, Tests},
    both_engines,
    people::{account_fields, owner, sign_up_form},
    waiting::comes,
};

async fn acted(services: &Services, cx: &Cx) {
    let mut tx = services.db.write(Tests, &cx.org).await.unwrap();
    audit::append(services, &mut tx, &cx.actor(), Action::AgentChanged, "x").await.unwrap();
    tx.commit().await.unwrap();
}

/// An org whose log has six entries.
async fn six(app: &TestApp) -> Cx {
    let cx = owner(app).await;
    for _ in 0..5 {
        acted(&app.services, &cx).await;
    }
    cx
}

async fn broken(services: &Services) -> Vec<Broken> {
    audit::verify(services, None).await.unwrap().broken
}

fn entry(org: &OrgId, entry: i64) -> Vec<Broken> {
    vec![Broken::Entry { org: org.clone(), entry }]
}

async fn columns(app: &TestApp, sql: &str, org: &OrgId) -> Vec<String> {
    app.texts(sql, &[org.as_str()]).await
}

/// Computes the hashes anew, as anybody can who has no key.
async fn recompute(app: &TestApp, org: &OrgId, from: i64) {
    let all = "SELECT CAST(seq AS TEXT) || '|' || CAST(at AS TEXT) || '|' || actor || '|' || action || '|' || subject
               || '|' || correlation_id || '|' || hash FROM audit_log WHERE org_id = $1 ORDER BY seq";
    let mut previous = String::new();
    for row in columns(app, all, org).await {
        let parts: Vec<&str> = row.split('|').collect();
        let seq: i64 = parts[0].parse().unwrap();
        if seq < from {
            previous = parts[6].to_owned();
            continue;
        }
        let mut digest = Sha256::new();
        for part in [previous.as_str(), org.as_str()].iter().chain(&parts[..6]) {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        let hash: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let sql = format!(
            "UPDATE audit_log SET version = 1, previous_hash = $1, hash = $2 WHERE org_id = $3 AND seq = {seq}"
        );
        app.execute(&sql, &[&previous, &hash, org.as_str()]).await;
        previous = hash;
    }
    app.execute("UPDATE orgs SET audit_hash = $1 WHERE id = $2", &[&previous, org.as_str()]).await;
}

async fn lesson_83_an_entry_that_was_edited_with_all_hashes_after_it_is_found(app: TestApp) {
    let cx = six(&app).await;
    assert_eq!(broken(&app.services).await, []);
    app.drop_triggers().await;
    app.execute("UPDATE audit_log SET subject = 'y' WHERE seq = 3", &[]).await;
    recompute(&app, &cx.org, 3).await;
    assert_eq!(broken(&app.services).await, entry(&cx.org, 3));
}

async fn lesson_83_whatever_an_entry_holds_is_covered_by_its_hash(app: TestApp) {
    let cx = six(&app).await;
    app.drop_triggers().await;
    for (column, other) in [
        ("version", "1"),
        ("version", "3"),
        ("about", "'numbers'"),
        ("outcome", "'refused'"),
        ("on_behalf_of", "'somebody'"),
        ("on_behalf_of", "''"),
        ("changes", "'[]'"),
        ("changes", "''"),
        ("address", "'203.0.113.9'"),
        ("user_agent", "'curl'"),
    ] {
        app.execute("DROP TABLE IF EXISTS kept_row", &[]).await;
        app.execute("CREATE TABLE kept_row AS SELECT * FROM audit_log WHERE seq = 3", &[]).await;
        app.execute(&format!("UPDATE audit_log SET {column} = {other} WHERE seq = 3"), &[]).await;
        assert_eq!(broken(&app.services).await, entry(&cx.org, 3), "{column} {other}");
        let back = format!("UPDATE audit_log SET {column} = (SELECT {column} FROM kept_row) WHERE seq = 3");
        app.execute(&back, &[]).await;
        assert_eq!(broken(&app.services).await, [], "{column}");
    }
}

/// Puts the log and its head back as they were when the org's row was read.
async fn put_back(app: &TestApp, org: &OrgId, count: i64, row: &str) {
    let (hash, mac) = row.split_once(' ').unwrap();
    let count = count.to_string();
    let cut = "DELETE FROM audit_log WHERE org_id = $1 AND seq > CAST($2 AS BIGINT)";
    app.execute(cut, &[org.as_str(), &count]).await;
    let back = "UPDATE orgs SET audit_seq = CAST($1 AS BIGINT), audit_signed = CAST($1 AS BIGINT),
                audit_hash = $2, audit_mac = $3 WHERE id = $4";
    app.execute(back, &[&count, hash, mac, org.as_str()]).await;
}

const ROW: &str = "SELECT audit_hash || ' ' || audit_mac FROM orgs WHERE id = $1";

async fn lesson_83_a_tail_that_was_cut_is_found(app: TestApp) {
    let (cx, other) = (six(&app).await, six(&app).await);
    app.drop_triggers().await;
    let hash = "SELECT hash FROM audit_log WHERE org_id = $1 AND seq = 4";
    let hash = columns(&app, hash, &cx.org).await.remove(0);
    for whose in [&cx, &other] {
        let row = columns(&app, ROW, &whose.org).await.remove(0);
        let (_, mac) = row.split_once(' ').unwrap();
        put_back(&app, &cx.org, 4, &format!("{hash} {mac}")).await;
        assert_eq!(broken(&app.services).await, entry(&cx.org, 5), "its count is signed, for this org only");
    }
    put_back(&app, &cx.org, 0, " ").await;
    assert_eq!(broken(&app.services).await, entry(&cx.org, 1), "nor is all of it gone unnoticed");
}

async fn lesson_83_a_tail_that_was_cut_is_found_by_the_signed_heads_too(app: TestApp) {
    let cx = six(&app).await;
    app.drop_triggers().await;
    let row = columns(&app, ROW, &cx.org).await.remove(0);
    acted(&app.services, &cx).await;
    audit::sign(&app.services).await.unwrap();
    put_back(&app, &cx.org, 6, &row).await;
    assert_eq!(broken(&app.services).await, entry(&cx.org, 7), "what its row said before is no proof");
}

async fn lesson_83_nothing_in_the_log_is_changed_or_deleted(app: TestApp) {
    six(&app).await;
    audit::sign(&app.services).await.unwrap();
    for sql in [
        "UPDATE audit_log SET subject = 'y' WHERE seq = 3",
        "DELETE FROM audit_log WHERE seq = 6",
        "UPDATE audit_heads SET seq = 1",
        "DELETE FROM audit_heads",
        "DELETE FROM orgs",
    ] {
        let refused = app.attempt(sql, &[]).await.unwrap_err().to_string();
        assert!(refused.contains("append-only"), "{sql}: {refused}");
    }
    assert_eq!(broken(&app.services).await, []);
}

async fn lesson_83_nothing_forged_is_ever_signed(app: TestApp) {
    let cx = six(&app).await;
    app.drop_triggers().await;
    let head = audit::sign(&app.services).await.unwrap();
    acted(&app.services, &cx).await;
    recompute(&app, &cx.org, 1).await;
    assert_eq!(audit::sign(&app.services).await.unwrap(), head);
    assert_eq!(broken(&app.services).await, entry(&cx.org, 1));
    app.execute("UPDATE audit_heads SET hash = (SELECT audit_hash FROM orgs)", &[]).await;
    assert!(broken(&app.services).await.contains(&Broken::Head(1)));
}

async fn lesson_83_a_head_that_was_kept_elsewhere_tells_what_was_put_back(app: TestApp) {
    let cx = six(&app).await;
    let first = audit::verify(&app.services, None).await.unwrap().head.unwrap();
    let row = columns(&app, ROW, &cx.org).await.remove(0);
    for _ in 0..3 {
        acted(&app.services, &cx).await;
    }
    let second = audit::verify(&app.services, Some(&first)).await.unwrap();
    assert_eq!(second.broken, [], "it extends the first");
    let second = second.head.unwrap();
    assert_eq!((first.number, second.number), (1, 2));
    assert_eq!(audit::verify(&app.services, Some(&second)).await.unwrap().broken, []);

    // The whole log is as it was before, and nothing in the database shows it.
    app.drop_triggers().await;
    app.execute("DELETE FROM audit_heads WHERE number > 1", &[]).await;
    put_back(&app, &cx.org, 6, &row).await;
    assert_eq!(audit::verify(&app.services, Some(&first)).await.unwrap().broken, []);
    assert_eq!(audit::verify(&app.services, Some(&second)).await.unwrap().broken, [Broken::Since]);
    app.clock.advance(Duration::from_secs(1));
    for _ in 0..3 {
        acted(&app.services, &cx).await;
    }
    let again = audit::verify(&app.services, Some(&second)).await.unwrap();
    assert_eq!((again.broken, again.head.unwrap().number), (vec![Broken::Since], 2), "nor by going on");
}

async fn lesson_83_an_organisation_that_was_removed_is_found_by_what_is_left_of_it(app: TestApp) {
    let (gone, _) = (six(&app).await, six(&app).await);
    assert_eq!(broken(&app.services).await, []);
    app.drop_triggers().await;
    app.execute("ALTER TABLE orgs RENAME TO orgs_before", &[]).await;
    let without = format!("CREATE TABLE orgs AS SELECT * FROM orgs_before WHERE id <> '{}'", gone.org);
    app.execute(&without, &[]).await;
    let node = app.another_node(31).await;
    let expected = [Broken::Org(gone.org.to_string())];
    assert_eq!(broken(&node).await, expected, "by its entries");
    app.execute("DELETE FROM audit_log WHERE org_id = $1", &[gone.org.as_str()]).await;
    assert_eq!(broken(&node).await, expected, "and by its signed heads");
}

async fn lesson_83_a_log_that_is_said_to_be_signed_further_than_it_is_is_found(app: TestApp) {
    let cx = six(&app).await;
    assert_eq!(broken(&app.services).await, []);
    app.execute("UPDATE orgs SET audit_signed = 1000", &[]).await;
    assert_eq!(broken(&app.services).await, entry(&cx.org, 7), "no head would be signed any more");
}

#[tokio::test]
async fn lesson_83_an_entry_that_is_of_no_type_of_ours_is_named_and_the_others_are_verified() {
    let app = TestApp::on(Database::Sqlite).await;
    let (cx, other) = (six(&app).await, six(&app).await);
    app.drop_triggers().await;
    let bytes = "UPDATE audit_log SET subject = CAST(subject AS BLOB) WHERE seq = 3 AND org_id = $1";
    app.execute(bytes, &[cx.org.as_str()]).await;
    assert_eq!(broken(&app.services).await, entry(&cx.org, 3));
    let words = "UPDATE audit_log SET at = 'yesterday' WHERE seq = 5 AND org_id = $1";
    app.execute(words, &[other.org.as_str()]).await;
    let found = broken(&app.services).await;
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.contains(&entry(&cx.org, 3)[0]) && found.contains(&entry(&other.org, 5)[0]), "{found:?}");
}

#[tokio::test]
async fn lesson_83_nothing_in_the_log_is_emptied_at_once() {
    let app = TestApp::on(Database::Postgres).await;
    six(&app).await;
    audit::sign(&app.services).await.unwrap();
    for sql in ["TRUNCATE audit_log", "TRUNCATE audit_heads", "TRUNCATE orgs CASCADE"] {
        let refused = app.attempt(sql, &[]).await.unwrap_err().to_string();
        assert!(refused.contains("append-only"), "{sql}: {refused}");
    }
    assert_eq!(broken(&app.services).await, []);
}

async fn a_log_from_before_it_had_a_key_is_signed_as_it_was_found(app: TestApp) {
    let cx = six(&app).await;
    app.drop_triggers().await;
    recompute(&app, &cx.org, 1).await;
    app.execute("DELETE FROM installation WHERE name = 'audit_key'", &[]).await;
    app.execute("DELETE FROM audit_heads", &[]).await;
    app.execute("UPDATE orgs SET audit_mac = '', audit_signed = 0", &[]).await;

    let upgraded = app.another_node(31).await;
    let found = audit::verify(&upgraded, None).await.unwrap();
    assert_eq!((found.entries, found.unkeyed, found.broken), (6, 6, Vec::new()));
    acted(&upgraded, &cx).await;
    let found = audit::verify(&upgraded, None).await.unwrap();
    assert_eq!((found.entries, found.unkeyed, found.broken), (7, 6, Vec::new()));
    let once_more = app.another_node(32).await;
    assert_eq!(broken(&once_more).await, [], "a start signs nothing again");
    let row = "SELECT audit_hash FROM orgs WHERE id = $1";
    let head = columns(&app, row, &cx.org).await.remove(0);
    app.execute("UPDATE audit_log SET subject = 'y' WHERE seq = 2", &[]).await;
    assert_eq!(broken(&upgraded).await, entry(&cx.org, 2));
    recompute(&app, &cx.org, 1).await;
    app.execute("UPDATE orgs SET audit_hash = $1", &[&head]).await;
    assert_eq!(broken(&upgraded).await, entry(&cx.org, 6), "what was signed is not what is there");
}

async fn lesson_14_the_log_outlives_a_change_of_the_master_key(app: TestApp) {
    let cx = six(&app).await;
    app.services.keyring.masters().add(&app.services.random).unwrap();
    key_rotation::rotate(&app.services).await.unwrap();
    acted(&app.services, &cx).await;
    let text = std::fs::read_to_string(app.key_file()).unwrap();
    let newest = text.lines().next().unwrap().to_owned();
    let node = app.start_with_keys(&newest).await.unwrap();
    acted(&node, &cx).await;
    let found = audit::verify(&node, None).await.unwrap();
    assert_eq!((found.entries, found.unkeyed, found.broken), (8, 0, Vec::new()));
}

async fn refused_sign_ins_are_in_the_log_of_whose_account_it_is(app: TestApp) {
    let server = app.serve().await;
    let form = sign_up_form();
    server.visitor().sign_up(&form).await;
    let fields = account_fields(&form);
    let stranger = server.visitor();
    for email in [fields[2].1, "nobody@clinic.example"] {
        for password in ["not the password", &"longer than any ".repeat(100)] {
            let wrong = [("form[email]", email), ("form[password]", password)];
            assert_eq!(stranger.rpc("log_in", &wrong).await.problem().kind, ProblemKind::WrongLogin);
        }
    }
    // The entries are written beside the answer, so they may come later.
    let refused = "audit_log WHERE action = 'sign_in_refused'";
    comes("the entries of the refusals", async || app.count(refused, &[]).await == 2).await;
    let entries =
        "SELECT actor || ' ' || subject FROM audit_log WHERE action = 'sign_in_refused' ORDER BY subject";
    let user = app.text("SELECT id FROM users WHERE email = $1", &[fields[2].1]).await;
    let expected = [1, 2].map(|nth| format!("visitor:127.0.0.1 {user}, {nth} within an hour"));
    assert_eq!(app.texts(entries, &[]).await, expected);
    assert_eq!(broken(&app.services).await, []);
}

async fn the_logs_of_organisations_that_are_measured_among_hold(app: TestApp) {
    six(&app).await;
    for orgs in [4, 6] {
        seed::fill(app.services.config.clone(), orgs).await.unwrap();
    }
    assert_eq!(app.count("agents", &[]).await, 5);
    // The second round meets heads that are signed.
    for _ in 0..2 {
        let verified = audit::verify(&app.services, None).await.unwrap();
        assert_eq!((verified.orgs, verified.entries), (6, 11));
        assert_eq!((verified.unkeyed, verified.broken), (0, Vec::new()));
    }
}

both_engines!(
    the_logs_of_organisations_that_are_measured_among_hold,
    lesson_83_an_entry_that_was_edited_with_all_hashes_after_it_is_found,
    lesson_83_whatever_an_entry_holds_is_covered_by_its_hash,
    lesson_83_a_tail_that_was_cut_is_found,
    lesson_83_a_tail_that_was_cut_is_found_by_the_signed_heads_too,
    lesson_83_nothing_in_the_log_is_changed_or_deleted,
    lesson_83_nothing_forged_is_ever_signed,
    lesson_83_a_head_that_was_kept_elsewhere_tells_what_was_put_back,
    lesson_83_an_organisation_that_was_removed_is_found_by_what_is_left_of_it,
    lesson_83_a_log_that_is_said_to_be_signed_further_than_it_is_is_found,
    a_log_from_before_it_had_a_key_is_signed_as_it_was_found,
    lesson_14_the_log_outlives_a_change_of_the_master_key,
    refused_sign_ins_are_in_the_log_of_whose_account_it_is,
);
