//! The part of the team's page about those who act for the organisation: what they may do, and when
//! they were here.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{TeamTexts, api::DecideSupport};
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::Form,
        form_state::FormState,
        i18n::Spoken,
        page_cx::PageCx,
        ui::{
            button::Button,
            card::Card,
            pill::{Pill, Tone},
            select::{Select, SelectOption},
            time::Time,
        },
    },
    domain::{
        role::Permission,
        support::{SupportAccess, SupportAccessForm, VisitView},
        team::TeamView,
    },
};

pub(super) fn card(list: &TeamView, decide: FormState, cx: PageCx) -> AnyView {
    let t = TeamTexts::spoken(cx.locale);
    let access = if cx.may(Permission::ManageOrg) {
        form(list.support, decide, cx)
    } else {
        view! { <p>{(t.support_now)((t.support_access)(list.support))}</p> }.into_any()
    };
    let visits = if list.visits.rows.is_empty() {
        view! { <p class="hint">{t.no_visits}</p> }.into_any()
    } else {
        let rows: Vec<AnyView> = list.visits.rows.iter().map(|visit| row(visit, cx)).collect();
        let more = list.visits.more.then(|| view! { <p class="hint">{t.more_visits}</p> });
        view! { <ul class="rows">{rows}</ul>{more} }.into_any()
    };
    view! {
        <section class="section">
            <Card title=t.support lead=t.support_lead>
                <div class="stack">{access}{visits}</div>
            </Card>
        </section>
    }
    .into_any()
}

fn form(access: SupportAccess, decide: FormState, cx: PageCx) -> AnyView {
    let t = TeamTexts::spoken(cx.locale);
    let options =
        SupportAccess::ALL.map(|access| SelectOption::new(access.code(), (t.support_access)(access)));
    let bound = decide.bind(SupportAccessForm::access(), access.code());
    view! {
        <ProblemNotice problem=decide.general()/>
        <Form action=DecideSupport::PATH form_action=decide.action() class="form">
            <Select label=t.support_label bound=bound options=options.to_vec() hint=t.support_hint/>
            <div class="actions">
                <Button label=t.save_support pending=decide.pending()/>
            </div>
        </Form>
    }
    .into_any()
}

fn row(visit: &VisitView, cx: PageCx) -> AnyView {
    let t = TeamTexts::spoken(cx.locale);
    let until = cx.hour(visit.ended_at);
    let until = if visit.goes_on { (t.visit_ends)(&until) } else { (t.visit_ended)(&until) };
    let goes_on = visit.goes_on.then(|| view! { <Pill tone=Tone::Warn label=t.visit_goes_on/> });
    view! {
        <li>
            <div><b>{visit.who.clone()}</b><p>{visit.reason.clone()}</p></div>
            <span class="hint"><Time at=cx.exact(visit.began_at)/></span>
            <span>{until}</span>
            <div>{goes_on}</div>
        </li>
    }
    .into_any()
}
