//! The limits of a tenant: what is used of each, and one form that sets any of them.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{TenantsTexts, api::SetLimit};
use crate::{
    app::{
        audit::AuditTexts,
        errors::ProblemNotice,
        form_action::Form,
        form_state::FormState,
        i18n::Spoken,
        page_cx::PageCx,
        ui::{
            button::{Button, Variant},
            card::Card,
            field::TextField,
            select::{Select, SelectOption},
            table::table,
        },
    },
    domain::{
        ids::OrgId,
        quota::Quota,
        tenant::{LimitForm, Usage},
    },
};

pub(super) fn used(usage: &[Usage], cx: PageCx) -> AnyView {
    let (t, names) = (TenantsTexts::spoken(cx.locale), AuditTexts::spoken(cx.locale));
    let rows: Vec<AnyView> = usage
        .iter()
        .map(|Usage { quota, has, most, own }| {
            let has = has.map_or_else(|| t.not_kept.to_owned(), |has| has.to_string());
            view! {
                <tr>
                    <th scope="row">{(names.quota)(*quota)}</th>
                    <td data-label=t.used>{has}</td>
                    <td data-label=t.at_most>{most.to_string()}</td>
                    <td data-label=t.whose>{if *own { t.own } else { t.of_all }}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    table(&[t.limit, t.used, t.at_most, t.whose], rows)
}

pub(super) fn form(tenant: &OrgId, state: FormState, cx: PageCx) -> AnyView {
    let (t, names) = (TenantsTexts::spoken(cx.locale), AuditTexts::spoken(cx.locale));
    let options = Quota::ALL.map(|quota| SelectOption::new(quota.code(), (names.quota)(quota))).to_vec();
    let quota = state.bind(LimitForm::quota(), Quota::Agents.code());
    let most = state.bind(LimitForm::most(), "");
    let tenant = tenant.to_string();
    view! {
        <Card title=t.set_limit lead=t.set_limit_lead>
            <ProblemNotice problem=state.general()/>
            <Form action=SetLimit::PATH form_action=state.action() class="form">
                <input type="hidden" name="tenant" value=tenant/>
                <Select label=t.limit bound=quota options=options/>
                <TextField label=t.at_most bound=most hint=t.most_hint inputmode="numeric" autocomplete="off"/>
                <div class="actions">
                    <Button label=t.save_limit variant=Variant::Primary pending=state.pending()/>
                </div>
            </Form>
        </Card>
    }
    .into_any()
}
