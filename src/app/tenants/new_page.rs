//! `/admin/tenants/new`: makes a tenant, and invites its first owner.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    PATH, TenantsTexts,
    api::{MakeTenant, NEW_FORM},
};
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::{Form, FormAction},
        form_state::FormState,
        i18n::{CommonTexts, Spoken},
        page_cx::PageCx,
        team::{no_mailbox, sending},
        ui::{
            button::{Button, Variant},
            card::Card,
            field::TextField,
            notice::NextStep,
            page::{Page, PageHead},
            page_title::PageTitle,
        },
    },
    domain::tenant::TenantForm,
};

#[component]
pub fn NewTenantPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = TenantsTexts::spoken(cx.locale);
    let crumb = NextStep { href: PATH.to_owned(), label: t.title.to_owned() };
    let form = FormState::new(NEW_FORM, FormAction::default());
    let name = form.bind(TenantForm::org_name(), "");
    let email = form.bind(TenantForm::email(), "");
    let sending = sending(form, TenantForm::channel(), TenantForm::language(), cx);
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.new_tenant)/>
        <Page>
            <PageHead title=t.new_tenant lead=t.new_tenant_lead crumb=crumb/>
            <Card>
                <Form action=MakeTenant::PATH form_action=form.action() class="form">
                    {no_mailbox(cx)}
                    <ProblemNotice problem=form.general()/>
                    <TextField label=t.tenant_name bound=name autocomplete="off" required=true/>
                    <TextField
                        label=t.first_owner
                        bound=email
                        kind="email"
                        autocomplete="off"
                        hint=t.first_owner_hint
                        required=true
                    />
                    {sending}
                    <div class="actions">
                        <Button label=t.make_tenant variant=Variant::Primary pending=form.pending()/>
                    </div>
                </Form>
            </Card>
        </Page>
    }
    .into_any()
}
