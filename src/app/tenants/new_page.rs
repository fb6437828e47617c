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
        i18n::Spoken,
        page_context::use_has_mailbox,
        page_cx::PageCx,
        team::TeamTexts,
        ui::{
            button::{Button, Variant},
            card::Card,
            field::TextField,
            notice::{NextStep, Notice},
            page::{Page, PageHead},
            page_title::PageTitle,
            pill::Tone,
            select::{Select, SelectOption},
        },
    },
    domain::{invitation::Channel, locale::Locale, tenant::TenantForm},
};

#[component]
pub fn NewTenantPage() -> impl IntoView {
    let cx = PageCx::here();
    let (t, team) = (TenantsTexts::spoken(cx.locale), TeamTexts::spoken(cx.locale));
    let crumb = NextStep { href: PATH.to_owned(), label: t.title.to_owned() };
    let form = FormState::new(NEW_FORM, FormAction::default());
    let usual = if use_has_mailbox() { Channel::Mail } else { Channel::Link };
    let no_mailbox =
        (!use_has_mailbox()).then(|| view! { <Notice tone=Tone::Off text=team.invitation_no_mailbox/> });
    let channels = Channel::ALL.map(|channel| SelectOption::new(channel.code(), (team.channel)(channel)));
    let languages = Locale::ALL.map(|locale| SelectOption::new(locale.code(), locale.endonym()));
    let name = form.bind(TenantForm::org_name(), "");
    let email = form.bind(TenantForm::email(), "");
    let channel = form.bind(TenantForm::channel(), usual.code());
    let language = form.bind(TenantForm::language(), cx.locale.code());
    view! {
        <PageTitle text=(cx.t.common.title)(t.new_tenant)/>
        <Page>
            <PageHead title=t.new_tenant lead=t.new_tenant_lead crumb=crumb/>
            <Card>
                <Form action=MakeTenant::PATH form_action=form.action() class="form">
                    {no_mailbox}
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
                    <Select
                        label=team.channel_label
                        bound=channel
                        options=channels.to_vec()
                        hint=team.channel_hint
                    />
                    <Select label=team.language bound=language options=languages.to_vec()/>
                    <div class="actions">
                        <Button label=t.make_tenant variant=Variant::Primary pending=form.pending()/>
                    </div>
                </Form>
            </Card>
        </Page>
    }
    .into_any()
}
