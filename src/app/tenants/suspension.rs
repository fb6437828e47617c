//! The part of a tenant's page that suspends it, says why it is suspended, and has it go on.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    TenantsTexts,
    api::{ResumeTenant, SuspendTenant},
};
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::Form,
        form_state::FormState,
        i18n::Spoken,
        page_cx::PageCx,
        ui::{
            button::{Button, Variant},
            card::Card,
            field::TextField,
            pill::{Pill, Tone},
            time::Time,
        },
    },
    domain::{
        ids::OrgId,
        suspension::{Suspension, SuspensionForm},
        tenant::TenantView,
    },
};

pub(super) fn card(tenant: &TenantView, suspend: FormState, resume: FormState, cx: PageCx) -> AnyView {
    let t = TenantsTexts::spoken(cx.locale);
    let present = tenant.suspension.as_ref();
    let standing = present.map(|suspension| standing(&tenant.id, suspension, resume, cx));
    let reason = present.map_or("", |suspension| suspension.reason.as_str());
    let bound = suspend.bind(SuspensionForm::reason(), reason);
    let button = if present.is_some() { t.change_reason } else { t.suspend };
    let id = tenant.id.to_string();
    view! {
        <Card title=t.suspension lead=t.suspension_lead>
            {standing}
            <ProblemNotice problem=suspend.general()/>
            <Form action=SuspendTenant::PATH form_action=suspend.action() class="form">
                <input type="hidden" name="tenant" value=id/>
                <TextField
                    label=t.suspension_reason
                    bound=bound
                    hint=t.suspension_hint
                    autocomplete="off"
                    required=true
                />
                <div class="actions">
                    <Button label=button variant=Variant::Danger pending=suspend.pending()/>
                </div>
            </Form>
        </Card>
    }
    .into_any()
}

fn standing(tenant: &OrgId, suspension: &Suspension, state: FormState, cx: PageCx) -> AnyView {
    let t = TenantsTexts::spoken(cx.locale);
    let id = tenant.to_string();
    view! {
        <ul class="rows">
            <li>
                <b>{suspension.reason.clone()}</b>
                <span class="hint">{t.since}" "<Time at=cx.moment(suspension.since)/></span>
                <Pill tone=Tone::Warn label=t.suspended/>
                <Form action=ResumeTenant::PATH form_action=state.action()>
                    <input type="hidden" name="tenant" value=id/>
                    <Button label=t.resume variant=Variant::Primary pending=state.pending()/>
                </Form>
            </li>
        </ul>
    }
    .into_any()
}
