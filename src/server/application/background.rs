//! What a process does by itself beside answering requests: a row each, with when it is done, and
//! what becomes of it for an organisation that is suspended.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::{
    domain::codes::codes,
    server::{
        agents, appointments, audit,
        auth::{known_browsers, session_store::Store},
        calendars, calls, contacts,
        cx::Services,
        deletion,
        http::live_streams::LiveStreams,
        idempotency,
        integrations::verify::StoredKeys,
        invitations, links,
        nodes::{self, Node},
        notifications::{self, delivery, expiry},
        numbers::{drift, managed::exposure},
        operation_registry::OPERATIONS,
        operations::engine::Engine,
        readiness::watch::Watch,
        support, tenants, trials, webhooks,
    },
};

/// Whether a work goes on for organisations that are suspended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfSuspended {
    /// Nothing: its statements ask `is_at_work!`.
    Rests,
    /// As for others, since it is not done for the organisation: it is a person's, or keeps the
    /// installation in order.
    GoesOn,
}

/// When a work is done.
#[derive(Clone, Copy)]
pub(super) enum Rhythm {
    /// It says so itself.
    Own,
    /// At the start, and then after so long each time.
    AtOnceAndEvery(Duration),
    /// After so long each time.
    Every(Duration),
}

const fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

use OfSuspended::{GoesOn, Rests};
use Rhythm::{AtOnceAndEvery, Every, Own};

codes! {
    pub enum Work: (OfSuspended, Rhythm) {
        Operations = "operations" => (Rests, Own),
        KeyChecks = "key_checks" => (Rests, Own),
        /// Ends the streams of those who are out, or whose organisation was suspended.
        LiveStreams = "live_streams" => (GoesOn, Own),
        /// Renews tokens that somebody else may know.
        TokenRenewals = "token_renewals" => (Rests, Every(secs(60))),
        /// Begins to compare each organisation's numbers with the providers, every hour.
        Comparisons = "comparisons" => (Rests, Every(secs(60))),
        /// Tells of numbers that cannot answer.
        NumberWatch = "number_watch" => (Rests, Own),
        /// Tells ahead of what runs out.
        Warnings = "warnings" => (Rests, AtOnceAndEvery(secs(3600))),
        /// Tells people in the app that they are invited.
        Invitations = "invitations" => (Rests, Every(secs(2))),
        /// Mails notifications. What is over again within the wait is not worth a mail.
        AlertMails = "alert_mails" => (Rests, Every(secs(30))),
        /// Begins to bring appointments and Google calendars in step, every five minutes.
        Calendars = "calendars" => (Rests, Every(secs(30))),
        /// Mails customers about their appointments.
        CustomerMails = "customer_mails" => (Rests, Every(secs(5))),
        /// Sends events to the programs that want them.
        Webhooks = "webhooks" => (Rests, Own),
        /// Applies the events of calls that were stored: a call that goes on is watched.
        CallEvents = "call_events" => (Rests, Every(Duration::from_millis(250))),
        /// Looks whose the calls are that were stored before calls had contacts.
        EarlierCalls = "earlier_calls" => (Rests, Every(secs(1))),
        /// Computes the scores of contacts with whom something happened.
        ContactScores = "contact_scores" => (Rests, Every(secs(1))),
        /// Brings in the lists of contacts that somebody has imported.
        ContactImports = "contact_imports" => (Rests, Every(secs(1))),
        /// Reads at Vapi what was missed of calls.
        CallLists = "call_lists" => (Rests, Every(secs(60))),
        /// Erases what an organisation has kept of its calls for long enough, and has Vapi delete it.
        CallRetention = "call_retention" => (Rests, AtOnceAndEvery(secs(60))),
        /// Has assistants be told where to send events.
        AssistantHooks = "assistant_hooks" => (Rests, Every(secs(60))),
        /// Checks whether events can come by the public address.
        WayIn = "way_in" => (Rests, Every(secs(600))),
        /// Somebody waits for each of these mails.
        LinkMails = "link_mails" => (GoesOn, Every(secs(2))),
        /// Signs heads of the audit logs. The log line keeps the head in another place: where the
        /// logs of the process go.
        AuditHeads = "audit_heads" => (GoesOn, Every(secs(3600))),
        /// Removes what the audit logs had for longer than the operator keeps it.
        AuditRetention = "audit_retention" => (GoesOn, AtOnceAndEvery(secs(6 * 3600))),
        /// Writes down the figures of tenants that the platform's list shows.
        TenantFigures = "tenant_figures" => (GoesOn, Own),
        /// Writes down that the process is there.
        Heartbeat = "heartbeat" => (GoesOn, AtOnceAndEvery(secs(30))),
        /// Writes down the end of the visits of support whose time is over.
        Visits = "visits" => (GoesOn, AtOnceAndEvery(secs(30))),
        /// Carries out deletions whose days are over: nothing else is done for such an organisation.
        Deletions = "deletions" => (GoesOn, AtOnceAndEvery(secs(30))),
        /// Sweeps sessions, links and idempotency keys that have ended, calls whose end is not known, events,
        /// notifications and lists of contacts that are old, logs of webhooks, and limits that have recovered.
        Housekeeping = "housekeeping" => (GoesOn, Every(secs(600))),
    }
}

impl Work {
    pub const fn of_suspended(self) -> OfSuspended {
        self.facts().0
    }
}

/// The services that the works are run with.
#[derive(Clone)]
pub struct Background {
    pub services: Services,
    pub sessions: Store,
    pub streams: LiveStreams,
    pub node: Node,
    pub stop: CancellationToken,
}

impl Background {
    /// Does a work until the process is to stop.
    pub async fn run(self, work: Work) {
        let Self { services, streams, node, stop, .. } = self.clone();
        let (at_once, every) = match work.facts().1 {
            Rhythm::AtOnceAndEvery(every) => (true, every),
            Rhythm::Every(every) => (false, every),
            Rhythm::Own => {
                return match work {
                    Work::Operations => {
                        Engine::new(services.clone(), &OPERATIONS).run(services.config.workers, stop).await;
                    }
                    Work::KeyChecks => StoredKeys::scheduler(&services).run(stop).await,
                    Work::NumberWatch => Watch::new(&services, &node.id, work.code()).run(stop).await,
                    Work::LiveStreams => streams.watch(services).await,
                    Work::Webhooks => webhooks::sending::Sender::new(&services, stop).run().await,
                    Work::TenantFigures => {
                        tenants::keep_figures(&services, &node.id, work.code(), stop).await
                    }
                    _ => {}
                };
            }
        };
        if at_once {
            self.round(work).await;
        }
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(every) => {}
            }
            self.round(work).await;
        }
    }

    async fn round(&self, work: Work) {
        let services = &self.services;
        match work {
            Work::Operations
            | Work::KeyChecks
            | Work::LiveStreams
            | Work::NumberWatch
            | Work::Webhooks
            | Work::TenantFigures => {}
            Work::Heartbeat => {
                if let Err(error) = nodes::note(services, &self.node).await {
                    tracing::warn!(%error, "could not write down that this process is there");
                }
            }
            Work::TokenRenewals => match exposure::enqueue_exposed(services).await {
                Ok(0) => {}
                Ok(count) => tracing::info!(count, "began to renew {count} token(s) of managed accounts"),
                Err(problem) => {
                    tracing::warn!(problem = problem.code(), "could not begin to renew a token");
                }
            },
            Work::Comparisons => match drift::enqueue_due(services).await {
                Ok(0) => {}
                Ok(count) => tracing::info!(count, "began {count} comparisons of numbers"),
                Err(problem) => {
                    tracing::warn!(problem = problem.code(), "could not begin to compare numbers");
                }
            },
            Work::Warnings => match expiry::warn(services).await {
                Ok(0) => {}
                Ok(count) => tracing::info!(count, "told of {count} key(s) or consents that run out"),
                Err(problem) => {
                    tracing::warn!(problem = problem.code(), "could not tell of what runs out");
                }
            },
            Work::Invitations => {
                if let Err(problem) = invitations::notify::notify_due(services).await {
                    tracing::warn!(problem = problem.code(), "could not tell people that they are invited");
                }
            }
            Work::AlertMails => match delivery::send_due(services).await {
                Ok(0) => {}
                Ok(count) => tracing::info!(count, "sent {count} mail(s) of notifications"),
                Err(problem) => {
                    tracing::warn!(problem = problem.code(), "could not send mails of notifications");
                }
            },
            Work::Calendars => match calendars::enqueue_due(services).await {
                Ok(0) => {}
                Ok(count) => tracing::debug!(count, "began to read {count} calendar(s)"),
                Err(problem) => {
                    tracing::warn!(problem = problem.code(), "could not begin to read calendars");
                }
            },
            Work::CustomerMails => match appointments::mails::delivery::send_due(services).await {
                Ok(0) => {}
                Ok(count) => tracing::info!(count, "sent {count} mail(s) about appointments"),
                Err(problem) => {
                    tracing::warn!(problem = problem.code(), "could not send mails about appointments");
                }
            },
            Work::CallEvents => {
                if let Err(problem) = calls::events::apply_due(services).await {
                    tracing::warn!(problem = problem.code(), "could not apply the events of calls");
                }
            }
            Work::EarlierCalls => match calls::contact_backfill::find_contacts(services).await {
                Ok(0) => {}
                Ok(count) => tracing::debug!(count, "looked whose {count} earlier call(s) are"),
                Err(problem) => {
                    tracing::warn!(problem = problem.code(), "could not look whose earlier calls are");
                }
            },
            Work::ContactScores => {
                if let Err(problem) = contacts::due::scores(services).await {
                    tracing::warn!(problem = problem.code(), "could not compute scores of contacts");
                }
            }
            Work::ContactImports => {
                if let Err(problem) = contacts::due::imports(services).await {
                    tracing::warn!(problem = problem.code(), "could not import lists of contacts");
                }
            }
            Work::CallLists => {
                if let Err(problem) = calls::backfill::read_due(services, self.node.since).await {
                    tracing::warn!(problem = problem.code(), "could not read lists of calls");
                }
            }
            Work::CallRetention => self.erase().await,
            Work::AssistantHooks => match agents::event_address::enqueue_due(services).await {
                Ok(0) => {}
                Ok(count) => tracing::info!(count, "began to tell {count} assistant(s) where to send events"),
                Err(problem) => {
                    tracing::warn!(
                        problem = problem.code(),
                        "could not tell assistants where to send events"
                    );
                }
            },
            Work::WayIn => {
                if let Err(problem) = agents::event_address::check_due(services).await {
                    tracing::warn!(problem = problem.code(), "could not check whether events can come");
                }
            }
            Work::LinkMails => {
                if let Err(problem) = links::delivery::send_due(services).await {
                    tracing::warn!(problem = problem.code(), "could not send mails with links");
                }
            }
            Work::AuditHeads => match audit::sign(services).await {
                Ok(Some(head)) => tracing::info!("the audit log’s head is {head}"),
                Ok(None) => {}
                Err(error) => tracing::warn!(%error, "could not sign the audit log"),
            },
            Work::AuditRetention => self.shorten().await,
            Work::Visits => match support::end_over(services).await {
                Ok(0) => {}
                Ok(count) => tracing::info!(count, "wrote down the end of {count} visit(s) of support"),
                Err(problem) => {
                    tracing::warn!(
                        problem = problem.code(),
                        "could not write down the end of visits of support"
                    );
                }
            },
            Work::Deletions => match deletion::carry_out(services).await {
                Ok(0) => {}
                Ok(count) => tracing::info!(count, "deleted {count} organisation(s)"),
                Err(problem) => tracing::warn!(problem = problem.code(), "could not carry out deletions"),
            },
            Work::Housekeeping => self.sweep().await,
        }
    }

    async fn erase(&self) {
        match calls::retention::sweep(&self.services).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "erased what {count} call(s) had for long enough"),
            Err(problem) => tracing::warn!(problem = problem.code(), "could not erase old calls"),
        }
        match calls::erasures::enqueue_due(&self.services).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "began to delete calls at Vapi for {count} organisation(s)"),
            Err(problem) => {
                tracing::warn!(problem = problem.code(), "could not begin to delete calls at Vapi");
            }
        }
    }

    async fn shorten(&self) {
        let Some(days) = self.services.config.audit_days else { return };
        match audit::shorten(&self.services, days).await {
            Ok(done) if done.entries == 0 => {}
            Ok(audit::Shortened { orgs, entries }) => {
                tracing::info!(
                    entries,
                    "removed {entries} entries of {orgs} audit log(s), older than {days} days"
                );
            }
            Err(error) => tracing::warn!(%error, "could not shorten the audit logs"),
        }
    }

    async fn sweep(&self) {
        let Self { services, sessions, .. } = self;
        services.limits.sweep();
        services.rates.sweep();
        services.api_requests.sweep();
        services.api_answers.sweep();
        services.pages_at_once.sweep();
        services.refusals.sweep();
        match sessions.delete_expired().await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "swept {count} sessions that had ended"),
            Err(error) => tracing::warn!(%error, "could not sweep sessions"),
        }
        if let Err(error) = idempotency::sweep(&services.db, services.clock.now_ms()).await {
            tracing::warn!(%error, "could not sweep the answers that programs were given");
        }
        if let Err(error) = links::sweep(services).await {
            tracing::warn!(%error, "could not sweep links that are over");
        }
        if let Err(problem) = calls::backfill::give_up(services).await {
            tracing::warn!(problem = problem.code(), "could not give up calls whose end is not known");
        }
        if let Err(problem) = calls::events::forget_old(services).await {
            tracing::warn!(problem = problem.code(), "could not forget old events of calls");
        }
        if let Err(problem) = calls::erasures::forget_old(services).await {
            tracing::warn!(problem = problem.code(), "could not forget calls that were erased long ago");
        }
        if let Err(problem) = trials::service::forget_old(services).await {
            tracing::warn!(problem = problem.code(), "could not forget old conversations with agents");
        }
        if let Err(problem) = contacts::imports::service::forget_old(services).await {
            tracing::warn!(problem = problem.code(), "could not forget old lists of contacts");
        }
        match notifications::service::sweep(services).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "swept {count} old notifications"),
            Err(error) => tracing::warn!(%error, "could not sweep old notifications"),
        }
        match webhooks::service::forget_old(services).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "swept {count} old rows of the logs of webhooks"),
            Err(error) => tracing::warn!(%error, "could not sweep old logs of webhooks"),
        }
        if let Err(error) = known_browsers::forget(services).await {
            tracing::warn!(%error, "could not forget browsers that nobody signs in with");
        }
    }
}
