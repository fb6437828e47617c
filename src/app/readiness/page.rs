//! `/dashboard/readiness`: each number with its links, oldest first.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    PATH, ReadinessTexts, call_path,
    monitoring::{self, Actions},
};
use crate::{
    app::{
        address::use_address,
        form_action::Form,
        form_state::FormStates as _,
        i18n::{CommonTexts, Spoken},
        integrations::IntegrationsTexts,
        list::List,
        numbers::drift_api::CompareNumbers,
        operations::OperationsTexts,
        page_cx::{PageCx, failed, skeleton},
        paths::{INTEGRATIONS, number_href},
        read::use_view,
        ui::{
            button::{Button, ButtonLink, Variant},
            empty_state::EmptyState,
            icon::Icon,
            page::{Page, PageHead},
            page_title::PageTitle,
        },
    },
    domain::{
        readiness::{CallPath, ReadinessQuery, ReadinessView},
        role::Permission,
        topic::Topic,
    },
};

#[component]
pub fn ReadinessPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = ReadinessTexts::spoken(cx.locale);
    let address = use_address();
    let asked = Signal::derive(move || Some(address.with(ReadinessQuery::read).to_string()));
    let actions = Actions::new(cx);
    let view = use_view::<ReadinessView>(asked, &Topic::BUT_AUDIT, actions.answers());
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.title)/>
        <Page>
            <PageHead title=t.title lead=t.lead/>
            {actions.refusals()}
            {view.shown(skeleton(t.loading), failed, move |view| {
                whole(view, &address.with_untracked(ReadinessQuery::read), actions, cx.at(view.now))
            })}
        </Page>
    }
    .into_any()
}

fn whole(view: &ReadinessView, query: &ReadinessQuery, actions: Actions, cx: PageCx) -> AnyView {
    let t = ReadinessTexts::spoken(cx.locale);
    let list = List { path: PATH, title: t.title, first: t.first, next: t.next };
    let on_first = query.after.is_none();
    let check = (view.can_compare && cx.may(Permission::ManageIntegrations)).then(|| {
        view! {
            <div class="actions">
                <Form action=CompareNumbers::PATH form_action=actions.compare()>
                    <Button
                        label=IntegrationsTexts::spoken(cx.locale).check_now
                        icon=Icon::Refresh
                        pending=actions.compare().pending()
                    />
                </Form>
            </div>
        }
        .into_any()
    });
    let numbers = match (view.call_paths.is_empty(), on_first) {
        (true, true) => view! {
            <EmptyState icon=Icon::Phone title=t.empty text=t.empty_text>
                <ButtonLink href=INTEGRATIONS label=OperationsTexts::spoken(cx.locale).to_integrations variant=Variant::Primary/>
            </EmptyState>
        }
        .into_any(),
        (true, false) => list.no_match((t.no_further, t.no_further_text), t.first),
        (false, _) => {
            let rows: Vec<AnyView> = view.call_paths.iter().map(|call_path| row(call_path, cx)).collect();
            view! {
                {check}
                <ul class="card call-paths">{rows}</ul>
            }
            .into_any()
        }
    };
    let first = (!on_first).then(|| query.from(None).to_string());
    let next = view.next.as_ref().map(|next| query.from(Some(next)).to_string());
    view! {
        {numbers}
        {list.pages(first, next)}
        {monitoring::card(view.monitoring.as_ref(), actions, cx)}
    }
    .into_any()
}

fn row(call_path: &CallPath, cx: PageCx) -> AnyView {
    let t = ReadinessTexts::spoken(cx.locale);
    let pretty = call_path.e164.unbroken();
    let broken = call_path.broken();
    let title = match broken {
        Some(broken) => call_path::cut_at(broken, &pretty, cx),
        None => (t.answers)(&pretty),
    };
    let why = broken.map(|broken| view! { <p>{(t.says)(broken)}</p> }.into_any());
    let next = broken.and_then(|broken| call_path::remedy(call_path, broken, cx));
    let next = next.map(|next| view! { <ButtonLink href=next.href label=next.label/> }.into_any());
    view! {
        <li>
            <div>
                <h2><a href=number_href(&call_path.id)>{title}</a></h2>
                {why}
            </div>
            {next}
            {call_path::links(call_path, cx)}
        </li>
    }
    .into_any()
}
