//! Connects, checks and replaces credentials.
//!
//! A save parses, asks the provider, and then writes everything in one
//! transaction: the sealed secret, its audit entry, the operation that it makes
//! necessary, the event. A refused key stores nothing.

use futures::future::OptionFuture;

use super::{
    candidate::{Candidate, CredentialForm},
    connectors::{self, CheckCx, Replaced, Replacing},
    disconnect,
    operations::{rotate, unanswered},
    overview,
    verify::{self, Seen},
};
use crate::{
    domain::{
        credential::CredentialStatus,
        feature::Feature,
        ids::CredentialId,
        integrations::{Checked, IntegrationsView},
        managed::ManagedState,
        operation::WaitingFor,
        problem::{Field, Problem, ProblemKind},
        provider::{Provider, PublicConfig, SameAccount},
        quota::Quota,
        topic::Topic,
    },
    server::{
        audit::{Action, Change, ChangedField, Part},
        credentials::{
            self, Credential, NewCredential,
            decryptor::{Opened, Purpose},
        },
        cx::{Cx, Unit},
        db::OrgTx,
        health::{Finding, Saved},
        operations::queue,
        quotas,
        vault::provider_secret::ProviderSecret,
    },
};

/// Everything that the integrations page shows.
pub async fn overview(cx: &Cx) -> Result<IntegrationsView, Problem> {
    let mut tx = cx.read().await?;
    let mut view = overview::read(&cx.services, &mut tx).await?;
    if cx.off.has(Feature::ManagedNumbers) {
        view.managed = ManagedState::Off;
    }
    Ok(view)
}

/// Checks the typed credential with the provider, and stores it.
pub async fn save<F: CredentialForm>(cx: &Cx, form: &F) -> Result<Checked, Problem> {
    let stored = stored(cx, F::PROVIDER).await?;
    let candidate = form.candidate(stored.as_ref())?;
    let field = candidate.field;
    store(cx, stored, candidate).await.map_err(|problem| match field {
        Some(field) => on_field(problem, field),
        None => problem,
    })
}

/// Puts the problem of a refused key on the field that the key was typed into.
fn on_field(problem: Problem, field: Field) -> Problem {
    let of_the_key = matches!(
        problem.kind,
        ProblemKind::KeyRefused(_)
            | ProblemKind::PublicKey
            | ProblemKind::LacksRight(_)
            | ProblemKind::MissingRight(_)
            | ProblemKind::TestCredentials
            | ProblemKind::AccountSuspended
    );
    if of_the_key && problem.field.is_none() { problem.on(field) } else { problem }
}

/// The stored credential, opened. A row that does not open counts as nothing stored.
pub async fn stored(cx: &Cx, provider: Provider) -> Result<Option<Opened>, Problem> {
    let opened = cx.open_credential(provider, Purpose::Replace).await?;
    Ok(opened.and_then(Result::ok))
}

/// Checks a credential with its provider, and stores it in place of the [`stored`] one. Fails with
/// `OtherAccount` where that is of another account on which something hangs, and nobody agreed to
/// leave it.
pub async fn store(cx: &Cx, stored: Option<Opened>, candidate: Candidate) -> Result<Checked, Problem> {
    quotas::spend(cx, Quota::Checks).await?;
    let Candidate { config, secret, kept, then, switch, field: _ } = candidate;
    let provider = secret.provider();
    let connector = connectors::of(provider);
    let before = stored.as_ref().map(|opened| &opened.credential);
    let asking = CheckCx { services: &cx.services, call: &cx.call() };
    let (holdings, keeping) = (connector.holdings(), connector.keeping());
    let (checked, lost) = futures::join!(
        verify::verify(asking.services, asking.call, &config, &secret),
        OptionFuture::from(keeping.map(|kept| kept.lost(&asking, stored.as_ref(), &config, &secret))),
    );
    let (config, problem) = match checked {
        Ok(told) => (told, None),
        // The key is worth keeping, unless a key that works would be lost for it. What points at
        // a field is more likely typed wrong than out of order.
        Err(problem) if problem.passes_by_itself() && problem.field.is_none() => match before {
            Some(row) if row.status.is_accepted() => return Err(problem),
            // A provider that could not be asked told nothing: the known facts stay.
            Some(row) => (config.remembering(&row.config), Some(problem)),
            None => (config, Some(problem)),
        },
        Err(problem) if connector.is_granted() && names_a_right(&problem) => match before {
            Some(row) if row.status.is_accepted() => return Err(problem),
            Some(_) | None => (config, Some(problem)),
        },
        Err(problem) => return Err(problem),
    };
    let mut tx = cx.begin().await?;
    let changes = changes(cx, &mut tx, stored.as_ref(), &config, &secret).await?;
    let mut tx = tx.recorded_with(Action::CredentialSaved, provider.code(), &changes).await?;
    let now = tx.now();
    rotate::is_settled(&mut tx, provider).await?;
    let mut row = credentials::find(&mut tx, provider).await?;
    // A secret that was not typed must still be the stored one: not one that was deleted or
    // replaced meanwhile.
    if kept && !still_holds(&mut tx, stored.as_ref(), row.as_ref()).await? {
        return Err(ProblemKind::Stale.into());
    }
    let mut after = Vec::from_iter(then);
    if let Some(before) = &row
        && let Some(other) = left(before, stored.as_ref(), &config, &secret)
    {
        let dependents = match other {
            Left::Surely => has_dependents(&mut tx, provider, &before.id).await?,
            Left::Perhaps => unanswered::may_have_made(&mut tx, &before.id).await?,
        };
        // No switch leads to an account that the provider could not be asked about.
        if dependents && (!switch || problem.is_some()) {
            return Err(problem.unwrap_or_else(|| ProblemKind::OtherAccount(provider).into()));
        }
        let traces = match holdings {
            Some(holdings) => holdings.leaves_traces(&mut tx, &before.config).await?,
            None => false,
        };
        if dependents || traces {
            tx.record(Action::AccountReplaced, provider.code()).await?;
            if let Some(holdings) = holdings {
                after.extend(holdings.moves(&mut tx).await?);
            }
            tx.record(Action::Disconnected, provider.code()).await?;
            disconnect::take_back(&mut tx, provider).await?;
            row = None;
        } else if other == Left::Surely {
            // One id stands for one account: operations under way with the former account see that.
            cx.services.health.gone(&mut tx, &before.id, now).await?;
            credentials::delete(&mut tx, &before.id).await?;
            row = None;
        }
    }
    let Replaced { config, secret, carries } = match keeping {
        Some(keeping) => {
            let replacing = Replacing { row: row.as_ref(), stored, lost: lost.flatten() };
            keeping.replace(&mut tx, replacing, config, secret).await?
        }
        None => Replaced { config, secret, carries: false },
    };
    let id = match &row {
        Some(Credential { id, .. }) => id.clone(),
        None => cx.services.random.id(),
    };
    let sealed = cx.services.decryptor.seal(&mut tx, id.as_str(), &secret).await?;
    let new = NewCredential {
        id,
        account: provider.into(),
        config: &config,
        sealed,
        status: match &problem {
            None => CredentialStatus::Connected,
            Some(problem) if problem.passes_by_itself() => CredentialStatus::Unverified,
            Some(_) => CredentialStatus::Refused,
        },
        problem: problem.as_ref(),
        verified_at: problem.is_none().then_some(now),
        saved_by: &cx.user,
        now,
    };
    credentials::upsert(&mut tx, &new).await?;
    let saved = Saved {
        credential: &new.id,
        account: new.account,
        from: row.as_ref().map(|row| row.status),
        to: new.status,
        problem: problem.as_ref(),
        now,
    };
    cx.services.health.saved(&mut tx, &saved).await?;
    for then in after {
        then(&mut tx).await?;
    }
    connector.saved(&mut tx, carries).await?;
    queue::wake(&mut tx, WaitingFor::from(provider), now).await?;
    tx.publish(&[Topic::Integrations]);
    tx.commit().await?;
    tracing::info!(org.id = %cx.org, provider = provider.code(), "{} was saved", provider.name());
    match problem {
        None => Ok(Checked::Accepted),
        Some(problem) if problem.passes_by_itself() => Ok(Checked::Later),
        Some(problem) => Err(problem),
    }
}

/// What a save changes, as the audit log has it: the account, and the secret by its fingerprint.
async fn changes(
    cx: &Cx,
    tx: &mut OrgTx,
    stored: Option<&Opened>,
    config: &PublicConfig,
    secret: &ProviderSecret,
) -> Result<Vec<Change>, Problem> {
    let decryptor = &cx.services.decryptor;
    let (mut account, mut key) = (None, None);
    if let Some(Opened { credential, secret }) = stored {
        account = Some(credential.config.masked(&secret.last4()));
        key = Some(decryptor.fingerprint(tx, secret).await?);
    }
    let now = [config.masked(&secret.last4()), decryptor.fingerprint(tx, secret).await?];
    let parts = [Part::Account, Part::Key].into_iter().zip([account, key]).zip(now);
    let changed = |((part, from), to): ((_, Option<String>), String)| {
        Change::of(ChangedField::Part(part), from.as_deref(), Some(&to))
    };
    Ok(parts.filter_map(changed).collect())
}

/// Whether the provider takes a secret, and did not grant one of the rights that AVA needs.
fn names_a_right(problem: &Problem) -> bool {
    matches!(problem.kind, ProblemKind::MissingRight(_))
}

/// How surely a save leaves the stored account.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Left {
    Surely,
    /// The account tells nothing of itself, so nobody can tell. That only matters for objects that
    /// are just being made there.
    Perhaps,
}

/// Returns `None` where it is the same account.
fn left(
    before: &Credential,
    stored: Option<&Opened>,
    config: &PublicConfig,
    secret: &ProviderSecret,
) -> Option<Left> {
    let is_before =
        |stored: &Opened| stored.credential.id == before.id && stored.credential.version == before.version;
    match before.config.same_account(config) {
        SameAccount::Yes => None,
        SameAccount::No => Some(Left::Surely),
        SameAccount::Unknown => {
            let same_secret = stored.is_some_and(|stored| is_before(stored) && stored.secret.same(secret));
            (!same_secret).then_some(Left::Perhaps)
        }
    }
}

/// Whether the row still has the secret that was read from it.
async fn still_holds(
    tx: &mut Unit,
    stored: Option<&Opened>,
    row: Option<&Credential>,
) -> Result<bool, Problem> {
    let (Some(stored), Some(row)) = (stored, row) else { return Ok(false) };
    if row.id != stored.credential.id || row.version == stored.credential.version {
        return Ok(row.id == stored.credential.id);
    }
    let (services, actor) = (tx.services().clone(), tx.actor());
    let opened = services.decryptor.open(&services, tx, row.account, &actor, Purpose::Replace).await?;
    Ok(opened.and_then(Result::ok).is_some_and(|now| now.secret.same(&stored.secret)))
}

/// Whether something at the provider hangs on the stored account, or may be about to.
pub(super) async fn has_dependents(
    tx: &mut OrgTx,
    provider: Provider,
    id: &CredentialId,
) -> Result<bool, sqlx::Error> {
    let hangs_on_it = match connectors::of(provider).holdings() {
        Some(holdings) => holdings.has_dependents(tx).await?,
        None => false,
    };
    Ok(hangs_on_it || unanswered::may_have_made(tx, id).await?)
}

/// *Check now*: asks the provider. What it says of the key is an error where it is no yes, and
/// stays on the card; an outage does so once another check agrees.
pub async fn check(cx: &Cx, provider: Provider) -> Result<Checked, Problem> {
    quotas::spend(cx, Quota::Checks).await?;
    let Opened { credential, secret } = open(cx, provider, Purpose::Verify).await?;
    let said = verify::verify(&cx.services, &cx.call(), &credential.verified_config(), &secret).await;
    let mut tx = cx.write(Action::CredentialChecked, provider.code()).await?;
    verify::note(&cx.services, &mut tx, &Seen::from(&credential), &said, Finding::Works).await?;
    tx.commit().await?;
    said.map(|_| Checked::Accepted)
}

/// Opens the stored credential. Fails with `NotConnected` where there is none, and with
/// `Unreadable`.
pub(super) async fn open(cx: &Cx, provider: Provider, purpose: Purpose) -> Result<Opened, Problem> {
    let opened = cx.open_credential(provider, purpose).await?;
    opened.ok_or(ProblemKind::NotConnected(provider))?
}
