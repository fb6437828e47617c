//! One entry: who did what to what, and what changed, in words.

use leptos::prelude::*;

use super::AuditTexts;
use crate::{
    app::{
        agents::facets,
        contacts::contact_href,
        i18n::{CommonTexts, Spoken},
        numbers::NumbersTexts,
        operations::OperationsTexts,
        page_cx::PageCx,
        paths::{agent_href, number_href, operation_href, provider_href},
        team::TeamTexts,
        tenants::tenant_href,
        ui::{
            data_list::{DataList, Fact},
            icon::Icon,
            pill::{Pill, Tone},
            time::Time,
        },
    },
    domain::{
        audit::{Change, ChangedField, EntryView, Object, Outcome, Part, Who},
        feature::Feature,
        operation::OperationKind,
        provider::Provider,
        role::Role,
        support::SupportAccess,
    },
};

/// An entry in a list; what it is about is linked for those who can follow, who are in its organisation.
pub fn row(entry: &EntryView, linked: bool, cx: PageCx) -> AnyView {
    let t = AuditTexts::spoken(cx.locale);
    let object = object(&entry.object, linked, cx).map(|object| view! { " · " {object} }.into_any());
    let behalf = entry.on_behalf_of.as_ref().map(|name| format!(" {}", (t.for_person)(name)));
    let visit = entry.visit_reason.as_ref().map(|reason| format!(" {}", (t.on_visit)(reason)));
    let token = by_token(entry.token.as_deref(), cx);
    let times = times(entry.times, cx);
    let changes: Vec<AnyView> = entry
        .changes
        .iter()
        .map(|change| {
            let said = said(change, cx);
            view! { <li>{said}</li> }.into_any()
        })
        .collect();
    let changes = (!changes.is_empty()).then(|| view! { <ul class="changes">{changes}</ul> }.into_any());
    let refused = refused(entry.outcome, cx);
    let (who, details) = (who(&entry.who, linked, cx), details(entry, cx));
    view! {
        <li>
            <div>
                <b>{entry.action.words(cx.locale)}</b>
                {object}
                <p>{who}{behalf}{visit}{token}{times}</p>
                {changes}
                {details}
            </div>
            <span class="hint"><Time at=cx.moment(entry.at)/></span>
            {refused}
        </li>
    }
    .into_any()
}

/// The token by which a program did it.
pub(super) fn by_token(name: Option<&str>, cx: PageCx) -> Option<String> {
    name.map(|name| format!(" {}", (AuditTexts::spoken(cx.locale).by_token)(name)))
}

/// How often it happened, where that was more than once.
pub(super) fn times(times: Option<u64>, cx: PageCx) -> Option<String> {
    let t = AuditTexts::spoken(cx.locale);
    times.filter(|times| *times > 1).map(|times| format!(" · {}", (t.times)(&times.to_string())))
}

pub(super) fn refused(outcome: Outcome, cx: PageCx) -> Option<AnyView> {
    match outcome {
        Outcome::Done => None,
        Outcome::Refused => Some(view! { <Pill tone=Tone::Warn label=outcome.words(cx.locale)/> }.into_any()),
    }
}

pub(super) fn who(who: &Who, linked: bool, cx: PageCx) -> AnyView {
    let t = AuditTexts::spoken(cx.locale);
    match who {
        Who::Person(_, Some(name)) => name.clone().into_any(),
        Who::Person(_, None) => t.left.into_any(),
        Who::Platform => t.platform.into_any(),
        Who::Visitor(address) => (t.visitor)(address).into_any(),
        Who::Operation(id) if linked => view! { <a href=operation_href(id)>{t.ava}</a> }.into_any(),
        Who::Operator => t.operator.into_any(),
        Who::Operation(_) | Who::Ava => t.ava.into_any(),
    }
}

pub(super) fn object(object: &Object, linked: bool, cx: PageCx) -> Option<AnyView> {
    let t = AuditTexts::spoken(cx.locale);
    let link = |href: String, label: String| {
        if linked { view! { <a href=href>{label}</a> }.into_any() } else { label.into_any() }
    };
    Some(match object {
        Object::Nothing => return None,
        Object::Person(name) => name.clone().into_any(),
        Object::Right(permission) => (TeamTexts::spoken(cx.locale).permission)(*permission).into_any(),
        Object::Account { provider, managed, purpose } => {
            let account = link(provider_href(*provider), provider.name().to_owned());
            let managed = managed.then(|| format!(" ({})", t.managed));
            let purpose = purpose.map(|purpose| format!(" {}", purpose.words(cx.locale)));
            view! { {account}{managed}{purpose} }.into_any()
        }
        Object::Agent { name, .. } => match (object.agent_id(), name) {
            (Some(id), Some(name)) => link(agent_href(&id), name.clone()),
            _ => t.gone_agent.into_any(),
        },
        Object::Contact { name, .. } => match (object.contact_id(), name) {
            (Some(id), Some(name)) => link(contact_href(&id), name.clone()),
            _ => t.gone_contact.into_any(),
        },
        Object::Number { e164, id: Some(id) } => link(number_href(id), e164.unbroken()),
        Object::Number { e164, id: None } => e164.unbroken().into_any(),
        Object::Operation(id) => link(operation_href(id), t.see_operation.to_owned()),
        Object::Kind(kind, provider) => kind_of(*kind, *provider, cx).into_any(),
        Object::Quota(quota) => (t.quota)(*quota).into_any(),
        Object::Features { on, off } => {
            let parts = [(on, t.turned_on), (off, t.turned_off)];
            let parts = parts.into_iter().filter(|(which, _)| !which.is_empty());
            parts.map(|(which, says)| says(&names(which, cx))).collect::<Vec<_>>().join("; ").into_any()
        }
        Object::Tenant { id, name: Some(name) } => {
            view! { <a href=tenant_href(id)>{name.clone()}</a> }.into_any()
        }
        Object::Tenant { id, name: None } => id.to_string().into_any(),
        Object::Text(text) => text.clone().into_any(),
    })
}

fn kind_of(kind: OperationKind, provider: Option<Provider>, cx: PageCx) -> String {
    (OperationsTexts::spoken(cx.locale).kind)(
        kind,
        provider.map_or(NumbersTexts::spoken(cx.locale).title, Provider::name),
    )
}

fn names(features: &[Feature], cx: PageCx) -> String {
    let t = AuditTexts::spoken(cx.locale);
    let name = |feature: &Feature| match feature {
        Feature::Provider(provider) => provider.name(),
        Feature::ManagedNumbers => t.managed,
    };
    features.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// Says what changed: “Temperature from 0.7 to 0.5”.
fn said(change: &Change, cx: PageCx) -> String {
    let t = AuditTexts::spoken(cx.locale);
    let label = match change.field {
        ChangedField::Facet(facet) => facets::label(facet, cx),
        ChangedField::Part(part) => part.words(cx.locale),
    };
    let value = |text: &String| {
        let value = match change.field {
            ChangedField::Facet(facet) => facets::said(facet, text.clone(), cx),
            ChangedField::Part(Part::Role) => Role::from_code(text)
                .map_or_else(|| text.clone(), |role| (CommonTexts::spoken(cx.locale).role)(role).to_owned()),
            ChangedField::Part(Part::Access) => SupportAccess::from_code(text).map_or_else(
                || text.clone(),
                |access| (TeamTexts::spoken(cx.locale).support_access)(access).to_owned(),
            ),
            ChangedField::Part(_) => text.clone(),
        };
        if value.contains(char::is_whitespace) { (t.quoted)(&value) } else { value }
    };
    match (change.from.as_ref().map(value), change.to.as_ref().map(value)) {
        (Some(from), Some(to)) => (t.changed)(label, &from, &to),
        (Some(from), None) => (t.unset)(label, &from),
        (None, Some(to)) => (t.set)(label, &to),
        (None, None) => label.to_owned(),
    }
}

fn details(entry: &EntryView, cx: PageCx) -> AnyView {
    let t = AuditTexts::spoken(cx.locale);
    let at = cx.exact(entry.at);
    let facts: Vec<AnyView> =
        [(t.address, &entry.address), (t.device, &entry.device), (t.reference, &entry.correlation_id)]
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(term, value)| {
                let value = value.clone();
                view! { <Fact term=term>{value}</Fact> }.into_any()
            })
            .collect();
    let number = entry.number.to_string();
    view! {
        <details class="more">
            <summary class="button quiet">{Icon::ChevronDown.view()}{t.details}</summary>
            <div>
                <DataList>
                    <Fact term=t.number>{number}</Fact>
                    <Fact term=t.exactly><Time at=at/></Fact>
                    {facts}
                </DataList>
            </div>
        </details>
    }
    .into_any()
}
