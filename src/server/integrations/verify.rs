//! Asks a provider whether a stored key works, and notes the answer: for a person who asks, and by
//! itself.

use std::{net::IpAddr, sync::Arc};

use futures::{FutureExt, future::BoxFuture};

use super::{
    connectors::{self, CheckCx},
    service,
};
use crate::{
    domain::{
        credential::{Account, CredentialStatus},
        health::day_of,
        ids::CredentialId,
        operation::WaitingFor,
        problem::{Problem, ProblemKind},
        provider::{PublicConfig, smtp},
        topic::Topic,
    },
    server::{
        audit::{self, Action, Actor},
        correlation::{self, CorrelationId},
        credentials::{
            self, Credential,
            decryptor::{Opened, Purpose},
        },
        cx::Services,
        db::{Db, OrgTx, Writer},
        health::{Checker, Due, Finding, Outcome, Scheduler},
        numbers::managed::exposure,
        operations::queue,
        providers::CallCx,
        vault::provider_secret::ProviderSecret,
    },
};

/// Asks the provider. Returns the public part with the facts that the provider told.
pub async fn verify(
    services: &Services,
    call: &CallCx,
    config: &PublicConfig,
    secret: &ProviderSecret,
) -> Result<PublicConfig, Problem> {
    let checked = connectors::of(config.provider()).check(&CheckCx { services, call }, config, secret).await;
    checked.map_err(|problem| problem.or_correlated(call.correlation.as_str()))
}

/// The secret that a provider was asked about.
pub struct Seen {
    account: Account,
    id: CredentialId,
    version: i64,
    config: PublicConfig,
}

impl From<&Credential> for Seen {
    fn from(row: &Credential) -> Self {
        Self { account: row.account, id: row.id.clone(), version: row.version, config: row.config.clone() }
    }
}

/// Notes what the provider said, and lets operations that waited for the key go on; `passes` is
/// what it means where it has nothing against the key. `false` where the secret was replaced or
/// disconnected while the provider was asked, or where it has something against what AVA has
/// changed meanwhile: what it said counts for nothing.
pub async fn note(
    services: &Services,
    tx: &mut OrgTx,
    seen: &Seen,
    said: &Result<PublicConfig, Problem>,
    passes: Finding<'_>,
) -> Result<bool, Problem> {
    let row = credentials::find(tx, seen.account).await?;
    let stands = |row: &Credential| {
        row.id == seen.id && row.version == seen.version && (said.is_ok() || row.config == seen.config)
    };
    let Some(row) = row.filter(stands) else { return Ok(false) };
    let (health, now) = (&services.health, services.clock.now_ms());
    let facts = match said {
        Ok(facts) => facts,
        Err(problem) => {
            let mended = seen.account.is_managed() && exposure::mends(services, tx, problem).await?;
            let finding = if mended { Finding::TellsNothing } else { Finding::Fails(problem) };
            health.note(tx, &row.id, finding, now).await?;
            return Ok(true);
        }
    };
    let provider = seen.account.provider;
    // A key that was stored while its provider could not be asked may turn out to be of another
    // account than the one that everything here hangs on.
    if !seen.account.is_managed()
        && row.config.is_left_for(facts)
        && service::has_dependents(tx, provider, &row.id).await?
    {
        let problem = Problem::new(ProblemKind::OtherAccount(provider));
        health.note(tx, &row.id, Finding::Fails(&problem), now).await?;
        return Ok(true);
    }
    let facts = row.config.learning(facts.clone());
    if facts != row.config {
        credentials::set_config(tx, &row.id, &facts).await?;
        tx.publish(&[Topic::Integrations]);
    }
    let status = health.note(tx, &row.id, passes, now).await?;
    // Whatever waits for a key that works has been woken, unless it did not work until now.
    if !row.status.is_accepted() && status.is_some_and(CredentialStatus::is_accepted) {
        queue::wake(tx, WaitingFor::from(provider), now).await?;
    }
    Ok(true)
}

/// Checks that begin by themselves. The days of the card's history count them, its changes and the
/// audit entry of the first opening on each day are their record.
struct BackgroundChecks;

impl Writer for BackgroundChecks {}

/// Checks the stored keys for the scheduler.
pub struct StoredKeys(Services);

impl StoredKeys {
    pub fn scheduler(services: &Services) -> Scheduler {
        let (clock, random) = (services.clock.clone(), services.random.clone());
        Scheduler::new(clock, random, Arc::new(Self(services.clone())))
    }

    async fn check(&self, due: &Due) -> Result<Outcome, Problem> {
        let Self(services) = self;
        let Some(opened) = self.open(due).await? else { return Ok(Outcome::ThrownAway) };
        let (seen, said) = match opened {
            Ok(Opened { credential, secret }) => {
                let call = CallCx::current(&services.random, due.org.clone());
                let said = verify(services, &call, &credential.verified_config(), &secret).await;
                (Seen::from(&credential), said)
            }
            Err((seen, problem)) => (seen, Err(problem)),
        };
        let mut tx = services.db.write(BackgroundChecks, &due.org).await?;
        let noted = note(services, &mut tx, &seen, &said, Finding::PassesCheck).await?;
        tx.commit().await?;
        Ok(match said {
            _ if !noted => Outcome::ThrownAway,
            Ok(_) => Outcome::Works,
            Err(problem) => Outcome::Fails(problem.kind.cause()),
        })
    }

    /// Opens the credential; `None` where it is not the one any more that was due.
    async fn open(&self, due: &Due) -> Result<Option<Result<Opened, (Seen, Problem)>>, Problem> {
        let Self(services) = self;
        let now = services.clock.now_ms();
        // One entry a day: hundreds would bury what people did.
        if due.checked_at.is_some_and(|at| day_of(at) == day_of(now)) {
            return self.open_in(&mut *services.db.read(&due.org).await?, due, false).await;
        }
        let mut tx = services.db.write(BackgroundChecks, &due.org).await?;
        let opened = self.open_in(&mut tx, due, true).await?;
        tx.commit().await?;
        Ok(opened)
    }

    async fn open_in(
        &self,
        tx: &mut OrgTx,
        due: &Due,
        first: bool,
    ) -> Result<Option<Result<Opened, (Seen, Problem)>>, Problem> {
        let Self(services) = self;
        let row = credentials::find(tx, due.account).await?;
        let Some(row) = row.filter(|row| row.id == due.credential) else { return Ok(None) };
        let seen = Seen::from(&row);
        if first {
            let entry = Purpose::CheckHealth.entry(&row);
            audit::append(services, tx, &Actor::Ava, Action::CredentialOpened, &entry).await?;
        }
        let opened = services.decryptor.open_unused(tx, row).await?;
        Ok(Some(opened.map_err(|(_, problem)| (seen, problem))))
    }
}

impl Checker for StoredKeys {
    fn check<'a>(&'a self, due: &'a Due) -> BoxFuture<'a, Result<Outcome, Problem>> {
        let id = CorrelationId::make(&self.0.random);
        correlation::scope(id, self.check(due)).boxed()
    }

    fn address<'a>(&'a self, due: &'a Due) -> BoxFuture<'a, Option<IpAddr>> {
        async move {
            // Whoever has a mailbox names its server, and may do so in many ways.
            let named = due.account.provider == smtp::PROVIDER;
            if named { self.0.providers.smtp.address_of(&due.host).await } else { None }
        }
        .boxed()
    }

    fn db(&self) -> &Db {
        &self.0.db
    }
}
