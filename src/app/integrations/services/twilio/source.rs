//! The source of an org's numbers: its own Twilio account, or a supply by this
//! installation. The page always says which, with the way to the other.

use leptos::prelude::*;

use crate::{
    app::{
        i18n::Spoken,
        numbers::managed::ManagedTexts,
        page_cx::PageCx,
        paths::{BUY_NUMBER, switch_href},
        ui::{button::ButtonLink, card::Card},
    },
    domain::{
        integrations::IntegrationsView,
        number::{NumberSource, NumberView},
        provider::twilio::TwilioConfig,
        role::Permission,
    },
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    None,
    Own,
    Managed,
    Both,
}

impl Mode {
    pub(super) fn of(view: &IntegrationsView) -> Self {
        let held = |number: &NumberView| number.source == NumberSource::Managed && !number.state.is_past();
        match (view.stored::<TwilioConfig>().is_some(), view.numbers.iter().any(held)) {
            (false, false) => Mode::None,
            (true, false) => Mode::Own,
            (false, true) => Mode::Managed,
            (true, true) => Mode::Both,
        }
    }

    /// `None` if no numbers are supplied, since there is nothing to tell apart.
    pub(super) fn shown_for(view: &IntegrationsView) -> Option<Self> {
        let mode = Self::of(view);
        (view.managed.is_on() || matches!(mode, Mode::Managed | Mode::Both)).then_some(mode)
    }

    pub(super) fn words(self, cx: PageCx) -> &'static str {
        let t = &ManagedTexts::spoken(cx.locale).leave;
        match self {
            Mode::None => t.mode_none,
            Mode::Own => t.mode_own,
            Mode::Managed => t.mode_managed,
            Mode::Both => t.mode_both,
        }
    }
}

/// The card on Twilio's page.
pub(super) fn card(view: &IntegrationsView, cx: PageCx) -> Option<AnyView> {
    let mode = Mode::shown_for(view)?;
    let t = &ManagedTexts::spoken(cx.locale).leave;
    let (to_managed, to_own) =
        (matches!(mode, Mode::Own | Mode::Both), matches!(mode, Mode::Managed | Mode::Both));
    let manages = cx.may(Permission::ManageIntegrations);
    let link = |href: String, label| view! { <ButtonLink href=href label=label/> }.into_any();
    let buy = (manages && view.managed.is_on() && mode != Mode::Own)
        .then(|| link(BUY_NUMBER.to_owned(), ManagedTexts::spoken(cx.locale).buy));
    // The own account is disconnected for them.
    let to_managed = (manages && cx.may(Permission::ManageKeys) && view.managed.is_on() && to_managed)
        .then(|| link(switch_href(NumberSource::Managed), t.to_managed));
    let to_own = (manages && to_own).then(|| link(switch_href(NumberSource::Byo), t.to_own));
    Some(
        view! {
            <Card title=t.mode lead=mode.words(cx)>
                <div class="actions">
                    {buy}
                    {to_managed}
                    {to_own}
                </div>
            </Card>
        }
        .into_any(),
    )
}
