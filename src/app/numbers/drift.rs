//! What differs at the providers, in words, and what can be done about it.

use leptos::{prelude::*, server_fn::ServerFn};

use super::drift_api::{
    ADOPT_FORM, AdoptDifference, COMPARE_FORM, CompareNumbers, FORGET_FORM, ForgetDifference, REPAIR_FORM,
    RepairDifference,
};
use crate::{
    app::{
        errors::ProblemNotice,
        form_state::FormState,
        list::List,
        paths::{NUMBERS, number_href, operation_href},
        submission::{Form, Submission},
        telling::{Telling, confirm},
        ui::{button::Button, icon::Icon, notice::Notice, pill::Tone},
    },
    domain::{
        answerer::{Answerer, AnswererKind},
        drift::{Deed, Finding, FindingKind},
        ids::FindingId,
        leftover::Leftover,
        number::{NumbersPage, NumbersQuery},
        operation::OperationState,
        twilio_region::TwilioRegion,
    },
};

/// Lives as long as the page, so that a fresh view costs no answer.
#[derive(Clone, Copy)]
pub(super) struct DriftActs {
    compare: Submission,
    repair: Submission,
    adopt: Submission,
    forget: Submission,
    states: [FormState; 4],
}

impl DriftActs {
    pub(super) fn new(w: Telling) -> Self {
        let [compare, repair, adopt, forget] = [(); 4].map(|()| Submission::default());
        let t = &w.t.drift;
        confirm(move || compare.accepted().map(|_| t.compare_started.to_owned()));
        confirm(move || repair.accepted().map(|_| t.repair_started.to_owned()));
        confirm(move || adopt.accepted().map(|_| t.adopted.to_owned()));
        confirm(move || forget.accepted().map(|_| t.forgotten.to_owned()));
        let states = [
            FormState::new(COMPARE_FORM, compare),
            FormState::new(REPAIR_FORM, repair),
            FormState::new(ADOPT_FORM, adopt),
            FormState::new(FORGET_FORM, forget),
        ];
        Self { compare, repair, adopt, forget, states }
    }

    /// What makes the page be read anew.
    pub(super) fn answers(self) -> Vec<Signal<usize>> {
        [self.compare, self.repair, self.adopt, self.forget].map(Submission::version).to_vec()
    }

    /// What was refused of the buttons, which have no field to say it beside.
    pub(super) fn refusals(self) -> AnyView {
        let notice = |state: FormState| view! { <ProblemNotice problem=state.problem()/> }.into_any();
        let notices: Vec<AnyView> = self.states.into_iter().map(notice).collect();
        view! { <div class="stack refusals">{notices}</div> }.into_any()
    }
}

/// Below the list: what differs, where anything does, and when that was last
/// looked at.
pub(super) fn section(
    page: &NumbersPage,
    query: &NumbersQuery,
    acts: DriftActs,
    w: Telling,
) -> Option<AnyView> {
    let later = query.differences.is_some();
    let leftovers: Vec<AnyView> = page.leftovers.iter().map(|left| left_over(left, acts, w)).collect();
    if !page.can_compare && page.findings.is_empty() && leftovers.is_empty() && !later {
        return None;
    }
    let t = &w.t.drift;
    let compare = page.can_compare.then(|| {
        view! {
            <Form action=CompareNumbers::PATH submission=acts.compare>
                <Button label=t.compare icon=Icon::Refresh pending=acts.compare.pending()/>
            </Form>
        }
        .into_any()
    });
    let nothing = page.findings.is_empty() && leftovers.is_empty();
    let differ = !nothing || later;
    let title = differ.then(|| view! { <h2>{t.title}</h2> }.into_any());
    let none = nothing.then(|| if later { t.none_further } else { t.none });
    let none =
        none.filter(|_| later || page.comparison.is_some()).map(|none| view! { <p>{none}</p> }.into_any());
    let rows = (!nothing).then(|| {
        let items: Vec<AnyView> = page.findings.iter().map(|finding| item(finding, acts, w)).collect();
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
                        {last(page, w)}
                    </div>
                    {compare}
                </div>
                {acts.refusals()}
                {rows}
                {list.pages(first, next)}
            </section>
        }
        .into_any(),
    )
}

/// One that goes on, or that did not get through, has its steps to look at.
fn last(page: &NumbersPage, w: Telling) -> AnyView {
    let t = &w.t.drift;
    let Some(comparison) = &page.comparison else { return view! { <p>{t.never}</p> }.into_any() };
    let stands = (t.compared)(comparison.state, &w.relative(comparison.at));
    let why = comparison.problem.as_ref().map(|problem| problem.sentence(w.locale));
    let before = (comparison.state != OperationState::Done && !page.findings.is_empty())
        .then(|| t.known_before.to_owned());
    let text = [Some(stands), why, before].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let steps = (comparison.state != OperationState::Done).then(|| {
        let href = operation_href(&comparison.operation);
        view! { " " <a href=href>{t.see_comparison}</a> }.into_any()
    });
    view! { <p>{text}{steps}</p> }.into_any()
}

/// Nobody was chosen, and somebody answers.
fn unasked(finding: &Finding) -> bool {
    finding.unassigned && finding.kind == FindingKind::BoundElsewhere
}

fn says(finding: &Finding, w: Telling) -> String {
    let t = &w.t.drift;
    let who = |kind: AnswererKind, name: &Option<String>| {
        (kind != AnswererKind::Nobody).then(|| (w.t.answerers.who)(&Answerer { kind, name: name.clone() }))
    };
    let detail = match (finding.kind, finding.answerer) {
        (FindingKind::OtherRegion, _) => {
            let region = TwilioRegion::named(finding.detail.as_deref());
            Some((w.t.answerers.region)(region).to_owned())
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

fn item(finding: &Finding, acts: DriftActs, w: Telling) -> AnyView {
    let pretty = finding.e164.pretty();
    let number = match &finding.number {
        Some(id) => view! { <a href=number_href(id)>{pretty}</a> }.into_any(),
        None => pretty.into_any(),
    };
    let t = &w.t.drift;
    let says = says(finding, w);
    let found = (t.found)(&w.relative(finding.found_at));
    view! {
        <li>
            <div>
                <b class="phone">{number}</b>
                <p>{says}</p>
                <p class="hint">{found}</p>
            </div>
            {deeds(finding, acts, w)}
        </li>
    }
    .into_any()
}

/// What AVA made and does not use.
fn left_over(left: &Leftover, acts: DriftActs, w: Telling) -> AnyView {
    let t = &w.t.drift;
    let says = (t.left_over)(left.kind, &left.name, &left.object);
    let found = (t.found)(&w.relative(left.found_at));
    let delete = (t.delete_there)(left.kind);
    let forms: Vec<AnyView> = [
        (RepairDifference::PATH, acts.repair, delete.as_str()),
        (ForgetDifference::PATH, acts.forget, t.leave_it),
    ]
    .into_iter()
    .map(|(path, submission, label)| deed(path, submission, &left.id, label, &left.object))
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

/// On the page of a number: instead of how it stood when it was proved. None
/// when nothing differs.
pub(super) fn of_number(findings: &[Finding], acts: DriftActs, w: Telling) -> Option<AnyView> {
    let t = &w.t.drift;
    let notices: Vec<AnyView> = findings
        .iter()
        .map(|finding| {
            let says = says(finding, w);
            let since =
                if finding.ignored { t.ignored.to_owned() } else { (t.found)(&w.relative(finding.found_at)) };
            let deeds = deeds(finding, acts, w);
            view! { <Notice tone=Tone::Warn text=format!("{says} {since}")>{deeds}</Notice> }.into_any()
        })
        .collect();
    (!notices.is_empty()).then(|| view! { <div class="stack">{notices}</div> }.into_any())
}

fn deeds(finding: &Finding, acts: DriftActs, w: Telling) -> AnyView {
    let forms: Vec<AnyView> = finding.deeds.iter().map(|deed| form(finding, *deed, acts, w)).collect();
    view! { <div class="actions">{forms}</div> }.into_any()
}

fn form(finding: &Finding, deed: Deed, acts: DriftActs, w: Telling) -> AnyView {
    let (path, submission) = match deed {
        Deed::Repair => (RepairDifference::PATH, acts.repair),
        Deed::Adopt => (AdoptDifference::PATH, acts.adopt),
        Deed::Forget => (ForgetDifference::PATH, acts.forget),
    };
    let label = match deed {
        Deed::Repair if unasked(finding) => w.t.drift.take_off,
        _ => (w.t.drift.deed)(finding.kind, deed),
    };
    self::deed(path, submission, &finding.id, label, &finding.e164.pretty())
}

/// `of`: what tells it from the others alike, for who hears the page.
fn deed(path: &'static str, submission: Submission, id: &FindingId, label: &str, of: &str) -> AnyView {
    let (id, label, spoken) = (id.to_string(), label.to_owned(), format!("{label}: {of}"));
    let pending = submission.pending_with("finding", id.clone());
    view! {
        <Form action=path submission=submission>
            <input type="hidden" name="finding" value=id/>
            <Button label=label spoken=spoken pending=pending/>
        </Form>
    }
    .into_any()
}
