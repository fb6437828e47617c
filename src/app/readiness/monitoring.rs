//! The address at which programs ask, and the forms that make and end it.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    ReadinessTexts,
    api::{EndMonitoring, MONITOR_FORM, MakeMonitoring, UNMONITOR_FORM},
};
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::{Form, FormAction},
        form_state::FormState,
        i18n::Spoken,
        numbers::drift_api::COMPARE_FORM,
        page_cx::{PageCx, confirm},
        ui::{
            button::{Button, Variant},
            card::Card,
        },
    },
    domain::{readiness::Monitoring, role::Permission},
};

/// The submissions of the page, which live as long as it does.
#[derive(Clone, Copy)]
pub(super) struct Actions {
    pub(super) compare: FormAction,
    make: FormAction,
    end: FormAction,
}

impl Actions {
    pub(super) fn new(cx: PageCx) -> Self {
        let [compare, make, end] = [(); 3].map(|()| FormAction::default());
        let t = ReadinessTexts::spoken(cx.locale);
        confirm(move || compare.accepted().map(|_| cx.t.drift.compare_started.to_owned()));
        confirm(move || make.accepted().map(|_| t.made.to_owned()));
        confirm(move || end.accepted().map(|_| t.ended.to_owned()));
        Self { compare, make, end }
    }

    /// The answers after which the page is read anew.
    pub(super) fn answers(self) -> Vec<Signal<usize>> {
        [self.compare, self.make, self.end].map(FormAction::version).to_vec()
    }

    /// The refusals of the buttons, which have no field to show them beside.
    pub(super) fn refusals(self) -> AnyView {
        let notices: Vec<AnyView> =
            [(COMPARE_FORM, self.compare), (MONITOR_FORM, self.make), (UNMONITOR_FORM, self.end)]
                .into_iter()
                .map(|(form, action)| FormState::new(form, action).problem())
                .map(|problem| view! { <ProblemNotice problem=problem/> }.into_any())
                .collect();
        view! { <div class="stack refusals">{notices}</div> }.into_any()
    }
}

pub(super) fn card(monitoring: Option<&Monitoring>, actions: Actions, cx: PageCx) -> AnyView {
    let t = ReadinessTexts::spoken(cx.locale);
    let may = cx.may(Permission::ManageIntegrations);
    let stands = match monitoring {
        None => view! { <p>{t.no_monitoring}</p> }.into_any(),
        Some(Monitoring { made_at, made_by, address }) => {
            let address = address.clone().map(|address| {
                view! {
                    <p><code class="address">{address}</code></p>
                    <p class="hint">{t.monitoring_secret}</p>
                }
                .into_any()
            });
            view! {
                <p>{(t.made_by)(made_by, &cx.relative(*made_at))}</p>
                {address}
            }
            .into_any()
        }
    };
    let make = may.then(|| {
        let label = if monitoring.is_some() { t.make_another } else { t.make };
        view! {
            <Form action=MakeMonitoring::PATH form_action=actions.make>
                <Button label=label pending=actions.make.pending()/>
            </Form>
        }
        .into_any()
    });
    let end = (may && monitoring.is_some()).then(|| {
        view! {
            <Form action=EndMonitoring::PATH form_action=actions.end>
                <Button label=t.end variant=Variant::Danger pending=actions.end.pending()/>
            </Form>
        }
        .into_any()
    });
    view! {
        <div class="section">
            <Card title=t.monitoring lead=t.monitoring_lead>
                <div class="stack">
                    {stands}
                    <div class="actions">{make}{end}</div>
                </div>
            </Card>
        </div>
    }
    .into_any()
}
