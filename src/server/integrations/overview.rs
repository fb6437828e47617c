//! The integrations page in one query: one trip to the database, whatever the page shows. Only an
//! import that waits for a clean-up costs another, to name the clean-up.

use std::collections::HashMap;

use crate::{
    domain::{
        agent::SyncState,
        appointment::{AgentBooking, BookingSettings, ServiceId},
        credential::{CredentialStatus, CredentialView},
        drift::FindingKind,
        feature::Off,
        health::Checks,
        ids::AgentId,
        integrations::{AgentChoice, Card, CleanupLine, GoogleSetup, IntegrationsView, Link, Readiness},
        managed::ManagedState,
        number::{NumberSource, NumberState, NumberView},
        operation::{About, OperationKind, OperationState, OperationView, Subject},
        phone::E164,
        problem::Problem,
        provider::{Provider, google_calendar, openai, smtp, twilio, vapi},
        quota::Quota,
        readiness::{Break, CallPath, Facts, Key},
        way_in::Heard,
    },
    server::{
        bookable::Offer,
        config::google::redirect,
        cx::Services,
        db::{OrgTx, on, sql, stored},
        health::history::{self, days_of},
        integrations::connectors::{self, Dependents},
        number_states::is_in_use,
        numbers::{
            call_path::{self, Bookings, gone_voice},
            findings::first_in_a_call,
            managed::{orders::on_the_bill, state_of},
        },
        operations::{
            codes::{BRINGS_NUMBER, CARRIES, NO_STATUS, SHOWS_PROGRESS},
            queue::{SubjectRow, TargetRow},
            states::{is_left, is_over, is_unfinished},
            views::{self, OperationRow, StepRow},
        },
        vapi_hooks::heard_of,
    },
};

/// One row of any of the parts; each part names its columns in [`SQL`].
#[derive(sqlx::FromRow)]
struct Row {
    part: String,
    id: String,
    a: Option<String>,
    b: Option<String>,
    c: Option<String>,
    d: Option<String>,
    e: Option<String>,
    f: Option<String>,
    g: Option<String>,
    h: Option<String>,
    i: Option<String>,
    m: Option<i64>,
    n: Option<i64>,
    o: Option<i64>,
    p: Option<i64>,
}

const COMPARES: &str = OperationKind::CompareNumbers.code();

const SQL: &str = sql!(
    "
SELECT 'credential' AS part, c.id, c.provider AS a, c.public_config AS b, c.status AS c, c.status_problem AS d,
  c.last4 AS e, c.fingerprint AS f, u.name AS g, ",
    days_of!(c),
    " AS h, CAST(COALESCE(c.checked_at, 0) AS TEXT) || ' ' || CAST(c.next_check_at AS TEXT) AS i,
  c.verified_at AS m, c.last_used_at AS n, c.updated_at AS o,
  CAST(CASE WHEN c.is_managed THEN 1 ELSE 0 END AS BIGINT) AS p
FROM org_credentials AS c LEFT JOIN users AS u ON u.id = c.saved_by
WHERE c.org_id = $1
UNION ALL
SELECT 'managed', '', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, (",
    on_the_bill!(),
    "), (SELECT CAST(CASE WHEN b.may_buy THEN 1 ELSE 0 END AS BIGINT) FROM managed_orgs AS b
  WHERE b.org_id = $1 AND b.may_buy IS NOT NULL),
  (SELECT q.most FROM org_quotas AS q WHERE q.org_id = $1 AND q.quota = 'managed_numbers'),
  (SELECT MAX(o.finished_at) FROM operations AS o
    WHERE o.org_id = $1 AND o.kind = '", COMPARES, "' AND o.state = 'done')
UNION ALL
SELECT 'hook', '', h.way_in, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, h.last_event_at, h.way_in_at, NULL, NULL
FROM hooks AS h
WHERE h.org_id = $1 AND h.made_at = (SELECT MAX(n.made_at) FROM hooks AS n WHERE n.org_id = $1)
UNION ALL
SELECT 'booking', b.org_id, b.settings, (SELECT g.features_off FROM orgs AS g WHERE g.id = b.org_id),
  NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM booking_settings AS b WHERE b.org_id = $1
UNION ALL
SELECT 'service', s.id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM appointment_services AS s WHERE s.org_id = $1
UNION ALL
SELECT 'own_booking', w.agent_id, w.own, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM agent_bookings AS w WHERE w.org_id = $1
UNION ALL
SELECT 'agent', id, name, sync_state, CASE WHEN sync_state = 'conflict' THEN remote_spec END,
  vapi_assistant_id, ",
    gone_voice!("spec", "lost_voice"),
    ", lost_voice,
  NULL, NULL, NULL, created_at, NULL, NULL, NULL
FROM agents WHERE org_id = $1
UNION ALL
SELECT 'number', n.id, n.e164, n.state, a.id, a.name,
  o.id, CASE WHEN o.stopping THEN NULL ELSE o.state END, n.source,
  ",
    first_in_a_call!(),
    ",
  NULL, n.created_at, n.proved_at, CASE WHEN n.vapi_token AND n.source = 'byo' THEN 1 ELSE 0 END, NULL
FROM phone_numbers AS n LEFT JOIN agents AS a ON a.id = COALESCE(n.agent_id, n.wanted_agent)
LEFT JOIN operations AS o ON o.id = (SELECT MAX(i.id) FROM operations AS i
  WHERE i.org_id = n.org_id AND i.number_id = n.id AND i.kind NOT IN ", NO_STATUS, ")
WHERE n.org_id = $1 AND ", is_in_use!(n), "
UNION ALL
SELECT o.kind, o.id, o.state, o.waiting_for, o.outcome, o.note, o.correlation_id, n.e164, a.name, o.number_id, o.answerer,
  o.next_attempt_at, o.created_at, o.finished_at, o.retry_until
FROM operations AS o
JOIN phone_numbers AS n ON n.org_id = o.org_id AND n.id = o.number_id
LEFT JOIN agents AS a ON a.id = COALESCE(n.wanted_agent, n.agent_id)
WHERE o.org_id = $1 AND ", is_in_use!(n), " AND o.id = (SELECT MAX(i.id)
  FROM operations AS i WHERE i.org_id = $1 AND i.kind IN ", BRINGS_NUMBER, ")
UNION ALL
SELECT 'step', s.operation_id, s.kind, s.state, s.receipt, s.problem, NULL, NULL, NULL, NULL, NULL,
  s.position, s.attempts, s.finished_at, NULL
FROM operation_steps AS s
WHERE s.operation_id = (SELECT MAX(i.id) FROM operations AS i
  WHERE i.org_id = $1 AND i.kind IN ", BRINGS_NUMBER, ")
UNION ALL
SELECT 'clean_up', o.id, o.kind, o.provider, o.state, n.e164,
  (SELECT s.problem FROM operation_steps AS s WHERE s.operation_id = o.id AND s.problem IS NOT NULL
    AND ", is_left!(s), " ORDER BY s.position LIMIT 1),
  o.label, o.agent_id, NULL, NULL,
  (SELECT COUNT(*) FROM operation_steps AS s WHERE s.operation_id = o.id AND ", is_over!(s), "
    AND (o.kind NOT IN ", CARRIES, " OR s.number_id IS NOT NULL)),
  (SELECT COUNT(*) FROM operation_steps AS s WHERE s.operation_id = o.id
    AND (o.kind NOT IN ", CARRIES, " OR s.number_id IS NOT NULL)), o.next_attempt_at, NULL
FROM operations AS o LEFT JOIN phone_numbers AS n ON n.org_id = o.org_id AND n.id = o.number_id
WHERE o.id IN (SELECT i.id FROM (
    SELECT u.id, u.kind, u.state FROM operations AS u
    WHERE u.org_id = $1 AND ", is_unfinished!(u), "
      AND u.kind IN ", SHOWS_PROGRESS, "
    UNION ALL
    SELECT l.id, l.kind, l.state FROM operations AS l
    WHERE l.org_id = $1 AND l.state = 'failed' AND l.id = (SELECT MAX(c.id) FROM operations AS c
      WHERE c.org_id = $1 AND c.kind IN ", CARRIES, ")) AS i
  ORDER BY i.kind IN ", CARRIES, " DESC, i.state = 'needs_attention' DESC, i.id DESC LIMIT 5)"
);

/// How an agent stands at Vapi, as a call path asks.
#[derive(Clone, Copy)]
struct AtVapi {
    sync: SyncState,
    has_assistant: bool,
    no_model: bool,
    voice: Option<Break>,
}

#[derive(Default)]
struct Parts {
    now: i64,
    credentials: Vec<(Provider, CredentialView)>,
    /// The key of the account in which managed numbers are.
    managed_key: Option<Key>,
    /// When the numbers were last compared with both providers.
    compared_at: Option<i64>,
    way_in: Option<Heard>,
    /// What can be booked, and what is off for this org alone.
    booking: Option<(BookingSettings, Off)>,
    services: Vec<ServiceId>,
    own_bookings: Vec<(AgentId, AgentBooking)>,
    agents: Vec<(i64, AgentChoice)>,
    syncs: HashMap<AgentId, AtVapi>,
    numbers: Vec<(i64, NumberView)>,
    /// The count of those numbers for which Vapi holds an Auth Token.
    tokens_at_vapi: u32,
    import: Option<OperationRow>,
    steps: Vec<StepRow>,
    cleanups: Vec<CleanupLine>,
    on_the_bill: u32,
    may_buy: Option<bool>,
    /// The limit on managed numbers that is set for this org alone.
    own_limit: Option<i64>,
}

impl Parts {
    fn add(&mut self, row: Row) -> Result<(), sqlx::Error> {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        match row.part.as_str() {
            "credential" => {
                let read = stored("org_credentials", &row.id);
                let provider = read.code("provider", &text(&row.a), Provider::from_code)?;
                let status = read.code("status", &text(&row.c), CredentialStatus::from_code)?;
                let checks = checks(&text(&row.i), row.h.as_deref().unwrap_or_default(), self.now);
                if row.p == Some(1) {
                    self.managed_key = Some(Key { status, checked_at: checks.last });
                    return Ok(());
                }
                let problem: Option<Problem> = read.json_some("status_problem", row.d.as_deref())?;
                let view = CredentialView {
                    status,
                    config: read.json("public_config", &text(&row.b))?,
                    last4: text(&row.e),
                    fingerprint: text(&row.f),
                    saved_at: row.o.unwrap_or_default(),
                    saved_by: text(&row.g),
                    verified_at: row.m,
                    last_used_at: row.n,
                    problem,
                    checks,
                };
                self.credentials.push((provider, view));
            }
            "agent" => {
                let read = stored("agents", &row.id);
                let sync = read.code("sync_state", &text(&row.b), SyncState::from_code)?;
                let choice = AgentChoice {
                    id: read.parse("id", &row.id)?,
                    name: text(&row.a),
                    synced: sync == SyncState::Synced,
                };
                let no_model = call_path::has_no_model(read, row.c.as_deref())?;
                let voice = call_path::lost_voice(read, row.e.as_deref(), row.f.as_deref())?;
                let at_vapi = AtVapi { sync, has_assistant: row.d.is_some(), no_model, voice };
                self.syncs.insert(choice.id.clone(), at_vapi);
                self.agents.push((row.m.unwrap_or_default(), choice));
            }
            "number" => {
                let read = stored("phone_numbers", &row.id);
                let operation = row.e.as_deref();
                let of_operation = stored("operations", operation.unwrap_or_default());
                let agent = read.parse_some("agent_id", row.c.as_deref())?;
                let state = read.code("state", &text(&row.b), NumberState::from_code)?;
                let import = of_operation.code_some("state", row.f.as_deref(), OperationState::from_code)?;
                let view = NumberView {
                    id: read.parse("id", &row.id)?,
                    e164: read.read("e164", E164::parse(&text(&row.a)))?,
                    source: read.code("source", &text(&row.g), NumberSource::from_code)?,
                    state,
                    left: state == NumberState::Failed && import == Some(OperationState::Stopped),
                    agent: agent.zip(row.d),
                    proved_at: row.n,
                    operation: of_operation.parse_some("id", operation)?,
                    // The error names the number, because the id of its finding was not read.
                    drift: stored("number_findings", &row.id).code_some(
                        "kind",
                        row.h.as_deref(),
                        FindingKind::from_code,
                    )?,
                };
                self.tokens_at_vapi += u32::from(row.o == Some(1));
                self.numbers.push((row.m.unwrap_or_default(), view));
            }
            kind if OperationKind::from_code(kind).is_some_and(|kind| kind.brings().is_some()) => {
                self.import = Some(OperationRow {
                    id: row.id,
                    kind: row.part,
                    subject: SubjectRow { number_id: row.h, ..SubjectRow::default() },
                    state: text(&row.a),
                    waiting_for: row.b,
                    outcome: row.c,
                    note: row.d,
                    takeover_of: None,
                    answerer: row.i,
                    next_attempt_at: row.m.unwrap_or_default(),
                    retry_until: row.p.unwrap_or_default(),
                    created_at: row.n.unwrap_or_default(),
                    finished_at: row.o,
                    correlation_id: text(&row.e),
                    label: None,
                    stopping: false,
                    e164: row.f,
                    nothing_to_bring: false,
                    agent: row.g,
                });
            }
            "managed" => {
                self.on_the_bill = u32::try_from(row.m.unwrap_or_default()).unwrap_or(u32::MAX);
                self.may_buy = row.n.map(|may_buy| may_buy == 1);
                self.own_limit = row.o;
                self.compared_at = row.p;
            }
            "hook" => self.way_in = Some(heard_of(&row.id, row.m, row.a.as_deref(), row.n)?),
            "booking" => {
                let off = stored("orgs", &row.id).code("features_off", &text(&row.b), Off::read)?;
                let settings = stored("booking_settings", &row.id).json("settings", &text(&row.a))?;
                self.booking = Some((settings, off));
            }
            "service" => {
                self.services.push(stored("appointment_services", &row.id).parse("id", &row.id)?);
            }
            "own_booking" => {
                let read = stored("agent_bookings", &row.id);
                self.own_bookings.push((read.parse("agent_id", &row.id)?, read.json("own", &text(&row.a))?));
            }
            "clean_up" => self.cleanups.push(cleanup(row)?),
            _ => {
                let step = StepRow {
                    operation_id: row.id,
                    position: row.m.unwrap_or_default(),
                    kind: text(&row.a),
                    target: TargetRow::default(),
                    state: text(&row.b),
                    attempts: row.n.unwrap_or_default(),
                    receipt: row.c,
                    problem: row.d,
                    finished_at: row.o,
                };
                self.steps.push(step);
            }
        }
        Ok(())
    }
}

/// Reads the last check and the next one, `0` where there was none, beside the days before.
fn checks(times: &str, days: &str, now: i64) -> Checks {
    let (last, next) = times.split_once(' ').unwrap_or_default();
    let time = |text: &str| text.parse().unwrap_or_default();
    Checks { last: Some(time(last)).filter(|at| *at > 0), next: time(next), strip: history::strip(days, now) }
}

fn cleanup(row: Row) -> Result<CleanupLine, sqlx::Error> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let count = |count: Option<i64>| u32::try_from(count.unwrap_or_default()).unwrap_or(u32::MAX);
    let read = stored("operations", &row.id);
    let kind = read.code("kind", &text(&row.a), OperationKind::from_code)?;
    let state = read.code("state", &text(&row.c), OperationState::from_code)?;
    let label = text(&row.f);
    let subject = match kind.about() {
        About::Number => Subject::Number(read.read("number_id", E164::parse(&text(&row.d)))?),
        About::Agent => Subject::Agent(read.parse("agent_id", &text(&row.g))?, label),
        About::Numbers => Subject::Numbers,
        About::Calls => Subject::Calls,
        About::Leftover => Subject::Leftover(label),
        About::ManagedAccount => Subject::Credential(twilio::PROVIDER),
        About::Credential => {
            Subject::Credential(read.code("provider", &text(&row.b), Provider::from_code)?)
        }
    };
    let problem: Option<Problem> =
        stored("operation_steps", &row.id).json_some("problem", row.e.as_deref())?;
    Ok(CleanupLine {
        operation: read.parse("id", &row.id)?,
        kind,
        subject,
        state,
        done: count(row.m),
        steps: count(row.n),
        next_attempt_at: row.o.filter(|_| state == OperationState::Retrying),
        stuck_at: problem.and_then(|problem| problem.provider()),
    })
}

pub async fn read(services: &Services, tx: &mut OrgTx) -> Result<IntegrationsView, Problem> {
    let now = services.clock.now_ms();
    let rows: Vec<Row> = on!(tx, |c, org| sqlx::query_as(SQL).bind(org.as_str()).fetch_all(c).await)?;
    let mut parts = Parts { now, ..Parts::default() };
    for row in rows {
        parts.add(row)?;
    }
    parts.agents.sort_by(|a, b| (a.0, a.1.id.as_str()).cmp(&(b.0, b.1.id.as_str())));
    parts.numbers.sort_by(|a, b| (a.0, a.1.id.as_str()).cmp(&(b.0, b.1.id.as_str())));
    parts.steps.sort_by_key(|step| step.position);
    let mut cleanups = parts.cleanups;
    cleanups.sort_by(|a, b| a.operation.cmp(&b.operation));
    let steps = parts.steps.into_iter().map(StepRow::view).collect::<Result<_, _>>()?;
    let mut import = parts.import.map(|row| row.view(steps)).transpose()?;
    if let Some(import) = &mut import {
        import.blocked_by = views::blocked_by(tx, import).await?;
    }
    let agents: Vec<AgentChoice> = parts.agents.into_iter().map(|(_, agent)| agent).collect();
    let numbers: Vec<NumberView> = parts.numbers.into_iter().map(|(_, number)| number).collect();
    let managed = match &services.config.platform {
        None => ManagedState::Off,
        Some(platform) => {
            let limit = services.config.quotas.or(parts.own_limit, Quota::ManagedNumbers);
            state_of(platform, parts.may_buy, parts.on_the_bill, limit)
        }
    };
    let of = Dependents { agents: &agents, numbers: &numbers, tokens_at_vapi: parts.tokens_at_vapi };
    let cards = Provider::ALL.map(|provider| {
        let at = parts.credentials.iter().position(|(of, _)| *of == provider);
        let credential = at.map(|at| parts.credentials.swap_remove(at).1);
        let mut card = Card { provider, credential, numbers: 0, agents: 0, tokens_at_vapi: 0 };
        if let Some(holdings) = connectors::of(provider).holdings() {
            holdings.count(&of, &mut card);
        }
        card
    });
    let done = done(&cards, &agents, &numbers);
    let connected = |provider: Provider| {
        let credential = cards.iter().find(|card| card.provider == provider)?.credential.as_ref()?;
        let key = Key { status: credential.status, checked_at: credential.checks.last };
        Some((key, &credential.config))
    };
    let key = |provider: Provider| connected(provider).map(|(key, _)| key);
    let bookings = parts.booking.map(|(settings, own_off)| {
        let offer = Offer::new(Some(settings), parts.services, parts.own_bookings);
        let off = services.config.disabled.or(own_off);
        Bookings::new(offer, connected(google_calendar::PROVIDER), key(smtp::PROVIDER), off)
    });
    let call_path = |number: &NumberView| {
        let hand_over = connected(openai::PROVIDER).and_then(|(_, config)| config.hand_over());
        let agent_id = number.agent.as_ref().map(|(id, _)| id);
        let agent = agent_id.and_then(|id| parts.syncs.get(id).copied());
        let facts = Facts {
            source: number.source,
            state: number.state,
            twilio: match number.source {
                NumberSource::Byo => key(twilio::PROVIDER),
                NumberSource::Managed => parts.managed_key,
            },
            vapi: key(vapi::PROVIDER),
            model: key(openai::PROVIDER).zip(hand_over).and_then(|(key, at_vapi)| key.of_models(at_vapi)),
            drift: number.drift,
            agent: agent.map(|agent| agent.sync),
            has_assistant: agent.is_some_and(|agent| agent.has_assistant),
            no_model: agent.is_some_and(|agent| agent.no_model),
            voice: agent.and_then(|agent| agent.voice),
            looked_at: number.proved_at.max(parts.compared_at),
            way_in: parts.way_in,
            needs: bookings.as_ref().map(|of| of.needs(agent_id)).unwrap_or_default(),
        };
        let NumberView { id, e164, agent, .. } = number.clone();
        CallPath { id, e164, agent, steps: facts.call_path() }
    };
    let readiness = readiness(&cards, &numbers, import.as_ref(), &done, &call_path);
    let shown = readiness.number().and_then(|e164| numbers.iter().find(|number| number.e164 == *e164));
    let also_cut = match readiness {
        Readiness::Ready { .. } => {
            // One that was left without an agent is not meant to answer.
            let meant =
                |number: &&NumberView| number.proved_at.is_some() && number.state != NumberState::Unassigned;
            numbers.iter().filter(meant).map(&call_path).find(|call_path| !call_path.answers())
        }
        _ => None,
    };
    let call_path = shown.map(call_path);
    let google = GoogleSetup {
        is_on: services.config.providers.google.is_some(),
        redirect: redirect(&services.config.public_url).into(),
    };
    Ok(IntegrationsView {
        now,
        readiness,
        call_path,
        also_cut,
        done,
        cards,
        agents,
        numbers,
        google,
        managed,
        import,
        cleanups,
    })
}

type Cards = [Card; Provider::ALL.len()];

/// The card whose key a link of the chain takes.
fn card_of(link: Link, cards: &Cards) -> Option<&Card> {
    let provider = link.provider()?;
    cards.iter().find(|card| card.provider == provider)
}

fn works(card: &Card) -> bool {
    card.credential.as_ref().is_some_and(|credential| credential.status.is_accepted())
}

fn done(cards: &Cards, agents: &[AgentChoice], numbers: &[NumberView]) -> Vec<Link> {
    let managed = || numbers.iter().any(|number| number.source == NumberSource::Managed);
    let holds = |link: &Link| match link {
        // A managed number needs no account of the org's own.
        Link::ConnectTwilio if managed() => true,
        Link::ConnectVapi | Link::ConnectTwilio => card_of(*link, cards).is_some_and(works),
        Link::MakeAgent => !agents.is_empty(),
        Link::NumberReady => numbers.iter().any(NumberView::answers),
    };
    Link::ALL.into_iter().filter(holds).collect()
}

/// The status that the page shows first. A key that broke outranks a number that was proved before
/// it did: "connected" must mean that calls work.
fn readiness(
    cards: &Cards,
    numbers: &[NumberView],
    import: Option<&OperationView>,
    done: &[Link],
    call_path: &impl Fn(&NumberView) -> CallPath,
) -> Readiness {
    let in_chain = || Link::ALL.into_iter().filter_map(|link| card_of(link, cards));
    // Vapi has the models answer with the key that it was given, and with no other.
    let of_models = cards.iter().filter(|card| card.is_at_vapi());
    if let Some(card) = in_chain().chain(of_models).find(|card| card.broken()) {
        return Readiness::Broken { provider: card.provider };
    }
    let proved = || numbers.iter().filter(|number| number.answers());
    let ready = proved().filter(|number| call_path(number).answers()).find_map(|number| {
        let (_, agent) = number.agent.as_ref()?;
        Some(Readiness::Ready {
            number: number.e164.clone(),
            agent: agent.clone(),
            proved_at: number.proved_at?,
        })
    });
    if let Some(ready) = ready {
        return ready;
    }
    let cut = proved().find_map(|number| {
        Some(Readiness::Cut { number: number.e164.clone(), broken: call_path(number).broken()? })
    });
    if let Some(cut) = cut {
        return cut;
    }
    let missing = Link::ALL.into_iter().find(|link| !done.contains(link)).unwrap_or(Link::NumberReady);
    if let Some(card) = card_of(missing, cards).filter(|card| card.unreached()) {
        return Readiness::Unreached { provider: card.provider };
    }
    let at_work = import.zip(
        numbers.iter().find(|number| number.operation.as_ref() == import.map(|operation| &operation.id)),
    );
    let drifted = numbers.iter().filter(|number| number.state == NumberState::Ready).find_map(|number| {
        Some(Readiness::Drifted { number: number.e164.clone(), id: number.id.clone(), kind: number.drift? })
    });
    if let Some((operation, number)) = at_work
        && operation.state.is_open()
        && missing == Link::NumberReady
    {
        return Readiness::Working {
            number: number.e164.clone(),
            operation: operation.id.clone(),
            state: operation.state,
        };
    }
    if let Some(drifted) = drifted {
        return drifted;
    }
    match at_work {
        Some((operation, number))
            if matches!(operation.state, OperationState::Failed | OperationState::Stopped)
                && missing == Link::NumberReady =>
        {
            Readiness::Failed { number: number.e164.clone(), operation: operation.id.clone() }
        }
        _ => Readiness::Missing(missing),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn no_history_is_read_for_the_page() {
        explain::assert_unfinished_only(SQL).await;
        let plan = explain::of(SQL).await;
        assert!(!plan.iter().any(|line| line.starts_with("SCAN") && line.contains("operation")), "{plan:#?}");
        assert!(!plan.iter().any(|line| line.contains("INDEX operations_kind (org_id=?)")), "{plan:#?}");
    }
}
