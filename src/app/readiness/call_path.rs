//! The links of one number, drawn.

use leptos::prelude::*;

use super::ReadinessTexts;
use crate::{
    app::{
        i18n::Spoken,
        integrations::IntegrationsTexts,
        page_cx::PageCx,
        paths::remedy_href,
        ui::{icon::Icon, notice::NextStep},
    },
    domain::{
        provider::{google_calendar, vapi},
        readiness::{Break, CallLink, CallPath, LinkState, Remedy},
        role::Permission,
    },
};

/// The links that are used, in the order of a call, each with its state; its time is shown on hover.
pub fn links(call_path: &CallPath, cx: PageCx) -> AnyView {
    let t = ReadinessTexts::spoken(cx.locale);
    let item = |(link, step): (_, crate::domain::readiness::Step)| {
        let (class, icon) = match step.state {
            LinkState::Holds => ("ok", Icon::Check),
            LinkState::Unknown => ("off", Icon::Clock),
            LinkState::Broken(_) => ("bad", Icon::Error),
            LinkState::Beyond | LinkState::Unused => ("off", Icon::Skip),
        };
        let title = step.at.map(|at| cx.moment(at).exact);
        view! {
            <li class=class title=title>
                {icon.view()}
                <span>{(t.link)(link)}<small>{(t.state)(step.state)}</small></span>
            </li>
        }
        .into_any()
    };
    let used = call_path.links().filter(|(_, step)| step.state != LinkState::Unused);
    let items: Vec<AnyView> = used.map(item).collect();
    view! { <ol class="call-path" aria-label=t.chain>{items}</ol> }.into_any()
}

/// Says what a number does whose call path is broken there.
pub fn cut_at(broken: Break, number: &str, cx: PageCx) -> String {
    let t = ReadinessTexts::spoken(cx.locale);
    match broken.link() {
        CallLink::Events => (t.is_deaf)(number),
        CallLink::Calendar => (t.without_calendar)(number),
        CallLink::Mail => (t.without_mails)(number),
        CallLink::TwilioKey
        | CallLink::AtTwilio
        | CallLink::Urls
        | CallLink::VapiKey
        | CallLink::AtVapi
        | CallLink::Assistant
        | CallLink::ModelAndVoice => (t.is_cut)(number),
    }
}

/// The page on which a broken link is made whole; `None` for those who may not.
pub fn remedy(call_path: &CallPath, broken: Break, cx: PageCx) -> Option<NextStep> {
    let t = ReadinessTexts::spoken(cx.locale);
    let label = match broken.remedy() {
        Remedy::Connect(provider) | Remedy::Replace(provider)
            if !cx.offers(Permission::ManageKeys, provider) =>
        {
            return None;
        }
        Remedy::Connect(provider) => (IntegrationsTexts::spoken(cx.locale).connect)(provider.name()),
        Remedy::Replace(provider) => (IntegrationsTexts::spoken(cx.locale).reconnect)(provider.name()),
        Remedy::WayIn if !cx.offers(Permission::ManageIntegrations, vapi::PROVIDER) => return None,
        Remedy::WayIn => t.to_way_in.to_owned(),
        Remedy::Calendar if !cx.offers(Permission::ManageIntegrations, google_calendar::PROVIDER) => {
            return None;
        }
        Remedy::Calendar => t.to_calendar.to_owned(),
        Remedy::Agent if call_path.agent.is_some() => t.to_agent.to_owned(),
        Remedy::Agent | Remedy::Number => t.to_number.to_owned(),
    };
    Some(NextStep { href: remedy_href(call_path, broken), label })
}
