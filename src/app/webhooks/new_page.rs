//! `/dashboard/webhooks/new`: the address of a program, and what it is told.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    WebhooksTexts,
    api::{MAKE_FORM, MakeWebhook},
    fields::fields,
};
use crate::{
    app::{
        form_action::Form,
        form_state::FormState,
        i18n::{CommonTexts, Spoken},
        page_cx::PageCx,
        paths::WEBHOOKS,
        ui::{
            card::Card,
            notice::NextStep,
            page::{Page, PageHead},
            page_title::PageTitle,
        },
    },
    domain::{role::Permission, webhook::WebhookForm},
};

#[component]
pub fn NewWebhookPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = WebhooksTexts::spoken(cx.locale);
    let state = FormState::alone(MAKE_FORM, cx, None);
    let crumb = NextStep { href: WEBHOOKS.to_owned(), label: t.title.to_owned() };
    let form = if cx.may(Permission::ManageKeys) {
        view! {
            <Card>
                <Form action=MakeWebhook::PATH form_action=state.action() class="form">
                    {fields(&WebhookForm::default(), state, t.make, cx)}
                </Form>
            </Card>
        }
        .into_any()
    } else {
        cx.look_only()
    };
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.new)/>
        <Page narrow=true>
            <PageHead title=t.new lead=t.new_lead crumb=crumb/>
            {form}
        </Page>
    }
    .into_any()
}
