//! The database fails for a while, and comes back: nobody restarts anything, and
//! `/readyz` tells the state all the while.

use std::time::Duration;

use ava::{
    domain::provider::Provider,
    server::{agents::service as agents, db::Conn, integrations::service as integrations},
};
use sqlx::Executor;

use crate::support::{
    app::{Database, TestApp, Tests},
    browser::Server,
    killed::Killed,
    people::{agent_form, card_of, overview, owner, vapi_form},
    postgres::Cluster,
    sandbox::VAPI_KEY,
};

/// The status that `/readyz` has a second after it was last asked.
async fn readyz(app: &TestApp, server: &Server) -> u16 {
    app.clock.advance(Duration::from_secs(1));
    server.visitor().page("/readyz").await.status
}

#[tokio::test]
async fn lesson_81_after_a_disk_was_full_for_one_save_everything_works_again() {
    let app = TestApp::on(Database::Sqlite).await;
    let cx = owner(&app).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    let mut tx = app.services.db.write_installation(Tests).await.unwrap();
    let Conn::Sqlite(writer) = tx.conn() else { panic!("SQLite") };
    writer.execute("PRAGMA max_page_count = 1").await.unwrap();
    tx.commit().await.unwrap();
    let mut refused = 0;
    for nth in 0..10 {
        let mut large = agent_form(&format!("Reception {nth}"));
        large.instructions = "Book. ".repeat(3000);
        refused += usize::from(agents::create(&cx, &large).await.is_err());
    }
    assert_eq!(refused, 1, "the save that found the disk full, and no other");
    assert_eq!(readyz(&app, &server).await, 200);
    integrations::save(&cx, &vapi_form(VAPI_KEY)).await.unwrap();
    assert_eq!(overview(&cx).await.agents.len(), 9);
    assert_eq!(browser.page("/dashboard/integrations").await.status, 200);
}

#[tokio::test]
async fn lesson_81_while_nothing_can_be_written_it_is_not_ready_and_then_it_is() {
    let run = Killed::start().await;
    let status = async |path: &str| run.browser.page(path).await.status;
    let until = async |wanted: u16| {
        while status("/readyz").await != wanted {
            tokio::task::yield_now().await;
        }
    };
    until(200).await;
    // Every write to a file fails, as in a file system that went read-only.
    run.limit_files("0:unlimited");
    until(503).await;
    assert_eq!(status("/healthz").await, 200);
    let refused = run.browser.rpc("integrations/save-vapi", &[("form[key]", VAPI_KEY)]).await;
    assert_eq!(refused.status, 500, "{}", refused.body);
    run.limit_files("unlimited:unlimited");
    until(200).await;
    run.browser.connect_vapi(VAPI_KEY).await;
    assert_eq!(status("/dashboard/integrations").await, 200);
    let agent = run.agent().await;
    run.synced(&agent).await;
}

#[tokio::test]
async fn lesson_81_a_postgres_that_was_lost_or_read_only_is_used_again_by_itself() {
    let mut cluster = Cluster::start();
    let app = TestApp::at(Database::Postgres, cluster.database("ava").await).await;
    let cx = owner(&app).await;
    let server = app.serve().await;
    let save = async || integrations::save(&cx, &vapi_form(VAPI_KEY)).await.is_ok();
    assert_eq!((readyz(&app, &server).await, save().await), (200, true));

    cluster.stop();
    assert_eq!((readyz(&app, &server).await, save().await), (503, false));
    cluster.start_again();
    assert_eq!((readyz(&app, &server).await, save().await), (200, true));

    // Connections that are opened at this time stay read-only after it.
    cluster.admin("ALTER DATABASE ava SET default_transaction_read_only = on").await;
    cluster.admin("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'ava'").await;
    assert_eq!((readyz(&app, &server).await, save().await), (503, false));
    assert!(card_of(&cx, Provider::Vapi).await.credential.is_some(), "what is only read is shown");
    cluster.admin("ALTER DATABASE ava RESET default_transaction_read_only").await;
    assert_eq!((readyz(&app, &server).await, save().await), (200, true));
}

#[tokio::test]
async fn lesson_81_a_database_file_that_was_taken_away_is_not_ready() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let [file, away] = ["ava.db", "away.db"].map(|name| app.folder().join(name));
    assert_eq!(readyz(&app, &server).await, 200);
    std::fs::rename(&file, &away).unwrap();
    assert_eq!(readyz(&app, &server).await, 503, "saves go on, into what no start will find");
    std::fs::copy(&away, &file).unwrap();
    assert_eq!(readyz(&app, &server).await, 503, "nor into what was put in its place");
    std::fs::rename(&away, &file).unwrap();
    assert_eq!(readyz(&app, &server).await, 200);
}

#[tokio::test]
async fn lesson_81_it_is_ready_when_there_is_room_for_as_much_as_a_save() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    for _ in 0..2 {
        assert_eq!(readyz(&app, &server).await, 200);
        let as_much = "installation WHERE name = 'probed_at' AND LENGTH(value) >= 20000";
        assert_eq!(app.count(as_much, &[]).await, 1);
    }
}

#[tokio::test]
async fn whoever_asks_whether_it_is_ready_has_one_write_a_second_made() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let probed = "SELECT value FROM installation WHERE name = 'probed_at'";
    assert_eq!(readyz(&app, &server).await, 200);
    let first = app.text(probed, &[]).await;
    app.clock.advance(Duration::from_millis(999));
    let visitor = server.visitor();
    let asked = futures::future::join_all((0..50).map(|_| visitor.page("/readyz"))).await;
    assert!(asked.iter().all(|answer| answer.status == 200));
    assert_eq!(app.text(probed, &[]).await, first);
    assert_eq!(readyz(&app, &server).await, 200);
    assert_ne!(app.text(probed, &[]).await, first);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_on_one_sqlite_file_are_refused_and_commands_are_not() {
    let run = Killed::start().await;
    let refused = tokio::task::block_in_place(|| run.refused_command(&["serve"]));
    assert!(refused.contains("another server (process "), "{refused}");
    assert!(refused.contains("stop it first"), "{refused}");
    let said = tokio::task::block_in_place(|| {
        [&["migrate"][..], &["keys", "rotate"], &["audit", "verify"]].map(|command| run.command(command))
    });
    assert!(said[0].contains("up to date"), "{said:?}");
    assert_eq!(run.browser.page("/readyz").await.status, 200);
}
