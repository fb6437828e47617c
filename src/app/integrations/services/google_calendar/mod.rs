//! Google Calendar: its words, the way to Google, and the choice of the calendar.

mod connect;
#[cfg(feature = "ssr")]
#[cfg(feature = "ssr")]
mod leaving;
mod sandbox_keys;
mod texts;

#[cfg(feature = "ssr")]
#[cfg(feature = "ssr")]
pub use leaving::leaving_for;
use leptos::{
    prelude::*,
    server_fn::{ServerFn, codec::Postcard},
};
pub(super) use sandbox_keys::GoogleSandboxKeys;
use texts::GoogleTexts;

use super::{PageParts, Service, ServicePage, ServiceTexts, TypedForm};
#[cfg(feature = "ssr")]
use crate::{
    app::paths::TO_GOOGLE,
    domain::{
        flash::Notice,
        provider::google_calendar::PROVIDER,
        role::Permission::{ManageIntegrations, ManageKeys},
    },
    server::{
        current_user,
        forms::{Accepted, handle},
        integrations::connectors::google_calendar::{choose, consent},
    },
};
use crate::{
    app::{
        form_action::FormAction,
        i18n::Spoken as _,
        integrations::{credential_form::CredentialFormState, page::Actions},
        page_cx::PageCx,
        ui::{
            data_list::Fact,
            mark::{Mark, Tint},
            time::Time,
        },
    },
    domain::{
        answer::Answer,
        integrations::{Card, IntegrationsView},
        locale::Locale,
        problem::{Consent, Problem, ProblemKind},
        provider::{
            OfProvider as _, PublicConfig,
            google_calendar::{CalendarForm, GoogleCalendarConfig},
        },
    },
};

/// The name under which the refused choice of a calendar comes back.
pub const CALENDAR_FORM: &str = "calendar";

/// Leads on to Google.
#[server(prefix = "/rpc", endpoint = "integrations/connect-google", output = Postcard)]
pub async fn connect_google() -> Result<Answer, Problem> {
    handle(PROVIDER.code(), ManageKeys.of(PROVIDER), (), async |cx, ()| {
        let session = current_user::session().await?.id().ok_or(ProblemKind::SignedOut)?;
        let ticket = consent::begin(cx, &session.to_string()).await?;
        Ok(Accepted::on_to(format!("{TO_GOOGLE}?ticket={ticket}"), None))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "integrations/choose-calendar", output = Postcard)]
pub async fn choose_calendar(form: CalendarForm) -> Result<Answer, Problem> {
    handle(CALENDAR_FORM, ManageIntegrations.of(PROVIDER), form, async |cx, form| {
        choose(cx, form).await?;
        Ok(Accepted::here(Notice::CalendarChosen))
    })
    .await
}

pub(super) struct GoogleCalendar;

impl Service for GoogleCalendar {
    fn mark(&self) -> AnyView {
        view! { <Mark letter="G" tint=Tint::Indigo/> }.into_any()
    }

    fn texts(&self, locale: Locale) -> &'static ServiceTexts {
        &GoogleTexts::spoken(locale).service
    }

    fn form(&self) -> Option<TypedForm> {
        None
    }

    fn account(&self, config: &PublicConfig, cx: PageCx) -> AnyView {
        let t = GoogleTexts::spoken(cx.locale);
        let email = GoogleCalendarConfig::of(config).and_then(|config| config.email.clone());
        view! { <Fact term=t.fact_account>{email.unwrap_or_else(|| t.not_known.to_owned())}</Fact> }
            .into_any()
    }

    fn secret(&self, _config: &PublicConfig, cx: PageCx) -> &'static str {
        GoogleTexts::spoken(cx.locale).fact_token
    }

    fn off(&self, view: &IntegrationsView, cx: PageCx) -> Option<String> {
        let off = || Problem::from(ProblemKind::Consent(Consent::Off)).sentence(cx.locale);
        (!view.google.is_on).then(off)
    }

    fn facts(&self, _card: &Card, config: &PublicConfig, cx: PageCx) -> Option<AnyView> {
        let t = GoogleTexts::spoken(cx.locale);
        let config = GoogleCalendarConfig::of(config)?;
        let calendar = match (config.chosen(), &config.calendar) {
            (Some(calendar), _) => calendar.name.clone(),
            (None, Some(_)) => t.calendar_gone.to_owned(),
            (None, None) => t.main.to_owned(),
        };
        let ends = config
            .ends_at
            .map(|at| view! { <Fact term=t.fact_ends><Time at=cx.moment(at)/></Fact> }.into_any());
        Some(
            view! {
                <Fact term=t.fact_calendar>{calendar}</Fact>
                {ends}
            }
            .into_any(),
        )
    }

    fn remark(&self, config: &PublicConfig, cx: PageCx) -> Option<&'static str> {
        let in_testing = GoogleCalendarConfig::of(config)?.is_in_testing();
        in_testing.then_some(GoogleTexts::spoken(cx.locale).in_testing)
    }
}

impl ServicePage for GoogleCalendar {
    fn connect(&self, view: &IntegrationsView, form: CredentialFormState, cx: PageCx) -> AnyView {
        connect::card(view, form, cx)
    }

    /// Nothing at Google hangs on the account.
    fn affected(&self, _view: &IntegrationsView, _cx: PageCx) -> (Vec<String>, Vec<String>) {
        (Vec::new(), Vec::new())
    }

    fn page(&self, _acts: Actions, _save: FormAction, _cx: PageCx) -> PageParts {
        connect::parts(ChooseCalendar::PATH)
    }
}
