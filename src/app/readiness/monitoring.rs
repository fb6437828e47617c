//! The address at which programs ask, and the forms that make and end it.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    ReadinessTexts,
    api::{EndMonitoring, MONITOR_FORM, MakeMonitoring, UNMONITOR_FORM},
};
use crate::{
    app::{
        copy::copyable,
        form_action::{Form, FormAction},
        form_state::form_states,
        i18n::Spoken,
        numbers::{DriftTexts, drift_api::COMPARE_FORM},
        page_cx::PageCx,
        ui::{
            button::{Button, Variant},
            card::Card,
        },
    },
    domain::{readiness::Monitoring, role::Permission},
};

form_states! {
    pub(super) struct Actions {
        compare: COMPARE_FORM => |cx| DriftTexts::spoken(cx.locale).compare_started,
        make: MONITOR_FORM => |cx| ReadinessTexts::spoken(cx.locale).made,
        end: UNMONITOR_FORM => |cx| ReadinessTexts::spoken(cx.locale).ended,
    }
}

impl Actions {
    /// Sends for a comparison, which the list shows.
    pub(super) fn compare(self) -> FormAction {
        self.compare.action()
    }
}

pub(super) fn card(monitoring: Option<&Monitoring>, actions: Actions, cx: PageCx) -> AnyView {
    let t = ReadinessTexts::spoken(cx.locale);
    let may = cx.may(Permission::ManageKeys);
    let stands = match monitoring {
        None => view! { <p>{t.no_monitoring}</p> }.into_any(),
        Some(Monitoring { made_at, made_by, address }) => {
            let address = address.clone().map(|address| {
                view! {
                    {copyable(address)}
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
            <Form action=MakeMonitoring::PATH form_action=actions.make.action()>
                <Button label=label pending=actions.make.pending()/>
            </Form>
        }
        .into_any()
    });
    let end = (may && monitoring.is_some()).then(|| {
        view! {
            <Form action=EndMonitoring::PATH form_action=actions.end.action()>
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
