//! The part of a tenant's page that leads into it: to act for its people.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{TenantsTexts, api::VisitTenant};
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::Form,
        form_state::FormState,
        i18n::Spoken,
        page_cx::PageCx,
        ui::{button::Button, card::Card, field::TextField},
    },
    domain::{ids::OrgId, support::VisitForm},
};

pub(super) fn card(tenant: &OrgId, state: FormState, cx: PageCx) -> AnyView {
    let t = TenantsTexts::spoken(cx.locale);
    let bound = state.bind(VisitForm::reason(), "");
    let id = tenant.to_string();
    view! {
        <Card title=t.visit lead=t.visit_lead>
            <ProblemNotice problem=state.general()/>
            <Form action=VisitTenant::PATH form_action=state.action() class="form">
                <input type="hidden" name="tenant" value=id/>
                <TextField
                    label=t.visit_reason
                    bound=bound
                    id="visit_reason"
                    hint=t.visit_hint
                    autocomplete="off"
                    required=true
                />
                <div class="actions">
                    <Button label=t.visit_now pending=state.pending()/>
                </div>
            </Form>
        </Card>
    }
    .into_any()
}
