//! Connecting, checking and replacing credentials.
//!
//! A save parses, asks the provider, and then writes everything in one
//! transaction: the sealed secret, its audit entry, the operation that it makes
//! necessary, the event. A refused key stores nothing.

use super::{
    carry,
    credentials::{self, Credential, NewCredential},
    disconnect,
    operations::{twilio_auth, unanswered},
    overview, vapi_key, verify,
};
use crate::{
    domain::{
        credential::{CredentialStatus, PublicConfig, TwilioAuth},
        integrations::{AccountNumbers, AccountQuery, Checked, IntegrationsView, TwilioForm, VapiForm},
        number::{NumberSource, NumberState, OwnedNumber},
        operation::{OperationKind, WaitingFor},
        problem::{Field, Kind, Problem, Rule, Slips},
        provider::{Provider, VapiRegion},
        quota::Quota,
        secret_shape, text,
        topic::Topic,
        vapi_key::VapiKey,
    },
    server::{
        agents,
        audit::{self, Action},
        cx::Cx,
        db::Tx,
        numbers::{
            self,
            picker::{self, AtVapi},
            service::Import,
        },
        operations::queue,
        providers::twilio::Listed,
        quotas,
        vault::{
            decryptor::{Opened, Purpose},
            provider_secret::ProviderSecret,
            secret::Secret,
        },
    },
};

/// Everything that the integrations page shows.
pub async fn overview(cx: &Cx) -> Result<IntegrationsView, Problem> {
    let mut tx = cx.services.db.read(cx.scope()).await?;
    overview::read(&cx.services, &mut tx, &cx.org).await
}

pub async fn connect_vapi(cx: &Cx, form: &VapiForm) -> Result<Checked, Problem> {
    let stored = stored(cx, Provider::Vapi).await?;
    let mut slips = Slips::default();
    let region = match form.region.trim() {
        "" => Ok(VapiRegion::default()),
        code => VapiRegion::from_code(code).ok_or(Rule::UnknownChoice),
    };
    let region = slips.value(Field::Region, region);
    let kept = match stored.as_ref().map(|opened| &opened.secret) {
        Some(ProviderSecret::Vapi { key }) => Some(key),
        _ => None,
    };
    let key = slips.value(Field::Key, secret(secret_shape::vapi_key(&form.key), kept));
    let (Some(region), Some(key)) = (region, key) else { return Err(slips.problem()) };
    let config = match &stored {
        // It need not tell its organisation again, and may not be able to: every
        // assistant there may be deleted since.
        Some(opened) if same_key(opened, &key, region) => opened.credential.known(),
        // Told anew, so that a key of another organisation is noticed.
        _ => PublicConfig::Vapi { region, vapi_org: None },
    };
    let secret = ProviderSecret::Vapi { key };
    let kept = text::is_empty(&form.key);
    save(cx, Saving { stored, config, secret, kept, import: None, switch: form.switch })
        .await
        .map_err(|problem| on_field(problem, Field::Key))
}

fn same_key(stored: &Opened, key: &Secret, region: VapiRegion) -> bool {
    let there = matches!(stored.credential.config, PublicConfig::Vapi { region: of, .. } if of == region);
    there && matches!(&stored.secret, ProviderSecret::Vapi { key: of } if of.same(key))
}

pub async fn connect_twilio(cx: &Cx, form: &TwilioForm) -> Result<Checked, Problem> {
    let stored = stored(cx, Provider::Twilio).await?;
    let (kept_token, kept_key) = match stored.as_ref().map(|opened| &opened.secret) {
        Some(ProviderSecret::Twilio { auth_token, api_key_secret, .. }) => {
            (Some(auth_token), api_key_secret.as_ref())
        }
        _ => (None, None),
    };
    let mut slips = Slips::default();
    let account_sid = slips.value(Field::AccountSid, secret_shape::account_sid(&form.account_sid));
    let auth = match form.auth.trim() {
        "" => Ok(TwilioAuth::AuthToken),
        code => TwilioAuth::from_code(code).ok_or(Rule::UnknownChoice),
    };
    let auth = slips.value(Field::AuthToken, auth);
    let api_key = match auth {
        Some(TwilioAuth::ApiKey) => {
            let sid = slips.value(Field::ApiKeySid, secret_shape::api_key_sid(&form.api_key_sid));
            // A stored secret belongs to the stored key: another SID needs its own.
            let before = stored.as_ref().map(|opened| &opened.credential.config);
            let same = matches!(before, Some(PublicConfig::Twilio { api_key_sid, .. })
                if api_key_sid.is_some() && *api_key_sid == sid);
            let typed = secret_shape::twilio_secret(&form.api_key_secret);
            let key = slips.value(Field::ApiKeySecret, secret(typed, kept_key.filter(|_| same)));
            sid.zip(key).map(Some)
        }
        Some(TwilioAuth::AuthToken) | None => Some(None),
    };
    let typed = secret_shape::twilio_secret(&form.auth_token);
    let auth_token = slips.value(Field::AuthToken, secret(typed, kept_token));
    let import = match form.number.as_str() {
        none if text::is_empty(none) => Some(None),
        number => Import::parse(number, &form.agent, form.sms, &mut slips).map(Some),
    };
    let (Some(account_sid), Some(auth), Some(api_key), Some(auth_token), Some(import)) =
        (account_sid, auth, api_key, auth_token, import)
    else {
        return Err(slips.problem());
    };
    let (api_key_sid, api_key_secret) = api_key.unzip();
    // An API key that a person made is what Vapi gets; only the Auth Token makes
    // others.
    let vapi_key = VapiKey::chosen(form.vapi_key && auth == TwilioAuth::AuthToken);
    let (friendly_name, trial) = (None, false);
    let config = PublicConfig::Twilio { account_sid, auth, api_key_sid, friendly_name, trial, vapi_key };
    let secret = ProviderSecret::Twilio { auth_token, api_key_secret, vapi_key_secret: None };
    let field = if auth == TwilioAuth::ApiKey { Field::ApiKeySecret } else { Field::AuthToken };
    let kept = [Some(&form.auth_token), (auth == TwilioAuth::ApiKey).then_some(&form.api_key_secret)];
    let kept = kept.iter().flatten().any(|typed| text::is_empty(typed));
    save(cx, Saving { stored, config, secret, kept, import, switch: form.switch })
        .await
        .map_err(|problem| on_field(problem, field))
}

/// A typed secret, else the stored one.
fn secret(typed: Result<String, Rule>, kept: Option<&Secret>) -> Result<Secret, Rule> {
    match (typed, kept) {
        (Ok(secret), _) => Ok(Secret::new(secret)),
        (Err(Rule::Required), Some(kept)) => Ok(kept.clone()),
        (Err(rule), _) => Err(rule),
    }
}

/// A refused key is a problem of the field it was typed into.
fn on_field(problem: Problem, field: Field) -> Problem {
    let of_the_key = matches!(
        problem.kind,
        Kind::KeyRefused(_)
            | Kind::PublicKey
            | Kind::LacksRight(_)
            | Kind::MissingRight(_)
            | Kind::TestCredentials
            | Kind::AccountSuspended
    );
    if of_the_key && problem.field.is_none() { problem.on(field) } else { problem }
}

/// What is stored, opened. A row that does not open counts as nothing stored.
async fn stored(cx: &Cx, provider: Provider) -> Result<Option<Opened>, Problem> {
    let mut tx = cx.services.db.write(cx.scope()).await?;
    let opened = cx
        .services
        .decryptor
        .open(&cx.services, &mut tx, &cx.org, provider, &cx.actor(), Purpose::Replace)
        .await?;
    tx.commit().await?;
    Ok(opened.and_then(Result::ok))
}

/// What a save is about.
struct Saving {
    stored: Option<Opened>,
    config: PublicConfig,
    secret: ProviderSecret,
    /// Some of the secret was not typed, but is that which is stored.
    kept: bool,
    import: Option<Import>,
    /// A person agreed to leave the account that is connected for this one.
    switch: bool,
}

async fn save(cx: &Cx, saving: Saving) -> Result<Checked, Problem> {
    quotas::spend(cx, Quota::Checks).await?;
    let Saving { stored, config, secret, kept, import, switch } = saving;
    let provider = secret.provider();
    let before = stored.as_ref().map(|opened| &opened.credential);
    let call = cx.call();
    let (verified, gone) = futures::join!(
        verify::verify(&cx.services, &call, &config, &secret),
        vapi_key::gone(cx, stored.as_ref(), &config, &secret),
    );
    let (config, problem) = match verified {
        Ok(facts) => (facts, None),
        // Worth keeping, unless a key that works would be lost for it.
        Err(problem) if problem.passes_by_itself() => {
            if before.is_some_and(|row| row.status == CredentialStatus::Connected) {
                return Err(problem);
            }
            (keep_vapi_org(config, before), Some(problem))
        }
        Err(problem) => return Err(problem),
    };
    let now = cx.services.clock.now_ms();
    let mut tx = cx.services.db.write(cx.scope()).await?;
    // First, as everywhere: an entry locks the org's row, and then the others'.
    audit::append(&cx.services, &mut tx, &cx.org, &cx.actor(), Action::CredentialSaved, provider.code())
        .await?;
    let mut row = credentials::find(&mut tx, &cx.org, provider).await?;
    // A secret that was not typed is the one that is stored: neither one that
    // was deleted meanwhile, nor one that was replaced.
    if kept && !still_holds(cx, &mut tx, stored.as_ref(), row.as_ref()).await? {
        return Err(Kind::Stale.into());
    }
    let mut brought_again = Vec::new();
    if let Some(before) = &row
        && let Some(other) = left(before, stored.as_ref(), &config, &secret)
    {
        let dependents = match other {
            Left::Surely => overview::has_dependents(&mut tx, &cx.org, provider, &before.id).await?,
            Left::Perhaps => unanswered::may_have_made(&mut tx, &cx.org, &before.id).await?,
        };
        // Not to an account that nobody could be asked about.
        if dependents && (!switch || problem.is_some()) {
            return Err(problem.unwrap_or_else(|| Kind::OtherAccount(provider).into()));
        }
        // A key that AVA made there is nothing that a person would miss.
        if dependents || before.config.vapi_key().is_some_and(VapiKey::leaves_traces) {
            brought_again = leave_account(cx, &mut tx, provider).await?;
            row = None;
        } else if other == Left::Surely {
            // One id is one account: what is under way with the former sees that.
            credentials::delete(&mut tx, &cx.org, &before.id).await?;
            row = None;
        }
    }
    let held = vapi_key::held(cx, &mut tx, stored, row.as_ref()).await?;
    let (config, secret) = vapi_key::keep(config, secret, row.as_ref(), held.as_ref(), gone.as_deref());
    let carried = row.is_some() && vapi_key::gets_another(held, &config, &secret);
    let id = match &row {
        Some(Credential { id, .. }) => id.clone(),
        None => cx.services.random.id(),
    };
    let sealed = cx.services.decryptor.seal(&cx.services, &mut tx, &cx.org, id.as_str(), &secret).await?;
    let new = NewCredential {
        id,
        account: provider.into(),
        config: &config,
        sealed,
        status: if problem.is_none() { CredentialStatus::Connected } else { CredentialStatus::Unverified },
        problem: problem.as_ref(),
        verified_at: problem.is_none().then_some(now),
        saved_by: &cx.user,
        now,
    };
    credentials::upsert(&mut tx, &cx.org, &new).await?;
    if problem.is_some() {
        let kind = OperationKind::VerifyCredential;
        queue::enqueue(&cx.services, &mut tx, &cx.org, &cx.user, kind, provider.code()).await?;
    }
    if let Some(import) = &import {
        numbers::service::want(cx, &mut tx, import).await?;
    }
    for import in &brought_again {
        numbers::service::want_again(cx, &mut tx, import).await?;
    }
    if carried {
        carry::start(cx, &mut tx).await?;
    }
    if provider == Provider::Vapi {
        agents::service::mirror_all(cx, &mut tx).await?;
    }
    queue::wake(&mut tx, &cx.org, WaitingFor::from(provider), now).await?;
    tx.publish(&cx.org, &[Topic::Integrations]);
    tx.commit().await?;
    tracing::info!(org.id = %cx.org, provider = provider.code(), "{} was saved", provider.name());
    Ok(if problem.is_none() { Checked::Accepted } else { Checked::Later })
}

/// How surely a save leaves the account that is stored.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Left {
    Surely,
    /// Of a Vapi organisation without an assistant nobody can tell. That is no
    /// matter, but for what is just being made there.
    Perhaps,
}

/// `None`: it is the same account.
fn left(
    before: &Credential,
    stored: Option<&Opened>,
    config: &PublicConfig,
    secret: &ProviderSecret,
) -> Option<Left> {
    if other_account(&before.config, config) {
        return Some(Left::Surely);
    }
    let is_before =
        |stored: &Opened| stored.credential.id == before.id && stored.credential.version == before.version;
    let same_secret = stored.is_some_and(|stored| is_before(stored) && stored.secret.same(secret));
    (!same_secret && !before.config.surely_same_account(config)).then_some(Left::Perhaps)
}

/// Whether the row has the secret that was read from it.
async fn still_holds(
    cx: &Cx,
    tx: &mut Tx,
    stored: Option<&Opened>,
    row: Option<&Credential>,
) -> Result<bool, Problem> {
    let (Some(stored), Some(row)) = (stored, row) else { return Ok(false) };
    if row.id != stored.credential.id || row.version == stored.credential.version {
        return Ok(row.id == stored.credential.id);
    }
    let purpose = Purpose::Replace;
    let opened =
        cx.services.decryptor.open(&cx.services, tx, &cx.org, row.account, &cx.actor(), purpose).await?;
    Ok(opened.and_then(Result::ok).is_some_and(|now| now.secret.same(&stored.secret)))
}

/// Everything of the former account is taken back. Numbers are Twilio's: where
/// only Vapi changes, they are brought to the new organisation, and those that
/// nobody was to answer stay the org's without anybody.
async fn leave_account(cx: &Cx, tx: &mut Tx, provider: Provider) -> Result<Vec<Import>, Problem> {
    audit::append(&cx.services, tx, &cx.org, &cx.actor(), Action::AccountReplaced, provider.code()).await?;
    let numbers = match provider {
        Provider::Vapi => numbers::repo::in_use(tx, &cx.org).await?,
        Provider::Twilio => Vec::new(),
    };
    disconnect::take_back(cx, tx, provider).await?;
    let (free, brought): (Vec<_>, Vec<_>) =
        numbers.into_iter().partition(|number| number.state == NumberState::Unassigned);
    // Managed ones were parked, and are in use still.
    for number in free.iter().filter(|number| number.source == NumberSource::Byo) {
        let id = cx.services.random.id();
        numbers::repo::keep_free(tx, &cx.org, &id, &number.id, cx.services.clock.now_ms()).await?;
    }
    let again = |number: numbers::repo::Number| Import {
        agent: number.agent.or(number.wanted_agent),
        number: number.e164,
        sms_enabled: number.sms_enabled,
    };
    Ok(brought.into_iter().map(again).collect())
}

/// A provider that could not be asked told nothing: what is known stays.
fn keep_vapi_org(config: PublicConfig, before: Option<&Credential>) -> PublicConfig {
    match (config, before.map(|row| &row.config)) {
        (
            PublicConfig::Vapi { region, vapi_org: None },
            Some(PublicConfig::Vapi { region: same, vapi_org }),
        ) if region == *same => PublicConfig::Vapi { region, vapi_org: vapi_org.clone() },
        (config, _) => config,
    }
}

/// Whether the new credential is of another account than the stored one, as
/// far as that can be told. A Vapi organisation that tells nothing has no
/// assistant, and ours has.
pub fn other_account(before: &PublicConfig, after: &PublicConfig) -> bool {
    match (before, after) {
        (PublicConfig::Vapi { region: a, vapi_org: x }, PublicConfig::Vapi { region: b, vapi_org: y }) => {
            a != b || (x.is_some() && x != y)
        }
        (PublicConfig::Twilio { account_sid: a, .. }, PublicConfig::Twilio { account_sid: b, .. }) => a != b,
        _ => true,
    }
}

/// *Check now*: one call to the provider; a refusal is an error, and stays on
/// the card.
pub async fn check(cx: &Cx, provider: Provider) -> Result<Checked, Problem> {
    quotas::spend(cx, Quota::Checks).await?;
    let Opened { credential, secret } = open(cx, provider, Purpose::Verify).await?;
    let result = verify::verify(&cx.services, &cx.call(), &credential.known(), &secret).await;
    let now = cx.services.clock.now_ms();
    let mut tx = cx.services.db.write(cx.scope()).await?;
    audit::append(&cx.services, &mut tx, &cx.org, &cx.actor(), Action::CredentialChecked, provider.code())
        .await?;
    match result {
        Ok(facts) => {
            verify::accepted(&mut tx, &cx.org, provider, &credential.id, credential.version, &facts, now)
                .await?;
            tx.commit().await?;
            Ok(Checked::Accepted)
        }
        Err(problem) => {
            let row = credentials::find(&mut tx, &cx.org, provider).await?;
            let same = row.is_some_and(|row| row.version == credential.version);
            if same && !problem.passes_by_itself() {
                let status = CredentialStatus::Refused;
                credentials::mark(&mut tx, &cx.org, &credential.id, status, Some(&problem), now).await?;
                tx.publish(&cx.org, &[Topic::Integrations]);
            }
            tx.commit().await?;
            Err(problem)
        }
    }
}

async fn open(cx: &Cx, provider: Provider, purpose: Purpose) -> Result<Opened, Problem> {
    let mut tx = cx.services.db.write(cx.scope()).await?;
    let opened =
        cx.services.decryptor.open(&cx.services, &mut tx, &cx.org, provider, &cx.actor(), purpose).await?;
    tx.commit().await?;
    opened.ok_or(Kind::NotConnected(provider))?
}

/// The numbers that the connected Twilio account owns, for choosing one: a page of
/// them, which is all that a request waits for.
pub async fn account_numbers(cx: &Cx, query: AccountQuery) -> Result<AccountNumbers, Problem> {
    if let Err(problem) = quotas::spend(cx, Quota::Searches).await {
        return Ok(AccountNumbers { query, numbers: Vec::new(), next: None, problem: Some(problem) });
    }
    let opened = open(cx, Provider::Twilio, Purpose::ListNumbers).await?;
    let auth =
        twilio_auth(opened.credential.config, opened.secret).ok_or(Kind::Unreadable(Provider::Twilio))?;
    let call = cx.call();
    let twilio = &cx.services.providers.twilio;
    let (digits, after) = (query.digits(), query.after.as_str());
    let (listed, at_vapi) =
        futures::join!(twilio.list_numbers(&call, &auth, &digits, after), AtVapi::read(cx));
    let at_vapi = at_vapi?;
    let (listed, problem) = match listed {
        Ok(listed) => (listed, None),
        Err(problem) => (Listed::default(), Some(problem)),
    };
    let mut tx = cx.services.db.read(cx.scope()).await?;
    let agents = agents::repo::named(&mut tx, &cx.org).await?;
    let known = numbers::repo::known(&mut tx, &cx.org).await?;
    let numbers = listed
        .numbers
        .iter()
        .map(|number| OwnedNumber {
            known: known.iter().any(|e164| e164 == number.e164.as_str()),
            e164: number.e164.clone(),
            label: number.friendly_name.clone().unwrap_or_default(),
            voice: number.voice && !number.is_routed_elsewhere(),
            answerer: picker::answerer(number, at_vapi.as_ref(), &agents),
            messages: picker::messages(number, at_vapi.as_ref()),
        })
        .collect();
    Ok(AccountNumbers { query, numbers, next: listed.next, problem })
}
