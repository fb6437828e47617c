//! Decides whether an organisation can be booked at all, and through which of its agents, so that those are
//! given the tools for it.

use crate::{
    domain::{
        appointment::{AgentBooking, BookingSettings, ServiceId},
        ids::AgentId,
    },
    server::{
        cx::Cx,
        db::{OrgTx, execute, on, stored},
    },
};

/// The settings; `None` before somebody has saved any.
///
/// # Errors
/// Fails as the database does; so do the others.
pub async fn settings(tx: &mut OrgTx) -> Result<Option<BookingSettings>, sqlx::Error> {
    let row: Option<(String,)> = on!(tx, |c, org| {
        sqlx::query_as("SELECT settings FROM booking_settings WHERE org_id = $1")
            .bind(org.as_str())
            .fetch_optional(c)
            .await
    })?;
    let org = tx.org().clone();
    row.map(|(settings,)| stored("booking_settings", org.as_str()).json("settings", &settings)).transpose()
}

/// The settings that a person is shown: before somebody has saved any, those that every organisation
/// begins with, in the zone of whoever looks.
///
/// # Errors
/// Fails as the database does.
pub async fn shown(cx: &Cx, tx: &mut OrgTx) -> Result<BookingSettings, sqlx::Error> {
    let unset = || BookingSettings { zone: cx.zone.clone(), ..BookingSettings::default() };
    Ok(settings(tx).await?.unwrap_or_else(unset))
}

/// Finds the hours, lead time and services that an agent has of its own.
pub async fn own(tx: &mut OrgTx, agent: &AgentId) -> Result<AgentBooking, sqlx::Error> {
    let row: Option<(String,)> = on!(tx, |c, org| {
        sqlx::query_as("SELECT own FROM agent_bookings WHERE org_id = $1 AND agent_id = $2")
            .bind(org.as_str())
            .bind(agent.as_str())
            .fetch_optional(c)
            .await
    })?;
    let row = row.map(|(own,)| stored("agent_bookings", agent.as_str()).json("own", &own)).transpose()?;
    Ok(row.unwrap_or_default())
}

/// The settings that count for bookings through an agent, with what it has of its own; through none, those
/// of the organisation.
pub async fn through(
    tx: &mut OrgTx,
    agent: Option<&AgentId>,
) -> Result<(BookingSettings, AgentBooking), sqlx::Error> {
    let settings = settings(tx).await?.unwrap_or_default();
    let own = match agent {
        Some(agent) => own(tx, agent).await?,
        None => AgentBooking::default(),
    };
    Ok((own.over(settings), own))
}

/// Gives an agent what another one has of its own.
pub async fn copy_own(tx: &mut OrgTx, from: &AgentId, to: &AgentId) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "INSERT INTO agent_bookings (org_id, agent_id, own)
         SELECT org_id, $3, own FROM agent_bookings WHERE org_id = $1 AND agent_id = $2",
        |org| (org.as_str(), from.as_str(), to.as_str())
    )
    .map(drop)
}

/// The offer of an organisation: what can be booked, and through which agents.
pub struct Offer {
    settings: Option<BookingSettings>,
    services: Vec<ServiceId>,
    /// The agents that have something of their own.
    own: Vec<(AgentId, AgentBooking)>,
}

impl Offer {
    pub const fn new(
        settings: Option<BookingSettings>,
        services: Vec<ServiceId>,
        own: Vec<(AgentId, AgentBooking)>,
    ) -> Self {
        Self { settings, services, own }
    }

    pub async fn read(tx: &mut OrgTx) -> Result<Self, sqlx::Error> {
        let settings = settings(tx).await?;
        // Nothing can be booked before somebody has said when.
        if settings.is_none() {
            return Ok(Self::new(None, Vec::new(), Vec::new()));
        }
        let services: Vec<(String,)> = on!(tx, |c, org| {
            sqlx::query_as("SELECT id FROM appointment_services WHERE org_id = $1")
                .bind(org.as_str())
                .fetch_all(c)
                .await
        })?;
        let service = |(id,): (String,)| stored("appointment_services", &id).parse("id", &id);
        let services: Vec<ServiceId> =
            services.into_iter().map(service).collect::<Result<_, sqlx::Error>>()?;
        let own: Vec<(String, String)> = on!(tx, |c, org| {
            sqlx::query_as("SELECT agent_id, own FROM agent_bookings WHERE org_id = $1")
                .bind(org.as_str())
                .fetch_all(c)
                .await
        })?;
        let of_agent = |(agent, own): (String, String)| {
            let row = stored("agent_bookings", &agent);
            Ok((row.parse("agent_id", &agent)?, row.json("own", &own)?))
        };
        let own = own.into_iter().map(of_agent).collect::<Result<_, sqlx::Error>>()?;
        Ok(Self { settings, services, own })
    }

    /// Whether there is a service, and an hour in the week to book it, for people or through an agent.
    pub fn is_bookable(&self) -> bool {
        self.has(&AgentBooking::default()) || self.own.iter().any(|(_, own)| self.has(own))
    }

    /// Whether something can be booked through this agent.
    pub fn books(&self, agent: &AgentId) -> bool {
        match self.own.iter().find(|(id, _)| id == agent) {
            Some((_, own)) => self.has(own),
            None => self.has(&AgentBooking::default()),
        }
    }

    /// Whether customers hear of their appointments by mail.
    pub fn mails(&self) -> bool {
        self.settings.as_ref().is_some_and(|settings| settings.mails.is_some())
    }

    fn has(&self, own: &AgentBooking) -> bool {
        let Some(settings) = &self.settings else { return false };
        own.over(settings.clone()).opens() && self.services.iter().any(|service| own.offers(service))
    }
}

/// Whether something can be booked, by people or through an agent.
pub async fn is_bookable(tx: &mut OrgTx) -> Result<bool, sqlx::Error> {
    Ok(Offer::read(tx).await?.is_bookable())
}
