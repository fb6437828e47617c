//! The calendar that is chosen, and the token that opens it.

use crate::{
    domain::{
        credential::Account,
        problem::{Problem, ProblemKind},
        provider::{
            OfProvider as _,
            google_calendar::{GoogleCalendarConfig, PRIMARY, PROVIDER},
        },
    },
    server::{
        credentials::decryptor::{Opened, Purpose},
        integrations::connectors::google_calendar,
        operations::step::{StepCx, StepError},
        vault::secret::Secret,
    },
};

pub struct Access {
    pub token: Secret,
    /// Google's id of the account.
    pub account: String,
    pub calendar: String,
    opened: Opened,
}

impl Access {
    pub async fn open(cx: &StepCx<'_>) -> Result<Self, StepError> {
        let opened = cx.open(Account::own(PROVIDER), Purpose::SyncCalendar).await?;
        let config = GoogleCalendarConfig::read(&opened.credential.config)?;
        let calendar = match (&config.calendar, config.chosen()) {
            (Some(id), _) => id.clone(),
            (None, Some(main)) => main.id.clone(),
            (None, None) => PRIMARY.to_owned(),
        };
        let account = config.sub.clone();
        let token = google_calendar::token(cx.services, &cx.call(), &opened).await?;
        Ok(Self { token, account, calendar, opened })
    }

    /// Renews the token after Google refused this one.
    pub async fn renewed(self, cx: &StepCx<'_>) -> Result<Self, Problem> {
        let token = google_calendar::another_token(cx.services, &cx.call(), &self.opened).await?;
        Ok(Self { token, ..self })
    }
}

/// Whether Google refused the token, which it may before the token ends.
pub fn is_refused(error: &StepError) -> bool {
    error.problem.kind == ProblemKind::KeyRefused(PROVIDER)
}
