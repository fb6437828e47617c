//! The part of a tenant's page that leads into it: to act for its people.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{TenantsTexts, api::VisitTenant};
use crate::{
    app::{
        errors::ProblemNotice,
        form_state::FormState,
        i18n::Spoken,
        page_cx::PageCx,
        ui::{button::Button, card::Card, field::TextField},
    },
    domain::{ids::OrgId, support::VisitForm},
};

/// A plain form, which leads to another area of the site. It says of no organisation whose page it is:
/// by the second click of a double click, the session is in the tenant.
pub(super) fn card(tenant: &OrgId, state: FormState, cx: PageCx) -> AnyView {
    let t = TenantsTexts::spoken(cx.locale);
    let bound = state.bind(VisitForm::reason(), "");
    let id = tenant.to_string();
    view! {
        <Card title=t.visit lead=t.visit_lead>
            <ProblemNotice problem=state.general()/>
            <form method="post" action=VisitTenant::PATH class="form">
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
                    <Button label=t.visit_now/>
                </div>
            </form>
        </Card>
    }
    .into_any()
}
