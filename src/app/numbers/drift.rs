//! The differences at the providers, in words, and what can be done about them.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    AnswererTexts, DriftTexts,
    drift_api::{
        ADOPT_FORM, AdoptDifference, COMPARE_FORM, CompareNumbers, FORGET_FORM, ForgetDifference,
        REPAIR_FORM, RepairDifference,
    },
};
use crate::{
    app::{
        form_action::{Form, FormAction},
        form_state::{FormStates as _, form_states},
        i18n::{CommonTexts, Spoken},
        list::List,
        page_cx::PageCx,
        paths::{NUMBERS, number_href, operation_href},
        ui::{button::Button, icon::Icon, notice::Notice, pill::Tone},
    },
    domain::{
        answerer::{Answerer, AnswererKind},
        drift::{DriftAction, Finding, FindingKind},
        ids::FindingId,
        leftover::Leftover,
        number::{NumbersPage, NumbersQuery},
        operation::OperationState,
        provider::vapi,
        twilio_region::TwilioRegion,
    },
};

form_states! {
    pub(super) struct DriftActions {
        compare: COMPARE_FORM => |cx| DriftTexts::spoken(cx.locale).compare_started,
        repair: REPAIR_FORM => |cx| DriftTexts::spoken(cx.locale).repair_started,
        adopt: ADOPT_FORM => |cx| DriftTexts::spoken(cx.locale).adopted,
        forget: FORGET_FORM => |cx| DriftTexts::spoken(cx.locale).forgotten,
    }
}

/// The section below the list: the differences, if any, and when they were last looked for.
pub(super) fn section(
    page: &NumbersPage,
    query: &NumbersQuery,
    actions: DriftActions,
    cx: PageCx,
) -> Option<AnyView> {
    let later = query.differences.is_some();
    let leftovers: Vec<AnyView> = page.leftovers.iter().map(|left| left_over(left, actions, cx)).collect();
    if !page.can_compare && page.findings.is_empty() && leftovers.is_empty() && !later {
        return None;
    }
    let t = DriftTexts::spoken(cx.locale);
    let compare = page.can_compare.then(|| {
        view! {
            <Form action=CompareNumbers::PATH form_action=actions.compare.action()>
                <Button label=t.compare icon=Icon::Refresh pending=actions.compare.pending()/>
            </Form>
        }
        .into_any()
    });
    let nothing = page.findings.is_empty() && leftovers.is_empty();
    let differ = !nothing || later;
    let title = differ.then(|| view! { <h2>{t.title}</h2> }.into_any());
    let none = nothing.then_some(if later { t.none_further } else { t.none });
    let none =
        none.filter(|_| later || page.comparison.is_some()).map(|none| view! { <p>{none}</p> }.into_any());
    let rows = (!nothing).then(|| {
        let items: Vec<AnyView> = page.findings.iter().map(|finding| item(finding, actions, cx)).collect();
        view! { <ul class="card deeds">{items}{leftovers}</ul> }.into_any()
    });
    let list = List { path: NUMBERS, title: t.title, first: t.first, next: t.next };
    let first = later.then(|| query.differing(None).to_string());
    let next = page.next_finding.as_ref().map(|next| query.differing(Some(next)).to_string());
    Some(
        view! {
            <section class="differences stack">
                <div class="section-head">
                    <div>
                        {title}
                        {none}
                        {last(page, cx)}
                    </div>
                    {compare}
                </div>
                {actions.refusals()}
                {rows}
                {list.pages(first, next)}
            </section>
        }
        .into_any(),
    )
}

/// The last comparison; a link leads to its steps unless it succeeded.
fn last(page: &NumbersPage, cx: PageCx) -> AnyView {
    let t = DriftTexts::spoken(cx.locale);
    let Some(comparison) = &page.comparison else { return view! { <p>{t.never}</p> }.into_any() };
    let stands = (t.compared)(comparison.state, &cx.relative(comparison.at));
    let why = comparison.problem.as_ref().map(|problem| problem.sentence(cx.locale));
    let before = (comparison.state != OperationState::Done && !page.findings.is_empty())
        .then(|| t.known_before.to_owned());
    let text = [Some(stands), why, before].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let steps = (comparison.state != OperationState::Done).then(|| {
        let href = operation_href(&comparison.operation);
        view! { " " <a href=href>{t.see_comparison}</a> }.into_any()
    });
    view! { <p>{text}{steps}</p> }.into_any()
}

/// Whether somebody answers although no agent was chosen.
fn unasked(finding: &Finding) -> bool {
    finding.unassigned && finding.kind == FindingKind::BoundElsewhere
}

fn says(finding: &Finding, cx: PageCx) -> String {
    let t = DriftTexts::spoken(cx.locale);
    let who = |kind: AnswererKind, name: &Option<String>| {
        (kind != AnswererKind::Nobody)
            .then(|| (AnswererTexts::spoken(cx.locale).who)(&Answerer { kind, name: name.clone() }))
    };
    let detail = match (finding.kind, finding.answerer) {
        (FindingKind::OtherRegion, _) => {
            let region = TwilioRegion::named(finding.detail.as_deref());
            Some((AnswererTexts::spoken(cx.locale).region)(region).to_owned())
        }
        (FindingKind::UnknownHere, _) | (_, None) => finding.detail.clone(),
        (_, Some(kind)) => who(kind, &finding.detail),
    };
    let text = match detail.as_deref() {
        Some(name) if unasked(finding) => (t.answered_unasked)(name),
        detail => (t.says)(finding.kind, detail),
    };
    let more = match (finding.kind, finding.answerer) {
        (FindingKind::UnknownHere, Some(kind)) => who(kind, &None).map(|who| (t.unknown_answered)(&who)),
        (FindingKind::MessagesChanged, Some(kind)) if !kind.can_be_replaced() => {
            Some(t.messages_stay.to_owned())
        }
        _ => None,
    };
    [Some(text), more].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn item(finding: &Finding, actions: DriftActions, cx: PageCx) -> AnyView {
    let pretty = finding.e164.pretty();
    let number = match &finding.number {
        Some(id) => view! { <a href=number_href(id)>{pretty}</a> }.into_any(),
        None => pretty.into_any(),
    };
    let t = DriftTexts::spoken(cx.locale);
    let says = says(finding, cx);
    let found = (t.found)(&cx.relative(finding.found_at));
    view! {
        <li>
            <div>
                <b class="phone">{number}</b>
                <p>{says}</p>
                <p class="hint">{found}</p>
            </div>
            {buttons(finding, actions, cx)}
        </li>
    }
    .into_any()
}

/// An object that AVA made and does not use.
fn left_over(left: &Leftover, actions: DriftActions, cx: PageCx) -> AnyView {
    let t = DriftTexts::spoken(cx.locale);
    let says = (t.left_over)(left.kind, &left.name, &left.object);
    let found = (t.found)(&cx.relative(left.found_at));
    let delete = (t.delete_there)(left.kind);
    let forms: Vec<AnyView> = [
        (RepairDifference::PATH, actions.repair.action(), delete.as_str()),
        (ForgetDifference::PATH, actions.forget.action(), t.leave_it),
    ]
    .into_iter()
    .map(|(path, form_action, label)| button(path, form_action, &left.id, label, &left.object, cx))
    .collect();
    view! {
        <li>
            <div>
                <b>{left.name.clone()}</b>
                <p>{says}</p>
                <p class="hint">{found}</p>
            </div>
            <div class="actions">{forms}</div>
        </li>
    }
    .into_any()
}

/// The differences on the page of a number, in place of its proved state; `None` if there are none.
pub(super) fn of_number(findings: &[Finding], actions: DriftActions, cx: PageCx) -> Option<AnyView> {
    let t = DriftTexts::spoken(cx.locale);
    let notices: Vec<AnyView> = findings
        .iter()
        .map(|finding| {
            let says = says(finding, cx);
            let since = if finding.ignored {
                t.ignored.to_owned()
            } else {
                (t.found)(&cx.relative(finding.found_at))
            };
            let buttons = buttons(finding, actions, cx);
            view! { <Notice tone=Tone::Warn text=format!("{says} {since}")>{buttons}</Notice> }.into_any()
        })
        .collect();
    (!notices.is_empty()).then(|| view! { <div class="stack">{notices}</div> }.into_any())
}

fn buttons(finding: &Finding, actions: DriftActions, cx: PageCx) -> AnyView {
    // Without Vapi, a difference can only be forgotten.
    let offered = |action: &&DriftAction| **action == DriftAction::Forget || !cx.is_off(vapi::PROVIDER);
    let forms: Vec<AnyView> =
        finding.actions.iter().filter(offered).map(|action| form(finding, *action, actions, cx)).collect();
    view! { <div class="actions">{forms}</div> }.into_any()
}

fn form(finding: &Finding, action: DriftAction, actions: DriftActions, cx: PageCx) -> AnyView {
    let (path, state) = match action {
        DriftAction::Repair => (RepairDifference::PATH, actions.repair),
        DriftAction::Adopt => (AdoptDifference::PATH, actions.adopt),
        DriftAction::Forget => (ForgetDifference::PATH, actions.forget),
    };
    let label = match action {
        DriftAction::Repair if unasked(finding) => DriftTexts::spoken(cx.locale).take_off,
        _ => (DriftTexts::spoken(cx.locale).action)(finding.kind, action),
    };
    button(path, state.action(), &finding.id, label, &finding.e164.pretty(), cx)
}

/// `of` tells the button from others alike, for those who hear the page.
fn button(
    path: &'static str,
    form_action: FormAction,
    id: &FindingId,
    label: &str,
    of: &str,
    cx: PageCx,
) -> AnyView {
    let (id, label, spoken) =
        (id.to_string(), label.to_owned(), (CommonTexts::spoken(cx.locale).labelled)(label, of));
    let pending = form_action.pending_with("finding", id.clone());
    view! {
        <Form action=path form_action=form_action>
            <input type="hidden" name="finding" value=id/>
            <Button label=label spoken=spoken pending=pending/>
        </Form>
    }
    .into_any()
}
