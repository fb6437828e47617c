//! Two nodes on one PostgreSQL, whose workers die at random: each operation
//! runs once to its end.

use std::{collections::BTreeSet, io::Write, pin::pin, task::Poll, time::Duration};

use ava::{
    domain::{
        ids::{AgentId, NumberId, OperationId},
        problem::Problem,
        provider::Provider,
    },
    server::{
        clock::SharedClock,
        cx::Cx,
        integrations::{disconnect::disconnect, service as integrations},
        numbers::service as numbers,
        operation_registry::OPERATIONS,
        operations::engine::Engine,
        random::Random,
    },
};
use futures::future::{join_all, poll_fn};
use serde_json::{Value, json};

use crate::support::{
    app::{Database, TestApp},
    canary,
    invariants::{assert_consistent, assert_nothing_twice},
    people::{agent_form, import, overview, owner, twilio_form, vapi_form},
    sandbox::{Sandbox, own},
    seed::Seed,
    traces::assert_cleaned_up,
};

const ORGS: usize = 5;
/// The numbers of each org, on each node.
const NUMBERS: usize = 5;
const WORKERS: usize = 3;
/// A time longer than a lease.
const LATER: Duration = Duration::from_secs(31);

/// One organisation, with the numbers that each of the nodes works on.
struct Org {
    nodes: [Cx; 2],
    reception: AgentId,
    evening: AgentId,
    numbers: [Vec<String>; 2],
}

impl Org {
    async fn start(app: &TestApp, other: &Cx, nth: usize) -> Self {
        let cx = owner(app).await;
        let there = Cx { services: other.services.clone(), ..cx.clone() };
        let numbers = [0, 1].map(|node| {
            (0..NUMBERS).map(|number| format!("+1415331{nth}{node}0{number}")).collect::<Vec<_>>()
        });
        let sid = format!("AC{}{nth}", "7c".repeat(15) + "7");
        let token = format!("canarytokenofnode{nth}5a5a5a5a5a5a5a");
        let key = format!("9b1f0c2e-7a5{nth}-4d0e-9c3d-1f2e3d4c0001");
        canary::plant(&token);
        canary::plant(&key);
        let owned: Value = json!(numbers.iter().flatten().map(|number| own(number)).collect::<Vec<_>>());
        app.sandbox.account(&sid, &token, owned).await;
        integrations::save(&cx, &vapi_form(&key)).await.unwrap();
        let mut form = twilio_form();
        (form.account_sid, form.auth_token) = (sid, token.into());
        integrations::save(&cx, &form).await.unwrap();
        let reception = ava::server::agents::service::create(&cx, &agent_form("Reception")).await.unwrap();
        let evening = ava::server::agents::service::create(&cx, &agent_form("Evening")).await.unwrap();
        Self { nodes: [cx, there], reception, evening, numbers }
    }

    async fn id(&self, node: usize, number: usize) -> NumberId {
        let known = overview(&self.nodes[node]).await.numbers;
        let e164 = &self.numbers[node][number];
        known.into_iter().find(|known| known.e164.as_str() == e164).unwrap().id
    }

    async fn ask(&self, node: usize, wish: Wish) -> Result<OperationId, Problem> {
        let cx = &self.nodes[node];
        match wish {
            Wish::Import(number) => Ok(import(cx, &self.numbers[node][number]).await),
            Wish::Unassign(number) => numbers::unassign(cx, self.id(node, number).await).await,
            Wish::Remove(number) => numbers::remove(cx, self.id(node, number).await).await,
            Wish::Assign(number) => {
                numbers::assign(cx, self.id(node, number).await, self.evening.clone()).await
            }
            // Each node disconnects one provider, at the same time.
            Wish::Disconnect => disconnect(cx, Provider::ALL[node]).await,
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Wish {
    Import(usize),
    Unassign(usize),
    Remove(usize),
    Assign(usize),
    Disconnect,
}

struct Nodes {
    app: TestApp,
    engines: [Engine; 2],
    orgs: Vec<Org>,
    chance: Random,
    killed: usize,
}

/// Does its work, unless it dies after so many polls, in the middle of it.
async fn mortal<T>(work: impl Future<Output = T>, turns: Option<u32>) -> Option<T> {
    let mut work = pin!(work);
    let mut left = turns;
    poll_fn(|cx| match (work.as_mut().poll(cx), &mut left) {
        (Poll::Ready(done), _) => Poll::Ready(Some(done)),
        (Poll::Pending, None) => Poll::Pending,
        (Poll::Pending, Some(0)) => Poll::Ready(None),
        (Poll::Pending, Some(left)) => {
            *left -= 1;
            Poll::Pending
        }
    })
    .await
}

impl Nodes {
    async fn start(seed: &Seed) -> Self {
        let app = TestApp::on(Database::Postgres).await;
        let other = app.another_node(seed.0 + 1).await;
        let clock: SharedClock = app.clock.clone();
        let engines = [app.engine.clone(), Engine::new(other.clone(), &OPERATIONS)];
        let stranger = Cx { services: other, ..owner(&app).await };
        let mut orgs = Vec::new();
        for nth in 0..ORGS {
            orgs.push(Org::start(&app, &stranger, nth).await);
        }
        app.settle().await;
        Self { app, engines, orgs, chance: Random::seeded(seed.0, clock), killed: 0 }
    }

    fn below(&self, most: u32) -> u32 {
        u32::from_le_bytes(self.chance.bytes()) % most
    }

    /// Ends the leases of before, and runs workers of both nodes, some of which die.
    async fn round(&mut self, deadly: bool) {
        self.app.clock.advance(LATER);
        let mut workers = Vec::new();
        for engine in self.engines.iter().flat_map(|engine| [engine; WORKERS]) {
            let turns = (deadly && self.below(3) > 0).then(|| self.below(150));
            let engine = engine.clone();
            workers.push(tokio::spawn(async move { mortal(engine.run_due(), turns).await }));
        }
        for worker in workers {
            match worker.await.unwrap() {
                Some(done) => drop(done.unwrap()),
                None => self.killed += 1,
            }
        }
        self.quiet().await;
        assert_nothing_twice(&self.app.sandbox.snapshot().await, "meanwhile");
    }

    /// Waits until everything that a dead worker sent has arrived, before another looks.
    async fn quiet(&self) {
        let (mut seen, mut same) = (self.app.sandbox.last_seq().await, 0);
        while same < 3 {
            let now = self.app.sandbox.last_seq().await;
            same = if now == seen { same + 1 } else { 0 };
            seen = now;
        }
    }

    /// Both nodes ask at once, and work at once.
    async fn wave(&mut self, wishes: &[Wish], asked: &mut Vec<OperationId>) {
        let orgs = std::mem::take(&mut self.orgs);
        let node = |node: usize| {
            let orgs = &orgs;
            async move {
                let each = orgs.iter().map(|org| async move {
                    let mut ids = Vec::new();
                    for wish in wishes {
                        ids.push(
                            org.ask(node, *wish)
                                .await
                                .unwrap_or_else(|problem| panic!("{wish:?}: {problem:?}")),
                        );
                    }
                    ids
                });
                join_all(each).await
            }
        };
        let (here, there, ()) = futures::join!(node(0), node(1), self.round(true));
        asked.extend(here.into_iter().chain(there).flatten());
        self.orgs = orgs;
        for _ in 0..self.below(3) {
            self.round(true).await;
        }
    }

    async fn come_to_rest(&mut self) {
        for nth in 0..60 {
            let open = "operations WHERE state IN ('queued', 'running', 'retrying', 'waiting', 'needs_attention', 'failed')";
            if self.app.count(open, &[]).await == 0 {
                return;
            }
            self.round(nth < 20).await;
            self.app.let_time_pass().await;
        }
        let open = "SELECT kind || ' ' || state || ' ' || COALESCE(waiting_for, '') FROM operations WHERE state NOT IN ('done', 'stopped')";
        panic!("never at rest: {:?}", self.app.texts(open, &[]).await);
    }

    /// Asserts that each number is as the last wish about it says.
    async fn assert_as_wished(&self) {
        assert_consistent(&self.app, "before leaving").await;
        let snapshot = self.app.sandbox.snapshot().await;
        for org in &self.orgs {
            for (node, cx) in org.nodes.iter().enumerate() {
                let [reception, evening] = [&org.reception, &org.evening];
                for (nth, number) in org.numbers[node].iter().enumerate() {
                    let agent = match nth {
                        0 => {
                            let there = snapshot.vapi_numbers.iter().find(|row| row.number == *number);
                            assert!(there.is_none_or(|row| row.assistant_id.is_none()), "{there:?}");
                            continue;
                        }
                        2 => evening,
                        _ => reception,
                    };
                    let assistant = crate::support::people::agent(cx, agent).await.vapi_assistant_id.unwrap();
                    Sandbox::assert_answers(&snapshot, number, &assistant);
                }
            }
        }
    }
}

async fn two_nodes(seed: u64) {
    let seed = Seed::or(seed);
    let mut nodes = Nodes::start(&seed).await;
    let mut asked = Vec::new();
    nodes.wave(&[0, 1, 2, 3, 4].map(Wish::Import), &mut asked).await;
    nodes.wave(&[Wish::Unassign(0), Wish::Remove(1), Wish::Assign(2)], &mut asked).await;
    nodes.wave(&[Wish::Import(1)], &mut asked).await;
    nodes.come_to_rest().await;
    nodes.assert_as_wished().await;
    nodes.wave(&[Wish::Disconnect], &mut asked).await;
    nodes.come_to_rest().await;
    assert_eq!(asked.len(), 100, "50 on each node");

    assert_consistent(&nodes.app, "at the end").await;
    let all = nodes.orgs.iter().flat_map(|org| org.numbers.iter().flatten().map(String::as_str));
    assert_cleaned_up(&nodes.app, &all.collect::<Vec<_>>(), "at the end").await;
    assert!(nodes.app.sandbox.assistants().await.is_empty());
    let distinct: BTreeSet<_> = asked.iter().map(OperationId::as_str).collect();
    let made = nodes.app.texts("SELECT id FROM operations WHERE kind <> 'sync_agent' ORDER BY id", &[]).await;
    assert_eq!(
        made.iter().map(String::as_str).collect::<BTreeSet<_>>(),
        distinct,
        "what was asked for, once"
    );
    let over =
        "operations WHERE state IN ('done', 'stopped') AND finished_at IS NOT NULL AND lease_owner IS NULL";
    assert_eq!(nodes.app.count(over, &[]).await, nodes.app.count("operations", &[]).await);
    assert!(nodes.killed >= 3, "{} workers died", nodes.killed);
    let said = format!(
        "two nodes, seed {}: {} operations asked for, {} ran, {} workers died\n",
        seed.0,
        asked.len(),
        distinct.len(),
        nodes.killed
    );
    std::io::stderr().write_all(said.as_bytes()).unwrap();
}

#[tokio::test]
async fn two_nodes_whose_workers_die_run_each_operation_once() {
    two_nodes(1).await;
}
