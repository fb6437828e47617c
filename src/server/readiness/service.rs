//! The page of all numbers in use, and the answer for programs.

use serde::Serialize;
use url::Url;
use utoipa::ToSchema;

use super::monitoring;
use crate::{
    app::paths::remedy_href,
    domain::{
        credential::Account,
        ids::NumberId,
        moment::iso,
        phone::E164,
        problem::Problem,
        readiness::{Break, CallLink, CallPath, LinkState, ReadinessQuery, ReadinessView},
    },
    server::{
        credentials,
        cx::{Cx, Services},
        db::OrgTx,
        list::PageSize,
        numbers::call_path,
    },
};

const PAGE: PageSize = PageSize(25);
/// The most numbers that an organisation may have.
const ALL: PageSize = PageSize(1000);

pub async fn page(cx: &Cx, query: &ReadinessQuery) -> Result<ReadinessView, Problem> {
    let mut tx = cx.read().await?;
    let call_paths = call_path::page(&cx.services, &mut tx, query.after.as_ref(), PAGE.limit()).await?;
    let (call_paths, next) = PAGE.cut(call_paths, |call_path| call_path.id.clone());
    let connected = credentials::connected(&mut tx).await?;
    let at_twilio = connected.has(Account::TWILIO) || connected.has(Account::MANAGED);
    Ok(ReadinessView {
        now: cx.services.clock.now_ms(),
        call_paths,
        next,
        can_compare: connected.has(Account::VAPI) && at_twilio,
        monitoring: monitoring::view(cx, &mut tx).await?,
    })
}

/// Whether the numbers can answer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Readiness)]
pub struct Report {
    /// Whether all numbers of `numbers` can answer, and their agents do what they are to.
    pub ready: bool,
    /// Whether that is known, and not merely that nothing speaks against it.
    pub certain: bool,
    #[schema(format = DateTime)]
    pub at: String,
    pub numbers: Vec<NumberReport>,
    /// Whether the organisation has more numbers than are here.
    pub more: bool,
}

/// Whether a number can answer a call now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NumberReadiness)]
pub struct NumberReport {
    pub id: NumberId,
    pub number: E164,
    /// The name of the agent that is to answer.
    pub agent: Option<String>,
    pub ready: bool,
    pub certain: bool,
    /// The first link that is broken, in the order in which a call needs them.
    pub broken_link: Option<CallLink>,
    pub reason: Option<Break>,
    /// The page on which the broken link is made whole.
    pub mend_at: Option<String>,
    pub links: Vec<LinkReport>,
}

/// A link between the caller and the voice.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LinkReadiness)]
pub struct LinkReport {
    pub link: CallLink,
    /// `holds`, `unknown`, `broken`, `not_reached`, after one that is broken, or `not_used`.
    #[schema(value_type = String)]
    pub state: &'static str,
    /// The time of what is known.
    #[schema(format = DateTime)]
    pub known_at: Option<String>,
}

impl NumberReport {
    fn new(call_path: CallPath, base: &Url) -> Self {
        let (broken, certain) = (call_path.broken(), call_path.is_certain());
        let mend_at = broken.map(|broken| {
            let mut page = base.clone();
            page.set_path(&remedy_href(&call_path, broken));
            page.to_string()
        });
        let links = call_path.links().map(|(link, step)| LinkReport {
            link,
            state: match step.state {
                LinkState::Holds => "holds",
                LinkState::Unknown => "unknown",
                LinkState::Broken(_) => "broken",
                LinkState::Beyond => "not_reached",
                LinkState::Unused => "not_used",
            },
            known_at: step.at.map(iso),
        });
        Self {
            links: links.collect(),
            id: call_path.id,
            number: call_path.e164,
            agent: call_path.agent.map(|(_, name)| name),
            ready: broken.is_none(),
            certain,
            broken_link: broken.map(Break::link),
            reason: broken,
            mend_at,
        }
    }
}

/// Reads the report in the caller's transaction; an organisation without numbers is ready.
pub async fn report(services: &Services, tx: &mut OrgTx) -> Result<Report, sqlx::Error> {
    let (call_paths, more) =
        ALL.cut(call_path::page(services, tx, None, ALL.limit()).await?, |call_path| call_path.id.clone());
    let base = &services.config.public_url;
    let numbers: Vec<NumberReport> =
        call_paths.into_iter().map(|call_path| NumberReport::new(call_path, base)).collect();
    let ready = numbers.iter().all(|number| number.ready);
    Ok(Report {
        ready,
        certain: !ready || numbers.iter().all(|number| number.certain),
        at: iso(services.clock.now_ms()),
        numbers,
        more: more.is_some(),
    })
}
