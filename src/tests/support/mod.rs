//! The base of the suites: a server of their own, its people, its simulated providers
//! and, where wanted, a browser or a separate process.

pub mod accounts;
pub mod app;
pub mod browser;
pub mod calls;
pub mod canary;
pub mod database;
pub mod earlier_schemas;
pub mod faults;
pub mod google;
pub mod invariants;
pub mod killed;
pub mod made_up;
pub mod managed;
pub mod oidc;
pub mod passkeys;
pub mod people;
pub mod postgres;
pub mod process;
pub mod program;
pub mod sandbox;
pub mod second_factor;
pub mod seed;
pub mod source;
pub mod traces;
pub mod waiting;

/// Makes a test on each engine out of every function named.
macro_rules! both_engines {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            use crate::support::app::{Database, TestApp};

            #[tokio::test]
            async fn sqlite() {
                super::$name(TestApp::on(Database::Sqlite).await).await;
            }

            #[tokio::test]
            async fn postgres() {
                super::$name(TestApp::on(Database::Postgres).await).await;
            }
        }
    )+};
}

pub(crate) use both_engines;
