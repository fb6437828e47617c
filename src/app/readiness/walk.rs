//! The links of one number, drawn.

use leptos::prelude::*;

use super::ReadinessTexts;
use crate::{
    app::{
        i18n::Spoken,
        page_cx::PageCx,
        paths::{agent_href, number_href, provider_href},
        ui::{icon::Icon, notice::NextStep},
    },
    domain::{
        moment::exact,
        provider::Provider,
        readiness::{Break, LinkState, Remedy, Walk},
        role::Permission,
    },
};

/// The links in the order of a call, each with its state; its time is shown on hover.
pub fn links(walk: &Walk, cx: PageCx) -> AnyView {
    let t = ReadinessTexts::spoken(cx.locale);
    let item = |(link, step): (_, crate::domain::readiness::Step)| {
        let (class, icon) = match step.state {
            LinkState::Holds => ("ok", Icon::Check),
            LinkState::Unknown => ("off", Icon::Clock),
            LinkState::Broken(_) => ("bad", Icon::Error),
            LinkState::Beyond => ("off", Icon::Skip),
        };
        let title = step.at.map(exact);
        view! {
            <li class=class title=title>
                {icon.view()}
                <span>{(t.link)(link)}<small>{(t.state)(step.state)}</small></span>
            </li>
        }
        .into_any()
    };
    let items: Vec<AnyView> = walk.links().map(item).collect();
    view! { <ol class="walk" aria-label=t.chain>{items}</ol> }.into_any()
}

/// The page on which a broken link is made whole; `None` for those who may not.
pub fn remedy(walk: &Walk, broken: Break, cx: PageCx) -> Option<NextStep> {
    let t = ReadinessTexts::spoken(cx.locale);
    let number = || NextStep { href: number_href(&walk.id), label: t.to_number.to_owned() };
    let to_service = |provider: Provider, label: fn(&str) -> String| {
        let step = || NextStep { href: provider_href(provider), label: label(provider.name()) };
        cx.may(Permission::ManageIntegrations).then(step)
    };
    match broken.remedy() {
        Remedy::Connect(provider) => to_service(provider, cx.t.integrations.connect),
        Remedy::Replace(provider) => to_service(provider, cx.t.integrations.reconnect),
        Remedy::Number => Some(number()),
        Remedy::Agent => Some(match &walk.agent {
            Some((agent, _)) => NextStep { href: agent_href(agent), label: t.to_agent.to_owned() },
            None => number(),
        }),
    }
}
