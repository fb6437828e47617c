//! Two people of one organisation, and somebody of another, act in any order and with
//! any trouble: in the end the providers hold what the database says, and nothing else.

use std::{
    cell::RefCell,
    collections::HashSet,
    io::Write,
    mem::{Discriminant, discriminant},
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering},
    },
};

use ava::{
    domain::{
        address::Address,
        agent::AgentView,
        ids::OperationId,
        integrations::ImportForm,
        managed::{AvailableNumber, FindQuery, SwitchForm},
        number::{NumberSource, NumberView},
        problem::{Problem, ProblemKind},
        provider::{Provider, openai::OpenaiForm, twilio::TwilioForm, vapi::VapiForm},
        role::Role,
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{
        agents::service as agents,
        cx::Cx,
        integrations::{disconnect::disconnect, service as integrations, switch},
        numbers::{answering_agents, managed, service as numbers},
        operations::service as operations,
    },
};
use proptest::{
    prelude::*,
    sample::{Index, select},
    test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner},
};

use crate::support::{
    app::{Database, TestApp},
    invariants::{assert_consistent, assert_nothing_twice},
    managed::{buy_form, release_form},
    people::{
        agent_form, by_api_key, colleague, openai_form, other_twilio_form, overview, owner, twilio_form,
        vapi_form,
    },
    sandbox::{NUMBER, OPENAI_KEY, OTHER_NUMBER, OTHER_OPENAI_KEY, OTHER_VAPI_KEY, SECOND_NUMBER, VAPI_KEY},
    seed::Seed,
};

/// Another key of the organisation of [`VAPI_KEY`].
const NEXT_VAPI_KEY: &str = "7b1f0c2e-7a54-4d0e-9c3d-1f2e3d4c0002";
/// Time after which a withheld answer is given up.
const TIMEOUT_MS: u64 = 200;

/// An action: one variant, its odds in [`action`], its doing in [`World::done`].
#[derive(Clone, Copy, Debug)]
enum UserAction {
    Vapi {
        key: &'static str,
    },
    Twilio {
        other: bool,
        by_api_key: bool,
    },
    Openai {
        other: bool,
        hand_over: bool,
    },
    MakeAgent,
    ChangeAgent(Index),
    DeleteAgent(Index),
    Import {
        number: &'static str,
        agent: Option<Index>,
    },
    Assign(Index, Index),
    Unassign(Index),
    Remove(Index),
    /// Buys one of the first few numbers for sale, so that both orgs want the same.
    Buy(Index),
    Release(Index),
    /// Leaves the other source behind.
    Switch(NumberSource),
    Disconnect(Provider),
    Trouble {
        at: SandboxProvider,
        kind: FaultKind,
        skip: u32,
    },
    /// Runs the operations that are due, once.
    Run,
    /// Runs them several times, with those that are tried again by themselves.
    Rest,
}

/// The number of variants of [`UserAction`].
const DEEDS: usize = 17;

/// The index of one of the three people, and their action.
type Act = (usize, UserAction);

fn action() -> impl Strategy<Value = UserAction> {
    let index = any::<Index>;
    let kinds = vec![
        FaultKind::RateLimited,
        FaultKind::Unauthorized,
        FaultKind::Forbidden,
        FaultKind::ServerError,
        FaultKind::Unavailable,
        FaultKind::Reset,
        FaultKind::Garbage,
        FaultKind::HoldAfter,
    ];
    let providers = vec![SandboxProvider::Vapi, SandboxProvider::Twilio, SandboxProvider::Openai];
    let trouble = (select(providers), select(kinds), 0_u32..4);
    prop_oneof![
        4 => select(vec![VAPI_KEY, VAPI_KEY, NEXT_VAPI_KEY, OTHER_VAPI_KEY]).prop_map(|key| UserAction::Vapi { key }),
        4 => (prop::bool::weighted(0.25), any::<bool>())
            .prop_map(|(other, by_api_key)| UserAction::Twilio { other, by_api_key }),
        2 => (any::<bool>(), prop::bool::weighted(0.75))
            .prop_map(|(other, hand_over)| UserAction::Openai { other, hand_over }),
        3 => Just(UserAction::MakeAgent),
        1 => index().prop_map(UserAction::ChangeAgent),
        1 => index().prop_map(UserAction::DeleteAgent),
        6 => (select(vec![NUMBER, NUMBER, SECOND_NUMBER, OTHER_NUMBER]), prop::option::of(index()))
            .prop_map(|(number, agent)| UserAction::Import { number, agent }),
        2 => (index(), index()).prop_map(|(number, agent)| UserAction::Assign(number, agent)),
        2 => index().prop_map(UserAction::Unassign),
        2 => index().prop_map(UserAction::Remove),
        4 => index().prop_map(UserAction::Buy),
        2 => index().prop_map(UserAction::Release),
        1 => select(vec![NumberSource::Byo, NumberSource::Managed]).prop_map(UserAction::Switch),
        2 => select(&Provider::ALL[..]).prop_map(UserAction::Disconnect),
        4 => trouble.prop_map(|(at, kind, skip)| UserAction::Trouble { at, kind, skip }),
        4 => Just(UserAction::Run),
        3 => Just(UserAction::Rest),
    ]
}

fn sequence() -> impl Strategy<Value = Vec<Act>> {
    let who = prop_oneof![3 => Just(0_usize), 3 => Just(1), 1 => Just(2)];
    proptest::collection::vec((who, action()), 8..=15)
}

/// Both providers and an agent come first, or nothing would ever come to a number.
fn opening() -> [Act; 4] {
    let twilio = UserAction::Twilio { other: false, by_api_key: false };
    [(0, UserAction::Vapi { key: VAPI_KEY }), (1, twilio), (0, UserAction::MakeAgent), (0, UserAction::Run)]
}

fn twilio(other: bool, by_key: bool) -> TwilioForm {
    let form = match (other, by_key) {
        // The sandbox knows no API key of the other account.
        (true, _) => other_twilio_form(),
        (false, true) => TwilioForm { auth_token: twilio_form().auth_token, ..by_api_key() },
        (false, false) => twilio_form(),
    };
    TwilioForm { switch: true, ..form }
}

struct World {
    app: TestApp,
    people: [Cx; 3],
    /// Gives each agent a name of its own.
    agents: AtomicU32,
    /// The kinds of actions that had an effect.
    did: Mutex<HashSet<Discriminant<UserAction>>>,
}

impl World {
    async fn start(database: Database) -> Self {
        let app = TestApp::with_timeout(database, TIMEOUT_MS).await;
        let first = owner(&app).await;
        let second = colleague(&app, &first, Role::Admin).await;
        let stranger = owner(&app).await;
        Self { app, people: [first, second, stranger], agents: AtomicU32::new(1), did: Mutex::default() }
    }

    async fn number(&self, cx: &Cx, which: Index) -> Option<NumberView> {
        let numbers = overview(cx).await.numbers;
        (!numbers.is_empty()).then(|| which.get(&numbers).clone())
    }

    async fn managed(&self, cx: &Cx, which: Index) -> Option<NumberView> {
        let mut numbers = overview(cx).await.numbers;
        numbers.retain(|number| number.source == NumberSource::Managed);
        (!numbers.is_empty()).then(|| which.get(&numbers).clone())
    }

    /// `None` where Twilio does not tell which numbers are for sale.
    async fn offer(&self, cx: &Cx, which: Index) -> Option<AvailableNumber> {
        let query = FindQuery::read(&Address::new("/", "country=US&kind=local"));
        let mut offers = managed::find(cx, query).await.unwrap().numbers;
        offers.truncate(3);
        (!offers.is_empty()).then(|| which.get(&offers).clone())
    }

    async fn agent(&self, cx: &Cx, which: Index) -> Option<AgentView> {
        let agents = agents::all(cx).await.unwrap();
        (!agents.is_empty()).then(|| which.get(&agents).clone())
    }

    /// Any refusal is as good an answer as success, but for an internal error.
    async fn act(&self, (who, action): Act) {
        let cx = &self.people[who];
        let internal = |problem: &Problem| problem.kind == ProblemKind::Internal;
        let done = self.done(cx, action).await;
        assert!(!done.as_ref().is_err_and(internal), "{action:?} is no fault of the person");
        if done == Ok(true) {
            self.did.lock().unwrap().insert(discriminant(&action));
        }
    }

    /// Does the action; `false` if there was nothing to do it to.
    async fn done(&self, cx: &Cx, action: UserAction) -> Result<bool, Problem> {
        match action {
            UserAction::Vapi { key } => {
                integrations::save(cx, &VapiForm { switch: true, ..vapi_form(key) }).await.map(|_| true)
            }
            UserAction::Twilio { other, by_api_key } => {
                integrations::save(cx, &twilio(other, by_api_key)).await.map(|_| true)
            }
            UserAction::Openai { other, hand_over } => {
                let key = if other { OTHER_OPENAI_KEY } else { OPENAI_KEY };
                let form = OpenaiForm { hand_over, ..openai_form(key) };
                integrations::save(cx, &form).await.map(|_| true)
            }
            UserAction::MakeAgent => {
                let nth = self.agents.fetch_add(1, Ordering::SeqCst);
                agents::create(cx, &agent_form(&format!("Agent {nth}"))).await.map(|_| true)
            }
            UserAction::ChangeAgent(which) => {
                let Some(agent) = self.agent(cx, which).await else { return Ok(false) };
                agents::update(cx, agent.id, &agent_form(&agent.spec.name), agent.version)
                    .await
                    .map(|()| true)
            }
            UserAction::DeleteAgent(which) => {
                let Some(agent) = self.agent(cx, which).await else { return Ok(false) };
                answering_agents::delete(cx, agent.id).await.map(|_| true)
            }
            UserAction::Import { number, agent } => {
                let agent = match agent {
                    Some(which) => self.agent(cx, which).await.map(|agent| agent.id.to_string()),
                    None => None,
                };
                let agent = agent.unwrap_or_default();
                let form = ImportForm { number: number.to_owned(), agent, ..ImportForm::default() };
                numbers::import(cx, &form).await.map(|_| true)
            }
            UserAction::Assign(number, agent) => {
                let (number, agent) = (self.number(cx, number).await, self.agent(cx, agent).await);
                let Some((number, agent)) = number.zip(agent) else { return Ok(false) };
                numbers::assign(cx, number.id, agent.id).await.map(|_| true)
            }
            UserAction::Unassign(which) => {
                let Some(number) = self.number(cx, which).await else { return Ok(false) };
                numbers::unassign(cx, number.id).await.map(|_| true)
            }
            UserAction::Remove(which) => {
                let Some(number) = self.number(cx, which).await else { return Ok(false) };
                numbers::remove(cx, number.id).await.map(|_| true)
            }
            UserAction::Buy(which) => {
                let Some(offer) = self.offer(cx, which).await else { return Ok(false) };
                managed::buy(cx, &buy_form(&offer)).await.map(|_| true)
            }
            UserAction::Release(which) => {
                let Some(number) = self.managed(cx, which).await else { return Ok(false) };
                managed::release(cx, number.id, &release_form(number.e164.as_str())).await.map(|_| true)
            }
            UserAction::Switch(to) => {
                let form = SwitchForm { to: to.code().to_owned(), agree: true };
                switch::switch(cx, &form).await.map(|_| true)
            }
            UserAction::Disconnect(provider) => disconnect(cx, provider).await.map(|_| true),
            UserAction::Trouble { at, kind, skip } => {
                self.app.sandbox.inject(&NewFault { skip, ..NewFault::next_call(at, kind) }).await;
                Ok(true)
            }
            UserAction::Run => {
                self.app.run_due().await;
                Ok(true)
            }
            UserAction::Rest => {
                for _ in 0..6 {
                    self.app.run_due().await;
                    self.app.let_time_pass().await;
                }
                Ok(true)
            }
        }
    }

    /// Ends the trouble, and helps every operation that asks for help.
    async fn comes_to_rest(&self) {
        self.app.sandbox.clear().await;
        self.app.sandbox.release().await;
        for _ in 0..60 {
            self.app.run_due().await;
            // AVA does this every minute.
            let mut helped = managed::exposure::enqueue_exposed(&self.app.services).await.unwrap() > 0;
            for cx in [&self.people[0], &self.people[2]] {
                let asks = "SELECT id FROM operations WHERE org_id = $1 AND state = 'needs_attention'";
                for id in self.app.texts(asks, &[cx.org.as_str()]).await {
                    let id: OperationId = id.parse().unwrap();
                    operations::retry(cx, id).await.unwrap();
                    helped = true;
                }
            }
            if !self.app.let_time_pass().await && !helped {
                return;
            }
        }
        let stuck = "SELECT o.kind || ' ' || o.state || ' ' || s.kind || ' ' || COALESCE(s.problem, '')
            FROM operations AS o JOIN operation_steps AS s ON s.operation_id = o.id
            WHERE o.state IN ('needs_attention', 'retrying') AND s.problem IS NOT NULL";
        panic!("never at rest: {:?}", self.app.texts(stuck, &[]).await);
    }
}

async fn ends_consistent(database: Database, acts: &[Act]) -> HashSet<Discriminant<UserAction>> {
    let world = World::start(database).await;
    for act in opening().into_iter().chain(acts.iter().copied()) {
        world.act(act).await;
        assert_nothing_twice(&world.app.sandbox.snapshot().await, &format!("after {act:?}"));
    }
    world.comes_to_rest().await;
    assert_consistent(&world.app, "at the end").await;
    world.did.into_inner().unwrap()
}

fn any_sequence(database: Database, cases: u32, seed: u64) {
    let seed = Seed::or(seed);
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 100, ..Config::default() };
    let chance = TestRng::from_seed(RngAlgorithm::ChaCha, &seed.bytes());
    let mut runner = TestRunner::new_with_rng(config, chance);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let did = RefCell::new(HashSet::new());
    let result = runner.run(&sequence(), |acts| {
        did.borrow_mut().extend(runtime.block_on(ends_consistent(database, &acts)));
        Ok::<_, TestCaseError>(())
    });
    match result {
        Ok(()) => {}
        Err(TestError::Fail(why, acts)) => {
            let acts: String = opening().into_iter().chain(acts).map(|act| format!("{act:?}\n")).collect();
            panic!("{why}\nafter\n{acts}")
        }
        Err(other) => panic!("{other}"),
    }
    let kinds = did.into_inner().len();
    // A run of few cases, or of somebody's own seed, need not meet all kinds.
    assert!(cases < 40 || std::env::var_os("AVA_TEST_SEED").is_some() || kinds == DEEDS, "{kinds} kinds");
    let said = format!("{cases} sequences of actions on {database:?}, seed {}\n", seed.0);
    std::io::stderr().write_all(said.as_bytes()).unwrap();
}

mod whatever_people_do_in_whatever_order_the_providers_hold_what_is_shown {
    use super::{Database, any_sequence};

    #[test]
    fn sqlite() {
        any_sequence(Database::Sqlite, 40, 1);
    }

    #[test]
    fn postgres() {
        any_sequence(Database::Postgres, 10, 2);
    }
}
