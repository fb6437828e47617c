//! Everything the simulators remember, behind one lock. It knows how to start
//! afresh; it must not know any call.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::faults::Faults;
use super::google_store::Google;
use super::journal::Journal;
use super::seed;
use super::smtp::Inbox;
use super::twilio_account::Twilio;
use super::vapi_call::Ringing;
use super::vapi_store::{Region, VapiRegion};
use crate::domain::sandbox::MailServers;

pub(super) struct Shared {
    now: Box<dyn Fn() -> i64 + Send + Sync>,
    pub(super) mail_servers: MailServers,
    state: Mutex<State>,
    /// Tells clients of the control interface that a call is now held.
    pub(super) held: watch::Sender<()>,
    pub(super) stopping: CancellationToken,
}

impl Shared {
    pub(super) fn new(
        now: impl Fn() -> i64 + Send + Sync + 'static,
        mail_servers: MailServers,
        state: State,
    ) -> Self {
        Self {
            now: Box::new(now),
            mail_servers,
            state: Mutex::new(state),
            held: watch::Sender::new(()),
            stopping: CancellationToken::new(),
        }
    }

    pub(super) fn now(&self) -> i64 {
        (self.now)()
    }

    /// Never held across an await: the guard cannot leave the thread.
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Clone)]
pub(super) struct State {
    pub(super) world: World,
    pub(super) faults: Faults,
    pub(super) journal: Journal,
}

impl State {
    pub(super) fn new(now: i64) -> Self {
        Self { world: World::new(now), faults: Faults::default(), journal: Journal::default() }
    }

    pub(super) fn reset(&mut self, now: i64) {
        let stamps = std::mem::take(&mut self.world.stamps);
        self.world = World { stamps, ..World::new(now) };
        self.faults.clear();
        self.journal.reset();
    }
}

/// The objects that exist at the providers.
#[derive(Clone)]
pub(super) struct World {
    pub(super) stamps: Stamps,
    pub(super) us: VapiRegion,
    pub(super) eu: VapiRegion,
    pub(super) twilio: Twilio,
    pub(super) inbox: Inbox,
    pub(super) google: Google,
    /// Calls of which the events are to be sent.
    pub(super) ringing: Vec<Ringing>,
}

impl World {
    fn new(now: i64) -> Self {
        let mut twilio = Twilio::default();
        seed::accounts(&mut twilio, now);
        Self {
            stamps: Stamps::default(),
            us: VapiRegion::new(Region::Us),
            eu: VapiRegion::new(Region::Eu),
            twilio,
            inbox: Inbox::default(),
            google: Google::default(),
            ringing: Vec::new(),
        }
    }
}

/// Times of creation that strictly increase, whatever the clock does.
#[derive(Clone, Default)]
pub(super) struct Stamps {
    last_ms: i64,
}

impl Stamps {
    pub(super) fn next(&mut self, now: i64) -> i64 {
        self.last_ms = now.max(self.last_ms + 1);
        self.last_ms
    }
}
